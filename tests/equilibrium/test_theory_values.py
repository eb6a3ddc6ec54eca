"""First-price bids and revenues against published formulas, evaluated elsewhere by independent quadrature.

Vickrey 1961; Riley and Samuelson 1981 (risk neutral); McAfee and McMillan 1987 (Poisson rivals); Holt 1980, Cox, Smith
and Walker 1982 (CRRA); Matthews 1987 (CARA); Ashenfelter and Graddy 2005 (commissions). The ids are those of the
`expect` blocks in the textbook scenarios. Worths are quantiles of what takes part, e.g. 0.4 of the way from F(r) to 1.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.entities.protocols import Game, Plan
from sim.entities.study import Cara
from sim.equilibrium import solve
from sim.equilibrium.quadrature import double_exponential
from sim.formats.dutch import Dutch
from tests.equilibrium.games import CUT_EXPONENTIAL, LOGNORMAL, SQUARE, UNIT, WEIBULL, a_game

P001 = a_game(UNIT, 1)
P011 = a_game(UNIT, 4, reserve=0.5)
P021 = a_game(LOGNORMAL, 2, reserve=0.8)
P031 = a_game(WEIBULL, 3, reserve=0.6)
P041 = a_game(CUT_EXPONENTIAL, 2, reserve=0.2)
P051 = a_game(SQUARE, 5, reserve=0.4)
P070 = a_game(UNIT, 3.0, poisson=True)
P072 = a_game(LOGNORMAL, 5.0, poisson=True, reserve=0.9)
P074 = a_game(UNIT, 2, reserve=0.4 * 1.08)
P084 = a_game(UNIT, 1, risk_aversion=0.5)
P087 = a_game(UNIT, 3, risk_aversion=0.3, reserve=0.3)
P090 = a_game(LOGNORMAL, 2, risk_aversion=0.4, reserve=0.8)
P093 = a_game(UNIT, 2, risk_aversion=Cara(3.0))

BIDS = [
    ("P009", P001, 0.4, 0.2),
    ("P010", P001, 0.9, 0.45),
    ("P019", P011, 0.4, 0.5860308204914618),
    ("P020", P011, 0.9, 0.7676733603947177),
    ("P029", P021, 0.4, 0.9209730817002808),
    ("P030", P021, 0.9, 1.275110232739404),
    ("P039", P031, 0.4, 0.7692610553195252),
    ("P040", P031, 0.9, 1.2329316118591387),
    ("P049", P041, 0.4, 0.261840244601964),
    ("P050", P041, 0.9, 0.44532991501105473),
    ("P059", P051, 0.4, 0.6403749019970233),
    ("P060", P051, 0.9, 0.8700776301367629),
    ("P086", P084, 0.75, 0.5),
]
"""Id, game, rank of the worth among those that take part, bid."""

BIDS_AT_RANKS = [
    ("P071", P070, 0.8, 0.4969059844298042),
    ("P073", P072, 0.8, 1.207564633087332),
    ("P089", P087, 0.75, 0.6092264134273758),
    ("P092", P090, 0.75, 1.1276440058922526),
    ("P094", P093, 0.8, 0.5804891858677872),
]
"""Id, game, rank of the worth among all, bid."""

REVENUES = [
    ("P001", P001, 1.0 / 3.0, 0.11785113019773676),
    ("P011", P011, 0.671875, 0.14615451451481962),
    ("P021", P021, 1.0640577856712086, 0.26512095472062686),
    ("P031", P031, 1.0236926694659858, 0.25936147553858596),
    ("P041", P041, 0.3315432235179838, 0.11699397065862097),
    ("P051", P051, 0.8391744251861035, 0.06475259484360346),
    ("P070", P070, 0.41631178061310653, None),
    ("P072", P072, 1.2675900589904956, None),
    ("P084", P084, 0.4444444444444311, None),
    ("P087", P087, 0.6489457933316326, None),
    ("P090", P090, 1.1614233147246673, None),
    ("P093", P093, 0.5439635700136543, None),
]
"""Id, game, revenue, standard deviation of the price (0 if unsold)."""


def as_dutch(game: Game) -> Game:
    """The same contest on a falling clock."""
    return Game(**{**vars(game), "format": Dutch(top=100.0)})


def rank_of_reserve(game: Game) -> float:
    return float(game.own.cdf(np.array(game.reserve)))


def moment(plan: Plan, game: Game, power: int) -> float:
    """E[price ^ power] over the law of the highest worth, unsold counting 0."""
    (rivals,) = game.rivals
    bottom = rank_of_reserve(game)
    nodes = double_exponential(1.0 / 16.0)
    ranks = np.minimum(bottom + (1.0 - bottom) * nodes.x, 1.0 - 2.0**-53)
    if rivals.poisson:
        density = rivals.others * np.exp(-rivals.others * (1.0 - ranks))
    else:
        density = (rivals.others + 1) * ranks**rivals.others
    price = plan.limit(game.own.ppf(ranks))
    price = np.where(np.isfinite(price), price, game.reserve)
    return float((1.0 - bottom) * (price**power * density) @ nodes.weight)


@pytest.mark.parametrize("play", [lambda game: game, as_dutch], ids=["first_price", "dutch"])
class TestPublishedValues:
    @pytest.mark.parametrize(("game", "share", "bid"), [row[1:] for row in BIDS], ids=[row[0] for row in BIDS])
    def test_bids(self, play, game, share, bid):
        bottom = rank_of_reserve(game)
        worth = game.own.ppf(np.array([bottom + share * (1.0 - bottom)]))
        assert solve(play(game)).limit(worth)[0] == pytest.approx(bid, rel=1e-9)

    @pytest.mark.parametrize(
        ("game", "rank", "bid"), [row[1:] for row in BIDS_AT_RANKS], ids=[row[0] for row in BIDS_AT_RANKS]
    )
    def test_bids_at_ranks(self, play, game, rank, bid):
        worth = game.own.ppf(np.array([rank]))
        assert solve(play(game)).limit(worth)[0] == pytest.approx(bid, rel=1e-8)

    @pytest.mark.parametrize(("game", "revenue", "sd"), [row[1:] for row in REVENUES], ids=[row[0] for row in REVENUES])
    def test_revenue_and_spread_of_the_price(self, play, game, revenue, sd):
        plan = solve(play(game))
        mean = moment(plan, game, 1)
        assert mean == pytest.approx(revenue, rel=1e-7)
        if sd is not None:
            assert np.sqrt(moment(plan, game, 2) - mean**2) == pytest.approx(sd, rel=1e-6)


def test_commissions_stay_outside_the_game():
    """P074 to P076: bids are payments all in, the hammer price is what is left of them after the buyer's premium."""
    hammer = moment(solve(P074), P074, 1) / 1.08
    assert hammer == pytest.approx(0.48923962216296296, rel=1e-7)
    assert hammer * (1.0 - 0.03) == pytest.approx(0.47456243349807403, rel=1e-7)
    assert hammer * (0.08 + 0.03) == pytest.approx(0.053816358437925926, rel=1e-7)
