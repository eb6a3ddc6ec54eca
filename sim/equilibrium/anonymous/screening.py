"""Who comes in at a start price: the lowest signals with which it pays to bid at all."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TypeAlias

import numpy as np

from sim.entities.units import Bools, Floats, Ids
from sim.equilibrium.anonymous.fixed_point import Solved
from sim.equilibrium.anonymous.kinds import Kinds
from sim.equilibrium.anonymous.replies import Replies
from sim.equilibrium.anonymous.rivals import below
from sim.equilibrium.mixing import Mixing
from sim.errors import NoEquilibriumError

REACH = 12.0
"""Beyond so many standard deviations a threshold keeps nobody out, or everybody."""
STEP = 1e-4
"""Of the derivative, in standard deviations."""
ABOVE = 3.0
"""Where the search begins, over the threshold of those who read nothing into silence, in standard deviations."""
LARGEST = 0.5
"""Move of a threshold in one round, in standard deviations."""
DAMPING = 0.7
TOLERANCE = 1e-10
ROUNDS = 200
SOON = 8
"""Steps from thresholds of a game much like this one."""
FLAT = 1e-12
CLOSE = 1e-4
"""Gain, over the start price and per chance of silence, that is as good as none: bids are tables, so it has steps of
some 1e-5. A tenth of what may be forgone."""
IDLE = 1e-3
"""Probability of silence below which nobody waits for it."""
FORGONE = 1e-3
"""What whoever just comes in, or just does not, may forgo, over the expected worth: the audit's own bound."""

Gain: TypeAlias = Callable[[Floats, Floats], Floats]
"""From own signals (k,), and those (k,) from which on others take part, to gains (k,)."""
Gains: TypeAlias = Callable[[Floats, Floats, Ids], Floats]
"""The same of several questions (k, m), and which of them they are (m,)."""


def thresholds(solved: Solved, log_start: float, near: Floats | None = None) -> Floats:
    """Lowest signals (k,) that bid at a log start price (Milgrom and Weber 1982).

    1. The lowest bidder wins only against silence and pays the start price r; so x*_h solves ``E[V_h | x*_h, nobody
       else comes in] = r``, where nobody comes in with probability ``e^{-Lam}`` given c and the state.
    2. Rivals of one's own subgroup have the same threshold, so the left side is taken with theirs moving along.
    3. Across subgroups, a damped simultaneous Newton step in logs, from above: in a Poisson crowd there may be lower
       thresholds, too, at which silence means that nobody has come; the highest are selected.

    Where bidders are so many, or the start price so low, that somebody is as good as sure to come in, silence has no
    say, conditions on it may have any number of solutions, and none matters: then whoever's bid reaches the start
    price comes in.

    Cursed bidders mix the condition with its naive form, as they do their bids; a declared strategy is silent where its
    limit is below r.

    Whoever has thresholds of a game much like this one may begin `near` them.

    Returns
    -------
    Floats
        Within twelve standard deviations, at the ends of which nobody is kept out, or everybody is; -inf without a
        start price.

    Raises
    ------
    NoEquilibriumError
        If the thresholds do not settle.
    """
    own = solved.kinds
    if log_start == -math.inf:
        return np.full(len(own.predictive), -math.inf)
    if near is not None and np.all(np.isfinite(near)):
        found = _nearby(solved, near, log_start)
        if found is not None:
            return found
    limits: Floats = thresholds_at(solved, np.array([log_start]))[0]
    return limits


def _nearby(solved: Solved, near: Floats, log_start: float) -> Floats | None:
    """Thresholds (k,) close to these, by Newton's method for all at once; None if it does not settle soon."""
    spread, fixed, start = solved.kinds.predictive, _declared(solved), np.array([log_start])
    x = np.where(fixed, _reaching(solved, start)[:, 0], np.clip(near, -REACH * spread, REACH * spread))
    ways = STEP * np.diag(spread)
    for _ in range(SOON):
        tried = np.hstack([x[:, None], x[:, None] + ways])
        gains = np.where(fixed[:, None], 0.0, surpluses(solved, tried, tried, np.repeat(start, len(x) + 1)))
        slopes = np.where(fixed[:, None], np.eye(len(x)), (gains[:, 1:] - gains[:, :1]) / (STEP * spread))
        step = np.linalg.lstsq(slopes, -gains[:, 0])[0]
        if not np.all(np.abs(step) < LARGEST * spread):
            return None
        x = x + step
        if np.max(np.abs(step)) < TOLERANCE:
            return x
    return None


def thresholds_at(solved: Solved, starts: Floats) -> Floats:
    """The :func:`thresholds` (s, k) at several finite log start prices (s,), found side by side, each on its own.

    Raises
    ------
    NoEquilibriumError
        If those at one of them do not settle.
    """
    own, declared, reaching = solved.kinds, _declared(solved), _reaching(solved, starts)
    naive = (starts - own.naive_base[:, None]) / own.naive_slope[:, None] + ABOVE * own.predictive[:, None]
    gain = _answers(solved, starts)
    found, done = _newton(own, np.where(declared[:, None], reaching, naive), gain, declared)
    for s in np.flatnonzero(~done).tolist():
        start = float(starts[s])
        if forgone(solved, reaching[:, s], partial(surplus, solved, log_start=start), start) > FORGONE:
            raise NoEquilibriumError(_unsettled(start))
        found[:, s] = reaching[:, s]
    return found.T


def _declared(solved: Solved) -> Bools:
    """Who does not reply (k,)."""
    return np.array([each.bids is not None for each in solved.crowd.subgroups])


def _reaching(solved: Solved, starts: Floats) -> Floats:
    """Signals (k, s) at which bids reach the log start prices (s,)."""
    return solved.curves.inverse(starts)[0]


def _answers(solved: Solved, starts: Floats) -> Gains:
    """What it is worth to come in, at start prices by number."""

    def gain(signals: Floats, limits: Floats, at: Ids) -> Floats:
        return surpluses(solved, signals, limits, starts[at])

    return gain


def forgone(solved: Solved, limits: Floats, gain: Gain, log_start: float) -> float:
    """Most that anybody at its limit gives up by not replying better, over the expected worth.

    What it could gain counts only if nobody else comes in.
    """
    there = solved.kinds.numbers.any(axis=1)
    lost = silence(solved, limits) * np.abs(np.expm1(gain(limits, limits))) * math.exp(log_start)
    return float(np.max(lost[there]))


def silence(solved: Solved, limits: Floats) -> Floats:
    """Probability (k,), to a bidder at its own limit, that nobody else comes in with less than `limits` (k,)."""
    replies = Replies(solved.crowd, solved.kinds, limits[:, None])
    edge = np.repeat(limits[:, None], len(limits), axis=1)[:, :, None, None]
    silent = below(solved.crowd, solved.kinds, edge, np.zeros((len(limits), 1)), replies.common)
    weight = np.exp(replies.log_weight)
    chance = np.exp(replies.rivalry.log_chance(silent, replies.who))
    mean: Floats = np.sum(weight * chance, axis=(2, 3)) / np.sum(weight, axis=(2, 3))
    return mean[:, 0]


def settle(own: Kinds, first: Floats, gain: Gain, fixed: Bools, log_start: float, *, sturdy: bool = False) -> Floats:
    """Signals (k,) at which nobody gains by another decision, by damped Newton steps from `first`.

    Parameters
    ----------
    own : Kinds
    first : Floats, shape (k,)
    gain : callable
        From own signals (k,), and those (k,) from which on others take part, to gains (k,) that rise in the own signal.
    fixed : Bools, shape (k,)
        Who does not reply: stays where it is.
    log_start : float
        For the message.
    sturdy : bool
        Whether gains may fall in the own signal, too: then steps go by their size, and where they run in circles
        another method goes on.

    Raises
    ------
    NoEquilibriumError
        If the signals do not settle.
    """

    def column(signals: Floats, limits: Floats, _: Ids) -> Floats:
        return np.array([gain(*each) for each in zip(signals.T, limits.T, strict=True)]).T

    found, done = _newton(own, first[:, None], column, fixed, sturdy=sturdy)
    if done[0]:
        return found[:, 0]
    polished = _polished(own, found[:, 0], gain, fixed) if sturdy else None
    if polished is not None:
        return polished
    raise NoEquilibriumError(_unsettled(log_start))


def _unsettled(log_start: float) -> str:
    """What was tried and what to change."""
    return (
        f"no equilibrium is known for sales at the second-highest bid among anonymous bidders: at a start price of "
        f"{math.exp(log_start):.3g} times the expected level, thresholds do not settle in {ROUNDS} rounds; "
        "lower the reserve, make the groups more alike, or use shaded"
    )


def _newton(own: Kinds, first: Floats, gain: Gains, fixed: Bools, *, sturdy: bool = False) -> tuple[Floats, Bools]:
    """As :func:`settle`, for several questions (m,) side by side, each on its own.

    Returns
    -------
    found : Floats, shape (k, m)
    done : Bools, shape (m,)
        Which of them settled.
    """
    spread = own.predictive[:, None]
    reach, most, step, stays = REACH * spread, LARGEST * spread, STEP * spread, fixed[:, None]
    x, mixing = np.clip(first, -reach, reach), [Mixing(1.0 / own.predictive) for _ in first.T]
    done = np.zeros(first.shape[1], dtype=np.bool_)
    for _ in range(ROUNDS):
        at = np.flatnonzero(~done)
        here = x[:, at]
        both = gain(np.hstack([here, here + step]), np.hstack([here, here]), np.concatenate([at, at]))
        low, high = both[:, : len(at)], both[:, len(at) :]
        rise = (high - low) / step
        if sturdy:  # who loses comes in later, whatever the slope
            rise = np.maximum(np.abs(rise), FLAT / spread)
        gap = np.where(stays, 0.0, np.clip(here - np.clip(low / rise, -most, most), -reach, reach) - here)
        still, small = np.max(np.abs(gap), axis=0) < TOLERANCE, np.all(np.abs(gap) < 0.99 * most, axis=0)
        done[at] = still
        for j in np.flatnonzero(~still).tolist():
            onward = here[:, j] + gap[:, j]
            if small[j]:
                onward = np.clip(mixing[at[j]].next(here[:, j], gap[:, j], DAMPING), -reach[:, 0], reach[:, 0])
            else:
                mixing[at[j]] = Mixing(1.0 / own.predictive)
            x[:, at[j]] = onward
        if np.all(done):
            break
    return x, done


def _polished(own: Kinds, x: Floats, gain: Gain, fixed: Bools) -> Floats | None:
    """Where steps of one signal at a time go round in circles, all at once, by Powell's hybrid method (1970)."""
    from scipy.optimize import root

    free, found = ~fixed & (np.abs(x) < REACH * own.predictive), x.copy()

    def miss(scores: Floats) -> Floats:
        found[free] = scores * own.predictive[free]
        return gain(found, found)[free]

    end = root(miss, x[free] / own.predictive[free], method="hybr").x
    near = np.max(np.abs(end)) < REACH and np.max(np.abs(miss(end))) < CLOSE
    return found if near else None


def surplus(solved: Solved, signals: Floats, limits: Floats, log_start: float) -> Floats:
    """Log worth over the start price (k,), at own `signals`, if nobody else comes in with less than `limits`.

    Rivals of the own subgroup are those below the own signal.
    """
    return surpluses(solved, signals[:, None], limits[:, None], np.array([log_start]))[:, 0]


def surpluses(solved: Solved, signals: Floats, limits: Floats, starts: Floats) -> Floats:
    """The :func:`surplus` (k, m) of signals (k, m) and limits (k, m) at start prices (m,)."""
    own = solved.kinds
    replies = Replies(solved.crowd, own, signals)
    edge = np.repeat(limits[:, None], len(limits), axis=1)
    each = np.arange(len(limits))
    edge[each, each] = signals
    start = np.broadcast_to(starts, signals.shape)
    silent = below(solved.crowd, own, edge[..., None], start, replies.common)
    worth = replies.worth(replies.rivalry.log_chance(silent, replies.who))
    cursed = np.array([[each.cursed] for each in solved.crowd.subgroups])
    mixed: Floats = (1.0 - cursed) * worth + cursed * own.naive(signals) - starts
    return mixed
