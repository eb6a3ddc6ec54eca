"""A lot among the kinds of lots at which something was solved."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim.entities.knowledge import Levels, Public
from sim.entities.units import Floats


class Level(NamedTuple):
    """A kind of lot: public mean of its log worth, log all-in start price less that mean, and what is told.

    A published defect lowers the mean by what it takes; from then on such a lot is like any other.
    """

    mean: float
    start: float
    told: bool


def count(levels: Levels) -> int:
    """How many levels there are: all pairs of a public mean and a start price, twice if defects may be published."""
    return len(levels.means) * len(levels.apart) * (2 if levels.told > 0.0 else 1)


def middle(levels: Levels) -> int:
    """The level of a typical lot."""
    return len(levels.means) // 2 * len(levels.apart) + len(levels.apart) // 2


def every(levels: Levels) -> list[Level]:
    """All levels, mean after mean, those with a published defect last."""
    lower = (0.0, math.log1p(-levels.told))[: 1 + (levels.told > 0.0)]
    return [
        Level(mean + less, start + off - (mean + less), less < 0.0)
        for less in lower
        for mean, start in zip(levels.means, levels.starts, strict=True)
        for off in levels.apart
    ]


@lru_cache(maxsize=64)
def shares(levels: Levels, public: Public) -> Floats:
    """Weights (levels,) with which the levels around a lot stand for it: bilinear, held at the edges. Read only.

    Examples
    --------
    >>> shares(Levels((0.0, 1.0), (-0.1, 0.9)), Public(mean=0.25))
    array([0.75, 0.25])
    """
    mean = _hats(levels.means, public.mean)
    if math.isnan(public.start) or public.start <= 0.0 or len(levels.apart) == 1:
        start = np.zeros(len(levels.apart))
        start[len(levels.apart) // 2] = 1.0
    else:
        usual = float(np.interp(public.mean, levels.means, levels.starts))
        start = _hats(levels.apart, math.log(public.start) - usual)
    weights = np.outer(mean, start).ravel()
    if levels.told > 0.0:
        weights = np.outer([public.loss == 0.0, public.loss > 0.0], weights).ravel()
    weights.flags.writeable = False
    return weights


def _hats(knots: Sequence[float], at: float) -> Floats:
    """Linear weights of the ascending knots for a point, held at the edges."""
    found = np.zeros(len(knots))
    place = bisect_right(knots, at) - 1
    if place < 0 or place == len(knots) - 1:
        found[max(place, 0)] = 1.0
        return found
    rise = 1.0 / (knots[place + 1] - knots[place])
    found[place] = 1.0 - rise * (at - knots[place])
    found[place + 1] = rise * (at - knots[place])
    return found
