"""What a bidder meets in a hall who outlasts everybody: for the audit, on a lattice of the others' signals."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.entities.units import Bools, Floats
from sim.equilibrium.visible.drop_outs import prices, queues
from sim.equilibrium.visible.groups import Group, Weights, weights
from sim.equilibrium.visible.screening import tabulated
from sim.equilibrium.visible.start_price import Started, State, next_out, opening, started, told

POINTS = 1024
SHIFT = 1
"""Of the scrambled Sobol points: the same in every audit. Plain ones are less even in thirty dimensions."""


@dataclass(frozen=True, slots=True)
class Room:
    """All who are aware of a lot, in logs less the public mean m.

    Attributes
    ----------
    groups : tuple of Group
    counts : tuple of int
        How many of each group are aware of the lot.
    variance : float
        V0 of the log common worth.
    start : float
        Logarithm of the least all-in payment, less m; -inf is none.
    """

    groups: tuple[Group, ...]
    counts: tuple[int, ...]
    variance: float
    start: float = -math.inf

    @property
    def weights(self) -> tuple[Weights, ...]:
        """What each group makes of signals."""
        return tuple(weights(group, 1.0 / self.variance) for group in self.groups)

    @property
    def thresholds(self) -> tuple[float, ...]:
        """Signals of each group below which its members stay away."""
        return tabulated(self.groups, self.counts, 1.0 / self.variance, self.start)


@dataclass(frozen=True, slots=True, eq=False)
class Met:
    """What one bidder meets in each of s draws of the others. Logs are measured from the public mean m.

    Attributes
    ----------
    price : Floats, shape (s,)
        At which the last of the others leaves: what whoever outlasts them pays. -inf where nobody sets a price.
    critical : Floats, shape (s,)
        Who follows the limits of the own group outlasts them with a signal above this.
    alone : Bools, shape (s,)
        Whether nobody else takes part.
    precision, pull : Floats, shape (s,)
        Sum of the precisions of the others' signals that are shown by the end, and of these times signal.
    silent : Floats, shape (groups, s)
        How many others of each group stay away.
    """

    price: Floats
    critical: Floats
    alone: Bools
    precision: Floats
    pull: Floats
    silent: Floats


def lattice(room: Room, own: int) -> tuple[Floats, tuple[Floats, ...]]:
    """Common parts (s,), and signals (s, count) of the others of each group, one fewer of the own: evenly spread."""
    from scipy.special import ndtri
    from scipy.stats.qmc import Sobol

    heads = [count - (g == own) for g, count in enumerate(room.counts)]
    normal = ndtri(Sobol(1 + sum(heads), rng=SHIFT).random(POINTS))
    common = math.sqrt(room.variance) * normal[:, 0]
    parts = np.split(normal[:, 1:], np.cumsum(heads)[:-1], axis=1)
    return common, tuple(
        common[:, None] + part / math.sqrt(each.signal) for each, part in zip(room.weights, parts, strict=True)
    )


def met(room: Room, own: int, others: tuple[Floats, ...]) -> Met:
    """Play the hall with one bidder of group `own` who stays to the end, for each draw of the others.

    Parameters
    ----------
    room : Room
    own : int
    others : tuple of Floats, shapes (s, count)
        Signals less m.
    """
    member = [g for g, part in enumerate(others) for _ in range(part.shape[1])]
    signals = np.hstack(others)
    inside = signals >= np.array(room.thresholds)[member]
    rows = [_outlast(room, own, member, x, comes) for x, comes in zip(signals, inside, strict=True)]
    price, critical = np.array(rows).T
    shown = inside * np.array([each.signal for each in room.weights])[member]
    silent = [np.sum(~inside[:, np.equal(member, g)], axis=1) for g in range(len(room.groups))]
    return Met(
        price,
        critical,
        np.all(~inside, axis=1),
        shown.sum(axis=1),
        np.sum(shown * signals, axis=1),
        np.array(silent, dtype=np.float64),
    )


def _outlast(room: Room, own: int, member: list[int], signals: Floats, inside: Bools) -> tuple[float, float]:
    """The price at which the last of the others leaves, and the own signal that would leave no later than they do.

    As long as the bidder stays, the own signal does not matter to the others. Whoever of the own group would leave at
    the price at which one of the others does has the signal that breaks even there; the highest of these signals, over
    the rounds, is critical.
    """
    signal = signals.tolist()
    waiting = queues(len(room.groups), member, signal, np.flatnonzero(inside).tolist())
    heads = tuple(len(queue) + (g == own) for g, queue in enumerate(waiting))
    auction = started(room.groups, room.counts, heads, 1.0 / room.variance, room.start)
    state, price, critical = opening(auction), room.start, -math.inf
    while any(waiting):
        low = [signal[queue[-1]] if queue else math.inf for queue in waiting]
        group, price, later = next_out(auction, state, low)
        critical = max(critical, _breaks_even(auction, State(state.seen, later.site), own, group, low))
        waiting[group].pop()
        state = later
    return price, critical


def _breaks_even(auction: Started, state: State, own: int, group: int, low: list[float]) -> float:
    """The signal of group `own` that leaves when the lowest of another group does: log prices are linear in signals."""
    even, known = told(auction, state.seen, state.site)
    price = prices(even, known, low)[group]
    at_none, at_one = (prices(even, known, [signal] * len(low))[own] for signal in (0.0, 1.0))
    return (price - at_none) / (at_one - at_none)
