"""What stands between the expected log worth and the log of the most one pays: the intercept h."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from sim.equilibrium.visible.bell import below
from sim.errors import NoEquilibriumError

NEWTON = 200
"""Steps after which the search for the intercept gives up; ten are usual, more if hardly anything is forfeited."""


@dataclass(frozen=True, slots=True)
class Attitude:
    """What a bidder makes of an uncertain worth.

    Attributes
    ----------
    risk_aversion : float
        Constant relative risk aversion over gross worth; 0 is risk neutral.
    leaves : float
        Probability with which the winner learns the worth before paying and may walk away.
    forfeits : float
        Share of the price that is lost by walking away.
    discount : float
        Added to the log limit, for defects: see :func:`undisclosed` and :func:`disclosed`.
    """

    risk_aversion: float = 0.0
    leaves: float = 0.0
    forfeits: float = 1.0
    discount: float = 0.0


def undisclosed(probability: float, loss: float) -> float:
    """Discount for a defect that nobody can detect, in logs: it takes the share `loss` off the worth if it is there."""
    return math.log1p(-probability * loss)


def disclosed(loss: float) -> float:
    """Discount for a defect that everybody knows of, in logs."""
    return math.log1p(-loss)


def intercept(attitude: Attitude, variance: float) -> float:
    """The h in "log of the most one pays = E[log worth | all that is known] + h".

    1. Log worth is normal with this posterior `variance`. Risk neutral, one pays E[V]: h = variance / 2.
    2. Constant relative risk aversion gamma over gross worth: one pays E[V ^ (1 - gamma)] ^ (1 / (1 - gamma)), so that
       h = (1 - gamma) variance / 2.
    3. A winner who may walk away pays more: see :func:`with_exit`.
    4. Defects that no signal is about shift h.

    Parameters
    ----------
    attitude : Attitude
    variance : float
        Posterior variance of log worth.

    Raises
    ------
    NoEquilibriumError
        If a risk-averse winner may walk away, for which no intercept is known, or walking away is free.
    """
    if attitude.leaves == 0.0:
        return (1.0 - attitude.risk_aversion) * variance / 2.0 + attitude.discount
    if attitude.risk_aversion != 0.0:
        raise NoEquilibriumError(
            "no limit is known for risk-averse bidders who may learn the worth and walk away; "
            "set risk_aversion: 0, or let nobody learn the worth before paying"
        )
    return with_exit(attitude.leaves, attitude.forfeits, variance) + attitude.discount


def premium(attitude: Attitude, variance: float) -> float:
    """How much of the intercept is there only because the winner may walk away."""
    return intercept(attitude, variance) - intercept(replace(attitude, leaves=0.0), variance)


def gain(leaves: float, forfeits: float, variance: float) -> tuple[float, float]:
    """The :func:`premium` of a risk-neutral bidder, and by how much it rises with the variance.

    The slope is ``(1 - d) phi density(b) / (2 sd)`` over that of :func:`kept`, which has d, phi and b.
    """
    if leaves == 0.0 or variance == 0.0 or forfeits >= 1.0:
        return 0.0, 0.0
    h, sd = with_exit(leaves, forfeits, variance), math.sqrt(variance)
    b = (math.log1p(-forfeits) + h) / sd
    density = math.exp(-0.5 * b * b) / math.sqrt(2.0 * math.pi)
    slope = 0.5 * leaves * (1.0 - forfeits) * density / (sd * kept(leaves, forfeits, variance, h)[1])
    return h - variance / 2.0, slope


@lru_cache(maxsize=4096)
def with_exit(leaves: float, forfeits: float, variance: float) -> float:
    """The h of a risk-neutral bidder who may walk away (compare Waehrer 1995, "Liability in auctions").

    1. At a price P with E[log worth] = log P - h, worth over price is exp(z - h), z normal with mean 0.
    2. With probability `leaves` the winner learns it first and keeps max(worth, (1 - forfeits) P) instead of the worth.
    3. One is indifferent where what is kept is worth the price on average, see :func:`kept`. The left side falls in h
       and is convex: Newton's method from h = variance / 2, the value without exit, approaches the root from below.

    Raises
    ------
    NoEquilibriumError
        If walking away costs nothing and is always possible.
    """
    if leaves * (1.0 - forfeits) >= 1.0:
        raise NoEquilibriumError("no limit is high enough where walking away is free; ask for a deposit")
    h = variance / 2.0
    if variance == 0.0 or forfeits >= 1.0:
        return h
    for _ in range(NEWTON):
        excess, slope = kept(leaves, forfeits, variance, h)
        step = excess / slope
        h += step
        if step <= 1e-15 * h:
            break
    return h


def kept(leaves: float, forfeits: float, variance: float, h: float) -> tuple[float, float]:
    """What the winner of the last line keeps on average, over the price and less 1, and minus its slope in h.

    ``(1 - phi) e^(v/2 - h) + phi [(1 - d) Phi((ln(1 - d) + h) / sd) + e^(v/2 - h) Phi((v - h - ln(1 - d)) / sd)]``
    with phi = `leaves`, d = `forfeits`, v = `variance`; the slopes at the point of indifference cancel.
    """
    sd, edge = math.sqrt(variance), math.log1p(-forfeits)
    mean = math.exp(variance / 2.0 - h)
    stays = mean * (1.0 - leaves + leaves * below((variance - h - edge) / sd))
    return stays + leaves * (1.0 - forfeits) * below((edge + h) / sd) - 1.0, stays
