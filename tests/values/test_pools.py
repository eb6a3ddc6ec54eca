"""Log-normal lots of several claims: what is put for the sum, held against sums of single claims."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.draws import Draws
from sim.laws import Uniform
from sim.values import LognormalWorth, PrivateWorth, errors, lift, taste
from tests.studies import a_bidder_group

MANY = 400_000
CASES = [(2, 0.5, 0.3, 0.4), (5, 0.4, 0.1, 0.2), (20, 0.8, 0.4, 0.3), (3, 0.0, 0.6, 0.5), (1, 0.4, 0.3, 0.2)]


def sums(pool, common_sd, taste_sd, signal_sd):
    """Common worth, worths to two bidders and a look of the first, summed over claims of median 2."""
    rng = np.random.default_rng(7)
    rows = np.zeros((4, MANY))
    for _ in range(pool):
        common = 2.0 * np.exp(common_sd * rng.standard_normal(MANY))
        one, two = (common * np.exp(taste_sd * rng.standard_normal(MANY)) for _ in range(2))
        rows += np.array([common, one, two, one * np.exp(signal_sd * rng.standard_normal(MANY))])
    return rows


def close(found, values):
    """Within 4.5 standard errors of a mean."""
    assert abs(found - values.mean()) <= 4.5 * values.std() / math.sqrt(MANY) + 1e-9 * found


@pytest.mark.parametrize("case", CASES, ids=str)
def test_means_variances_and_what_bidders_share_are_those_of_the_sum(case):
    pool, common_sd, taste_sd, signal_sd = case
    worth, group = LognormalWorth(2.0, common_sd, pool=pool), a_bidder_group(taste_sd=taste_sd)
    common, one, two, look = sums(*case)
    mean = worth.centre * math.exp(worth.spread**2 / 2)
    taste, (error,) = worth.taste(group), worth.errors(group, [signal_sd])
    lifted = mean * worth.lift(group) * math.exp(taste**2 / 2)
    close(mean, common)
    close(mean**2 * math.exp(worth.spread**2), common**2)
    close(lifted, one)
    close(lifted**2 * math.exp(worth.spread**2 + taste**2), one**2)
    close(lifted**2 * math.exp(worth.spread**2), one * two)
    close(math.exp(worth.spread**2 + taste**2 + error**2), (look / look.mean()) ** 2)


def test_draws_have_these_moments():
    worth, group = LognormalWorth(2.0, 0.4, pool=4), a_bidder_group(taste_sd=0.3)
    u = Draws(1, 1).uniform("u", np.arange(MANY)[:, None], np.arange(3))
    common = worth.common(u[:, 0])
    own = worth.own(common, group, u[:, 1:2])
    look = worth.seen(common, own, worth.errors(group, (0.2,)), u[:, 2:])
    found = np.log([common, own / common, look / own])
    assert found.mean(axis=1) == pytest.approx([math.log(worth.centre), 0.0, 0.0], abs=0.002)
    sds = [worth.spread, worth.taste(group), *worth.errors(group, (0.2,))]
    assert found.std(axis=1) == pytest.approx(sds, rel=0.01)
    assert worth.public(()).mean == math.log(worth.centre)
    assert worth.public(()).variance == pytest.approx(worth.spread**2)


def test_bidders_know_what_nature_draws():
    worth, group = LognormalWorth(2.0, 0.4, pool=4), a_bidder_group(taste_sd=0.3)
    looks = worth.looks(group, [0.2, 0.5], 0.9)
    one, other = worth.errors(group, (0.2, 0.5))
    assert looks.taste == worth.taste(group) ** 2
    assert looks.noise == pytest.approx(1 / (one**-2 + other**-2))
    assert looks.keeps == 0.9 * worth.lift(group)
    assert worth.looks(group, [0.0, 0.5], 1.0).noise == 0.0
    assert worth.looks(group, [], 1.0).noise == math.inf


def test_a_single_claim_and_other_models_are_as_they_were():
    single, group = LognormalWorth(2.0, 0.4), a_bidder_group(taste_sd=0.3)
    assert (single.centre, single.spread, single.uniforms) == (2.0, 0.4, 1)
    for worth in (single, PrivateWorth(Uniform(0.0, 1.0), pool=3)):
        assert (taste(worth, group), lift(worth, group), errors(worth, group, (0.1, 0.2))) == (0.3, 1.0, (0.1, 0.2))
