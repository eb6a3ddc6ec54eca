"""Tables from a name to a thing."""

from __future__ import annotations

import pytest

from sim.tables import Table, did_you_mean


@pytest.fixture
def table() -> Table[int]:
    return Table("colour", {"red": 1, "green": 2})


def test_entries_keep_the_order_in_which_they_are_written(table):
    assert list(table) == ["red", "green"]
    assert len(table) == 2


def test_an_own_entry_comes_last(table):
    table.add("blue", 3)
    assert list(table) == ["red", "green", "blue"]
    assert table["blue"] == 3


def test_an_own_entry_may_not_replace_one(table):
    with pytest.raises(ValueError, match="there is already a colour called red"):
        table.add("red", 3)
    assert table["red"] == 1


def test_two_tables_do_not_share_their_entries():
    entries = {"red": 1}
    Table("colour", entries).add("blue", 2)
    assert entries == {"red": 1}


@pytest.mark.parametrize("name", ["re", "purple"])
def test_an_unknown_name_is_a_key_error_that_helps(table, name):
    with pytest.raises(KeyError, match=f"unknown colour {name}; (did you mean red|known: green, red)"):
        table[name]
    assert name not in table


def test_a_long_list_of_known_names_is_not_recited():
    assert did_you_mean("zzz", [f"name{number}" for number in range(13)]) == ""
    assert did_you_mean("zzz", []) == ""
