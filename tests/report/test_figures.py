"""What the figures draw, read back from their axes."""

from __future__ import annotations

import csv
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from scipy import stats

from sim.report.columns import Columns
from sim.report.figures import (
    FIGURES,
    bids_vs_signals,
    by_class,
    effects,
    pooling,
    price_ecdf,
    rounds,
    style,
    time_to_cash,
)
from sim.report.results import Results, read
from sim.report.setting import Setting
from sim.report.tongue import ENGLISH
from sim.report.wide import folded
from tests.report.folders import folder


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Results:
    return read(folder(tmp_path_factory.mktemp("figures") / "three", ("hall", "platform", "draft"), replications=4))


@pytest.fixture(autouse=True)
def _look():
    with style.look():
        yield


@pytest.mark.parametrize("name", FIGURES)
def test_axes_say_what_they_show_and_series_differ_in_more_than_colour(data, name):
    figure = FIGURES[name].figure(data)
    assert figure is not None
    shared = bool(figure.get_supxlabel())
    for axes in figure.axes:
        if axes.axison:
            assert axes.get_xlabel() or shared
        drawn = [line for line in axes.get_lines() if not line.get_label().startswith("_")]
        looks = [(line.get_linestyle(), line.get_marker(), str(line._dash_pattern)) for line in drawn]
        assert len(looks) == len(set(looks))


@pytest.mark.parametrize("name", FIGURES)
def test_captions_are_whole_sentences(data, name):
    caption = FIGURES[name].caption(data)
    assert caption[0].isupper()
    assert caption.endswith(".")
    assert "  " not in caption


@pytest.mark.parametrize("name", FIGURES)
def test_a_bare_summary_draws_nothing(data, name, tmp_path):
    bare = Results(tmp_path, {}, tuple(row for row in data.summary if row.arm == "hall" and not row.group), ())
    assert FIGURES[name].figure(bare) is None
    assert FIGURES[name].caption(bare) == ""


def test_effects_are_the_contrasts(data):
    figure = effects.figure(data)
    rows = {row.measure: row for row in data.between("platform", "hall")}
    points, relative = figure.axes
    drawn = points.containers[0]
    names = [label.get_text() for label in points.get_yticklabels()]
    assert names[0] == "sell-through"
    assert drawn.lines[0].get_xdata()[0] == pytest.approx(rows["sell_through"].difference)
    (bars,) = drawn.lines[2]
    low, high = bars.get_segments()[0][:, 0]
    assert (low, high) == pytest.approx((rows["sell_through"].ci_low, rows["sell_through"].ci_high))
    names = [label.get_text() for label in relative.get_yticklabels()]
    place = names.index("time to cash")
    assert relative.containers[0].lines[0].get_xdata()[place] == pytest.approx(rows["time_to_cash_days"].relative)
    assert relative.get_ylim()[0] > relative.get_ylim()[1], "the first measure is on top"


def test_effects_without_an_interval_are_named_not_drawn(data):
    blank = {"ci_low": None, "ci_high": None, "relative_low": None, "relative_high": None}
    rows = tuple(replace(row, **blank) if row.measure == "sell_through" else row for row in data.contrasts)
    less = replace(data, contrasts=rows)
    drawn = [label.get_text() for axes in effects.figure(less).axes for label in axes.get_yticklabels()]
    assert "sell-through" not in drawn
    assert "Not drawn, for want of an interval: sell-through." in effects.caption(less)


def test_small_effects_keep_a_plain_scale(data):
    rows = tuple(
        replace(row, relative=0.1, relative_low=0.05, relative_high=0.15) if row.relative is not None else row
        for row in data.contrasts
    )
    assert [axes.get_xscale() for axes in effects.figure(replace(data, contrasts=rows)).axes] == ["linear", "linear"]
    assert effects.figure(data).axes[1].get_xscale() == "symlog"


def test_the_distribution_of_prices_is_that_of_the_table(data):
    with (data.folder / "lots.csv").open(encoding="utf-8", newline="") as file:
        lots = [row for row in csv.DictReader(file) if row["arm"] == "hall"]
    ratios = sorted(float(row["hammer"]) / float(row["worth_common"]) for row in lots if row["hammer"])
    upper, lower = price_ecdf.figure(data).axes
    line = upper.get_lines()[0]
    at = float(np.median(ratios))
    drawn = line.get_ydata()[np.searchsorted(line.get_xdata(), at, side="right") - 1]
    assert drawn == pytest.approx(np.mean(np.array(ratios) <= at), abs=1 / len(ratios))
    assert line.get_ydata()[-1] == 1.0
    assert lower.patches[0].get_width() == pytest.approx(1.0 - len(ratios) / len(lots))


def test_a_long_curve_is_thinned_and_stays_within_a_step():
    values = np.sort(np.random.default_rng(5).normal(size=50_000))
    x, y = price_ecdf.curve(values)
    assert len(x) == price_ecdf.STEPS + 1
    assert y[-1] == 1.0
    exact = np.searchsorted(values, x[1:], side="right") / len(values)
    assert np.abs(exact - y[1:]).max() < 1e-12


def test_an_arm_that_sold_nothing_still_has_its_bar(data, tmp_path):
    lots = Columns(
        {
            "arm": ["hall", "platform", "draft"],
            "hammer": ["", "3", "2"],
            "worth_common": ["4", "4", "4"],
            "replication": ["0"] * 3,
        }
    )
    poor = Results(tmp_path, {}, data.summary, data.contrasts)
    poor.__dict__["lots"] = lots
    upper, lower = price_ecdf.figure(poor).axes
    assert len(upper.get_lines()[0].get_xdata()) == 0
    assert [bar.get_width() for bar in lower.patches] == [1.0, 0.0, 0.0]
    assert price_ecdf.caption(poor).endswith("an arm that sells more also sells what is harder to sell.")


def test_a_lot_worth_nothing_has_no_ratio(data):
    lots = Columns({"arm": ["a", "a"], "hammer": ["2", "3"], "worth_common": ["0", "4"]})
    assert price_ecdf.price(data, lots, "a").tolist() == [0.75]


def test_bars_of_endings_fill_the_whole(data):
    shares = rounds.endings(data.lots, data.arms)
    assert list(shares) == ["round 1", "round 2", "sell-off", "returned"]
    assert np.sum(list(shares.values()), axis=0) == pytest.approx([1.0, 1.0, 1.0])
    hall = [state for arm, state in zip(data.lots.text["arm"], data.lots.text["state"], strict=True) if arm == "hall"]
    assert shares["returned"][0] == pytest.approx(hall.count("returned") / len(hall))


def test_the_interval_of_a_share_is_students_over_replications(data):
    """With as many lots in every replication the ratio is the mean of the shares, and so is its interval."""
    hall = data.lots.where("arm", "hall")
    unsold = ~price_ecdf.sold(data.lots)
    shares = np.array([unsold[hall & data.lots.where("replication", str(r))].mean() for r in range(4)])
    middle, half = pooling.share(data.lots, "hall", unsold)
    assert middle == pytest.approx(shares.mean())
    low, high = stats.t.interval(0.95, 3, shares.mean(), shares.std(ddof=1) / 2.0)
    assert (middle - half, middle + half) == pytest.approx((low, high))
    _, bars = price_ecdf.figure(data).axes
    (whiskers,) = bars.containers[0].lines[2]
    assert whiskers.get_segments()[0][:, 0] == pytest.approx([low, high])


def test_the_interval_of_a_ratio_covers_it():
    """Ratios of sums with denominators that vary: the linearised interval holds the truth 95 times in a hundred."""
    draws = np.random.default_rng(3)
    held = 0
    for _ in range(2000):
        bottom = draws.integers(5, 30, size=20).astype(float)
        top = draws.binomial(bottom.astype(int), 0.3).astype(float)
        middle, half = pooling.ratio(top[:, None], bottom)
        held += abs(middle[0] - 0.3) <= half[0]
    assert abs(held / 2000 - 0.95) < 0.02


def test_one_replication_has_no_shades(data, tmp_path):
    made = folder(tmp_path / "r", replications=1, lots=8)
    one = read(made)
    for name in ("price_ecdf", "rounds", "time_to_cash"):
        assert "interval" not in FIGURES[name].caption(one)
        assert "interval" in FIGURES[name].caption(data)
    assert not any(axes.collections for axes in time_to_cash.figure(one).axes)
    assert len(time_to_cash.figure(data).axes[0].collections) == 3


def test_cash_curves_end_at_the_share_sold(data):
    axes = time_to_cash.figure(data).axes[0]
    sold = data.level("hall", "sell_through").mean
    assert axes.get_lines()[0].get_ydata()[-1] == pytest.approx(sold)
    assert np.all(np.diff(axes.get_lines()[0].get_ydata()) >= 0.0)


def test_nothing_paid_no_curve(data, tmp_path):
    unsold = Columns({"arm": ["hall"], "cash_day": [""], "listed_day": ["1"], "replication": ["0"]})
    empty = Results(tmp_path, {}, data.summary, ())
    empty.__dict__["lots"] = unsold
    assert time_to_cash.figure(empty) is None


def test_bids_lie_on_the_line_of_the_strategy(data):
    hall = FIGURES["bids_vs_signals"].figure(data).axes[0]
    limit, truth = hall.get_lines()
    assert limit.get_ydata() == pytest.approx(limit.get_xdata() / 2)
    assert truth.get_ydata() == pytest.approx(truth.get_xdata())
    dots = hall.collections[0].get_offsets()
    made = dots[~np.isnan(np.asarray(dots[:, 1], dtype=float))]
    assert np.asarray(made[:, 1]) == pytest.approx(0.45 * np.asarray(made[:, 0]))


def test_limits_that_are_no_function_of_worth_are_marks_not_a_line(data):
    mixed = Columns(
        {
            "arm": ["hall"] * 4,
            "worth": ["1", "2", "3", "4"],
            "limit": ["1", "0.5", "3", ""],
            "highest_bid": ["", "0.5", "2", "4"],
        }
    )
    one = Results(data.folder, {"baseline": "hall"}, tuple(row for row in data.summary if row.arm == "hall"), ())
    one.__dict__["bidders"] = mixed
    axes = FIGURES["bids_vs_signals"].figure(one).axes[0]
    assert [line.get_label() for line in axes.get_lines()] == ["bid = worth"]
    assert len(axes.collections) == 2


def known(data, tail=()) -> Results:
    """Two arms with flats, worth 100 by public news, and one shop; limits are 0.9 times estimates, 0.8 after a look."""
    estimates = np.linspace(50.0, 150.0, 48)
    lines = [
        (arm, "flats-0", "dealers", str(index % 2), f"{worth}", f"{worth * (0.8 if index % 2 else 0.9)}")
        for arm in data.arms
        for index, worth in enumerate(estimates)
    ]
    lines += [("hall", "shops-0", "dealers", "0", "90", "10"), ("hall", "flats-0", "dealers", "0", "90", ""), *tail]
    names = ("arm", "lot", "bidder_group", "inspected", "estimate", "limit")
    told = dict(zip(names, zip(*lines, strict=True), strict=True)) | {"replication": ["0"] * len(lines)}
    lots = {
        "arm": [arm for arm in data.arms for _ in range(2)], "replication": ["0"] * 2 * len(data.arms),
        "lot": ["flats-0", "shops-0"] * len(data.arms), "asset_class": ["flats", "shops"] * len(data.arms),
        "worth_public": ["100", "200"] * len(data.arms),
    }  # fmt: skip
    made = replace(data, folder=data.folder)
    made.__dict__.update(lots=Columns(lots), bidders=Columns(told))
    return made


def test_limits_stand_over_the_estimates_they_were_made_from(data):
    picture, told = FIGURES["bids_vs_signals"], known(data)
    figure = picture.figure(told)
    hall = figure.axes[0]
    naive, blind, looked = hall.get_lines()
    assert naive.get_ydata() == pytest.approx(naive.get_xdata())
    assert blind.get_ydata() == pytest.approx(0.9 * blind.get_xdata())
    assert looked.get_ydata() == pytest.approx(0.8 * looked.get_xdata())
    marks = [np.asarray(each.get_offsets()) for each in hall.collections]
    assert [len(each) for each in marks] == [24, 24]
    assert marks[0][:, 1] == pytest.approx(0.9 * marks[0][:, 0])
    assert 0.5 <= marks[0][:, 0].min() <= marks[0][:, 0].max() <= 1.5, "over what public news say"
    names = [text.get_text() for text in figure.legends[0].get_texts()]
    assert names == ["naive: limit = own estimate", "limits of dealers", "limits of dealers, looked"]
    caption = picture.caption(told)
    assert caption.startswith("Lots of class flats. ")
    assert f"{data.label('hall')} 48, " in caption
    assert "left out" not in caption


def test_rare_kinds_of_bidders_are_left_out_and_counted(data):
    rare = [("hall", "flats-0", f"kind_{index}", "0", "100", "90") for index in range(6)]
    told = known(data, rare)
    assert len(FIGURES["bids_vs_signals"].figure(told).axes[0].collections) == 6
    assert FIGURES["bids_vs_signals"].caption(told).endswith(" 2 rarer kinds of bidders are left out.")


def test_where_nobody_had_a_limit_worths_are_drawn_instead(data):
    told = known(data)
    blank = dict(told.bidders.text) | {"limit": [""] * len(told.bidders)}
    blank |= {"worth": ["100"] * len(told.bidders), "highest_bid": ["90"] * len(told.bidders)}
    told.__dict__["bidders"] = Columns(blank)
    assert FIGURES["bids_vs_signals"].figure(told).get_supxlabel() == "worth to the bidder (CNY)"


def test_middles_are_medians_of_parts_of_equal_number():
    x = np.random.default_rng(2).permutation(np.arange(36.0))
    middle, high = bids_vs_signals.middles(x, x + 1.0)
    assert middle.tolist() == [5.5, 17.5, 29.5]
    assert high.tolist() == [6.5, 18.5, 30.5]
    assert bids_vs_signals.middles(x[:5], x[:5])[0].tolist() == []


def test_the_funnel_counts_the_bidders_of_the_table(data):
    (axes,) = FIGURES["entry_funnel"].figure(data).axes
    assert [label.get_text() for label in axes.get_xticklabels()] == [
        "may ever\nwant it", "hear of it", "come at\nleast once", "register", "bid"
    ]  # fmt: skip
    assert axes.get_yscale() == "linear"
    for bars, arm in zip(axes.containers, data.arms, strict=True):
        mine = data.lots.where("arm", arm)
        drawn = bars.lines[0].get_ydata()
        for place, name in enumerate(("interested", "aware", "came_once", "entered", "bid")):
            assert drawn[place] == pytest.approx(data.lots.number(name)[mine].mean())
    entered = data.lots.number("entered")[data.lots.where("arm", "hall")].reshape(4, -1).mean(axis=1)
    low, high = stats.t.interval(0.95, 3, entered.mean(), entered.std(ddof=1) / 2.0)
    assert axes.containers[0].lines[2][0].get_segments()[3][:, 1] == pytest.approx([low, high])


def crowd_of(data, **counts) -> Results:
    """One arm, one lot, with so many bidders at each step."""
    cells = {"arm": ["hall"], "replication": ["0"]} | {name: [str(count)] for name, count in counts.items()}
    one = Results(data.folder, {"baseline": "hall"}, tuple(row for row in data.summary if row.arm == "hall"), ())
    one.__dict__["lots"] = Columns(cells)
    return one


def test_a_steep_funnel_has_powers_of_ten_and_says_so(data):
    flat = crowd_of(data, interested=400, aware=50, came_once=10, inspected=4, entered=8, bid=0)
    (axes,) = FIGURES["entry_funnel"].figure(flat).axes
    assert axes.get_yscale() == "linear"
    steep = crowd_of(data, interested=5000, aware=50, came_once=10, inspected=4, entered=8, bid=0)
    (axes,) = FIGURES["entry_funnel"].figure(steep).axes
    assert axes.get_yscale() == "log"
    assert axes.get_ylabel() == "bidders per lot (logarithmic)"
    assert (
        FIGURES["entry_funnel"]
        .caption(steep)
        .endswith(
            "5,000 bidders may ever want a lot, 50 hear of it (1 %), 10 come at least once (20 %), 4 look closer "
            "(40 %), 8 register (80 % of those who come), 0 bid (0 %). Percentages are of the step before."
        )
    )


def test_no_funnel_where_everybody_bids(data):
    assert FIGURES["entry_funnel"].figure(crowd_of(data, interested=5, aware=5, came_once=5, entered=5, bid=5)) is None
    looked = crowd_of(data, interested=5, aware=4, came_once=4, inspected=0, entered=4, bid=4)
    assert "look closer" not in FIGURES["entry_funnel"].caption(looked)


@pytest.mark.parametrize(("wealth", "said"), [(90_000, True), (None, False)])
def test_the_funnel_says_that_funds_keep_bidders_away_where_they_may(data, wealth, said):
    looked = crowd_of(data, interested=5, aware=4, came_once=4, inspected=0, entered=4, bid=4)
    looked.__dict__["setting"] = Setting({"bidders": {"a": {"wealth": wealth}}})
    assert ("Only those come whose funds suffice" in FIGURES["entry_funnel"].caption(looked)) is said


def test_tick_labels():
    _, axes = style.canvas(2.0)
    style.percent_axis(axes, "y", ENGLISH)
    style.change_axis(axes, ENGLISH, points=False)
    assert axes.yaxis.get_major_formatter()(0.4, 0) == "40 %"
    form = axes.xaxis.get_major_formatter()
    assert [form(value, 0) for value in (-0.5, 0.0, 0.5)] == ["\N{MINUS SIGN}50 %", "0 %", "+50 %"]
    assert form(100.0, 0) == "+10,000 %"
    style.thousands(axes.xaxis, 6)
    assert axes.xaxis.get_major_formatter()(-8000.0, 0) == "\N{MINUS SIGN}8,000"
    assert style.wrapped("a name of many words", 10) == "a name of\nmany words"
    assert style.wrapped("", 10) == ""


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (-0.3, 195, [-1, 0, 1, 10, 300]),
        (0, 75, [0, 1, 10, 100]),
        (-250, 0.1, [-300, -10, -1, 0, 1]),
        (-2.5, 0, [-3, -1, 0]),
        (0, 10, [0, 1, 3, 10]),
        (-0.2, 2e6, [-1, 0, 1, 1000, 3_000_000]),
        (-300, 400, [-300, -1, 0, 1, 1000]),
    ],
)
def test_far_ticks_reach_the_data(low, high, ticks):
    assert effects.far_ticks(low, high) == ticks


@pytest.mark.parametrize("far", [2.5, 40.0, 195.0, 3e4])
@pytest.mark.parametrize("near", [-0.3, -1.0, -50.0, -2e5])
def test_labels_of_far_effects_do_not_meet(data, near, far):
    """Names of measures as long as they get leave the axis short; no two labels of it touch even so."""
    ends = {"relative": near, "relative_low": near, "relative_high": far, "unit": "money"}
    name = "revenue_per_lot@sd"
    row = replace(data.between("platform", "hall")[0], measure=name, group="", **ends)
    figure = effects.figure(replace(data, contrasts=(row,)))
    FigureCanvasAgg(figure).draw()
    (axes,) = figure.axes
    boxes = [tick.label1.get_window_extent() for tick in axes.xaxis.get_major_ticks()]
    assert all(left.x1 + 2 < right.x0 for left, right in pairwise(boxes))


def test_three_times_as_much_is_drawn_to_a_plain_scale_and_far_more_with_ticks_between(data):
    row = replace(data.between("platform", "hall")[0], group="", unit="money")

    def axes(far: float):
        ends = {"relative": far, "relative_low": 0.9 * far, "relative_high": 1.1 * far}
        return effects.figure(replace(data, contrasts=(replace(row, **ends),))).axes[0]

    assert axes(3.0).get_xscale() == "linear"
    assert {1.0, 2.0, 3.0} <= set(axes(3.0).get_xticks())
    assert axes(9.0).get_xscale() == "symlog"
    assert {2.0, 5.0, 9.0} <= set(axes(9.0).get_xticks(minor=True))


def test_groups_of_several_arms_are_drawn_to_one_scale(five):
    limits = [axes.get_xlim() for axes in by_class.figure(five).axes]
    assert len(limits) == 2 * len(five.pairs)
    assert len(set(limits[::2])) == len(set(limits[1::2])) == 1


FIVE = ("hall", "zeta", "platform", "draft", "alpha")
LONG = {
    name: f"{name}, under a rule book whose name says nearly everything that there is to say about it" for name in FIVE
}


@pytest.fixture(scope="module")
def five(tmp_path_factory) -> Results:
    made = folder(tmp_path_factory.mktemp("five") / "r", FIVE, replications=4, lots=10, manifest={"arms": LONG})
    for name in ("summary.csv", "contrasts.csv"):
        table = (made / name).read_text(encoding="utf-8")
        (made / name).write_text(table.replace("listing_success", "revenue_per_lot@sd"), encoding="utf-8")
    return read(made)


@pytest.mark.parametrize("name", FIGURES)
def test_nothing_is_cut_with_five_arms_and_long_names(five, name):
    """Every text lies within the picture, whole, and every legend has all its entries."""
    figure = FIGURES[name].figure(five)
    FigureCanvasAgg(figure).draw()
    whole, drawn = figure.bbox, [text for text in seen(figure) if text.get_text()]
    assert drawn
    for text in drawn:
        box = text.get_window_extent()
        assert whole.x0 - 1 <= box.x0 <= box.x1 <= whole.x1 + 1, text
        assert whole.y0 - 1 <= box.y0 <= box.y1 <= whole.y1 + 1, text
        assert "…" not in text.get_text()


def seen(figure):
    """Every text of a figure: labels of axes, ticks in view, titles, legends."""
    for axes in figure.axes:
        for axis, (low, high) in ((axes.xaxis, sorted(axes.get_xlim())), (axes.yaxis, sorted(axes.get_ylim()))):
            if axes.axison and axis.get_visible():
                yield axis.label
                yield from (tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high)
        yield axes._left_title
    assert all(axes.get_legend() is None for axes in figure.axes)
    yield from (text for legend in figure.legends for text in legend.get_texts())


@pytest.mark.parametrize(("name", "arms"), [("effects", FIVE[1:]), ("price_ecdf", FIVE), ("time_to_cash", FIVE)])
def test_legends_are_whole_and_in_the_order_of_the_arms(five, name, arms):
    (legend,) = FIGURES[name].figure(five).legends
    assert [text.get_text().replace("\n", " ") for text in legend.get_texts()] == [LONG[arm] for arm in arms]


def test_ticks_cover_the_data(five):
    for axes in effects.figure(five).axes:
        ends = [
            x for bars in axes.containers for part in bars.lines[2] for line in part.get_segments() for x in line[:, 0]
        ]
        ticks = axes.get_xticks()
        assert ticks[0] <= min(ends)
        assert max(ends) <= ticks[-1]
        assert axes.get_xlim()[0] < ticks[0] < ticks[-1] < axes.get_xlim()[1]


def test_no_effect_at_all_has_ticks_too(data):
    nothing = {"difference": 0.0, "ci_low": 0.0, "ci_high": 0.0, "relative": 0.0, "relative_low": 0.0}
    rows = tuple(replace(row, relative_high=0.0, **nothing) for row in data.contrasts)
    for axes in effects.figure(replace(data, contrasts=rows)).axes:
        assert axes.get_xlim()[0] < -0.009
        assert axes.get_xlim()[1] > 0.009


def test_the_bars_of_the_unsold_carry_the_names_of_the_arms(five):
    _, lower = price_ecdf.figure(five).axes
    assert [label.get_text().replace("\n", " ") for label in lower.get_yticklabels()] == [LONG[arm] for arm in FIVE]


def test_private_worths_are_shown_by_the_price_in_money(tmp_path):
    made = folder(tmp_path / "r", replications=2, lots=6)
    (made / "scenario.resolved.yaml").write_text("lots: {a: {worth: {model: private}}}\n", encoding="utf-8")
    private = read(made)
    upper, _ = price_ecdf.figure(private).axes
    hammers = [float(cell) for cell in np.array(private.lots.text["hammer"])[private.lots.where("arm", "hall")] if cell]
    assert upper.get_xlabel() == "hammer price (CNY)"
    assert upper.get_lines()[0].get_xdata()[1:] == pytest.approx(np.sort(hammers))
    assert "common worth" not in price_ecdf.caption(private) + effects.caption(private)
    names = [label.get_text() for axes in effects.figure(private).axes for label in axes.get_yticklabels()]
    assert "price to mean worth" in names


def test_words_of_levers_names_stay_whole_where_a_line_is_full():
    assert folded("保留价与轮次", 10) == ["保留价与", "轮次"]
    assert folded("其余一切差异", 10) == ["其余一切", "差异"]
    assert folded("标的的标的的", 10) == ["标的的标的", "的"], "other words may be broken"
