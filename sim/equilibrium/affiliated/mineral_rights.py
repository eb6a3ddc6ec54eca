"""Uniform signals of a uniform worth, in closed form in the corners too."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.entities.units import Floats, Ids
from sim.equilibrium.affiliated.protocol import Belief

TINY = 1e-300
"""Stands for 0 where a logarithm is taken."""
PANELS = 8
"""To begin with, in each corner."""


@dataclass(frozen=True)
class MineralRights:
    """V uniform on [low, high], signals uniform on [V - half_width, V + half_width] (Kagel and Levin 1986).

    P(a signal is below x) is w / (2 half_width), with w = x - V + half_width between 0 and 2 half_width. Given signals,
    V is uniform on an interval, so w is: every belief is a ratio of powers of the ends of an interval. In the lower
    corner, x < low + half_width, the upper end grows with x; in the upper corner, x > high - half_width, the lower one.
    """

    low: float
    high: float
    half_width: float

    @property
    def logs(self) -> bool:
        """Limits are tabulated in money."""
        return False

    @property
    def odds(self) -> bool:
        """The coordinate is the signal."""
        return False

    @property
    def core(self) -> tuple[float, float]:
        """All signals."""
        return self.low - self.half_width, self.high + self.half_width

    @property
    def spread(self) -> float:
        """The half width of signals."""
        return self.half_width

    def edges(self, n: int) -> Floats:
        """The ends of the corners are edges: bids bend there, whatever `n`.

        Between them bids settle within a few half widths: panels begin narrow and double.
        """
        del n
        low, high = self.core
        first, last = sorted((self.low + self.half_width, self.high - self.half_width))
        doublings = max(0, math.ceil(math.log2(PANELS * max((last - first) / self.half_width, TINY))))
        middle = first + (last - first) * np.power(0.5, np.arange(doublings, 0, -1))
        lower, upper = np.linspace(low, first, PANELS + 1), np.linspace(last, high, PANELS + 1)
        return np.unique(np.concatenate([lower, middle, upper]))

    def belief(self, at: Floats, beaten: int, tied: int) -> Belief:
        """See :class:`sim.equilibrium.affiliated.protocol.SignalModel`; a tie has one density in every state."""
        estimate, log_mass = self._tilted(at, at, at, beaten)
        return Belief(estimate, log_mass - (beaten + tied) * np.log(2.0 * self.half_width))

    def revealed(self, at: Floats, silent: Ids, threshold: float) -> Floats:
        """See :class:`sim.equilibrium.affiliated.protocol.SignalModel`: the extreme signals are enough."""
        n = at.shape[1]
        first = np.take_along_axis(at, silent[:, None], axis=1)
        lowest = np.minimum(first, at)
        if n > 1:
            lowest[:, -1] = np.where(silent < n - 2, first[:, 0], at[:, -1])
        if not silent.any():
            return self._tilted(lowest, at, at, 0)[0]
        bound = np.full_like(at, threshold)
        return self._tilted(lowest, at, bound, np.broadcast_to(silent[:, None], at.shape))[0]

    def _tilted(self, lowest: Floats, highest: Floats, bound: Floats, beaten: Ids | int) -> tuple[Floats, Floats]:
        """Mean of V, and log mass, given the extreme signals shown and `beaten` signals below `bound`.

        1. V is uniform between highest - half_width and lowest + half_width, cut at low and high.
        2. Weighted by w^b, with w = bound - V + half_width, it has mass (w_2^(b + 1) - w_1^(b + 1)) / (b + 1), and the
           mean of w is (b + 1) / (b + 2) (w_2^(b + 2) - w_1^(b + 2)) / (w_2^(b + 1) - w_1^(b + 1)).
        3. Both are taken relative to w_2, through expm1 of log(w_1 / w_2), so that a short interval keeps its digits.
        """
        above = bound + self.half_width
        w_1 = above - np.minimum(lowest + self.half_width, self.high)
        w_2 = above - np.maximum(highest - self.half_width, self.low)
        w_2 = np.maximum(w_2, TINY)
        narrow = np.minimum(np.log(np.maximum(w_1, TINY) / w_2), -TINY)
        power = beaten + 1.0
        share = np.expm1((power + 1.0) * narrow) / np.expm1(power * narrow)
        mean = above - power / (power + 1.0) * w_2 * share
        log_mass = power * np.log(w_2) + np.log(-np.expm1(power * narrow) / power)
        return mean, np.asarray(log_mass)
