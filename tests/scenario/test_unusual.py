"""Numbers that are allowed and hardly meant; whether a cell is an outlier is counted by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import load
from sim.scenario.checking import cautions, check_text
from sim.scenario.unusual import unusual
from tests.scenario.helpers import SMALL, small

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").rglob("*.yaml"))
ROWS = "lots.flats={rows: {%s}, worth: {model: lognormal, common_sd: 0.2}}"


def told(*sets: str, add: str = "") -> list[str]:
    return unusual(small(*sets, add=add).resolved)


def test_the_small_scenario_is_usual():
    assert told() == []


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_shipped_scenarios_are_usual(path):
    loaded = load(path)
    assert unusual(loaded.resolved) == []


@pytest.mark.parametrize(
    ("change", "caution"),
    [
        ("arms.hall.rules.buyer_fee=1", "arms.hall.rules.buyer_fee: 1 is 100 %; usual is at most 30 %"),
        (
            "arms.hall.rules.seller_fee=[{up_to: null, rate: 0.5}]",
            "arms.hall.rules.seller_fee.0.rate: 0.5 is 50 %; usual is at most 30 %",
        ),
        ("arms.hall.rules.reserve_share=9", "arms.hall.rules.reserve_share: 9 is 900 %; usual is at most 200 %"),
        (
            "arms.hall.rules.reserve_share=0.008",
            "arms.hall.rules.reserve_share: 0.008 is 0.8 %; usual is at least 20 %",
        ),
        ("arms.hall.rules.cut_share=[0.1, 0.9]", "arms.hall.rules.cut_share.1: 0.9 is 90 %; usual is at most 60 %"),
        (
            "arms.site.rules.payment_days=30000",
            "arms.site.rules.payment_days: 30000 is 82 years; usual is at most 365 days",
        ),
        (
            "arms.site.rules.notice_days=0.03",
            "arms.site.rules.notice_days: 0.03 is 43 minutes; usual is at least 1 day",
        ),
        ("arms.site.rules.rounds=40", "arms.site.rules.rounds: 40 is 40 rounds; usual is at most 12 rounds"),
        ("lots.flats.worth.common_sd=2", "lots.flats.worth.common_sd: 2 is 2 logs; usual is at most 1.5 logs"),
        ("lots.flats.appraisal.bias=-1", "lots.flats.appraisal.bias: -1 is -1 logs; usual is at most 0.7 logs"),
        ("bidders.dealers.margin=0.9", "bidders.dealers.margin: 0.9 is 90 %; usual is at most 60 %"),
        ("sellers={court: {discount_rate: 0.8}}", "sellers.court.discount_rate: 0.8 is 80 %; usual is at most 40 %"),
    ],
)
def test_numbers_in_another_unit(change, caution):
    assert told(change) == [caution]


def test_none_is_usual():
    assert told("arms.hall.rules.notice_days=0", "bidders.dealers.signal_sd=0") == []


@pytest.mark.parametrize(
    ("cell", "caution"),
    [
        (0.41, "0.41 is far from 200000, the median of such lots; did you mean 410000?"),
        (410, "410 is far from 200000, the median of such lots; did you mean 410000?"),
        (41_000_000, "4.1e+07 is far from 200000, the median of such lots; did you mean 41000?"),
        (40, "40 is far from 200000, the median of such lots; did you mean 40000?"),
        (4e10, "4e+10 is far from 200000, the median of such lots"),
        (6_667, ""),
        (5_999_999, ""),
    ],
)
def test_a_cell_far_from_its_class(cell, caution):
    """The others are 190, 200, 210 and 220 thousand; with a small cell the median is 200, with a large one 210."""
    rows = ", ".join(f"L{i}: {{appraisal: {value}}}" for i, value in enumerate((190e3, 200e3, 210e3, 200e3, cell)))
    found = [line.replace("210000", "200000") for line in told(ROWS % rows)]
    assert found == ([f"lots.flats.rows.L4.appraisal: {caution}"] if caution else [])


def test_classes_are_held_apart():
    """Cars among factories are no outliers; a lone class is held against all others."""
    cars = [f"C{i}: {{class: car, appraisal: {20000 + i}}}" for i in range(3)]
    works = [f"F{i}: {{class: works, appraisal: {20_000_000 + i}}}" for i in range(4)]
    assert [line for line in told(ROWS % ", ".join(cars + works)) if ".rows." in line] == []
    (line,) = (line for line in told(ROWS % ", ".join([*cars[:1], *works])) if ".rows." in line)
    assert (
        line == "lots.flats.rows.C0.appraisal: 20000 is far from 2e+07, the median of such lots; did you mean 20000000?"
    )
    assert told(ROWS % "A: {appraisal: 5}, B: {appraisal: 5000000}") == []


def test_worths_in_another_unit_than_the_rest():
    more = SMALL.replace(
        "bidders:", "  shops: {count: 2, worth: {model: lognormal, median: 800, common_sd: 0.4}}\nbidders:"
    )
    found = unusual(small_of(more))
    assert found == ["lots.shops.worth.median: 800 is far from 900000, that of lots.flats; is it in the same unit?"]
    cost = "arms.hall.place.admin_cost=500"
    (line,) = told(
        "lots.flats.worth.median=220", cost, "arms.site.place.admin_cost=0", "arms.site.place.registration_cost=0"
    )
    assert line == (
        "lots.flats.worth.median: 220 is less than arms.hall.place.admin_cost, 500; are both in the same unit?"
    )


def small_of(text: str) -> dict[str, object]:
    from sim.scenario import load_text

    return load_text(text, "small.yaml").resolved


UNTIL = "replications={until: {measure: %s, contrast: [site, hall], half_width: %s}, max: 300}"


@pytest.mark.parametrize(
    ("measure", "width", "said"),
    [
        ("net_proceeds_share", 0.5, "50 percentage points"),
        ("price_to_worth", 0.01, "1 percentage point"),
        ("net_proceeds_per_lot", 5000, "5000 CNY"),
        ("time_to_cash_days", 2, "2 days"),
    ],
)
def test_check_says_when_it_stops(measure, width, said):
    lines = check_text(small(UNTIL % (measure, width))).splitlines()
    assert lines[5] == (
        f'stops when the 95 % interval of the difference in {measure} between "site" and "hall" is within {said} '
        "either way, at the latest after 300 replications"
    )


def test_check_says_what_does_not_matter():
    choose = "choose={measure: sell_through, indifference: 0.005, group: lots=flats, best: lowest}"
    one, two = check_text(small("replications={max: 50}", choose)).splitlines()[5:]
    assert one == "stops when an arm is chosen, at the latest after 50 replications"
    assert two.startswith(
        "chooses the arm with the lowest sell_through over lots=flats; a difference of less than 0.5 "
    )


def test_points_that_were_meant_to_be_small():
    choose = "choose={measure: sell_through, indifference: 0.4}"
    assert cautions(small(UNTIL % ("sell_through", 0.5), choose).study, ()) == [
        "replications.until.half_width: 0.5 is 50 percentage points of sell_through; write 0.005 for 0.5 points",
        "choose.indifference: 0.4 is 40 percentage points of sell_through; write 0.004 for 0.4 points",
    ]
    assert cautions(small(UNTIL % ("sell_through", 0.05)).study, ()) == []
    assert cautions(small(UNTIL % ("time_to_cash_days", 5)).study, ()) == []


def test_check_names_levers_without_a_difference():
    asked = "decompose={from: hall, to: site, channels: [reach, own_look, insiders]}"
    told = 'levers left out, as "hall" and "site" do not differ in them: own_look, insiders'
    assert told in check_text(small(asked)).splitlines()
    one = "decompose={from: hall, to: site, channels: [reach]}"
    assert not [line for line in check_text(small(one)).splitlines() if "levers left out" in line]


def test_labels_with_commas_are_quoted():
    lines = check_text(small("arms.site.label='Platform, reserve 70 %'")).splitlines()
    assert lines[2] == '2 arms: "hall", "Platform, reserve 70 %"'
