"""Where payoffs are integrated: common parts, bids, and the chance that a bid is not beaten."""

from __future__ import annotations

import math

import numpy as np

from sim.entities.units import Floats
from sim.equilibrium.anonymous.fixed_point import Solved
from sim.equilibrium.anonymous.kinds import Kinds
from sim.equilibrium.anonymous.replies import FINE, narrowest
from sim.equilibrium.anonymous.rivals import below

REACH = 5.0
"""Signals are integrated over so many of their standard deviations."""
COMMON = 6.5
"""The common part, over so many of its own."""
LEAST = 61
AMOUNTS = 80
GAUSS = 1.0 / math.sqrt(3.0)


def common_parts(kinds: Kinds, variance: float) -> tuple[Floats, float]:
    """Evenly spaced common parts (n,), fine enough for every posterior and every rival's signal; and their step."""
    narrow = narrowest(kinds, float(kinds.doubt.min()))
    wide = COMMON * math.sqrt(variance)
    common = np.linspace(-wide, wide, max(LEAST, 2 * math.ceil(wide / (FINE * narrow)) + 1))
    return common, float(common[1] - common[0])


def amounts(solved: Solved, limits: Floats, log_start: float, more: Floats) -> Floats:
    """Log bids (b,), ascending: evenly spaced ones from the start price on, those at which somebody comes in, and more.

    Without a start price they begin where next to nobody bids.
    """
    reach = REACH * solved.kinds.predictive[:, None]
    ends = solved.curves.at(np.hstack([-reach, reach]))
    low = float(ends[:, 0].min()) if log_start == -math.inf else log_start
    high = max(float(ends[:, 1].max()), low + 0.5)
    corners = np.minimum(limits, solved.kinds.ceiling)
    kinks = solved.curves.at(np.where(np.isfinite(corners), corners, 0.0)[:, None]).ravel()
    points = np.concatenate([np.linspace(low, high, AMOUNTS), kinks, more])
    return np.unique(points[(points >= low) & (points <= high)])


def inside(edges: Floats) -> tuple[Floats, Floats]:
    """Two Gauss points in each cell, shape (2, b - 1), and the weight of both, (b - 1,)."""
    half = 0.5 * np.diff(edges)
    middle = edges[:-1] + half
    return np.array([middle - GAUSS * half, middle + GAUSS * half]), half


def unbeaten(solved: Solved, limits: Floats, bids: Floats, common: Floats) -> Floats:
    """Probability (k, b, n) that one bidder of each subgroup, silent below `limits` (k,), does not bid above `bids`."""
    signals = np.maximum(solved.curves.inverse(bids)[0], limits[:, None])
    return below(solved.crowd, solved.kinds, signals[..., None], bids, common)
