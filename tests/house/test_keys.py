"""Every scenario key says its unit and its meaning; every field of a venue belongs to a channel."""

from __future__ import annotations

import importlib
from dataclasses import Field, fields, is_dataclass

import pytest

from sim.entities import study, venue
from sim.entities.venue import Place, Rules, channels
from sim.tables import Table
from tests.house.rooms import dotted, modules

CHANNELS = {
    "reach", "participation_cost", "diligence", "disclosure", "own_look", "insiders", "collusion", "administration",
    "calendar", "close", "format", "board", "reserve_and_rounds", "notice", "deposit", "default", "fees",
    "eligibility", "priority", "credit",
}  # fmt: skip
RESOLVED = {"Arm", "Study", "Venue"}
"""Built by the loader from keys; not written in a file themselves."""


def tables() -> dict[str, Table]:
    """Every table of the package by its kind."""
    found = [thing for path in modules() for thing in vars(importlib.import_module(dotted(path))).values()]
    return {thing.kind: thing for thing in found if isinstance(thing, Table)}


def entries() -> list[type]:
    """Classes of ours that stand in a table."""
    things = {thing for table in tables().values() for thing in table.values() if isinstance(thing, type)}
    return sorted((thing for thing in things if thing.__module__.startswith("sim.")), key=lambda thing: thing.__name__)


def blocks() -> list[type]:
    """Dataclasses whose fields a person writes in a scenario file."""
    nouns = [thing for module in (study, venue) for thing in vars(module).values() if isinstance(thing, type)]
    own = [thing for thing in nouns if thing.__module__ in (study.__name__, venue.__name__)]
    return [thing for thing in (*own, *entries()) if is_dataclass(thing) and thing.__name__ not in RESOLVED]


def written(kind: type) -> list[Field]:
    return [item for item in fields(kind) if item.init and not item.name.startswith("_")]


@pytest.mark.parametrize("kind", blocks(), ids=lambda kind: kind.__name__)
def test_every_key_has_a_unit_and_a_meaning(kind):
    silent = [item.name for item in written(kind) if not (item.metadata.get("unit") and item.metadata.get("doc"))]
    assert silent == []


@pytest.mark.parametrize("kind", [Place, Rules], ids=lambda kind: kind.__name__)
def test_every_field_of_a_venue_belongs_to_a_channel(kind):
    assert {name: channel for name, channel in channels(kind).items() if channel not in CHANNELS} == {}


def test_an_entry_of_a_table_has_a_file_of_its_own():
    homes: dict[str, list[str]] = {}
    for kind in entries():
        homes.setdefault(kind.__module__, []).append(kind.__name__)
    assert {home: names for home, names in homes.items() if len(names) > 1} == {}


def test_the_tables_are_found():
    assert {"distribution", "worth model"} <= set(tables())
