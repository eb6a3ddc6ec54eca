"""The best value of a policy: known peaks, ends, plateaus, noise; intervals hold the truth as often as they say."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.optimum import around, best_of, bracket, dips, may_be_best, refuted, window

GRID = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]


def curves(peak, n=40, noise=0.02, seed=1, axis=GRID, shape=lambda x: -(x**2)):
    """A curve a replication: the same peak, errors that neighbours share (steps of a random walk), a common level."""
    rng = np.random.default_rng(seed)
    x = np.array(axis)
    walk = np.cumsum(rng.normal(size=(n, len(x))) * noise, axis=1)
    return shape(x - peak) + walk + rng.normal(size=(n, 1))


def test_a_peak_between_two_values_is_found():
    best = best_of(GRID, curves(0.47, noise=0.005))
    assert best.place == 3
    assert best.alike == (3,)
    assert best.curved
    assert best.at == pytest.approx(0.47, abs=0.02)
    assert best.low < 0.47 < best.high
    assert best.end == ""
    assert best.n == 40


def test_intervals_hold_the_peak_as_often_as_they_say():
    tries = [best_of(GRID, curves(0.47, n=20, noise=0.01, seed=seed)) for seed in range(1000)]
    held = sum(not (each.low > 0.47 or each.high < 0.47) for each in tries)  # an open end holds all beyond
    assert abs(held - 950) < 4 * np.sqrt(1000 * 0.95 * 0.05)
    assert sum(each.end == "" for each in tries) > 900


def test_the_best_is_among_those_that_may_be():
    kept = [may_be_best(curves(0.47, n=20, noise=0.02, seed=seed)) for seed in range(1000)]
    missed = sum(3 not in each for each in kept)
    assert missed <= 50 + 4 * np.sqrt(1000 * 0.95 * 0.05)
    assert min(map(len, kept)) >= 1
    assert 1 < np.mean([len(each) for each in kept]) < 6


def test_of_equal_columns_all_may_be_best_and_a_clear_one_is_alone():
    level = np.random.default_rng(1).normal(size=(10, 1))
    assert may_be_best(np.hstack([level, level, level])) == (0, 1, 2)
    assert may_be_best(np.hstack([level, level + 1.0, level])) == (1,)


@pytest.mark.parametrize(("peak", "end", "sure"), [(1.2, "high", "low"), (-0.1, "low", "high")])
def test_a_peak_beyond_the_end_leaves_the_interval_open(peak, end, sure):
    best = best_of(GRID, curves(peak, noise=0.002))
    assert best.end == end
    assert np.isnan(best.high if end == "high" else best.low)
    assert best.at == GRID[-1 if end == "high" else 0]
    assert getattr(best, sure) == best.at, "nothing else may be best"


def test_a_policy_that_moves_nothing_has_no_best():
    best = best_of(GRID, np.tile(np.arange(5.0)[:, None], (1, len(GRID))))
    assert np.isnan(best.at)
    assert best.alike == tuple(range(len(GRID)))


def test_noise_alone_reaches_both_ends():
    tries = [best_of(GRID, np.random.default_rng(seed).normal(size=(30, len(GRID)))) for seed in range(40)]
    assert sum(each.end != "" for each in tries) > 30
    assert sum(len(each.alike) >= len(GRID) - 2 for each in tries) > 30


def test_a_cliff_is_no_quartic_and_the_interval_is_made_of_values():
    cliff = curves(0.0, noise=0.001, shape=lambda x: np.where(x < 0.65, x, x - 3.0))
    best = best_of(GRID, cliff)
    assert (best.place, best.alike, best.curved) == (4, (4,), False)
    assert (best.at, best.low, best.high) == (0.6, 0.5, 0.7)


def test_a_plateau_that_ends_in_a_cliff_gets_no_narrow_interval_in_the_wrong_place():
    def shape(x):  # highest at 0.5, nearly flat below, falling fast above
        return np.where(x < 0.0, 0.01 * x, -8.0 * x**3 - 3.0 * x**2)

    tries = [best_of(GRID, curves(0.5, n=25, noise=0.01, seed=seed, shape=shape)) for seed in range(300)]
    held = sum(not (each.low > 0.5 or each.high < 0.5) for each in tries)
    assert held >= 285 - 4 * np.sqrt(300 * 0.05 * 0.95)


def test_what_happens_in_few_replications_leaves_no_value_out():
    values = np.random.default_rng(1).normal(size=(30, 1)) + np.zeros((30, 2))
    values[:, 1] += 0.001  # a little better in all but one, in which it is much worse
    values[3, 1] -= 1.0
    assert may_be_best(values[np.arange(30) != 3]) == (1,), "that one has not been met yet"
    skewed = np.zeros((30, 2))
    skewed[:6, 1] = [1.0, 1.1, 0.9, 1.0, 1.2, 5.0]
    assert may_be_best(skewed) == (0, 1), "a t-test would say (1,)"
    assert best_of(None, skewed).place == 1


def test_three_values_are_too_few_for_a_curve():
    best = best_of([1.0, 2.0, 3.0], curves(2.0, noise=0.01, axis=[1.0, 2.0, 3.0]))
    assert not best.curved
    assert (best.at, best.end) == (2.0, "both")


@pytest.mark.parametrize("many", [4, 5, 6])
def test_few_values_take_a_curve_of_lower_degree(many):
    axis = np.linspace(0.0, 1.0, many)
    best = best_of(axis, curves(0.45, noise=0.001, axis=axis))
    assert best.curved
    assert best.at == pytest.approx(0.45, abs=0.01)


def test_replications_without_a_value_are_left_out_and_one_is_not_enough():
    values = curves(0.47)
    values[:5, 2] = np.nan
    assert best_of(GRID, values).n == 35
    assert best_of(GRID, values[:6]) is None


def test_without_an_axis_nothing_lies_between():
    best = best_of(None, curves(0.47, noise=0.005))
    assert (best.place, best.end) == (3, "")
    assert np.isnan(best.at)


def test_a_fit_is_refuted_as_rarely_as_said_and_surely_when_wrong():
    rng = np.random.default_rng(4)
    sound = sum(refuted(rng.multivariate_normal([0, 0], [[1, 0.9], [0.9, 1]], size=12)) for _ in range(2000))
    assert abs(sound - 100) < 4 * np.sqrt(2000 * 0.95 * 0.05)
    assert refuted(rng.normal(size=(12, 2)) + np.array([0.0, 3.0]))
    assert refuted(np.ones((12, 1))), "no error at all"
    assert refuted(rng.normal(size=(2, 2))), "nothing to test it by"
    assert not refuted(np.zeros((12, 1)))


def test_small_parts():
    assert window(np.array([1.0, 2.0, 9.0] + [0.0] * 8)) == slice(0, 7)
    assert window(np.array([0.0] * 9 + [1.0])) == slice(3, 10)
    assert around(np.array([True, False, True, True, False, True]), 3) == (2, 3)
    assert around(np.array([False, False, False]), 2) == (2, 2)
    assert bracket(np.array([1.0, 2.0, 3.0, 4.0]), 1, (1, 2)) == (2.0, 1.0, 4.0)
    assert dips(np.array([3.0, 1.0, 2.0]))
    assert not any(dips(np.array(curve)) for curve in ([1.0, 3.0, 2.0], [1.0, 2.0], [2.0, 1.0], [5.0], []))


def test_nothing_lies_between_two_rounds_and_three():
    axis = [1.0, 2.0, 3.0, 4.0, 6.0]
    best = best_of(axis, curves(3.0, noise=0.01, axis=axis), whole=True)
    assert not best.curved
    assert (best.at, best.low, best.high) == (3.0, 3.0, 3.0)
    beside = best_of(axis, curves(4.4, noise=0.01, axis=axis), whole=True)
    assert (beside.at, beside.low, beside.high, beside.end) == (4.0, 4.0, 5.0, ""), "5 was not played and may be best"
    assert best_of(axis, curves(0.0, noise=0.01, axis=axis), whole=True).end == "low"
