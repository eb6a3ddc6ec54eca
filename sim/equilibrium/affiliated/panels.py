"""Functions on a line cut into panels, each a polynomial through Chebyshev points: differentiate, and relax."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.entities.units import Floats

ORDER = 8
"""Degree of the polynomials."""


@lru_cache(maxsize=1)
def _chebyshev() -> tuple[Floats, Floats]:
    """Points in [0, 1] and the matrix that differentiates a polynomial given there (Trefethen 2000, chapter 6)."""
    angle = np.pi * np.arange(ORDER + 1) / ORDER
    points = 0.5 * (1.0 - np.cos(angle))
    sign = np.where(np.arange(ORDER + 1) % 2 == 0, 1.0, -1.0)
    sign[[0, -1]] *= 2.0
    apart = points[:, None] - points + np.eye(ORDER + 1)
    matrix = (sign[:, None] / sign) / apart
    matrix -= np.diag(matrix.sum(axis=1))
    return points, matrix


@dataclass(frozen=True, slots=True, eq=False)
class Panels:
    """Panels between ascending `edges`, shape (k + 1,). Functions are arrays of shape (k, ORDER + 1): values at nodes.

    A node at an edge belongs to both panels beside it, so a function may have a kink there.
    """

    edges: Floats

    @property
    def width(self) -> Floats:
        """Widths, shape (k, 1)."""
        return np.diff(self.edges)[:, None]

    @property
    def nodes(self) -> Floats:
        """Coordinates of the nodes; the outer ones are the edges, to the last bit."""
        nodes = self.edges[:-1, None] + self.width * _chebyshev()[0]
        nodes[:, -1] = self.edges[1:]
        return nodes

    def split(self, which: Floats | None = None) -> Panels:
        """Panels with those of positive `which`, shape (k,), cut into halves; all of them if it is left out."""
        middle = 0.5 * (self.edges[1:] + self.edges[:-1])
        return Panels(np.sort(np.append(self.edges, middle if which is None else middle[which > 0.0])))

    def slopes(self, values: Floats) -> Floats:
        """Derivative of the function with these values."""
        slopes: Floats = values @ _chebyshev()[1].T
        return slopes / self.width

    def relax(self, rate: Floats, target: Floats, start: float) -> Floats:
        """Solve b' = rate (target - b) from b = start at the first edge, by collocation.

        1. On each panel b is a polynomial; the equation holds at all nodes but the left one, where b is given. Where
           the rate is high, b is drawn to the target at once: no step is too long, as with Radau's methods (Hairer and
           Wanner 1996, "Solving ordinary differential equations II", IV.5).
        2. The equation is linear, so each panel's solution is a fixed part plus a multiple of its left value. All
           panels are solved together, and only the left values are handed on one by one.

        Parameters
        ----------
        rate, target : Floats, shape (k, ORDER + 1)
            `rate` is positive; at left nodes it is not used and may be anything.
        start : float
        """
        matrix = _chebyshev()[1]
        system = matrix[1:, 1:] / self.width[:, :, None] + rate[:, 1:, None] * np.eye(ORDER)
        driven = np.stack([rate[:, 1:] * target[:, 1:], -matrix[1:, 0] / self.width], axis=-1)
        parts = np.linalg.solve(system, driven)
        values = np.empty_like(target)
        left = start
        for panel, (fixed, multiple) in enumerate(zip(parts[:, :, 0], parts[:, :, 1], strict=True)):
            values[panel, 0] = left
            values[panel, 1:] = fixed + left * multiple
            left = values[panel, -1]
        return values
