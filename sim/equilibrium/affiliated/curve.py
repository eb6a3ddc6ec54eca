"""Limits as a table over signals: solved once, looked up for every lot."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np

from sim.entities.units import Floats, Money
from sim.equilibrium.affiliated.panels import Panels
from sim.equilibrium.cubic import piecewise


class Scale(Protocol):
    """What a table must know of the model whose limits it holds."""

    @property
    def logs(self) -> bool:
        """Whether worths are positive and limits are tabulated in logs."""

    @property
    def odds(self) -> bool:
        """Whether the coordinate is the log odds of the signal; else it is the signal."""

    @property
    def core(self) -> tuple[float, float]:
        """Coordinates between which all signals but a share of 1e-15 lie: there the error of tables is stated."""

    @property
    def spread(self) -> float:
        """The unit in which the error of tables is stated: money, or 1 for tables in logs."""


Solve: TypeAlias = Callable[[Panels], Floats]
"""Limits at the nodes of panels, in money."""

TOLERANCE = 1e-10
"""Error, relative to the spread of the model, at which refining stops."""
ROUNDING = 1e-12
"""What rounding leaves uncertain of a limit, relative to it: finer panels would only differentiate noise."""
PASSES = 12
TINY = 1e-300
"""The lowest signal of which log odds are taken."""


@dataclass(frozen=True, slots=True, eq=False)
class SignalCurve:
    """A monotone piecewise cubic through solved limits, over signals.

    Attributes
    ----------
    method, residual : str, float
        See :class:`sim.entities.protocols.Plan`. The residual is the largest error at coordinates in the core of the
        model, relative to its spread; of tables in logs it is an error in logs.
    lowest : float
        Coordinate of the lowest signal that takes part; -inf if all do.
    knots : Floats, shape (n,)
        Coordinates, ascending. Beyond the table the limit is that of the nearest knot.
    cubic : Floats, shape (4, n - 1)
        Coefficients of each interval in the distance from its left knot, highest power first.
    odds, logs : bool
        Whether the coordinate is the log odds of the signal, and whether the table holds log limits.
    """

    method: str
    residual: float
    lowest: float
    knots: Floats
    cubic: Floats
    odds: bool = False
    logs: bool = False
    script: tuple[tuple[float, Money], ...] = ()

    def limit(self, signal: Floats, shift: Floats | float = 0.0) -> Floats:
        """The most that is paid with these signals; -inf stays out.

        Parameters
        ----------
        signal : Floats, shape (m,)
        shift : Floats, shape (m,), or float
            How far all that is known of a lot, and the reserve, lies above what the table was solved for: in units of
            the signal. Limits then move with it (in logs, if they are tabulated so). Only for normal and lognormal
            worths, where nothing else changes; 0 elsewhere.

        Returns
        -------
        Floats, shape (m,)
            Money.
        """
        at = coordinate(signal, odds=self.odds) - shift
        inside = np.minimum(np.maximum(at, self.knots[0]), self.knots[-1])
        limit: Floats = piecewise(self.knots, self.cubic, inside) + shift
        if self.logs:
            limit = np.exp(limit)
        return limit if self.lowest == -math.inf else np.where(at >= self.lowest, limit, -np.inf)


def coordinate(signal: Floats, *, odds: bool) -> Floats:
    """Signals in the coordinate of their model: themselves, or their log odds."""
    if not odds:
        return np.asarray(signal, dtype=np.float64)
    return np.log(np.maximum(signal, TINY)) - np.log(np.maximum(1.0 - signal, TINY))


def flat(method: str, scale: Scale, lowest: float, amount: Money) -> SignalCurve:
    """Whoever takes part bids the same amount; with `lowest` inf nobody does."""
    cubic = np.array([[0.0], [0.0], [0.0], [amount]])
    return SignalCurve(method, 0.0, lowest, np.array([0.0, 1.0]), cubic, scale.odds)


def tabulate(method: str, scale: Scale, edges: Floats, lowest: float, solve: Solve) -> SignalCurve:
    """Solve limits on panels, and halve the panels where a monotone cubic through them misses.

    The interpolation is that of Fritsch and Carlson (1980, "Monotone piecewise cubic interpolation"). A miss is the
    distance from limits solved on panels of half the width, so it covers the error of the interpolation and that of
    the solution.

    Parameters
    ----------
    method : str
    scale : Scale
    edges : Floats, shape (k + 1,)
        Of the panels to begin with.
    lowest : float
        See :class:`SignalCurve`.
    solve : callable
        Must give positive limits if they are tabulated in logs.
    """

    def solved(panels: Panels) -> Floats:
        return np.log(solve(panels)) if scale.logs else solve(panels)

    panels = Panels(edges)
    for _ in range(PASSES):
        values = solved(panels)
        knots, cubic = _hermite(panels, values)
        miss = _miss(scale, knots, cubic, panels.split(), solved)
        residual = float(miss.max())
        enough = TOLERANCE + ROUNDING * max(abs(values[0, 0]), abs(values[-1, -1])) / scale.spread
        if residual <= enough:
            break
        panels = panels.split(miss - enough)
    return SignalCurve(method, residual, lowest, knots, cubic, scale.odds, scale.logs)


def _miss(scale: Scale, knots: Floats, cubic: Floats, halves: Panels, solve: Solve) -> Floats:
    """Largest error within the core on each panel, shape (k,), against a solution on its two halves."""
    at, exact = halves.nodes, solve(halves)
    error = np.abs(piecewise(knots, cubic, at) - exact) / scale.spread
    low, high = scale.core
    error = np.where((at >= low) & (at <= high), error, 0.0)
    worst: Floats = error.reshape(len(at) // 2, -1).max(axis=1)
    return worst


def _hermite(panels: Panels, values: Floats) -> tuple[Floats, Floats]:
    """Knots, shape (n,), and cubics, shape (4, n - 1), through values at the nodes of panels.

    No slope may exceed three times the secant: then each cubic is monotone (Fritsch and Carlson 1980). Slopes on the
    two sides of an edge may differ. Where limits are flat, rounding must not let them fall.
    """
    nodes, slopes = panels.nodes, panels.slopes(values)
    values = np.maximum.accumulate(values.ravel()).reshape(values.shape)
    width, rise = np.diff(nodes, axis=1), np.diff(values, axis=1)
    most = 3.0 * rise / width
    first = np.clip(slopes[:, :-1], 0.0, most) * width
    last = np.clip(slopes[:, 1:], 0.0, most) * width
    cubic = np.stack(
        [(first + last - 2.0 * rise) / width**3, (3.0 * rise - 2.0 * first - last) / width**2, first / width]
    )
    cubic = np.concatenate([cubic, values[None, :, :-1]]).reshape(4, -1)
    return np.append(nodes[:, :-1], nodes[-1, -1]), cubic
