"""What the report says in words: never more than the interval, and no number that is not in a table."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.measures import MEASURES
from sim.report import sentences, words
from sim.report.results import Contrast, Results, Summary, read
from tests.report.folders import folder

NUMBER = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?")


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


def said(contrast: Contrast, **levels) -> str:
    return sentences.sentence(study(contrast, **levels), contrast)


def test_a_difference_that_is_shown():
    assert said(row()) == (
        "Lots sold more often: sell-through rises from 61.2 % to 88.4 %, a difference of 27.2 points "
        "(95 % interval 24.1 to 30.3 over 40 paired replications)."
    )


def test_a_fall_in_money():
    contrast = row("price_if_sold", "money", difference=-34567.8, ci_low=-40000.0, ci_high=-29135.6, n=12)
    assert said(contrast, there=1234567.8, here=1200000.0) == (
        "Lots sold in both went for less: price if sold falls from 1,234,568 CNY to 1,200,000 CNY, a difference of "
        "-34,568 CNY (95 % interval -40,000 to -29,136 over 12 paired replications)."
    )


def test_a_plural_noun_takes_a_plural_verb():
    contrast = row("bids_per_lot", "bids", difference=2.0, ci_low=1.0, ci_high=3.0)
    assert "bids per lot rise from 1.0 to 3.0, a difference of 2.0 (" in said(contrast, there=1.0, here=3.0)


def test_no_difference_is_claimed_when_the_interval_contains_zero():
    contrast = row(difference=0.008, ci_low=-0.003, ci_high=0.019)
    assert said(contrast, there=0.612, here=0.62) == (
        "No difference in sell-through is shown: from 61.2 % to 62.0 %, a difference of 0.8 points "
        "(95 % interval -0.3 to 1.9 over 40 paired replications)."
    )


@pytest.mark.parametrize("ends", [(0.0, 0.1), (-0.1, 0.0)])
def test_an_interval_that_touches_zero_shows_nothing(ends):
    low, high = ends
    assert said(row(difference=(low + high) / 2, ci_low=low, ci_high=high)).startswith("No difference")


def test_equal_in_every_replication():
    contrast = row(difference=0.0, ci_low=0.0, ci_high=0.0)
    assert said(contrast, there=0.5, here=0.5) == (
        "The same in both arms, in each of 40 paired replications: sell-through (50.0 %)."
    )


def test_what_does_not_move_is_told_in_one_sentence():
    still = [row(name, "bids", difference=0.0, ci_low=0.0, ci_high=0.0) for name in ("bids_per_lot", "bidders_entered")]
    both = study(still[0], there=2.0, here=2.0)
    (answer,) = sentences.answers(replace(both, contrasts=(still[0], still[1])))
    assert answer.shown == ()
    assert answer.unshown == (
        "The same in both arms, in each of 40 paired replications: bidders registered per lot, bids per lot (2).",
    )


def test_one_replication_claims_nothing():
    contrast = row(ci_low=None, ci_high=None, n=1)
    assert said(contrast) == (
        "Sell-through from 61.2 % to 88.4 %, a difference of 27.2 points; 1 paired replication gives no interval, "
        "so no difference is claimed."
    )


def test_nothing_to_compare():
    contrast = row(difference=None, ci_low=None, ci_high=None, n=0)
    assert said(contrast, here=None) == "Sell-through cannot be compared: no replication has it in both arms."


def test_levels_that_do_not_subtract_to_the_difference_are_not_printed():
    """Pairs were dropped, or arms are compared on the lots sold in both."""
    interval = "(95 % interval 24.1 to 30.3 over 40 paired replications)"
    assert said(row(), there=0.7) == f"Lots sold more often: sell-through rises by 27.2 points {interval}."
    assert "is shown: the difference is 27.2 points" in said(row(ci_low=-0.1), there=0.7)


def test_an_unknown_measure_is_told_by_its_name():
    contrast = row("my_own_measure", "widgets", difference=2.0, ci_low=1.0, ci_high=3.0)
    assert said(contrast, there=1.0, here=3.0).startswith(
        "My own measure rises from 1.0 widgets to 3.0 widgets, a diff"
    )


def test_the_count_of_pairs_is_told_once_and_again_when_it_changes(tmp_path):
    data = read(folder(tmp_path / "r", replications=4, lots=8))
    few = [replace(line, n=3) if line.measure == "bids_per_lot" else line for line in data.contrasts]
    (answer,) = sentences.answers(replace(data, contrasts=tuple(few)))
    told = [*answer.shown, *answer.unshown]
    assert [("over" in line, "3 paired" in line) for line in told].count((True, False)) <= 2
    assert "over 4 paired replications" in told[0]
    assert [line for line in told if "over 3 paired replications" in line and "bids per lot" in line]


def test_every_measure_has_its_words():
    wordless = sorted(set(MEASURES) - set(words.PHRASES))
    assert not wordless, f"add a Phrase for {', '.join(wordless)} to PHRASES in sim/report/phrases.py"
    unknown = sorted(set(words.PHRASES) - set(MEASURES))
    assert not unknown, f"no measure is called {', '.join(unknown)}: take it out of PHRASES in sim/report/phrases.py"
    for name in MEASURES:
        for rises in (True, False):
            assert words.opening(name, rises=rises)[0].isupper()


def test_every_number_in_the_sentences_is_in_a_table(tmp_path):
    data = read(folder(tmp_path / "r", arms=("hall", "platform", "draft"), replications=5, lots=14))
    checked = 0
    for pair in data.pairs:
        for contrast in data.between(*pair):
            known = [contrast.difference, contrast.ci_low, contrast.ci_high, contrast.n]
            known += [data.level(arm, contrast.measure).mean for arm in pair]
            for token in NUMBER.findall(sentences.sentence(data, contrast).replace("95 % interval", "")):
                checked += 1
                assert stands(token, known, words.is_share(contrast.unit)), (token, known)
    for line, level in zip(sentences.levels(data), sorted_levels(data), strict=True):
        for token in NUMBER.findall(line.replace("95 % interval", "")):
            assert stands(token, [level.mean, level.ci_low, level.ci_high, level.n], words.is_share(level.unit))
    assert checked > 80


def test_levels_of_a_single_replication_have_no_interval(tmp_path):
    data = read(folder(tmp_path / "one", ("hall",), replications=1, lots=10))
    assert sentences.levels(data)[0] == "Sell-through: 80.0 % (1 replication, no interval)."


def sorted_levels(data: Results) -> list[Summary]:
    return sorted((line for line in data.summary if not line.group), key=lambda line: words.rank(line.measure))


def stands(token: str, known: list[float | None], share: bool) -> bool:
    """Whether a printed number is one of those in the tables, rounded as it is printed."""
    places = len(token.partition(".")[2])
    value = float(token.replace(",", ""))
    return any(
        abs(value - factor * number) <= 0.5000001 * 10.0**-places
        for number in known
        if number is not None
        for factor in ((1.0, 100.0) if share else (1.0,))
    )


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
    claimed = not text.startswith("No difference") and not text.startswith("The same")
    assert claimed == (abs(difference) > half)
    if claimed:
        verbs = ("rise", "rises") if difference > 0 else ("fall", "falls")
        assert set(verbs) & set(text.split())
    assert "nan" not in text
    assert words.NOTHING not in text


@pytest.mark.parametrize("name", ["price_if_sold", "price_to_worth", "price_to_appraisal"])
def test_matched_measures_say_on_which_lots(name):
    unit = MEASURES[name].unit
    contrast, levels = row(name, unit), {"there": 0.7, "here": 0.884}
    assert f"{words.label(name)} on lots sold in both rises by 27.2" in said(contrast, **levels) or unit == "money"
    assert " from " not in said(contrast, **levels)
    assert "on lots sold in both" in said(contrast, **levels)
    quiet = row(name, unit, ci_low=-0.1)
    assert said(quiet, **levels).startswith(f"No difference in {words.label(name)} on lots sold in both is shown: the")
    still = row(name, unit, difference=0.0, ci_low=0.0, ci_high=0.0)
    assert said(still, **levels).endswith(f": {words.label(name)} on lots sold in both.")
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
    for contrast in (fine, coarse):
        assert "from 61.20 % to 88.40 %" in sentences.sentence(both, contrast)


def test_private_worths_have_no_common_part(tmp_path):
    (tmp_path / "scenario.resolved.yaml").write_text("lots: {a: {worth: {model: private}}}\n", encoding="utf-8")
    contrast = row("price_to_worth", "ratio")
    private = replace(study(contrast), folder=tmp_path)
    assert sentences.sentence(private, contrast).startswith(
        "Lots sold in both fetched more of their mean worth: price to mean worth rises from"
    )
    assert "price to common worth rises from" in said(contrast)
