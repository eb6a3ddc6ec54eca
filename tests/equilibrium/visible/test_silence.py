"""What silence tells: tails and the quadrature behind thresholds and sites."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import log_ndtr, ndtr
from scipy.stats import norm, truncnorm

from sim.equilibrium.visible.bell import below, hazard, log_below
from sim.equilibrium.visible.groups import Group, weights
from sim.equilibrium.visible.laws import laws
from sim.equilibrium.visible.silence import Silent, given_silence, moments, silent
from tests.equilibrium.visible.brute import silent_mean


@given(st.floats(-200.0, 40.0))
def test_the_bell(z):
    assert_allclose(below(z), ndtr(z), rtol=1e-12, atol=1e-300)
    assert_allclose(log_below(z), log_ndtr(z), rtol=1e-11, atol=1e-300)
    assert_allclose(hazard(z), math.exp(norm.logpdf(z) - log_ndtr(z)), rtol=1e-9, atol=1e-300)


def test_one_silent_bidder_truncates_in_closed_form():
    """c | x < x* is the lower part of a normal law, smeared: known moments (the probit of expectation propagation)."""
    mean, variance, threshold, noise = 0.2, 0.04, 0.1, 0.09
    sd = math.sqrt(variance + noise)
    z = (threshold - mean) / sd
    rate = norm.pdf(z) / norm.cdf(z)
    found = moments(given_silence((Silent(1, threshold, 0.3),), mean, 1.0 / variance))
    tilted = mean - variance / sd * rate, variance - variance**2 / sd**2 * rate * (rate + z)
    assert_allclose(found, tilted, rtol=1e-8)


@pytest.mark.parametrize("threshold", [-0.3, 0.0, 0.25])
def test_a_silent_insider_cuts_the_law(threshold):
    law = truncnorm(-np.inf, threshold / 0.2, scale=0.2)
    found = moments(given_silence((Silent(1, threshold, 1e-3),), 0.0, 25.0))
    assert_allclose(found, (law.mean(), law.var()), atol=2e-5)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(1, 40), st.floats(-0.6, 0.6), st.floats(0.05, 0.7)), min_size=1, max_size=3),
    st.floats(-0.4, 0.4),
    st.floats(10.0, 200.0),
)
def test_the_quadrature_agrees_with_a_library(crowd, mean, precision):
    law = given_silence(tuple(Silent(*each) for each in crowd), mean, precision)
    found = math.log(sum(weight * math.exp(c) for c, weight in law))
    known = ((mean * precision / (precision - 5.0), 1.0 / (precision - 5.0)),)
    exact = silent_mean(5.0, known, [(n, t, sd * sd) for n, t, sd in crowd], 1.0)
    assert_allclose(found, exact, atol=1e-6)


def test_hundreds_of_silent_bidders_do_not_underflow():
    mean, variance = moments(given_silence((Silent(5000, -6.0, 0.05),), 0.0, 4.0))
    assert -6.3 < mean < -6.0
    assert 0.0 < variance < 0.01


def test_whose_silence_tells():
    crowd = (Group("a", 0.04, 0.05), Group("blind", 0.04, math.inf), Group("b", 0.01, 0.0))
    own = tuple(weights(group, 20.0) for group in crowd)
    assert silent(own, (2, 3, 0), (0.1, 0.2, 0.3)) == (Silent(2, 0.1, 1.0 / math.sqrt(own[0].signal)),)
    assert silent(own, (2, 3, 1), (-math.inf, 0.2, math.inf)) == ()
    assert moments(given_silence((), 0.3, 25.0)) == pytest.approx((0.3, 0.04), abs=1e-6)


@st.composite
def many(draw):
    """Laws of two silent groups, as :func:`laws` takes them."""
    one = st.tuples(
        st.sampled_from([0, 1, 7, 60]), st.sampled_from([0, 2, 30]), st.floats(-2.0, 1.0), st.floats(-0.5, 0.5)
    )
    rows = draw(st.lists(one, min_size=1, max_size=40))
    heads = np.array([row[:2] for row in rows], dtype=float)
    edges = np.array([[row[2], row[3]] for row in rows])
    mean, precision = np.array([row[3] for row in rows]), np.array([20.0 + 100.0 * (row[0] == 1) for row in rows])
    return heads, edges, np.array([0.3, draw(st.sampled_from([0.05, 0.6]))]), mean, precision, mean


@settings(max_examples=40, deadline=None)
@given(many())
def test_many_laws_at_once_are_those_of_one_at_a_time(crowd):
    heads, edges, spreads, mean, precision, near = crowd
    together = laws(*crowd)
    for i in range(len(mean)):
        here = slice(i, i + 1)
        alone = laws(heads[here], edges[here], spreads, mean[here], precision[here], near[here])
        mine = together.which == i
        assert_array_equal(together.off[mine], alone.off)
        assert_array_equal(together.weight[mine], alone.weight)
        assert_array_equal(together.pull[:, mine], alone.pull)
        assert_array_equal(together.mean(together.off)[here], alone.mean(alone.off))
        away = tuple(
            Silent(int(n), float(t), float(sd)) for n, t, sd in zip(heads[i], edges[i], spreads, strict=True) if n
        )
        expected, variance = moments(given_silence(away, float(mean[i]), float(precision[i])))
        found = alone.mode[0] + alone.mean(alone.off)[0]
        assert_allclose(found, expected, rtol=0.0, atol=2e-9)
        assert_allclose(alone.mean((alone.mode + alone.off - found) ** 2), variance, rtol=1e-6)


def test_laws_move_with_thresholds():
    """Pulls against differences of log densities, by the library."""
    heads, edges, spreads = np.array([[3.0, 0.0, 8.0]]), np.array([[0.1, 0.2, -9.0]]), np.array([0.2, 0.3, 0.4])
    law = laws(heads, edges, spreads, np.array([0.1]), np.array([30.0]), np.array([0.3]))
    c = law.mode + law.off
    for k in range(3):
        up, down = (heads[0, k] * log_ndtr((edges[0, k] + d - c) / spreads[k]) for d in (1e-5, -1e-5))
        assert_allclose(law.pull[k], (up - down) / 2e-5, rtol=1e-6, atol=1e-12)
