"""A key changes exactly with what the numbers depend on."""

from dataclasses import replace
from datetime import date

import pytest

from sim.experiment import identity
from sim.experiment.identity import arm_key, canonical, program_key
from tests.experiment import stub

BASE = stub.study()


@pytest.mark.parametrize(
    "change",
    [
        "title=Another",
        "question=Another?",
        "replications=9",
        "measures=[sell_through]",
        "by=[class]",
        "baseline=high",
        "currency=EUR",
        "arms.low.label=Something",
        "arms.high.rules.reserve=0.7",
    ],
)
def test_what_only_shows_results_and_what_other_arms_do_leaves_the_key(change):
    assert arm_key(stub.study(stub.SCENARIO, change), "low") == arm_key(BASE, "low")


@pytest.mark.parametrize(
    "change",
    [
        "seed=6",
        "horizon_days=100",
        "tick=0.01",
        "start=2024-01-02",
        "lots.flats.count=4",
        "bidders.all.count=3",
        "arms.low.rules.reserve=0.2",
        "arms.low.place.lost_bid=0.1",
        "output.tables=[lots, bids]",
    ],
)
def test_what_the_numbers_depend_on_changes_the_key(change):
    assert arm_key(stub.study(stub.SCENARIO, change), "low") != arm_key(BASE, "low")


def test_a_name_is_no_difference_but_a_rule_is():
    twin = replace(BASE, arms={**BASE.arms, "twin": replace(BASE.arms["low"], name="twin", label="Twin")})
    assert arm_key(twin, "twin") == arm_key(twin, "low") != arm_key(twin, "high")


def test_the_order_of_groups_in_the_file_is_no_difference():
    turned = replace(BASE, lots=dict(reversed(BASE.lots.items())), arms=dict(reversed(BASE.arms.items())))
    assert arm_key(turned, "low") == arm_key(BASE, "low")


def test_the_program_key_covers_plugins_and_source(monkeypatch):
    assert program_key({}) != program_key({"own.py": "abc"}) != program_key({"own.py": "abd"})
    before = program_key({})
    monkeypatch.setattr(identity, "source_hash", lambda: "changed")
    assert program_key({}) != before


def test_the_source_hash_sees_every_file(tmp_path):
    def hashed():
        identity.source_hash.cache_clear()
        return identity.source_hash(tmp_path)

    (tmp_path / "a.py").write_text("x = 1\n")
    one = hashed()
    (tmp_path / "a.py").write_text("x = 2\n")
    two = hashed()
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "b.py").write_text("")
    assert len({one, two, hashed()}) == 3
    identity.source_hash.cache_clear()


def test_canonical_forms():
    assert canonical(date(2024, 1, 1)) == "datetime.date(2024, 1, 1)"
    assert canonical(0.1) != canonical(0.1 + 1e-17 + 1e-16)
    assert canonical(1) != canonical("1") != canonical(True)
    assert canonical({"b": 1, "a": (0.5, None)}) == "{a:[0.5,None],b:1}"
    with pytest.raises(TypeError, match="set has no canonical form"):
        canonical({1, 2})
