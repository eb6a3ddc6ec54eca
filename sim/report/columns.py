"""Columns of a long table, read as text and turned into arrays when asked for."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.entities.units import Bools, Floats

LOT_COLUMNS = (
    "arm",
    "replication",
    "state",
    "round",
    "hammer",
    "worth_common",
    "listed_day",
    "cash_day",
)
STEP_COLUMNS = ("interested", "aware", "came_once", "inspected", "entered", "bid")
"""How many are left at each step; tables of other programs may lack some."""
BIDDER_COLUMNS = ("arm", "worth", "limit", "highest_bid")
KNOWN_COLUMNS = ("replication", "lot", "bidder_group", "inspected", "estimate")


@dataclass(frozen=True, eq=False)
class Columns:
    """Columns of a long table as text, one entry a line; turned into arrays once, when asked for."""

    text: Mapping[str, Sequence[str]]
    _numbers: dict[str, Floats] = field(default_factory=dict)
    _texts: dict[str, NDArray[np.str_]] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many lines."""
        return len(next(iter(self.text.values())))

    def number(self, name: str) -> Floats:
        """A column as float64; an empty field is nan."""
        if name not in self._numbers:
            cells = [float(cell) if cell else np.nan for cell in self.text[name]]
            self._numbers[name] = np.array(cells, dtype=np.float64)
        return self._numbers[name]

    def where(self, name: str, value: str) -> Bools:
        """Which lines have this value."""
        if name not in self._texts:
            self._texts[name] = np.array(self.text[name], dtype=np.str_)
        same: Bools = self._texts[name] == value
        return same

    def distinct(self, name: str) -> int:
        """How many different values a column has."""
        return len(set(self.text[name]))


def columns(
    path: Path, names: tuple[str, ...], more: tuple[str, ...] = (), only: tuple[str, str] | None = None
) -> Columns | None:
    """The named columns of a table; None if the table or one of them is missing, or there are no lines.

    Of `more`, those that the table has; with `only`, the lines that have this value in this one of `names`.
    """
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        header = next(lines, [])
        if not set(names) <= set(header):
            return None
        names += tuple(name for name in more if name in header)
        places = [header.index(name) for name in names]
        at, value = (header.index(only[0]), only[1]) if only else (0, None)
        cut = [tuple(line[place] for place in places) for line in lines if value is None or line[at] == value]
    return Columns(dict(zip(names, zip(*cut, strict=True), strict=True))) if cut else None


def sizes(path: Path) -> dict[str, int]:
    """Lots of each group in ``rounds.csv``: those called in the first round; nothing without the table."""
    called = columns(path, ("group", "round", "lots"), only=("round", "1"))
    return {} if called is None else dict(zip(called.text["group"], map(int, called.text["lots"]), strict=True))
