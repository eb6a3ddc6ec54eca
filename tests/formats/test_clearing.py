"""The rules without time: fixed limits in, exact winner and price out; and exact theory on large samples."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pytest

from sim.entities.venue import Rules
from sim.formats import Clock, Dutch, English, FirstPrice, PostedPrice, SecondPrice
from sim.formats.base import sealed_complaints

NONE = float("-inf")


@pytest.mark.parametrize(
    ("made", "limits", "step", "winner", "price"),
    [
        (English(), [120, 170, 150], 10, 1, 150.0),
        (English(), [90, 170, NONE], 10, 1, 100.0),
        (English(), [90, 80, NONE], 10, -1, None),
        (English(), [150, 150, 150], 10, 2, 150.0),
        (Clock(), [120, 170, 150], 0, 1, 150.0),
        (Clock(), [100, 99, 12], 0, 0, 100.0),
        (Clock(), [124, 178, 157], 10, 1, 160.0),  # alone from 160 on
        (Clock(), [124, 178, 171], 10, 2, 170.0),  # both stay at 170, nobody at 180: the lower tie draw
        (Clock(), [124, NONE, 93], 10, 0, 100.0),  # alone from the start
        (Clock(), [99, NONE, 93], 10, -1, None),
        (FirstPrice(), [120, 170, 150], 0, 1, 170.0),
        (FirstPrice(), [100, 170, 170], 0, 2, 170.0),
        (SecondPrice(), [120, 170, 150], 0, 1, 150.0),
        (SecondPrice(), [120, 170, 150], 7, 1, 157.0),
        (SecondPrice(), [120, 153, 150], 7, 1, 153.0),
        (SecondPrice(), [120, 60, 50], 7, 0, 100.0),
        (Dutch(top=300.0), [120, 170, 150], 0, 1, 170.0),
        (Dutch(top=160.0), [170, 180, 150], 0, 1, 160.0),
        (Dutch(top=300.0), [120, 170, 175], 50, 2, 150.0),
        (Dutch(top=300.0), [120, 110, 105], 50, 2, 100.0),
        (Dutch(top=330.0), [400, 500, 105], 50, 1, 300.0),
        (Dutch(top=330.0), [99, 50, NONE], 50, -1, None),
        (Dutch(top=10.0), [170, 150, 110], 0, 2, 100.0),
        (PostedPrice(), [120, 170, 150], 0, 2, 100.0),
        (PostedPrice(), [120, 99, 50], 0, 0, 100.0),
        (PostedPrice(), [99, 99, 50], 0, -1, None),
        (PostedPrice(opens_window=True), [120, 170, 150], 10, 1, 150.0),
    ],
)
def test_one_lot_from_100(made, limits, step, winner, price):
    ties = np.array([[0.9, 0.6, 0.3]])
    got = made.clear(np.array([limits], dtype=float), 100.0, step, ties)
    assert got.winner.tolist() == [winner]
    assert np.isnan(got.price[0]) if price is None else got.price.tolist() == [price]


def uniform(lots: int, bidders: int, seed: int):
    rng = np.random.default_rng(seed)
    return rng.random((lots, bidders)), rng.random((lots, bidders))


def near(sample, theory):
    """Within four standard errors, and the sample is large enough to tell."""
    error = np.std(sample) / np.sqrt(len(sample))
    assert error < 0.005
    assert abs(np.mean(sample) - theory) < 4 * error


@pytest.mark.parametrize(
    ("n", "start", "step", "revenue"),
    [(4, 0.0, 0.1, 0.681902), (3, 0.4, 0.05, 0.554973)],  # E min(X1, X2 + inc), r if alone
)
def test_proxy_rule(n, start, step, revenue):
    limits, ties = uniform(200_000, n, 8)
    near(np.nan_to_num(SecondPrice().clear(limits, start, step, ties).price), revenue)


@pytest.mark.parametrize(
    ("n", "start", "step", "revenue", "best_wins", "sold"),
    [(4, 0.0, 0.1, 0.63099, 0.90175, 1.0), (3, 0.2, 0.05, 0.52465, 0.956167, 0.992)],
)
def test_clock_in_steps(n, start, step, revenue, best_wins, sold):
    limits, ties = uniform(200_000, n, 9)
    got = Clock().clear(limits, start, step, ties)
    near(np.nan_to_num(got.price), revenue)
    near(got.winner == limits.argmax(axis=1), best_wins)
    assert abs(np.mean(got.winner >= 0) - sold) < 0.001


def test_dutch_on_a_grid():
    """Levels 0.7, 0.6 ... 0.3; everybody stops at the first price not above the first-price bid of U(0,1), n = 3."""
    values, ties = uniform(200_000, 3, 10)
    bids = np.where(values >= 0.3, values - (values**3 - 0.3**3) / (3 * values**2), -np.inf)
    near(np.nan_to_num(Dutch(top=0.7).clear(bids, 0.3, 0.1, ties).price), 0.467914)


@dataclass(frozen=True)
class ThirdPrice(SecondPrice):
    """Charges the third-highest bid, of which the sealed play knows nothing."""

    name: ClassVar[str] = "third_price"

    def clear(self, limits, start, step, ties):
        found = super().clear(limits, start, step, ties)
        return replace(found, price=np.sort(limits, axis=1)[:, -3])


@pytest.mark.parametrize("increment", [None, 0.5, 50.0])
def test_a_sealed_format_that_clears_as_no_engine_plays_is_refused(increment):
    for known in (FirstPrice(), SecondPrice(), English(), Clock()):
        assert sealed_complaints(Rules(format=known, increment=increment)) == ()
    (complaint,) = sealed_complaints(Rules(format=ThirdPrice(), increment=increment))
    assert complaint.key == "format"
    assert complaint.what == (
        "third_price clears at another price than the sealed play charges, the own bid or the second-highest; "
        "teach it to sim/kernel/sealed.py and sim/market/staged/sealed.py"
    )
