"""How two rule books differ, and what became of the same lots under them: two small tables made readable."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from sim.entities.venue import Place, Rules
from sim.report import words
from sim.report.gap import spoken
from sim.report.grid import Cell, Table, place
from sim.report.results import Results, records
from sim.report.tongue import message
from sim.scenario.sources import ASSUMED, decided


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


YES, NO = message("yes"), message("no")
YES_OR_NO = "true or false"
"""The unit of what is said so."""
VALUES = tuple(
    map(
        message,
        (
            "hard", "soft", "return", "sell off", "creditor", "all", "shortfall", "present", "barred", "published",
            "start", "appraisal", "bids", "bidder count", "identities", "dropouts", "lowest signal",
            "mon", "tue", "wed", "thu", "fri", "sat", "sun",
        ),
    )
)  # fmt: skip
"""Values of keys that are words."""
SESSION = re.compile(r"\{weekdays: \[(.+)\], hour: (\d+), lots: (\d+|null), minutes_per_lot: (\d+)\}")
"""A hall's calendar."""
TIER = re.compile(r"\{up_to: ([\d.e+]+|null), rate: ([\d.e+-]+)\}")
"""A part of a fee."""
BESIDE = 4
"""Arms beside their baseline in one table at most."""
FATES = ("sold_in_both", "only_here", "only_there", "neither")
"""What may become of a lot under two arms."""
SHORT = 4
"""Digits of a number that is read without separators, such as a year."""

_MEANINGS: Mapping[str, str] = {
    f"{block}.{item.name}": str(item.metadata["doc"])
    for block, kind in (("place", Place), ("rules", Rules))
    for item in fields(kind)
}


CHOSEN = message("chosen here")
"""What stands for the source of a value that a rule book decides and cites nothing for."""


def assumed(key: str, source: str) -> bool:
    """Whether nobody has measured a value about the world: it has no source, or one that says so."""
    return source.startswith(ASSUMED) or not (source or decided(key))


def chosen(key: str, source: str) -> bool:
    """Whether a value is a choice of the study: a rule book decides it, and cites nothing."""
    return decided(key) and not source


def differences(data: Results) -> list[Table]:
    """A table a baseline and a few arms that differ from it in anything."""
    rows = records(Difference, data.folder / "differences_in_rules.csv")
    made = []
    for baseline in dict.fromkeys(row.baseline for row in rows):
        arms = list(dict.fromkeys(row.arm for row in rows if row.baseline == baseline))
        for some in (arms[first : first + BESIDE] for first in range(0, len(arms), BESIDE)):
            mine = [row for row in rows if row.baseline == baseline and row.arm in some]
            made.append(_table(data, baseline, some, mine))
    return made


def _table(data: Results, baseline: str, arms: Sequence[str], rows: Sequence[Difference]) -> Table:
    """A line a key; where there are several arms, first the keys in which these differ among themselves."""
    keys = {key: {row.arm: row for row in rows if row.key == key} for key in dict.fromkeys(row.key for row in rows)}
    lines = sorted(
        keys.values(), key=lambda line: len(line) == len(arms) and len({row.here for row in line.values()}) < 2
    )
    caption = data.versus(arms[0], baseline)
    if len(arms) > 1:
        caption = data.say(
            "{arms}, each against “{baseline}”; first the rules in which they differ among themselves",
            arms=data.tongue.listed([data.say("“{name}”", name=data.label(arm)) for arm in arms]),
            baseline=data.label(baseline),
        )
    heads = (data.say("Rule"), data.label(baseline), *map(data.label, arms), data.say("Lever"))
    return Table(caption, heads, tuple(_key(data, line, arms) for line in lines))


def _key(data: Results, line: Mapping[str, Difference], arms: Sequence[str]) -> tuple[Cell, ...]:
    """The line of one key: what it means and in which unit, all values with their sources, and which lever."""
    first = next(iter(line.values()))
    unit = "" if first.unit in (YES_OR_NO, "block") else data.say(first.unit)
    name = Cell(
        data.say(_MEANINGS.get(first.key, first.key)),
        data.say("{key}, {unit}", key=first.key, unit=unit) if unit else first.key,
    )
    there = _value(data, first, "there")
    here = (_value(data, line[arm], "here") if arm in line else replace(there, note="") for arm in arms)
    return (name, there, *here, Cell(spoken(first.channel, data.tongue)))


def _value(data: Results, row: Difference, side: str) -> Cell:
    """A value in the arm, ``here``, or in its baseline, ``there``, and where it comes from."""
    text, source = (row.here, row.source_here) if side == "here" else (row.there, row.source_there)
    at = place("differences_in_rules.csv", side, f"source_{side}", arm=row.arm, baseline=row.baseline, key=row.key)
    said = source or (CHOSEN if decided(row.key) else ASSUMED)
    return Cell(_said(data, text, yes_or_no=row.unit == YES_OR_NO), data.tongue.cited(said), at)


def _said(data: Results, value: str, *, yes_or_no: bool) -> str:
    """A value as a reader wants it: in words where it is one, absent as a dash, large numbers with separators."""
    if yes_or_no:
        return data.say({"1": YES, "0": NO}.get(value, value)) if value else words.NOTHING
    session = SESSION.fullmatch(value)
    if session:
        days, hour, lots, minutes = session.groups()
        known = {"days": _listed(data, days), "hour": hour, "lots": lots, "minutes": minutes}
        return data.say(
            "{days}, from {hour}:00, {minutes} minutes a lot"
            if lots == "null"
            else "{days}, from {hour}:00, at most {lots} lots of {minutes} minutes",
            **known,
        )
    if tiers := TIER.findall(value):
        return data.say("; ").join(_tier(data, *each) for each in tiers)
    if value.startswith("[") and value.endswith("]"):
        return _listed(data, value[1:-1]) or words.NOTHING
    return (f"{int(value):,}" if value.isdigit() and len(value) > SHORT else _word(data, value)) or words.NOTHING


def _tier(data: Results, end: str, rate: str) -> str:
    """``0.05 up to 2,000,000``."""
    if end == "null":
        return data.say("{rate} above", rate=rate)
    return data.say("{rate} up to {sum}", rate=rate, sum=f"{float(end):,.12g}")


def _listed(data: Results, values: str) -> str:
    """``bids, dropouts``, each in words."""
    return data.tongue.several([_word(data, value) for value in values.split(", ")])


def _word(data: Results, value: str) -> str:
    """A value that is a word of the scenario's language; any other as it stands."""
    told = value.replace("_", " ")
    return data.say(told) if told in VALUES else value


def transitions(data: Results) -> list[Table]:
    """A table a pair of arms: every lot is counted once, by what became of it under both."""
    rows = records(Transition, data.folder / "transitions.csv")
    made = []
    for arm, baseline in dict.fromkeys((row.arm, row.baseline) for row in rows):
        mine = [row for row in rows if (row.arm, row.baseline) == (arm, baseline) and row.group in ("", *data.groups)]
        here, there = data.label(arm), data.label(baseline)
        heads = (
            data.say("Lots"),
            data.say("Sold in both"),
            data.say("Only: {arm}", arm=here),
            data.say("Only: {arm}", arm=there),
            data.say("In neither"),
            data.say("Price ratio"),
            data.say("95 % interval"),
        )
        made.append(Table(data.versus(arm, baseline), heads, tuple(_fates(data, row) for row in mine)))
    return made


def _fates(data: Results, row: Transition) -> tuple[Cell, ...]:
    half = _half(row.price_ratio_low, row.price_ratio_high)
    scale = data.scale("", (row.price_ratio,), half)

    def here(*columns: str) -> str:
        return place("transitions.csv", *columns, arm=row.arm, baseline=row.baseline, group=row.group)

    counts = [Cell(f"{getattr(row, name):,}", at=here(name)) for name in FATES]
    ends = Cell(words.NOTHING)
    if half is not None:
        span = scale.span(row.price_ratio_low, row.price_ratio_high)
        ends = Cell(span, at=here("price_ratio_low", "price_ratio_high"))
    name = data.member(row.group) or data.say("all")
    return (Cell(name), *counts, Cell(scale.bare(row.price_ratio), at=here("price_ratio")), ends)


def _half(low: float | None, high: float | None) -> float | None:
    return None if low is None or high is None else (high - low) / 2.0
