"""Random numbers that are functions of keys: nothing is drawn in an order, so nothing can be drawn out of turn.

A draw is named by (seed, replication, purpose, a, b, k): a bidder's taste for a lot is asked for by name and is the
same whoever asks, when, and whatever else was asked. The idea is that of counter-based generators (Salmon, Moraes, Dror
& Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"); the mixing function is the finaliser of SplitMix64 (Steele,
Lea & Flood 2014), which passes the usual batteries on counters. Text is brought to 64 bits by BLAKE2b.

numpy wraps 64-bit arithmetic silently in arrays and warns in scalars, so single keys are mixed with Python's own
integers and arrays by numpy, to the same bits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple, TypeAlias

import numpy as np

from sim.entities.units import Floats, Ids, Keys
from sim.laws.normal import Normal

Key: TypeAlias = Keys | Ids | int
"""One key or an array of them; integers are taken modulo 2^64."""

_ALL = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15  # 2^64 over the golden ratio, odd: the step of SplitMix64
_FIRST = 0xBF58476D1CE4E5B9
_SECOND = 0x94D049BB133111EB
_ROUNDS = 12  # four make a Feistel network pseudo-random (Luby & Rackoff 1988); halves of two bits want twelve

_STANDARD = Normal(0.0, 1.0)


def digest(text: str) -> int:
    """64 bits that stand for a text, the same on every machine and in every process.

    Examples
    --------
    >>> digest("flats") == digest("flats"), digest("flats") == digest("flat")
    (True, False)
    """
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def absorb(state: Key, key: Key) -> Keys | int:
    """Chain one more key to a state: a bijection of the state for each key, and of the key for each state.

    The order counts: absorbing 1 then 2 is not absorbing 2 then 1. Chains of unequal length could meet, so whoever
    chains fixes the number of keys: :func:`subject` and :class:`Draws` do.

    Parameters
    ----------
    state, key : int or array
        Broadcast against one another.

    Returns
    -------
    int or Keys
        An integer if both arguments are integers, an array of at least one dimension otherwise.
    """
    if isinstance(state, int) and isinstance(key, int):
        return _mix((state + key * _GOLDEN) & _ALL)
    return _mix_array(words(state) + words(key) * np.uint64(_GOLDEN))


def _mix(word: int) -> int:
    word = ((word ^ word >> 30) * _FIRST) & _ALL
    word = ((word ^ word >> 27) * _SECOND) & _ALL
    return word ^ word >> 31


def _mix_array(word: Keys) -> Keys:
    word ^= word >> np.uint64(30)
    word *= np.uint64(_FIRST)
    word ^= word >> np.uint64(27)
    word *= np.uint64(_SECOND)
    word ^= word >> np.uint64(31)
    return word


def words(key: Key) -> Keys:
    """Keys as an array of unsigned 64-bit words with at least one dimension."""
    return (
        np.array([key & _ALL], np.uint64) if isinstance(key, int) else np.atleast_1d(key).astype(np.uint64, copy=False)
    )


def subject(name: str, *numbers: Key) -> Keys:
    """Hashed names of the numbered members of a group: who or what a draw is about.

    Parameters
    ----------
    name : str
        The group.
    *numbers : int or array
        The number within the group, or a number within a number; broadcast.

    Returns
    -------
    Keys
        At least one-dimensional. ``subject("flats", 1)`` and ``subject("flats", 1, 0)`` differ.
    """
    state: Key = digest(f"subject of {len(numbers)}: {name}")
    for number in numbers:
        state = absorb(state, number)
    return words(state)


def unit(bits: Keys) -> Floats:
    """Uniforms strictly inside (0, 1): the 52 leading bits and a half, exact in double precision.

    Neither `u` nor ``1 - u`` is ever 0 or 1, so every inverse distribution function is finite at both.
    """
    floats = (bits >> np.uint64(12)).astype(np.float64)
    floats += 0.5
    floats *= 2.0**-52
    return floats


def exponential(u: Floats) -> Floats:
    """Standard exponential draws by inversion: ``-log(u)``."""
    return -np.log(u)


def normal(u: Floats) -> Floats:
    """Standard normal draws by inversion."""
    return _STANDARD.ppf(u)


def permutation(key: Key, n: int, position: Key) -> Ids:
    """Elements of a keyed permutation of ``range(n)`` at these positions, without writing the permutation down.

    A Feistel network on the next even number of bits, walked until it falls inside (Black & Rogaway 2002, "Ciphers with
    arbitrary finite domains").

    Parameters
    ----------
    key : int or array
        Names the permutation.
    n : int
        How many elements, at least 1.
    position : int or array
        In ``range(n)``; broadcast against `key`.

    Returns
    -------
    Ids
        At least one-dimensional.
    """
    half = max(1, ((n - 1).bit_length() + 1) // 2)
    keys, places = np.broadcast_arrays(words(key), words(position))
    place = _feistel(keys, half, places)
    while (outside := place >= np.uint64(n)).any():
        place[outside] = _feistel(keys[outside], half, place[outside])
    return place.astype(np.int64)


def _feistel(keys: Keys, half: int, place: Keys) -> Keys:
    """One keyed permutation of ``range(4 ** half)``.

    A Feistel network is an even permutation; swapping the first two places for half of the keys makes odd ones as
    likely (without it, even and odd permutations of five would be split 54 to 46).
    """
    shift, low, one = np.uint64(half), np.uint64((1 << half) - 1), np.uint64(1)
    place = place ^ np.where(place <= one, absorb(keys, _ALL) & one, 0)
    left, right = place >> shift, place & low
    for number in range(_ROUNDS):
        left, right = right, left ^ (absorb(keys, right | np.uint64(number << half)) & low)
    return (left << shift) | right


class Points(NamedTuple):
    """Random points on many lines: `row` is the line, `k` counts them from the smallest on, `at` is where."""

    row: Ids
    k: Ids
    at: Floats


@lru_cache(maxsize=4096)
def _start(seed: int, replication: int, purpose: str) -> int:
    return digest(f"draw {seed}/{replication}/{purpose}")


@dataclass(frozen=True, slots=True)
class Draws:
    """All the randomness of one replication.

    Parameters
    ----------
    seed : int
        The study's.
    replication : int
    """

    seed: int
    replication: int

    def bits(self, purpose: str, a: Key, b: Key = 0, k: Key = 0) -> Keys:
        """64 random bits for each (purpose, a, b, k); arrays are broadcast, the result has at least one dimension."""
        state: Key = _start(self.seed, self.replication, purpose)
        for key in (k, a, b):  # the scalar most often comes first: what is absorbed early is computed once
            state = absorb(state, key)
        return words(state)

    def uniform(self, purpose: str, a: Key, b: Key = 0, k: Key = 0) -> Floats:
        """Uniform draws strictly inside (0, 1), one for each (purpose, a, b, k); broadcast as in :meth:`bits`."""
        return unit(self.bits(purpose, a, b, k))

    def exponential(self, purpose: str, a: Key, b: Key = 0, k: Key = 0) -> Floats:
        """Standard exponential draws, broadcast as in :meth:`bits`."""
        return exponential(self.uniform(purpose, a, b, k))

    def normal(self, purpose: str, a: Key, b: Key = 0, k: Key = 0) -> Floats:
        """Standard normal draws, broadcast as in :meth:`bits`."""
        return normal(self.uniform(purpose, a, b, k))

    def poisson_points(self, purpose: str, rows: Keys, below: float) -> Points:
        """Points of unit-rate Poisson processes in (0, below), one process a row: cumulated exponentials.

        A larger `below` only adds points at the end.

        Parameters
        ----------
        purpose : str
        rows : Keys, shape (n,)
            Names the processes.
        below : float
            Finite.

        Returns
        -------
        Points
            In no particular order of rows.
        """
        return self._cumulate(purpose, rows, below, None)

    def order_statistics(self, purpose: str, rows: Keys, n: int, below: float) -> Points:
        """The smallest of n independent uniforms, as long as they lie below a bound, for each row.

        The exact law at the cost of the points found, not of n: in ``-log(1 - u)`` the gaps between order statistics
        are independent exponentials with rates n, n - 1, … (Rényi 1953). A larger `below` only adds points at the end.

        Parameters
        ----------
        purpose : str
        rows : Keys, shape (m,)
            Names the samples.
        n : int
            Size of each sample.
        below : float
            In (0, 1]; 1 gives whole samples.

        Returns
        -------
        Points
            In no particular order of rows.
        """
        points = self._cumulate(purpose, rows, -math.log1p(-below) if below < 1.0 else math.inf, n)
        return points._replace(at=np.minimum(-np.expm1(-points.at), math.nextafter(below, 0.0)))

    def _cumulate(self, purpose: str, rows: Keys, below: float, n: int | None) -> Points:
        """Exponentials with rate ``n - k`` (1 without n), summed up from k = 0 on while the sum is below."""
        expected = below if n is None else -n * math.expm1(-below)
        width = 1 + int(expected)  # a guess of how many to draw at once; moves no draw and no sum
        active, sums, k = np.arange(len(rows)), np.zeros(len(rows)), 0
        found = [Points(active[:0], active[:0], sums[:0])]
        while len(active) and (n is None or k < n):
            steps = np.arange(k, k + width if n is None else min(k + width, n))
            gaps = self.exponential(purpose, rows[active, None], 0, steps)
            if n is not None:
                gaps /= n - steps
            gaps[:, 0] += sums
            np.cumsum(gaps, axis=1, out=gaps)
            inside = gaps < below
            line, column = np.nonzero(inside)
            found.append(Points(active[line], steps[column], gaps[line, column]))
            more = inside[:, -1]
            active, sums, k = active[more], gaps[more, -1], k + width
        return Points(*(np.concatenate(part) for part in zip(*found, strict=True)))
