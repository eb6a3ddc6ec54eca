"""The seller's view of an anonymous auction."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.equilibrium.anonymous.fixed_point import Solved
from sim.equilibrium.anonymous.grid import amounts, common_parts, inside, unbeaten
from sim.equilibrium.anonymous.screening import thresholds


@dataclass(frozen=True, slots=True)
class Outcome:
    """Probability of a sale, and expected all-in price in units of e^m, counting 0 if unsold."""

    sold: float
    revenue: float


def outcome(solved: Solved, log_start: float = -math.inf) -> Outcome:
    """What the seller may expect at a log start price r: ``r P(somebody bids) + int_r P(two bid above p) dp``.

    A sole bidder pays the start price, or nothing if there is none. After an auction that passed in, given that.
    """
    limits = thresholds(solved, log_start)
    bids = amounts(solved, limits, log_start, np.empty(0))
    common, step = common_parts(solved.kinds, solved.crowd.variance)
    cells, half = inside(bids)
    density = np.exp(-0.5 * common**2 / solved.crowd.variance) * step / math.sqrt(2.0 * math.pi * solved.crowd.variance)
    states = len(solved.kinds.lost)
    prior = density[:, None] * np.array([1.0 - solved.crowd.defect, solved.crowd.defect])[:states]
    there = unbeaten(solved, solved.kinds.ceiling, bids[:1], common)
    before = solved.rivalry.at_most_one(there, there)[0]
    at_first = solved.rivalry.at_most_one(unbeaten(solved, limits, bids[:1], common), there)
    two = before - solved.rivalry.at_most_one(unbeaten(solved, limits, cells.ravel(), common), there)[1]
    price = np.exp(cells).ravel() * np.tile(half, 2) @ np.tensordot(two, prior, axes=2)
    given, nobody = float(np.sum(prior * before)), float(np.sum(prior * at_first[0]))
    first = given - nobody if log_start > -math.inf else given - float(np.sum(prior * at_first[1]))
    return Outcome(1.0 - nobody / given, (float(price) + math.exp(bids[0]) * first) / given)
