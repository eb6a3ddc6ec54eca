"""Bids and prices against published formulas and against numbers computed elsewhere by other means.

Milgrom and Weber 1982 (second price, common values); Wilson 1977; Eyster and Rabin 2005 (cursed). The ids are those of
the reference tables. Normal worths in money are log worths of bidders with log utility, whose bids are
``E[w | x, highest rival = x]``: the same formula. Taste 0 is played as a variance of 1e-6, hence 5e-6.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.stats import norm

from sim.equilibrium.anonymous import outcome, thresholds
from tests.equilibrium.anonymous.crowds import KNOWN, POISSON, TWO, crowd, group, second_highest, solved

FLOOR = 5e-6
GAUSS3 = crowd(1.0, group("all", 0.0, 1.0, 3, risk_aversion=1.0))
GAUSS6 = crowd(1.0, group("all", 0.0, 0.25, 6, risk_aversion=1.0))
LOGNORMAL = crowd(0.25, group("all", 0.0, 0.16, 4))
HALF3 = crowd(1.0, group("all", 0.0, 1.0, 3, risk_aversion=1.0, cursed=0.5))
HALF6 = crowd(1.0, group("all", 0.0, 0.25, 6, risk_aversion=1.0, cursed=0.5))


@pytest.mark.parametrize(
    ("game", "sharp", "vague"),
    [
        (KNOWN, (-0.2335, -0.0643, 0.1040, 0.2712), (-0.2689, -0.1214, 0.0215, 0.1587)),
        (POISSON, (-0.2409, -0.0779, 0.0883, 0.2561), (-0.2564, -0.1346, -0.0065, 0.1230)),
    ],
    ids=["known", "poisson"],
)
def test_two_groups(game, sharp, vague):
    bids = solved(game).curves.at(np.array([[-0.2, 0.0, 0.2, 0.4]] * 2))
    assert_allclose(bids, [sharp, vague], atol=1e-3)
    assert_allclose(bids, [sharp, vague], atol=2e-4)


@pytest.mark.parametrize(
    ("game", "log_price"),
    [
        pytest.param(GAUSS3, -0.234123, id="P154"),
        pytest.param(HALF3, -0.117062, id="P158"),
        pytest.param(GAUSS6, -0.0770070, id="P169"),
        pytest.param(HALF6, 0.0898475, id="P173"),
        pytest.param(crowd(1.0, group("all", 0.0, 1.0, 3, risk_aversion=1.0, cursed=1.0)), 0.0, id="P157"),
        pytest.param(crowd(1.0, group("all", 0.0, 0.25, 6, risk_aversion=1.0, cursed=1.0)), 0.256702, id="P172"),
        pytest.param(crowd(1.0, group("all", 0.4, 0.6, 3, risk_aversion=1.0)), -0.140474, id="P184 taste 0.4"),
        pytest.param(crowd(0.5, group("all", 0.0, 1.0, 3, risk_aversion=1.0)), -0.183025, id="P211 public 1"),
        pytest.param(crowd(0.2, group("all", 0.0, 1.0, 3, risk_aversion=1.0)), -0.110818, id="P214 public 4"),
    ],
)
def test_normal_worths(game, log_price):
    assert second_highest(solved(game), 0.0) == pytest.approx(log_price, abs=FLOOR)


@pytest.mark.parametrize(("game", "bid"), [(GAUSS3, 0.128858), (GAUSS6, 0.0918819)], ids=["P161", "P176"])
def test_normal_bids(game, bid):
    assert solved(game).curves.at(np.array([[0.5]]))[0, 0] == pytest.approx(bid, abs=FLOOR)


def test_lognormal_prices():
    """P189, P192."""
    naive = crowd(0.25, group("all", 0.0, 0.16, 4, cursed=1.0))
    assert second_highest(solved(LOGNORMAL)) == pytest.approx(1.04896, abs=1e-5)
    assert outcome(solved(LOGNORMAL)).revenue == pytest.approx(1.04896, abs=1e-5)
    assert second_highest(solved(naive)) == pytest.approx(1.19537, abs=1e-5)


def test_a_start_price():
    """P193, P194, P195."""
    game, start = solved(LOGNORMAL), math.log(1.1)
    found = outcome(game, start)
    assert thresholds(game, start)[0] == pytest.approx(0.489276, abs=FLOOR)
    assert found.sold == pytest.approx(0.444169, abs=FLOOR)
    assert found.revenue == pytest.approx(0.647853, abs=FLOOR)


def test_thresholds_of_two_groups():
    game = solved(crowd(0.06, group("a", 0.01, 0.0225, 2), group("b", 0.04, 0.1225, 2)))
    assert_allclose(thresholds(game, 0.0), (0.078031, 0.284517), atol=1e-6)


def test_two_bidders_bid_as_where_drop_outs_are_seen():
    """With two, the open auction ends at the first drop-out: its closed form is linear in the own signal."""
    first, second = TWO.subgroups
    precision = 1.0 / TWO.variance
    q = [1.0 / (each.taste + each.noise) for each in TWO.subgroups]
    rho = [first.taste * q[0], second.taste * q[1]]
    h = [
        0.5 * (share * each.noise + (1.0 - share) ** 2 / (precision + sum(q)))
        for share, each in zip(rho, TWO.subgroups, strict=True)
    ]
    total = precision + sum(weight / share for weight, share in zip(q, rho, strict=True))
    beta = sum(weight / share for weight, share in zip(q, rho, strict=True)) / total
    alpha = -sum(weight / share * c for weight, share, c in zip(q, rho, h, strict=True)) / total
    x = np.linspace(-0.8, 0.8, 9)
    bids = [(s * x + (1.0 - s) * alpha + c) / (1.0 - (1.0 - s) * beta) for s, c in zip(rho, h, strict=True)]
    assert_allclose(solved(TWO).curves.at(np.array([x, x])), bids, atol=5e-8)


@pytest.mark.parametrize("knows", ["composition", "poisson"])
@pytest.mark.parametrize("signal", [-0.3, 0.1, 0.5])
def test_symmetric_bids_are_worth_given_an_equal_rival(knows, signal):
    """v(x, x) of Milgrom and Weber by a general-purpose quadrature, with an unseen defect and a margin."""
    variance, taste, noise, number = 0.07, 0.02, 0.05, 4
    one = group("all", taste, noise, number, margin=-0.1)
    game = solved(crowd(variance, one, knows=knows, defect=0.3, loss=0.2))
    spread, rho = math.sqrt(taste + noise), taste / (taste + noise)

    def weight(c: float) -> float:
        z = (signal - c) / spread
        others = norm.cdf(z) ** (number - 2) if knows == "composition" else math.exp(-number * norm.sf(z))
        return norm.pdf(c, scale=math.sqrt(variance)) * norm.pdf(z) ** 2 * others

    def worth(c: float) -> float:
        return math.exp(c + rho * (signal - c) + 0.5 * rho * noise - 0.1) * (1.0 - 0.3 * 0.2)

    top = quad(lambda c: weight(c) * worth(c), -3.0, 3.0, epsabs=1e-13)[0]
    bottom = quad(weight, -3.0, 3.0, epsabs=1e-13)[0]
    assert game.curves.at(np.array([[signal]]))[0, 0] == pytest.approx(math.log(top / bottom), abs=5e-6)


def test_who_knows_the_worth_bids_it():
    insider = solved(crowd(0.04, group("insider", 0.02, 0.0, 1), group("others", 0.02, 0.04, 4), knows="poisson"))
    x = np.linspace(-0.6, 0.6, 7)
    assert_allclose(insider.curves.at(np.array([x, x]))[0], x, atol=1e-9)
