"""What is pooled over lots, with intervals over replications: lots within one share their draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.entities.units import Bools, Floats
from sim.experiment.statistics import quantile
from sim.report.columns import Columns
from sim.report.figures import style
from sim.report.tongue import Tongue

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def ratio(top: Floats, bottom: Floats) -> tuple[Floats, Floats]:
    """A ratio of sums over replications and half its 95 % t interval, from the linearised ratio (Cochran 1977, ch. 6).

    Parameters
    ----------
    top : Floats
        (replications, points).
    bottom : Floats
        (replications,); its sum is positive.

    Returns
    -------
    middle, half : Floats
        (points,); `half` is nan with one replication.
    """
    n = len(bottom)
    middle = top.sum(axis=0) / bottom.sum()
    if n < 2:
        return middle, np.full_like(middle, np.nan)
    apart = (top - middle * bottom[:, None]) / bottom.mean()
    return middle, quantile(n - 1) * apart.std(axis=0, ddof=1) / np.sqrt(n)


def split(lots: Columns, arm: str, values: Floats, among: Bools | None = None) -> list[Floats]:
    """The values of an arm's lots, an array a replication.

    Parameters
    ----------
    lots : Columns
        With the columns ``arm`` and ``replication``.
    arm : str
    values : Floats
        One a line of the table.
    among : Bools
        Which lines count; all, if left out.
    """
    mine = lots.where("arm", arm)
    numbers, kept = lots.number("replication"), mine if among is None else mine & among
    return [values[kept & (numbers == number)] for number in np.unique(numbers[mine])]


def mean(lots: Columns, arm: str, values: Floats) -> tuple[float, float]:
    """The mean over an arm's lots of something that each has, and half its interval."""
    found = split(lots, arm, values)
    middle, half = ratio(np.array([[each.sum()] for each in found]), np.array([float(len(each)) for each in found]))
    return float(middle[0]), float(half[0])


def share(lots: Columns, arm: str, which: Bools) -> tuple[float, float]:
    """The share of an arm's lots that are of those, and half its interval."""
    return mean(lots, arm, which.astype(np.float64))


def shade(axes: Axes, index: int, points: Floats, found: list[Floats]) -> None:
    """The interval of a distribution function behind the curve of the index-th arm; nothing with one replication.

    Parameters
    ----------
    axes : Axes
    index : int
    points : Floats
        Where the function is taken.
    found : list of Floats
        From `split`; a nan is above every point.
    """
    if len(points) == 0 or len(found) < 2:
        return
    below = np.array([np.searchsorted(np.sort(each), points, side="right") for each in found], dtype=np.float64)
    middle, half = ratio(below, np.array([float(len(each)) for each in found]))
    low, high = np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)
    axes.fill_between(points, low, high, step="post", color=style.arm(index)["color"], alpha=0.18, linewidth=0.0)


def bands(lots: Columns, tongue: Tongue) -> str:
    """The sentence about the shades; empty where there are none."""
    many = lots.distinct("replication") > 1
    return tongue.say("Shades: 95 % t intervals over replications, point by point.") if many else ""
