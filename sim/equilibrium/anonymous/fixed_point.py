"""Bid functions that answer one another."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.entities.units import Bools, Floats
from sim.equilibrium.anonymous.crowd import Crowd
from sim.equilibrium.anonymous.curves import KNOTS, LEAST_SLOPE, REACH, Curves, Knots, curves, declare, knots
from sim.equilibrium.anonymous.kinds import Kinds, kinds
from sim.equilibrium.anonymous.replies import Replies
from sim.equilibrium.anonymous.rivals import Rivalry
from sim.equilibrium.mixing import Mixing
from sim.errors import NoEquilibriumError

DAMPING = 0.6
EARLY = (6, 12)
"""Rounds before the knots are chosen anew."""
WARM = 4
"""The same, beginning with the bids of another game, where some know of the defect."""
SOON, MEMORY = 12, 24
"""Elsewhere so many rounds are given to undamped steps that go on from those of the other game, of which so many are
remembered."""
MATTERS = 1e-4
"""Chance to win or to set the price, times the density of the signal, over its highest: below, bids do not count."""


@dataclass(frozen=True, slots=True)
class Patience:
    """When to stop, and what is no equilibrium.

    Attributes
    ----------
    rounds : int
        On the last knots.
    enough : float
        Change of log bids at which the iteration stops.
    last, worst : float
        Last change of log bids, and residual, that are too large.
    """

    rounds: int
    enough: float
    last: float
    worst: float


SMOOTH = Patience(300, 1e-8, 1e-8, 0.02)
STEEP = Patience(60, 1e-5, 0.01, 0.1)
"""Where some know of the defect: the bids of all others are steep where those who know bid no more for a defective lot,
and a polynomial rounds that off. It costs the others about a hundredth of their profit, and those who know nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """An equilibrium among the subgroups that best-reply, the declared strategies being given.

    Attributes
    ----------
    crowd : Crowd
    kinds, rivalry : Kinds, Poisson or Known
        What the bidders reckon with.
    curves : Curves
        Log bids.
    residual : float
        Largest distance, in logs, between a bid and the worth at which its bidder would like to stop, among signals
        that matter.
    rounds : int
    mixing : Mixing
        The last steps.
    """

    crowd: Crowd
    kinds: Kinds
    rivalry: Rivalry
    curves: Curves
    residual: float
    rounds: int
    mixing: Mixing


def solve(crowd: Crowd, start: Solved | None = None) -> Solved:
    """Fixed point of ``b_h(x) = log E[V_h | x, highest rival bid = b_h(x)]`` (Milgrom and Weber 1982).

    1. Given the common part c and the state, rivals are independent; so the event weighs each (c, state) by the density
       of the highest rival bid, ``e^{-Lam} |Lam'|`` in a Poisson crowd, which needs the inverse bid functions only.
    2. The mean of ``V ** power`` under these weights, at the bids of the last round, gives the next bids, without an
       inner root. Cursed bidders mix it, in logs, with worth at face value.
    3. New bids are projected on Chebyshev polynomials, kept increasing, and mixed with those of the last rounds.
    4. Knots lie where bids matter; who wins is known better after some rounds, so they are chosen in stages.

    Parameters
    ----------
    crowd : Crowd
    start : Solved, optional
        Where to begin, if not with naive bids: for a caller whose crowds follow one another in small steps. Then knots
        are chosen once, and steps go on from what the last ones taught.

    Raises
    ------
    NoEquilibriumError
        If the bids do not settle, or settle on something that is no increasing equilibrium.
    """
    own = kinds(crowd)
    steep = crowd.defect > 0.0 and any(each.numbers[0] != each.numbers[1] for each in crowd.subgroups)
    patience = STEEP if steep else SMOOTH
    stages = _stages(start, patience, steep=steep)
    found, rounds = None if start is None else start.curves, 0
    for limit, before in stages:
        stage = _Stage(crowd, own, found, before)
        found = stage.settle(limit, patience.enough)
        rounds += stage.rounds
        if before is not None and stage.gap < patience.enough:
            break
    residual = float(np.max(stage.miss))
    if stage.gap >= patience.last or residual > patience.worst:
        raise NoEquilibriumError(_message(crowd, stage, rounds, patience))
    return Solved(crowd, own, stage.replies.rivalry, stage.found, residual, rounds, stage.mixing)


def _stages(start: Solved | None, patience: Patience, *, steep: bool) -> list[tuple[int, Mixing | None]]:
    """Most rounds of each choice of knots, and the steps of another game from which they go on.

    The knots of a game much like this one are good enough if its steps soon lead to the end.
    """
    last: tuple[int, Mixing | None] = (patience.rounds, None)
    if start is None:
        return [*((limit, None) for limit in EARLY), last]
    return [(WARM, None) if steep else (SOON, start.mixing), last]


class _Stage:
    """The iteration on one choice of knots."""

    def __init__(self, crowd: Crowd, own: Kinds, found: Curves | None, before: Mixing | None = None) -> None:
        self.crowd, self.own = crowd, own
        self.where: Knots = knots(own, _lowest(crowd, own, found))
        self.replies = Replies(crowd, own, self.where.at)
        self.cursed = np.array([[each.cursed] for each in crowd.subgroups])
        self.naive = own.naive(self.where.at)
        self.counts: Bools = self.where.core & np.array([[each.bids is None] for each in crowd.subgroups])
        self.raw = self.where.project(self.naive if found is None else found.at(self.where.at))
        self.found = self.increasing()
        root = self.where.root.ravel()
        self.mixing, self.damping = Mixing(root), DAMPING
        if before is not None:
            self.mixing, self.damping = before.again(root, MEMORY), 1.0
        self.gap, self.rounds = math.inf, 0
        self.miss = np.full(len(crowd.subgroups), math.inf)

    def increasing(self) -> Curves:
        """Increasing curves near the raw polynomials, and the declared ones."""
        rising = curves(self.where, self.raw, LEAST_SLOPE * self.own.naive_slope)
        return declare(self.where, rising, self.crowd.subgroups)

    def settle(self, limit: int, enough: float) -> Curves:
        """At most `limit` rounds, until bids change by less than `enough`."""
        for _ in range(limit):
            self.rounds += 1
            old = self.found.at(self.where.at)
            wanted = (1.0 - self.cursed) * self.replies.to(self.found, old) + self.cursed * self.naive
            gap = self.where.project(wanted) - self.raw
            self.gap = float(np.max(np.abs(gap), where=self.counts, initial=0.0))
            self.miss = np.max(np.abs(wanted - old), axis=1, where=self.counts, initial=0.0)
            if self.gap < enough:
                break
            self.raw = self.mixing.next(self.raw.ravel(), gap.ravel(), self.damping).reshape(gap.shape)
            self.found = self.increasing()
        return self.found


def _lowest(crowd: Crowd, own: Kinds, found: Curves | None) -> Floats:
    """Lowest signals (k,) whose bids matter, judged by bids so far; at most one standard deviation below the highest.

    Far below, a bid wins only if next to nobody has come; there bid functions may bend sharply, to nobody's interest.
    """
    reach = REACH * own.predictive
    if found is None:
        return np.minimum(-reach, own.ceiling - own.predictive)
    z = np.linspace(-REACH, REACH, KNOTS)
    at = own.predictive[:, None] * z
    chance = Replies(crowd, own, at).contests(found, found.at(at))
    log = np.log(np.maximum(chance, 1e-300)) - 0.5 * np.minimum(z, 0.0) ** 2
    log = np.maximum.accumulate(log - np.max(log, axis=1, keepdims=True), axis=1)
    low = [np.interp(math.log(MATTERS), row, x) for row, x in zip(log, at, strict=True)]
    return np.minimum(low, np.minimum(reach, own.ceiling) - own.predictive)


def _message(crowd: Crowd, stage: _Stage, rounds: int, patience: Patience) -> str:
    """What was tried and what to change."""
    worst = int(np.argmax(stage.miss))
    group, miss = crowd.subgroups[worst].group, 100.0 * stage.miss[worst]
    return (
        "no equilibrium is known for sales at the second-highest bid among anonymous bidders: "
        f"after {rounds} rounds of damped best replies from naive bids, group {group} would still change bids by up to "
        f"{miss:.2g} % (at most {100.0 * patience.worst:g} % may be left, and bids must have stopped moving); "
        "raise its taste_sd, lower its signal_sd or make the groups more alike, or use shaded"
    )
