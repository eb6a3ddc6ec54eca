"""The intercept h: what is added to the expected log worth."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.stats import norm

from sim.equilibrium.visible.intercept import (
    Attitude,
    disclosed,
    gain,
    intercept,
    premium,
    undisclosed,
    with_exit,
)
from sim.errors import NoEquilibriumError


def test_half_the_variance_if_risk_neutral():
    assert intercept(Attitude(), 0.0336) == 0.0168


@given(st.floats(0.0, 3.0), st.floats(0.0, 1.0))
def test_risk_averse_bidders_pay_the_certainty_equivalent(gamma, variance):
    assert_allclose(intercept(Attitude(risk_aversion=gamma), variance), (1.0 - gamma) * variance / 2.0)


def test_defects_shift_the_limit():
    base = intercept(Attitude(), 0.04)
    assert_allclose(intercept(Attitude(discount=undisclosed(0.2, 0.3)), 0.04), base + math.log(0.94))
    assert_allclose(intercept(Attitude(discount=disclosed(0.3)), 0.04), base + math.log(0.7))
    assert_allclose(
        intercept(Attitude(leaves=0.1, forfeits=0.1, discount=disclosed(0.3)), 0.0336),
        0.0199 + math.log(0.7),
        atol=5e-5,
    )
    assert undisclosed(0.0, 0.3) == 0.0
    assert_allclose(undisclosed(1.0, 0.3), disclosed(0.3))


@pytest.mark.parametrize(("leaves", "h"), [(1.0, 0.0608), (0.1, 0.0199)])
def test_reference_values_of_walking_away(leaves, h):
    assert abs(intercept(Attitude(leaves=leaves, forfeits=0.1), 0.0336) - h) <= 5e-5


@given(st.floats(0.01, 1.0), st.floats(0.02, 0.99), st.floats(0.001, 0.5))
def test_one_who_may_walk_away_is_indifferent_at_h(leaves, forfeits, variance):
    h, sd = with_exit(leaves, forfeits, variance), math.sqrt(variance)

    def gain(z):
        worth = math.exp(sd * z - h)
        return norm.pdf(z) * ((1.0 - leaves) * worth + leaves * max(worth, 1.0 - forfeits) - 1.0)

    edge = (math.log(1.0 - forfeits) + h) / sd
    ends = sorted({-12.0, min(max(edge, -12.0), 12.0), 12.0})
    assert abs(sum(quad(gain, *pair, epsabs=1e-12)[0] for pair in pairwise(ends))) <= 1e-9
    assert h >= variance / 2.0 - 1e-15


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_nothing_to_walk_away_from(leaves, variance):
    assert with_exit(leaves, 1.0, variance) == variance / 2.0
    assert intercept(Attitude(leaves=0.0, forfeits=0.1), variance) == variance / 2.0
    assert with_exit(0.5, leaves, 0.0) == 0.0


def test_the_more_often_one_may_leave_and_the_less_it_costs_the_more_one_bids():
    often = [with_exit(leaves, 0.1, 0.05) for leaves in (0.0, 0.2, 0.5, 1.0)]
    cheap = [with_exit(0.5, forfeits, 0.05) for forfeits in (1.0, 0.5, 0.2, 0.05, 0.0)]
    assert often == sorted(often)
    assert often[0] < often[-1]
    assert cheap == sorted(cheap)
    assert cheap[0] < cheap[-1]


def test_free_exit_has_no_limit():
    with pytest.raises(NoEquilibriumError, match="deposit"):
        with_exit(1.0, 0.0, 0.04)


def test_risk_aversion_and_exit_are_not_known_together():
    with pytest.raises(NoEquilibriumError, match="risk_aversion: 0"):
        intercept(Attitude(risk_aversion=0.5, leaves=0.1), 0.04)


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.9), st.floats(0.01, 1.0))
def test_the_gain_from_walking_away_rises_with_the_variance_at_its_slope(leaves, forfeits, variance):
    attitude, move = Attitude(leaves=leaves, forfeits=forfeits, discount=-0.1), 1e-4 * variance
    up, down = (premium(attitude, variance + by) for by in (move, -move))
    found, slope = gain(leaves, forfeits, variance)
    assert_allclose(found, premium(attitude, variance), rtol=0.0, atol=1e-14)
    assert_allclose(slope, (up - down) / (2.0 * move), rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize(("leaves", "forfeits", "variance"), [(0.0, 0.2, 0.1), (0.3, 0.2, 0.0), (0.3, 1.0, 0.1)])
def test_where_there_is_nothing_to_gain_by_walking_away(leaves, forfeits, variance):
    assert gain(leaves, forfeits, variance) == (0.0, 0.0)
