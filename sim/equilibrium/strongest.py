"""The strongest rival that a winner has beaten: the one expectation behind every first-price bid."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.entities.protocols import Law
from sim.entities.units import Floats, Money
from sim.equilibrium.quadrature import Nodes
from sim.equilibrium.rivalry import Rivalry


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


@dataclass(frozen=True, slots=True, eq=False)
class Beaten:
    """The law of what has to be outbid by a winner with worth v, as a quadrature.

    Attributes
    ----------
    nobody : Floats, shape (n, 1)
        Probability that nobody who takes part was beaten, so that only the reserve has to be met.
    worth : Floats, shape (n, k)
        Worths of the strongest beaten rival at the nodes.
    slope : Floats, shape (n, k)
        Their derivatives in v.
    rate : Floats, shape (n,)
        Derivative of log G at v.
    weight : Floats, shape (k,)
        Weights of the nodes; they sum to 1.
    """

    nobody: Floats
    worth: Floats
    slope: Floats
    rate: Floats
    weight: Floats

    def somebody(self, of_rival: Floats) -> Floats:
        """Expectation of a function of the rival, given at the nodes, (n, k), where there is one: shape (n,)."""
        mean: Floats = (1.0 - self.nobody[:, 0]) * (of_rival @ self.weight)
        return mean


def beaten(contest: Contest, worths: Floats, exponent: float, nodes: Nodes) -> Beaten:
    """The strongest rival Y given Y < v, for each worth v, where P(Y < t) is G(t) to the power 1 / `exponent`.

    1. Let a be the lowest worth that takes part. With probability (G(a) / G(v)) ^ (1 / exponent) nobody who takes part
       was beaten.
    2. Else the share w = (G(Y) / G(v)) ^ (1 / exponent) is uniform between that probability and 1, and Y is the worth
       at which G = G(v) w ^ exponent. There is no division by `exponent`: its limit 0 (Y = v) is an ordinary case.
    3. At a fixed w, log G(Y) moves with log G(v), so dY/dv is the ratio of the derivatives of log G at v and at Y.

    Parameters
    ----------
    contest : Contest
    worths : Floats, shape (n,)
        Above the floor, with F(v) > F(floor).
    exponent : float
        Between 0 and 1.
    nodes : Nodes
    """
    law, rivalry, floor = contest.law, contest.rivalry, contest.floor
    own = worths[:, None]
    top = rivalry.log_win(law.cdf(own))
    bottom = rivalry.log_win(law.cdf(np.array([[floor]])))
    nobody = np.exp((bottom - top) * (1.0 / exponent if exponent > 0 else math.inf))
    below = np.clip(rivalry.below(top + exponent * _log_share(nobody, nodes)), 0.0, 1.0)
    worth = np.clip(law.ppf(below), floor, own)
    rate = rivalry.intensity(law.cdf(own)) * law.pdf(own)
    rate_below = rivalry.intensity(below) * law.pdf(worth)
    slope = np.divide(rate, rate_below, out=np.zeros_like(worth), where=rate_below > 0.0)
    return Beaten(nobody, worth, slope, rate[:, 0], nodes.weight)


def _log_share(nobody: Floats, nodes: Nodes) -> Floats:
    """Log of the shares between `nobody`, (n, 1), and 1 at the nodes, from the nearer end, to keep its digits."""
    from_bottom = np.log(nobody + (1.0 - nobody) * nodes.x)
    from_top = np.log1p((nobody - 1.0) * np.minimum(nodes.rest, 0.5))
    return np.where(nodes.x < 0.5, from_bottom, from_top)
