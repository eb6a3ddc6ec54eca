"""Who may bid in a second-price game against people one cannot see, and what they know: numbers only, all in logs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from sim.entities.protocols import Law
from sim.entities.units import Floats

Numbers: TypeAlias = Literal["poisson", "count", "composition"]
"""What a bidder knows of how many there are: intensities; the displayed total; how many of each group."""

Bids: TypeAlias = Callable[[Floats], Floats]
"""A declared strategy: log limit at a signal, elementwise and increasing."""


@dataclass(frozen=True, slots=True)
class Line:
    """The strategy ``intercept + slope * signal``: naive, truthful and shaded bidders in logs are of this kind."""

    intercept: float
    slope: float

    def __call__(self, signal: Floats) -> Floats:
        """Log limits, elementwise."""
        return self.intercept + self.slope * signal


@dataclass(frozen=True, slots=True)
class Subgroup:
    """Bidders who have looked alike: a group, by number of looks and by whether they saw the defect.

    Attributes
    ----------
    group : str
        Subgroups of one name are one group to those who know the composition.
    taste, noise : float
        Variances, in logs, of taste and of the noise in the sufficient statistic of the looks: T and S.
    numbers : tuple of float
        How many such bidders take part, if the lot is sound and if it has the defect: means in a Poisson crowd, heads
        (one's own included) where numbers are known.
    margin : float
        Added to log worth; any constant intercept beyond the risk-neutral one goes here too.
    risk_aversion : float
        Constant relative risk aversion over gross worth, between 0 and 1.
    cursed : float
        Share of the own estimate, taken at face value, in the log limit (Eyster and Rabin 2005): 1 is naive.
    ceiling : float
        Highest signal that such a bidder can still have; finite for those who let an earlier auction pass.
    funds : Law or None
        Law of log funds on the same scale as bids; None is unlimited.
    bids : callable or None
        A declared strategy, which the others answer; None is a best reply.
    """

    group: str
    taste: float
    noise: float
    numbers: tuple[float, float]
    margin: float = 0.0
    risk_aversion: float = 0.0
    cursed: float = 0.0
    ceiling: float = math.inf
    funds: Law | None = None
    bids: Bids | None = None

    def __post_init__(self) -> None:
        if not (0.0 <= self.taste < math.inf and 0.0 <= self.noise < math.inf):
            raise ValueError(f"{self.group}: taste and noise must be finite and not negative")
        if not all(0.0 <= number < math.inf for number in self.numbers):
            raise ValueError(f"{self.group}: numbers must be finite and not negative")
        if not (0.0 <= self.risk_aversion <= 1.0 and 0.0 <= self.cursed <= 1.0):
            raise ValueError(f"{self.group}: risk aversion and cursedness lie between 0 and 1")


@dataclass(frozen=True, slots=True)
class Crowd:
    """One anonymous second-price auction, normalised: the public mean of log common worth is 0.

    Attributes
    ----------
    variance : float
        Of log common worth given all that is public: V0.
    subgroups : tuple of Subgroup
        At least one, and at least one that occurs.
    knows : str
        ``poisson``, ``count`` or ``composition``.
    count : int
        The displayed number, one's own included, where that is all they know; `numbers` then give shares only.
    defect, loss : float
        Probability of the hidden defect, and the share of worth it takes away.
    """

    variance: float
    subgroups: tuple[Subgroup, ...]
    knows: Numbers = "poisson"
    count: int = 0
    defect: float = 0.0
    loss: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 < self.variance < math.inf:
            raise ValueError("the variance of log common worth must be finite and above 0")
        if not (0.0 <= self.defect < 1.0 and 0.0 <= self.loss < 1.0):
            raise ValueError("probability and loss of the defect lie between 0 and 1, 1 excluded")
        if not any(max(each.numbers) > 0.0 for each in self.subgroups):
            raise ValueError("nobody takes part in this auction")
        if (self.knows == "count") != (self.count > 0):
            raise ValueError("a displayed count is a number of at least 1, and there is one only where it is displayed")


def by_sight(subgroup: Subgroup, seen: float) -> tuple[Subgroup, Subgroup]:
    """Split a group into those who saw the defect, which occur only if it is there, and all others.

    Parameters
    ----------
    subgroup : Subgroup
    seen : float
        Probability with which each of them finds the defect if it is there.

    Returns
    -------
    tuple of Subgroup
        Who saw it; who saw nothing, and takes that for a good sign.
    """
    sound, defective = subgroup.numbers
    saw = replace(subgroup, numbers=(0.0, defective * seen))
    return saw, replace(subgroup, numbers=(sound, defective * (1.0 - seen)))
