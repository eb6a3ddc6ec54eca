"""Entry after signals: thresholds of Samuelson (1985), own costs that differ on a grid, deviators drawn one by one."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import ndtr

from sim.entities.entry import Kind, Prospects
from sim.entities.knowledge import UNKNOWN
from sim.entities.protocols import Law
from sim.equilibrium.entry import Comers, Selection, attend
from sim.errors import NoEquilibriumError
from sim.formats import FORMATS
from sim.laws import Choice, Uniform, Weibull
from tests.equilibrium.entry.games import game, sort
from tests.equilibrium.games import LOGNORMAL, UNIT

ALL = Kind("all")


def select(*sorts: Comers, law: Law = UNIT, **changes) -> Selection:
    found = attend(game(sorts, law, after_signal=True, **changes))
    assert isinstance(found, Selection)
    return found


def lowest(found: Selection, cost: float) -> float:
    """Worth at which the profit covers a cost."""
    return float(np.interp(cost, found.profits, found.worths))


def above(law: Law, v: float) -> float:
    return 1.0 - float(law.cdf(np.array(v)))


@pytest.mark.parametrize("name", ["english", "clock", "second_price"])
@pytest.mark.parametrize(
    ("count", "cost", "reserve", "threshold"),
    [(5, 0.1, 0.0, 0.6309573444801932), (3, 0.05, 0.4, 0.5596425253182863)],
    ids=["P248", "P252"],
)
def test_thresholds(name, count, cost, reserve, threshold):
    found = select(sort(heads=float(count), cost=cost), reserve=reserve, format=FORMATS[name]())
    assert lowest(found, cost) == pytest.approx(threshold, abs=2e-7)
    assert found.numbers(ALL)[0] == pytest.approx(count * (1.0 - threshold), abs=1e-6)
    assert found.expected(UNKNOWN) == found.numbers(ALL)[0]
    assert found.solutions == ({"all": found.numbers(ALL)[0]},)
    assert found.levels is None
    assert found.residual < 1e-5
    assert found.method == "entry after signals (Samuelson 1985), profits by worth from the top down"
    worth = np.array([0.0, threshold - 1e-6, threshold + 1e-6, 1.0])
    who = Prospects("all", True, worth, worth, np.full(4, cost), worth, np.full(4, cost), worth < 0.0)
    comes, looks = found.decide(who, UNKNOWN)
    assert comes.tolist() == [False, False, True, True]
    assert not looks.any()


@pytest.mark.parametrize("law", [UNIT, LOGNORMAL, Weibull(1.5, 1.0), Uniform(0.5, 1.5)])
@pytest.mark.parametrize("poisson", [False, True])
def test_who_just_comes_meets_no_rival_or_loses(law, poisson):
    """(v - r) P(no rival comes) = cost, with rivals of whom not all hear of the lot."""

    def gain(v: float) -> float:
        alone = math.exp(-4.2 * above(law, v)) if poisson else (1.0 - 0.7 * above(law, v)) ** 5
        return (v - 0.3) * alone - 0.2

    found = select(sort(heard=0.7, cost=0.2, poisson=poisson), law=law, reserve=0.3)
    threshold = brentq(gain, 0.3, 10.0)
    assert lowest(found, 0.2) == pytest.approx(threshold, abs=2e-6)
    assert found.numbers(ALL)[0] == pytest.approx(4.2 * above(law, threshold), abs=2e-5)


def test_who_travels_further_needs_a_higher_worth():
    """Home at a cost of 0.05 from v, elsewhere at 0.15 from w; between them the price is a rival's from home."""
    near, far = 0.05, 0.15
    found = select(sort(heard=0.6, cost=near), sort(home=False, heard=0.4, cost=far))
    v, w = lowest(found, near), lowest(found, far)

    def alone(p: float) -> float:
        return (1.0 - 0.6 * (1.0 - max(p, v)) - 0.4 * (1.0 - max(p, w))) ** 5

    assert v < w
    assert v * alone(0.0) == pytest.approx(near, abs=1e-6)
    assert quad(alone, 0.0, w, points=[v], epsabs=1e-12)[0] == pytest.approx(far, abs=1e-6)
    assert found.numbers(ALL)[0] == pytest.approx(6.0 * (0.6 * (1.0 - v) + 0.4 * (1.0 - w)), abs=1e-5)


@pytest.mark.parametrize("spread", [0.01, 0.5, 2.0])
def test_own_costs_that_differ(spread):
    """Against damped best replies on a grid of worths."""
    v = (np.arange(20_000) + 0.5) / 20_000
    profit = v / 5.0
    for _ in range(400):
        comes = ndtr(np.log(profit / 0.1) / spread)
        higher = np.cumsum(comes[::-1])[::-1] / len(v)
        reply = np.cumsum((1.0 - higher) ** 4) / len(v)
        profit = profit + 0.1 * (reply - profit)
    found = select(sort(heads=5.0, cost=0.1, spread=spread))
    assert np.interp(v, found.worths, found.profits) == pytest.approx(profit, abs=1e-4)
    assert found.numbers(ALL)[0] == pytest.approx(5.0 * np.mean(comes), abs=1e-3)
    assert found.residual < 1e-4


def test_differing_costs_tend_to_equal_ones():
    equal = select(sort(heads=50.0, cost=0.02), law=LOGNORMAL, reserve=0.5)
    nearly = select(sort(heads=50.0, cost=0.02, spread=1e-6), law=LOGNORMAL, reserve=0.5)
    assert nearly.numbers(ALL)[0] == pytest.approx(equal.numbers(ALL)[0], abs=1e-5)


@pytest.mark.parametrize("spread", [0.0, 0.5])
def test_deviators_at_the_margin_gain_nothing(spread):
    """Rivals drawn one by one, with worths and costs: a worth earns the highest cost at which it comes."""
    trials, rng = 200_000, np.random.default_rng(1)
    sorts = (sort(heard=0.6, cost=0.1, spread=spread), sort(home=False, heard=0.3, cost=0.2, spread=spread))
    found = select(*sorts, law=LOGNORMAL, reserve=0.4)
    price = np.full(trials, 0.4)
    for _ in range(5):
        worth, u = LOGNORMAL.ppf(rng.random(trials)), rng.random(trials)
        base = np.where(u < 0.6, 0.1, np.where(u < 0.9, 0.2, np.inf))
        cost = base * np.exp(spread * rng.standard_normal(trials))
        comes, _ = found.decide(Prospects("all", True, worth, u, cost, u, cost, u < 0.0), UNKNOWN)
        price = np.where(comes, np.maximum(price, worth), price)
    for worth in (0.7, 1.0, 1.5, 3.0):
        earned = np.maximum(worth - price, 0.0)
        believed = float(np.interp(worth, found.worths, found.profits))
        assert believed == pytest.approx(np.mean(earned), abs=4.0 * np.std(earned) / math.sqrt(trials))


def test_free_for_some():
    """Whoever comes for free comes with any worth above the reserve, not below."""
    found = select(sort(heads=2.0, heard=0.5, cost=0.0), sort(home=False, heads=2.0, heard=0.5, cost=0.2), reserve=0.1)
    worth, free = np.array([0.05, 0.11, 1.0]), np.zeros(3)
    assert found.decide(Prospects("all", True, worth, worth, free, worth, free, worth < 0.0), UNKNOWN)[0].tolist() == [
        False,
        True,
        True,
    ]
    w = lowest(found, 0.2)

    def alone(p: float) -> float:
        return 1.0 - 0.5 * (1.0 - p) - 0.5 * (1.0 - max(p, w))

    assert quad(alone, 0.1, w)[0] == pytest.approx(0.2, abs=1e-6)
    assert found.numbers(ALL)[0] == pytest.approx(0.9 + 1.0 - w, abs=1e-5)


@pytest.mark.parametrize(
    ("one", "reserve"),
    [(sort(heads=0.0), 0.0), (sort(cost=1.5), 0.0), (sort(), 1.0), (sort(spread=0.5), 3.0)],
    ids=["nobody is there", "too dear for all", "reserve at the top", "reserve above the top"],
)
def test_nobody_comes(one, reserve):
    found = select(one, reserve=reserve)
    assert found.numbers(ALL)[0] == pytest.approx(0.0, abs=1e-9)
    worth = np.array([0.5, 1.0])
    cost = np.full(2, one.cost)
    assert not found.decide(Prospects("all", True, worth, worth, cost, worth, cost, worth < 0.0), UNKNOWN)[0].any()


@settings(deadline=None, max_examples=10)
@given(
    cost=st.floats(0.01, 0.8),
    more=st.floats(1.0, 3.0),
    spread=st.sampled_from([0.0, 0.1, 1.0]),
    heads=st.integers(1, 30),
    poisson=st.booleans(),
    heard=st.floats(0.05, 1.0),
)
def test_more_cost_and_more_company_keep_away(cost, more, spread, heads, poisson, heard):
    def share(**changes) -> float:
        standard = {"heads": float(heads), "poisson": poisson, "heard": heard, "cost": cost, "spread": spread}
        one = sort(**standard | changes)
        found = select(one)
        assert np.all(np.diff(found.profits) >= 0.0)
        return found.numbers(ALL)[0] / one.reach

    q = share()
    assert 0.0 <= q <= 1.0
    assert share(cost=more * cost) <= q + 1e-5
    assert share(heard=min(more * heard, 1.0)) <= q + 1e-5
    assert share(heads=2.0 * heads) <= q + 1e-5


SEVERAL = (
    "second_price after signals between several groups, which may keep one another away in more than one way; "
    "keep one group, or use behaviour.entry: before_signal"
)
REFUSED = {
    "first prices": (
        game([sort()], format=FORMATS["first_price"](), after_signal=True),
        "first_price after signals; use english, clock, second_price, or behaviour.entry: before_signal",
    ),
    "several groups": (
        game([sort("a"), sort("b")], after_signal=True),
        SEVERAL,
    ),
    "a few values": (
        game([sort()], Choice((1.0, 2.0)), after_signal=True),
        (
            "second_price after signals with worths from a discrete law; use a continuous law, "
            "or behaviour.entry: before_signal"
        ),
    ),
    "rounds": (
        game([sort()], after_signal=True, rounds=3),
        "second_price over 3 rounds: a bidder may wait for the next one; use rounds: 1, or behaviour.entry: everyone",
    ),
}


@pytest.mark.parametrize(("refused", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_known_is_refused(refused, message):
    with pytest.raises(NoEquilibriumError) as error:
        attend(refused)
    assert str(error.value) == "no equilibrium of entry is known for " + message
