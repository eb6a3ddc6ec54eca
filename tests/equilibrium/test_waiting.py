"""Waiting for a lower start price: thresholds against theory, and against a bidder who tries otherwise."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.entities.knowledge import Later
from sim.equilibrium import solve
from sim.equilibrium.rivalry import Expected, Known
from sim.equilibrium.waiting import patient, thresholds
from sim.formats import FORMATS
from sim.laws import Lognormal, Uniform
from tests.equilibrium.games import UNIT, a_game


def test_theory_of_three_rounds_and_of_two():
    """Reference values P300 to P302, P304 and P305 (uniform worths, committed path of start prices)."""
    three = thresholds(UNIT, Known(2, 1.0), [0.7, 0.56, 0.45], [0.9, 0.9])
    assert three == pytest.approx([0.941907, 0.725881, 0.45], abs=1e-6)
    assert thresholds(UNIT, Known(1, 1.0), [0.6, 0.3], [0.8]) == pytest.approx([0.935890, 0.3], abs=1e-6)


def test_alone_one_waits_unless_waiting_costs():
    """Against nobody: (x - r1) = d (x - r2), the textbook of a monopolist who cuts the price."""
    assert thresholds(Uniform(0.0, 2.0), Known(0, 1.0), [0.8, 0.5], [0.5]) == pytest.approx([1.1, 0.5])
    assert thresholds(UNIT, Known(0, 1.0), [0.8, 0.5], [1.0]) == [math.inf, 0.5]
    assert thresholds(UNIT, Known(0, 1.0), [0.9, 0.8, 0.5], [0.9, 1.0]) == [0.9, math.inf, 0.5]


def test_without_a_cut_or_without_patience_nobody_waits():
    assert thresholds(UNIT, Known(3, 1.0), [0.5, 0.5], [1.0]) == pytest.approx([0.5, 0.5])
    assert thresholds(UNIT, Known(3, 0.4), [0.5, 0.3], [0.0]) == [0.5, 0.3]


@settings(deadline=None)
@given(
    st.sampled_from([Known(1, 1.0), Known(4, 1.0), Known(6, 0.3), Expected(2.5)]),
    st.sampled_from([UNIT, Lognormal(0.6, 0.4)]),
    st.floats(0.3, 0.9),
    st.floats(0.05, 0.5),
    st.floats(0.1, 0.99),
)
def test_the_lowest_that_takes_part_is_as_well_off_waiting(rivals, law, first, cut, discount):
    """Gains of the threshold type now and in the next round, by simulation-free sums over the highest rival."""
    later = first * (1.0 - cut)
    x, y = thresholds(law, rivals, [first, later], [discount])
    assert y == later
    assert x >= first
    if math.isinf(x):
        return
    grid = np.linspace(later, x, 20001)
    chance = np.exp(-rivals.gain(law.cdf(grid), np.ones_like(grid)))
    now = (x - first) * chance[-1]
    middle = 0.5 * (grid[1:] + grid[:-1])
    wait = (x - later) * chance[0] + float((x - middle) @ np.diff(chance))
    assert now == pytest.approx(discount * wait, abs=1e-6)


def test_the_plan_bids_the_worth_from_the_threshold_on():
    game = a_game(format=FORMATS["english"](), reserve=0.6, rounds=2, later=(Later(0.5, 0.8),))
    plan = solve(game)
    signals = np.array([0.3, 0.93, 0.94, 1.0])
    assert plan.limit(signals).tolist() == [-math.inf, -math.inf, 0.94, 1.0]
    assert plan.method.startswith("equilibrium: own worth, from a threshold on")
    assert solve(a_game(format=FORMATS["english"](), reserve=0.3)).limit(signals).tolist() == signals.tolist()


def test_discounts_count_from_this_round():
    """Given as seen from now, 0.9 and 0.81 are 0.9 from round to round."""
    path = (Later(0.8, 0.9), Later(0.45 / 0.7, 0.81))
    plan = solve(a_game(others=2, format=FORMATS["clock"](), reserve=0.7, rounds=3, later=path))
    assert plan.least == pytest.approx(0.941907, abs=1e-6)


def test_without_a_law_there_is_nothing_to_wait_by():
    with pytest.raises(TypeError, match="law of worths"):
        patient(a_game(None, format=FORMATS["english"](), reserve=0.6, rounds=2, later=(Later(0.5, 0.8),)))
