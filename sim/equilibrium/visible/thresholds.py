"""Who stays away at a start price: the screening signals of Milgrom and Weber (1982), for unequal groups."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from sim.equilibrium.visible.groups import KNOWN, Group, Weights, weights
from sim.equilibrium.visible.intercept import intercept
from sim.equilibrium.visible.root import rising_root
from sim.equilibrium.visible.silence import given_silence, moments, silent
from sim.errors import NoEquilibriumError

TOLERANCE = 1e-10
"""Change of the thresholds in a sweep, in spreads of a signal, at which sweeping stops."""
SWEEPS = 500


@dataclass(frozen=True, slots=True)
class Aware:
    """All who may take part: groups, how many of each, precision of public news and log start price, less m."""

    groups: tuple[Group, ...]
    counts: tuple[int, ...]
    precision: float
    start: float
    weights: tuple[Weights, ...]

    def excess(self, found: Sequence[float], own: int, signal: float) -> float:
        """What a bidder of group `own` who is alone at the start price would pay above it, in logs.

        The others are silent: their signals lie below `found`, those of the own group below the own signal.
        """
        mine, attitude = self.weights[own], self.groups[own].attitude
        limits = (*found[:own], signal, *found[own + 1 :])
        others = (*self.counts[:own], self.counts[own] - 1, *self.counts[own + 1 :])
        known = self.precision + mine.signal
        law = given_silence(silent(self.weights, others, limits), mine.signal * signal / known, known)
        mean, variance = moments(law)
        share, power = 1.0 - mine.rho, 1.0 - attitude.risk_aversion
        gap = 0.0
        if power:
            gap = math.log(math.fsum(weight * math.exp(power * share * (c - mean)) for c, weight in law)) / power
        spread = mine.unknown + share * share * variance
        alone = mine.rho * signal + share * mean + gap - 0.5 * power * share * share * variance
        blind = (mine.own - mine.rational * mine.rho) * signal + mine.naive
        asked = self.start + self.groups[own].patience
        return mine.rational * (alone + intercept(attitude, spread)) + blind - asked


@lru_cache(maxsize=4096)
def thresholds(groups: tuple[Group, ...], counts: tuple[int, ...], precision: float, start: float) -> tuple[float, ...]:
    """The screening signal x* of each group, less m.

    1. A bidder takes part to whom the lot, if nobody else does, is worth the start price or more:
       E[V_i | x_i = x*_i, x_j < x*_j for all j] = r (Milgrom and Weber 1982, section 7).
    2. Given c signals are independent, so silence multiplies the density of c given x_i by
       prod Phi((x*_j - c) / sqrt(T_j + S_j)). The expectation is an integral over c, and rises in x*_i. Risk-averse
       bidders take E[V ^ (1 - gamma)] ^ (1 / (1 - gamma)); the gain from walking away is that of :func:`intercept` at
       the variance then.
    3. Sweep over the groups, solving each for its own threshold, which its members share (Gauss-Seidel). The higher
       the others' thresholds the lower the own, but sweeping one group after the other does not overshoot for long:
       damping was tried and only slowed it down.
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
        If the sweeps do not settle.
    """
    if start == -math.inf:
        return tuple(-math.inf if count else math.inf for count in counts)
    precision = min(precision, KNOWN)
    aware = Aware(groups, counts, precision, start, tuple(weights(group, precision) for group in groups))
    spreads = [1.0 / math.sqrt(each.signal) if each.signal else 1.0 for each in aware.weights]
    found = [start if count else math.inf for count in counts]
    step = [0.0] * len(counts)
    for _ in range(SWEEPS):
        before = tuple(found)
        for own in (g for g, count in enumerate(counts) if count):
            found[own] = _threshold(aware, found, own, 2.0 * abs(step[own]))
            step[own] = found[own] - before[own] if math.isfinite(found[own]) and math.isfinite(before[own]) else 0.0
        if all(a == b or abs(a - b) <= TOLERANCE * spread for a, b, spread in zip(found, before, spreads, strict=True)):
            return tuple(found)
    raise NoEquilibriumError("the bidders' thresholds at the start price do not settle; set another reserve, or none")


def _threshold(aware: Aware, found: Sequence[float], own: int, near: float) -> float:
    """The threshold of one group given the others', looked for from the one at hand and first as far as `near`."""
    excess = partial(aware.excess, found, own)
    signal = aware.weights[own].signal
    if signal == 0.0:
        return -math.inf if excess(0.0) >= 0.0 else math.inf
    guess = found[own] if math.isfinite(found[own]) else aware.start
    return rising_root(excess, guess, near or 0.1 / math.sqrt(signal))
