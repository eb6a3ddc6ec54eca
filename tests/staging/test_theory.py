"""Plays against exact theory, with the literal rules on many random lots.

Open outcry and clock on a grid: Rothkopf and Harstad (1994). Opening jump. Last-minute bids that may be lost under a
hard close: Ockenfels and Roth (2006).
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.entities.brief import Ladder, Play
from sim.entities.timing import Window
from sim.entities.units import HOUR, SECOND
from sim.kernel import KERNEL
from sim.tempo import TIMINGS, Incremental, Jump, Sniper
from tests.briefs import brief

SOFT = {"trigger": 300 * SECOND, "extension": 300 * SECOND}


def auctions(play, limits, start, ladder, timing=None, lost=None, seed=5):
    """Winners (-1: passed in) and revenues of many lots, one brief each."""
    timing = Incremental() if timing is None else timing
    lots, n = limits.shape
    rng = np.random.default_rng(seed)
    window = Window(0, HOUR, start, ladder.step, ladder.proxy)
    u, ties = rng.random((lots, n)), rng.random((lots, n))
    reply = rng.integers(1, 60_000, (lots, n, 3)) * 1000
    lost = np.zeros((lots, n), dtype=bool) if lost is None else lost
    winner, revenue = np.full(lots, -1), np.zeros(lots)
    for k in range(lots):
        habits = timing.habits(window, limits[k], u[k])
        made = brief(
            play,
            limits[k],
            ladder=ladder,
            start=start,
            first=habits.first + np.arange(1, n + 1),
            opening=habits.opening,
            lodges=habits.lodges,
            reply=reply[k],
            ties=ties[k],
            lost=lost[k],
        )
        record = KERNEL[play](made)
        if record.sold:
            winner[k], revenue[k] = record.winner, record.price
    return winner, revenue


def near(sample, theory):
    error = np.std(sample) / np.sqrt(len(sample))
    assert abs(np.mean(sample) - theory) < 4 * error


def values(lots, n, seed):
    return np.random.default_rng(seed).random((lots, n))


@pytest.mark.parametrize(
    ("n", "start", "step", "outcry", "best_wins"),
    [(4, 0.0, 0.1, 0.59334, 0.90175), (3, 0.2, 0.05, 0.5044, 0.956167)],
)
@pytest.mark.parametrize("name", ["early", "incremental", "sniper"])
def test_ascending_grid(n, start, step, outcry, best_wins, name):
    limits = values(6_000, n, 1)
    winner, revenue = auctions(Play.ASCENDING, limits, start, Ladder(step=step, **SOFT), TIMINGS[name]())
    near(revenue, outcry)
    near(winner == limits.argmax(axis=1), best_wins)


@pytest.mark.parametrize(
    ("n", "start", "step", "revenue", "best_wins"), [(4, 0.0, 0.1, 0.63099, 0.90175), (3, 0.2, 0.05, 0.52465, 0.956167)]
)
def test_clock_grid(n, start, step, revenue, best_wins):
    limits = values(6_000, n, 1)
    winner, got = auctions(Play.BUTTON, limits, start, Ladder(step=step))
    near(got, revenue)
    near(winner == limits.argmax(axis=1), best_wins)


def test_proxies_come_to_the_second_price():
    limits = values(300, 5, 2)
    ladder = Ladder(proxy=True, **SOFT)
    for timing in ("proxy", "incremental", "sniper", "early"):
        winner, revenue = auctions(Play.ASCENDING, limits, 0.3, ladder, TIMINGS[timing]())
        sold = limits.max(axis=1) >= 0.3
        assert np.array_equal(winner, np.where(sold, limits.argmax(axis=1), -1))
        assert np.array_equal(revenue, np.where(sold, np.maximum(np.sort(limits, axis=1)[:, -2], 0.3), 0.0))


def test_a_hair_more_wins_without_an_increment():
    hair = np.nextafter(150.0, 200.0)
    made = brief(Play.ASCENDING, [150.0, 150.0, hair], ladder=Ladder(proxy=True, **SOFT))
    record = KERNEL[made.play](made)
    assert (record.winner, record.price, record.bids) == (2, 150.0, 3)


def test_opening_jump():
    """E[X2] + n (1 - F(J)) int_0^J F^(n-1) for U(0,1), n = 3, J = 0.6."""
    limits = values(6_000, 3, 3)
    _, revenue = auctions(Play.ASCENDING, limits, 0.0, Ladder(proxy=True, **SOFT), Jump(to=0.6))
    near(revenue, 0.5864)


@pytest.mark.parametrize(
    ("n", "start", "arrives", "revenue", "sold"), [(2, 0.0, 0.8, 0.213333, 0.96), (5, 0.3, 0.9, 0.633354, 0.993066)]
)
def test_sniping_under_a_hard_close(n, start, arrives, revenue, sold):
    limits = values(6_000, n, 4)
    lost = np.random.default_rng(6).random(limits.shape) >= arrives
    winner, got = auctions(Play.ASCENDING, limits, start, Ladder(proxy=True), Sniper(), lost)
    near(got, revenue)
    near(winner >= 0, sold)
