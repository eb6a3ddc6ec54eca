"""Limits where drop-outs are seen and bidding starts at a price: who stays away is seen, too, and tells something."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from sim.entities.units import Bools, Floats, Ids
from sim.equilibrium.visible import hall as at
from sim.equilibrium.visible.drop_outs import descend, prices, queues, sums
from sim.equilibrium.visible.groups import Group
from sim.equilibrium.visible.hall import Hall
from sim.equilibrium.visible.screening import tabulated
from sim.equilibrium.visible.silence import Silent, given_silence, moments, silent

PASSES = 30
TOLERANCE = 1e-9
"""Change of the log price at which passes stop; three or four are usual."""


class Site(NamedTuple):
    """What silence tells, as one normal signal: its precision, and this times its value less m."""

    precision: float
    pull: float


class State(NamedTuple):
    """What the hall knows after some drop-outs: from signals, and from silence as it was read at the last of them."""

    seen: at.State
    site: Site


@dataclass(frozen=True, slots=True)
class Started:
    """An auction that started at a price.

    Attributes
    ----------
    hall : Hall
        Of those who take part.
    away : tuple of Silent
        Those who do not.
    start : float
        Logarithm of the least all-in payment, less m.
    """

    hall: Hall
    away: tuple[Silent, ...]
    start: float


def started(
    groups: tuple[Group, ...], aware: tuple[int, ...], inside: tuple[int, ...], precision: float, start: float
) -> Started:
    """The auction when so many of each group are aware of the lot, and so many take part.

    Parameters
    ----------
    groups : tuple of Group
    aware, inside : tuple of int
    precision : float
        K0 of public news.
    start : float
        Logarithm of the least all-in payment, less m.
    """
    room = at.hall(groups, inside, precision)
    away = tuple(all_ - some for all_, some in zip(aware, inside, strict=True))
    return Started(room, silent(room.weights, away, tabulated(groups, aware, precision, start)), start)


def opening(auction: Started) -> State:
    """Nobody has dropped out, and the silence has not been read yet."""
    return State(at.opening(auction.hall), Site(0.0, 0.0))


def settle(auction: Started, state: State, group: int, signals: Sequence[float]) -> tuple[list[float], Site]:
    """Log prices of a round when silence is read at the price at which the bidder of `group` drops out.

    1. Silence counts as one more normal signal, a site (expectation propagation, Minka 2001). With it, the closed form
       of :func:`~.drop_outs.prices` gives the price p of the bidder.
    2. All that is known at p but silence, the cavity, has precision K + sum Q = K0 + sum of all Q. Its mean is chat(p)
       less the site.
    3. The cavity times the probability of the silence has a mean and a variance, by :func:`~.silence.given_silence`.
       The new site is the signal that leads from the cavity to them.
    4. Repeat until p stays. The site's precision counts in the posterior variance of worth, and so in the intercepts.

    Returns
    -------
    prices : list of float, one entry a group
        Less m, not yet bounded by the start price.
    site : Site
    """
    room, site, before = auction.hall, state.site, math.inf
    found: list[float] = []
    for _ in range(PASSES):
        even, known = told(auction, state.seen, site)
        found = prices(even, known, signals)
        if not auction.away or abs(found[group] - before) <= TOLERANCE:
            break
        before = found[group]
        outside, reveals, rest = sums(even, known)
        mean = (rest + reveals * (before - even.base)) / (outside + reveals)
        cavity = (mean * (room.total + site.precision) - site.pull) / room.total
        tilted, variance = moments(given_silence(auction.away, cavity, room.total))
        site = Site(1.0 / variance - room.total, tilted / variance - cavity * room.total)
    return found, site


def told(auction: Started, seen: at.State, site: Site) -> tuple[at.BreakEven, at.State]:
    """The break-even conditions, and the state, when silence is read as this site."""
    room = auction.hall
    even = at.break_even(room.groups, room.counts, room.weights, room.total + site.precision)
    return even, at.State(seen.precision + site.precision, seen.pull + site.pull, seen.active)


def limit(auction: Started, state: State, group: int, signal: float) -> float:
    """Log price, less m, at which an active bidder with this signal (less m) drops out if nobody does before."""
    found, _ = settle(auction, state, group, [signal] * len(state.seen.active))
    return max(found[group], auction.start)


def after(auction: Started, state: State, group: int, signal: float) -> State:
    """What is known once a bidder of `group` has dropped out and so shown the signal (less m)."""
    _, site = settle(auction, state, group, [signal] * len(state.seen.active))
    return State(at.after(auction.hall, state.seen, group, signal), site)


def next_out(auction: Started, state: State, low: Sequence[float]) -> tuple[int, float, State]:
    """Of the lowest active signals of each group: whose bidder drops out, at what log price, and what is known then.

    At the price at which one bidder drops out, with silence read there, all others must still want to be in. Whoever
    does not drops out earlier and is looked at next.
    """
    even, known = told(auction, state.seen, state.site)
    found, site = prices(even, known, low), state.site
    group = -1
    for _ in low:
        first = found.index(min(found))
        if first == group:
            break
        group = first
        found, site = settle(auction, state, group, low)
    return group, max(found[group], auction.start), State(at.after(auction.hall, state.seen, group, low[group]), site)


def drop_outs(
    groups: tuple[Group, ...],
    precision: float,
    mean: float,
    start: float,
    member: Ids,
    signal: Floats,
    inside: Bools,
) -> Floats:
    """Log limits of those who take part, as :func:`sim.equilibrium.visible.drop_outs.drop_outs` without a start price.

    A sole bidder pays the start price, whatever the limit; so the price is the larger of this and the second-highest
    limit.

    Parameters
    ----------
    groups : tuple of Group
    precision, mean, start : float
        K0, m and the logarithm of the least all-in payment; -inf is no start price.
    member : Ids, shape (n,)
        Group of everybody who is aware of the lot, an index into `groups`.
    signal : Floats, shape (n,)
        x, in logs, finite.
    inside : Bools, shape (n,)
        Who takes part; see :func:`~.screening.takes_part`.

    Returns
    -------
    Floats, shape (n,)
        Logs of all-in payments, at least `start`; nan for those who stay away.

    Raises
    ------
    NoEquilibriumError
        If no increasing equilibrium exists; the message names the group.
    """
    belongs, over = member.tolist(), (signal - mean).tolist()
    waiting = queues(len(groups), belongs, over, np.flatnonzero(inside).tolist())
    counts = tuple(belongs.count(g) for g in range(len(groups)))
    auction = started(groups, counts, tuple(map(len, waiting)), precision, start - mean)
    return mean + np.array(
        descend(opening(auction), waiting, over, partial(next_out, auction), partial(limit, auction))
    )
