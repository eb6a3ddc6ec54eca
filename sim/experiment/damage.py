"""Whether the tables of a results folder can be read: what was edited by hand may not."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from sim.errors import RunError

NUMBERS = {
    "summary.csv": ("mean", "sd", "ci_low", "ci_high", "n"),
    "contrasts.csv": ("difference", "ci_low", "ci_high", "n", "relative", "relative_low", "relative_high"),
    "who_gains.csv": ("in_arm", "in_baseline", "difference", "ci_low", "ci_high", "n"),
    "lots.csv": ("replication", "round", "hammer", "worth_common", "listed_day", "cash_day"),
    "bidders.csv": ("worth", "limit", "highest_bid"),
}
"""Columns that hold numbers or nothing."""


def sound(folder: Path) -> None:
    """Read the tables that a report is made of, once.

    Raises
    ------
    RunError
        With file and line of the first thing that cannot be read.
    """
    for fault in _faults(folder):
        raise RunError(fault)


def _faults(folder: Path) -> Iterator[str]:
    for name, numbers in NUMBERS.items():
        if (folder / name).is_file():
            yield from _table_faults(folder / name, numbers)
    manifest = folder / "manifest.json"
    if manifest.is_file():
        try:
            json.loads(manifest.read_bytes())
        except ValueError as error:
            yield f"{manifest}: is damaged: {error}"


def _table_faults(path: Path, numbers: tuple[str, ...]) -> Iterator[str]:
    """What cannot be read in a table, with its line."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            header = next(rows, [])
            for row in rows:
                if len(row) != len(header):
                    yield f"{path}:{rows.line_num}: is damaged: {len(row)} fields where the header has {len(header)}"
                    continue
                cells = dict(zip(header, row, strict=True))
                for name in numbers:
                    if not _number(cells.get(name, "")):
                        yield f'{path}:{rows.line_num}: is damaged: {name} is "{cells[name]}", not a number'
    except (UnicodeDecodeError, csv.Error) as error:
        yield f"{path}: is damaged: {error}"


def _number(cell: str) -> bool:
    try:
        float(cell or "0")
    except ValueError:
        return False
    return True
