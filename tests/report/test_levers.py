"""Which lever did it: as read, as said, as drawn. All numbers are made up here, and sums done by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.report import inwords, words
from sim.report.figures import style, waterfall
from sim.report.gap import Gap, Lever, Part, gaps
from sim.report.gap_sentences import sentence
from sim.report.interacting import together
from sim.report.levers import lever_lines, levers, unmoving
from sim.report.results import Results, read
from tests.report.folders import folder, write

HEADER = ("arm", "measure", "group", "unit", "mean", "sd", "ci_low", "ci_high", "n")
LINES = ("from", "to", "measure", "group", "unit", "lever", "keys", "part", "effect", "ci_low", "ci_high", "n",
         "order_error")  # fmt: skip
PAIRS = ("from", "to", "measure", "group", "unit", "lever", "other_lever", "effect", "ci_low", "ci_high", "n")
TOLD = {"levers": {}, "combinations": 16, "replications": 8, "several_solutions": {"hall with fees of platform": 2}}

Parts = tuple[float, float, float]


def lines(measure: str, unit: str, whole: float, made: dict[str, Parts], half: float = 0.02, error: float = 0.0):
    """Lines of a measure: every interval reaches `half` to either side, where there is anything at all."""
    head = ("hall", "platform", measure, "", unit)
    yield (*head, "", "", "whole", whole, whole - half, whole + half, 8, None)
    for lever, parts in made.items():
        gained = parts[1] - parts[0]
        for name, effect in zip(("alone", "last", "share", "last_less_alone"), (*parts, gained), strict=True):
            reach = half if effect else 0.0
            keys = "" if lever == "board" else f"rules.{lever} rules.more"
            yield (*head, lever, keys, name, effect, effect - reach, effect + reach, 8, error)


SELLS = {"fees": (-0.1, -0.06, -0.08), "reach": (0.3, 0.5, 0.4), "board": (0.0, 0.0, 0.0), "close": (0.0, 0.0, 0.0),
         "other": (0.08, 0.08, 0.08)}  # fmt: skip


@pytest.fixture
def data(tmp_path) -> Results:
    """From 20 % to 60 %: reach 40 points, fees 8 down, all else 8 up; the board is the same, the close does nothing."""
    write(
        tmp_path / "summary.csv",
        HEADER,
        [
            ("hall", "sell_through", "", "share", 0.2, 0.1, 0.15, 0.25, 8),
            ("platform", "sell_through", "", "share", 0.6, 0.1, 0.55, 0.65, 8),
            ("hall", "time_to_cash_days", "", "days", 90.0, 9.0, 80.0, 100.0, 8),
            ("platform", "time_to_cash_days", "", "days", 50.0, 9.0, 40.0, 60.0, 8),
        ],
    )
    days = {"fees": (0.0, 0.0, 0.0), "reach": (-30.0, -30.0, -30.0)}
    write(
        tmp_path / "decomposition.csv",
        LINES,
        [
            *lines("sell_through", "share", 0.4, SELLS, error=0.001),
            ("hall", "platform", "sell_through", "class=flats", "share", "", "", "whole", 0.9, 0.8, 1.0, 8, None),
            *lines("time_to_cash_days", "days", -30.0, days, half=5.0),
            *lines("bids_per_lot", "bids", 3.0, {"reach": (3.0, 3.0, 3.0)}),
        ],
    )
    head = ("hall", "platform", "sell_through", "", "share")
    write(
        tmp_path / "interactions.csv",
        PAIRS,
        [
            (*head, "fees", "reach", 0.05, 0.03, 0.07, 8),
            (*head, "fees", "other", 0.01, -0.01, 0.03, 8),
            (*head, "reach", "other", -0.06, -0.09, -0.03, 8),
            (*head, "reach", "close", 0.00001, 0.000005, 0.00002, 8),
        ],
    )
    told = {"arms": {"hall": "Hall", "platform": "Platform"}, "baseline": "hall", "decomposition": TOLD}
    return replace(read(tmp_path), manifest=told)


def gap_of(whole: float, made: dict[str, Parts], half: float = 0.02) -> Gap:
    """A gap in sell-through that starts at 20 %."""
    whole_line, *rest = [Part(*line[:5], "", *line[5:]) for line in lines("sell_through", "share", whole, made, half)]
    parts = {(line.lever, line.part): line for line in rest}
    found = tuple(Lever(name, "", *(parts[name, part] for part in ("alone", "last", "share"))) for name in made)
    return Gap(whole_line, found, 0.2, 0.2 + whole, words.scale("share", "", (), half))


def test_measures_that_no_arm_has_a_level_of_are_left_out(data):
    assert [gap.measure for gap in gaps(data)] == ["sell_through", "time_to_cash_days"]


def test_the_largest_share_comes_first_and_what_is_no_lever_last(data):
    sells, days = gaps(data)
    assert [lever.name for lever in sells.moving] == ["reach", "fees", "other"]
    assert [lever.name for lever in sells.still] == ["close"]
    assert [lever.name for lever in days.moving] == ["reach"]
    assert (sells.meets, days.meets) == (True, False)


def test_what_is_said_is_what_the_intervals_bear_out(data):
    sells, days = gaps(data)
    assert sentence(data, sells) == (
        "Sell-through, from 20.0 % to 60.0 %: the largest share is that of reach, 40.0 points (95 % interval 38.0 to "
        "42.0) of 40.0 points, 100 % of the gap; alone it does 30.0 points, as the last lever 50.0 points: +20.0 "
        "points (95 % interval 18.0 to 22.0), so what it does depends on the other levers."
    )
    assert sentence(data, days) == (
        "Time to cash: the largest share is that of reach, -30.0 days (95 % interval -35.0 to -25.0) of -30.0 "
        "days, 100 % of the gap; alone it does -30.0 days, and as the last lever the same."
    )


def test_whether_alone_and_last_differ_is_said_of_the_pairs_whatever_their_own_intervals(data):
    """Intervals of alone and last may overlap by far where luck moves both: what counts is the difference in pairs."""
    gap = gap_of(0.4, {"reach": (0.39, 0.403, 0.4)}, half=0.05)
    (reach,) = gap.levers
    head = ("hall", "platform", "sell_through", "", "share", "total", "reach", "", "last_less_alone")

    def said(low: float | None, high: float | None) -> str:
        gained = Part(*head, 0.013, low, high, 8, None)
        return sentence(data, replace(gap, levers=(replace(reach, gained=gained),)))

    both = "alone it does 39.0 points, as the last lever 40.3 points"
    assert said(0.008, 0.018).endswith(
        f"; {both}: +1.3 points (95 % interval 0.8 to 1.8), so what it does depends on the other levers."
    )
    assert said(-0.002, 0.028).endswith(
        f"; {both}, which are not shown to differ: +1.3 points (95 % interval -0.2 to 2.8)."
    )
    assert said(None, None).endswith(f"; {both}.")
    assert sentence(data, gap).endswith(f"; {both}."), "tables of programs that did not tell"


def test_small_levers_and_pairs_have_the_decimals_that_show_them(data, tmp_path):
    made = {"reach": (0.38, 0.42, 0.4), "close": (-0.0009, -0.0009, -0.0009)}
    rows = [list(line) for line in lines("sell_through", "share", 0.4, made)]
    for row in rows:
        if row[5] == "close" and row[9]:
            row[9:11] = [-0.0013, -0.0005]
    write(tmp_path / "decomposition.csv", LINES, rows)
    head = ("hall", "platform", "sell_through", "", "share")
    write(tmp_path / "interactions.csv", PAIRS, [(*head, "close", "reach", 0.006, 0.0004, 0.0121, 8)])
    table, pairs = levers(data).tables
    assert [(row[1].text, row[1].note) for row in table.rows[:2]] == [
        ("40.0", "38.0 to 42.0"), ("-0.09", "-0.13 to -0.05"),
    ]  # fmt: skip
    assert [cell.text for cell in pairs.rows[0][2:]] == ["0.60 points", "0.04 to 1.21"]
    assert lever_lines(gaps(data)[0])[1][3:] == ("-0.09 points", "-0.13 to -0.05")


@pytest.mark.parametrize(
    ("whole", "made", "said"),
    [
        (
            0.2,
            {"reach": (0.3, 0.3, 0.3), "fees": (-0.1, -0.1, -0.1)},
            "by +30.0 points (95 % interval 28.0 to 32.0), all others together by -10.0 points; alone",
        ),
        (
            0.1,
            {"reach": (-0.3, -0.3, -0.3), "a": (0.2, 0.2, 0.2), "b": (0.2, 0.2, 0.2)},
            ("%: reach moves it most, by -30.0 points (95 % interval -32.0 to -28.0), all others together by "
            "+40.0 points; "),
        ),
        (
            0.01,
            {"reach": (0.1, 0.1, 0.1), "fees": (-0.09, -0.09, -0.09)},
            ("by +10.0 points (95 % interval 8.0 to 12.0), all others together by -9.0 points, in a gap that "
            "is not shown to be one, though fees (-9.0 points) may do as much;"),
        ),
        (0.2, {"reach": (0.11, 0.11, 0.11), "fees": (0.09, 0.09, 0.09)}, "though fees (9.0 points) may be as large;"),
        (0.0, {"reach": (0.0, 0.0, 0.0)}, "no lever moves it."),
        (0.01, {"reach": (0.01, 0.01, 0.01)}, "no lever is shown to move it; the largest share is 1.0 points"),
        (0.3, {"other": (0.3, 0.3, 0.3)}, "all else that differs, 30.0 points (95 % interval 28.0 to 32.0) of 30.0"),
    ],
)  # fmt: skip
def test_odd_gaps_are_said_as_they_are(data, whole, made, said):
    assert said in sentence(data, gap_of(whole, made))


def test_a_rival_of_the_other_sign_may_be_as_large(data):
    made = {"reach": (0.3, 0.3, 0.3), "fees": (-0.29, -0.29, -0.29)}
    assert "though fees (-29.0 points) may do as much;" in sentence(data, gap_of(0.01, made))


def test_one_replication_claims_nothing(data):
    gap = gap_of(0.3, {"reach": (0.3, 0.3, 0.3)})
    blank = {"ci_low": None, "ci_high": None}
    (lever,) = gap.levers
    bare = replace(lever, **{name: replace(getattr(lever, name), **blank) for name in ("alone", "last", "share")})
    lone = replace(gap, whole=replace(gap.whole, **blank), levers=(bare,))
    assert sentence(data, lone).endswith(
        "no lever is shown to move it; the largest share is 30.0 points, of reach (no interval)."
    )


def test_pairs_are_told_where_they_are_shown_and_print_as_something(data):
    told = [(pair.lever, pair.other_lever) for pair in together(data, gaps(data)[0], 3)]
    assert told == [("reach", "other"), ("fees", "reach")]
    assert len(together(data, gaps(data)[0], 1)) == 1


def test_the_section_adds_up_and_flags_doubts(data):
    section = levers(data)
    assert section.method == (
        "The gap between Hall and Platform, over 5 levers: 16 of the 32 combinations were played on the same draws, "
        "8 replications each."
    )
    assert section.doubts == ("hall with fees of platform: 2 solutions",)
    assert section.note.endswith("a standard error beside the interval: at most 0.25 % of the gap.")
    sells, _, pairs = section.tables
    assert sells.caption == "Sell-through (points), from 20.0 % to 60.0 %; below each number its 95 % interval"
    assert sells.heads == ("Lever", "Share", "Alone", "Last", "Last less alone")
    gained = [(row[4].text, row[4].note) for row in sells.rows]
    assert gained[:3] == [("20.0", "18.0 to 22.0"), ("4.0", "2.0 to 6.0"), ("0.0", "0.0 to 0.0")]
    assert [[(cell.text, cell.note) for cell in row[:4]] for row in sells.rows] == [
        [("reach", ""), ("40.0", "38.0 to 42.0"), ("30.0", "28.0 to 32.0"), ("50.0", "48.0 to 52.0")],
        [("fees", ""), ("-8.0", "-10.0 to -6.0"), ("-10.0", "-12.0 to -8.0"), ("-6.0", "-8.0 to -4.0")],
        [("all else that differs", ""), *[("8.0", "6.0 to 10.0")] * 3],
        [("close", ""), *[("0.0", "0.0 to 0.0")] * 3],
        [("the whole gap", ""), ("40.0", "38.0 to 42.0"), ("", ""), ("", "")],
    ]
    assert [row[2].text for row in pairs.rows] == ["-6.0 points", "5.0 points"]
    assert [row[1].text for row in section.keys.rows][:3] == [
        "rules.fees, rules.more", "rules.reach, rules.more", "nothing: the arms do not differ here",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "wealth", "why"),
    [
        ("rules.deposit_share", "null", "without `wealth` no bidder is short of funds"),
        ("rules.deposit_share rules.deposit_of", "90000", "whoever registers must have the start price at hand anyway"),
        ("rules.deposit_share rules.close", "null", ""),
    ],
)
def test_a_lever_that_moves_nothing_is_told_with_the_reason_where_it_is_known(data, tmp_path, keys, wealth, why):
    scenario = f"lots: {{a: {{}}}}\nbidders: {{dealers: {{wealth: {wealth}}}}}\n"
    (tmp_path / "scenario.resolved.yaml").write_text(scenario, encoding="utf-8")
    made = SELLS | {"deposit": (0.0, 0.0, 0.0)}
    rows = [tuple(keys if cell == "rules.deposit rules.more" else cell for cell in line)
            for line in lines("sell_through", "share", 0.4, made)]  # fmt: skip
    write(tmp_path / "decomposition.csv", LINES, rows)
    known = replace(read(tmp_path), manifest=data.manifest)
    table = levers(known).tables[0]
    assert [(row[0].text, row[0].note, row[1].text) for row in table.rows][-3:-1] == [
        ("close", "", "0.0"), ("deposit", why, "0.0"),
    ]  # fmt: skip
    gap = gaps(known)[0]
    assert lever_lines(gap)[-2] == ("deposit", *["0.0 points"] * 3, "0.0 to 0.0")
    assert unmoving(known, gap) == ([f"deposit moves nothing: {why}"] if why else [])


def test_direct_shares_stand_beside_the_shares_where_they_are_others(data, tmp_path):
    made = {"total": {"reach": (0.4, 0.4, 0.4)}, "direct": {"reach": (0.1, 0.1, 0.1)}}
    rows = [
        (*line[:5], participation, *line[5:])
        for participation, parts in made.items()
        for line in lines("sell_through", "share", parts["reach"][2], parts)
    ]
    header = (*LINES[:5], "participation", *LINES[5:])
    write(tmp_path / "decomposition.csv", header, rows)
    section = levers(data)
    assert section.tables[0].heads[:3] == ("Lever", "Share", "Direct share")
    assert [[(cell.text, cell.note) for cell in row[:3]] for row in section.tables[0].rows] == [
        [("reach", ""), ("40.0", "38.0 to 42.0"), ("10.0", "8.0 to 12.0")],
        [("the whole gap", ""), ("40.0", "38.0 to 42.0"), ("10.0", "8.0 to 12.0")],
    ]
    assert "what it lacks to the share is the effect through who comes" in section.note
    total = [row for row in rows if row[5] == "total"]
    write(tmp_path / "decomposition.csv", header, [*total, *((*row[:5], "direct", *row[6:]) for row in total)])
    assert "Direct share" not in levers(data).tables[0].heads
    assert "who comes" not in levers(data).note


def test_without_a_manifest_nothing_is_said_of_combinations(data):
    section = levers(replace(data, manifest={}))
    assert section.method == "The gap between hall and platform, over 5 levers."
    assert section.doubts == ()


def test_nothing_taken_apart_has_no_section(data, tmp_path):
    (tmp_path / "decomposition.csv").unlink()
    assert levers(data) is None


def test_all_combinations_and_all_orders(tmp_path):
    made = folder(tmp_path / "two", replications=4, manifest={"decomposition": TOLD | {"combinations": 64}})
    section = levers(read(made))
    assert ", over 6 levers: all 64 combinations were played" in section.method
    assert section.note.endswith("no single number says it.")


def test_steps_lead_from_one_level_to_the_other(data):
    with style.look():
        sells, days = waterfall.figure(data).axes
    bars = [(bar.get_y(), bar.get_height()) for bar in sells.patches]
    assert np.array(bars) == pytest.approx(np.array([(0.2, 0.4), (0.6, -0.08), (0.52, 0.08)]))
    assert [bool(bar.get_hatch()) for bar in sells.patches] == [False, True, False]
    assert len({bar.get_facecolor() for bar in sells.patches}) == 2
    names = [label.get_text().replace("\n", " ") for label in sells.get_xticklabels()]
    assert names == ["Hall", "reach", "fees", "all else that differs", "Platform"]
    marks = {line.get_marker(): [] for line in sells.get_lines() if line.get_marker() in "os"}
    for line in sells.get_lines():
        if line.get_marker() in marks:
            marks[line.get_marker()].append(line.get_ydata()[0])
    assert marks["o"] == pytest.approx([0.5, 0.5, 0.6])
    assert marks["s"] == pytest.approx([0.7, 0.54, 0.6])
    assert [text.get_text() for text in sells.texts] == ["+40.0", "\u22128.0", "+8.0", "20.0 %", "60.0 %"]
    low, high = sells.collections[0].get_segments()[0][:, 1]
    assert (low, high) == pytest.approx((0.58, 0.62))
    assert days.get_ylabel() == "days"


def test_words_that_are_wider_than_a_step_stay_whole(data, monkeypatch):
    """By turns on two rows, the second below the longest name of the first."""
    wide = "participations_and_diligences"
    monkeypatch.setattr(waterfall, "spoken", lambda name, tongue: wide)
    for axes in waterfall.figure(data).axes:
        names = [label.get_text() for label in axes.get_xticklabels()]
        assert {name.strip() for name in names[1:-1]} == {wide}
        lines = max(name.count("\n") + 1 for name in names[::2])
        assert all(name.startswith("\n" * lines) for name in names[1::2])
        assert not any(name.startswith("\n") for name in names[::2])


def test_the_caption_names_what_has_no_step(data):
    said = waterfall.caption(data)
    assert "Not drawn, for the arms do not differ there: board." in said
    assert "Without a step in sell-through, where they do nothing that shows: close." in said
    assert "In time to cash the steps do not end at the level on the right: they rest on 8 replications" in said
    assert sentence(data, gaps(data)[0]) not in said, "the section says it; behind the picture it stands for the bars"
    assert inwords.told("waterfall", data, said).startswith(sentence(data, gaps(data)[0]))
    assert "In the tables only" not in said


def test_at_most_three_measures_are_drawn(data, tmp_path):
    names = ("first_round_share", "sell_through", "listing_success", "default_share")
    levels = [(arm, name, "", "share", 0.2, 0.1, 0.1, 0.3, 8) for name in names for arm in ("hall", "platform")]
    write(tmp_path / "summary.csv", HEADER, levels)
    write(
        tmp_path / "decomposition.csv",
        LINES,
        [line for name in names for line in lines(name, "share", 0.0, {"a": (0.1, 0.1, 0.1), "b": (-0.1, -0.1, -0.1)})],
    )
    whole = read(tmp_path)
    with style.look():
        titles = [axes.get_title(loc="left") for axes in waterfall.figure(whole).axes]
    assert titles == ["sell-through", "share sold in the first round", "success per listing"], "what answers is first"
    assert waterfall.caption(whole).endswith("In the tables only: share of sales not paid for.")
