"""Intervals that cover what they should, on data whose truth is known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sim.experiment.statistics import contrast, estimate, fieller, needed, quantile

NAN = math.nan


def test_mean_sd_and_interval_against_a_hand_computation():
    found = estimate(np.array([1.0, NAN, 3.0, 5.0]))
    assert (found.mean, found.sd, found.n) == (3.0, 2.0, 3)
    assert found.se == pytest.approx(2.0 / math.sqrt(3))
    half = 4.302652729911275 * 2.0 / math.sqrt(3)  # t(2), 97.5 %
    assert (found.low, found.high) == pytest.approx((3.0 - half, 3.0 + half), rel=1e-9)


@pytest.mark.parametrize(("degrees", "value"), [(1, 12.706204736), (39, 2.022690920), (1000, 1.962339081)])
def test_quantiles_are_those_of_the_printed_table(degrees, value):
    assert quantile(degrees) == pytest.approx(value, abs=1e-8)


def test_without_enough_values_the_interval_is_empty():
    none, one = estimate(np.array([NAN])), estimate(np.array([2.0, NAN]))
    assert none.n == 0
    assert np.isnan([none.mean, none.sd, none.low, none.high, none.se]).all()
    assert (one.mean, one.n) == (2.0, 1)
    assert np.isnan([one.sd, one.low, one.high, one.se]).all()


def test_a_pair_with_an_empty_cell_is_dropped_and_n_lowered():
    found = contrast(np.array([12.0, NAN, 14.0, 13.0]), np.array([10.0, 10.0, NAN, 10.5]))
    assert (found.difference.mean, found.difference.n) == (2.25, 2)
    assert found.relative == pytest.approx(2.25 / 10.25)


def test_arms_that_do_the_same_differ_by_exactly_nothing():
    values = np.random.default_rng(1).random(20)
    found = contrast(values, values)
    assert (found.difference.mean, found.difference.low, found.difference.high) == (0.0, 0.0, 0.0)
    assert (found.relative, found.relative_low, found.relative_high) == (0.0, 0.0, 0.0)


def test_a_relative_effect_has_the_sign_of_the_difference_also_from_a_negative_baseline():
    baseline = np.array([-10.0, -10.1, -9.9, -10.0])
    found = contrast(baseline + 5.0 + np.array([0.0, 0.1, 0.0, -0.1]), baseline)
    assert found.relative == pytest.approx(0.5, abs=0.01)
    assert 0.4 < found.relative_low < found.relative < found.relative_high < 0.6


def test_a_relative_effect_is_empty_where_the_baseline_may_be_zero():
    rng = np.random.default_rng(2)
    found = contrast(rng.normal(1.0, 1.0, 30), rng.normal(0.0, 1.0, 30))
    assert np.isnan([found.relative, found.relative_low, found.relative_high]).all()
    assert np.isnan(fieller(np.array([1.0]), np.array([2.0]))).all()


@given(
    hnp.arrays(np.float64, st.integers(3, 12), elements=st.floats(-2.0, 2.0)),
    st.floats(20.0, 50.0),
    st.floats(0.1, 1000.0),
)
def test_relative_effects_do_not_depend_on_the_currency(noise, level, factor):
    rng = np.random.default_rng(len(noise))
    baseline = level + rng.normal(0.0, 1.0, len(noise))
    one, other = contrast(baseline + noise, baseline), contrast(factor * (baseline + noise), factor * baseline)
    for name in ("relative", "relative_low", "relative_high"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("n", [5, 40])
def test_intervals_cover_the_truth_as_often_as_they_say(n):
    """2,000 studies of n paired replications: 95 % of the intervals hold the truth, within Monte Carlo error."""
    rng = np.random.default_rng(n)
    hits = np.zeros(3)
    studies = 2000
    for _ in range(studies):
        luck = rng.normal(0.0, 3.0, n)  # common to both arms
        baseline = 20.0 + luck + rng.normal(0.0, 1.0, n)
        arm = 24.0 + luck + rng.normal(0.0, 1.0, n)
        level, found = estimate(arm), contrast(arm, baseline)
        hits += (
            level.low <= 24.0 <= level.high,
            found.difference.low <= 4.0 <= found.difference.high,
            found.relative_low <= 0.2 <= found.relative_high,
        )
    assert hits / studies == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / studies))


def test_pairing_is_worth_it():
    rng = np.random.default_rng(3)
    luck = rng.normal(0.0, 10.0, 40)
    arm, baseline = luck + rng.normal(1.0, 0.5, 40), luck + rng.normal(0.0, 0.5, 40)
    paired = contrast(arm, baseline).difference
    assert (paired.high - paired.low) < 0.2 * (estimate(arm).high - estimate(arm).low)


def test_how_many_replications_an_interval_needs():
    """One in five is 1: skewness (1 - 2p) / sqrt(p q) = 1.5, excess kurtosis (1 - 6pq) / (p q) = 0.25."""
    assert needed(np.array([1.0, 0.0, 0.0, 0.0, 0.0, NAN])) == pytest.approx(25 * 1.5**2)
    rare = np.concatenate([np.zeros(98), [1.0, -1.0]])  # no skewness; kurtosis 1 / 0.02
    assert needed(rare) == pytest.approx(3 * (50 - 3))
    assert needed(np.random.default_rng(1).normal(size=1000)) == 3.0
    assert [needed(each) for each in (np.zeros(9), np.array([NAN]), np.array([1.0, 2.0]))] == [math.inf] * 3


@pytest.mark.parametrize("shape", [0.5, 2.0])
def test_with_as_many_as_it_needs_the_interval_holds_its_promise(shape):
    """Gamma with skewness 2 / sqrt(shape): 25 times its square is enough for 93 to 97 %."""
    rng, tries = np.random.default_rng(4), 3000
    n = math.ceil(25 * 4 / shape)
    found = [estimate(rng.gamma(shape, size=n)) for _ in range(tries)]
    assert 0.93 <= np.mean([each.low <= shape <= each.high for each in found]) <= 0.97
