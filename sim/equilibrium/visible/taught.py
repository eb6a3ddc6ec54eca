"""The limit of one who draws every conclusion from drop-outs, in a hall where all others bid as they do."""

from __future__ import annotations

import math

import numpy as np

from sim.entities.units import Bools, Floats, Ids
from sim.equilibrium.visible import hall as at
from sim.equilibrium.visible.drop_outs import queues, sums
from sim.equilibrium.visible.groups import Group
from sim.equilibrium.visible.intercept import intercept
from sim.equilibrium.visible.silence import given_silence, moments
from sim.equilibrium.visible.start_price import (
    PASSES,
    TOLERANCE,
    Site,
    Started,
    State,
    next_out,
    opening,
    started,
    told,
)


def taught(
    groups: tuple[Group, ...],
    precision: float,
    mean: float,
    start: float,
    member: Ids,
    signal: Floats,
    inside: Bools,
    who: int,
) -> float:
    """Log price at which the bidder `who` would leave if it were rational, and everybody else as the groups say.

    The others take it for what its group is, so their drop-outs stay as they are. As long as two of them are there,
    nobody has won and to stay costs nothing; so it decides in the last round, when it knows the signals of all but one,
    and of this one what the price says. A start price does not hold its limit up.

    Parameters
    ----------
    groups, precision, mean, start, member, signal, inside
        As in :func:`~.start_price.drop_outs`; `start` -inf is none.
    who : int
        One of those who take part.

    Returns
    -------
    float
        nan where the expected worth rises faster than the price.
    """
    over, belongs = (signal - mean).tolist(), member.tolist()
    waiting = queues(len(groups), belongs, over, np.flatnonzero(inside).tolist())
    here = opening(auction := _auction(groups, belongs, waiting, precision, start - mean))
    for _ in range(int(np.count_nonzero(inside)) - 2):
        low = [over[queue[-1]] if queue else math.inf for queue in waiting]
        group, _, after = next_out(auction, here, low)
        if waiting[group].pop() == who:
            break
        here = after
    return mean + break_even(auction, here, belongs[who], over[who])


def _auction(
    groups: tuple[Group, ...], member: list[int], waiting: list[list[int]], precision: float, start: float
) -> Started:
    """The auction in which these take part; nobody stays away where there is no start price."""
    inside = tuple(map(len, waiting))
    if math.isinf(start):
        return Started(at.hall(groups, inside, precision), (), start)
    return started(groups, tuple(member.count(g) for g in range(len(groups))), inside, precision, start)


def break_even(auction: Started, state: State, group: int, signal: float) -> float:
    """Log price, less m, at which an active bidder of the group who is rational would leave in this round.

    1. chat(p) = a + b p is what all signals say of c if every active bidder, this one included, has the signal with
       which its group is at break-even at p; see :func:`~.drop_outs.prices`.
    2. This one knows its own: with K all precision and Q its signal's, chat(p) + Q (x - x(p)) / K, where the group's
       break-even condition A x(p) + B chat(p) + C = p gives x(p).
    3. It leaves at rho x + (1 - rho) times that + h = p, which is linear in p.
    4. Silence is read as one normal signal at that price, as in :func:`~.start_price.settle`.
    """
    room, site, own, before = auction.hall, state.site, auction.hall.weights[group], math.inf
    price = math.nan
    for _ in range(PASSES):
        even, known = told(auction, state.seen, site)
        outside, reveals, rest = sums(even, known)
        slope = reveals / (outside + reveals)
        level = rest / (outside + reveals) - slope * even.base
        _, common, constant, _ = even.terms[group]
        total = room.total + site.precision
        # chat and own signal in its place: fixed + moves * p
        fixed = level + (own.signal * signal + own.reveals * (constant + even.base + common * level)) / total
        moves = slope - own.reveals * (1.0 - common * slope) / total
        rest_of_worth = 1.0 - own.rho
        h = intercept(room.groups[group].attitude, own.unknown + rest_of_worth**2 / total)
        steep = 1.0 - rest_of_worth * moves
        if steep <= 0.0:
            return math.nan
        price = (own.rho * signal + rest_of_worth * fixed + h) / steep
        if not auction.away or abs(price - before) <= TOLERANCE:
            break
        before = price
        cavity = ((fixed + moves * price) * total - site.pull) / room.total
        tilted, variance = moments(given_silence(auction.away, cavity, room.total))
        site = Site(1.0 / variance - room.total, tilted / variance - cavity * room.total)
    return price
