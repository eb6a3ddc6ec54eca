"""What winning teaches, against rivals who do not allow for it: integrals and matrix algebra, and nothing to learn."""

from __future__ import annotations

import math
import pickle
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.stats import norm

from sim.entities.knowledge import Levels, Looks, Public
from sim.equilibrium import solve
from sim.equilibrium.estimate import Estimate
from sim.equilibrium.taught import Seen, Unseen, taught_limit
from sim.equilibrium.visible.groups import Group
from sim.equilibrium.visible.taught import taught
from sim.errors import NoEquilibriumError
from sim.laws import Uniform
from sim.strategies import Cursed, Equilibrium, Shaded, Truthful
from sim.values.common import CommonNormalWorth
from tests.equilibrium.games import a_game
from tests.equilibrium.test_informed import HALF, SEEN, game, group

V0, PUBLIC = 0.05, Public(0.1, 0.05)
NAIVE = group(others=3.0, strategy=Cursed(1.0))


def unseen(rivals=NAIVE, **changes):
    return taught_limit(game(rivals, form="second_price", **changes))


def alone(lesson, signal, public=PUBLIC):
    return lesson.limit(0, ("ours",), np.zeros(1, dtype=np.int64), np.array([signal]), public)


def by_integrals(x, mean, chance):
    """Log bid, among the naive, at which the worth given a tie with the highest of them is what is paid.

    `chance` is the probability, given c, that nobody else has a signal above y.
    """
    taste, noise = HALF.taste, HALF.noise
    spread, rho = math.sqrt(taste + noise), taste / (taste + noise)
    nu = (V0 + taste) / (V0 + taste + noise)

    def naive(y):
        return mean + nu * (y - mean) + nu * noise / 2.0

    def worth(y):
        def density(c):
            here = norm.pdf(c, mean, math.sqrt(V0)) * norm.pdf(x, c, spread) * norm.pdf(y, c, spread)
            return here * chance((y - c) / spread)

        top = quad(lambda c: density(c) * math.exp(rho * x + (1 - rho) * c + rho * noise / 2), -3, 3, epsabs=1e-14)[0]
        return math.log(top / quad(density, -3, 3, epsabs=1e-14)[0])

    return naive(brentq(lambda y: worth(y) - naive(y), mean - 1.2, mean + 1.5))


@pytest.mark.parametrize("strategy", [Cursed(1.0), Truthful()])
@pytest.mark.parametrize("x", [-0.2, 0.1, 0.5])
def test_among_naive_rivals_who_are_not_seen_it_solves_the_tie(strategy, x):
    known = alone(unseen(replace(NAIVE, strategy=strategy)), math.exp(x))
    assert math.log(known) == pytest.approx(by_integrals(x, 0.1, lambda z: norm.cdf(z) ** 2), abs=1e-3)
    poisson = alone(unseen(replace(NAIVE, strategy=strategy, poisson=True)), math.exp(x))
    assert math.log(poisson) == pytest.approx(by_integrals(x, 0.1, lambda z: math.exp(-3.0 * norm.sf(z))), abs=1e-3)


def test_where_nobody_is_cursed_it_is_the_equilibrium():
    """Degree 0 is rational, so one more of no weight bids as all the others do; no start price holds it up."""
    signal = np.exp(np.linspace(-0.4, 0.7, 12))
    for poisson in (False, True):
        plain = solve(game(group(others=3.0, poisson=poisson), form="second_price"))
        lesson = unseen(group(others=3.0, poisson=poisson, strategy=Cursed(0.0)), reserve=math.nan)
        limits = [alone(lesson, x, replace(PUBLIC, start=1.2)) for x in signal]
        np.testing.assert_allclose(limits, plain.limit(signal, PUBLIC), rtol=1e-6)


def test_limits_of_rivals_stay_as_they_are():
    """One more of no weight moves no other bid, at any degree."""
    from sim.equilibrium.cursedness import cursedness
    from sim.equilibrium.site_crowd import People
    from sim.equilibrium.site_plan import solved_once

    half = group(others=3.0, strategy=Cursed(0.5), poisson=True)
    played = game(half, form="second_price")
    pairs = ((half, *cursedness(played)),)
    plain, more = (solved_once(People(pairs, V0, taught=who).crowd([3.0])).curves for who in (None, 0))
    at = np.linspace(-0.6, 0.8, 9)
    others = [np.interp(at, curves.signals[0], curves.bids[0]) for curves in (plain, more)]
    np.testing.assert_allclose(others[1], others[0], atol=1e-6)
    assert len(more.bids) == 2


def test_with_levels_and_defects_there_is_a_table_for_each():
    levels = Levels((-0.2, 0.4), (-0.3, 0.3), told=0.3)
    finder = group(strategy=Cursed(1.0), numbers=(3.0,) * 4, informed=True, poisson=True)
    saw = replace(finder, name="ours, saw the defect", saw=True)
    for own, other in ((finder, saw), (saw, finder)):
        lesson = taught_limit(game(own, other, levels=levels, defect=0.2, loss=0.3, reserve=math.nan))
        found = alone(lesson, 1.1, Public(0.1, V0, start=0.9))
        told = alone(lesson, 1.1, Public(0.1, V0, start=0.9, loss=0.3))
        assert told == pytest.approx(found * (0.7 if own is finder else 1.0), rel=0.02)
    assert found < 0.8 * alone(taught_limit(game(finder, saw, levels=levels, defect=0.2, loss=0.3)), 1.1)


def test_a_sole_bidder_has_nothing_to_learn():
    lesson = unseen(replace(NAIVE, others=0.0))
    own = Estimate(HALF).limit(np.array([1.3]), PUBLIC)[0]
    assert alone(lesson, 1.3) == pytest.approx(own)


def last_round(x, who, mean):
    """Log of the worth expected by `who` of all signals, where the last rival's is read off the price: normal algebra.

    Signals are rows (c, w_who) with their covariance; the naive leave at their own estimates.
    """
    taste, noise = HALF.taste, HALF.noise
    nu = (V0 + taste) / (V0 + taste + noise)
    n = len(x)
    covariance = np.full((n, n), V0) + (taste + noise) * np.eye(n)
    with_worth = np.full(n, V0)
    with_worth[who] += taste
    weights = np.linalg.solve(covariance, with_worth)
    left = V0 + taste - weights @ with_worth
    last = int(np.argsort(x)[-1 if np.argmax(x) != who else -2])

    def gap(price):
        seen = np.array(x, dtype=float)
        seen[last] = mean + (price - mean - nu * noise / 2.0) / nu
        return mean + weights @ (seen - mean) + left / 2.0 - price

    return brentq(gap, mean - 3.0, mean + 3.0)


@pytest.mark.parametrize("signals", [(0.0, 0.05, 0.3, 0.7), (-0.3, 0.25, 0.28, 0.3), (0.1, 0.9)])
def test_where_naive_rivals_are_seen_to_leave_it_is_normal_algebra(signals):
    lesson = taught_limit(game(NAIVE, shows=SEEN))
    assert isinstance(lesson, Seen)
    who = len(signals) - 1
    limit = lesson.limit(who, ("ours",), np.zeros(len(signals), dtype=np.int64), np.exp(signals), PUBLIC)
    assert math.log(limit) == pytest.approx(last_round(np.array(signals), who, 0.1), abs=1e-12)


@pytest.mark.parametrize("start", [float("nan"), 1.15])
def test_who_is_rational_leaves_where_it_does_anyway(start):
    """The closed form of all groups together, with a start price and silence too; others may be cursed."""
    ours, theirs = group(strategy=Cursed(0.0)), group(Looks(0.02, 0.05), 2.0, "theirs", strategy=Cursed(0.4))
    lesson = taught_limit(game(ours, theirs, shows=SEEN))
    rng, public = np.random.default_rng(5), replace(PUBLIC, start=start)
    for _ in range(20):
        kind = np.array([0, 0, 0, 1, 1])
        signal = np.exp(0.1 + 0.3 * rng.standard_normal(5))
        limits = lesson.plan.together(("ours", "theirs"), kind, signal, public)
        who = int(np.argmax(limits))
        if kind[who] == 0 and np.isfinite(limits[who]):
            found = lesson.limit(who, ("ours", "theirs"), kind, signal, public)
            assert max(found, 0.0 if math.isnan(start) else start) == pytest.approx(limits[who], rel=1e-7)


def test_those_whose_drop_outs_are_not_read_do_not_count():
    lesson = taught_limit(game(NAIVE, shows=SEEN))
    signal = np.exp([0.4, 0.9, 0.2])
    plain = lesson.limit(1, ("ours",), np.zeros(2, dtype=np.int64), signal[1:][::-1], PUBLIC)
    among = lesson.limit(1, ("scripted", "ours"), np.array([0, 1, 1]), signal, PUBLIC)
    assert among == pytest.approx(plain)


def test_who_wins_without_the_highest_limit_is_followed_to_its_own_end():
    groups = (Group("naive", 0.04, 0.09, cursed=1.0),)
    signal, inside = np.array([0.5, 0.1, 0.3]), np.ones(3, dtype=np.bool_)
    member = np.zeros(3, dtype=np.int64)
    lowest = taught(groups, 20.0, 0.0, -math.inf, member, signal, inside, 1)
    alike = taught(groups, 20.0, 0.0, -math.inf, member, np.array([0.9, 0.1, 0.7]), inside, 1)
    assert lowest == pytest.approx(alike)


def test_where_worth_rises_faster_than_the_price_there_is_no_limit():
    """Two are left whose prices say ever more of the worth to one who wins although its group would have left first."""
    groups = (Group("vague", 1.9e-5, 1.9643, cursed=0.7), Group("clear", 6e-5, 0.0291, cursed=0.3))
    member, signal = np.array([0, 0, 1]), np.array([0.1, 0.2, -0.3])
    assert math.isnan(taught(groups, 176.73, 0.0, -math.inf, member, signal, np.ones(3, dtype=np.bool_), 2))


def test_there_is_nothing_to_learn_in_equilibrium_or_for_those_who_know():
    assert taught_limit(game(group(strategy=Equilibrium()))) is None
    sure = Looks(0.04, 0.0)
    assert taught_limit(game(group(sure, strategy=Truthful()), looks=sure)) is None
    assert taught_limit(a_game(Uniform(0.0, 1.0))) is None
    assert taught_limit(game(NAIVE, public_variance=0.0)) is None


def test_where_no_lesson_is_known_it_says_so():
    blind = group(Looks(0.04, math.inf), 1.0, "theirs")
    for hopeless in (
        game(NAIVE, form="first_price"),
        game(NAIVE, blind),
        game(NAIVE, group(name="theirs", strategy=Shaded(0.9))),
        a_game(None, common=CommonNormalWorth(0.0, 1.0, 1.0), rivals=(group(None, strategy=Truthful()),)),
    ):
        with pytest.raises(NoEquilibriumError):
            taught_limit(hopeless)


def test_lessons_travel():
    for lesson in (unseen(), taught_limit(game(NAIVE, shows=SEEN))):
        assert isinstance(lesson, Unseen | Seen)
        assert alone(pickle.loads(pickle.dumps(lesson)), 1.1) == alone(lesson, 1.1)
