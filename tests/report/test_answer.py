"""The answer: right for any sign, for what is not shown, for several arms and for none; no number outside a table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.measures import MEASURES
from sim.report import sentences, words
from sim.report.answer import answer, head
from sim.report.results import Contrast, Results, Summary, read
from tests.report.folders import LABELS, folder
from tests.report.traces import numbers, traced

CLAIMED = {words.opening(name, rises=rises) for name in MEASURES for rises in (True, False)}


def row(measure: str = "sell_through", unit: str = "share", **changes) -> Contrast:
    told = {"difference": 0.272, "ci_low": 0.241, "ci_high": 0.303, "n": 40}
    relative = {"relative": 0.44, "relative_low": 0.4, "relative_high": 0.48}
    return Contrast("platform", "hall", measure, "", unit, **(told | relative | changes))


def study(
    contrast: Contrast, here: float | None = 0.884, there: float | None = 0.612, currency: str = "CNY"
) -> Results:
    levels = tuple(
        Summary(arm, contrast.measure, "", contrast.unit, mean, 0.1, None, None, 40)
        for arm, mean in (("hall", there), ("platform", here))
    )
    return Results(Path("nowhere"), {"currency": currency, "baseline": "hall"}, levels, (contrast,))


def classes(contrast: Contrast, **ends: tuple[float, float, float]) -> Results:
    """The study with a class a name: difference and both ends of its interval."""
    data = study(contrast)
    rows = [
        replace(contrast, group=f"class={name}", difference=middle, ci_low=low, ci_high=high)
        for name, (middle, low, high) in ends.items()
    ]
    levels = [replace(level, group=one.group) for one in rows for level in data.summary]
    return replace(data, contrasts=(contrast, *rows), summary=(*data.summary, *levels))


def said(contrast: Contrast, **levels) -> str:
    return told(study(contrast, **levels), contrast)


def told(data: Results, contrast: Contrast) -> str:
    return head(data, ("platform", "hall"), contrast.measure).text


def test_a_difference_that_is_shown():
    assert said(row()) == (
        "Lots sold more often with “platform” than with “hall”: sell-through 88.4 % against 61.2 %, a difference of "
        "27.2 points (95 % interval 24.1 to 30.3 over 40 paired replications)."
    )


def test_a_fall_in_money():
    contrast = row("price_if_sold", "money", difference=-34567.8, ci_low=-40000.0, ci_high=-29135.6, n=12)
    assert said(contrast, there=1234567.8, here=1200000.0) == (
        "Lots sold in both went for less with “platform” than with “hall”: price if sold 1,200,000 CNY against "
        "1,234,568 CNY, a difference of -34,568 CNY (95 % interval -40,000 to -29,136 over 12 paired replications)."
    )


def test_what_cannot_be_told_from_none():
    contrast = row(difference=0.008, ci_low=-0.003, ci_high=0.019)
    assert said(contrast, there=0.612, here=0.62) == (
        "A difference in sell-through between “platform” and “hall” cannot be told from none: 62.0 % against 61.2 %, a "
        "difference of 0.8 points (95 % interval -0.3 to 1.9 over 40 paired replications)."
    )


@pytest.mark.parametrize("ends", [(0.0, 0.1), (-0.1, 0.0)])
def test_an_interval_that_touches_zero_shows_nothing(ends):
    low, high = ends
    assert "cannot be told from none" in said(row(difference=(low + high) / 2, ci_low=low, ci_high=high))


def test_equal_in_every_replication():
    contrast = row(difference=0.0, ci_low=0.0, ci_high=0.0)
    assert said(contrast, there=0.5, here=0.5) == (
        "“platform” and “hall” do not differ in sell-through in any of 40 paired replications."
    )


def test_one_replication_claims_nothing():
    assert said(row(ci_low=None, ci_high=None, n=1)) == (
        "Whether “platform” and “hall” differ in sell-through cannot be told without an interval, which takes at least "
        "two paired replications: 88.4 % against 61.2 %, a difference of 27.2 points."
    )


def test_nothing_to_compare():
    contrast = row(difference=None, ci_low=None, ci_high=None, n=0)
    assert said(contrast, here=None) == (
        "Sell-through cannot be compared between “platform” and “hall”: no replication has it in both."
    )


def test_levels_that_do_not_subtract_to_the_difference_are_not_printed():
    """Pairs were dropped, or arms are compared on the lots sold in both."""
    held = "(95 % interval 24.1 to 30.3 over 40 paired replications)"
    assert said(row(), there=0.7).endswith(f": sell-through a difference of 27.2 points {held}.")


@pytest.mark.parametrize(("sign", "way"), [(1.0, "higher"), (-1.0, "lower")])
def test_an_unknown_measure_is_told_by_its_name(sign, way):
    contrast = row("my_own_measure", "widgets", difference=2.0 * sign, ci_low=2 * sign - 1, ci_high=2 * sign + 1)
    assert said(contrast, there=5.0, here=5.0 + 2.0 * sign).startswith(
        f"My own measure is {way} with “platform” than with “hall”: {5 + 2 * sign:.1f} widgets against 5.0 widgets, a "
    )


def test_ranges_over_assumptions_stand_beside_the_interval():
    assert "replications; 20.0 to 31.0 over the assumptions tried)." in said(row(range_low=0.2, range_high=0.31))
    assert "over the assumptions tried -2.0 to 31.0, so that even the sign depends on them)." in said(
        row(range_low=-0.02, range_high=0.31)
    )
    assert "-2.0 to 31.0 over the assumptions tried)." in said(row(ci_low=-0.1, range_low=-0.02, range_high=0.31))


def test_for_which_classes_it_is_so():
    up, near, none, down = (0.3, 0.2, 0.4), (0.28, 0.2, 0.36), (0.01, -0.1, 0.12), (-0.2, -0.3, -0.1)
    small = (0.1, 0.05, 0.15)
    cases = {
        ", and so in each of the 2 classes.": {"flats": up, "shops": near},
        ", and so in each of the 2 classes, most in flats (30.0 points), least in shops (10.0 points).": {
            "flats": up, "shops": small,
        },
        "; so in 1 of the 2 classes, not shown in shops.": {"flats": up, "shops": none},
        "; so in 1 of the 3 classes, not shown in shops and the other way in land.": {
            "flats": up, "shops": none, "land": down,
        },
        "; so in 1 of the 6 classes, not shown in a, b, c and 2 more.": {
            "flats": up, **dict.fromkeys(("a", "b", "c", "d", "e"), none),
        },
    }  # fmt: skip
    for ending, groups in cases.items():
        assert told(classes(row(), **groups), row()).endswith(f"over 40 paired replications){ending}")


def test_what_is_not_shown_for_all_may_be_shown_for_some():
    whole = row(difference=0.01, ci_low=-0.1, ci_high=0.12)
    up, none, down = (0.3, 0.2, 0.4), (0.01, -0.1, 0.12), (-0.2, -0.3, -0.1)
    assert told(classes(whole, a=none, b=none), whole).endswith(", nor in any of the 2 classes.")
    assert told(classes(whole, a=up, b=down), whole).endswith(
        ", but it is higher in a (+30.0 points) and it is lower in b (-20.0 points)."
    )
    assert told(classes(whole, a=none, b=down), whole).endswith(", but it is lower in b (-20.0 points).")


@given(
    st.sampled_from([(name, measure.unit) for name, measure in MEASURES.items()]),
    st.floats(-1e7, 1e7),
    st.floats(0.0, 1e6),
    st.floats(-1e7, 1e7),
)
def test_a_claim_is_made_exactly_when_zero_is_outside(measure, difference, half, base):
    name, unit = measure
    contrast = row(name, unit, difference=difference, ci_low=difference - half, ci_high=difference + half)
    text = said(contrast, there=base, here=base + difference)
    opening = text.partition(" with “")[0]
    assert (opening in CLAIMED) == (abs(difference) > half)
    if opening in CLAIMED:
        assert opening == words.opening(name, rises=difference > 0.0)
    assert "nan" not in text
    assert words.NOTHING not in text


@pytest.mark.parametrize("name", ["price_if_sold", "price_to_worth", "price_to_appraisal"])
def test_matched_measures_say_on_which_lots(name):
    unit = MEASURES[name].unit
    contrast, levels = row(name, unit), {"there": 0.7, "here": 0.884}
    assert f"{words.label(name)} on lots sold in both, a difference of " in said(contrast, **levels)
    assert " against " not in said(contrast, **levels)
    assert sentences.row_name(study(contrast, **levels), contrast).endswith(" (difference on lots sold in both)")
    assert sentences.row_name(study(contrast), contrast) == words.label(name)
    assert "on lots sold in both" not in said(contrast), "all sold in both: the levels subtract"


def test_other_measures_say_nothing_of_lots_sold_in_both():
    assert "sold in both" not in said(row(), there=0.7)
    assert sentences.row_name(study(row(), there=0.7), row()) == "sell-through"
    assert not sentences.matched("my_own_measure")


def test_a_value_is_printed_alike_in_all_contrasts():
    fine, coarse = row(ci_low=0.2702, ci_high=0.2738), replace(row(ci_low=0.1, ci_high=0.4), arm="draft")
    both = study(fine)
    draft = replace(both.summary[1], arm="draft")
    noise = replace(row(difference=1e-16, ci_low=0.5e-16, ci_high=1.5e-16), arm="twin")
    both = replace(both, contrasts=(fine, coarse, noise), summary=(*both.summary, draft, replace(draft, arm="twin")))
    for arm in ("platform", "draft"):
        assert "88.40 % against 61.20 %" in head(both, (arm, "hall"), "sell_through").text


def test_private_worths_have_no_common_part(tmp_path):
    (tmp_path / "scenario.resolved.yaml").write_text("lots: {a: {worth: {model: private}}}\n", encoding="utf-8")
    contrast = row("price_to_worth", "ratio")
    private = replace(study(contrast), folder=tmp_path)
    assert told(private, contrast).startswith(
        "Lots sold in both fetched more of their mean worth with “platform” than with “hall”: price to mean worth 88"
    )
    assert "price to common worth 88" in said(contrast)


def test_the_measure_that_answers(tmp_path):
    data = study(row("bids_per_lot", "bids"))
    known = replace(data.summary[0], measure="sell_through"), replace(data.summary[0], measure="price_if_sold")
    data = replace(data, folder=tmp_path, summary=(*known, *data.summary))
    assert sentences.primary(replace(data, folder=tmp_path / "none")) == "sell_through", (
        "nothing is known: the usual order"
    )
    (tmp_path / "scenario.resolved.yaml").write_text("measures: [left_out, bids_per_lot]\n", encoding="utf-8")
    assert sentences.primary(replace(data)) == "bids_per_lot"
    text = "answer: price_if_sold\nmeasures: [bids_per_lot, price_if_sold]\n"
    (tmp_path / "scenario.resolved.yaml").write_text(text, encoding="utf-8")
    assert sentences.primary(replace(data)) == "price_if_sold"


def test_every_number_of_the_answer_is_in_a_table(tmp_path):
    """For two arms, three, and one; every measure in turn is the one that answers."""
    checked = 0
    for arms in (("hall", "platform"), ("hall", "platform", "draft"), ("hall",)):
        made = folder(tmp_path / str(len(arms)), arms=arms, replications=5, lots=14)
        for measure in dict.fromkeys(line.measure for line in read(made).summary):
            (made / "scenario.resolved.yaml").write_text(f"answer: {measure}\n", encoding="utf-8")
            found = answer(read(made))
            assert len(found.heads) == max(1, len(arms) - 1)
            assert len(found.more) == (3 if len(arms) > 1 else 0)
            for one in (*found.heads, *found.more):
                checked += len(numbers(one.text, LABELS.values()))
                assert traced(made, one.text, one.at, LABELS.values()) == []
    assert checked > 300


def test_of_several_arms_the_first_pair_is_spoken_of_further(tmp_path):
    found = answer(read(folder(tmp_path / "r", arms=("hall", "platform", "draft"), replications=4, lots=8)))
    assert found.pair == "Platform, rules of 2017 against Court hall, rules of 2009"
    assert "“Platform, the draft”" in found.heads[1].text


def test_levels_of_a_single_replication_have_no_interval(tmp_path):
    (one,) = answer(read(folder(tmp_path / "one", ("hall",), replications=1, lots=10))).heads
    assert one.text == "Sell-through, Court hall, rules of 2009: 80.0 %, without an interval. Nothing is compared."


def test_a_level_that_no_replication_has():
    data = replace(study(row(), here=None, there=None), contrasts=())
    assert [one.text for one in answer(data).heads] == [
        f"Sell-through, {arm}: no replication has it. Nothing is compared." for arm in ("hall", "platform")
    ]


def test_every_measure_has_its_words():
    wordless = sorted(set(MEASURES) - set(words.PHRASES))
    assert not wordless, f"add a Phrase for {', '.join(wordless)} to PHRASES in sim/report/phrases.py"
    unknown = sorted(set(words.PHRASES) - set(MEASURES))
    assert not unknown, f"no measure is called {', '.join(unknown)}: take it out of PHRASES in sim/report/phrases.py"
    for name in MEASURES:
        for rises in (True, False):
            assert words.opening(name, rises=rises)[0].isupper()
