"""Entry against published formulas and against costs drawn one by one; all solutions where there are several."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from sim.equilibrium.anonymous import Profits, trials
from sim.equilibrium.audit import audit, entry_gain
from sim.equilibrium.entry import Entrants, Found, Solution, enter, search
from sim.equilibrium.entry.search import follow, slopes
from sim.errors import NoEquilibriumError
from tests.equilibrium.anonymous.crowds import crowd, group

START = math.log(0.9)
MARKET = (Entrants("a", 30.0, 0.006), Entrants("b", 300.0, 0.002), Entrants("c", 2000.0, 0.006))
ONE = crowd(0.0134, group("a", 0.01, 0.01, 1), group("b", 0.01, 0.04, 1), group("c", 0.02, 0.0625, 1), knows="poisson")
"""What one entrant of each group contributes."""


def thick(numbers: np.ndarray) -> np.ndarray:
    """Profit of one more in a thick market with uniform private values (theory 6b)."""
    n = np.maximum(numbers, 1e-3)
    return np.where(numbers > 1e-3, (1.0 - (1.0 + n) * np.exp(-n)) / n**2, 0.5 - numbers / 3.0)


def levin_smith(count: int):
    """Profit against count - 1 rivals who enter with probability lam / count, uniform private values (theory 6a)."""

    def profit(numbers: np.ndarray) -> np.ndarray:
        q = numbers[0] / count
        return np.array([quad(lambda v: (1.0 - v) * (1.0 - q * (1.0 - v)) ** (count - 1), 0.0, 1.0)[0]])

    return profit


def test_free_entry_in_a_thick_market():
    """P246. Where half of those reached enter, the median cost is the marginal one, whatever the spread."""
    found = enter([Entrants("all", 2.0 * 4.30963, 0.05)], thick)
    assert found.select().numbers[0] == pytest.approx(4.30963, abs=2e-5)
    nearly = enter([Entrants("all", 1000.0, 0.05, spread=1e-3)], thick)
    assert nearly.select().numbers[0] == pytest.approx(4.30963, abs=0.01)


@pytest.mark.parametrize(
    ("count", "cost", "probability"), [(6, 0.05, 0.688445), (10, 0.03, 0.549871)], ids=["P236", "P241"]
)
def test_equal_costs_are_the_limit(count, cost, probability):
    found = enter([Entrants("all", count, cost, spread=1e-4)], levin_smith(count))
    assert found.select().numbers[0] / count == pytest.approx(probability, abs=5e-5)


@pytest.mark.parametrize("spread", [0.02, 0.1, 0.5])
def test_where_the_plain_iteration_cycles_the_search_does_not(spread):
    reach, base = 1000.0, 0.05

    def answer(n: float) -> float:
        return reach * float(ndtr((math.log(thick(np.array([n]))[0]) - math.log(base)) / spread))

    plain = [10.0]
    for _ in range(40):
        plain.append(answer(plain[-1]))
    assert abs(plain[-1] - plain[-2]) > 10.0
    exact = brentq(lambda n: answer(n) - n, 1e-3, reach)
    found = enter([Entrants("all", reach, base, spread)], thick)
    assert len(found.solutions) == 1
    assert found.failed == 0
    assert found.select().numbers[0] == pytest.approx(exact, abs=1e-3)
    assert found.select().residual < 1e-3


def test_groups_that_crowd_one_another_out_have_several_solutions():
    """Each is hurt more by the other than by its own kind: either may have the field; costs nearly equal."""

    def profits(numbers: np.ndarray) -> np.ndarray:
        return 0.2 / (1.0 + numbers + 3.0 * numbers[::-1])

    found = enter([Entrants("a", 20.0, 0.02, 0.1), Entrants("b", 20.0, 0.02, 0.1)], profits)
    totals = [sum(each.numbers) for each in found.solutions]
    assert len(totals) >= 2
    assert totals == sorted(totals, reverse=True)
    assert found.select("largest") is found.solutions[0]
    assert found.select("smallest") is found.solutions[-1]
    for each in found.solutions:
        back = 20.0 * ndtr((np.log(profits(np.array(each.numbers))) - math.log(0.02)) / 0.1)
        assert_allclose(back, each.numbers, atol=1e-3)


def test_three_groups_enter_an_anonymous_auction():
    """A fixed point to 1e-3 entrants, the same from every start, in which nobody gains by another bid or by staying."""
    profits = Profits(ONE, START)
    found = enter(MARKET, profits)
    assert len(found.solutions) == 1
    assert found.failed == 0
    numbers = np.array(found.select().numbers)
    assert numbers.min() > 1e-3
    earned = Profits(ONE, START)(numbers)
    share = np.array([float(ndtr(each.scores(earned[k : k + 1]))[0]) for k, each in enumerate(MARKET)])
    assert_allclose([each.reach for each in MARKET] * share, numbers, atol=1e-3)
    verdicts = audit(trials(profits.solved(numbers), START))
    assert all(each.passes for each in verdicts)
    for each, verdict, willing in zip(MARKET, verdicts, share, strict=True):
        assert entry_gain(verdict.profit, each.base, each.spread, float(willing)) <= 1e-6 * verdict.profit


def test_the_answer_does_not_depend_on_what_was_solved_before():
    one = crowd(0.0134, ONE.subgroups[0], knows="poisson")
    used = Profits(one, START)
    used(np.array([25.0]))
    first, again, later = (enter(MARKET[:1], each) for each in (Profits(one, START), Profits(one, START), used))
    assert first == again
    assert_allclose(later.select().numbers, first.select().numbers, atol=1e-3)


def test_dearer_entry_means_fewer():
    counts = [enter([Entrants("all", 50.0, base)], thick).select().numbers[0] for base in (0.01, 0.03, 0.1)]
    assert counts == sorted(counts, reverse=True)


def test_free_entry_is_for_everybody_who_does_not_lose():
    found = enter([Entrants("all", 5.0, 0.0)], thick)
    assert found.select().numbers[0] == pytest.approx(5.0, abs=1e-9)
    lost = enter([Entrants("all", 5.0, 0.0)], lambda numbers: np.full_like(numbers, -0.1))
    assert lost.select().numbers[0] == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(("plain", "looked"), [(0.02, 0.035), (-0.01, 0.02), (0.03, 0.03), (0.03, 0.02), (0.001, 0.5)])
def test_looks_against_costs_drawn_one_by_one(plain, looked):
    each = Entrants("all", 1.0, 0.015, 0.5, look=0.01)
    rng = np.random.default_rng(5)
    come, look = 0.015 * np.exp(0.5 * rng.standard_normal(200_000)), 0.01 * np.exp(0.5 * rng.standard_normal(200_000))
    buys = look <= looked - plain
    enters = come <= np.where(buys, looked - look, plain)
    drawn = [np.mean(enters & ~buys), np.mean(enters & buys)]
    assert_allclose(ndtr(each.scores(np.array([plain, looked]))), drawn, atol=0.005)
    assert each.kinds == ("all", "all, looked")


def test_some_look_and_some_do_not():
    """Two kinds of one group, each as many as answer to the profits of both."""
    one = crowd(0.04, group("all", 0.02, 0.09, 1), group("all, looked", 0.02, 0.02, 1), knows="poisson")
    market = Entrants("all", 40.0, 0.01, look=0.006)
    profits = Profits(one, START)
    found = enter([market], profits).select()
    plain, looked = found.numbers
    assert 0.02 < plain < looked
    assert_allclose(40.0 * ndtr(market.scores(profits(np.array(found.numbers)))), found.numbers, atol=1e-3)


def test_no_solution_is_an_error_that_says_what_to_change():
    def moody(numbers: np.ndarray) -> np.ndarray:
        return np.where(numbers > 1.0, 1e-6, 1e6)

    with pytest.raises(NoEquilibriumError, match=r"no entry equilibrium is found from 4 starts .* raise entry_cost_sd"):
        enter([Entrants("all", 10.0, 1.0, 0.01)], moody)


def test_starts_from_which_bidders_have_no_equilibrium_are_counted():
    """All but nobody come if nobody does, and nobody if they do; in between is a start, and here a hole."""

    def profits(numbers: np.ndarray) -> np.ndarray:
        if 1e-4 < numbers[0] < 0.1:
            raise NoEquilibriumError("no")
        return thick(numbers)

    whole = search(thick, lambda earned: (np.log(earned) - math.log(0.05)) / 0.5, np.array([20.0]))
    holed = search(profits, lambda earned: (np.log(earned) - math.log(0.05)) / 0.5, np.array([20.0]))
    assert whole.failed == 0
    assert 0 < holed.failed < holed.starts
    assert_allclose(holed.select().numbers, whole.select().numbers, atol=1e-3)


def test_bidders_without_any_equilibrium_say_so_themselves():
    def profits(numbers: np.ndarray) -> np.ndarray:
        if numbers[0] > 1e-6:
            raise NoEquilibriumError("no equilibrium is known")
        return thick(numbers)

    with pytest.raises(NoEquilibriumError, match=r"^no equilibrium is known$"):
        enter([Entrants("all", 20.0, 0.05)], profits)


def test_a_solution_is_followed_to_a_game_much_like_it():
    """As the search finds it, in fewer calls; none where bidders have no equilibrium or the game is another one."""
    reach, calls = np.array([20.0, 30.0]), []

    def profits(numbers: np.ndarray) -> np.ndarray:
        calls.append(numbers)
        return 0.4 / (1.0 + numbers.sum() + numbers)

    def respond(cost: float):
        return lambda earned: (np.log(earned) - math.log(cost)) / 0.5

    here, there = (search(profits, respond(cost), reach).select() for cost in (0.02, 0.03))
    slope = slopes(profits, respond(0.02), reach, np.array(here.numbers))
    step, z = 1e-4, ndtri(np.array(here.numbers) / reach)
    gaps = [respond(0.02)(profits(reach * ndtr(z + d))) - z - d for d in ([0.0, 0.0], [step, 0.0], [0.0, step])]
    assert_allclose(slope, np.array([(gap - gaps[0]) / step for gap in gaps[1:]]).T, atol=5e-3)
    calls.clear()
    found, moved = follow(profits, respond(0.03), reach, np.array(here.numbers), slope)
    assert len(calls) <= 6
    assert_allclose(found.numbers, there.numbers, atol=2e-3)
    assert found.residual < 1e-3
    assert_allclose(moved, slopes(profits, respond(0.03), reach, np.array(there.numbers)), atol=0.3)

    def none(numbers: np.ndarray) -> np.ndarray:
        raise NoEquilibriumError("no equilibrium is known")

    assert follow(none, respond(0.03), reach, np.array(here.numbers), slope) is None
    assert follow(lambda n: np.where(n > 1.0, 1e-6, 1e6), respond(0.03), reach, np.array(here.numbers), slope) is None


def test_ends_alike_are_one_solution():
    found = Found((Solution((2.0, 1.0), 0.0), Solution((1.0, 1.0), 0.0)), 5, 0)
    assert found.select() == found.solutions[0]
    assert ndtri(0.5) == 0.0


@pytest.mark.parametrize("change", [{"reach": 0.0}, {"base": -1.0}, {"spread": 0.0}, {"look": -0.1}, {"always": True}])
def test_groups_that_cannot_be(change):
    with pytest.raises(ValueError, match=r"a: (reach and spread must be above 0|a look that everybody has)"):
        Entrants(**{"name": "a", "reach": 1.0, "base": 0.1} | change)
