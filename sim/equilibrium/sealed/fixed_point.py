"""Bid functions that are best replies to one another."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.entities.units import Bools, Floats
from sim.equilibrium.anonymous.crowd import Crowd
from sim.equilibrium.anonymous.curves import DEGREE, KNOTS, LEAST_SLOPE, REACH, Curves, curves, knots
from sim.equilibrium.anonymous.kinds import Kinds, kinds
from sim.equilibrium.sealed.replies import Replies
from sim.errors import NoEquilibriumError

DAMPING = 0.3
TOLERANCE = 1e-6
"""Change of log bids at which the iteration stops."""
ROUNDS = (15, 15, 120)
"""Before the knots are chosen anew, and at last."""
MATTERS = 1e-3
"""Density of the signal times the chance to win, over its highest: below, bids do not count."""
FLOOR = 1e-9
"""Weight of signals that never win, so that polynomials stay near their replies too."""
SHADE = 0.1
"""What naive bidders take off, in logs, where the iteration begins."""
WORST = 0.01
"""Gain from better replies, as a share of a group's profit, above which what was found is no equilibrium."""


@dataclass(frozen=True, slots=True, eq=False)
class Sealed:
    """An equilibrium of a sealed first-price sale.

    Attributes
    ----------
    kinds : Kinds
    curves : Curves
        Log bids over log signals, both less the public mean.
    residual : float
        Largest distance, in logs, between a bid and the best reply, among signals that matter.
    gain : float
        By what share better replies would raise the profit of some group.
    rounds : int
    """

    kinds: Kinds
    curves: Curves
    residual: float
    gain: float
    rounds: int


def solve(crowd: Crowd) -> Sealed:
    """Fixed point of best replies among risk-neutral bidders whose numbers are known; no reserve, no hidden defect.

    1. Begin with naive bids, shaded.
    2. Find the best replies at the knots of every group: :meth:`Replies.to`.
    3. Project them on Chebyshev polynomials, weighted by how likely a signal is to occur and to win, since what is bid
       without a chance is arbitrary; go a part of the way; keep the result increasing.
    4. Stop when bids that matter no longer change, or after some rounds; what they still miss, and what better replies
       would gain, is stated. Knots lie where bids matter; who wins is known better after some rounds.

    Parameters
    ----------
    crowd : Crowd
        ``knows="composition"``, at least two bidders.

    Raises
    ------
    NoEquilibriumError
        If better replies would still gain something.
    """
    own = kinds(crowd)
    low, found, rounds = -REACH * own.predictive, None, 0
    for limit in ROUNDS:
        stage = _Stage(crowd, own, low, found)
        stage.settle(limit)
        low, found, rounds = stage.lowest(), stage.found, rounds + stage.rounds
    if stage.gain > WORST:
        raise NoEquilibriumError(
            f"no equilibrium is known for first_price between these groups: after {rounds} rounds of best replies "
            f"better ones would still raise a profit by {100.0 * stage.gain:.2g} %; raise taste_sd, lower signal_sd "
            "or make the groups more alike, or use shaded"
        )
    return Sealed(own, stage.found, stage.miss, stage.gain, rounds)


class _Stage:
    """The iteration on one choice of knots."""

    def __init__(self, crowd: Crowd, own: Kinds, low: Floats, found: Curves | None) -> None:
        self.where = knots(own, low)
        self.replies, self.least = Replies(crowd, own, self.where.at), LEAST_SLOPE * own.naive_slope
        start = own.naive(self.where.at) - SHADE if found is None else found.at(self.where.at)
        self.raw = self.where.project(start)
        self.found = curves(self.where, self.raw, self.least)
        self.weight, self.miss, self.gain, self.rounds = self.where.root, math.inf, math.inf, 0

    def settle(self, limit: int) -> None:
        """At most `limit` rounds."""
        gap = math.inf
        while self.rounds < limit and gap >= TOLERANCE:
            self.rounds += 1
            reply = self.replies.to(self.found)
            self.weight = self.where.root**2 * reply.won
            counts = self.weight > MATTERS * self.weight.max(axis=1, keepdims=True)
            missed = reply.bids - self.found.at(self.where.at)
            self.miss, self.gain = _largest(missed, counts), reply.gain(self.where.root**2)
            change = projected(reply.bids, self.weight) - self.raw
            gap = _largest(change, counts)
            self.raw = self.raw + DAMPING * change
            self.found = curves(self.where, self.raw, self.least)

    def lowest(self) -> Floats:
        """Signals (k,) below which bids do not count."""
        counts = self.weight > MATTERS * MATTERS * self.weight.max(axis=1, keepdims=True)
        return np.take_along_axis(self.where.at, np.argmax(counts, axis=1)[:, None], axis=1)[:, 0]


def projected(bids: Floats, weight: Floats) -> Floats:
    """Polynomials in the signal, at the knots, that come nearest to bids where weights are high; all (k, KNOTS)."""
    from numpy.polynomial import chebyshev

    basis, root = chebyshev.chebvander(np.linspace(-1.0, 1.0, KNOTS), DEGREE), np.sqrt(weight + FLOOR)
    fits = [np.linalg.lstsq(r[:, None] * basis, r * row, rcond=None)[0] for r, row in zip(root, bids, strict=True)]
    return np.array([basis @ fit for fit in fits])


def _largest(values: Floats, counts: Bools) -> float:
    return float(np.max(np.abs(values), where=counts, initial=0.0))
