"""Families with signals: what every one promises, and the law of each."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.draws import Draws
from sim.entities.knowledge import Public
from sim.laws import Uniform
from sim.values.common import (
    CommonLognormalWorth,
    CommonNormalWorth,
    CommonWorth,
    LoanWorth,
    MineralRightsWorth,
    MixedWorth,
    SignalWorth,
)
from tests.studies import a_bidder_group

FAMILIES = {
    "common_normal": CommonNormalWorth(150.0, 40.0, 15.0),
    "common_lognormal": CommonLognormalWorth(1e6, 0.5, 0.4),
    "mixed_normal": MixedWorth(150.0, 40.0, 15.0, 0.4),
    "mineral_rights": MineralRightsWorth(50.0, 250.0, 12.0),
    "two_state": LoanWorth(20.0, 80.0, 0.3, 2.5),
}
GROUP = a_bidder_group()
N, UNLIKELY = 20_000, 1e-4
every_family = pytest.mark.parametrize("worth", FAMILIES.values(), ids=FAMILIES)


def uniforms(n, m, purpose="u"):
    return Draws(1, 1).uniform(purpose, np.arange(n)[:, None], np.arange(m))


def a_sample(worth, n=N):
    common, u = worth.common(uniforms(n, 1, "lots")[:, 0]), uniforms(n, 1)
    return common, worth.signal(common, u), worth.own(common, GROUP, u)


@every_family
def test_it_is_a_family_with_signals(worth):
    assert isinstance(worth, SignalWorth)
    assert FAMILIES[worth.model] is worth
    assert worth.uniforms == 1


@every_family
def test_numbers_follow_the_shapes(worth):
    for numbers in a_sample(worth, 50):
        assert numbers.shape == (50,)
        assert numbers.dtype == np.float64
        assert np.all(np.isfinite(numbers))


@every_family
def test_a_bidder_sees_the_same_in_any_company(worth):
    common, u = worth.common(uniforms(40, 1, "lots")[:, 0]), uniforms(40, 1)
    signals, own = worth.signal(common, u), worth.own(common, GROUP, u)
    for k in (0, 7, 39):
        assert worth.signal(common[k:], u[k:])[0] == signals[k]
        assert worth.own(common[k:], GROUP, u[k:])[0] == own[k]


@every_family
def test_luckier_draws_look_better_and_luckier_lots_are_better(worth):
    u = np.linspace(0.01, 0.99, 30)
    common = worth.common(u)
    assert np.all(np.diff(common) >= 0.0)
    assert np.all(np.diff(worth.signal(np.full(30, common[15]), u[:, None])) > 0.0)
    assert np.all(np.diff(worth.own(np.full(30, common[15]), GROUP, u[:, None])) >= 0.0)


@every_family
def test_owning_the_worth_leaves_the_ledger_alone(worth):
    common = worth.common(uniforms(5, 1)[:, 0])
    own = worth.own(common, GROUP, uniforms(5, 1))
    own += 1.0
    assert np.array_equal(common, worth.common(uniforms(5, 1)[:, 0]))


def test_normal_worths_and_signals():
    common, signal, own = a_sample(FAMILIES["common_normal"])
    assert stats.kstest(common, stats.norm(150.0, 40.0).cdf).pvalue > UNLIKELY
    assert stats.kstest(signal - common, stats.norm(0.0, 15.0).cdf).pvalue > UNLIKELY
    assert abs(np.corrcoef(signal - common, common)[0, 1]) < 4.5 / math.sqrt(N)
    assert np.array_equal(own, common)


def test_lognormal_worths_and_signals():
    common, signal, own = a_sample(FAMILIES["common_lognormal"])
    assert stats.kstest(np.log(common), stats.norm(math.log(1e6), 0.5).cdf).pvalue > UNLIKELY
    assert stats.kstest(signal - np.log(common), stats.norm(0.0, 0.4).cdf).pvalue > UNLIKELY
    assert np.array_equal(own, common)


def test_partly_private_worths_lie_between_signal_and_common_part():
    common, signal, own = a_sample(FAMILIES["mixed_normal"])
    assert own == pytest.approx(0.4 * signal + 0.6 * common, rel=1e-12)
    assert stats.kstest(signal - common, stats.norm(0.0, 15.0).cdf).pvalue > UNLIKELY
    assert stats.kstest(common, stats.norm(150.0, 40.0).cdf).pvalue > UNLIKELY


def test_uniform_worths_and_signals():
    common, signal, own = a_sample(FAMILIES["mineral_rights"])
    assert stats.kstest(common, stats.uniform(50.0, 200.0).cdf).pvalue > UNLIKELY
    assert stats.kstest(signal - common, stats.uniform(-12.0, 24.0).cdf).pvalue > UNLIKELY
    assert np.array_equal(own, common)


def test_loans_and_signals():
    common, signal, own = a_sample(FAMILIES["two_state"])
    good = common == 80.0
    assert set(common) == {20.0, 80.0}
    assert abs(good.mean() - 0.3) < 4.5 * math.sqrt(0.21 / N)
    assert stats.kstest(signal[good], lambda x: x**2.5).pvalue > UNLIKELY
    assert stats.kstest(signal[~good], lambda x: 1.0 - (1.0 - x) ** 2.5).pvalue > UNLIKELY
    assert np.array_equal(own, common)


@pytest.mark.parametrize("name", ["common_normal", "common_lognormal"])
def test_news_has_its_precision(name):
    worth = FAMILIES[name]
    common, _, _ = a_sample(worth)
    state = np.log(common) if name == "common_lognormal" else common
    error = worth.news(common, 4.0, uniforms(N, 1, "news")[:, 0]) - state
    assert stats.kstest(error, stats.norm(0.0, 0.5).cdf).pvalue > UNLIKELY


def test_a_verdict_is_right_as_often_as_it_says():
    worth = FAMILIES["two_state"]
    common, _, _ = a_sample(worth)
    verdict = worth.news(common, 0.8, uniforms(N, 1, "news")[:, 0])
    assert set(verdict) == {0.0, 1.0}
    assert abs(np.mean((verdict == 1.0) == (common == 80.0)) - 0.8) < 4.5 * math.sqrt(0.16 / N)


@every_family
def test_who_knows_sees_the_worth_and_who_has_no_look_a_draw_that_tells_nothing(worth):
    common, signal, own = a_sample(worth)
    u = uniforms(N, 1)
    assert np.array_equal(worth.seen(common, own, (0.0,), u), own)
    assert np.array_equal(worth.seen(common, own, (0.2,), u), signal)
    nothing = worth.seen(common, own, (), u)
    assert stats.kstest(nothing, stats.uniform().cdf).pvalue > UNLIKELY
    assert abs(np.corrcoef(nothing, common)[0, 1]) < 4.5 / math.sqrt(N)


def test_of_a_common_worth_without_signals_one_knows_all_or_nothing():
    worth, u = CommonWorth(Uniform(10.0, 30.0)), uniforms(N, 1)
    common = worth.common(uniforms(N, 1, "lots")[:, 0])
    assert stats.kstest(common, stats.uniform(10.0, 20.0).cdf).pvalue > UNLIKELY
    own = worth.own(common, GROUP, u)
    assert np.array_equal(own, common)
    assert own is not common
    assert np.array_equal(worth.seen(common, own, (0.0,), u), common)
    for sds in ((), (0.2,)):
        assert np.array_equal(worth.seen(common, own, sds, u), u[:, 0])
    assert worth.uniforms == 1
    assert worth.public(()) == Public()


def test_nothing_is_published_of_worths_whose_family_has_no_room_for_it():
    for name in ("mineral_rights", "mixed_normal"):
        assert FAMILIES[name].discloses == "nothing"
        assert FAMILIES[name].public(()) == Public()
