"""One published fact and what a folder makes of it: the number, its interval, the grade."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.experiment.statistics import Estimate, estimate
from sim.scenario.facts import Fact

HIT, MISS, UNSHOWN, UNTOLD, FREE = "hit", "miss", "not shown", "not told", "not graded"
NOTHING = estimate(np.empty(0))
EDGE = 1e-6
"""By which share of it a bound may be missed."""


@dataclass(frozen=True)
class Finding:
    """One fact and what the arms of a folder make of it.

    Attributes
    ----------
    name : str
        Of the fact.
    fact : Fact
    arm, baseline : str
        The arm that is read, or the contrast: arm less baseline ('' where there is none).
    found : Estimate
        The simulated number with its interval over replications.
    share : float
        Of a sign: the share of replications in which it holds; nan otherwise.
    why : str
        Why nothing can be read; empty if something can.
    points : tuple of float
        The same number at the points of the study's uncertain assumptions, where the study reports it.
    """

    name: str
    fact: Fact
    arm: str
    baseline: str
    found: Estimate = NOTHING
    share: float = math.nan
    why: str = ""
    points: tuple[float, ...] = ()

    @property
    def verdict(self) -> str:
        """``hit``, ``miss``, ``not shown`` or ``not told``; ``not graded`` if the fact may be used to set numbers."""
        if self.why:
            return UNTOLD
        return FREE if self.fact.use == "calibrate" else grade(self.fact, self.found.low, self.found.high)

    @property
    def held(self) -> int:
        """At how many points of the study's uncertain assumptions the mean is where it should lie."""
        return sum(grade(self.fact, point, point) == HIT for point in self.points)


def grade(fact: Fact, low: float, high: float) -> str:
    """``hit``, ``miss`` or ``not shown``, from the ends of an interval (nan where there is none).

    Bounds are met to a millionth: fees are rounded to ticks.

    Examples
    --------
    >>> from sim.scenario.facts import published
    >>> [grade(published()["daxing_sale_rate_2018"], low, low + 0.01) for low in (0.8, 0.95, 0.98)]
    ['hit', 'not shown', 'miss']
    """
    if math.isnan(low):
        return UNSHOWN
    if fact.kind == "sign":
        low, high = (low, high) if fact.sign == "up" else (-high, -low)
        return HIT if low > 0.0 else MISS if high < 0.0 else UNSHOWN
    least, most = fact.bounds or (-math.inf, math.inf)
    least, most = least - EDGE * abs(least), most + EDGE * abs(most)
    return HIT if low >= least and high <= most else MISS if high < least or low > most else UNSHOWN
