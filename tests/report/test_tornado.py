"""What assumptions do, as drawn and as said. Numbers are made up here."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.report.assumptions import assumption, named
from sim.report.figures import style, tornado
from sim.report.results import Contrast, Results
from sim.report.uncertain import Slope
from tests.report.folders import write

PAIR = ("platform", "hall")
HEADER = ("arm", "baseline", "measure", "group", "unit", "path", "low", "high", "change", "ci_low", "ci_high", "n")
TASTE = "bidders.*.taste_sd"
REACH = "arms.platform.place.aware_elsewhere"
SCENARIO = "uncertain:\n  'bidders.*.taste_sd': {low: 0.5, high: 2, scale: factor}\n"


def contrast(measure: str, unit: str, difference: float, half: float, pair: tuple[str, str] = PAIR) -> Contrast:
    """A line of `contrasts.csv` whose range is five times its interval."""
    ends = (difference - half, difference + half)
    spread = (difference - 5 * half, difference + 5 * half)
    return Contrast(*pair, measure, "", unit, difference, *ends, 9, None, None, None, *spread)


CONTRASTS = (
    contrast("sell_through", "share", 0.4, 0.04),
    contrast("listing_success", "share", 0.01, 0.04),
    contrast("time_to_cash_days", "days", -150.0, 10.0),
)


@pytest.fixture
def data(tmp_path) -> Results:
    """Two assumptions; nothing is shown to move the time to cash, and success per listing does not differ."""
    write(
        tmp_path / "sensitivity.csv",
        HEADER,
        [
            (*PAIR, "sell_through", "", "share", TASTE, 0.5, 2.0, -0.05, -0.06, -0.04, 8),
            (*PAIR, "sell_through", "class=flats", "share", TASTE, 0.5, 2.0, -0.9, -1.0, -0.8, 8),
            (*PAIR, "sell_through", "", "share", REACH, 0.03, 0.3, 0.2, 0.1, 0.3, 8),
            (*PAIR, "sell_through", "", "share", "horizon_days", 1.0, 2.0, None, None, None, 8),
            (*PAIR, "listing_success", "", "share", REACH, 0.03, 0.3, 0.2, 0.1, 0.3, 8),
            (*PAIR, "time_to_cash_days", "", "days", REACH, 0.03, 0.3, 5.0, -5.0, 15.0, 8),
        ],
    )
    (tmp_path / "scenario.resolved.yaml").write_text(SCENARIO, encoding="utf-8")
    return Results(tmp_path, {"arms": {"platform": "Platform", "hall": "Hall"}}, (), CONTRASTS)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (TASTE, "taste_sd of all bidders"),
        ("bidders.dealers.margin.high", "margin.high of dealers"),
        ("lots.*.appraisal.bias", "appraisal.bias of all lots"),
        (REACH, "aware_elsewhere in Platform"),
        ("arms.*.rules.buyer_fee.share", "buyer_fee.share in all arms"),
        ("arms.hall.bidders.dealers.count", "count of dealers in Hall"),
        ("arms.hall.venue", "venue in Hall"),
        ("behaviour.discount_rate", "behaviour.discount_rate"),
        ("horizon_days", "horizon_days"),
    ],
)
def test_paths_are_read_from_the_inside_out(data, path, said):
    assert named(path, data) == said


def test_what_was_tried_is_a_factor_where_the_scenario_says_so(data):
    slope = Slope(*PAIR, "sell_through", "", TASTE, 0.5, 2.0, 0.1, 0.0, 0.2, 8)
    assert assumption(data, slope) == "taste_sd of all bidders, times 0.5 to 2"
    assert assumption(data, replace(slope, path=REACH)) == "aware_elsewhere in Platform, 0.5 to 2"
    assert assumption(data, replace(slope, low=None)) == "taste_sd of all bidders"


def test_the_largest_move_comes_first_below_the_difference(data):
    with style.look():
        sells, days = tornado.figure(data).axes
    spread, *bars = sells.patches
    assert (spread.get_x(), spread.get_width()) == pytest.approx((0.2, 0.4))
    assert [bar.get_width() for bar in bars] == [0.2, -0.05]
    assert [bool(bar.get_hatch()) for bar in bars] == [False, True]
    assert [label.get_text().replace("\N{NO-BREAK SPACE}", " ") for label in sells.get_yticklabels()] == [
        "the difference itself",
        "aware_elsewhere in Platform,\n0.03 to 0.3",
        "taste_sd of all bidders, times 0.5 to 2",
    ]
    reach = [tuple(lines.get_segments()[0][:, 0]) for lines in sells.collections]
    assert reach == [pytest.approx(ends) for ends in ((0.36, 0.44), (0.1, 0.3), (-0.06, -0.04))]
    assert sells.get_ylim()[0] > sells.get_ylim()[1], "the difference is on top"
    assert (sells.get_xlabel(), days.get_xlabel()) == ("points", "days")


def test_no_line_ends_inside_of_what_was_tried(data):
    labelled = replace(data, manifest={"arms": {"platform": "A platform whose name goes on and on"}})
    with style.look():
        labels = [label.get_text() for label in tornado.figure(labelled).axes[0].get_yticklabels()]
    assert labels[1].splitlines()[-1].endswith("0.03\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}0.3")


def test_only_what_is_shown_is_said_to_move(data):
    assert tornado.caption(data).endswith(
        "Sell-through, 40.0 points: the largest move that is shown is 20.0 points (95 % interval 10.0 to 30.0), by "
        "aware_elsewhere in Platform, 0.03 to 0.3. Time to cash, -150 days: no assumption is shown to move it."
    )


def test_without_ranges_and_intervals_less_is_drawn(data, tmp_path):
    bare = tuple(replace(row, range_low=None, range_high=None) for row in CONTRASTS)
    (tmp_path / "sensitivity.csv").write_text(
        f"{','.join(HEADER)}\nplatform,hall,sell_through,,share,{TASTE},0.5,2,0.1,,,8\n", encoding="utf-8"
    )
    with style.look():
        (axes,) = tornado.figure(replace(data, contrasts=bare)).axes
    assert len(axes.patches) == 1
    assert len(axes.collections) == 1
    assert tornado.caption(replace(data, contrasts=bare)).endswith(
        "no assumption is shown to move it. Other differences are in the tables only."
    )


def test_several_pairs_share_the_panels(data, tmp_path):
    arms = ("platform", "draft", "village", "moon")
    rows = [
        (arm, "hall", measure, "", "share", TASTE, 0.5, 2.0, 0.1, 0.05, 0.15, 8 + number)
        for number, arm in enumerate(arms)
        for measure in ("sell_through", "listing_success")
    ]
    write(tmp_path / "sensitivity.csv", HEADER, rows)
    contrasts = tuple(
        contrast(measure, "share", 0.4, 0.04, (arm, "hall"))
        for arm in arms
        for measure in ("sell_through", "listing_success")
    )
    many = replace(data, contrasts=contrasts)
    with style.look():
        titles = [axes.get_title(loc="left") for axes in tornado.figure(many).axes]
    assert titles == [
        "sell-through: Platform against Hall", "sell-through: draft against Hall", "sell-through: village against Hall",
    ]  # fmt: skip
    assert "least squares over 8 to 10 points" in tornado.caption(many)
