"""A hall with drop-outs seen before the audit: what each type earns, and what any other way to bid could earn."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from sim.entities.units import Floats
from sim.equilibrium.anonymous.crowd import Bids
from sim.equilibrium.audit import Trial
from sim.equilibrium.visible.groups import Weights
from sim.equilibrium.visible.path import Met, Room, lattice, met
from sim.errors import NoEquilibriumError

REACH = 5.0
"""Signals are integrated over so many of their standard deviations."""
SILENT, BIDDING = 12, 28
"""Gauss-Legendre types below and above the threshold, or below and above the mean."""
WIDE = 7.0
"""The common part, given all that is seen, is integrated over so many of its standard deviations."""
FINE = 0.4
"""Distance of its nodes in the same unit, or in widths of the edge that the silent cut if less."""


def trials(room: Room, declared: Mapping[str, Bids] | None = None, only: str = "") -> tuple[Trial, ...]:
    """What a bidder of each group earns among others who play the limits of the hall, and what replies would earn.

    1. As long as a bidder stays, the others leave at prices that do not depend on the own signal. So the prices at
       which they leave a bidder who never does, and the signal that would just have outlasted them, are found once for
       each draw of the others; see :func:`~.path.met`.
    2. Draws are those of a lattice, of the common part and of the others' signals: the same for all types, which weigh
       them by the density of their own signal given the common part.
    3. At the end all who took part but the winner have shown their signals. Given these, the own one and who stayed
       silent, the worth is expected by an integral over the common part.
    4. Replies tried: to bid as if one had another signal, for all types, and to take part and then buy if and only if
       that pays given all that is seen by the end. No reply to what is seen on the way, no shading and no raising, can
       earn more than the last; whoever takes part when nobody else does must buy, though. Silence is tried by the
       audit.

    Parameters
    ----------
    room : Room
    declared : mapping, optional
        Log limits, as functions of the signal, less m, of single bidders of a group who bid so whatever they see,
        among others who do not expect it.
    only : str, optional
        The only group to look at.

    Returns
    -------
    tuple of Trial
        In the order of the groups that have anybody. Units of e^m; of those averse to risk, utility.

    Raises
    ------
    NoEquilibriumError
        If a group has no look of its own, or winners may walk away: then there is no audit; or if the hall has no
        equilibrium.
    """
    refuse(room)
    return tuple(
        _trial(room, own, (declared or {}).get(group.name))
        for own, (group, count) in enumerate(zip(room.groups, room.counts, strict=True))
        if count and only in ("", group.name)
    )


def refuse(room: Room) -> None:
    """Say what cannot be audited.

    Raises
    ------
    NoEquilibriumError
    """
    for group in room.groups:
        if math.isinf(group.noise):
            raise NoEquilibriumError(f"group {group.name} has no look of its own, so that all its types are one")
        if group.attitude.leaves:
            raise NoEquilibriumError(f"winners of group {group.name} may walk away")


def _trial(room: Room, own: int, declared: Bids | None) -> Trial:
    """The types of one group."""
    group, attitude = room.groups[own], room.groups[own].attitude
    mine, threshold = room.weights[own], room.thresholds[own]
    spread, power = 1.0 / math.sqrt(mine.signal), 1.0 - attitude.risk_aversion
    common, others = lattice(room, own)
    seen = met(room, own, others)
    types, weight = _types(math.sqrt(room.variance + spread**2), threshold)
    likely = np.exp(-0.5 * ((types[:, None] - common) / spread) ** 2)
    likely /= likely.sum(axis=1, keepdims=True)
    value = _log_value(room, mine, power, types, seen) + power * attitude.discount
    profit = (np.exp(value) - np.exp(power * seen.price)) / power
    comes = types >= threshold
    as_if = (likely * profit) @ ((types > seen.critical[:, None]) & comes)
    best = np.sum(likely * np.where(seen.alone, profit, np.maximum(profit, 0.0)), axis=1)
    if declared is None:
        played = np.diagonal(as_if)
    else:
        limit = declared(types)[:, None]
        played = np.sum(likely * profit * ((limit > seen.price) & (limit >= room.start)), axis=1)
    worth = math.exp(attitude.discount + 0.5 * (room.variance + group.taste))
    return Trial(group.name, float(room.counts[own]), weight, np.column_stack([as_if, best]), played, worth)


def _types(spread: float, threshold: float) -> tuple[Floats, Floats]:
    """Signals (t,) on both sides of the threshold, and their probabilities."""
    reach = REACH * spread
    middle = 0.0 if math.isinf(threshold) else min(max(threshold, -0.9 * reach), 0.9 * reach)
    parts = []
    for low, high, count in ((-reach, middle, SILENT), (middle, reach, BIDDING)):
        x, w = np.polynomial.legendre.leggauss(count)
        half = 0.5 * (high - low)
        parts.append((low + half * (1.0 + x), half * w))
    signals, width = (np.concatenate(part) for part in zip(*parts, strict=True))
    weight = width * np.exp(-0.5 * (signals / spread) ** 2)
    return signals, weight / weight.sum()


def _log_value(room: Room, mine: Weights, power: float, types: Floats, seen: Met) -> Floats:
    """Log E[V ^ power | all that is seen], (t, s), before the discount.

    Given c and x, log worth is normal with mean rho x + (1 - rho) c and variance rho S. The law of c is normal but for
    the silent; without them the integral is known.
    """
    known = 1.0 / room.variance + mine.signal + seen.precision
    mean = (seen.pull + mine.signal * types[:, None]) / known
    rise = power * (1.0 - mine.rho)
    plain = power * mine.rho * types[:, None] + 0.5 * power**2 * mine.unknown + rise * mean + 0.5 * rise**2 / known
    return plain + _silence(room, rise, mean, 1.0 / np.sqrt(known), seen)


def _silence(room: Room, rise: float, mean: Floats, sd: Floats, seen: Met) -> Floats:
    """What silence adds to log E[e ^ (rise c)], (t, s), c being normal around `mean` (t, s) with `sd` (s,).

    Seen through e ^ (rise c), a normal law moves by rise sd ^ 2; so it is the log ratio of the probabilities of the
    silence under both.
    """
    from scipy.special import log_ndtr

    added = np.zeros(mean.shape)
    edges = [
        (count, threshold, 1.0 / math.sqrt(each.signal))
        for count, threshold, each in zip(seen.silent, room.thresholds, room.weights, strict=True)
        if np.any(count) and math.isfinite(threshold)
    ]
    if not edges:
        return added
    step = FINE * min(1.0, min(spread for *_, spread in edges) / 3.0 / float(sd.max()))
    nodes = np.arange(-WIDE, WIDE + step, step)
    for at in np.flatnonzero(seen.silent.any(axis=0)):
        c = mean[:, at, None] + sd[at] * nodes
        log = sum(count[at] * log_ndtr((threshold - c) / spread) for count, threshold, spread in edges if count[at])
        log -= np.max(log, axis=1, keepdims=True)
        plain, moved = (np.exp(log - 0.5 * (nodes - shift) ** 2).sum(axis=1) for shift in (0.0, rise * sd[at]))
        added[:, at] = np.log(moved / plain)
    return added
