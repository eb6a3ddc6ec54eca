"""Worth models: what every one promises, and the law of each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.draws import Draws
from sim.entities.worth import Worth
from sim.laws import Constant, Exponential, Uniform
from sim.values import WORTHS, LognormalWorth, PrivateWorth
from sim.values.common import (
    CommonLognormalWorth,
    CommonNormalWorth,
    CommonWorth,
    LoanWorth,
    MineralRightsWorth,
    MixedWorth,
)
from tests.studies import a_bidder_group

EXAMPLES = {
    "lognormal": LognormalWorth(median=1e6, common_sd=0.4),
    "private": PrivateWorth(Uniform(10.0, 30.0), pool=3),
    "common_normal": CommonNormalWorth(10.0, 1.0, 1.0),
    "common_lognormal": CommonLognormalWorth(1.0, 0.5, 0.4),
    "mineral_rights": MineralRightsWorth(50.0, 250.0, 12.0),
    "mixed_normal": MixedWorth(10.0, 1.0, 1.0, 0.4),
    "two_state": LoanWorth(good=1.0, bad=0.0, good_probability=0.5, power=2.0),
    "common": CommonWorth(Uniform(10.0, 30.0)),
}
GROUP = a_bidder_group(taste_sd=0.1)
UNLIKELY = 1e-4

OWN = {name: worth for name, worth in EXAMPLES.items() if not worth.given}
every_own = pytest.mark.parametrize("worth", OWN.values(), ids=OWN)
every_worth = pytest.mark.parametrize("worth", EXAMPLES.values(), ids=EXAMPLES)


def uniforms(n, m, purpose="u"):
    return Draws(1, 1).uniform(purpose, np.arange(n)[:, None], np.arange(m))


def test_every_model_has_an_example_here():
    assert list(EXAMPLES) == list(WORTHS)
    assert all(type(EXAMPLES[name]) is WORTHS[name] and WORTHS[name].model == name for name in WORTHS)


@every_worth
def test_it_is_a_worth(worth):
    assert isinstance(worth, Worth)
    assert worth.uniforms >= 1


@every_own
def test_money_is_positive_and_follows_the_shapes(worth):
    common = worth.common(uniforms(50, 1)[:, 0])
    own = worth.own(common, GROUP, uniforms(50, worth.uniforms))
    assert common.shape == own.shape == (50,)
    assert common.dtype == own.dtype == np.float64
    assert (common > 0).all()
    assert (own > 0).all()


@every_worth
@settings(deadline=None)
@given(n=st.integers(1, 40), cut=st.integers(0, 40))
def test_a_bidder_is_worth_the_same_to_himself_in_any_company(worth, n, cut):
    u, lots = uniforms(n, worth.uniforms), uniforms(n, 1, "lots")[:, 0]
    common = worth.common(lots)
    own, part = worth.own(common, GROUP, u), slice(min(cut, n - 1), None)
    assert np.array_equal(worth.common(lots[part]), common[part])
    assert np.array_equal(worth.own(common[part], GROUP, u[part]), own[part])


@every_own
def test_a_luckier_draw_is_worth_more(worth):
    u = np.linspace(0.01, 0.99, 30)
    common = worth.common(np.full(30, 0.5))
    assert (np.diff(worth.own(common, GROUP, np.repeat(u[:, None], worth.uniforms, axis=1))) > 0).all()


def test_lognormal_worths_have_the_stated_medians_and_spreads():
    worth, u = EXAMPLES["lognormal"], uniforms(20_000, 1)
    common = worth.common(uniforms(20_000, 1, "lots")[:, 0])
    assert stats.kstest(np.log(common), stats.norm(np.log(1e6), 0.4).cdf).pvalue > UNLIKELY
    taste = np.log(worth.own(common, GROUP, u) / common)
    assert stats.kstest(taste, stats.norm(0, 0.1).cdf).pvalue > UNLIKELY
    assert abs(np.corrcoef(taste, common)[0, 1]) < 4.5 / np.sqrt(20_000)
    assert worth.common(np.array([0.5])) == 1e6


def test_without_spread_everything_is_the_median():
    worth = LognormalWorth(median=7.0, common_sd=0.0)
    common = worth.common(uniforms(5, 1)[:, 0])
    assert common.tolist() == [7.0] * 5
    assert worth.own(common, a_bidder_group(taste_sd=0.0), uniforms(5, 1)).tolist() == [7.0] * 5


def test_private_worths_follow_the_law_and_have_nothing_in_common():
    worth, u = PrivateWorth(Uniform(10.0, 30.0)), uniforms(20_000, 1)
    common = worth.common(u[:, 0])
    assert set(common) == {20.0}
    assert np.array_equal(worth.own(common, GROUP, u), 10.0 + 20.0 * u[:, 0])


def test_a_group_may_have_its_own_law():
    worth, u = PrivateWorth(Uniform(10.0, 30.0)), uniforms(20_000, 1)
    strong = a_bidder_group(worth=Exponential(mean=5.0))
    own = worth.own(worth.common(u[:, 0]), strong, u)
    assert stats.kstest(own, stats.expon(scale=5.0).cdf).pvalue > UNLIKELY


def test_a_pool_is_the_sum_of_its_items():
    worth, u = PrivateWorth(Uniform(0.0, 1.0), pool=4), uniforms(100, 4)
    common = worth.common(u[:, 0])
    assert set(common) == {2.0}
    assert worth.own(common, GROUP, u) == pytest.approx(u.sum(axis=1), rel=1e-15)
    assert PrivateWorth(Constant(3.0), pool=4).own(common, GROUP, u).tolist() == [12.0] * 100
