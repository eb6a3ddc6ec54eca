"""How two rule books differ, and what became of the same lots under them: two small tables made readable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from sim.entities.venue import Place, Rules
from sim.report import words
from sim.report.grid import Cell, Table
from sim.report.results import Results, records
from sim.scenario.sources import ASSUMED


@dataclass(frozen=True)
class Difference:
    """A line of ``differences_in_rules.csv``."""

    arm: str
    baseline: str
    key: str
    here: str
    there: str
    unit: str
    channel: str
    source_here: str
    source_there: str

    @property
    def sources(self) -> tuple[str, str]:
        """Of both values."""
        return self.source_here, self.source_there


@dataclass(frozen=True)
class Transition:
    """A line of ``transitions.csv``: lots over all replications, and the price ratio on lots sold in both arms."""

    arm: str
    baseline: str
    group: str
    sold_in_both: int
    only_here: int
    only_there: int
    neither: int
    price_ratio: float | None
    price_ratio_low: float | None
    price_ratio_high: float | None
    n: int


_MEANINGS: Mapping[str, str] = {
    f"{block}.{item.name}": str(item.metadata["doc"])
    for block, kind in (("place", Place), ("rules", Rules))
    for item in fields(kind)
}


def assumed(source: str) -> bool:
    """Whether nobody has measured a value: it has no source, or one that says so."""
    return not source or source.startswith(ASSUMED)


def differences(data: Results) -> list[Table]:
    """A table a pair of arms that differ in anything."""
    rows = records(Difference, data.folder / "differences_in_rules.csv")
    made = []
    for arm, baseline in dict.fromkeys((row.arm, row.baseline) for row in rows):
        mine = [row for row in rows if (row.arm, row.baseline) == (arm, baseline)]
        heads = ("Key", "Meaning", "Lever", data.label(baseline), data.label(arm))
        made.append(Table(f"{data.label(arm)} against {data.label(baseline)}", heads, tuple(map(_key, mine))))
    return made


def _key(row: Difference) -> tuple[Cell, ...]:
    """The line of one key: what it means, in which unit, which lever, and both values with their sources."""
    yes_or_no = row.unit == "true or false"
    unit = "" if yes_or_no or row.unit == "block" else row.unit
    there, here = (_said(value, yes_or_no=yes_or_no) for value in (row.there, row.here))
    return (
        Cell(row.key),
        Cell(_MEANINGS.get(row.key, ""), unit),
        Cell(row.channel.replace("_", " ")),
        Cell(there, row.source_there),
        Cell(here, row.source_here),
    )


def _said(value: str, *, yes_or_no: bool) -> str:
    """A value as a reader wants it: yes and no in words, absent as a dash."""
    return ({"1": "yes", "0": "no"}.get(value, value) if yes_or_no else value) or words.NOTHING


def transitions(data: Results) -> list[Table]:
    """A table a pair of arms: every lot is counted once, by what became of it under both."""
    rows = records(Transition, data.folder / "transitions.csv")
    made = []
    for arm, baseline in dict.fromkeys((row.arm, row.baseline) for row in rows):
        mine = [row for row in rows if (row.arm, row.baseline) == (arm, baseline) and row.group in ("", *data.groups)]
        here, there = data.label(arm), data.label(baseline)
        heads = (
            "Lots",
            "Sold in both",
            f"Only: {here}",
            f"Only: {there}",
            "In neither",
            "Price ratio",
            "95 % interval",
        )
        made.append(Table(f"{here} against {there}", heads, tuple(_fates(row) for row in mine)))
    return made


def _fates(row: Transition) -> tuple[Cell, ...]:
    counts = (row.sold_in_both, row.only_here, row.only_there, row.neither)
    half = _half(row.price_ratio_low, row.price_ratio_high)
    scale = words.scale("", "", (row.price_ratio,), half)
    ends = words.NOTHING if half is None else f"{scale.bare(row.price_ratio_low)} to {scale.bare(row.price_ratio_high)}"
    name = row.group.partition("=")[2] or "all"
    return tuple(map(Cell, (name, *(f"{count:,}" for count in counts), scale.bare(row.price_ratio), ends)))


def _half(low: float | None, high: float | None) -> float | None:
    return None if low is None or high is None else (high - low) / 2.0
