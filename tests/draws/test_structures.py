"""Keyed permutations, order statistics and Poisson points."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.draws import Draws, Points, permutation, subject

UNLIKELY = 1e-4


@settings(deadline=None)
@given(key=st.integers(0, 2**64 - 1), n=st.integers(1, 3000))
def test_a_permutation_takes_every_element_once(key, n):
    everywhere = permutation(key, n, np.arange(n))
    assert np.array_equal(np.sort(everywhere), np.arange(n))
    assert permutation(key, n, n - 1)[0] == everywhere[-1]


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_all_permutations_are_equally_likely(n):
    keys = subject("permutation", np.arange(60_000))
    found = permutation(keys[:, None], n, np.arange(n))
    names = {order: i for i, order in enumerate(itertools.permutations(range(n)))}
    counts = np.bincount([names[tuple(row)] for row in found.tolist()], minlength=len(names))
    assert stats.chisquare(counts).pvalue > UNLIKELY


@pytest.mark.parametrize("n", [16, 1000, 1024])
def test_elements_of_a_permutation_are_uniform_and_pairs_independent(n):
    keys = subject("permutation", np.arange(40_000))
    first, second, last = (permutation(keys, n, position) for position in (0, 1, n - 1))
    for element in (first, second, last):
        assert stats.chisquare(np.bincount(element, minlength=n)).pvalue > UNLIKELY
    for x, y in ((first, second), (first, last), (second, last)):
        assert stats.chisquare(np.bincount((x - y) % n, minlength=n)[1:]).pvalue > UNLIKELY
        if n != 1000:  # exclusive or stays within a power of two
            assert stats.chisquare(np.bincount(x ^ y, minlength=n)[1:]).pvalue > UNLIKELY


def rows(n: int, name: str = "rows"):
    return subject(name, np.arange(n))


def test_whole_samples_have_the_laws_of_order_statistics():
    n, m = 7, 5000
    points = Draws(1, 0).order_statistics("o", rows(m), n, 1.0)
    sample = np.empty((m, n))
    sample[points.row, points.k] = points.at
    assert len(points.at) == n * m
    assert (np.diff(sample, axis=1) > 0).all()
    assert ((sample > 0) & (sample < 1)).all()
    for k in range(n):
        assert stats.kstest(sample[:, k], stats.beta(k + 1, n - k).cdf).pvalue > UNLIKELY
    # given the largest, the others are a sample below it
    assert stats.kstest(sample[:, 0] / sample[:, 1], "uniform").pvalue > UNLIKELY
    scaled = sample[:, :-1] / sample[:, -1:]
    assert abs(np.corrcoef(scaled[:, 2], sample[:, -1])[0, 1]) < 4.5 / np.sqrt(m)


@pytest.mark.parametrize(("n", "p"), [(1, 0.5), (10, 0.3), (1024, 0.001), (1024, 0.02), (50, 0.9)])
def test_the_number_below_a_bound_is_binomial(n, p):
    m = 20_000
    points = Draws(2, 0).order_statistics("o", rows(m), n, p)
    counts = np.bincount(points.row, minlength=m)
    law = stats.binom(n, p)
    low, high = int(law.ppf(0.001)), int(law.ppf(0.999))
    observed = np.bincount(np.clip(counts, low, high), minlength=high + 1)[low:]
    expected = m * np.array([law.cdf(low), *law.pmf(np.arange(low + 1, high)), law.sf(high - 1)])
    assert stats.chisquare(observed, expected * m / expected.sum()).pvalue > UNLIKELY
    assert stats.kstest(points.at / p, "uniform").pvalue > UNLIKELY
    assert (points.at < p).all()


class AtTheBound(Draws):
    """Draws whose first gap ends just below the bound."""

    def _cumulate(self, purpose, rows, below, n):
        return Points(np.zeros(1, np.int64), np.zeros(1, np.int64), np.nextafter([below], 0.0))


@settings(deadline=None)
@given(st.floats(1e-12, 1.0))
def test_rounding_carries_no_order_statistic_over_the_bound(p):
    at = AtTheBound(1, 1).order_statistics("o", rows(1), 9, p).at[0]
    assert p * (1 - 1e-14) < at < p
    assert at / p < 1.0


@pytest.mark.parametrize("mean", [0.3, 4.0, 30.0])
def test_poisson_points(mean):
    m = 20_000
    points = Draws(2, 0).poisson_points("p", rows(m), mean)
    counts = np.bincount(points.row, minlength=m)
    assert abs(counts.mean() - mean) < 4.5 * np.sqrt(mean / m)
    assert abs(counts.var() / mean - 1) < 4.5 * np.sqrt((2 + 1 / mean) / m)
    assert stats.kstest(points.at / mean, "uniform").pvalue > UNLIKELY
    halves = [np.bincount(points.row[half], minlength=m) for half in (points.at < mean / 2, points.at >= mean / 2)]
    assert abs(np.corrcoef(*halves)[0, 1]) < 4.5 / np.sqrt(m)


def table(points):
    return dict(zip(zip(points.row.tolist(), points.k.tolist(), strict=True), points.at.tolist(), strict=True))


@settings(deadline=None)
@given(n=st.integers(1, 60), low=st.floats(1e-6, 1.0), high=st.floats(1e-6, 1.0))
def test_a_higher_bound_only_adds_order_statistics(n, low, high):
    low, high = sorted((low, high))
    fewer, more = (table(Draws(3, 1).order_statistics("o", rows(5), n, p)) for p in (low, high))
    for key, at in more.items():
        assert fewer.get(key, at) == pytest.approx(at, rel=1e-15)
        assert (key in fewer) == (at < low) or at == pytest.approx(low, rel=1e-14)


@settings(deadline=None)
@given(low=st.floats(0.0, 40.0), high=st.floats(0.0, 40.0))
def test_a_higher_bound_only_adds_poisson_points(low, high):
    low, high = sorted((low, high))
    fewer, more = (table(Draws(3, 1).poisson_points("o", rows(5), mean)) for mean in (low, high))
    assert fewer == {key: at for key, at in more.items() if at < low}


@settings(deadline=None)
@given(st.permutations(range(6)), st.integers(0, 6))
def test_rows_do_not_depend_on_their_company(order, cut):
    draws, company = Draws(4, 4), rows(6)[np.array(order)[:cut]]
    together, alone = draws.order_statistics("o", rows(6), 40, 0.3), draws.order_statistics("o", company, 40, 0.3)
    whole = {(order.index(row), k): at for (row, k), at in table(together).items()}
    assert table(alone) == {key: at for key, at in whole.items() if key[0] < cut}
