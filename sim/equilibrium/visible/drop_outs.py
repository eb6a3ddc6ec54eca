"""Limits in a hall where everybody sees who drops out: the closed form of Hong and Shum (2003)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar

import numpy as np

from sim.entities.units import Floats, Ids
from sim.equilibrium.visible.groups import Group
from sim.equilibrium.visible.hall import BreakEven, Hall, State, after, hall, opening
from sim.equilibrium.visible.increasing import folds
from sim.errors import NoEquilibriumError

S = TypeVar("S")
"""What is known after some drop-outs."""


def prices(even: BreakEven, state: State, signals: Sequence[float]) -> list[float]:
    """Log drop-out prices (Hong and Shum 2003, "Econometric models of asymmetric ascending auctions", log-normal case).

    1. At log price p an active bidder j with signal x_j(p) is at break-even: A_j x_j(p) + B_j chat + C_j = p.
    2. chat, the mean of c given these signals and those of who is out, is (M + sum Q_j x_j(p)) / (K + sum Q_j). So
       chat = (M + sum (Q_j / A_j) (p - C_j)) / N with N = K + sum (Q_j / A_j) (A_j + B_j).
    3. With x_i(p) = x in 1., p (N - B_i sum Q_j / A_j) = A_i x N + B_i (M - sum (Q_j / A_j) C_j) + C_i N.
    4. Where tastes are small Q / A is huge. Therefore N - B_i sum Q_j / A_j is summed from 1 - B and 1 - A - B as they
       were computed, and prices are measured from the C of the group with the largest Q / A: then nothing cancels.

    Parameters
    ----------
    even : BreakEven
    state : State
    signals : sequence of float, one entry a group
        The signal x of an active bidder of the group, less m.

    Returns
    -------
    list of float, one entry a group
        Less m; inf where nobody is active. The bits of an entry depend on `even`, `state` and its own signal alone.

    Raises
    ------
    NoEquilibriumError
        If a group would drop out the earlier the more it likes the lot.
    """
    base, terms = even.base, even.terms
    outside, reveals, rest = sums(even, state)
    total = outside + reveals
    found: list[float] = []
    for count, signal, (own, common, constant, lean) in zip(state.active, signals, terms, strict=True):
        if count:
            denominator = outside + lean * reveals
            if denominator <= 0.0:
                raise NoEquilibriumError(folds(even.names[len(found)]))
            found.append(base + ((own * signal + constant) * total + common * rest) / denominator)
        else:
            found.append(math.inf)
    return found


def sums(even: BreakEven, state: State) -> tuple[float, float, float]:
    """Over the active j, one pass over the groups: K - sum (Q/A) (1 - A - B), sum Q/A, and M - sum (Q/A) (C - base)."""
    outside, rest, active = state
    reveals = 0.0
    for count, (reveal, blind, weighted) in zip(active, even.shares, strict=True):
        if count:
            reveals += count * reveal
            outside -= count * blind
            rest -= count * weighted
    return outside, reveals, rest


def limit(room: Hall, state: State, group: int, signal: float) -> float:
    """Log price, less m, at which an active bidder with this signal (less m) drops out if nobody does before."""
    return prices(room.even, state, [signal] * len(state.active))[group]


def next_out(room: Hall, state: State, low: Sequence[float]) -> tuple[int, float, State]:
    """Of the lowest active signals of each group: whose bidder drops out, at what log price, and what is known then."""
    found = prices(room.even, state, low)
    price = min(found)
    group = found.index(price)
    return group, price, after(room, state, group, low[group])


def drop_outs(groups: tuple[Group, ...], precision: float, mean: float, member: Ids, signal: Floats) -> Floats:
    """Log limits of everybody in a hall without a start price.

    1. The bidder with the lowest break-even price drops out; the signal moves from the active into K and M.
    2. Repeat with the others. The last price at which somebody drops out is the price; the limit of the winner is the
       break-even price in that round.

    Within a group the lowest signal drops first, so a round looks at one bidder a group.

    Parameters
    ----------
    groups : tuple of Group
    precision, mean : float
        K0 and m: given public news the common part is normal with mean m and variance 1 / K0, in logs.
    member : Ids, shape (n,)
        Group of each bidder, an index into `groups`.
    signal : Floats, shape (n,)
        x, in logs, finite.

    Returns
    -------
    Floats, shape (n,)
        Logs of all-in payments.

    Raises
    ------
    NoEquilibriumError
        If no increasing equilibrium exists; the message names the group.
    """
    over = (signal - mean).tolist()
    waiting = queues(len(groups), member.tolist(), over, range(len(over)))
    room = hall(groups, tuple(map(len, waiting)), precision)
    return mean + np.array(descend(opening(room), waiting, over, partial(next_out, room), partial(limit, room)))


def descend(
    state: S,
    waiting: list[list[int]],
    signal: Sequence[float],
    play: Callable[[S, Sequence[float]], tuple[int, float, S]],
    last: Callable[[S, int, float], float],
) -> list[float]:
    """Limits from playing round after round.

    Parameters
    ----------
    state : S
    waiting : list of list of int
        Bidders of each group, the lowest signal last; emptied.
    signal : sequence of float
        Of all bidders, less m.
    play : callable
        From the state and the lowest signals to who drops out, at what log price, and the state then.
    last : callable
        From the state of the last round, group and signal to the limit of the winner.

    Returns
    -------
    list of float
        Of all bidders, less m; nan for those who do not wait.
    """
    limits = [math.nan] * len(signal)
    low = [signal[queue[-1]] if queue else math.inf for queue in waiting]
    here = state
    for _ in range(sum(map(len, waiting)) - 1):
        here = state
        group, price, state = play(here, low)
        queue = waiting[group]
        limits[queue.pop()] = price
        low[group] = signal[queue[-1]] if queue else math.inf
    for group, queue in enumerate(waiting):
        if queue:
            limits[queue[-1]] = last(here, group, signal[queue[-1]])
    return limits


def queues(groups: int, member: Sequence[int], signal: Sequence[float], who: Iterable[int]) -> list[list[int]]:
    """Those of each group who take part, the lowest signal last."""
    waiting: list[list[int]] = [[] for _ in range(groups)]
    for i in sorted(who, key=signal.__getitem__, reverse=True):
        waiting[member[i]].append(i)
    return waiting
