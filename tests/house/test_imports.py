"""Who imports whom: the order of the rooms and the packages each may use."""

from __future__ import annotations

import pytest

from tests.house.rooms import CHECKOUT, ROOMS, dotted, imports, modules, refusal, room


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_a_room_imports_only_from_rooms_before_it_and_its_own_outside_packages(path):
    found = [(line, name, refusal(room(path), name)) for line, name in imports(path)]
    assert [f"{path.relative_to(CHECKOUT)}:{line}: {name}: {why}" for line, name, why in found if why] == []


def test_every_room_is_on_the_list():
    assert {room(path) for path in modules()} - {""} == set(ROOMS)


@pytest.mark.parametrize(
    ("here", "name", "why"),
    [
        ("errors", "sim.tables", "tables comes after errors"),
        ("laws", "sim.draws", "draws comes after laws"),
        ("kernel", "simpy", "simpy is not allowed in kernel"),
        ("tables", "numpy", "numpy is not allowed in tables"),
        ("market", "sim.garden.gate", "garden is not a room of the house"),
        ("market", "pandas", "pandas is not on the list of outside packages"),
        ("market", ".", "relative import"),
        ("market", "sim.kernel", ""),
        ("market", "simpy.events", ""),
        ("market", "heapq", ""),
    ],
)
def test_refusals(here, name, why):
    assert refusal(here, name) == why
