"""Numbers as they are printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.report import words
from sim.report.tongue import _filled
from sim.report.words import typeset


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (1234567.891, 0, "1,234,568"),
        (-1234.5, 1, "-1,234.5"),
        (-0.04, 1, "0.0"),
        (0.0, 0, "0"),
        (None, 2, words.NOTHING),
        (float("nan"), 2, words.NOTHING),
        (float("inf"), 2, words.NOTHING),
    ],
)
def test_number(value, places, text):
    assert words.number(value, places) == text


@pytest.mark.parametrize(
    ("unit", "value", "half", "level", "difference"),
    [
        ("share", 0.8841, 0.031, "88.4 %", "88.4 points"),
        ("share", 0.8841, 0.00031, "88.410 %", "88.410 points"),
        ("ratio", 1.2, None, "120.0 %", "120.0 points"),
        ("money", 1234567.8, 4321.0, "1,234,568 CNY", "1,234,568 CNY"),
        ("money", 1234567.8, 1.0, "1,234,567.8 CNY", "1,234,567.8 CNY"),
        ("money", 0.671875, 0.00042, "0.67188 CNY", "0.67188 CNY"),
        ("money", 0.671875, None, "0.6719 CNY", "0.6719 CNY"),
        ("days", 64.92, 8.0, "64.9 days", "64.9 days"),
        ("days", 364.92, 80.0, "365 days", "365 days"),
        ("bidders", 7.923, 0.2, "7.92", "7.92"),
        ("minutes", 0.0, 0.0, "0 minutes", "0 minutes"),
    ],
)
def test_units(unit, value, half, level, difference):
    scale = words.scale(unit, "CNY", (value,), half)
    assert (scale.level(value), scale.difference(value)) == (level, difference)


def test_money_without_a_currency_has_no_trailing_space():
    assert words.scale("money", "", (2.5,)).level(2.5) == "2.500"


def test_an_absent_number_has_no_unit():
    assert words.scale("days", "", ()).level(None) == words.NOTHING
    assert words.percent(None) == words.NOTHING


def test_wide_relative_intervals_have_no_decimals():
    assert words.percent(10.836, 0.4) == "1,084 %"
    assert words.percent(-0.1234, 0.01) == "-12.3 %"
    assert words.percent(-1.0, 0.0) == "-100.0 %"


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9))
def test_the_interval_can_be_told_apart_at_the_printed_precision(value, half):
    scale = words.scale("days", "", (value,), half)
    if half > 1e-3:
        assert scale.bare(value - half) != scale.bare(value + half)


def test_typeset_leaves_names_alone():
    assert typeset("flats-17 fell by -3 days, -0.5 %") == "flats-17 fell by \u22123\u00a0days, \u22120.5\u00a0%"


def test_measures_are_ordered_and_named():
    names = ["my_own", "bids_per_lot", "sell_through@sd", "sell_through", "revenue_per_lot@p10"]
    assert sorted(names, key=words.rank) == [
        "sell_through", "sell_through@sd", "revenue_per_lot@p10", "bids_per_lot", "my_own"
    ]  # fmt: skip
    assert words.label("revenue_per_lot@p10") == "revenue per lot (10 % quantile over lots)"
    assert words.label("revenue_per_lot@to_come") == "revenue per lot (to_come)"


def test_a_sign_belongs_to_its_number_in_chinese():
    assert typeset(_filled("\u4e3a{share}\uff0c", {"share": "-12.0"})) == "\u4e3a \u221212.0\uff0c"
    assert _filled("\u4e3a{share}", {"share": "+8.3"}) == "\u4e3a +8.3"
