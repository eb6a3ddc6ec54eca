"""Entry before signals: Levin & Smith (1994), expected profits by hand and by drawing, what more cost and reach do."""

import math
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import ndtr

from sim.entities.entry import Kind, Prospects, Turnout
from sim.entities.knowledge import UNKNOWN
from sim.equilibrium import solve
from sim.equilibrium.entry import attend
from sim.equilibrium.entry.private import profits_of
from sim.errors import NoEquilibriumError
from sim.formats import FORMATS
from sim.formats.dutch import Dutch
from sim.laws import Choice, Constant, Exponential, Normal, Uniform, Weibull
from sim.strategies import STRATEGIES
from tests.equilibrium.entry.games import game, sort
from tests.equilibrium.games import LOGNORMAL, a_game

ALL = Kind("all")
EVERYONE = "or use behaviour.entry: everyone"


def entrants(*sorts, **changes) -> float:
    """Expected number of the group `all`."""
    return attend(game(sorts, **changes)).numbers(ALL)[0]


@pytest.mark.parametrize(
    ("count", "cost", "q"), [(6, 0.05, 0.6884446608664545), (10, 0.03, 0.5498707242067683)], ids=["P236", "P241"]
)
@pytest.mark.parametrize("name", ["english", "clock", "second_price", "first_price"])
def test_those_with_equal_costs_mix(count, cost, q, name):
    found = attend(game([sort(heads=float(count), cost=cost)], format=FORMATS[name]()))
    assert found.numbers(ALL)[0] == pytest.approx(count * q, abs=1e-9)
    assert found.expected(UNKNOWN) == found.numbers(ALL)[0]
    assert found.solutions == ({"all": found.numbers(ALL)[0]},)
    assert found.residual == 0.0
    assert found.method == "entry before signals (Levin & Smith 1994), profits by quadrature"
    ranks = np.arange(0.5e-4, 1.0, 1e-4)
    costs = np.full(len(ranks), cost)
    comes, looks = found.decide(Prospects("all", True, ranks, ranks, costs, ranks, costs, ranks < 0.0), UNKNOWN)
    assert np.mean(comes) == pytest.approx(q, abs=1e-4)
    assert not looks.any()


@pytest.mark.parametrize("reach", [0.5, 1.0])
def test_few_out_of_many(reach):
    """P246: how many come to a thick market does not depend on how many hear of it."""
    assert entrants(sort(heads=40.0, heard=reach, poisson=True)) == pytest.approx(4.3096323838322155, abs=1e-9)


def test_all_come_or_nobody_does():
    """Against five others a bidder earns 1/42, alone 1/2."""
    assert entrants(sort(cost=0.0238)) == 6.0
    assert 5.9 < entrants(sort(cost=0.0239)) < 6.0
    assert entrants(sort(cost=0.49)) > 0.0
    assert entrants(sort(cost=0.5)) == 0.0
    assert entrants(sort(heads=1.0, cost=0.4)) == 1.0


def test_where_there_is_nobody():
    found = attend(game([sort(heads=0.0)]))
    assert found.numbers(ALL) == (0.0,)
    one = np.ones(1)
    assert not found.decide(Prospects("all", True, one, one, one, one, one, one < 0.0), UNKNOWN)[0].any()
    beside = attend(game([sort("none", heads=0.0), sort(cost=0.0)]))
    assert beside.solutions[0] == pytest.approx({"none": 0.0, "all": 6.0})


def test_those_for_whom_it_is_free_come_and_the_others_mix():
    found = attend(game([sort(heads=4.0, heard=0.5, cost=0.0), sort(home=False, heads=4.0, heard=0.5, cost=0.1)]))
    home, away = (found.comers["all", there][1] for there in (True, False))
    q = brentq(lambda q: quad(lambda v: (1.0 - v) * (1.0 - (0.5 + 0.5 * q) * (1.0 - v)) ** 3, 0.0, 1.0)[0] - 0.1, 0, 1)
    assert home.share[0] == 1.0
    assert away.share[0] == pytest.approx(q, abs=1e-9)
    assert home.plain[0] == away.plain[0] == pytest.approx(0.1, abs=1e-12)


@pytest.mark.parametrize("law", [LOGNORMAL, Weibull(0.5, 3.0), Exponential(2.0), Normal(0.5, 1.0), Uniform(1.0, 2.0)])
@pytest.mark.parametrize("poisson", [False, True])
@pytest.mark.parametrize("reserve", [0.0, 0.7])
def test_profits_are_those_of_the_worth_above_the_best_entrant(law, poisson, reserve):
    """By parts backwards: each worth gains what the chance to win integrates to below it."""

    def win(p: float) -> float:
        above = 0.3 * (1.0 - float(law.cdf(np.array(p))))
        return math.exp(-4.0 * above) if poisson else (1.0 - above) ** 3

    def gain(u: float) -> float:
        v = float(law.ppf(np.array(u)))
        return quad(win, reserve, v, epsabs=1e-12)[0] if v > reserve else 0.0

    first = float(law.cdf(np.array(reserve)))
    cuts = [first, *[first + (1.0 - first) * share for share in (0.5, 0.9, 0.99, 0.9999)], 1.0 - 1e-13]
    exact = sum(quad(gain, low, high, epsabs=1e-11)[0] for low, high in pairwise(cuts))
    profits = profits_of(game([sort(heads=4.0, poisson=poisson)], law, reserve=reserve))
    assert profits(np.array([0.3]))[0] == pytest.approx(exact, rel=1e-7)


def test_profits_of_worths_on_a_few_values():
    """Every hand that two rivals of one's own group and one other may hold, one by one."""
    own, other = Choice((1.0, 2.0, 5.0), (0.5, 0.49, 0.01)), Constant(1.5)
    setting = game(
        [sort("a", heads=3.0), sort("b", heads=1.0)], views={"a": {"law": own}, "b": {"law": other}}, reserve=0.5
    )
    profits = profits_of(setting)(np.array([0.6, 0.3]))
    hands = [(None, 0.4), (1.0, 0.3), (2.0, 0.294), (5.0, 0.006)]
    mine = [(1.0, 0.5), (2.0, 0.49), (5.0, 0.01)]
    earned = [0.0, 0.0]
    for one, two, other_hand in product(hands, hands, [(None, 0.7), (1.5, 0.3)]):
        price = max(0.5, *[hand[0] or 0.0 for hand in (one, two, other_hand)])
        chance = one[1] * two[1] * other_hand[1]
        earned[0] += chance * sum(share * max(v - price, 0.0) for v, share in mine)
    for one, two, three in product(hands, hands, hands):
        price = max(0.5, *[hand[0] or 0.0 for hand in (one, two, three)])
        earned[1] += one[1] * two[1] * three[1] * max(1.5 - price, 0.0)
    assert profits == pytest.approx(earned, abs=1e-12)


SORTS = (
    sort("a", heads=5.0, heard=0.5, cost=0.1, spread=0.5),
    sort("a", home=False, heads=5.0, heard=0.4, cost=0.3, spread=0.5),
    sort("b", heads=8.0, heard=0.6, poisson=True, cost=0.1, spread=0.8),
)
LAWS = {"a": LOGNORMAL, "b": Uniform(0.4, 2.0)}
TRIALS = 200_000


def best_of(name: str, rivals: np.ndarray, found: Turnout, rng: np.random.Generator) -> np.ndarray:
    """Highest worth among so many members of a group, of whom some hear of the lot and find it worth to come."""
    best = np.full(TRIALS, -np.inf)
    for i in range(int(np.max(rivals))):
        u, left, comes = rng.random(TRIALS), np.zeros(TRIALS), np.zeros(TRIALS, dtype=bool)
        for one in (one for one in SORTS if one.group == name):
            cost, rank = one.cost * np.exp(one.spread * rng.standard_normal(TRIALS)), rng.random(TRIALS)
            decided, _ = found.decide(Prospects(name, one.home, rank, rank, cost, rank, cost, rank < 0.0), UNKNOWN)
            comes |= decided & (u >= left) & (u < left + one.heard)
            left += one.heard
        best = np.where(comes & (i < rivals), np.maximum(best, LAWS[name].ppf(rng.random(TRIALS))), best)
    return best


@pytest.mark.parametrize("name", LAWS)
def test_marginal_comers_of_two_groups_gain_nothing(name):
    """Entrants drawn one by one: whoever has the highest cost at which its sort comes earns just that."""
    found = attend(game(SORTS, views={name: {"law": law} for name, law in LAWS.items()}, reserve=0.3))
    rng = np.random.default_rng(0)
    fixed = best_of("a", np.full(TRIALS, 4 if name == "a" else 5), found, rng)
    price = np.maximum(0.3, np.maximum(fixed, best_of("b", rng.poisson(8.0, TRIALS), found, rng)))
    profit = np.maximum(LAWS[name].ppf(rng.random(TRIALS)) - price, 0.0)
    there = [(one, found.comers[name, one.home][1]) for one in SORTS if one.group == name]
    assert there[0][1].plain[0] == pytest.approx(np.mean(profit), abs=4.0 * np.std(profit) / math.sqrt(TRIALS))
    q = [float(ndtr(math.log(worth.plain[0] / one.cost) / one.spread)) for one, worth in there]
    assert [worth.share[0] for _, worth in there] == pytest.approx(q, abs=1e-3)
    number = sum(one.reach * share for (one, _), share in zip(there, q, strict=True))
    assert found.numbers(Kind(name))[0] == pytest.approx(number, abs=1e-3)


@pytest.mark.parametrize("name", ["first_price", "dutch"])
def test_sealed_entrants_earn_their_cost_too(name):
    """Profit from the bids themselves: worth less bid, if every other comes with the probability found, or is lower."""
    form = Dutch(top=3.0) if name == "dutch" else FORMATS[name]()
    found = attend(game([sort(heads=4.0, cost=0.2)], LOGNORMAL, reserve=0.6, format=form))
    q = found.numbers(ALL)[0] / 4.0
    plan = solve(a_game(LOGNORMAL, 3, heard=q, reserve=0.6, format=form))

    def gain(worth: float) -> float:
        v = np.array(worth)
        wins = (1.0 - q * (1.0 - LOGNORMAL.cdf(v))) ** 3
        return float((v - plan.limit(v)) * wins * LOGNORMAL.pdf(v))

    cuts = [0.6, 1.0, 2.0, 5.0, 30.0]
    earned = sum(quad(gain, low, high, epsabs=1e-9)[0] for low, high in pairwise(cuts))
    assert 0.0 < q < 1.0
    assert earned == pytest.approx(0.2, abs=1e-6)


def test_sealed_bidders_of_two_poisson_groups():
    """Two halves of a group come as the whole does."""
    whole = attend(game([sort(heads=20.0, poisson=True, spread=0.5)], format=FORMATS["first_price"]()))
    sorts = [sort(name, heads=10.0, poisson=True, spread=0.5) for name in ("a", "b")]
    halves = attend(game(sorts, format=FORMATS["first_price"]()))
    assert halves.expected(UNKNOWN) == pytest.approx(whole.expected(UNKNOWN), abs=1e-6)


def test_two_who_keep_each_other_away():
    """Each earns 1/2 alone and 1/6 beside the other: one of them comes, or both do now and then."""
    sorts = [sort(name, heads=1.0, cost=0.25, spread=0.02) for name in ("a", "b")]
    largest, smallest = (attend(game(sorts, select=select)) for select in ("largest", "smallest"))
    assert largest.expected(UNKNOWN) == pytest.approx(1.5, abs=0.05)
    assert smallest.expected(UNKNOWN) == pytest.approx(1.0, abs=0.01)
    assert largest.solutions == smallest.solutions[::-1]
    assert len(largest.solutions) == 3


@settings(deadline=None, max_examples=40)
@given(
    cost=st.floats(0.001, 0.5),
    more=st.floats(1.0, 3.0),
    spread=st.sampled_from([0.0, 0.1, 0.5]),
    heads=st.integers(1, 30),
    poisson=st.booleans(),
    heard=st.floats(0.05, 1.0),
)
def test_more_cost_and_more_company_keep_away(cost, more, spread, heads, poisson, heard):
    def share(**changes) -> float:
        standard = {"heads": float(heads), "poisson": poisson, "heard": heard, "cost": cost, "spread": spread}
        one = sort(**standard | changes)
        return entrants(one) / one.reach

    q = share()
    assert 0.0 <= q <= 1.0
    assert share(cost=more * cost) <= q + 1e-6
    assert share(heard=min(more * heard, 1.0)) <= q + 1e-6
    assert share(heads=2.0 * heads) <= q + 1e-6


UNKNOWN_LAW = (
    "second_price where worths share a common part, are reduced by a margin or are summed over a pool; "
    "use worth model private without margin and pool, or behaviour.entry: everyone"
)
APART = (
    "first_price between several groups, not all Poisson, who reckon with different rivals; "
    "make them one group, or every count Poisson, or use behaviour.entry: everyone"
)
REFUSED = {
    "posted price": (
        game([sort()], format=FORMATS["posted_price"]()),
        "posted_price auctions; use english, clock, second_price, first_price, dutch, or behaviour.entry: everyone",
    ),
    "no law": (
        game([sort()], None),
        UNKNOWN_LAW,
    ),
    "reserve by lot": (
        game([sort()], reserve=math.nan),
        "second_price with a reserve that differs from lot to lot; set rules.reserve, in money, " + EVERYONE,
    ),
    "rounds": (
        game([sort()], rounds=2),
        "second_price over 2 rounds: a bidder may wait for the next one; use rounds: 1, or behaviour.entry: everyone",
    ),
    "company": (
        game([sort()], min_bidders=2),
        "second_price held before 2 bidders or more only; set min_bidders: 1, " + EVERYONE,
    ),
    "wealth": (
        game([sort()], views={"all": {"constrained": True}}),
        "second_price among bidders whose funds may run short; leave wealth out, " + EVERYONE,
    ),
    "risk": (
        game([sort()], views={"all": {"risk_aversion": 0.5}}),
        "second_price among bidders averse to risk; leave risk_aversion out, " + EVERYONE,
    ),
    "shaded": (
        game([sort()], views={"all": {"strategy": STRATEGIES["shaded"](0.9)}}),
        "second_price among bidders who play shaded; give every group strategy equilibrium, " + EVERYONE,
    ),
    "truthful at first prices": (
        game([sort()], views={"all": {"strategy": STRATEGIES["truthful"]()}}, format=FORMATS["first_price"]()),
        "first_price among bidders who play truthful; give every group strategy equilibrium, " + EVERYONE,
    ),
    "laws at first prices": (
        game([sort("a"), sort("b")], views={"a": {"law": LOGNORMAL}}, format=FORMATS["first_price"]()),
        "first_price between groups with different laws of worth; give all groups the same worth, " + EVERYONE,
    ),
    "numbers at first prices": (
        game([sort("a"), sort("b", poisson=True)], format=FORMATS["first_price"]()),
        APART,
    ),
    "equal costs of several": (
        game([sort("a"), sort("b")]),
        "second_price where bidders of several sorts have equal costs: it is open who of them comes; "
        "raise entry_cost_sd, for all groups, " + EVERYONE,
    ),
}


@pytest.mark.parametrize(("refused", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_known_is_refused(refused, message):
    with pytest.raises(NoEquilibriumError) as error:
        attend(refused)
    assert str(error.value) == "no equilibrium of entry is known for " + message


def test_nobody_is_worth_the_reserve():
    assert entrants(sort(), reserve=2.0) == 0.0
    assert entrants(sort(spread=0.5), reserve=2.0) < 1e-6
