"""What silence tells: tails, roots and the quadrature behind thresholds and sites."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.special import log_ndtr, ndtr
from scipy.stats import norm, truncnorm

from sim.equilibrium.visible.bell import below, hazard, log_below
from sim.equilibrium.visible.groups import Group, weights
from sim.equilibrium.visible.root import rising_root
from sim.equilibrium.visible.silence import Silent, given_silence, moments, silent
from tests.equilibrium.visible.brute import silent_mean


@given(st.floats(-200.0, 40.0))
def test_the_bell(z):
    assert_allclose(below(z), ndtr(z), rtol=1e-12, atol=1e-300)
    assert_allclose(log_below(z), log_ndtr(z), rtol=1e-11, atol=1e-300)
    assert_allclose(hazard(z), math.exp(norm.logpdf(z) - log_ndtr(z)), rtol=1e-9, atol=1e-300)


@given(st.floats(-50.0, 50.0), st.floats(-50.0, 50.0), st.floats(1e-6, 10.0))
def test_a_zero_is_found_from_anywhere(zero, guess, step):
    assert_allclose(rising_root(lambda x: math.tanh(x - zero) + 0.01 * (x - zero), guess, step), zero, atol=1e-9)


def test_zeros_at_hand_or_out_of_reach():
    assert rising_root(lambda x: x - 0.5, 0.5, 1.0) == 0.5
    assert rising_root(lambda x: x - 0.5, 0.0, 0.5) == 0.5
    assert_allclose(rising_root(math.expm1, 6.0, 10.0), 0.0, atol=1e-12)
    assert rising_root(lambda _: 1.0, 0.0, 1.0) == -math.inf
    assert rising_root(lambda _: -1.0, 0.0, 1.0) == math.inf


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
