"""A smooth surface for each moment over the free parameters, and the error that it has at a point.

Free parameters are scaled to [-1, 1], the ends of their box. All points of a design are played on the same draws, so
that differences between them, and with them what the data can see, are sharp even where levels are not (McFadden 1989).
The level is set by playing one point, near the estimate, on many more draws; there the surface is then exact but for
the noise of that play, and its own error grows with the distance from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.entities.units import Floats


def terms(k: int) -> int:
    """How many terms a surface of the second order has in k parameters.

    Examples
    --------
    >>> terms(1), terms(4)
    (3, 15)
    """
    return (k + 1) * (k + 2) // 2


def basis(at: Floats) -> Floats:
    """1, the parameters, their squares and products: (n, k) to (n, terms)."""
    n, k = at.shape
    pairs = [at[:, i] * at[:, j] for i in range(k) for j in range(i, k)]
    return np.column_stack([np.ones(n), at, *pairs])


def slopes(at: Floats) -> Floats:
    """Derivatives of the basis by each parameter at one point: (k,) to (k, terms)."""
    k = len(at)
    columns = [np.zeros(k), *np.eye(k)]
    for i in range(k):
        for j in range(i, k):
            change = np.zeros(k)
            change[i] += at[j]
            change[j] += at[i]
            columns.append(change)
    return np.column_stack(columns)


@dataclass(frozen=True)
class Surface:
    """Moments as functions of scaled parameters.

    Attributes
    ----------
    weights : Floats, shape (terms, k)
    spread : Floats, shape (terms, terms)
        Inverse of the design's cross product: with `error` the covariance of the weights.
    error : Floats, shape (k, k)
        Mean cross product of the errors at points that were left out.
    level : Floats, shape (k, k)
        Covariance of the noise that all points share, or of the anchor's.
    lots : int
        Simulated lots behind that.
    offset : Floats, shape (k,)
        What the anchor adds.
    anchor : Floats, shape (p,), or None
        Where the level was set.
    """

    weights: Floats
    spread: Floats
    error: Floats
    level: Floats
    lots: int
    offset: Floats
    anchor: Floats | None = None

    def at(self, here: Floats) -> Floats:
        """Moments (k,) at a point (p,)."""
        found: Floats = basis(here[None, :])[0] @ self.weights + self.offset
        return found

    def jacobian(self, here: Floats) -> Floats:
        """Their derivatives, (k, p)."""
        found: Floats = (slopes(here) @ self.weights).T
        return found

    def slack(self, here: Floats) -> Floats:
        """How uncertain its derivatives are, (p, p): times `error` the covariance of those by two parameters."""
        at = slopes(here)
        found: Floats = at @ self.spread @ at.T
        return found

    def uncertainty(self, here: Floats) -> Floats:
        """Covariance (k, k) of the error of a prediction."""
        apart = 1.0 if self.anchor is None else min(1.0, float(np.max(np.abs(here - self.anchor))) ** 2)
        found: Floats = self.level + apart * self.error
        return found

    def sampling(self, lots: int) -> Floats:
        """Covariance (k, k) of the moments of so many lots, if the model is right."""
        found: Floats = self.level * (self.lots / lots)
        return found

    def anchored(self, anchor: Floats, moments: Floats, noise: Floats, lots: int) -> Surface:
        """The surface with its level set at a point (p,) that was played: moments (k,), their covariance, its lots."""
        return replace(self, offset=self.offset + moments - self.at(anchor), level=noise, lots=lots, anchor=anchor)


def fitted(points: Floats, moments: Floats, noise: Floats, lots: int) -> Surface:
    """The surface through simulated moments.

    Parameters
    ----------
    points : Floats, shape (n, p)
        Scaled; n above the number of terms.
    moments : Floats, shape (n, k)
    noise : Floats, shape (k, k)
        Covariance of the noise of simulation at a point.
    lots : int
        Simulated at a point.
    """
    design = basis(points)
    inverse = np.linalg.pinv(design)
    weights = inverse @ moments
    leverage = np.einsum("ij,ji->i", design, inverse)
    left_out = (moments - design @ weights) / (1.0 - leverage)[:, None]
    return Surface(
        weights, inverse @ inverse.T, left_out.T @ left_out / len(points), noise, lots, np.zeros(moments.shape[1])
    )
