"""A place and rules as a list of lines, and how two of them differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim import presets
from sim.entities.study import Study
from sim.entities.venue import Place, Rules
from sim.errors import ScenarioError
from sim.scenario.faults import Faults
from sim.scenario.listing import Row, columns
from sim.scenario.loading import load
from sim.scenario.presets import PART_OF, preset
from sim.scenario.shapes.build import block_of
from sim.scenario.writing import flow
from sim.tables import did_you_mean

PARTS: dict[str, type[Any]] = {"place": Place, "rules": Rules}


@dataclass(frozen=True)
class Line:
    """One key: ``rules.cut_share``, its value as plain data, and what it cites."""

    key: str
    value: Any
    unit: str
    channel: str
    source: str


@dataclass(frozen=True)
class Book:
    """What a preset or an arm says, by key.

    Attributes
    ----------
    name : str
    lines : dict of str to Line
        In the order of the classes.
    """

    name: str
    lines: Mapping[str, Line]


@dataclass(frozen=True)
class Difference:
    """A key on which two books differ. Values are plain data, None where a book does not have the key."""

    key: str
    unit: str
    a: Any
    b: Any
    channel: str
    source_a: str
    source_b: str


def differences(a: Book, b: Book) -> tuple[Difference, ...]:
    """Every key on which two books differ, in the order of the classes."""
    found = []
    for key in dict.fromkeys((*a.lines, *b.lines)):
        here, there = a.lines.get(key), b.lines.get(key)
        known = here or there
        if known is None or (here and there and here.value == there.value):
            continue
        found.append(
            Difference(
                key,
                known.unit,
                here.value if here else None,
                there.value if there else None,
                known.channel,
                here.source if here else "",
                there.source if there else "",
            )
        )
    return tuple(found)


def diff(a: str, b: str) -> str:
    """How two books differ, as text.

    Parameters
    ----------
    a, b : str
        A venue, rules or place preset (``rules/NAME`` where a name is ambiguous), or ``FILE.yaml:ARM``.

    Raises
    ------
    ScenarioError
        If there is no such thing, or one is a place and the other rules.
    """
    left, right = book(a), book(b)
    shared = {key.partition(".")[0] for key in left.lines} & {key.partition(".")[0] for key in right.lines}
    if not shared:
        raise ScenarioError(f"{a} and {b} have nothing in common to compare: one is a place, the other rules")
    found = differences(_only(left, shared), _only(right, shared))
    return "\n".join(_told(a, b, line) for line in found) or f"{a} and {b} do not differ"


def _told(a: str, b: str, line: Difference) -> str:
    """One difference in three lines: the key, and what either side says and why."""
    rows: list[Row] = [
        (f"  {name}", flow(value), source or "no source")
        for name, value, source in ((a, line.a, line.source_a), (b, line.b, line.source_b))
    ]
    return f"{line.key} ({line.unit}; {line.channel})\n{columns(rows)}"


def _only(whole: Book, parts: set[str]) -> Book:
    lines = {key: line for key, line in whole.lines.items() if key.partition(".")[0] in parts}
    return Book(whole.name, lines)


def book(name: str) -> Book:
    """The book of a preset, or of an arm written ``FILE.yaml:ARM``.

    Raises
    ------
    ScenarioError
        If there is no such preset, file or arm.
    """
    path, colon, arm = name.rpartition(":")
    if colon:
        study = load(path).study
        if arm not in study.arms:
            raise ScenarioError(f"{path} has no arm {arm}{did_you_mean(arm, list(study.arms))}")
        return arm_book(study, arm)
    kind, _, short = name.rpartition("/")
    for held in (kind,) if kind in presets.KINDS else ("venues", "rules", "places"):
        if short in presets.names(held):
            return preset_book(held, short)
    known = dict.fromkeys(known for held in presets.KINDS for known in presets.names(held))
    raise ScenarioError(f"there is no preset {name}{did_you_mean(name, list(known))}; an arm is written FILE.yaml:ARM")


def arm_book(study: Study, arm: str) -> Book:
    """The book of an arm of a study."""
    venue = study.arms[arm].venue
    lines: dict[str, Line] = {}
    for part, held in (("place", venue.place), ("rules", venue.rules)):
        cites = {
            path.removeprefix(f"arms.{arm}.{part}."): text
            for path, text in study.sources.items()
            if path.startswith(f"arms.{arm}.{part}.")
        }
        lines |= _lines(part, held, cites)
    return Book(arm, lines)


def preset_book(kind: str, name: str) -> Book:
    """The book of a preset.

    Raises
    ------
    KeyError
        If there is none of this kind and name.
    """
    if kind == "venues":
        pair = preset(kind, name).values
        halves = [(held, pair.text(part) or "") for held, part in PART_OF.items()]
    else:
        halves = [(kind, name)]
    lines: dict[str, Line] = {}
    for held, half in halves:
        part, whole = PART_OF[held], preset(held, half)
        values = whole.values
        faults = Faults()
        thing = block_of(PARTS[part]).read(values, part, faults)
        faults.stop_if_any()
        came = {
            key: ", ".join(filter(None, (values.cites.get(key), f"from {by}"))) for key, by in whole.origins.items()
        }
        lines |= _lines(part, thing, {**values.cites, **came})
    return Book(name, lines)


def _lines(part: str, held: Any, cites: Mapping[str, str]) -> dict[str, Line]:
    """The lines of a place or of rules, in the order of the class."""
    block = block_of(PARTS[part])
    plain = block.plain(held)
    return {
        f"{part}.{item.name}": Line(
            f"{part}.{item.name}", plain[item.name], item.unit, item.channel, cites.get(item.name, "")
        )
        for item in block.keys
        if item.name in plain
    }
