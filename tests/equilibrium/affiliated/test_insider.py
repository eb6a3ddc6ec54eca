"""One bidder knows more: Engelbrecht-Wiggans, Milgrom and Weber 1983, against values published for textbook laws."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from scipy.integrate import quad

from sim.equilibrium.affiliated import InsiderGame, estimate_sd
from sim.equilibrium.quadrature import double_exponential
from sim.errors import NoEquilibriumError
from sim.laws import Choice, Lognormal, Normal, Power, Uniform, Weibull
from sim.laws.base import BELOW_ONE
from tests.equilibrium.affiliated.simulated import mean

UNIT, LOGNORMAL = Uniform(0.0, 1.0), Lognormal(1.0, 0.5)
LAWS = {
    "uniform": UNIT,
    "lognormal": LOGNORMAL,
    "normal": Normal(0.0, 1.0),
    "heavy": Weibull(0.5, 3.0),
    "wide": Lognormal(1.0, 2.0),
    "square": Power(2.0),
}


@cache
def insider_bids(law):
    """Solved once."""
    return InsiderGame(law, 3).insider()


def division(law):
    """What the seller gets and what the insider keeps, by quadrature over ranks: both highest bids have one law."""
    nodes = double_exponential(1.0 / 32.0)
    worth = law.ppf(np.minimum(nodes.x, BELOW_ONE))
    bid = insider_bids(law).limit(worth)
    return 2.0 * float(nodes.weight @ (bid * nodes.x)), float(nodes.weight @ ((worth - bid) * nodes.x))


@pytest.mark.parametrize(
    ("law", "revenue", "profit"),
    [
        pytest.param(UNIT, 0.33333333333333326, 0.16666666666666666, id="P216, P217"),
        pytest.param(LOGNORMAL, 0.8200296315061483, 0.3131188215606774, id="P220, P221"),
    ],
)
def test_revenue_and_profit(law, revenue, profit):
    assert division(law) == pytest.approx((revenue, profit), abs=1e-7)


@pytest.mark.parametrize(
    ("law", "rank", "bid"),
    [pytest.param(UNIT, 0.7, 0.35, id="P219"), pytest.param(LOGNORMAL, 0.7, 0.8251480686282957, id="P223")],
)
def test_the_insiders_bid(law, rank, bid):
    worth = law.ppf(np.array([rank]))
    assert InsiderGame(law, 2).insider().limit(worth)[0] == pytest.approx(bid, rel=1e-8)


@pytest.mark.parametrize(
    ("public", "extra", "profit"),
    [
        pytest.param(0.0, math.inf, 0.5641895835477563, id="P224, P225"),
        pytest.param(2.0, math.inf, 0.32573500793527993, id="P226, P227"),
        pytest.param(1.0, 3.0, 0.30901936161855165, id="P228, P229"),
    ],
)
def test_a_normal_worth_of_which_more_or_less_is_public(public, extra, profit):
    found = division(Normal(0.0, estimate_sd(1.0, public, extra)))
    assert found == pytest.approx((-profit, profit), abs=1e-8)


@pytest.mark.parametrize("outsiders", [1, 2, 5])
@pytest.mark.parametrize("law", [UNIT, LOGNORMAL], ids=["P218", "P222"])
def test_the_insider_wins_half_the_time_whatever_the_number_of_outsiders(law, outsiders):
    rng, game = np.random.default_rng(83), InsiderGame(law, outsiders)
    worth = law.ppf(rng.random(60_000))
    own = game.insider().limit(worth)
    best = game.outsider().limit(rng.random(60_000 * outsiders)).reshape(60_000, outsiders).max(axis=1)
    won = mean((own > best).astype(float))
    assert won.agrees(0.5)
    revenue, _ = division(law)
    assert mean(np.maximum(own, best)).agrees(revenue, 1e-7)
    assert mean(np.where(own > best, 0.0, worth - best)).agrees(0.0)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_no_other_bid_of_the_insider_pays_and_no_bid_of_an_outsider(law):
    insider = insider_bids(law)
    worth = law.ppf(np.linspace(0.02, 0.98, 25))
    bid, chance = insider.limit(worth), law.cdf(worth)
    payoff = (worth[:, None] - bid) * chance
    assert np.all(payoff <= np.diag(payoff)[:, None] * (1.0 + 1e-12) + 1e-12)
    assert np.all(np.diff(bid) > 0.0)
    for v, b in zip(worth, bid, strict=True):
        worth_if_won = quad(lambda u: float(law.ppf(np.array([u]))[0]), 0.0, float(law.cdf(np.array([v]))[0]))[0]
        assert worth_if_won / law.cdf(np.array([v]))[0] == pytest.approx(b, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_outsiders_bid_as_the_insider_does_together(law):
    game, u = InsiderGame(law, 4), np.linspace(0.05, 0.95, 10)
    assert game.outsider().limit(u) == pytest.approx(insider_bids(law).limit(law.ppf(u**4)), rel=1e-9)


def test_plans_say_what_they_are():
    game = InsiderGame(LOGNORMAL, 2)
    assert game.insider().method.startswith("insider: 2 against")
    assert game.outsider().method.startswith("uninformed, mixed: 2 against")
    assert game.insider().script == ()
    assert 0.0 < game.insider().residual < 1e-9


def test_the_gain_of_an_insider_falls_with_what_is_public_and_rises_with_what_he_knows():
    public = [estimate_sd(2.0, t, 1.0) for t in (0.0, 0.5, 1.0, 4.0, 100.0)]
    assert np.all(np.diff(public) < 0.0)
    extra = [estimate_sd(2.0, 0.5, q) for q in (0.0, 0.5, 1.0, 4.0, math.inf)]
    assert extra[0] == 0.0
    assert np.all(np.diff(extra) > 0.0)


@pytest.mark.parametrize(
    ("game", "message"),
    [
        (InsiderGame(UNIT, 0), "for a sole bidder without a reserve"),
        (InsiderGame(Choice((1.0, 2.0)), 2), "against an insider with the discrete law choice; use a continuous law"),
    ],
)
def test_refusals(game, message):
    with pytest.raises(NoEquilibriumError, match=message):
        game.insider()
