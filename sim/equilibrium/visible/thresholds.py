"""Who stays away at a start price: the screening signals of Milgrom and Weber (1982), for unequal groups."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.entities.units import Bools, Floats, Ids
from sim.equilibrium.visible.groups import KNOWN, Group, Weights, weights
from sim.equilibrium.visible.intercept import gain, intercept
from sim.equilibrium.visible.laws import Laws, laws
from sim.errors import NoEquilibriumError

TOLERANCE = 1e-8
"""Length of a step of Newton's method, in spreads of a signal, that is the last: what is left is its square."""
ROUNDS = 100


@dataclass(frozen=True, slots=True, eq=False)
class Aware:
    """All who may take part, by group (g,); names as in :class:`~.groups.Weights` and :class:`~.intercept.Attitude`.

    Attributes
    ----------
    groups : tuple of Group
        Of whom there is anybody.
    heads : Floats, shape (g, g)
        How many of each group (second axis) a member of a group may see stay away and learn from it.
    precision : float
        K0 of public news.
    spread : Floats, shape (g,)
        Standard deviation of a signal around c; 1 where there is no signal.
    constant : Floats, shape (g,)
        What a bidder would pay for certain above the part that signals and silence tell of, in logs.
    """

    groups: tuple[Group, ...]
    heads: Floats
    precision: float
    signal: Floats
    spread: Floats
    own: Floats
    rational: Floats
    share: Floats
    power: Floats
    unknown: Floats
    constant: Floats

    @property
    def informed(self) -> Bools:
        """Groups (g,) that have a signal."""
        return self.signal > 0.0

    def excess(self, found: Floats, start: Floats, near: Floats | None) -> tuple[Floats, Floats, Floats]:
        """What bidders who are alone at the start price would pay above it, in logs, and how that moves.

        The others are silent: their signals lie below their thresholds, those of the own group below the own signal.
        What is sure of log worth and c are normal but for silence, so that E[V ^ (1 - gamma)] ^ (1 / (1 - gamma)) is
        known up to that of e ^ ((1 - rho) c); the gain from walking away is that at the variance under silence.

        Parameters
        ----------
        found : Floats, shape (p, g)
            Signals at p start prices; those of groups without one do not matter.
        start : Floats, shape (p,)
        near : Floats, shape (p g,), or None
            Modes at signals close by.

        Returns
        -------
        excess : Floats, shape (p, g)
        slopes : Floats, shape (p, g, g)
            In the signals of each group (last axis).
        modes : Floats, shape (p g,)
        """
        points, kinds = found.shape
        mine = np.tile(np.arange(kinds), points)
        known, x = (self.precision + self.signal)[mine], found.ravel()
        mean = self.signal[mine] * x / known
        law = laws(
            self.heads[mine], np.repeat(found, kinds, axis=0), self.spread, mean, known, mean if near is None else near
        )
        law.pull[mine[law.which], np.arange(len(law.which))] += self.signal[mine[law.which]] * law.off
        even, variance, even_slopes, variance_slopes = _certain(law, (self.power * self.share)[mine])
        added, added_slope = self._leaving(mine, self.unknown[mine] + self.share[mine] ** 2 * variance)
        rational, share = self.rational[mine], self.share[mine]
        over = rational * (share * even + added) + self.own[mine] * x + self.constant[mine] - np.repeat(start, kinds)
        slopes = rational * (share * even_slopes + added_slope * share * share * variance_slopes)
        slopes[mine, np.arange(len(mine))] += self.own[mine]
        return over.reshape(found.shape), slopes.T.reshape(points, kinds, kinds), law.mode

    def _leaving(self, mine: Ids, variance: Floats) -> tuple[Floats, Floats]:
        """What the right to walk away adds, and its slopes in the variances; one entry a law, as its arguments."""
        added, slope = np.zeros(len(mine)), np.zeros(len(mine))
        leaves = np.array([group.attitude.leaves > 0.0 for group in self.groups])
        for i in np.flatnonzero(leaves[mine]).tolist():
            attitude = self.groups[mine[i]].attitude
            added[i], slope[i] = gain(attitude.leaves, attitude.forfeits, float(variance[i]))
        return added, slope


@lru_cache(maxsize=4096)
def tabled(
    groups: tuple[Group, ...], counts: tuple[int, ...], precision: float, starts: tuple[float, ...]
) -> tuple[tuple[float, ...], ...]:
    """The :func:`thresholds` at several start prices, all finite, found side by side."""
    there = [g for g, count in enumerate(counts) if count]
    found = np.full((len(starts), len(counts)), math.inf)
    if there:
        aware = _aware(tuple(groups[g] for g in there), [counts[g] for g in there], min(precision, KNOWN))
        found[:, there] = _solved(aware, np.array(starts))
    return tuple(map(tuple, found.tolist()))


def thresholds(groups: tuple[Group, ...], counts: tuple[int, ...], precision: float, start: float) -> tuple[float, ...]:
    """The screening signal x* of each group, less m.

    1. A bidder takes part to whom the lot, if nobody else does, is worth the start price or more:
       E[V_i | x_i = x*_i, x_j < x*_j for all j] = r (Milgrom and Weber 1982, section 7).
    2. Given c signals are independent, so silence multiplies the density of c given x_i by
       prod Phi((x*_j - c) / sqrt(T_j + S_j)). The expectation is an integral over c, and rises in x*_i. Risk-averse
       bidders take E[V ^ (1 - gamma)] ^ (1 / (1 - gamma)); the gain from walking away is that of
       :func:`~.intercept.intercept` at the variance then.
    3. Newton's method for all groups at once: slopes are covariances under the same integrals. A step that does not
       bring the groups closer to break-even is halved. Who has no signal tells nothing by staying away and comes at the
       end or does not.
    4. Who may wait for a later round asks for more than the start price, by the group's `patience`.
    5. A cursed bidder gives the weight chi to E[V_i | x_i] instead, in logs.

    Parameters
    ----------
    groups : tuple of Group
    counts : tuple of int
        All who are aware of the lot, taking part or not.
    precision : float
        K0 of public news.
    start : float
        Logarithm of the least all-in payment, less m.

    Returns
    -------
    tuple of float
        -inf: always in. inf: never, or there is nobody.

    Raises
    ------
    NoEquilibriumError
        If Newton's method does not settle, or a group has no intercept; see :func:`~.intercept.intercept`.
    """
    if start == -math.inf:
        return tuple(-math.inf if count else math.inf for count in counts)
    return tabled(groups, counts, precision, (start,))[0]


def _aware(groups: tuple[Group, ...], counts: list[int], precision: float) -> Aware:
    """The groups as arrays."""
    each: list[Weights] = [weights(group, precision) for group in groups]
    signal, own, rational, rho, unknown, naive = np.array(
        [[w.signal, w.own, w.rational, w.rho, w.unknown, w.naive] for w in each]
    ).T
    gamma, discount, patience = np.array(
        [[group.attitude.risk_aversion, intercept(group.attitude, 0.0), group.patience] for group in groups]
    ).T
    return Aware(
        groups=groups,
        heads=(np.array(counts) - np.eye(len(groups))) * (signal > 0.0),
        precision=precision,
        signal=signal,
        spread=np.where(signal > 0.0, signal, 1.0) ** -0.5,
        own=own,
        rational=rational,
        share=1.0 - rho,
        power=1.0 - gamma,
        unknown=unknown,
        constant=rational * (0.5 * (1.0 - gamma) * unknown + discount) + naive - patience,
    )


def _certain(law: Laws, power: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Log E[e ^ (power c)] / power (m,), the variance (m,), and the slopes (g, m) of both in the thresholds."""
    centre = law.mean(law.off)
    away = law.off - centre[law.which]
    risky, scale = power != 0.0, np.where(power != 0.0, power, 1.0)
    grown = np.expm1(power[law.which] * away)
    more = law.mean(grown)
    even = law.mode + centre + np.where(risky, np.log1p(more) / scale, 0.0)
    variance = law.mean(away * away)
    lift = np.where(risky[law.which], (grown - more[law.which]) / ((1.0 + more) * scale)[law.which], away)
    return even, variance, law.mean(lift * law.pull), law.mean((away * away - variance[law.which]) * law.pull)


def _solved(aware: Aware, start: Floats) -> Floats:
    """Thresholds (p, g) at start prices (p,): Newton's method, each point on its own."""
    some, spread = aware.informed, aware.spread[aware.informed]
    found = np.repeat(start[:, None], len(aware.groups), axis=1)
    step, size, part, modes = np.zeros(found.shape), np.full(len(start), np.inf), np.ones(len(start)), None
    over, going = step, np.ones(len(start), dtype=np.bool_)
    for _ in range(ROUNDS):
        tried = found + part[:, None] * step
        here, slopes, modes = aware.excess(tried, start, modes)
        gap = np.max(np.abs(here[:, some]), axis=1, initial=0.0)
        better = going & (gap < size)
        size, part = np.where(better, gap, size), np.where(better, 1.0, 0.5 * part)
        found, over = np.where(better[:, None], tried, found), np.where(better[:, None], here, over)
        onward = np.zeros(found.shape)
        onward[:, some] = np.linalg.solve(slopes[:, some][:, :, some], -here[:, some, None])[:, :, 0]
        step = np.where(better[:, None], onward, step)
        going = np.any(np.abs(step[:, some]) > TOLERANCE * spread, axis=1)
        if not going.any():
            return np.where(some, found + step, np.where(over >= 0.0, -np.inf, np.inf))
    raise NoEquilibriumError("the bidders' thresholds at the start price do not settle; set another reserve, or none")
