"""A gap shared out among levers: each alone, each as the last one, each on average over all orders (Shapley 1953).

A lever's share is its mean contribution over all orders in which levers may be switched. Shares add up to the whole,
equal levers have equal shares, and a lever that changes nothing has none. It is a convention; what a lever does alone,
and what it does when all others are there, are the facts around it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import TypeAlias

import numpy as np

from sim.draws import digest, permutation
from sim.entities.units import Floats

Subset: TypeAlias = frozenset[int]
"""Levers that are switched."""
Order: TypeAlias = tuple[int, ...]

EXACT = 8
"""With so many levers or fewer, every combination is played."""
ORDERS = 64
"""With more, so many orders, each also backwards."""


def orders(levers: int) -> list[Order]:
    """The orders over which shares of many levers are averaged: keyed, and each with its reverse (antithetic)."""
    found: list[Order] = []
    for number in range(ORDERS):
        order = permutation(digest(f"order {number} of {levers} levers"), levers, np.arange(levers, dtype=np.uint64))
        found += [tuple(order.tolist()), tuple(order.tolist()[::-1])]
    return found


def needed(levers: int) -> list[Subset]:
    """Combinations that have to be played, the smallest first.

    Examples
    --------
    >>> [sorted(each) for each in needed(2)]
    [[], [0], [1], [0, 1]]
    """
    everything = frozenset(range(levers))
    if levers <= EXACT:
        return _sorted(frozenset(each) for size in range(levers + 1) for each in combinations(range(levers), size))
    found = {frozenset(each) for size in (0, 1, 2) for each in combinations(range(levers), size)}
    found |= {everything - {lever} for lever in range(levers)} | {everything}
    found |= {frozenset(order[:place]) for order in orders(levers) for place in range(levers + 1)}
    return _sorted(found)


def shares(values: Mapping[Subset, Floats], levers: int) -> tuple[Floats, Floats]:
    """Shapley shares of each lever.

    Parameters
    ----------
    values : mapping
        Combination to its values (r,), one a replication; all that :func:`needed` asks for.
    levers : int

    Returns
    -------
    shares : Floats, shape (levers, r)
        They sum to ``values[all] - values[none]``.
    errors : Floats, shape (levers,)
        Standard errors of the means over replications that come from playing some orders only; 0 where all are.
    """
    if levers <= EXACT:
        return np.array([_exact(values, lever, levers) for lever in range(levers)]), np.zeros(levers)
    pairs = [_contributions(values, order) for order in orders(levers)]
    halves = np.array([0.5 * (one + back) for one, back in zip(pairs[::2], pairs[1::2], strict=True)])
    if halves.shape[2] == 0:
        return halves.mean(axis=0), np.full(levers, math.nan)
    spread = np.std(halves.mean(axis=2), axis=0, ddof=1)
    return halves.mean(axis=0), spread / math.sqrt(len(halves))


def alone(values: Mapping[Subset, Floats], lever: int) -> Floats:
    """What a lever does when nothing else is switched."""
    return values[frozenset({lever})] - values[frozenset()]


def last(values: Mapping[Subset, Floats], lever: int, levers: int) -> Floats:
    """What a lever does when all others are switched."""
    everything = frozenset(range(levers))
    return values[everything] - values[everything - {lever}]


def interaction(values: Mapping[Subset, Floats], one: int, other: int) -> Floats:
    """What two levers do together beyond what each does alone."""
    both = values[frozenset({one, other})] - values[frozenset()]
    return both - alone(values, one) - alone(values, other)


def _exact(values: Mapping[Subset, Floats], lever: int, levers: int) -> Floats:
    """The mean contribution over all orders: weights ``s! (k - s - 1)! / k!`` for s others switched before."""
    others = [other for other in range(levers) if other != lever]
    parts = []
    for size in range(levers):
        weight = math.factorial(size) * math.factorial(levers - size - 1) / math.factorial(levers)
        parts += [
            weight * (values[frozenset(before) | {lever}] - values[frozenset(before)])
            for before in combinations(others, size)
        ]
    share: Floats = np.sum(parts, axis=0)
    return share


def _contributions(values: Mapping[Subset, Floats], order: Order) -> Floats:
    """What each lever adds (levers, r) when they are switched in this order."""
    found: dict[int, Floats] = {}
    for place, lever in enumerate(order):
        found[lever] = values[frozenset(order[: place + 1])] - values[frozenset(order[:place])]
    return np.array([found[lever] for lever in range(len(order))])


def _sorted(subsets: Iterable[Subset]) -> list[Subset]:
    def small_first(each: Subset) -> tuple[int, list[int]]:
        return len(each), sorted(each)

    return sorted(subsets, key=small_first)
