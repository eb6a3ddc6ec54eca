"""What bidders expect of a worth before winning teaches anything: against integrals and against draws."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta, norm

from sim.entities.knowledge import Looks
from sim.equilibrium.expectation import InLogs, Knows, expectation
from sim.laws import Uniform
from sim.values.common import (
    CommonLognormalWorth,
    CommonNormalWorth,
    CommonWorth,
    LoanWorth,
    MineralRightsWorth,
    MixedWorth,
)
from tests.equilibrium.games import a_game, some_rivals

SIGNALS = np.array([0.6, 1.0, 1.7])
NONE = np.zeros(3)


def a_look(looks, **changes):
    own = some_rivals(None, 2, looks=looks)
    return a_game(None, looks=looks, rivals=(replace(own, **changes.pop("own", {})),), **changes)


def ratio(value, density, low, high):
    """Mean of a value under an unnormalised density."""
    top, bottom = (quad(f, low, high, epsabs=1e-13, limit=200)[0] for f in (lambda v: value(v) * density(v), density))
    return top / bottom


def of(game, signal=SIGNALS, mean=NONE, loss=NONE):
    return expectation(game).worth(np.asarray(signal, dtype=float), mean, loss)


@pytest.mark.parametrize(("variance", "taste", "noise"), [(0.09, 0.04, 0.05), (0.0, 0.04, 0.05), (0.2, 0.0, 0.3)])
def test_a_noisy_look_is_read_by_bayes_rule(variance, taste, noise):
    game = a_look(Looks(taste, noise), public_variance=variance)
    mean = np.array([0.1, -0.2, 0.3])
    sd = math.sqrt(variance + taste)

    def expected(x, m):
        return ratio(
            math.exp, lambda w: norm.pdf(w, m, sd) * norm.pdf(math.log(x), w, math.sqrt(noise)), m - 9 * sd, m + 9 * sd
        )

    by_hand = [expected(x, m) for x, m in zip(SIGNALS, mean, strict=True)]
    assert of(game, mean=mean) == pytest.approx(by_hand, rel=1e-9)
    assert expectation(game).noise == noise


def test_without_a_look_or_anything_unknown_the_public_mean_is_all_there_is():
    mean = np.array([0.1, -0.2, 0.3])
    blind = a_look(Looks(0.04, math.inf), public_variance=0.09)
    assert of(blind, signal=np.full(3, np.nan), mean=mean) == pytest.approx(np.exp(mean + 0.065))
    known = a_look(Looks(0.0, 0.04), public_variance=0.0)
    assert of(known, mean=mean) == pytest.approx(np.exp(mean))


def test_a_hidden_defect_counts_with_its_probability_and_what_was_found_or_told_counts_in_full():
    game = a_look(Looks(0.04, 0.05), public_variance=0.09, defect=0.2, loss=0.5)
    plain = InLogs(0.09, Looks(0.04, 0.05)).worth(SIGNALS, NONE, NONE)
    told = np.array([0.0, 0.5, 0.0])
    assert of(game, loss=told) == pytest.approx(plain * [0.9, 0.5, 0.9])
    for saw, left in ((True, 0.5), (False, 1.0)):
        inside = a_look(
            Looks(0.04, 0.05), public_variance=0.09, defect=0.2, loss=0.5, own={"informed": True, "saw": saw}
        )
        assert of(inside) == pytest.approx(plain * left)
    sure = a_look(Looks(0.04, 0.0), public_variance=0.09, defect=0.2, loss=0.5, own={"informed": True})
    assert of(sure) == pytest.approx(SIGNALS)


def test_who_knows_its_worth_expects_it_and_what_may_yet_be_learnt():
    assert of(a_game()) == pytest.approx(SIGNALS)
    assert of(a_game(learnt=Uniform(-0.1, 0.3))) == pytest.approx(SIGNALS + 0.1)
    assert of(a_look(Looks(0.04, 0.0), public_variance=0.09)) == pytest.approx(SIGNALS)
    assert expectation(a_look(Looks(0.0, 0.0), common=CommonWorth(Uniform(0.0, 1.0)))) == Knows()


def test_signals_of_normal_families_move_with_public_news():
    money = CommonNormalWorth(10.0, 2.0, 1.5)
    told = a_game(None, common=money, public_variance=1.0)
    mean = np.array([9.0, 10.0, 12.0])
    signal = np.array([8.0, 11.0, 12.5])
    by_hand = (mean / 1.0 + signal / 1.5**2) / (1.0 + 1.5**-2)
    assert of(told, signal, mean) == pytest.approx(by_hand)
    logs = a_game(None, common=CommonLognormalWorth(10.0, 0.5, 0.3), public_variance=0.16)
    mean, signal = np.log([9.0, 10.0, 12.0]), np.log([8.0, 11.0, 13.0])
    precision = 1 / 0.16 + 1 / 0.09
    by_hand = np.exp((mean / 0.16 + signal / 0.09) / precision + 0.5 / precision)
    assert of(logs, signal, mean) == pytest.approx(by_hand)
    mixed = a_game(None, common=MixedWorth(10.0, 2.0, 1.5, 0.25))
    signal = np.array([8.0, 11.0, 12.5])
    common = (10.0 / 4.0 + signal / 2.25) / (1 / 4.0 + 1 / 2.25)
    assert of(mixed, signal, np.full(3, np.nan)) == pytest.approx(0.25 * signal + 0.75 * common)


def test_a_signal_of_mineral_rights_leaves_a_uniform_worth():
    game = a_game(None, common=MineralRightsWorth(0.0, 10.0, 2.0))
    signal = np.array([1.0, 5.0, 9.5])
    assert of(game, signal, np.full(3, np.nan)) == pytest.approx([1.5, 5.0, 8.75])


def test_a_signal_of_a_loan_is_weighed_against_what_verdicts_leave():
    loan = LoanWorth(20.0, 100.0, 0.6, 3.0)
    signal = np.array([0.2, 0.5, 0.9])
    mean = loan.expected(0.6) + np.array([-20.0, 0.0, 10.0])
    chance = (mean - 20.0) / 80.0
    good, bad = chance * beta.pdf(signal, 3, 1), (1 - chance) * beta.pdf(signal, 1, 3)
    found = of(a_game(None, common=loan, verdicts=(0.8,)), signal, mean)
    assert found == pytest.approx(20.0 + 80.0 * good / (good + bad))
    sure = of(a_game(None, common=loan), signal, np.array([100.0, 20.0, 60.0]))
    assert sure[:2] == pytest.approx([100.0, 20.0])


@pytest.mark.parametrize(
    ("worth", "variance", "mean", "expected"),
    [
        (CommonLognormalWorth(10.0, 0.5, 0.3), 0.25, math.log(10.0), 10.0 * math.exp(0.125)),
        (CommonNormalWorth(10.0, 2.0, 1.5), 4.0, 9.0, 9.0),
        (CommonWorth(Uniform(2.0, 6.0)), 0.0, math.nan, 4.0),
        (MineralRightsWorth(0.0, 10.0, 2.0), 0.0, math.nan, 5.0),
        (MixedWorth(10.0, 2.0, 1.5, 0.25), 0.0, math.nan, 10.0),
        (LoanWorth(20.0, 100.0, 0.6, 3.0), 1536.0, 68.0, 68.0),
    ],
)
def test_who_knows_nothing_expects_what_the_public_does(worth, variance, mean, expected):
    game = a_look(Looks(0.0, math.inf), common=worth, public_variance=variance)
    assert of(game, mean=np.full(3, mean)) == pytest.approx(np.full(3, expected))
    assert expectation(game).noise == math.inf
