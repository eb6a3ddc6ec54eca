"""Who takes part at a start price."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.integrate import quad
from scipy.stats import norm

from sim.equilibrium.visible import thresholds as room
from sim.equilibrium.visible.groups import Group
from sim.equilibrium.visible.intercept import Attitude, intercept
from sim.equilibrium.visible.screening import tabulated, takes_part
from sim.equilibrium.visible.thresholds import tabled, thresholds
from sim.errors import NoEquilibriumError
from tests.equilibrium.visible.brute import brute_thresholds, silent_mean

TWO = (Group("near", 0.01, 0.0225), Group("far", 0.04, 0.1225))
P193 = ((Group("all", 0.0, 0.4**2),), (4,), 1.0 / 0.5**2, math.log(1.1))
"""theory.md 4e: ln V ~ N(0, 0.5^2) common, signal sd 0.4, four bidders, reserve 1.1."""


def test_reference_values():
    assert_allclose(thresholds(TWO, (2, 2), 1.0 / 0.06, 0.0), (0.078031, 0.284517), rtol=0.0, atol=6e-7)


def test_p193_and_p194():
    (signal,) = thresholds(*P193)
    assert_allclose(signal, 0.489276, atol=5e-6)
    nobody = quad(lambda c: norm.pdf(c, scale=0.5) * norm.cdf((signal - c) / 0.4) ** 4, -6.0, 6.0, epsabs=1e-12)[0]
    assert_allclose(1.0 - nobody, 0.444169, atol=5e-6)


def crowds():
    one = st.tuples(st.floats(0.001, 0.1), st.floats(0.0, 0.4), st.integers(1, 12), st.sampled_from([0.0, 0.5, 1.0]))
    return st.lists(one, min_size=1, max_size=3)


@settings(max_examples=25, deadline=None)
@given(crowds(), st.floats(0.02, 0.15), st.floats(-0.4, 0.2))
def test_whoever_is_alone_at_the_threshold_breaks_even(crowd, prior, start):
    groups = tuple(Group("abc"[i], t, s, 0.0, Attitude(risk_aversion=g)) for i, (t, s, _, g) in enumerate(crowd))
    counts = tuple(n for _, _, n, _ in crowd)
    found = thresholds(groups, counts, 1.0 / prior, start)
    for i, (group, x) in enumerate(zip(groups, found, strict=True)):
        away = [
            (n - (j == i), found[j], groups[j].taste + groups[j].noise) for j, n in enumerate(counts) if n - (j == i)
        ]
        total = group.taste + group.noise
        rho, power = group.taste / total, 1.0 - group.attitude.risk_aversion
        if rho < 0.999 and power:
            common = silent_mean(1.0 / prior, ((x, total),), away, power * (1.0 - rho)) * (1.0 - rho)
            assert_allclose(common + rho * x + 0.5 * power * rho * group.noise, start, atol=1e-6)
        if group.noise == 0.0:
            assert_allclose(x, start, atol=1e-9)


def test_logarithmic_utility_is_the_limit():
    def at(gamma):
        return thresholds((Group("g", 0.02, 0.1, 0.0, Attitude(risk_aversion=gamma)),), (3,), 20.0, -0.1)[0]

    assert_allclose(at(1.0), 0.5 * (at(0.999) + at(1.001)), atol=1e-6)


def test_naive_bidders_learn_nothing_from_silence():
    nu, h = (0.05 + 0.02) / (0.05 + 0.02 + 0.1), 0.5 * (0.05 + 0.02) / (0.05 + 0.02 + 0.1) * 0.1
    for counts in ((1,), (30,)):
        (naive,) = thresholds((Group("g", 0.02, 0.1, 1.0),), counts, 20.0, -0.1)
        assert_allclose(naive, (-0.1 - h) / nu, atol=1e-9)
    mixed = [thresholds((Group("g", 0.02, 0.1, chi),), (8,), 20.0, -0.1)[0] for chi in (0.0, 0.3, 0.6, 1.0)]
    assert mixed == sorted(mixed, reverse=True)


@pytest.mark.parametrize(
    "attitude", [Attitude(leaves=0.3, forfeits=0.1), Attitude(discount=-0.2), Attitude(risk_aversion=0.5, discount=0.1)]
)
def test_a_sole_bidder_compares_the_limit_with_the_start_price(attitude):
    (found,) = thresholds((Group("g", 0.02, 0.1, 0.0, attitude),), (1,), 20.0, -0.1)
    nu = 0.07 / 0.17
    assert_allclose(nu * found + intercept(attitude, nu * 0.1), -0.1, atol=1e-7)


def test_bidders_without_a_signal_come_all_or_none():
    blind = Group("blind", 0.04, math.inf)
    assert thresholds((blind,), (3,), 20.0, -0.5) == (-math.inf,)
    assert thresholds((blind,), (3,), 20.0, 0.5) == (math.inf,)
    assert thresholds((blind, TWO[0]), (0, 2), 20.0, 0.0)[0] == math.inf


def test_no_start_price_is_no_threshold():
    assert thresholds(TWO, (2, 0), 20.0, -math.inf) == (-math.inf, math.inf)
    member, signal = np.array([0, 0, 1]), np.array([-5.0, 0.0, 1.0])
    assert takes_part(TWO, 20.0, 0.0, -math.inf, member, signal).all()


def test_known_common_part():
    (found,) = thresholds((Group("g", 0.04, 0.12),), (5,), math.inf, 0.2)
    assert_allclose(0.25 * found + 0.5 * 0.25 * 0.12, 0.2, atol=1e-6)


def test_more_silent_rivals_are_worse_news_and_more_facts_better():
    many = [thresholds(TWO, (n, 2), 1.0 / 0.06, 0.0)[0] for n in (1, 2, 5, 20, 100)]
    assert many == sorted(many)
    dear = [thresholds(TWO, (3, 3), 1.0 / 0.06, start)[1] for start in (-0.5, -0.2, 0.0, 0.3)]
    assert dear == sorted(dear)


@pytest.mark.parametrize(
    ("crowd", "start"),
    [
        ([(0.01, 0.0225, 0.0, 2), (0.04, 0.1225, 0.0, 2)], 0.0),
        ([(0.0025, 0.2, 0.5, 8), (0.01, 0.05, 0.0, 3), (0.04, 0.3, 0.2, 12)], 0.2),
        ([(0.0025, 0.2, 3.0, 8), (0.01, 0.05, 0.0, 1)], -0.6),
        ([(0.02, 0.1, 0.0, 30)], -0.3),
        ([(0.01, 0.04, 0.0, 1), (0.01, 0.02, 0.0, 4), (0.01, 0.3, 0.0, 2), (0.01, 0.1, 0.0, 1)], 0.1),
    ],
)
def test_thresholds_agree_with_a_library(crowd, start):
    groups = tuple(Group("abcd"[i], t, s, 0.0, Attitude(risk_aversion=g)) for i, (t, s, g, _) in enumerate(crowd))
    counts = tuple(n for *_, n in crowd)
    exact = brute_thresholds(groups, counts, 20.0, start, [start + 0.2] * len(counts))
    assert_allclose(thresholds(groups, counts, 20.0, start), exact, rtol=0.0, atol=2e-9)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_groups_that_hardly_know_anything_settle(order):
    """They answer to one another's thresholds almost one for one."""
    crowd, counts = (Group("a", 0.04, 4.0), Group("b", 1e-6, 0.4), Group("c", 1e-6, 4.0)), (33, 28, 51)
    crowd, counts = tuple(crowd[i] for i in order), tuple(counts[i] for i in order)
    found = thresholds(crowd, counts, 1.0 / 0.167, -1.95)
    for i, (group, x) in enumerate(zip(crowd, found, strict=True)):
        away = [(n - (j == i), found[j], crowd[j].taste + crowd[j].noise) for j, n in enumerate(counts)]
        total = group.taste + group.noise
        rho = group.taste / total
        common = (1.0 - rho) * silent_mean(1.0 / 0.167, ((x, total),), away, 1.0 - rho)
        assert_allclose(common + rho * x + 0.5 * rho * group.noise, -1.95, rtol=0.0, atol=1e-8)


@settings(max_examples=25, deadline=None)
@given(crowds(), st.floats(0.02, 0.15), st.lists(st.floats(-1.0, 0.4), min_size=2, max_size=6))
def test_start_prices_side_by_side_are_solved_as_if_alone(crowd, prior, starts):
    groups = tuple(Group("abc"[i], t, s, 0.0, Attitude(risk_aversion=g)) for i, (t, s, _, g) in enumerate(crowd))
    counts = tuple(n for _, _, n, _ in crowd)
    together = tabled.__wrapped__(groups, counts, 1.0 / prior, tuple(starts))
    assert together == tuple(tabled.__wrapped__(groups, counts, 1.0 / prior, (start,))[0] for start in starts)


def test_groups_of_whom_there_is_nobody_move_no_bit():
    found = thresholds((TWO[0], P193[0][0], TWO[1]), (3, 0, 5), 20.0, 0.1)
    assert found == (thresholds(TWO, (3, 5), 20.0, 0.1)[0], math.inf, thresholds(TWO, (3, 5), 20.0, 0.1)[1])
    assert thresholds(TWO, (0, 0), 20.0, 0.1) == (math.inf, math.inf)


@pytest.mark.parametrize("precision", [20.0, 3.0])
def test_slopes_are_those_of_the_excess(precision):
    """Newton's method against differences, with all attitudes."""
    leaving, averse, much = Attitude(leaves=0.4, forfeits=0.1), Attitude(risk_aversion=1.0), Attitude(risk_aversion=3.0)
    crowd = (Group("a", 0.02, 0.1, 0.3, leaving), Group("b", 0.01, 0.05, 0.0, averse), Group("c", 0.03, 0.2, 0.0, much))
    aware = room._aware(crowd, [3, 1, 4], precision)
    found, start = np.array([[0.1, 0.2, 0.3], [-0.4, 0.0, 0.4]]), np.array([0.0, -0.2])
    _, slopes, _ = aware.excess(found, start, None)
    for j in range(3):
        move = 1e-5 * np.eye(3)[j]
        up, down = (aware.excess(found + by, start, None)[0] for by in (move, -move))
        assert_allclose(slopes[:, :, j], (up - down) / 2e-5, rtol=1e-5, atol=1e-8)


def test_thresholds_that_do_not_settle_are_reported(monkeypatch):
    monkeypatch.setattr(room, "ROUNDS", 1)
    with pytest.raises(NoEquilibriumError, match="do not settle"):
        tabled.__wrapped__(TWO, (2, 2), 1.0 / 0.06, (0.0,))


@settings(max_examples=15, deadline=None)
@given(st.floats(-0.5, 0.3), st.integers(1, 6), st.integers(0, 6))
def test_the_table_is_close_to_the_solution(start, near, far):
    found, exact = (each(TWO, (near, far), 1.0 / 0.06, start) for each in (tabulated, thresholds))
    assert_allclose(found, exact, atol=1e-6)


def test_the_table_is_solved_once_for_all_start_prices_in_a_mesh():
    tabled.cache_clear()
    for start in (0.001, 0.002, 0.03):
        assert tabulated(TWO, (2, 0), 1.0 / 0.06, start)[1] == math.inf
    assert tabled.cache_info().misses == 1


def test_the_table_where_nobody_comes():
    blind = (Group("blind", 0.04, math.inf), TWO[0])
    switch = next(s for s in np.linspace(-0.3, 0.1, 81) if thresholds(blind, (1, 1), 20.0, float(s))[0] == math.inf)
    for start in (float(switch) - 0.004, float(switch)):
        assert tabulated(blind, (1, 1), 20.0, start) == thresholds(blind, (1, 1), 20.0, start)


def test_takes_part_at_or_above_the_threshold():
    near, far = tabulated(TWO, (2, 2), 1.0 / 0.06, 0.0)
    member, signal = np.array([0, 1, 1, 0]), np.array([near, far, far, near]) + np.array([1e-9, 1e-9, -1e-9, -1e-9])
    assert_array_equal(takes_part(TWO, 1.0 / 0.06, 0.0, 0.0, member, signal), [True, True, False, False])
    shifted = takes_part(TWO, 1.0 / 0.06, 2.0, 2.0, member, signal + 2.0)
    assert_array_equal(shifted, [True, True, False, False])
