"""An auction whose drop-outs are seen: what is known before it opens, and what each drop-out adds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from sim.equilibrium.visible.groups import KNOWN, Group, Weights, constants, weights

Shares: TypeAlias = tuple[float, float, float]
"""What an active bidder adds to the sums of a round: Q / A, the same times 1 - A - B, and times C less the base."""

Terms: TypeAlias = tuple[float, float, float, float]
"""A, B, C less the base, and 1 - B of a group."""


class BreakEven(NamedTuple):
    """The break-even conditions A x + B chat + C = log price of all groups.

    Attributes
    ----------
    names : tuple of str
    base : float
        C of the group with the largest Q / A of those who are there, from which the others are measured.
    shares : tuple of Shares
    terms : tuple of Terms
    """

    names: tuple[str, ...]
    base: float
    shares: tuple[Shares, ...]
    terms: tuple[Terms, ...]


@dataclass(frozen=True, slots=True)
class Hall:
    """An auction before it opens: who takes part, and how well the common part is known.

    Attributes
    ----------
    groups : tuple of Group
    counts : tuple of int
        How many bidders of each group take part.
    precision : float
        K0: of public news on the common part, prior included.
    weights : tuple of Weights
    total : float
        K0 and the precision of the signals of all who take part: it does not change while the clock runs.
    even : BreakEven
        At `total`.
    """

    groups: tuple[Group, ...]
    counts: tuple[int, ...]
    precision: float
    weights: tuple[Weights, ...]
    total: float
    even: BreakEven


class State(NamedTuple):
    """What the hall knows after some drop-outs. Logs are measured from the public mean m.

    Attributes
    ----------
    precision : float
        K: of public news and of the signals of those who are out.
    pull : float
        M: sum of precision times signal over those who are out.
    active : tuple of int
        How many of each group still bid.
    """

    precision: float
    pull: float
    active: tuple[int, ...]


@lru_cache(maxsize=4096)
def hall(groups: tuple[Group, ...], counts: tuple[int, ...], precision: float) -> Hall:
    """The hall with `counts` bidders of `groups`, public news having the `precision` K0.

    Raises
    ------
    NoEquilibriumError
        If a group has no intercept; see :func:`~.intercept.intercept`.
    """
    precision = min(precision, KNOWN)
    own = tuple(weights(group, precision) for group in groups)
    total = precision + sum(count * each.signal for count, each in zip(counts, own, strict=True))
    return Hall(groups, counts, precision, own, total, break_even(groups, counts, own, total))


def break_even(groups: tuple[Group, ...], counts: tuple[int, ...], own: tuple[Weights, ...], total: float) -> BreakEven:
    """The conditions of all groups that are there, when all that will ever tell of c has the precision `total`."""
    level = constants(groups, counts, own, total)
    base = level[max(range(len(own)), key=lambda g: (counts[g] > 0, own[g].reveals))]
    over = tuple(constant - base for constant in level)
    pairs = tuple(zip(own, over, strict=True))
    shares = tuple((each.reveals, each.reveals * each.blind, each.reveals * c) for each, c in pairs)
    return BreakEven(
        tuple(group.name for group in groups),
        base,
        shares,
        tuple((each.own, each.common, c, each.lean) for each, c in pairs),
    )


def opening(room: Hall) -> State:
    """Nobody is out yet."""
    return State(room.precision, 0.0, room.counts)


def after(room: Hall, state: State, group: int, signal: float) -> State:
    """What is known once a bidder of `group` has dropped out and so shown the signal (less m)."""
    precision, pull, active = state
    weight = room.weights[group].signal
    left = (*active[:group], active[group] - 1, *active[group + 1 :])
    return State(precision + weight, pull + weight * signal, left)
