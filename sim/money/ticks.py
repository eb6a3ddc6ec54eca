"""Amounts on the smallest unit of the currency. A tick of 0 means no rounding, as textbooks have it."""

from __future__ import annotations

import numpy as np

from sim.entities.units import Floats, Money

SLACK = 1e-9
"""Relative slack against binary fractions: 0.8 x 0.7 x 100 is 56, not 57, when rounded up."""


def up(amount: Money, tick: Money) -> Money:
    """The amount, or the next tick above it: start prices and increments, so that a legal minimum is kept.

    Examples
    --------
    >>> up(630000.4, 1.0), up(56.00000000000001, 1.0), up(0.123, 0.0)
    (630001.0, 56.0, 0.123)
    """
    if tick == 0.0:
        return amount
    return float(np.ceil(amount / tick * (1.0 - SLACK))) * tick


def down(amounts: Floats, tick: Money) -> Floats:
    """The amounts, or the next tick below each: limits, so that nobody pays more than it is willing to."""
    if tick == 0.0:
        return amounts
    return np.floor(amounts / tick * (1.0 + SLACK)) * tick


def near(amount: Money, tick: Money) -> Money:
    """The nearest tick, halves away from zero: fees.

    Examples
    --------
    >>> near(0.125, 0.01), near(2.5, 1.0)
    (0.13, 3.0)
    """
    if tick == 0.0:
        return amount
    return float(np.floor(amount / tick * (1.0 + SLACK) + 0.5)) * tick
