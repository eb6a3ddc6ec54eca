"""When does it go wrong: a box of conditions that holds the points at which something is bad, and few others.

Scenario discovery (Bryant & Lempert 2010) with the patient rule induction method (Friedman & Fisher 1999): begin with
all points, peel off a thin slice at one end of one axis, again and again, each time the slice that leaves the largest
share of bad points; of the boxes on the way take the one that balances coverage (share of the bad points inside) and
density (share of bad points among those inside) best, by their harmonic mean; paste back what was peeled too much; drop
the axes that do not matter.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim.draws import digest, permutation
from sim.entities.units import Bools, Floats
from sim.experiment.statistics import LEVEL

SLICE = 0.1
"""Share of the points inside that is peeled off at a time, at least one."""
SHUFFLES = 99
"""How often bad points are dealt out by chance, to see how good a box chance makes."""
ENDS = (-np.inf, np.inf)


@dataclass(frozen=True)
class Box:
    """Conditions under which something is bad.

    Attributes
    ----------
    limits : dict of int to (float, float)
        Number of an axis to the least and the greatest value tried inside; nan at an end that is not restricted, as
        the axes that are not there are not at either end.
    inside, bad_inside, bad, points : int
        Points inside; bad ones among them; bad ones in all; points in all.
    chance : float
        How likely it is that a box as good is found where bad points are spread by chance: share of deals, of which
        this is one.
    """

    limits: dict[int, tuple[float, float]]
    inside: int
    bad_inside: int
    bad: int
    points: int
    chance: float

    @property
    def coverage(self) -> float:
        """Share of the bad points that lies inside."""
        return self.bad_inside / self.bad

    @property
    def density(self) -> float:
        """Share of bad points among those inside."""
        return self.bad_inside / self.inside


def box_of(x: Floats, bad: Bools, seed: int) -> Box:
    """The box of bad points.

    Parameters
    ----------
    x : Floats, shape (points, axes)
    bad : Bools, shape (points,)
        Some, not all.
    seed : int
        Keys the deals that chance is measured by.
    """
    held = _found(x, bad)
    inside = _inside(x, held)
    quality = _quality(inside, bad)
    better = sum(bool(dealt >= quality) for dealt in _by_deal(x.tobytes(), x.shape, int(bad.sum()), seed))
    limits = {axis: _ends(held[axis], x[inside, axis]) for axis in _restricted(held)}
    counts = (int(inside.sum()), int((inside & bad).sum()), int(bad.sum()), len(bad))
    return Box(limits, *counts, (1 + better) / (1 + SHUFFLES))


def rare(points: int) -> float:
    """The largest share of bad conditions that is not refuted where none of some independent points is bad.

    Close to 3 over their number, the rule of three (Hanley & Lippman-Hand 1983).
    """
    return 1.0 - math.exp(math.log(1.0 - LEVEL) / points)


@lru_cache(maxsize=64)
def _by_deal(data: bytes, shape: tuple[int, ...], bad: int, seed: int) -> tuple[float, ...]:
    """How good a box is found in each deal of so many bad points."""
    x = np.frombuffer(data).reshape(shape)
    orders = (permutation(digest(f"box {number} / {seed}"), len(x), np.arange(len(x))) for number in range(SHUFFLES))
    deals = [order < bad for order in orders]
    return tuple(_quality(_inside(x, _found(x, deal)), deal) for deal in deals)


def _found(x: Floats, bad: Bools) -> Floats:
    """Limits (axes, 2), infinite where an end is not restricted: peel, choose, paste, drop."""
    box = Peeled(np.tile(ENDS, (x.shape[1], 1)), np.ones(len(x), dtype=bool))
    path = [box]
    while not bad[box.inside].all() and (tried := list(_peels(x, box))):
        box = max(tried, key=lambda each: _share(each.inside, bad))
        path.append(box)
    best = max(path, key=lambda each: _quality(each.inside, bad))
    return _dropped(x, bad, _pasted(x, bad, best.held))


class Peeled(NamedTuple):
    """Limits, and which points are inside."""

    held: Floats
    inside: Bools


def _peels(x: Floats, box: Peeled) -> Iterator[Peeled]:
    """The boxes that are one slice smaller; equal values go together, and something must be left."""
    count = max(1, int(SLICE * box.inside.sum()))
    ordered = np.sort(x[box.inside], axis=0)
    for axis in range(x.shape[1]):
        values = ordered[:, axis]
        left = int(np.searchsorted(values, values[count - 1], "right"))
        if left < len(values):
            yield Peeled(_with(box.held, axis, 0, float(values[left])), box.inside & (x[:, axis] >= values[left]))
        right = int(np.searchsorted(values, values[-count], "left")) - 1
        if right >= 0:
            yield Peeled(_with(box.held, axis, 1, float(values[right])), box.inside & (x[:, axis] <= values[right]))


def _pasted(x: Floats, bad: Bools, held: Floats) -> Floats:
    """The box grown by the nearest values outside, one after the other, as long as that makes it better."""
    while True:
        grown = [
            _with(held, axis, end, _next(x[:, axis], held[axis, end], end))
            for axis in range(x.shape[1])
            for end in (0, 1)
            if np.isfinite(held[axis, end])
        ]
        best = max(grown, key=lambda each: _quality(_inside(x, each), bad), default=held)
        if _quality(_inside(x, best), bad) <= _quality(_inside(x, held), bad):
            return held
        held = best


def _next(values: Floats, edge: float, end: int) -> float:
    """The value just outside an edge; infinite if none is left."""
    outside = values[values < edge] if end == 0 else values[values > edge]
    return float(outside.max(initial=-np.inf) if end == 0 else outside.min(initial=np.inf))


def _dropped(x: Floats, bad: Bools, held: Floats) -> Floats:
    """The box without the limits that do not matter, the least needed first.

    A limit does not matter if without it a draw of as many points as the box holds would have as many bad ones by
    chance, in more than one case in twenty (the quasi-p-value of Bryant & Lempert 2010).
    """
    while np.isfinite(held).any():
        freed = [_with(held, axis, end, ENDS[end]) for axis, end in np.argwhere(np.isfinite(held)).tolist()]
        chances = [_by_chance(x, bad, held, wider) for wider in freed]
        idle = int(np.argmax(chances))
        if chances[idle] <= 1.0 - LEVEL:
            break
        held = freed[idle]
    return held


def _by_chance(x: Floats, bad: Bools, held: Floats, wider: Floats) -> float:
    """How likely as many bad points inside are if the bad share is that of the wider box."""
    from scipy.special import bdtrc

    inside, share = bad[_inside(x, held)], float(bad[_inside(x, wider)].mean())
    return 1.0 if share >= 1.0 else float(bdtrc(int(inside.sum()) - 1, len(inside), share))


def _quality(inside: Bools, bad: Bools) -> float:
    """Harmonic mean of coverage and density."""
    return 2.0 * np.count_nonzero(inside & bad) / (np.count_nonzero(inside) + np.count_nonzero(bad))


def _share(inside: Bools, bad: Bools) -> tuple[float, int]:
    """Share of bad points among those inside, and how many are inside."""
    many = int(np.count_nonzero(inside))
    return int(np.count_nonzero(inside & bad)) / many, many


def _inside(x: Floats, held: Floats) -> Bools:
    found: Bools = np.all((x >= held[:, 0]) & (x <= held[:, 1]), axis=1)
    return found


def _ends(held: Floats, values: Floats) -> tuple[float, float]:
    """The least and the greatest value inside, where they are restricted."""
    low, high = np.where(np.isfinite(held), [values.min(), values.max()], np.nan).tolist()
    return low, high


def _with(held: Floats, axis: int, end: int, value: float) -> Floats:
    changed = held.copy()
    changed[axis, end] = value
    return changed


def _restricted(held: Floats) -> list[int]:
    return [axis for axis, ends in enumerate(held) if np.isfinite(ends).any()]
