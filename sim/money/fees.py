"""Fee schedules: a flat share of the price, or marginal tiers.

The auction is played in hammer prices. A bidder thinks in what it pays all in, ``y(p) = p + fee(p)``; since y increases
and is the same for all, the hammer price at which it stops is ``y⁻¹`` of what the lot is worth to it, and commissions
change no ranking of bidders (Ginsburgh, Legros & Sahuguet 2010). Exact for tiers too.
"""

from __future__ import annotations

import math

import numpy as np

from sim.entities.units import Floats, Money
from sim.entities.venue import FeeTier

Schedule = float | tuple[FeeTier, ...]


def fee(schedule: Schedule, price: Money) -> Money:
    """Fee on a hammer price.

    Parameters
    ----------
    schedule : float or tuple of FeeTier
        A share of the price, or marginal tiers in ascending order: each rate applies to the part inside its tier.
    price : Money

    Examples
    --------
    >>> court = (FeeTier(2e6, 0.05), FeeTier(10e6, 0.03), FeeTier(None, 0.02))
    >>> fee(court, 3e6), fee(0.02, 50.0)
    (130000.0, 1.0)
    """
    if isinstance(schedule, tuple):
        return sum(rate * max(0.0, min(price, top) - bottom) for bottom, top, rate in _tiers(schedule))
    return schedule * price


def all_in(schedule: Schedule, price: Money) -> Money:
    """What a buyer pays altogether at a hammer price."""
    return price + fee(schedule, price)


def hammer_for(schedule: Schedule, payment: Floats) -> Floats:
    """The hammer prices at which buyers pay these amounts all in: the inverse of :func:`all_in`, elementwise.

    Infinite amounts stay infinite; -inf (stays out) stays -inf.

    Examples
    --------
    >>> float(hammer_for((FeeTier(100.0, 0.25), FeeTier(None, 0.0)), np.array([150.0]))[0])
    125.0
    """
    if not isinstance(schedule, tuple):
        return payment / (1.0 + schedule)
    hammer = payment / (1.0 + schedule[0].rate)
    paid = 0.0
    for bottom, top, rate in _tiers(schedule):
        hammer = np.where(payment > paid, bottom + (payment - paid) / (1.0 + rate), hammer)
        paid += (top - bottom) * (1.0 + rate)
    return hammer


def complaint(schedule: Schedule) -> str | None:
    """What is wrong with a schedule, in words; None if it can be charged."""
    if not isinstance(schedule, tuple):
        return None
    if not schedule:
        return "a list of tiers needs at least one tier"
    tops = [tier.up_to for tier in schedule]
    if tops[-1] is not None:
        return "the last tier must have up_to: null, so that every price has a fee"
    inner = [math.nan if top is None else top for top in tops[:-1]]
    if any(not low < high for low, high in zip([0.0, *inner], inner, strict=False)):
        return "up_to must rise from tier to tier"
    return None


def _tiers(schedule: tuple[FeeTier, ...]) -> list[tuple[Money, Money, float]]:
    """(bottom, top, rate) of each tier."""
    tops = [math.inf if tier.up_to is None else tier.up_to for tier in schedule]
    return list(zip([0.0, *tops], tops, [tier.rate for tier in schedule], strict=False))
