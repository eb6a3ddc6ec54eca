"""The strongest rival that a winner has beaten: the one expectation behind every first-price bid."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.entities.protocols import Law
from sim.entities.units import Floats, Money
from sim.equilibrium.quadrature import Nodes
from sim.equilibrium.rivalry import Rivalry

TINY = 1e-300
"""A probability below which nothing is divided by it."""


@dataclass(frozen=True, slots=True)
class Contest:
    """A symmetric contest with private worths: one law, one view of the rivals, one reserve."""

    law: Law
    rivalry: Rivalry
    reserve: Money

    @property
    def floor(self) -> Money:
        """The lowest worth that takes part."""
        return max(float(self.reserve), self.law.support[0])

    def rate(self, below: Floats, worths: Floats) -> Floats:
        """Derivative of log G in the worth, at worths whose F is `below`."""
        return self.rivalry.intensity(below) * self.law.pdf(worths)


@dataclass(frozen=True, slots=True, eq=False)
class Beaten:
    """The law of what has to be outbid by a winner with worth v, as a quadrature.

    Attributes
    ----------
    nobody, somebody : Floats, shape (n, 1)
        Probability that nobody who takes part was beaten, so that only the reserve has to be met; and 1 less this.
    below, worth : Floats, shape (n, k)
        The strongest beaten rival at the nodes: F, and the worth there.
    rate : Floats, shape (n,)
        Derivative of log G in the worth at v.
    weight : Floats, shape (k,)
        Weights of the nodes; they sum to 1.
    """

    nobody: Floats
    somebody: Floats
    below: Floats
    worth: Floats
    rate: Floats
    weight: Floats

    def expect(self, of_rival: Floats) -> Floats:
        """Expectation, 0 where nobody was beaten, of a function of the rival given at the nodes: (n, k) to (n,)."""
        mean: Floats = self.somebody[:, 0] * (of_rival @ self.weight)
        return mean


def beaten(contest: Contest, worths: Floats, exponent: float, nodes: Nodes) -> Beaten:
    """The strongest rival Y given Y < v, for each worth v, where P(Y < t) is G(t) to the power 1 / `exponent`.

    1. Let a be the lowest worth that takes part. With probability (G(a) / G(v)) ^ (1 / exponent) nobody who takes part
       was beaten.
    2. Else the share w = (G(Y) / G(v)) ^ (1 / exponent) is uniform between that probability and 1, and Y is the worth
       at which G = G(v) w ^ exponent. There is no division by `exponent`: its limit 0 (Y = v) is an ordinary case.

    Parameters
    ----------
    contest : Contest
    worths : Floats, shape (n,)
        Above the floor, with F(v) > F(floor).
    exponent : float
        Between 0 and 1.
    nodes : Nodes
    """
    law, rivalry = contest.law, contest.rivalry
    own, floor = worths[:, None], np.array([[contest.floor]])
    top, bottom = law.cdf(own), law.cdf(floor)
    log_nobody = -rivalry.gain(bottom, top) * (1.0 / exponent if exponent > 0 else math.inf)
    nobody, somebody = np.exp(log_nobody), -np.expm1(log_nobody)
    # From the nearer end, as far as the lower one can be reached: a share close to it must keep its distance from it.
    down = rivalry.at(top, exponent * _log_share(nobody, somebody, nodes))
    odds = np.divide(somebody, nobody, out=np.zeros_like(nobody), where=nobody > TINY)
    up = rivalry.at(bottom, exponent * np.log1p(odds * nodes.x))
    below = np.clip(np.where((nobody > TINY) & (nodes.x < 0.5), up, down), 0.0, 1.0)
    worth = np.clip(law.ppf(below), floor, own)
    return Beaten(nobody, somebody, below, worth, contest.rate(top, own)[:, 0], nodes.weight)


def _log_share(nobody: Floats, somebody: Floats, nodes: Nodes) -> Floats:
    """Log of the shares between `nobody` and 1, (n, 1), at the nodes."""
    from_top = somebody * nodes.rest
    return np.where(from_top < 0.5, np.log1p(-np.minimum(from_top, 0.5)), np.log(nobody + somebody * nodes.x))
