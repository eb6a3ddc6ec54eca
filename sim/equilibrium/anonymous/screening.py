"""Who comes in at a start price: the lowest signals with which it pays to bid at all."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from sim.entities.units import Bools, Floats
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
FLAT = 1e-12
CLOSE = 1e-4
"""Gain, over the start price and per chance of silence, that is as good as none: bids are tables, so it has steps of
some 1e-5. A tenth of what may be forgone."""
IDLE = 1e-3
"""Probability of silence below which nobody waits for it."""
FORGONE = 1e-3
"""What whoever just comes in, or just does not, may forgo, over the expected worth: the audit's own bound."""

Gain: TypeAlias = Callable[[Floats, Floats], Floats]


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
    declared = np.array([each.bids is not None for each in solved.crowd.subgroups])
    at_start = solved.curves.inverse(np.array([log_start]))[0][:, 0]
    x = np.where(declared, at_start, (log_start - own.naive_base) / own.naive_slope + ABOVE * own.predictive)

    def gain(signals: Floats, limits: Floats) -> Floats:
        return surplus(solved, signals, limits, log_start)

    if near is not None and np.all(np.isfinite(near)):
        with contextlib.suppress(NoEquilibriumError):
            return settle(own, np.where(declared, at_start, near), gain, declared, log_start)
    try:
        return settle(own, x, gain, declared, log_start)
    except NoEquilibriumError:
        if forgone(solved, at_start, gain, log_start) > FORGONE:
            raise
        return at_start


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
    reach = REACH * own.predictive
    x, mixing, most = np.clip(first, -reach, reach), Mixing(1.0 / own.predictive), LARGEST * own.predictive
    for _ in range(ROUNDS):
        low = gain(x, x)
        rise = (gain(x + STEP * own.predictive, x) - low) / (STEP * own.predictive)
        if sturdy:  # who loses comes in later, whatever the slope
            rise = np.maximum(np.abs(rise), FLAT / own.predictive)
        gap = np.where(fixed, 0.0, np.clip(x - np.clip(low / rise, -most, most), -reach, reach) - x)
        if np.max(np.abs(gap)) < TOLERANCE:
            return x
        if np.all(np.abs(gap) < 0.99 * most):
            x = np.clip(mixing.next(x, gap, DAMPING), -reach, reach)
        else:
            x, mixing = x + gap, Mixing(1.0 / own.predictive)
    polished = _polished(own, x, gain, fixed) if sturdy else None
    if polished is not None:
        return polished
    raise NoEquilibriumError(
        f"no equilibrium is known for second_price among anonymous bidders: at a start price of "
        f"{math.exp(log_start):.3g} times the expected level, thresholds do not settle in {ROUNDS} rounds; "
        "lower the reserve, make the groups more alike, or use shaded"
    )


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
    own = solved.kinds
    replies = Replies(solved.crowd, own, signals[:, None])
    edge = np.repeat(limits[:, None], len(limits), axis=1)
    np.fill_diagonal(edge, signals)
    start = np.full((len(limits), 1), log_start)
    silent = below(solved.crowd, own, edge[:, :, None, None], start, replies.common)
    worth = replies.worth(replies.rivalry.log_chance(silent, replies.who))
    cursed = np.array([each.cursed for each in solved.crowd.subgroups])
    mixed: Floats = (1.0 - cursed) * worth[:, 0] + cursed * own.naive(signals[:, None])[:, 0] - log_start
    return mixed
