"""What the report understands of a resolved scenario."""

from __future__ import annotations

import pytest

from sim.report.setting import read_setting

STILL = """
lots:
  flats: {worth: {model: private, distribution: uniform, low: 0, high: 1}, arrive: at_start}
sellers: {court: {discount_rate: 0}}
bidders: {crowd: {signal_sd: 0.2}}
arms:
  one: {rules: {rounds: 1, then: return, notice_days: 0}, sellers: {}}
  another: {rules: {rounds: 1, then: return, notice_days: 0}, sellers: {court: {discount_rate: 0}}}
"""
LOGNORMAL = STILL.replace("private, distribution: uniform, low: 0, high: 1", "lognormal, median: 1, common_sd: 0.4")


def setting(tmp_path, text):
    (tmp_path / "scenario.resolved.yaml").write_text(text, encoding="utf-8")
    return read_setting(tmp_path)


def test_private_worths_all_sold_at_once(tmp_path):
    told = setting(tmp_path, STILL)
    assert (told.known, told.private, told.exact, told.timeless, told.rounds) == (True, True, True, True, False)
    assert told.arms == ("one", "another")


@pytest.mark.parametrize("text", ["", "- 1\n", "a: [\n", "title: x\n"])
def test_without_a_scenario_nothing_is_known(tmp_path, text):
    told = setting(tmp_path, text)
    assert (told.known, told.private, told.exact, told.timeless, told.rounds) == (False,) * 5
    assert read_setting(tmp_path / "nowhere").arms == ()


def test_a_hall_that_calls_before_the_last_lot_is_over(tmp_path):
    """Half an hour of bids, and a lot every twenty minutes; where the minutes are enough, all is well."""
    hall = "place: {sessions: {lots: 9, minutes_per_lot: %d}}, rules: {window_hours: 0.5, rounds: 1"
    hasty = STILL.replace("another: {rules: {rounds: 1", "another: {" + hall % 20)
    assert setting(tmp_path, hasty).hasty == ("another",)
    calm = STILL.replace("another: {rules: {rounds: 1", "another: {" + hall % 30)
    assert setting(tmp_path, calm).hasty == ()


def test_who_knows_its_worth(tmp_path):
    assert not setting(tmp_path, LOGNORMAL).private
    assert not setting(tmp_path, LOGNORMAL).exact
    assert setting(tmp_path, LOGNORMAL.replace("signal_sd: 0.2", "signal_sd: 0")).exact
    assert not setting(tmp_path, LOGNORMAL.replace("signal_sd: 0.2", "signal_sd: null")).exact
    other = LOGNORMAL.replace("lognormal", "two_state").replace("signal_sd: 0.2", "signal_sd: 0")
    assert not setting(tmp_path, other).exact
    mixed = STILL.replace("lots:", "lots:\n  shops: {worth: {model: lognormal, median: 1, common_sd: 1}}")
    assert not setting(tmp_path, mixed).private


@pytest.mark.parametrize(
    "change",
    [
        ("at_start", "spread"),
        ("notice_days: 0", "notice_days: 7"),
        ("rounds: 1", "rounds: 2"),
        ("then: return", "then: sell_off"),
        ("{court: {discount_rate: 0}}\nbidders", "{court: {discount_rate: 0.05}}\nbidders"),
        ("sellers: {court: {discount_rate: 0}}}", "sellers: {court: {discount_rate: 0.1}}}"),
    ],
)
def test_where_days_matter(tmp_path, change):
    assert change[0] in STILL
    assert not setting(tmp_path, STILL.replace(*change)).timeless
