"""Tables and sentences of the page, each number with the place in the tables that it is read from."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Cell:
    """A cell, with a note in small print: a unit, a source.

    Attributes
    ----------
    text, note : str
    at : str
        Where its numbers stand, as :func:`place` writes it; empty where it has none.
    """

    text: str
    note: str = ""
    at: str = ""


@dataclass(frozen=True)
class Table:
    """A table of the page; the first cell of a row names the row.

    Attributes
    ----------
    caption : str
    heads : tuple of str
    rows : tuple of tuple of Cell
    quiet : frozenset of int
        Rows in which no difference is shown.
    at : tuple of str
        Where the numbers of the caption stand.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    quiet: frozenset[int] = frozenset()
    at: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    """A sentence, and the lines of tables that hold its numbers."""

    text: str
    at: tuple[str, ...] = ()


def place(table: str, *columns: str, **keys: object) -> str:
    """Where a number stands: the table, which line of it, and the column of each number in turn.

    Examples
    --------
    >>> place("contrasts.csv", "ci_low", "ci_high", arm="platform", group="class=flats")
    'contrasts.csv?arm=platform&group=class%3Dflats#ci_low,ci_high'
    """
    line = urlencode({name.rstrip("_"): value for name, value in keys.items()})
    return f"{table}?{line}" + (f"#{','.join(columns)}" if columns else "")
