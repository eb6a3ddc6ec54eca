"""What a start price tells through those who stay away: the law of the common part given that nobody of them is in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from sim.equilibrium.visible.bell import ROOT, hazard, log_below
from sim.equilibrium.visible.groups import Weights

REACH = 5.5
"""Where the sum is cut, in standard deviations of a normal that has heavier tails."""
STEP = 0.8
"""Distance of the nodes, in standard deviations at the mode, or in widths of the edge that the silent cut if less."""
MOST = 2000
"""Nodes to each side at most; about ten are usual, more if the silent know c almost exactly."""
FAR = 20.0
"""Where erfc is too small to be used."""
NEWTON = 60
"""Steps to the mode at most; five are usual."""

Law: TypeAlias = tuple[tuple[float, float], ...]
"""Nodes and weights; the weights sum to 1."""


class Silent(NamedTuple):
    """Bidders who stay away because their signals lie below a threshold.

    Attributes
    ----------
    bidders : int
    threshold : float
        x*, finite.
    spread : float
        Standard deviation sqrt(T + S) of a signal around c.
    """

    bidders: int
    threshold: float
    spread: float


def silent(own: tuple[Weights, ...], counts: Sequence[int], found: Sequence[float]) -> tuple[Silent, ...]:
    """The silent of each group whose silence tells anything.

    Whoever has no signal, or would stay away or come with any, tells nothing by staying away.
    """
    return tuple(
        Silent(count, threshold, 1.0 / math.sqrt(each.signal))
        for each, count, threshold in zip(own, counts, found, strict=True)
        if count and each.signal and math.isfinite(threshold)
    )


def given_silence(away: tuple[Silent, ...], mean: float, precision: float) -> Law:
    """A normal law of c, times prod Phi((x*_j - c) / spread_j) ^ count_j, as a quadrature.

    1. The product is log-concave: from the right of the mode Newton's method for the mode runs down to it.
    2. To the right of the mode the density falls faster than a normal with the curvature at the mode, to the left
       faster than the normal law without the silent. Between these cuts the trapezoidal rule converges exponentially.

    Parameters
    ----------
    away : tuple of Silent
    mean, precision : float
        Of the normal law.
    """
    mode, curvature = _mode(away, mean, precision)
    width = 1.0 / math.sqrt(curvature)
    edges = [each.spread / math.sqrt(1.0 + 2.0 * math.log(each.bidders)) for each in away]
    step = STEP * min([width, *edges])
    left = min(math.ceil(REACH / math.sqrt(precision) / step), MOST)
    right = min(math.ceil(REACH * width / step), MOST)
    nodes = [mode + k * step for k in range(-left, right + 1)]
    logs = [_log_density(away, mean, precision, c) for c in nodes]
    top = max(logs)
    heights = [math.exp(each - top) for each in logs]
    total = math.fsum(heights)
    return tuple((c, height / total) for c, height in zip(nodes, heights, strict=True))


def moments(law: Law) -> tuple[float, float]:
    """Mean and variance."""
    mean = math.fsum(weight * c for c, weight in law)
    return mean, math.fsum(weight * (c - mean) ** 2 for c, weight in law)


def _log_density(away: tuple[Silent, ...], mean: float, precision: float, c: float) -> float:
    """Up to a constant."""
    log = -0.5 * precision * (c - mean) ** 2
    for count, threshold, spread in away:
        over = (c - threshold) / spread * ROOT
        log += count * (math.log(0.5 * math.erfc(over)) if over < FAR else log_below(-over / ROOT))
    return log


def _mode(away: tuple[Silent, ...], mean: float, precision: float) -> tuple[float, float]:
    """Where the density is highest, and minus the second derivative of its logarithm there."""
    c = mean
    for _ in range(NEWTON):
        slope, curvature = precision * (mean - c), precision
        for count, threshold, spread in away:
            z = (threshold - c) / spread
            rate = hazard(z)
            slope -= count * rate / spread
            curvature += count * rate * (rate + z) / (spread * spread)
        c += slope / curvature
        if abs(slope) <= 1e-3 * math.sqrt(curvature):
            break
    return c, curvature
