"""Who takes part now, if a lot that nobody wants comes back at a lower start price: private worths."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.entities.knowledge import UNKNOWN, Public
from sim.entities.protocols import Game, Law, Plan
from sim.entities.units import Floats, Money
from sim.equilibrium.rivalry import Rivalry, rivalry

STEPS = 512
"""Panels on which the chance to meet nobody is integrated."""
GAUSS = 1.0 / math.sqrt(3.0)
PATIENT = "own worth, from a threshold on (McAfee & Vincent 1997, with start prices given in advance)"


@dataclass(frozen=True, slots=True)
class Patient:
    """The plan to bid up to one's worth if that is above a threshold, and to wait for the next round if not.

    Attributes
    ----------
    least : Money
        Lowest worth that takes part.
    """

    least: Money
    method: str = f"equilibrium: {PATIENT}"
    residual: float = 1e-8
    script: tuple[tuple[float, Money], ...] = ()

    def limit(self, signal: Floats, public: Public = UNKNOWN) -> Floats:
        """The worth, elementwise; -inf for those who wait."""
        worth = np.array(signal, dtype=np.float64)
        return np.where(worth >= self.least, worth, -np.inf)


def patient(game: Game) -> Plan:
    """The threshold of this round, for bidders of one law who know their worths and the path of start prices."""
    if game.own is None:  # requirements have seen to it
        raise TypeError("waiting needs the law of worths")
    starts = [game.reserve, *(game.reserve * later.start for later in game.later)]
    discounts = [later.discount for later in game.later]
    steps = [after / before for before, after in zip([1.0, *discounts], discounts, strict=False)]
    return Patient(thresholds(game.own, rivalry(game), starts, steps)[0])


def thresholds(law: Law, rivals: Rivalry, starts: list[Money], discounts: list[float]) -> list[Money]:
    """Lowest worths that take part in each of several rounds with falling start prices r_t that are known in advance.

    1. In the last round everybody takes part whose worth reaches the start price: ``x_T = r_T``.
    2. Before, the lowest worth x that takes part buys only if nobody else does, at r_t; so waiting must be worth as
       much: ``(x - r_t) G(x) = d [(y - r_{t+1}) G(y) + int_y^x G]``, y the threshold of the next round, G(x) the chance
       that no rival has a worth above x, d the discount between the rounds.
    3. The left side rises faster than the right one, so there is one x or none; without one nobody takes part.

    Above the threshold a sale is certain once two take part, so waiting changes nobody's limit (theory: Milgrom & Weber
    1982 for the auction itself; McAfee & Vincent 1997, "Sequentially optimal auctions", without commitment).

    Parameters
    ----------
    law : Law
        Of one worth, continuous.
    rivals : Rivalry
    starts : list of Money
        r_1 to r_T.
    discounts : list of float
        Between neighbouring rounds, one fewer.
    """
    ladder = _Absence(law, rivals)
    found = [starts[-1]]
    for start, nxt, discount in reversed(list(zip(starts, starts[1:], discounts, strict=False))):
        found.append(ladder.indifferent(start, nxt, found[-1], discount))
    return found[::-1]


class _Absence:
    """G, the chance that no rival has a worth above x."""

    def __init__(self, law: Law, rivals: Rivalry) -> None:
        self.law, self.rivals = law, rivals
        self.top = float(law.ppf(np.array([1.0 - 1e-12]))[0])

    def __call__(self, x: Floats) -> Floats:
        if self.rivals.alone:
            return np.ones_like(x)
        below = np.clip(self.law.cdf(x), 1e-300, 1.0)
        chance: Floats = np.exp(-self.rivals.gain(below, np.ones_like(below)))
        return chance

    def between(self, low: float, high: float) -> float:
        """The integral of G, by Gauss's rule on panels."""
        edges = np.linspace(low, high, STEPS + 1)
        half = 0.5 * np.diff(edges)
        middle = edges[:-1] + half
        return float(half @ (self(middle - GAUSS * half) + self(middle + GAUSS * half)))

    def indifferent(self, start: float, after: float, least: float, discount: float) -> float:
        """The worth that earns as much now, at `start`, as in the round `after`; inf if nobody does."""
        from scipy.optimize import brentq

        if math.isinf(least):
            return start
        sure = (least - after) * float(self(np.array([least]))[0])

        def gain(x: float) -> float:
            now = (x - start) * float(self(np.array([x]))[0])
            return now - discount * (sure + self.between(least, x))

        low = max(start, least)
        if gain(self.top) <= 0.0:
            return math.inf
        return low if gain(low) >= 0.0 else float(brentq(gain, low, self.top, xtol=1e-13, rtol=1e-13))
