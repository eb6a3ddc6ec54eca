"""Who may ever want a lot: the law is binomial or Poisson, however the crowd is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.draws import Draws, subject
from sim.entities.study import PoissonCount
from sim.nature.crowds import BLOCK, crowd, effort, further_blocks
from tests.studies import a_bidder_group

UNLIKELY = 1e-4
LOTS = subject("flats", np.arange(400))


def together(group, lots=LOTS, name="crowd"):
    """Row, number, reach and subject of everybody interested."""
    parts = crowd(Draws(1, 1), name, group, lots)
    return tuple(np.concatenate([getattr(part, of) for part in parts]) for of in ("row", "number", "reach", "subject"))


DENSE = a_bidder_group(count=600, interest=0.2)
BOTH = a_bidder_group(count=5000, interest=0.3)
SPARSE = a_bidder_group(count=200_000, interest=6e-5)
RARE = a_bidder_group(count=30_000, interest=1e-3)
FIXED = {"dense": DENSE, "both": BOTH, "rare": RARE, "sparse": SPARSE}

every_crowd = pytest.mark.parametrize("group", FIXED.values(), ids=FIXED)


@every_crowd
def test_the_number_interested_is_binomial(group):
    counts = np.bincount(together(group)[0], minlength=len(LOTS))
    law = stats.binom(group.count, group.interest)
    assert abs(counts.mean() - law.mean()) < 4.5 * law.std() / np.sqrt(len(LOTS))
    assert abs(counts.var() / law.var() - 1) < 4.5 * np.sqrt(2.2 / len(LOTS))
    spread = law.cdf(counts) - law.pmf(counts) * Draws(9, 9).uniform("spread", np.arange(len(LOTS)))
    assert stats.kstest(spread, "uniform").pvalue > UNLIKELY


@every_crowd
def test_every_bidder_is_as_likely(group):
    _, number, _, _ = together(group)
    assert number.max() < group.count
    assert stats.kstest((number + 0.5) / group.count, "uniform").pvalue > UNLIKELY


@every_crowd
def test_thresholds_are_uniform_for_all_and_independent_of_who_they_are(group):
    _, number, reach, _ = together(group)
    assert ((reach > 0) & (reach < 1)).all()
    assert stats.kstest(reach, "uniform").pvalue > UNLIKELY
    assert abs(np.corrcoef(number, reach)[0, 1]) < 4.5 / np.sqrt(len(reach))
    table = np.histogram2d(number, reach, bins=(5, 5), range=((0, group.count), (0, 1)))[0]
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    assert stats.chisquare(table.ravel(), expected.ravel(), ddof=8).pvalue > UNLIKELY


def test_the_first_and_further_blocks_are_alike():
    row, number, _, _ = together(BOTH)
    blocks = [number // BLOCK == block for block in range(5)]
    for block, inside in enumerate(blocks):
        size = min(BLOCK, 5000 - block * BLOCK)
        counts = np.bincount(row[inside], minlength=len(LOTS))
        law = stats.binom(size, 0.3)
        assert abs(counts.mean() - law.mean()) < 4.5 * law.std() / np.sqrt(len(LOTS))
        assert abs(counts.var() / law.var() - 1) < 4.5 * np.sqrt(2 / len(LOTS))
    each = np.bincount(number, minlength=5000)
    assert stats.chisquare(each * 1.0).pvalue > UNLIKELY
    at_boundaries = each[[0, 1023, 1024, 1025, 2047, 2048, 4095, 4096, 4999]]
    assert np.abs(at_boundaries - 120).max() < 4.5 * np.sqrt(400 * 0.3 * 0.7)


def test_bidders_of_a_block_are_interested_independently_of_one_another_and_from_lot_to_lot():
    row, number, _, _ = together(BOTH)
    wants = np.zeros((len(LOTS), 5000))
    wants[row, number] = 1
    for shift in (1, 2, 32, 1024):
        x, y = wants[:, :-shift].ravel(), wants[:, shift:].ravel()
        assert abs(np.corrcoef(x, y)[0, 1]) < 4.5 / np.sqrt(x.size)
    assert abs(np.corrcoef(wants[1:].ravel(), wants[:-1].ravel())[0, 1]) < 4.5 / np.sqrt(wants.size)


@pytest.mark.parametrize("count", [1023, 1024, 1025, 2048, 2050])
def test_with_certain_interest_everybody_comes_once(count):
    row, number, reach, who = together(a_bidder_group(count=count), LOTS[:3])
    assert sorted(zip(row.tolist(), number.tolist(), strict=True)) == [(i, k) for i in range(3) for k in range(count)]
    assert stats.kstest(reach, "uniform").pvalue > UNLIKELY
    assert np.array_equal(who, subject("crowd", number))


@pytest.mark.parametrize("group", [*FIXED.values(), a_bidder_group(count=PoissonCount(3.0))])
def test_each_part_is_sorted_by_lot_and_number(group):
    for part in crowd(Draws(1, 1), "crowd", group, LOTS[:50]):
        assert np.array_equal(np.lexsort((part.number, part.row)), np.arange(len(part.row)))


@pytest.mark.parametrize("group", [BOTH, a_bidder_group(count=PoissonCount(30.0), interest=0.5)])
def test_a_lot_draws_the_same_in_any_company(group):
    row, number, reach, who = together(group)
    for i in (0, 17, 399):
        alone = together(group, LOTS[i : i + 1])
        assert all(np.array_equal(x[row == i], y) for x, y in zip((number, reach, who), alone[1:], strict=True))


@pytest.mark.parametrize(("mean", "interest"), [(0.5, 1.0), (8.0, 0.25), (40.0, 0.9)])
def test_visitors_are_poisson_and_know_no_other_lot(mean, interest):
    lots = subject("flats", np.arange(4000))
    row, number, reach, who = together(a_bidder_group(count=PoissonCount(mean), interest=interest), lots)
    counts = np.bincount(row, minlength=4000)
    law = stats.poisson(mean * interest)
    spread = law.cdf(counts) - law.pmf(counts) * Draws(9, 9).uniform("spread", np.arange(4000))
    assert stats.kstest(spread, "uniform").pvalue > UNLIKELY
    assert stats.kstest(reach, "uniform").pvalue > UNLIKELY
    assert all(np.array_equal(number[row == i], np.arange(counts[i])) for i in range(50))
    assert len(np.unique(who)) == len(who)
    assert stats.kstest(reach[number == 0], "uniform").pvalue > UNLIKELY


def test_nobody_comes_to_a_group_without_bidders():
    for count in (0, PoissonCount(0.0)):
        assert [len(part) for part in together(a_bidder_group(count=count))] == [0, 0, 0, 0]
    assert len(further_blocks(Draws(1, 1), "c", a_bidder_group(interest=1e-9), 1025, LOTS).row) == 0


def test_effort_is_about_the_draws_a_lot_takes():
    assert effort(DENSE) == 600
    assert effort(SPARSE) == pytest.approx(1024 + 198_976 * (6e-5 + 1 / 1024))
    assert effort(a_bidder_group(count=PoissonCount(10.0), interest=0.5)) == 6.0
