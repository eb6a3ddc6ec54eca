"""Which value of a policy is best: between the values that were played, with an interval, and which of them may be it.

All values are played on the same draws, so a replication is a whole curve. A polynomial is fitted to each curve; its
slope at some place is then one number a replication, and the mean slope has Student's t interval like any other mean.
The interval of the optimum is where around it the mean slope cannot be told from 0: the places that a t-test would not
reject (the idea of Fieller 1954, here for the root of a slope).

A polynomial is a story, and it is believed only if the data fit it: what it leaves over is no more than chance
(Hotelling 1931), it has one peak where the best may be, and that peak stands next to the best value played. A plateau
that ends in a cliff fails this, and would otherwise get a narrow interval in the wrong place. Then, and where too few
values were played, the interval is made of values alone: from the neighbour below to the neighbour above all that may
be best. With one peak, the optimum is within their neighbours.

A value may be best unless another is above it by a paired t-test with Bonferroni's correction, so that the best is
among them with 95 % or more. A t-test of a difference that is 0 in most replications, and large in a few, promises more
than it holds; with fewer replications than such a difference needs, it leaves out nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.entities.units import Bools, Floats
from sim.experiment.statistics import LEVEL, needed, quantile

NAN = float("nan")
DEGREE = 4
"""Of the polynomial: one bend more than a peak and its lopsidedness need; lower where few values would leave nothing to
test it by."""
FEWEST = 4
"""Values without which no curve is fitted."""
WINDOW = 7
"""Values around the best that it is fitted to; others are far away and may bend as they like."""
FINE = 2001
"""Places at which the slope is looked at."""


@dataclass(frozen=True)
class Best:
    """Where a measure is highest along an axis.

    Attributes
    ----------
    place : int
        The value played with the highest mean, by number.
    level : float
        That mean.
    alike : tuple of int
        The values that may be best, `place` among them.
    at, low, high : float
        The optimum between the values and its interval; nan if there is none to find, `low` or `high` also where the
        interval reaches an end of the axis, beyond which nothing was played.
    end : str
        The end of the axis that the interval reaches: ``low``, ``high``, ``both``, or none.
    curved : bool
        Whether the interval is that of a curve; else it is made of the values that may be best.
    n : int
        Replications.
    """

    place: int
    level: float
    alike: tuple[int, ...]
    at: float
    low: float
    high: float
    end: str
    curved: bool
    n: int


def best_of(axis: Sequence[float] | None, values: Floats, *, whole: bool = False) -> Best | None:
    """The best along an axis; None with fewer than two replications.

    Parameters
    ----------
    axis : sequence of float or None
        Values of the policy, ascending, at least two; None if nothing lies between what was played.
    values : Floats, shape (replications, values)
        The measure; a replication that lacks one is left out.
    whole : bool
        The policy is counted, so that no curve leads from value to value.
    """
    there = values[~np.isnan(values).any(axis=1)]
    n = len(there)
    if n < 2:
        return None
    means, alike = there.mean(axis=0), may_be_best(there)
    place = int(np.argmax(means))
    if axis is None or not (there != there[:, :1]).any():
        return Best(place, float(means[place]), alike, NAN, NAN, NAN, "", False, n)
    ends = np.asarray(axis, dtype=float)
    between = bracket(ends, place, alike)
    found = None if whole else located(ends, there, between)
    at, low, high = found or (bracket(ends, place, alike, 1.0) if whole else between)
    below, above = low <= ends[0], high >= ends[-1]
    end = "both" if below and above else "low" if below else "high" if above else ""
    low, high = NAN if below else low, NAN if above else high
    return Best(place, float(means[place]), alike, at, low, high, end, found is not None, n)


def may_be_best(values: Floats) -> tuple[int, ...]:
    """Columns that may have the highest mean: no other is above them by more than chance, at 95 % for all together.

    The best is left out only if one of the others seems above it, so Bonferroni's correction is for one comparison
    less than there are columns.
    """
    n, many = values.shape
    chance = (1.0 - LEVEL) / max(many - 1, 1)
    t = quantile(n - 1, 1.0 - 2.0 * chance)

    def beats(column: int, other: int) -> bool:
        above = values[:, other] - values[:, column]
        if above.mean() <= t * np.std(above, ddof=1) / np.sqrt(n):
            return False
        return needed(above) <= n or bool((above > 0.0).all() and 0.5**n <= chance)

    return tuple(column for column in range(many) if not any(beats(column, other) for other in range(many)))


def bracket(axis: Floats, place: int, alike: Sequence[int], step: float = 0.0) -> tuple[float, float, float]:
    """The best value played, and the neighbours of all that may be best, a step nearer: those are known to be worse.

    Examples
    --------
    >>> bracket(np.array([1.0, 2.0, 5.0, 6.0]), 1, [1], 1.0)
    (2.0, 2.0, 4.0)
    """
    first, last = min(alike), max(alike)
    low = axis[0] if first == 0 else axis[first - 1] + step
    high = axis[-1] if last == len(axis) - 1 else axis[last + 1] - step
    return float(axis[place]), float(low), float(high)


def located(axis: Floats, values: Floats, best: tuple[float, float, float]) -> tuple[float, float, float] | None:
    """The highest place of a curve through the values around the best, and its interval; None if no curve fits.

    Parameters
    ----------
    axis : Floats, shape (m,)
    values : Floats, shape (replications, m)
        Not all equal.
    best : (float, float, float)
        The best value, and between which the best may be.
    """
    part = window(values.mean(axis=0))
    found = _located(axis[part], values[:, part], best)
    if found is None:
        return None
    inside = (found[1] > axis[part][0] or part.start == 0) and (found[2] < axis[part][-1] or part.stop == len(axis))
    return found if inside else _located(axis, values, best)


def window(means: Floats) -> slice:
    """The values around the best."""
    many = min(WINDOW, len(means))
    first = min(max(int(np.argmax(means)) - many // 2, 0), len(means) - many)
    return slice(first, first + many)


def _located(axis: Floats, values: Floats, best: tuple[float, float, float]) -> tuple[float, float, float] | None:
    """The highest place of the fitted curve, and the stretch around it where its slope may be 0."""
    degree = min(DEGREE, len(axis) - 2)
    if len(axis) < FEWEST:
        return None
    middle, half = (axis[0] + axis[-1]) / 2.0, (axis[-1] - axis[0]) / 2.0
    basis = np.vander((axis - middle) / half, degree + 1, increasing=True)
    if refuted(values @ np.linalg.svd(basis)[0][:, degree + 1 :]):
        return None
    curves = values @ np.linalg.pinv(basis).T
    fine = np.linspace(-1.0, 1.0, FINE)
    powers = np.vander(fine, degree + 1, increasing=True)
    slopes = np.hstack([np.zeros((FINE, 1)), powers[:, :-1] * np.arange(1, degree + 1)])
    mean, n = curves.mean(axis=0), len(curves)
    error = np.sqrt(np.einsum("ij,jk,ik->i", slopes, np.cov(curves.T, ddof=1) / n, slopes).clip(min=0.0))
    flat = np.abs(slopes @ mean) <= quantile(n - 1) * error
    curve, places = powers @ mean, np.interp(fine, [-1.0, 1.0], axis[[0, -1]])
    top = int(np.argmax(curve))
    here = curve[(places >= best[1]) & (places <= best[2])]
    beside = axis[np.abs(np.searchsorted(axis, axis) - np.searchsorted(axis, best[0])) <= 1]
    if dips(here) or not beside[0] <= places[top] <= beside[-1]:
        return None
    first, last = around(flat, top)
    return float(places[top]), float(places[first]), float(places[last])


def dips(curve: Floats) -> bool:
    """Whether a curve falls and rises again."""
    rises = np.diff(curve) > 0.0
    return bool((rises[1:] & ~rises[:-1]).any())


def refuted(left: Floats) -> bool:
    """Whether what a fit leaves over is not 0 on average, at 5 %: Hotelling's (1931) test.

    Parameters
    ----------
    left : Floats, shape (replications, spare)
        One vector a replication.
    """
    from scipy.special import fdtrc

    n, spare = left.shape
    if n <= spare:
        return True
    mean, covariance = left.mean(axis=0), np.atleast_2d(np.cov(left.T, ddof=1))
    spread, axes = np.linalg.eigh(covariance)
    there = spread > 1e-12 * max(float(spread.max()), float((left**2).mean()))
    along = axes.T @ mean
    if (np.abs(along[~there]) > 1e-9 * np.abs(left).max()).any():
        return True
    many = int(there.sum())
    t2 = n * float((along[there] ** 2 / spread[there]).sum())
    return many > 0 and float(fdtrc(many, n - many, t2 * (n - many) / (many * (n - 1)))) < 1.0 - LEVEL


def around(flat: Bools, top: int) -> tuple[int, int]:
    """First and last place of the stretch of true places that holds `top`.

    At an end of the axis the curve may still rise beyond doubt; then the stretch is that end alone.
    """
    before, after = np.flatnonzero(~flat[:top]), np.flatnonzero(~flat[top + 1 :])
    first = int(before[-1]) + 1 if len(before) else 0
    last = top + int(after[0]) if len(after) else len(flat) - 1
    return first, last
