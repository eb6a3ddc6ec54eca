"""Every number that nothing speaks for, or whose source says that it is assumed: of the world, and of rule books."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.errors import SimError
from sim.report.assumptions import named
from sim.report.grid import Cell, Table, place
from sim.report.results import Results
from sim.report.tongue import message
from sim.scenario import Loaded, load
from sim.scenario.sources import ASSUMED, leaves

HEADS = (message("Number"), message("Value"), message("What its source says"))
MARKS = ":,; \N{FULLWIDTH COLON}"
"""What may stand between the word and the reason."""


def assumed(data: Results) -> Table | None:
    """A line a number; None where the folder has no scenario, or one that needs what is not in it."""
    loaded = _loaded(data)
    if loaded is None:
        return None
    found = loaded.assumed()
    caption = data.say("Numbers about the world that are assumed: {count}", count=len(found))
    return Table(caption, tuple(map(data.say, HEADS)), _lines(data, loaded, found), at=(place("assumed", "count"),))


def chosen(data: Results) -> Table | None:
    """The same of what rule books decide and cite nothing for; None also where there is no such number."""
    loaded = _loaded(data)
    found = loaded.chosen() if loaded else []
    if loaded is None or not found:
        return None
    caption = data.say(
        "Numbers that the rule books set without a source, as the study chooses: {count}", count=len(found)
    )
    rows = tuple(line[:2] for line in _lines(data, loaded, found))
    return Table(caption, tuple(map(data.say, HEADS[:2])), rows, at=(place("chosen", "count"),))


def _loaded(data: Results) -> Loaded | None:
    path = data.folder / "scenario.resolved.yaml"
    try:
        return load(path) if path.is_file() else None
    except SimError:
        return None


def _lines(data: Results, loaded: Loaded, paths: Sequence[str]) -> tuple[tuple[Cell, ...], ...]:
    values = dict(leaves(loaded.resolved, ""))
    return tuple(_line(data, loaded, path, values[path]) for path in paths)


def _line(data: Results, loaded: Loaded, path: str, value: Any) -> tuple[Cell, ...]:
    """What the number is, by name and path, and why it was chosen if that is said."""
    why = data.tongue.cited(loaded.source(path)).removeprefix(ASSUMED).removeprefix(data.say("assumed")).lstrip(MARKS)
    name = named(path, data)
    return (
        Cell(name, "" if name == path else path),
        Cell(f"{value:,}" if isinstance(value, int) else f"{value:,.12g}", at=place("scenario.resolved.yaml", path)),
        Cell(why or data.say("no source"), at=place("source", path)),
    )
