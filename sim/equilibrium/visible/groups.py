"""Who sits in the hall: what each group knows, and the weights that this gives to its own signal and to the others'."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

from sim.equilibrium.visible.intercept import Attitude, intercept

TASTE_FLOOR = 1e-6
"""Least variance of tastes, 0.001 squared. Without tastes there is a continuum of equilibria; this selects the limit of
equal small tastes, which among equally informed bidders is that of Milgrom and Weber (1982)."""

KNOWN = 1e12
"""Precision of public news from which on the common part is as good as known; inf is taken for it."""


@dataclass(frozen=True, slots=True)
class Group:
    """Bidders who know equally much.

    Attributes
    ----------
    name : str
        For messages.
    taste : float
        Variance T of the private part of log worth.
    noise : float
        Variance S of the bidder's own estimate of the own log worth; 0 knows it, inf knows only what is public.
    cursed : float
        Share chi of not drawing conclusions from what rivals do; 0 rational, 1 naive (Eyster and Rabin 2005), in logs.
    attitude : Attitude
    patience : float
        What waiting for a later round is worth: log of the worth over the start price that it takes to take part.
    """

    name: str
    taste: float
    noise: float
    cursed: float = 0.0
    attitude: Attitude = field(default_factory=Attitude)
    patience: float = 0.0


class Weights(NamedTuple):
    """A group's limit while the clock runs: `own` x + `common` chat + constant = log price, x and chat less m.

    Attributes
    ----------
    signal : float
        Precision Q = 1 / (T + S) with which a signal x tells of the common part c.
    own, common : float
        A and B of the break-even condition.
    lean : float
        1 - B, without cancellation.
    blind : float
        1 - A - B = chi (1 - nu), without cancellation: the weight that stays on the public mean.
    reveals : float
        Q / A: by how much the sum of precision times signal rises when the price does; 1 / T if rational.
    rho : float
        T / (T + S): share of taste in what the signal says beyond c.
    unknown : float
        rho S. Posterior variance of log worth is this + (1 - rho) ^ 2 / (precision of all that tells of c).
    rational, naive : float
        The constant is `rational` times the intercept at that variance, plus `naive`.
    """

    signal: float
    own: float
    common: float
    lean: float
    blind: float
    reveals: float
    rho: float
    unknown: float
    rational: float
    naive: float


def weights(group: Group, precision: float) -> Weights:
    """The weights of a group when public news tell c with this `precision` K0 = 1 / V0.

    1. Given c and x, log worth has mean rho x + (1 - rho) c and variance rho S, with rho = T / (T + S).
    2. Given x alone, with m and V0, it has mean nu x + (1 - nu) m and variance nu S, nu = (V0 + T) / (V0 + T + S).
    3. chi mixes the two in logs: A = (1 - chi) rho + chi nu, B = (1 - chi) (1 - rho).
    4. A / Q = (1 - chi) T + chi (V0 + T) (T + S) / (V0 + T + S) is positive even where A and Q vanish (S = inf).
    """
    taste, chi = max(group.taste, TASTE_FLOOR), group.cursed
    prior = 1.0 / precision
    signal = 1.0 / (taste + group.noise)
    rho, nu = taste * signal, (prior + taste) / (prior + taste + group.noise)
    rest = 1.0 if math.isinf(group.noise) else group.noise * signal
    alone = prior + taste if math.isinf(group.noise) else nu * group.noise
    spread = (1.0 - chi) * taste + chi * (prior + taste) * (1.0 - prior / (prior + taste + group.noise))
    return Weights(
        signal=signal,
        own=(1.0 - chi) * rho + chi * nu,
        common=(1.0 - chi) * rest,
        lean=chi + (1.0 - chi) * rho,
        blind=chi * (1.0 - nu),
        reveals=1.0 / spread,
        rho=rho,
        unknown=taste * rest,
        rational=1.0 - chi,
        naive=chi * intercept(group.attitude, alone) if chi else 0.0,
    )


def constants(
    groups: tuple[Group, ...], counts: tuple[int, ...], terms: tuple[Weights, ...], total: float
) -> tuple[float, ...]:
    """C of each group's break-even condition, when all that will ever tell of c has the precision `total`.

    0 for a group of whom there is nobody.
    """
    return tuple(
        own.rational * intercept(group.attitude, own.unknown + (1.0 - own.rho) ** 2 / total) + own.naive
        if count
        else 0.0
        for group, count, own in zip(groups, counts, terms, strict=True)
    )
