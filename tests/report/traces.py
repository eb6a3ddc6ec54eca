"""Every number that is printed is one of the tables: what a page or a sentence says, held against the files."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

NUMBER = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?")
CONSTANT = re.compile("95 % interval")


def numbers(text: str, names: Iterable[str] = ()) -> list[str]:
    """Numbers of a text, but those in names and in ``95 % interval``."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    text = text.replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", " ")
    return NUMBER.findall(CONSTANT.sub("", text))


def traced(folder: Path, text: str, at: Iterable[str], names: Iterable[str] = ()) -> list[str]:
    """The numbers of a text that are none of those at these places; [] where all are."""
    known = [value for place in at for value in values(folder, place)]
    return [token for token in numbers(text, names) if not stands(token, known)]


def values(folder: Path, place: str) -> list[float]:
    """The numbers at a place: of one line of a table, in the columns it names or in all; or what it counts."""
    parts = urlsplit(place)
    keys = dict(parse_qsl(parts.query, keep_blank_values=True))
    lines = [
        line for line in table(folder / parts.path) if all(line.get(name, "") == value for name, value in keys.items())
    ]
    if parts.fragment in COUNTS:
        return [float(COUNTS[parts.fragment](lines))]
    if parts.fragment in KINDS:
        return verdicts([line for line in lines if line["group"].startswith(f"{parts.fragment}=")])
    (line,) = lines
    columns = parts.fragment.split(",") if parts.fragment else line
    return [number for name in columns if (number := read(line[name])) is not None]


KINDS = ("class", "lots", "region", "seller")
NAMED = 3


def verdicts(lines: list[dict[str, str]]) -> list[float]:
    """How many groups there are, how many rise, fall and do neither, and how many of these are left unnamed."""
    ends = [(read(line["ci_low"]), read(line["ci_high"])) for line in lines]
    up = sum(low is not None and low > 0.0 for low, _ in ends)
    down = sum(high is not None and high < 0.0 for _, high in ends)
    counts = [len(lines), up, down, len(lines) - up - down]
    return [float(count) for count in (*counts, *(count - NAMED for count in counts))]


def _assumed(source: str) -> bool:
    return source == "" or source.startswith("assumed")


COUNTS = {
    "count": len,
    "values": lambda lines: 2 * len(lines),
    "channels": lambda lines: len({line["channel"] for line in lines}),
    "assumed": lambda lines: sum(_assumed(line[side]) for line in lines for side in ("source_here", "source_there")),
    "paths": lambda lines: len({line["path"] for line in lines}),
}
"""What is counted, recomputed from the lines of a table."""


@lru_cache
def table(path: Path) -> list[dict[str, str]]:
    """Lines of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(cell: str) -> float | None:
    """A field as a number; None where it is none."""
    try:
        return float(cell)
    except ValueError:
        return None


def stands(token: str, known: Iterable[float]) -> bool:
    """Whether a printed number is one of these, or one in per cent, rounded as it is printed; its sign may be said."""
    places = len(token.partition(".")[2])
    value = float(token.replace(",", ""))
    signs = (1.0,) if value < 0.0 else (1.0, -1.0)
    return any(
        abs(value - sign * factor * number) <= 0.5000001 * 10.0**-places
        for number in known
        for factor in (1.0, 100.0)
        for sign in signs
    )
