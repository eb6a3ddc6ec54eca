"""A CSV file whose cells know where they stand, so that a fault can name its place."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.entities.units import Floats
from sim.errors import ScenarioError
from sim.scenario.faults import Faults, Spot
from sim.tables import did_you_mean

COUNTS = ("round", "bidders", "bids", "registered", "attempt")
"""Columns of whole numbers, which may be 0; all other numbers are money and lie above it."""

NEEDED = ("appraisal", "bid", "standing", "attempt")
"""Columns of numbers that may not be empty."""

_MARKS = r"[\s',]"
_FIELD = re.compile(r'("(?:[^"]|"")*"|[^,]*)(?:,|$)')


@dataclass(frozen=True)
class Cell:
    """What stands in a column of a line."""

    text: str
    spot: Spot


Row = Mapping[str, Cell]
"""Column to cell; a line that is no row of the table is left out."""


@dataclass(frozen=True)
class Sheet:
    """A file as it was read.

    Attributes
    ----------
    top : Spot
        The first line.
    names : tuple of str
        The columns.
    rows : tuple of Row
    faults : Faults
        Takes what is wrong.
    """

    top: Spot
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: Faults

    @staticmethod
    def read(path: Path, faults: Faults) -> Sheet:
        """A file; lines that have other columns than the first are faults.

        Raises
        ------
        ScenarioError
            If it cannot be read.
        """
        lines = _text(path).splitlines()
        top = Spot(str(path), 1, 1)
        names = tuple(cell.text for cell in _cells(lines[0], top, faults)) if lines else ()
        rows = []
        for number, line in enumerate(lines[1:], start=2):
            cells = _cells(line, Spot(str(path), number, 1), faults) if line.strip(" ,\t") else []
            if len(cells) == len(names):
                rows.append(dict(zip(names, cells, strict=True)))
            elif cells:
                what = f"has {len(cells)} cells, and the first line names {len(names)} columns"
                faults.add(cells[0].spot, "", what)
        return Sheet(top, names, tuple(rows), faults)

    def known(self, allowed: Sequence[str], needed: Sequence[str], *, partly: bool = False) -> Sequence[Row]:
        """The rows, if the columns are those of a kind of file, else faults, and none unless columns may be missing."""
        before = len(self.faults.found)
        if not self.names:
            self.faults.add(self.top, "", f"the file is empty; its first line names columns: {', '.join(allowed)}")
            return ()
        for place, name in enumerate(self.names):
            if name not in allowed:
                told = f"unknown column{did_you_mean(name, list(allowed))}"
                self.faults.add(self.top, name, told)
            elif name in self.names[:place]:
                self.faults.add(self.top, name, "the column is there twice")
        for name in needed:
            if name not in self.names:
                self.faults.add(self.top, name, "the column is missing")
        return self.rows if partly or len(self.faults.found) == before else ()

    def fault(self, row: Row, name: str, what: str) -> None:
        """Note what is wrong with a cell."""
        self.faults.add(row[name].spot, name, what)

    def column(self, rows: Sequence[Row], name: str, *, needed: bool = False) -> Floats:
        """Cells as numbers (n,); nan where the column or a value is absent, and after a fault."""
        return np.array([self._number(row, name, needed=needed) for row in rows], dtype=np.float64)

    def _number(self, row: Row, name: str, *, needed: bool) -> float:
        if name not in row:
            return math.nan
        text = row[name].text
        if not text:
            if needed:
                self.fault(row, name, "is missing")
            return math.nan
        try:
            value = float(text)
        except ValueError:
            self.fault(row, name, f'must be a number, got "{text}"{_hint(text, name)}')
            return math.nan
        wrong = _wrong(value, name)
        if wrong:
            self.fault(row, name, f"{wrong}, got {text}")
        return math.nan if wrong else value


def _hint(text: str, name: str) -> str:
    """What to write instead, or where another text belongs."""
    if re.fullmatch(r"\d{1,3}([\s',]\d{3})+(\.\d*)?", text):
        return f": write {re.sub(_MARKS, '', text)}, with no mark between thousands"
    if name == "hammer":
        return "; leave it empty if the lot went unsold"
    return "; leave it empty if it is not known" if name not in NEEDED else ""


def _wrong(value: float, name: str) -> str:
    """Why a number cannot stand in a column; empty if it can."""
    if name in COUNTS:
        return "" if value >= 0.0 and value.is_integer() else "must be a whole number"
    return "" if 0.0 < value < math.inf else "must be above 0"


def _cells(line: str, spot: Spot, faults: Faults) -> list[Cell]:
    """The cells of a line; none, with a fault, if it is no CSV."""
    try:
        texts = next(csv.reader([line], strict=True), [])
    except csv.Error:
        faults.add(spot, "", "not CSV: a quotation mark is not closed in this line, or text follows it")
        return []
    starts = [found.start() + 1 for found in _FIELD.finditer(line)]
    return [Cell(text.strip(), Spot(spot.file, spot.line, at)) for text, at in zip(texts, starts, strict=False)]


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        names = [other.name for other in path.parent.glob("*.csv")] if path.parent.is_dir() else []
        near = did_you_mean(path.name, names)
        raise ScenarioError(f"{path}: there is no such file{near if 'did you mean' in near else ''}") from None
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ScenarioError(f"{Spot(str(path), line, 1)}: not UTF-8 text; save it as CSV in UTF-8") from None
