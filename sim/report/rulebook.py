"""How two rule books differ, and what became of the same lots under them: two small tables made readable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, fields
from typing import Any

from sim.entities.venue import Place, Rules
from sim.report import words
from sim.report.results import Results, records


@dataclass(frozen=True)
class Difference:
    """A line of ``differences_in_rules.csv``."""

    arm: str
    baseline: str
    key: str
    here: str
    there: str


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


@dataclass(frozen=True)
class Table:
    """A table of the page: heads, and cells as text, the first of each row naming the row."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


_KEYS: Mapping[str, Field[Any]] = {
    f"{block}.{item.name}": item for block, kind in (("place", Place), ("rules", Rules)) for item in fields(kind)
}


def differences(data: Results) -> list[Table]:
    """A table a pair of arms that differ in anything."""
    rows = records(Difference, data.folder / "differences_in_rules.csv")
    made = []
    for arm, baseline in dict.fromkeys((row.arm, row.baseline) for row in rows):
        mine = [row for row in rows if (row.arm, row.baseline) == (arm, baseline)]
        heads = ("Key", "Meaning", "Lever", data.label(baseline), data.label(arm))
        cells = tuple((row.key, *_about(row.key), _said(row.key, row.there), _said(row.key, row.here)) for row in mine)
        made.append(Table(f"{data.label(arm)} against {data.label(baseline)}", heads, cells))
    return made


def _about(key: str) -> tuple[str, str]:
    """What a key means, with its unit, and the lever it belongs to."""
    item = _KEYS.get(key)
    if item is None:
        return "", ""
    unit = item.metadata["unit"]
    meaning = item.metadata["doc"] + ("" if unit in {"true or false", "block"} else f" ({unit})")
    return meaning, str(item.metadata["channel"]).replace("_", " ")


def _said(key: str, value: str) -> str:
    """A value as a reader wants it: yes and no in words, absent as a dash."""
    if key in _KEYS and _KEYS[key].metadata["unit"] == "true or false":
        value = {"1": "yes", "0": "no"}.get(value, value)
    return value or words.NOTHING


def transitions(data: Results) -> list[Table]:
    """A table a pair of arms: every lot is counted once, by what became of it under both."""
    rows = records(Transition, data.folder / "transitions.csv")
    made = []
    for arm, baseline in dict.fromkeys((row.arm, row.baseline) for row in rows):
        mine = [row for row in rows if (row.arm, row.baseline) == (arm, baseline)]
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


def _fates(row: Transition) -> tuple[str, ...]:
    counts = (row.sold_in_both, row.only_here, row.only_there, row.neither)
    half = _half(row.price_ratio_low, row.price_ratio_high)
    scale = words.scale("", "", (row.price_ratio,), half)
    ends = words.NOTHING if half is None else f"{scale.bare(row.price_ratio_low)} to {scale.bare(row.price_ratio_high)}"
    return (
        row.group.partition("=")[2] or row.group or "all",
        *(f"{count:,}" for count in counts),
        scale.bare(row.price_ratio),
        ends,
    )


def _half(low: float | None, high: float | None) -> float | None:
    return None if low is None or high is None else (high - low) / 2.0
