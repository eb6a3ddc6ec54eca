"""Log-bid functions of all subgroups: smoothed by polynomials, kept increasing, and inverted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.entities.units import Bools, Floats
from sim.equilibrium.anonymous.crowd import Subgroup
from sim.equilibrium.anonymous.kinds import Kinds

REACH = 4.0
"""Signals are solved for within so many of their own standard deviations."""
KNOTS = 49
DEGREE = 9
POINTS = 5 * (KNOTS - 1) + 1
"""Of the table in which bid functions are kept, knots among them; signals beyond it bid on along the end slope."""
FAR = 25.0
"""Where the line beyond the table ends, in standard deviations."""
LEAST_SLOPE = 0.05
"""Of the naive bidder's slope."""


@dataclass(frozen=True, slots=True, eq=False)
class Knots:
    """Where bid functions are computed, and how they are smoothed.

    Attributes
    ----------
    at : Floats, shape (k, KNOTS)
        Signals.
    table : Floats, shape (k, POINTS + 2)
        Signals of the table, with one far point at each end.
    smooth : Floats, shape (k, POINTS, KNOTS)
        From values at the knots to those of the fitted polynomial in the table.
    slope : Floats, shape (k, POINTS, KNOTS)
        The same for its derivative.
    root : Floats, shape (k, KNOTS)
        Square root of the density of signals, relative to its highest.
    core : Bools, shape (k, KNOTS)
        Knots within three standard deviations: those that count for convergence and residual.
    """

    at: Floats
    table: Floats
    smooth: Floats
    slope: Floats
    root: Floats
    core: Bools

    def project(self, bids: Floats) -> Floats:
        """The fitted polynomials' values (k, KNOTS) at the knots."""
        each = (POINTS - 1) // (KNOTS - 1)
        fitted: Floats = np.einsum("ktm,km->kt", self.smooth[:, ::each], bids)
        return fitted


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Increasing log-bid functions, one a subgroup: tables of `signals`, `bids` and `slopes`, shape (k, POINTS + 2)."""

    signals: Floats
    bids: Floats
    slopes: Floats

    def at(self, signals: Floats) -> Floats:
        """Log bids (k, m) at signals (k, m)."""
        return np.array([np.interp(*row) for row in zip(signals, self.signals, self.bids, strict=True)])

    def inverse(self, bids: Floats) -> tuple[Floats, Floats]:
        """Signals at which each subgroup bids so much, and its slopes there; bids (m,), results (k, m)."""
        rows = list(zip(self.signals, self.bids, self.slopes, strict=True))
        signals = np.array([np.interp(bids, own, at) for at, own, _ in rows])
        return signals, np.array([np.interp(x, at, slope) for x, (at, _, slope) in zip(signals, rows, strict=True)])


def knots(kinds: Kinds, lowest: Floats) -> Knots:
    """Knots from `lowest` (k,) on, tables, and the projection on Chebyshev polynomials.

    The projection is weighted by the density of signals. A raw piecewise-linear inverse makes densities of bids jump
    from knot to knot, and the iteration does not settle; a polynomial of low degree has no such noise.
    """
    from numpy.polynomial import chebyshev

    low, high = lowest, np.minimum(REACH * kinds.predictive, kinds.ceiling)
    middle, half = 0.5 * (high + low), 0.5 * (high - low)
    coarse, fine = np.linspace(-1.0, 1.0, KNOTS), np.linspace(-1.0, 1.0, POINTS)
    at = middle[:, None] + half[:, None] * coarse
    z = at / kinds.predictive[:, None]
    root = np.exp(-0.25 * z * z)
    basis = chebyshev.chebvander(coarse, DEGREE)
    fit = np.linalg.pinv(root[:, :, None] * basis) * root[:, None, :]
    steep = chebyshev.chebval(fine, chebyshev.chebder(np.eye(DEGREE + 1))).T
    table = middle[:, None] + half[:, None] * fine
    far = FAR * kinds.predictive[:, None]
    return Knots(
        at=at,
        table=np.hstack([table[:, :1] - far, table, table[:, -1:] + far]),
        smooth=chebyshev.chebvander(fine, DEGREE) @ fit,
        slope=steep @ fit / half[:, None, None],
        root=root,
        core=np.abs(z) <= 0.75 * REACH,
    )


def curves(where: Knots, bids: Floats, least: Floats) -> Curves:
    """Smooth log bids (k, KNOTS) and keep them increasing.

    Where the polynomial is flatter than `least`, shape (k,), what is missing is added, summed up from the middle.
    """
    smooth = np.einsum("ktm,km->kt", where.smooth, bids)
    slopes = np.einsum("ktm,km->kt", where.slope, bids)
    lift = np.maximum(least[:, None] - slopes, 0.0)
    step = 0.5 * np.diff(where.table[:, 1:-1], axis=1) * (lift[:, 1:] + lift[:, :-1])
    climb = np.cumsum(np.hstack([np.zeros((len(step), 1)), step]), axis=1)
    smooth += climb - climb[:, POINTS // 2, None]
    slopes += lift
    return _extended(where, smooth, slopes)


def declare(where: Knots, found: Curves, subgroups: Sequence[Subgroup]) -> Curves:
    """Put the declared strategies in place of what was found for these subgroups."""
    bids, slopes = found.bids[:, 1:-1].copy(), found.slopes[:, 1:-1].copy()
    for k, each in enumerate(subgroups):
        if each.bids is not None:
            bids[k] = each.bids(where.table[k, 1:-1])
            slopes[k] = np.gradient(bids[k], where.table[k, 1:-1])
    return _extended(where, bids, slopes)


def _extended(where: Knots, bids: Floats, slopes: Floats) -> Curves:
    """Add the far points, along the end slopes."""
    first = bids[:, :1] + slopes[:, :1] * (where.table[:, :1] - where.table[:, 1:2])
    last = bids[:, -1:] + slopes[:, -1:] * (where.table[:, -1:] - where.table[:, -2:-1])
    return Curves(
        where.table,
        np.hstack([first, bids, last]),
        np.hstack([slopes[:, :1], slopes, slopes[:, -1:]]),
    )
