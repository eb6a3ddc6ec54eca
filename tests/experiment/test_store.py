"""Parts are whole or not there, and hold exactly what was played."""

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import RunError
from sim.experiment.columns import KINDS, NUMBER, TEXT, join, select, tables
from sim.experiment.store import Reader, Store, pack, unpack
from tests.experiment import stub


def played(first, last, arm="low", *, keep=False):
    study = stub.study()
    return tables([(r, stub.play(study, arm, r, {}, "auto", keep=keep)) for r in range(first, last + 1)])


def same(a, b):
    assert list(a) == list(b) == list(KINDS)
    for table in KINDS:
        assert list(a[table]) == list(b[table]) == list(KINDS[table])
        for name in KINDS[table]:
            nan = KINDS[table][name] == NUMBER
            assert np.array_equal(a[table][name], b[table][name], equal_nan=nan), (table, name)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path, "p" * 64)


@pytest.mark.parametrize("keep", [False, True])
def test_what_is_packed_comes_back_to_the_bit(keep):
    whole = played(0, 3, keep=keep)
    same(unpack(pack(whole)), whole)
    assert pack(unpack(pack(whole))) == pack(whole)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(allow_nan=True), texts), max_size=6))
def test_any_text_and_number_survive(lines):
    whole = {
        table: {
            name: np.array([line[1] for line in lines], dtype=str)
            if kind == TEXT
            else np.array([line[0] for line in lines], dtype=float)
            for name, kind in kinds.items()
        }
        for table, kinds in KINDS.items()
    }
    same(unpack(pack(whole)), whole)


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "no line"])
def test_a_damaged_part_is_noticed(damage):
    data = pack(played(0, 0))
    broken = {
        "cut": data[:-1],
        "flip": data[:-100] + bytes([data[-100] ^ 1]) + data[-99:],
        "empty": b"",
        "no line": data.replace(b"\n", b""),
    }
    assert unpack(broken[damage]) is None


def test_missing_counts_what_is_not_there_and_drops_what_is_damaged(store):
    assert store.missing("a", 5) == [0, 1, 2, 3, 4]
    store.write("a", 0, 1, played(0, 1))
    store.write("a", 3, 6, played(3, 6))
    assert store.missing("a", 5) == [2]
    assert store.missing("a", 8) == [2, 7]
    assert store.missing("b", 2) == [0, 1]
    ((_, _, first), _) = store.parts("a")
    first.write_bytes(first.read_bytes()[:-7])
    assert store.missing("a", 5) == [0, 1, 2]
    assert not first.exists()


def test_reading_joins_parts_in_order_and_cuts_what_is_too_much(store):
    for first, last in ((4, 6), (0, 1), (2, 3)):
        store.write("a", first, last, played(first, last))
    whole = played(0, 4)
    pieces = [part for _, part in store.read("a", 5)]
    same(join(pieces), whole)
    for length in (1, 2, 3, 5):
        reader = Reader(store, "a", 5)
        blocks = [reader.block(first, min(first + length, 5) - 1) for first in range(0, 5, length)]
        same(join(blocks), whole)


def test_overlapping_parts_are_read_once(store):
    store.write("a", 0, 2, played(0, 2))
    store.write("a", 1, 4, played(1, 4))
    same(join([part for _, part in store.read("a", 5)]), played(0, 4))


def test_a_replication_without_lots_is_still_a_replication(store):
    nothing = select(played(0, 0)["lots"], 1, 1)
    empty = {**played(0, 0), "lots": nothing}
    store.write("a", 0, 0, empty)
    store.write("a", 1, 2, played(1, 2))
    reader = Reader(store, "a", 3)
    assert len(reader.block(0, 0)["lots"]["lot"]) == 0
    same(reader.block(1, 2), played(1, 2))


def test_a_part_that_vanishes_is_an_error_with_advice(store):
    store.write("a", 0, 1, played(0, 1))
    store.write("a", 3, 3, played(3, 3))
    with pytest.raises(RunError, match="replication 2 is not there any more; run again"):
        list(store.read("a", 4))


def test_sweeping_takes_leftovers_and_other_programs_only(store, tmp_path):
    store.write("a", 0, 0, played(0, 0))
    (store.place("a") / ".000001-000001.part.77").write_bytes(b"half")
    Store(tmp_path, "q" * 64).write("a", 0, 0, played(0, 0))
    store.sweep()
    left = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert left == [f".parts/{'p' * 20}/a/000000-000000.part"]


def test_a_part_appears_under_its_name_only_when_it_is_whole(store, monkeypatch):
    seen = []
    really = os.fsync

    def fsync(handle):
        seen.append([path.name for path in store.place("a").iterdir()])
        really(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    store.write("a", 0, 0, played(0, 0))
    assert seen[0][0].startswith(".000000-000000.part.")
    assert [path.name for path in store.place("a").iterdir()] == ["000000-000000.part"]


def test_long_tables_hold_moves_and_participants():
    kept = played(2, 2, keep=True)
    assert kept["bids"]["bidder"].tolist()[:2] == ["all-0", "all-1"]
    assert kept["bids"]["reason"].tolist()[:2] == ["accepted", "below_ask"]
    assert kept["bids"]["second"][:2] == pytest.approx([5.000001, 7.000002])
    assert kept["bidders"]["won"].sum() == (kept["lots"]["state"] == "sold").sum()
    assert np.isnan(kept["bidders"]["limit"][1])
    assert np.isnan(kept["bidders"]["highest_bid"][1])
    assert kept["bidders"]["bids"].tolist()[:2] == [1.0, 0.0]
