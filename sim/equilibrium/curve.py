"""A bid function as a table: solved once, evaluated for every lot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from sim.entities.knowledge import UNKNOWN, Public
from sim.entities.protocols import Law
from sim.entities.units import Floats, Money
from sim.equilibrium.cubic import horner, piecewise
from sim.equilibrium.quadrature import Nodes, double_exponential

Bids: TypeAlias = Callable[[Floats, Nodes], tuple[Floats, Floats]]
"""Bids at worths, and the slope of the bid function there, computed with given quadrature nodes."""

TAIL = 1e-12
"""Probability of worths beyond the table at each end."""
NEGLIGIBLE = 1e-9
"""Probability of worths in an interval below which its error is neither refined nor counted."""
TOLERANCE = 1e-10
"""Error of the interpolation, relative to the highest bid, at which refining stops."""
PASSES = 12
STEP = 1.0 / 32.0
"""Of the quadrature: fine enough even for strong risk aversion and a heavy-tailed law, where the integrand peaks."""


@dataclass(frozen=True, slots=True, eq=False)
class BidCurve:
    """A monotone piecewise cubic through solved bids.

    Attributes
    ----------
    method, residual : str, float
        See :class:`sim.entities.protocols.Plan`.
    reserve : Money
        Worths below it stay out.
    worths : Floats, shape (n,)
        Knots, ascending. Below the first and above the last the bid is that of the nearest knot, but never above the
        worth.
    cubic : Floats, shape (4, n - 1)
        Coefficients of each interval in the distance from its left knot, highest power first.
    """

    method: str
    residual: float
    reserve: Money
    worths: Floats
    cubic: Floats
    script: tuple[tuple[float, Money], ...] = ()

    def limit(self, signal: Floats, public: Public = UNKNOWN) -> Floats:
        """The bid, between reserve and worth; -inf below the reserve."""
        inside = np.minimum(np.maximum(signal, self.worths[0]), self.worths[-1])
        bid = piecewise(self.worths, self.cubic, inside)
        return np.where(signal >= self.reserve, np.maximum(np.minimum(bid, signal), self.reserve), -np.inf)


def flat(method: str, reserve: Money) -> BidCurve:
    """Whoever takes part bids the reserve."""
    return BidCurve(
        method, 0.0, reserve, np.array([reserve, reserve + 1.0]), np.array([[0.0], [0.0], [0.0], [reserve]])
    )


def tabulate(method: str, reserve: Money, law: Law, floor: Money, bids: Bids) -> BidCurve:
    """Solve bids at knots, and add knots where a monotone cubic between them misses the bid.

    The interpolation is that of Fritsch and Carlson (1980, "Monotone piecewise cubic interpolation"). The residual is
    the largest miss midway between knots against bids computed with half the quadrature step, relative to the highest
    bid, so it covers both errors.

    Parameters
    ----------
    method : str
    reserve, floor : Money
        The reserve and the lowest worth that takes part; worths above `floor` must occur.
    law : Law
    bids : callable
    """
    nodes, finer = double_exponential(STEP), double_exponential(0.5 * STEP)
    worths = _first_knots(law, floor)
    knots = np.array([worths, *bids(worths, nodes)])
    for _ in range(PASSES):
        middle = _middle(knots)
        solved = np.array([middle, *bids(middle, nodes)])
        coarse = _miss(knots, law, solved[1]) > TOLERANCE
        if not coarse.any():
            break
        knots = np.concatenate([knots, solved[:, coarse]], axis=1)
        knots = knots[:, np.argsort(knots[0], kind="stable")]
    residual = float(np.max(_miss(knots, law, bids(_middle(knots), finer)[0])))
    return BidCurve(method, residual, reserve, knots[0], _cubic(knots))


def _first_knots(law: Law, floor: Money) -> Floats:
    """Worths from the floor to the top of the support, evenly spaced in log odds of their rank."""
    odds = np.exp(np.linspace(np.log(TAIL), -np.log(TAIL), 65))
    low, high = law.cdf(np.array([floor, law.support[1]]))
    ranks = low + odds / (1.0 + odds) * (high - low)
    worths: Floats = np.maximum.accumulate(law.ppf(ranks))
    if np.isfinite(law.support[1]):
        worths[-1] = law.support[1]
    return np.asarray(worths[np.append(True, np.diff(worths) > 0.0)])


def _middle(knots: Floats) -> Floats:
    """Worths midway between knots."""
    middle: Floats = 0.5 * (knots[0, 1:] + knots[0, :-1])
    return middle


def _miss(knots: Floats, law: Law, exact: Floats) -> Floats:
    """How far the cubic is from `exact` midway between knots, relative to the highest bid; 0 where nobody is."""
    miss = np.abs(horner(_cubic(knots), _middle(knots) - knots[0, :-1]) - exact) / knots[1, -1]
    return np.where(np.diff(law.cdf(knots[0])) > NEGLIGIBLE, miss, 0.0)


def _cubic(knots: Floats) -> Floats:
    """Coefficients of the Hermite cubics, shape (4, n - 1), through knots (worths, bids, slopes), shape (3, n).

    No slope may exceed three times the secant on either side: then each cubic is monotone (Fritsch and Carlson 1980).
    """
    width = np.diff(knots[0])
    secant = np.maximum(np.diff(knots[1]), 0.0) / width
    most = 3.0 * np.minimum(np.append(secant, np.inf), np.append(np.inf, secant))
    slope = np.minimum(knots[2], most)
    first, last = slope[:-1], slope[1:]
    cubic = [
        (first + last - 2.0 * secant) / width**2,
        (3.0 * secant - 2.0 * first - last) / width,
        first,
        knots[1, :-1],
    ]
    return np.array(cubic)
