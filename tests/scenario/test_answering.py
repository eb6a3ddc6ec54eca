"""Which measure answers the question, and how figures are written."""

from __future__ import annotations

import pytest

from sim.measures import DEFAULT
from sim.scenario import load_text
from tests.scenario.helpers import SMALL, said

CHOOSE = "choose: {measure: sell_through, indifference: 0.01}\n"
SWEEP = "sweep: {policies: {arms.site.rules.reserve_share: [0.6, 0.7]}, optimum: {measure: revenue_per_lot}}\n"


def study(more: str = ""):
    return load_text(SMALL + more).study


@pytest.mark.parametrize(
    ("more", "answer"),
    [
        ("", "net_proceeds_share"),
        ("measures: [bids_per_lot, sell_through]\n", "bids_per_lot"),
        ("measures: [bids_per_lot, sell_through]\nanswer: sell_through\n", "sell_through"),
        ("answer: revenue_per_lot@p10\n", "revenue_per_lot@p10"),
        (f"measures: [bids_per_lot, sell_through]\n{CHOOSE}", "sell_through"),
        (CHOOSE, "sell_through"),
        (f"measures: [bids_per_lot, revenue_per_lot]\n{SWEEP}", "revenue_per_lot"),
        (f"measures: [bids_per_lot]\n{CHOOSE}{SWEEP}", "bids_per_lot"),
        (f"answer: bids_per_lot\n{CHOOSE}{SWEEP}", "bids_per_lot"),
    ],
)
def test_the_measure_that_answers_is_reported_and_written_out(more, answer):
    loaded = load_text(SMALL + more)
    assert loaded.study.answer == answer
    assert answer in loaded.study.measures
    assert load_text(loaded.resolved_yaml()).study == loaded.study
    assert loaded.resolved["answer"] == answer


def test_an_answer_that_is_not_listed_comes_last():
    assert study("measures: [bids_per_lot]\nanswer: sell_through\n").measures == ("bids_per_lot", "sell_through")
    assert study("answer: fire_sale_share\n").measures[: len(DEFAULT)] == DEFAULT


def test_an_answer_is_a_measure():
    assert said("answer=sell_throug") == ["--set answer: unknown measure sell_throug; did you mean sell_through?"]


def test_figures_are_written_as_asked_for():
    assert study().figures == ("svg", "png")
    assert study("output: {figures: [png]}\n").figures == ("png",)
    assert study("output: {figures: []}\n").figures == ()
    (line,) = said("output.figures=[pdf]")
    assert line == '--set output.figures: output.figures.0: must be one of svg, png, got text "pdf"'
