"""The audit's arithmetic, whatever the game."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.equilibrium.audit import Trial, Verdict, audit, entry_gain


def trial(group: str, share: float, payoffs: list[list[float]], played: list[float], worth: float = 1.0) -> Trial:
    types = len(played)
    return Trial(group, share, np.full(types, 1.0 / types), np.array(payoffs), np.array(played), worth)


def test_gains_are_averaged_over_types_and_kinds():
    verdicts = audit(
        [
            trial("a", 1.0, [[0.02, 0.04], [-0.01, -0.02]], [0.03, 0.0]),
            trial("b", 0.5, [[0.01]], [0.01]),
            trial("a", 3.0, [[0.06], [0.02]], [0.06, 0.01], worth=2.0),
        ]
    )
    assert [each.group for each in verdicts] == ["a", "b"]
    gain, profit, worth = verdicts[0].gain, verdicts[0].profit, verdicts[0].worth
    assert gain == pytest.approx((0.005 + 3.0 * 0.005) / 4.0)
    assert profit == pytest.approx((0.015 + 3.0 * 0.035) / 4.0)
    assert worth == pytest.approx(7.0 / 4.0)
    assert verdicts[1] == Verdict("b", 0.0, 0.01, 1.0)


def test_silence_is_a_deviation():
    (verdict,) = audit([trial("a", 1.0, [[-0.3]], [-0.2])])
    assert verdict.gain == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("gain", "profit", "passes"),
    [
        (0.0009, 0.0892, True),
        (0.0011, 0.5, False),
        (0.0005, 0.049, False),
        (0.0005, 0.0, False),
        (0.0005, -0.0003, False),
        (0.00005, 0.0, True),
        (0.0005, -0.00045, True),
        (0.0, 0.0, True),
    ],
)
def test_both_thresholds(gain, profit, passes):
    assert Verdict("a", gain, profit, 1.0).passes is passes


def test_entering_at_the_wrong_costs():
    """Against costs drawn one by one; nothing to gain at the break-even cost, something on both sides of it."""
    profit, base, spread = 0.03, 0.02, 0.5
    cost = base * np.exp(spread * np.random.default_rng(1).standard_normal(400_000))
    best = np.maximum(profit - cost, 0.0).mean()
    for willing in (0.2, 0.95):
        used = np.where(cost <= np.quantile(cost, willing), profit - cost, 0.0).mean()
        assert entry_gain(profit, base, spread, willing) == pytest.approx(best - used, rel=0.05)
    exact = 0.5 * math.erfc(-math.log(profit / base) / spread / math.sqrt(2.0))
    assert entry_gain(profit, base, spread, exact) == pytest.approx(0.0, abs=1e-12)
    assert entry_gain(-0.01, base, spread, 0.3) > 0.0
