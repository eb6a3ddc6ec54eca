"""Who comes in at a start price if a lot that nobody takes comes back at a lower one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from sim.entities.knowledge import Later
from sim.entities.units import Bools, Floats
from sim.equilibrium.anonymous.fixed_point import Solved
from sim.equilibrium.anonymous.kinds import Kinds
from sim.equilibrium.anonymous.replies import Replies
from sim.equilibrium.anonymous.rivals import below
from sim.equilibrium.anonymous.screening import FORGONE, IDLE, Gain, forgone, settle, silence, thresholds
from sim.errors import NoEquilibriumError

NODES = 24
"""Gauss-Legendre prices between the next start price and the own bid."""


def waiting(solved: Solved, log_start: float, later: Sequence[Later]) -> Floats:
    """Lowest signals (k,) that take part now, the lot coming back to the same bidders at known start prices.

    1. In the last round: those of :func:`~.screening.thresholds`.
    2. Before, backwards: the lowest signal x that takes part earns just as much as by waiting, S_{t+1}(x | N_t) if
       nobody else takes part, N_t, and nothing otherwise. Among equals it buys only against silence, at the start
       price r_t: ``E[V | x, N_t] - r_t = d S_{t+1}(x | N_t)``. Where groups differ it may beat some who took part.
    3. Bids do not change from round to round: that a rival's signal was below x tells nothing beyond "it bids no more
       than I do". So only the thresholds move, and what was solved for one round serves all.

    Cursed bidders, and those with declared strategies, take each round for the last.

    Parameters
    ----------
    solved : Solved
        Of bidders neutral to risk.
    log_start : float
        Of this round, all in, less the public mean.
    later : sequence of Later
        The rounds to come.

    Raises
    ------
    NoEquilibriumError
        If the thresholds do not settle.
    """
    if log_start == -math.inf or not later:
        return thresholds(solved, log_start)
    starts = [log_start, *(log_start + math.log(each.start) for each in later)]
    discounts = [1.0, *(each.discount for each in later)]
    myopic = np.array([each.bids is not None or each.cursed > 0.0 for each in solved.crowd.subgroups])
    found = thresholds(solved, starts[-1])
    for t in reversed(range(len(later))):
        after, discount, now = found, discounts[t + 1] / discounts[t], starts[t]

        def gain(signals: Floats, limits: Floats, t: int = t, after: Floats = after, d: float = discount) -> Floats:
            return gains(solved, signals, limits, after, starts[t : t + 2], d)

        alone = thresholds(solved, now)
        first = np.where(myopic, alone, np.maximum(alone, after))
        idle = float(np.max(silence(solved, first))) <= IDLE  # nobody waits where somebody is sure to come in
        found = first if idle else _settled(solved, first, gain, myopic, now)
    return found


def _settled(solved: Solved, first: Floats, gain: Gain, myopic: Bools, now: float) -> Floats:
    """Thresholds of one round; those of bidders who do not look ahead where no others settle and little is forgone."""
    try:
        return settle(solved.kinds, first, gain, myopic, now, sturdy=True)
    except NoEquilibriumError as error:
        if forgone(solved, first, gain, now) <= FORGONE:
            return first
        raise NoEquilibriumError(
            f"{error}; or take each round for the last, behaviour: {{foresight: myopic}}"
        ) from None


def gains(solved: Solved, signals: Floats, limits: Floats, after: Floats, starts: Sequence[float], d: float) -> Floats:
    """What it is worth (k,) to come in now and not wait, in start prices of now and per chance that nobody else does.

    Coming in buys at the start price if all others stay away, and else bids against those who came in, whom groups with
    higher thresholds may well beat. Waiting earns something only in the first case: then the lot comes back, and with
    it rivals who are all known to be below their thresholds of now. A bid b earns ``E[(V - b) P(b) + int_r^b P(p)
    dp]``, P(p) the chance that no rival bids more than p: see :func:`~.payoffs.payoffs`.

    Parameters
    ----------
    solved : Solved
    signals : Floats, shape (k,)
        Own signals; rivals of the own subgroup come in above.
    limits : Floats, shape (k,)
        Rivals of other subgroups come in above these.
    after : Floats, shape (k,)
        Who comes in next time.
    starts : sequence of two floats
        Log start prices now and next time.
    d : float
        Discount from now to then.
    """
    replies, now = Replies(solved.crowd, solved.kinds, signals[:, None]), solved.kinds
    bids = solved.curves.at(signals[:, None])[:, 0]
    found = np.zeros(len(signals))
    for k in range(len(signals)):
        edge = limits.copy()
        edge[k] = signals[k]
        then = replace(now, ceiling=np.minimum(now.ceiling, edge))
        weight = np.exp(replies.log_weight[k, 0])
        here = below(solved.crowd, then, edge[:, None, None], np.full(1, np.inf), replies.common[k, 0])
        before = np.exp(replies.rivalry.log_chance(here, np.full((1, 1), k)))[0]
        buys = _earned(solved, replies, k, now, edge, max(bids[k], starts[0]), starts[0])
        if signals[k] > after[k]:
            buys = buys - d * _earned(solved, replies, k, then, after, max(bids[k], starts[1]), starts[1])
        found[k] = np.sum(weight * buys) / np.sum(weight * before)
    return found * math.exp(-starts[0])


def _earned(
    solved: Solved, replies: Replies, k: int, rivals: Kinds, limits: Floats, bid: float, log_start: float
) -> Floats:
    """Profit of a log bid by subgroup k, given the common part and the state, rivals coming in above `limits` (k,)."""
    x, w = _legendre()
    half, who = 0.5 * (bid - log_start), np.full((NODES + 1, 1), k)
    prices = np.append(log_start + half * (1.0 + x), bid)
    beaten = np.where(
        prices > log_start, solved.curves.inverse(prices)[0], -np.inf
    )  # at the start price, who is silent
    silent = np.maximum(beaten, limits[:, None])[..., None]
    chance = np.exp(replies.rivalry.log_chance(below(solved.crowd, rivals, silent, prices, replies.common[k, 0]), who))
    paid = np.tensordot(half * w * np.exp(prices[:-1]), chance[:-1], axes=1)
    profit: Floats = (replies.value[k, 0] - math.exp(bid)) * chance[-1] + paid
    return profit


@cache
def _legendre() -> tuple[Floats, Floats]:
    x, w = np.polynomial.legendre.leggauss(NODES)
    return x, w
