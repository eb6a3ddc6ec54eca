"""Every law keeps the promise of `entities.protocols.Law`; a new one only needs examples here."""

from __future__ import annotations

import dataclasses
import math
import pickle
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats
from scipy.integrate import quad

from sim.entities.protocols import Law
from sim.laws import (
    LAWS,
    Choice,
    Constant,
    Exponential,
    Lognormal,
    Normal,
    Poisson,
    Power,
    Truncated,
    Uniform,
    Weibull,
)

EXAMPLES: dict[str, tuple[Law, ...]] = {
    "uniform": (Uniform(0, 1), Uniform(-3.0, 12.5)),
    "normal": (Normal(0.0, 1.0), Normal(150, 40)),
    "lognormal": (Lognormal(1.0, 0.5), Lognormal(900_000, 1.2)),
    "exponential": (Exponential(0.5), Exponential(2e6)),
    "power": (Power(2.0), Power(0.5, high=7.0), Power(1)),
    "weibull": (Weibull(1.5, 1.0), Weibull(0.7, 300.0), Weibull(1, 2)),
    "poisson": (Poisson(3.0), Poisson(0.2), Poisson(4000.0), Poisson(0)),
    "choice": (Choice((3.0, 1.0, 2.0)), Choice((5.0, -1.0, 5.0), (0.5, 3.0, 0.25)), Choice((1, 2, 3), (0, 1, 0))),
    "truncated": (
        Truncated(Exponential(0.5), 0.0, 1.0),
        Truncated(Normal(100.0, 20.0), low=80.0),
        Truncated(Lognormal(1.0, 1.0), high=2.0),
        Truncated(Truncated(Uniform(0, 10), 1.0, 9.0), -5.0, 4.0),
    ),
    "constant": (Constant(0.1), Constant(-3)),
}
ALL = [law for laws in EXAMPLES.values() for law in laws]
CONTINUOUS = [law for law in ALL if law.continuous]
DISCRETE = [law for law in ALL if not law.continuous]
EDGES = np.array([2.0**-53, 1e-12, 1e-6, 0.01, 0.3, 0.5, 0.9, 0.999, 1.0 - 1e-9, 1.0 - 2.0**-53])

every_law = pytest.mark.parametrize("law", ALL, ids=repr)
every_continuous = pytest.mark.parametrize("law", CONTINUOUS, ids=repr)
every_discrete = pytest.mark.parametrize("law", DISCRETE, ids=repr)
uniforms = st.lists(st.floats(2.0**-53, 1.0 - 2.0**-53), min_size=1, max_size=40).map(np.array)


def test_every_law_of_the_table_has_examples():
    assert set(EXAMPLES) == set(LAWS)


@every_law
def test_a_law_keeps_its_promise_and_is_a_value(law: Law):
    assert isinstance(law, Law)
    assert LAWS[law.distribution] is type(law)
    assert pickle.loads(pickle.dumps(law)) == law
    assert hash(law) == hash(dataclasses.replace(law))
    with pytest.raises(dataclasses.FrozenInstanceError):
        law.distribution = "other"


@every_law
@settings(max_examples=25)
@given(u=uniforms)
def test_quantiles_rise_and_stay_in_the_support(law: Law, u: np.ndarray):
    x = law.ppf(np.sort(u))
    assert x.dtype == np.float64
    assert np.all(np.isfinite(x))
    assert np.all(np.diff(x) >= 0)
    assert law.support[0] <= x[0]
    assert x[-1] <= law.support[1]


@every_law
@settings(max_examples=25)
@given(u=uniforms)
def test_how_many_are_drawn_at_once_moves_no_bit(law: Law, u: np.ndarray):
    whole = law.ppf(u)
    assert_array_equal(whole, [float(law.ppf(np.array(one))) for one in u])
    assert_array_equal(whole, np.concatenate([law.ppf(u[:1]), law.ppf(u[1:])]))
    assert_array_equal(whole, law.ppf(np.repeat(u, 3)[::3]))
    assert_array_equal(whole[:, None], law.ppf(u[:, None]))
    assert_array_equal(law.cdf(whole), [float(law.cdf(np.array(x))) for x in whole])


@every_law
def test_the_cdf_rises_from_0_to_1(law: Law):
    low, high = law.support
    reach = np.concatenate([law.ppf(EDGES), np.linspace(*law.ppf(np.array([0.001, 0.999])), 50)])
    below = low - 1.0 if math.isfinite(low) else -math.inf
    above = high if math.isfinite(high) else math.inf
    x = np.sort(np.concatenate([[below], reach, [above]]))
    p = law.cdf(x)
    assert p[0] == 0.0
    assert p[-1] == 1.0
    assert np.all(np.diff(p) >= 0)


@every_law
def test_the_mean_is_the_integral_of_the_quantiles(law: Law):
    if law.continuous:
        expected = quad(lambda u: float(law.ppf(np.array(u))), 0.0, 1.0, epsabs=1e-13, epsrel=1e-10, limit=200)[0]
    else:
        first, last = law.ppf(EDGES[[0, -1]])
        at = np.unique(np.concatenate([law.ppf(np.linspace(0.01, 0.99, 99)), np.arange(first, last + 1.0)]))
        expected = float(at @ np.diff(np.append(0.0, law.cdf(at))))
    assert law.mean == pytest.approx(expected, rel=1e-9, abs=1e-9 * np.ptp(law.ppf(np.array([0.1, 0.9]))))


@every_continuous
def test_cdf_and_quantiles_are_inverse(law: Law):
    u = np.array([1e-15, 1e-9, 1e-3, 0.2, 0.5, 0.8, 0.999, 1.0 - 1e-9])
    assert_allclose(law.cdf(law.ppf(u)), u, rtol=1e-12, atol=2e-15)
    x = law.ppf(np.linspace(0.02, 0.98, 49))
    assert_allclose(law.ppf(law.cdf(x)), x, rtol=1e-12, atol=1e-12 * np.ptp(x))


@every_continuous
def test_the_density_is_the_derivative_and_integrates_to_1(law: Law):
    x = law.ppf(np.linspace(0.05, 0.95, 19))
    h = 1e-5 * np.ptp(x)
    assert_allclose(law.pdf(x), (law.cdf(x + h) - law.cdf(x - h)) / (2 * h), rtol=1e-5)
    ranks = np.array([1e-9, 1e-6, 1e-3, 0.5, 0.999, 1.0 - 1e-6, 1.0 - 1e-9])
    cuts = law.ppf(ranks)
    mass = [quad(lambda t: float(law.pdf(np.array(t))), *cuts[i : i + 2], epsabs=0.0)[0] for i in range(6)]
    assert_allclose(mass, np.diff(ranks), rtol=1e-6)


@every_continuous
def test_the_density_is_0_outside_the_support(law: Law):
    low, high = law.support
    outside = np.array([end for end in (low - 1.0, low - 1e-9, high + 1e-9, high + 1.0) if math.isfinite(end)])
    assert_array_equal(law.pdf(outside), np.zeros(len(outside)))


@every_discrete
@settings(max_examples=25)
@given(u=uniforms)
def test_a_discrete_quantile_is_the_first_value_that_reaches_its_rank(law: Law, u: np.ndarray):
    x = law.ppf(u)
    assert np.all(law.cdf(x) >= u)
    assert np.all(law.cdf(np.nextafter(x, -np.inf)) < u)


@every_discrete
def test_a_discrete_law_has_no_density(law: Law):
    with pytest.raises(TypeError, match=rf"^the law {law.distribution} is discrete and has no density$"):
        law.pdf(np.array([1.0]))


TWINS = [
    (Normal(2.0, 3.0), stats.norm(2.0, 3.0)),
    (Lognormal(2.0, 0.7), stats.lognorm(0.7, scale=2.0)),
    (Exponential(0.25), stats.expon(scale=0.25)),
    (Power(3.0, high=2.0), stats.powerlaw(3.0, scale=2.0)),
    (Weibull(1.7, 0.4), stats.weibull_min(1.7, scale=0.4)),
    (Poisson(6.5), stats.poisson(6.5)),
    (Uniform(1.0, 4.0), stats.uniform(1.0, 3.0)),
]


@pytest.mark.parametrize(("law", "twin"), TWINS, ids=lambda side: type(side).__name__)
def test_laws_agree_with_an_independent_library_far_into_both_tails(law: Law, twin: Any):
    assert_allclose(law.ppf(EDGES), twin.ppf(EDGES), rtol=2e-12)
    x = law.ppf(EDGES)
    assert_allclose(law.cdf(x), twin.cdf(x), rtol=1e-12)
    if law.continuous:
        assert_allclose(law.pdf(x), twin.pdf(x), rtol=1e-9)


def test_small_ranks_keep_their_digits():
    assert float(Exponential(1.0).ppf(np.array(1e-18))) == pytest.approx(1e-18, rel=1e-14)
    assert float(Weibull(2.0, 1.0).ppf(np.array(1e-18))) == pytest.approx(1e-9, rel=1e-14)
    assert float(Exponential(1.0).cdf(np.array(1e-18))) == pytest.approx(1e-18, rel=1e-14)
    assert float(Normal(0.0, 1.0).cdf(np.array(-30.0))) == pytest.approx(4.906713927148187e-198, rel=1e-12)


def test_the_largest_draw_of_a_law_cut_from_below_is_finite():
    assert np.isfinite(Truncated(Normal(0.0, 1.0), low=0.0).ppf(np.array([1.0 - 2.0**-53])))[0]


def test_the_truncated_exponential_is_what_it_is_by_hand():
    law = Truncated(Exponential(0.5), 0.0, 1.0)
    x = np.linspace(0.05, 0.95, 10)
    assert_allclose(law.cdf(x), np.expm1(-2 * x) / np.expm1(-2.0), rtol=1e-14)
    assert_allclose(law.pdf(x), 2 * np.exp(-2 * x) / -np.expm1(-2.0), rtol=1e-14)
    assert law.support == (0.0, 1.0)
    assert Truncated(Exponential(0.5), high=1.0).support == (0.0, 1.0)


def test_choices_keep_their_frequencies():
    law = Choice((10.0, 0.0), (1.0, 3.0))
    assert_array_equal(law.ppf(np.array([0.1, 0.75, 0.7500001, 0.99])), [0.0, 0.0, 10.0, 10.0])
    assert law.mean == 2.5
    assert Choice((1.0, 2.0, 3.0), (0.0, 1.0, 1.0)).support == (2.0, 3.0)


REFUSED = [
    (lambda: Uniform(1.0, 1.0), "low must be below high, not 1 and 1"),
    (lambda: Uniform(2.0, 1.0), "low must be below high, not 2 and 1"),
    (lambda: Uniform(0.0, math.inf), "high must be a finite number, not inf"),
    (lambda: Uniform(math.nan, 1.0), "low must be a finite number, not nan"),
    (lambda: Normal(0.0, 0.0), "sd must be above 0, not 0"),
    (lambda: Normal(math.nan, 1.0), "mean must be a finite number, not nan"),
    (lambda: Lognormal(0.0, 1.0), "median must be above 0, not 0"),
    (lambda: Lognormal(1.0, -0.5), "sd must be above 0, not -0.5"),
    (lambda: Lognormal(math.inf, 1.0), "median must be a finite number, not inf"),
    (lambda: Exponential(0.0), "mean must be above 0, not 0"),
    (lambda: Exponential(math.inf), "mean must be a finite number, not inf"),
    (lambda: Power(0.0), "exponent must be above 0, not 0"),
    (lambda: Power(2.0, high=-1.0), "high must be above 0, not -1"),
    (lambda: Power(math.nan), "exponent must be a finite number, not nan"),
    (lambda: Weibull(0.0, 1.0), "shape must be above 0, not 0"),
    (lambda: Weibull(1.0, 0.0), "scale must be above 0, not 0"),
    (lambda: Weibull(1.0, math.inf), "scale must be a finite number, not inf"),
    (lambda: Poisson(-1.0), "mean must be between 0 and 1000000, not -1"),
    (lambda: Poisson(2e6), "mean must be between 0 and 1000000, not 2e+06"),
    (lambda: Choice(()), "values must hold at least one number"),
    (lambda: Choice((1.0, math.nan)), "values[1] must be a finite number, not nan"),
    (lambda: Choice((1.0, 2.0), (1.0,)), "weights must be as many as values, not 1 for 2"),
    (lambda: Choice((1.0, 2.0), (1.0, math.inf)), "weights[1] must be a finite number, not inf"),
    (lambda: Choice((1.0, 2.0), (1.0, -1.0)), "weights must not be negative"),
    (lambda: Choice((1.0, 2.0), (0.0, 0.0)), "weights must not all be 0"),
    (lambda: Constant(math.inf), "value must be a finite number, not inf"),
    (lambda: Truncated(Poisson(3.0), 0.0, 1.0), "of must be a continuous law, not poisson"),
    (lambda: Truncated(Uniform(0, 1), 0.5, math.nan), "high must be a finite number, not nan"),
    (lambda: Truncated(Uniform(0, 1), 0.5, 0.5), "low must be below high, not 0.5 and 0.5"),
    (lambda: Truncated(Uniform(0, 1), 2.0, 3.0), "low must be below high, not 2 and 1"),
    (
        lambda: Truncated(Normal(0, 1), 6.0, 7.0),
        "the interval from 6 to 7 must hold at least a millionth of the law normal",
    ),
]


@pytest.mark.parametrize(("make", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_impossible_parameters_are_refused(make: Any, message: str):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        make()
