"""A lot among the kinds of lots at which something was solved."""

from __future__ import annotations

import math

import numpy as np

from sim.entities.knowledge import Levels, Public
from sim.entities.units import Floats


def count(levels: Levels) -> int:
    """How many levels there are: all pairs of a public mean and a start price."""
    return len(levels.means) * len(levels.apart)


def middle(levels: Levels) -> int:
    """The level of a typical lot."""
    return len(levels.means) // 2 * len(levels.apart) + len(levels.apart) // 2


def pairs(levels: Levels) -> list[tuple[float, float]]:
    """Public mean, and log all-in start price less public mean, of each level; mean after mean."""
    return [(m, start + off - m) for m, start in zip(levels.means, levels.starts, strict=True) for off in levels.apart]


def shares(levels: Levels, public: Public) -> Floats:
    """Weights (levels,) with which the levels around a lot stand for it: bilinear, held at the edges.

    Examples
    --------
    >>> shares(Levels((0.0, 1.0), (-0.1, 0.9)), Public(mean=0.25))
    array([0.75, 0.25])
    """
    mean = _hats(np.array(levels.means), public.mean)
    if math.isnan(public.start) or public.start <= 0.0 or len(levels.apart) == 1:
        start = np.zeros(len(levels.apart))
        start[len(levels.apart) // 2] = 1.0
    else:
        usual = float(np.interp(public.mean, levels.means, levels.starts))
        start = _hats(np.array(levels.apart), math.log(public.start) - usual)
    return np.outer(mean, start).ravel()


def _hats(knots: Floats, at: float) -> Floats:
    """Linear weights of the knots for a point."""
    return np.array([np.interp(at, knots, row) for row in np.eye(len(knots))])
