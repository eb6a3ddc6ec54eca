"""CSV as all tables are written: 12 significant digits, an absent value is an empty field, lines end with LF."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

from numpy.typing import NDArray


def cell(value: str | float | None) -> str:
    """One field.

    Examples
    --------
    >>> cell(1 / 3), cell(2.0), cell(float("nan")), cell(-0.0), cell(12), cell(None), cell("east")
    ('0.333333333333', '2', '', '0', '12', '', 'east')
    """
    if isinstance(value, str):
        return value
    if value is None or math.isnan(value):
        return ""
    return format(value + 0.0, ".12g") if isinstance(value, float) else str(value)


def column(values: NDArray[Any]) -> list[str]:
    """A column of text or float64 as fields."""
    if values.dtype.kind == "U":
        return list(values.tolist())
    return ["" if math.isnan(value) else format(value, ".12g") for value in (values + 0.0).tolist()]


def lines(file: TextIO, rows: Iterable[Sequence[str]]) -> None:
    """Write lines to an open file."""
    csv.writer(file, lineterminator="\n").writerows(rows)


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> None:
    """Write a table from records."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines(file, [header])
        lines(file, ([cell(value) for value in row] for row in rows))
