"""The bid that earns most against given bid functions, by quadrature over the common part."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.entities.units import Floats
from sim.equilibrium.anonymous.crowd import Crowd
from sim.equilibrium.anonymous.curves import Curves
from sim.equilibrium.anonymous.grid import common_parts
from sim.equilibrium.anonymous.kinds import Kinds
from sim.equilibrium.anonymous.rivals import below

AMOUNTS = 400
"""Bids that are tried."""
MARGIN = 1.0
"""How far below the lowest bid of anybody bids are tried, in logs."""
TINY = 1e-300


@dataclass(frozen=True, slots=True, eq=False)
class Reply:
    """Best log `bids`, the chance that they have `won`, what they earn at `most`, what `played` bids earn: (k, m)."""

    bids: Floats
    won: Floats
    most: Floats
    played: Floats

    def gain(self, density: Floats) -> float:
        """By what share a group would earn more at most, its signals having this density (k, m)."""
        most = np.sum(density * np.maximum(self.most, 0.0), axis=1)
        played = np.sum(density * self.played, axis=1)
        return float(np.max((most - played) / np.maximum(most, TINY)))


class Replies:
    """Best replies at signals (k, m); d = 1: there is no hidden defect here.

    Parameters
    ----------
    crowd : Crowd
        Of known composition.
    kinds : Kinds
    signals : Floats, shape (k, m)
    """

    def __init__(self, crowd: Crowd, kinds: Kinds, signals: Floats) -> None:
        self.crowd, self.kinds, self.signals = crowd, kinds, signals
        self.common, step = common_parts(kinds, crowd.variance)
        z = (self.common - (kinds.kappa[:, None] * signals)[..., None]) / kinds.doubt[:, None, None]
        density = np.exp(-0.5 * z * z) * (step / math.sqrt(2.0 * math.pi)) / kinds.doubt[:, None, None]
        self.weight: Floats = density
        self.worth: Floats = density * np.exp(kinds.log_value(signals, self.common))
        heads = kinds.numbers[:, 0]
        self.rivals: Floats = np.maximum(heads - np.eye(len(heads)), 0.0)

    def to(self, found: Curves) -> Reply:
        """Log bids that earn most against these bid functions.

        1. Given the common part c rivals are independent: a bid b beats all of them with probability
           ``G(b | c) = prod_h F_h(b | c) ^ n_h``, oneself not counted.
        2. It earns ``U(b | x) = sum_c w(c | x) (E[V | c, x] - b) G(b | c)``.
        3. The best of many bids, refined by the parabola through it and its neighbours.
        """
        bids = self.amounts(found)
        chance = self.unbeaten(found, bids)
        won = self.weight @ chance.transpose(0, 2, 1)
        earned = self.worth @ chance.transpose(0, 2, 1) - np.exp(bids) * won
        best = np.clip(np.argmax(earned, axis=2), 1, len(bids) - 2)[..., None]
        left, here, right = (np.take_along_axis(earned, best + side, axis=2)[..., 0] for side in (-1, 0, 1))
        bend = np.minimum(left - 2.0 * here + right, -TINY)
        off = np.clip(0.5 * (left - right) / bend, -1.0, 1.0)
        replies: Floats = bids[best[..., 0]] + off * (bids[1] - bids[0])
        most = here - 0.25 * (left - right) * off
        return Reply(
            bids=replies,
            won=np.take_along_axis(won, best, axis=2)[..., 0],
            most=most,
            played=self.played(found, bids, earned),
        )

    def played(self, found: Curves, bids: Floats, earned: Floats) -> Floats:
        """What the present bids earn (k, m), by parabolas through what the bids tried earn (k, m, b)."""
        at = (found.at(self.signals) - bids[0]) / (bids[1] - bids[0])
        near = np.clip(np.rint(at).astype(np.int64), 1, len(bids) - 2)[..., None]
        off = at - near[..., 0]
        left, here, right = (np.take_along_axis(earned, near + side, axis=2)[..., 0] for side in (-1, 0, 1))
        profit: Floats = here + 0.5 * off * (right - left) + 0.5 * off**2 * (left - 2.0 * here + right)
        return profit

    def amounts(self, found: Curves) -> Floats:
        """Evenly spaced log bids, from below the lowest bid that anybody makes to the highest."""
        ends = found.bids[:, [1, -2]]
        return np.linspace(float(ends.min()) - MARGIN, float(ends.max()), AMOUNTS)

    def unbeaten(self, found: Curves, bids: Floats) -> Floats:
        """Probability (k, b, n) that nobody else bids above `bids` (b,), for a bidder of each group, given c (n,)."""
        signals = found.inverse(bids)[0]
        one = below(self.crowd, self.kinds, signals[..., None], bids, self.common)
        log = np.log(np.maximum(one, TINY))
        chance: Floats = np.exp(np.tensordot(self.rivals, log, axes=1))
        return chance
