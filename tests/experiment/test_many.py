"""Corrections for many comparisons, and the p-values they start from."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.experiment.many import corrected, holm, lots_of
from sim.experiment.statistics import contrast, estimate
from tests.experiment import stub

NAN = math.nan


def test_holm_by_hand():
    """0.01 x 5; 0.02 x 4 = 0.08; 0.03 x 3 = 0.09; 0.04 x 2 = 0.08 is raised to 0.09; 0.6 x 1."""
    assert holm([0.04, 0.01, 0.6, 0.03, 0.02]) == pytest.approx([0.09, 0.05, 0.6, 0.09, 0.08])


def test_what_was_not_tested_does_not_count():
    found = holm([0.03, NAN, 0.6])
    assert (found[0], found[2]) == pytest.approx((0.06, 0.6))
    assert math.isnan(found[1])
    assert holm([]) == []


def test_nothing_exceeds_one():
    assert holm([0.9, 0.8]) == [1.0, 1.0]


def test_equal_keys_are_one_comparison():
    assert corrected({"a": 0.01, "b": 0.04}) == {"a": 0.02, "b": 0.04}


def test_the_p_value_is_that_of_the_paired_t_test():
    rng = np.random.default_rng(1)
    arm, baseline = rng.normal(0.4, 1.0, 30), rng.normal(0.0, 1.0, 30)
    found = contrast(arm, baseline).difference
    assert found.p == pytest.approx(stats.ttest_rel(arm, baseline).pvalue, rel=1e-9)
    assert (found.p < 0.05) == (found.low > 0.0 or found.high < 0.0)


def test_without_spread_the_mean_decides():
    assert estimate(np.zeros(5)).p == 1.0
    assert estimate(np.full(5, 0.5)).p == 0.0
    assert math.isnan(estimate(np.array([1.0])).p)


TEXT = (
    stub.SCENARIO.replace("shops: {like: flats, count: 2}", "shops: {like: flats, count: 2, class: flats}")
    .replace("seed: 5", "seed: 5\nregions: {north: 1, south: 2}\nsellers: {court: {}, bank: {}}")
    .replace("appraisal: none, worth", "appraisal: none, seller: court, worth")
)


def test_groups_about_the_same_lots_are_one():
    study = stub.study(TEXT)
    both = frozenset({"flats", "shops"})
    assert lots_of(study, "") == lots_of(study, "class=flats") == lots_of(study, "seller=court") == both
    assert lots_of(study, "lots=shops") == {"shops"}
    assert lots_of(study, "region=north") == {"region=north"}
    assert lots_of(stub.study(), "region=region_1") == both


@pytest.mark.parametrize("m", [1, 8])
def test_holm_errs_at_most_once_in_twenty_families(m):
    """2,000 families of m dependent tests without any difference."""
    rng = np.random.default_rng(m)
    families, wrong = 2000, 0
    for _ in range(families):
        luck = rng.normal(size=(1, 20))
        wrong += min(holm([estimate(row).p for row in luck + rng.normal(size=(m, 20))])) <= 0.05
    assert wrong / families <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / families)
