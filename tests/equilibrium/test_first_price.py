"""First-price equilibria: the textbook integrals, no profitable deviation, and what a bid function must look like."""

from __future__ import annotations

import math
import pickle
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.integrate import quad

from sim.entities.protocols import Game, Plan
from sim.entities.study import Cara
from sim.equilibrium import BidCurve, curve, solve
from sim.equilibrium.first_price import first_price
from sim.laws import Lognormal, Power, Uniform
from tests.equilibrium.games import DELICATE, LOGNORMAL, SOLVABLE, UNIT, a_game, some_rivals

every_game = pytest.mark.parametrize("game", SOLVABLE.values(), ids=list(SOLVABLE))
plain_games = [(name, game) for name, game in SOLVABLE.items() if name not in DELICATE]
every_plain_game = pytest.mark.parametrize(
    "game", [game for _, game in plain_games], ids=[name for name, _ in plain_games]
)


@cache
def plan_of(game: Game) -> Plan:
    """Solved once for all tests."""
    return solve(game)


def win(game: Game, worth: np.ndarray) -> np.ndarray:
    """G: the probability that every rival lies below, straight from its definition."""
    below = game.own.cdf(np.asarray(worth, dtype=float))
    chance = np.ones_like(below)
    for group in game.rivals:
        if group.poisson:
            chance *= np.exp(-group.others * group.heard * (1.0 - below))
        else:
            chance *= (1.0 - group.heard * (1.0 - below)) ** group.others
    return chance


def textbook(game: Game, v: float) -> float:
    """The bid by the formula of the literature, integrated over worths by a library."""
    low, own = max(game.own.support[0], game.reserve), win(game, v)

    def integral(weight):
        flat = quad(lambda t: weight(t, win(game, low)), game.reserve, low)[0]
        rising = quad(lambda t: weight(t, win(game, t)), low, v, epsabs=0.0, epsrel=1e-11, limit=400)[0]
        return flat + rising

    if isinstance(game.risk_aversion, Cara):
        a = game.risk_aversion.cara
        return v + math.log1p(-a * integral(lambda t, chance: math.exp(-a * (v - t)) * chance / own)) / a
    rho = 1.0 - game.risk_aversion
    return v - integral(lambda t, chance: (chance / own) ** (1.0 / rho))


def utility(game: Game, profit: np.ndarray) -> np.ndarray:
    """What a profit is worth to a bidder of this game."""
    if isinstance(game.risk_aversion, Cara):
        return -np.expm1(-game.risk_aversion.cara * np.maximum(profit, 0.0))
    return np.maximum(profit, 0.0) ** (1.0 - game.risk_aversion)


def worths(game: Game, ranks: np.ndarray) -> np.ndarray:
    """Worths that take part, at these ranks among themselves."""
    bottom = float(game.own.cdf(np.array(game.reserve)))
    return game.own.ppf(bottom + ranks * (1.0 - bottom))


def top(plan: Plan) -> float:
    """The highest bid."""
    return float(plan.limit(np.array([1e300]))[0])


@every_plain_game
def test_bids_are_those_of_the_textbook_formula(game: Game):
    plan = plan_of(game)
    v = worths(game, np.array([0.03, 0.3, 0.6, 0.9, 0.99, 0.9999]))
    assert_allclose(plan.limit(v), [textbook(game, one) for one in v], rtol=1e-9, atol=1e-9 * top(plan))


@every_game
def test_the_stated_residual_is_small(game: Game):
    assert 0.0 <= plan_of(game).residual < 1e-9


@every_game
def test_no_bidder_gains_by_another_bid(game: Game):
    """Whoever bids below, above or as another type gains nothing: the utilities of all deviations, on a fine grid."""
    plan = plan_of(game)
    types = worths(game, np.linspace(0.0005, 0.9995, 4001))
    bids = plan.limit(types)
    chances = win(game, types)
    if game.reserve < game.own.support[0]:  # the reserve wins when alone
        bids = np.append(game.reserve, bids)
        chances = np.append(win(game, game.own.support[0]), chances)
    for v in worths(game, np.array([0.05, 0.25, 0.5, 0.75, 0.95, 0.999])):
        own = float(utility(game, v - plan.limit(np.array([v])))[0]) * win(game, v)
        deviations = np.where(bids <= v, utility(game, v - bids) * chances, 0.0)
        assert own > 0.0
        assert np.max(deviations) <= own * (1.0 + 1e-7)
        above = utility(game, np.array([v - 1.01 * top(plan)]))[0]
        assert above <= own


@every_game
def test_the_deviation_test_would_notice_a_wrong_bid(game: Game):
    """Shading one percent less than in equilibrium is beaten by some deviation."""
    plan = plan_of(game)
    types = worths(game, np.linspace(0.0005, 0.9995, 4001))
    bids = plan.limit(types)
    wrong = bids + 0.05 * (types - bids)
    chances = win(game, types)
    gains = [
        np.max(np.where(wrong <= v, utility(game, v - wrong) * chances, 0.0))
        - utility(game, np.array([v - wrong[i]]))[0] * chances[i]
        for i, v in enumerate(types[:4000:500])
    ]
    assert max(gains) > 0.0


@every_game
@settings(max_examples=20)
@given(ranks=st.lists(st.floats(1e-15, 1.0 - 1e-15), min_size=1, max_size=30).map(np.array))
def test_bids_rise_and_lie_between_reserve_and_worth(game: Game, ranks: np.ndarray):
    plan = plan_of(game)
    v = np.sort(game.own.ppf(ranks))
    bids = plan.limit(v)
    takes_part = v >= game.reserve
    assert np.all(bids[~takes_part] == -np.inf)
    assert np.all(bids[takes_part] >= game.reserve)
    assert np.all(bids[takes_part] <= v[takes_part])
    assert np.all(np.diff(bids[takes_part]) >= -1e-15 * top(plan))


@every_game
def test_a_plan_is_elementwise_and_survives_pickling(game: Game):
    plan = plan_of(game)
    v = np.concatenate([[-1.0, 0.0, game.reserve, np.nan, 1e300], game.own.ppf(np.linspace(0.001, 0.999, 40))])
    bids = plan.limit(v)
    assert_array_equal(bids, [plan.limit(np.array([one]))[0] for one in v])
    assert_array_equal(bids, pickle.loads(pickle.dumps(plan)).limit(v))
    assert bids[3] == -np.inf
    assert np.all(np.isfinite(bids[v >= game.reserve]))


def test_the_lowest_type_bids_its_worth_against_a_certain_rival_and_the_reserve_when_perhaps_alone():
    certain = solve(a_game(Uniform(1.0, 2.0), 3, reserve=0.5))
    perhaps_alone = solve(a_game(Uniform(1.0, 2.0), 3, heard=0.5, reserve=0.5))
    poisson = solve(a_game(Uniform(1.0, 2.0), 3.0, poisson=True, reserve=0.5))
    lowest = np.array([1.0])
    assert certain.limit(lowest)[0] == pytest.approx(1.0, abs=1e-9)
    assert perhaps_alone.limit(lowest)[0] == pytest.approx(0.5, abs=1e-9)
    assert poisson.limit(lowest)[0] == pytest.approx(0.5, abs=1e-9)


def test_the_type_at_the_reserve_bids_the_reserve():
    for rivals in ({"others": 4}, {"others": 2.0, "poisson": True}, {"others": 3, "heard": 0.2}):
        assert solve(a_game(LOGNORMAL, reserve=0.8, **rivals)).limit(np.array([0.8]))[0] == 0.8


@pytest.mark.parametrize(
    "game",
    [
        a_game(others=0, reserve=0.3),
        a_game(others=3, heard=0.0, reserve=0.3),
        a_game(others=0.0, poisson=True, reserve=0.3),
        a_game(others=3, reserve=0.3, own=Uniform(0.0, 0.2), rivals=(some_rivals(Uniform(0.0, 0.2), 3),)),
    ],
    ids=["alone", "nobody hears", "no visitors", "nobody is worth the reserve"],
)
def test_without_a_rival_the_reserve_is_enough(game: Game):
    plan = solve(game)
    assert_array_equal(plan.limit(np.array([0.1, 0.3, 0.9])), [-np.inf, 0.3, 0.3])
    assert plan.residual == 0.0


def test_extreme_risk_aversion_bids_the_worth():
    v = np.array([0.1, 0.5, 0.99])
    assert_allclose(solve(a_game(others=2, risk_aversion=1.0)).limit(v), v, rtol=1e-9)
    assert_allclose(solve(a_game(others=2, risk_aversion=1.0 - 1e-9)).limit(v), v, rtol=1e-8)
    assert_allclose(solve(a_game(Uniform(1, 2), 2, heard=0.5, risk_aversion=1.0)).limit(v + 1), v + 1, rtol=1e-9)
    assert_array_equal(solve(a_game(others=0, risk_aversion=1.0, reserve=0.05)).limit(v), [0.05] * 3)


def test_risk_aversion_raises_bids_and_vanishes_continuously():
    v = np.linspace(0.05, 0.95, 19)
    neutral = solve(a_game(others=3)).limit(v)
    assert np.all(solve(a_game(others=3, risk_aversion=0.4)).limit(v) > neutral)
    assert np.all(solve(a_game(others=3, risk_aversion=Cara(2.0))).limit(v) > neutral)
    assert_allclose(solve(a_game(others=3, risk_aversion=1e-9)).limit(v), neutral, rtol=1e-8)
    assert_allclose(solve(a_game(others=3, risk_aversion=Cara(1e-9))).limit(v), neutral, rtol=1e-8)


@pytest.mark.parametrize("n", [2, 3, 10])
@pytest.mark.parametrize("rho", [1.0, 0.5, 0.01])
def test_uniform_bids_without_reserve_are_proportional(n: int, rho: float):
    v = np.linspace(0.01, 1.0, 50)
    share = (n - 1) / (n - 1 + rho)
    assert_allclose(solve(a_game(others=n - 1, risk_aversion=1.0 - rho)).limit(v), share * v, rtol=1e-9)


def test_bids_scale_with_money_and_shift_with_worths():
    v = np.linspace(0.05, 0.95, 10)
    small, large = solve(a_game(others=3, reserve=0.2)), solve(a_game(Uniform(0.0, 1e6), 3, reserve=2e5))
    assert_allclose(large.limit(1e6 * v), 1e6 * small.limit(v), rtol=1e-9)
    free, shifted = solve(a_game(others=3)), solve(a_game(Uniform(7.0, 8.0), 3))
    assert_allclose(shifted.limit(7.0 + v), 7.0 + free.limit(v), rtol=1e-9)


def test_more_rivals_bid_more():
    v = np.array([0.3, 0.6, 0.9])
    bids = [solve(a_game(others=n)).limit(v) for n in (1, 2, 5, 20)]
    assert np.all(np.diff(bids, axis=0) > 0)


def test_many_rarely_heard_rivals_are_poisson():
    v = LOGNORMAL.ppf(np.array([0.2, 0.6, 0.95]))
    binomial = solve(a_game(LOGNORMAL, 3e7, heard=1e-7, reserve=0.4))
    poisson = solve(a_game(LOGNORMAL, 3.0, poisson=True, reserve=0.4))
    thinned = solve(a_game(LOGNORMAL, 12.0, poisson=True, heard=0.25, reserve=0.4))
    assert_allclose(binomial.limit(v), poisson.limit(v), rtol=1e-6)
    assert_array_equal(thinned.limit(v), poisson.limit(v))


def test_hardly_anybody_else_leaves_hardly_any_bid():
    """To first order in h the bid is the expected worth of a beaten rival: h (n - 1) int_0^v t dF(t)."""
    h, others = 1e-9, 3
    v = LOGNORMAL.ppf(np.array([1e-6, 0.01, 0.5, 0.99]))
    partial_mean = LOGNORMAL.mean * Lognormal(LOGNORMAL.median * math.exp(LOGNORMAL.sd**2), LOGNORMAL.sd).cdf(v)
    assert_allclose(
        solve(a_game(LOGNORMAL, others, heard=h)).limit(v), h * others * partial_mean, rtol=1e-7, atol=1e-18
    )


def test_groups_alike_count_as_one():
    v = np.array([0.3, 0.6, 0.9])
    together = solve(a_game(others=4))
    apart = solve(a_game(rivals=(some_rivals(UNIT, 1), some_rivals(UNIT, 3))))
    empty = solve(a_game(rivals=(some_rivals(UNIT, 4), some_rivals(Power(3.0), 0, heard=0.5))))
    assert_array_equal(apart.limit(v), together.limit(v))
    assert_array_equal(empty.limit(v), together.limit(v))
    visitors = (some_rivals(UNIT, 1.0, poisson=True), some_rivals(UNIT, 4.0, poisson=True, heard=0.5))
    assert_array_equal(solve(a_game(rivals=visitors)).limit(v), solve(a_game(others=3.0, poisson=True)).limit(v))


def test_beyond_the_table_bids_stay_put():
    plan = solve(a_game(Lognormal(1.0, 1.0), 4))
    assert isinstance(plan, BidCurve)
    end = plan.worths[-1]
    assert_array_equal(plan.limit(np.array([end, 10 * end, np.inf])), [top(plan)] * 3)


def test_the_residual_is_measured_not_promised(monkeypatch: pytest.MonkeyPatch):
    """With a table that may not be refined, and then with a coarse quadrature, it says how bad they are."""
    game = a_game(Lognormal(1.0, 2.0), 4, risk_aversion=Cara(1.0))
    assert solve(game).residual < 1e-9
    with monkeypatch.context() as patch:
        patch.setattr(curve, "PASSES", 0)
        assert 1e-7 < solve(game).residual < 0.1
    with monkeypatch.context() as patch:
        patch.setattr(curve, "STEP", 0.25)
        assert 1e-7 < solve(game).residual < 0.1


@pytest.mark.parametrize(
    ("game", "method"),
    [
        (a_game(), "first-price equilibrium (risk neutral, Riley and Samuelson 1981)"),
        (a_game(risk_aversion=0.25), "first-price equilibrium (CRRA 0.25, Cox, Smith and Walker 1982)"),
        (a_game(risk_aversion=Cara(3.0)), "first-price equilibrium (CARA 3, Matthews 1987)"),
        (
            a_game(heard=0.5),
            (
                "first-price equilibrium (risk neutral, Riley and Samuelson 1981; "
                "unknown number of rivals, McAfee and McMillan 1987)"
            ),
        ),
        (
            a_game(poisson=True, risk_aversion=Cara(0.5)),
            "first-price equilibrium (CARA 0.5, Matthews 1987; unknown number of rivals, McAfee and McMillan 1987)",
        ),
    ],
)
def test_the_method_says_what_was_solved(game: Game, method: str):
    plan = solve(game)
    assert plan.method == method
    assert plan.script == ()


def test_the_solver_itself_refuses_a_game_without_a_law():
    with pytest.raises(TypeError, match=r"^a first-price game without a law of worths$"):
        first_price(a_game(None))
