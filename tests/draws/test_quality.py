"""Draws are uniform, and independent along every key."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.draws import Draws, subject

UNLIKELY = 1e-4
MANY = 20_000

LINES = {
    "seed": lambda i, k: Draws(i, 0).uniform("p", 1, 2, k),
    "replication": lambda i, k: Draws(1, i).uniform("p", 1, 2, k),
    "purpose": lambda i, k: Draws(1, 0).uniform(f"p{i}", 1, 2, k),
    "a": lambda i, k: Draws(1, 0).uniform("p", i, 2, k),
    "b": lambda i, k: Draws(1, 0).uniform("p", 1, i, k),
    "k": lambda i, k: Draws(1, 0).uniform("p", k, 2, i),
    "hashed a": lambda i, k: Draws(1, 0).uniform("p", subject("lots", i), 2, k),
    "hashed b": lambda i, k: Draws(1, 0).uniform("p", subject("lots", k), subject("bidders", i)),
    "a against b": lambda i, k: Draws(1, 0).uniform("p", *((i, k) if i % 2 else (k, i - 1))),
}
"""Key -> a line of uniforms for each value i of that key, along another one."""

every_key = pytest.mark.parametrize("line", LINES.values(), ids=LINES)


@pytest.fixture(scope="module")
def bits():
    return Draws(2024, 1).bits("quality", np.arange(200)[:, None], np.arange(500)).ravel()


@every_key
def test_lines_are_uniform(line):
    for i in (0, 1, 2, 10):
        assert stats.kstest(line(i, np.arange(MANY)), "uniform").pvalue > UNLIKELY


@every_key
def test_neighbouring_values_of_a_key_give_independent_lines(line):
    for i, j in ((1, 0), (1, 2), (1, 10), (3, 2)):
        x, y = line(i, np.arange(MANY)), line(j, np.arange(MANY))
        assert abs(np.corrcoef(x, y)[0, 1]) < 4.5 / np.sqrt(MANY)
        assert abs(np.corrcoef(x[1:], y[:-1])[0, 1]) < 4.5 / np.sqrt(MANY)
        table = np.histogram2d(x, y, bins=16, range=((0, 1), (0, 1)))[0]
        assert stats.chisquare(table.ravel()).pvalue > UNLIKELY


@every_key
def test_draws_across_a_key_are_uniform_and_serially_independent(line):
    x = np.concatenate([line(i, np.arange(10)) for i in range(2000)])
    assert stats.kstest(x, "uniform").pvalue > UNLIKELY
    first = x[::10]
    table = np.histogram2d(first[:-1], first[1:], bins=8, range=((0, 1), (0, 1)))[0]
    assert stats.chisquare(table.ravel()).pvalue > UNLIKELY


def test_every_bit_is_fair(bits):
    ones = np.unpackbits(bits.view(np.uint8)).reshape(-1, 64).sum(axis=0)
    assert np.abs(ones - len(bits) / 2).max() < 4.5 * np.sqrt(len(bits)) / 2


@pytest.mark.parametrize("shift", [0, 12, 28, 56], ids=["trailing", "trailing of the uniform", "middle", "leading"])
def test_bytes_are_uniform(bits, shift):
    counts = np.bincount((bits >> np.uint64(shift) & np.uint64(255)).astype(int), minlength=256)
    assert stats.chisquare(counts).pvalue > UNLIKELY


@pytest.mark.parametrize(("kind", "law"), [("uniform", "uniform"), ("exponential", "expon"), ("normal", "norm")])
def test_inversion_gives_the_law(kind, law):
    draw = getattr(Draws(3, 1), kind)
    assert stats.kstest(draw("p", np.arange(MANY)), law).pvalue > UNLIKELY
