"""Is it an equilibrium? What each group could still gain by another bid, or by silence, from quadrature alone."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sim.entities.units import Floats

OWN = 0.01
"""Largest gain as a share of the profit that the best reply earns, which in equilibrium is the group's own."""
WORTH = 0.001
"""Largest gain as a share of mean worth."""
NOTHING = 1e-4
"""Profit, as a share of mean worth, that is as good as none: then a share of it says nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """The types of one kind of bidder, what they play, and what they might: of any game.

    Attributes
    ----------
    group : str
        Trials of one name are averaged.
    share : float
        Probability that a bidder of the group is of this kind.
    weight : Floats, shape (t,)
        Probabilities of the types.
    payoffs : Floats, shape (t, b)
        Expected profit of each type from each deviation. Silence, which earns 0, is always one more.
    played : Floats, shape (t,)
        Expected profit of each type from what it plays.
    worth : float
        Mean worth, in the units of the payoffs.
    """

    group: str
    share: float
    weight: Floats
    payoffs: Floats
    played: Floats
    worth: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a bidder of a group gains at most by replying better, on average over types; profit; mean worth."""

    group: str
    gain: float
    profit: float
    worth: float

    @property
    def passes(self) -> bool:
        """Whether the gain is small against worth and, unless there is next to none, against attainable profit."""
        attainable = self.profit + self.gain
        small = self.gain <= OWN * attainable or attainable < NOTHING * self.worth
        return self.gain <= WORTH * self.worth and small


def audit(trials: Iterable[Trial]) -> tuple[Verdict, ...]:
    """``E_x[max_b U(b | x)] - U(b_g)`` for each group, in the order in which groups first occur.

    Both thresholds are needed: with many rivals equilibrium profit is a fraction of a percent of worth, so that against
    worth alone never bidding would pass; and it earns nothing, so profit is measured with the gain.
    """
    sums: dict[str, list[tuple[float, float, float, float]]] = {}
    for each in trials:
        best = np.maximum(np.max(each.payoffs, axis=1, initial=0.0), each.played)
        gain, profit = float(each.weight @ (best - each.played)), float(each.weight @ each.played)
        sums.setdefault(each.group, []).append((each.share, gain, profit, each.worth))
    return tuple(Verdict(group, *_mean(rows)) for group, rows in sums.items())


def entry_gain(profit: float, base: float, spread: float, willing: float) -> float:
    """What a candidate gains at most by entering at better costs than the group does, on average over own costs.

    Own costs are ``base * exp(spread * N(0, 1))``; the group enters up to the cost that a share `willing` of it has,
    the best reply up to the expected profit.
    """
    from scipy.special import ndtri

    best = (math.log(profit) - math.log(base)) / spread if profit > 0.0 else -math.inf
    used = float(ndtri(willing))
    return _earned(profit, base, spread, best) - _earned(profit, base, spread, used)


def _earned(profit: float, base: float, spread: float, limit: float) -> float:
    """Profit less own cost, of those whose standardised log cost lies below the limit."""
    from scipy.special import ndtr

    return float(profit * ndtr(limit) - base * math.exp(0.5 * spread**2) * ndtr(limit - spread))


def _mean(rows: list[tuple[float, float, float, float]]) -> tuple[float, float, float]:
    """Gain, profit and worth of a group from those of its kinds."""
    table = np.array(rows)
    gain, profit, worth = (table[:, 1:].T @ table[:, 0] / table[:, 0].sum()).tolist()
    return gain, profit, worth
