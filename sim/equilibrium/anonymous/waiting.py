"""Who comes in at a start price if a lot that nobody takes comes back at a lower one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.entities.knowledge import Later
from sim.entities.units import Bools, Floats
from sim.equilibrium.anonymous.fixed_point import Solved
from sim.equilibrium.anonymous.replies import Replies
from sim.equilibrium.anonymous.rivals import below
from sim.equilibrium.anonymous.screening import FORGONE, IDLE, Gain, forgone, settle, silence, surplus, thresholds
from sim.errors import NoEquilibriumError

NODES = 24
"""Gauss-Legendre prices between the next start price and the own bid."""


def waiting(solved: Solved, log_start: float, later: Sequence[Later]) -> Floats:
    """Lowest signals (k,) that take part now, the lot coming back to the same bidders at known start prices.

    1. In the last round: those of :func:`~.screening.thresholds`.
    2. Before, backwards: the lowest signal x that takes part buys only against silence, at the start price r_t, and
       would else meet rivals in the next round who are all known to be silent now:
       ``E[V | x, N_t] - r_t = d S_{t+1}(x | N_t)``, N_t that nobody else takes part.
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
            buys = np.expm1(surplus(solved, signals, limits, starts[t]))
            waits = next_round(solved, signals, limits, after, starts[t + 1])
            mixed: Floats = buys - d * waits * math.exp(-starts[t])
            return mixed

        alone = thresholds(solved, now)
        first = np.where(myopic, alone, np.maximum(alone, after))
        idle = float(np.max(silence(solved, first))) <= IDLE  # nobody waits where somebody is sure to come in
        found = first if idle else _settled(solved, first, gain, myopic, now)
    return found


def _settled(solved: Solved, first: Floats, gain: Gain, myopic: Bools, now: float) -> Floats:
    """Thresholds of one round; those of bidders who do not look ahead where no others settle and little is forgone."""
    try:
        return settle(solved.kinds, first, gain, myopic, now)
    except NoEquilibriumError as error:
        if forgone(solved, first, gain, now) <= FORGONE:
            return first
        raise NoEquilibriumError(
            f"{error}; or take each round for the last, behaviour: {{foresight: myopic}}"
        ) from None


def next_round(solved: Solved, signals: Floats, limits: Floats, after: Floats, log_start: float) -> Floats:
    """Profits (k,) in the next round of bidders with these `signals` (k,), nobody having taken part in this one.

    A bid b earns ``E[(V - b) P(b) + int_r^b P(p) dp]``, P(p) the chance that no rival bids more than p: see
    :func:`~.payoffs.payoffs`.

    Parameters
    ----------
    solved : Solved
    signals : Floats, shape (k,)
        Own signals; rivals of the own subgroup are below.
    limits : Floats, shape (k,)
        Rivals of other subgroups are below these.
    after : Floats, shape (k,)
        Who takes part next time.
    log_start : float
        Of the next round.
    """
    replies, curves = Replies(solved.crowd, solved.kinds, signals[:, None]), solved.curves
    own_bids = np.maximum(curves.at(signals[:, None])[:, 0], log_start)
    x, w = np.polynomial.legendre.leggauss(NODES)
    earned = np.zeros(len(signals))
    for k in np.flatnonzero(signals > after):
        ceiling = limits.copy()
        ceiling[k] = signals[k]
        kinds, common = replace(solved.kinds, ceiling=ceiling), replies.common[k, 0]
        half = 0.5 * (own_bids[k] - log_start)
        prices = np.append(log_start + half * (1.0 + x), own_bids[k])
        silent = np.maximum(curves.inverse(prices)[0], after[:, None])[..., None]
        who = np.full((len(prices), 1), k)
        chance = np.exp(replies.rivalry.log_chance(below(solved.crowd, kinds, silent, prices, common), who))
        here = below(solved.crowd, kinds, ceiling[:, None, None], np.full(1, np.inf), common)
        before = np.exp(replies.rivalry.log_chance(here, who[:1]))[0]
        paid = np.tensordot(half * w * np.exp(prices[:-1]), chance[:-1], axes=1)
        profit = (replies.value[k, 0] - math.exp(own_bids[k])) * chance[-1] + paid
        weight = np.exp(replies.log_weight[k, 0])
        earned[k] = np.sum(weight * profit) / np.sum(weight * before)
    return earned
