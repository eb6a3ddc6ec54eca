"""Generalised least squares between observed moments and a surface, and what the data cannot see.

The estimator is the method of simulated moments (McFadden 1989, "A method of simulated moments for estimation of
discrete response models without numerical integration"; Gourieroux, Monfort & Renault 1993, "Indirect inference").
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares
from scipy.stats import chi2

from sim.entities.units import Floats, Ids
from sim.experiment.fit.surface import Surface

FLAT = 1e-10
"""Eigenvalues of correlations below this say nothing."""

UNSEEN = 0.25
"""Information on a direction, in half widths of the box, below which there is none: an error of the whole box, which no
estimate inside it exceeds."""

TINY = 1e-9
"""Information that makes a matrix regular."""

STARTS = 9
"""Points from which the minimum is looked for: the middle, and where the surface fits best among a few hundred."""


@dataclass(frozen=True)
class Estimates:
    """Where the surface is nearest to the observed moments, in scaled parameters.

    Attributes
    ----------
    at : Floats, shape (p,)
    covariance : Floats, shape (p, p)
        By the sandwich formula; that of the whole box in directions that the moments do not see.
    shares : Floats, shape (p,)
        Share of each variance that is due to the surface, not to the data.
    unseen : Floats, shape (p,)
        Share of each parameter that lies in directions of which the moments say nothing.
    sharpest : Floats, shape (p,)
        Standard errors that a surface without error would give.
    jacobian : Floats, shape (k, p)
        In standard errors of the moments.
    distance : float
        Weighted squared distance that remains: chi-squared with `spare` degrees of freedom if the model is right.
    spare : int
    """

    at: Floats
    covariance: Floats
    shares: Floats
    unseen: Floats
    sharpest: Floats
    jacobian: Floats
    distance: float
    spare: int

    @property
    def se(self) -> Floats:
        """Standard errors (p,)."""
        found: Floats = np.sqrt(np.diag(self.covariance))
        return found

    @property
    def p_value(self) -> float:
        """How likely so large a distance is if the model is right (Hansen 1982)."""
        return float(chi2.sf(self.distance, self.spare)) if self.spare > 0 else float("nan")

    @property
    def singular(self) -> Floats:
        """Singular values of the Jacobian, largest first."""
        found: Floats = np.asarray(np.linalg.svd(self.jacobian, compute_uv=False), dtype=np.float64)
        return found


def whitening(covariance: Floats) -> Floats:
    """A matrix W with W'W the inverse of a covariance; directions without variance get no weight."""
    scale = np.sqrt(np.diag(covariance))
    scale = np.where(scale > 0.0, scale, np.inf)
    values, vectors = np.linalg.eigh(covariance / np.outer(scale, scale))
    root = np.where(values > FLAT, 1.0 / np.sqrt(np.maximum(values, FLAT)), 0.0)
    found: Floats = (root[:, None] * vectors.T) / scale
    return found


def estimate(observed: Floats, errors: Floats, lots: int, surface: Surface, held: Floats | None = None) -> Estimates:
    """The nearest point.

    1. Weights W'W are the inverse of the covariance that the moments of so many lots have if the model is right, and of
       the error of the surface, first at the middle of the box, then at the estimate that these give.
    2. The covariance of the estimate is A V A' with A = (J'W'WJ)^-1 J'W'W, V being that of the observed moments, as the
       data have it, and of the error of the surface; J'W'WJ less what the noise of J adds to it.

    Parameters
    ----------
    observed : Floats, shape (k,)
    errors : Floats, shape (k, k)
        Their covariance.
    lots : int
        Behind them.
    surface : Surface
    held : Floats, shape (p,), optional
        Parameters that are held, nan for those that are free.
    """
    middle = np.zeros(surface_width(surface))
    held = np.full(len(middle), np.nan) if held is None else held
    middle = np.where(np.isnan(held), middle, held)
    here = middle
    for _ in range(2):
        weight = whitening(surface.sampling(lots) + surface.uncertainty(here))
        here = _nearest(observed, weight, surface, held, middle)
    free = np.isnan(held)
    jacobian = weight @ surface.jacobian(here)[:, free]
    noise = surface.slack(here)[np.ix_(free, free)] * float(np.trace(weight @ surface.error @ weight.T))
    pull, blind = _pull(jacobian, noise)
    pull, own = pull @ weight, surface.uncertainty(here)
    whole, part = pull @ (errors + own) @ pull.T + blind, pull @ own @ pull.T
    covariance, shares, sharpest = np.zeros((len(here), len(here))), np.zeros(len(here)), np.zeros(len(here))
    covariance[np.ix_(free, free)] = whole
    bare = whitening(surface.sampling(lots)) @ surface.jacobian(here)[:, free]
    sharpest[free] = np.sqrt(np.diag(np.linalg.inv(bare.T @ bare + TINY * np.eye(int(free.sum())))))
    shares[free] = np.diag(part) / np.diag(whole)
    unseen = np.zeros(len(here))
    unseen[free] = np.diag(blind) * UNSEEN
    apart = weight @ (observed - surface.at(here))
    rank = int(np.sum(np.abs(weight).sum(axis=1) > 0.0))
    return Estimates(here, covariance, shares, unseen, sharpest, jacobian, float(apart @ apart), rank - int(free.sum()))


def surface_width(surface: Surface) -> int:
    """How many parameters a surface has.

    With k of them it has (k + 1)(k + 2)/2 terms.
    """
    return round((math.sqrt(8.0 * len(surface.weights) + 1.0) - 3.0) / 2.0)


def _nearest(observed: Floats, weight: Floats, surface: Surface, held: Floats, middle: Floats) -> Floats:
    """The minimum inside the box, from several starts."""
    free = np.isnan(held)
    if not free.any():
        return middle

    def whole(part: Floats) -> Floats:
        at = middle.copy()
        at[free] = part
        return at

    def apart(part: Floats) -> Floats:
        found: Floats = weight @ (observed - surface.at(whole(part)))
        return found

    def change(part: Floats) -> Floats:
        found: Floats = -(weight @ surface.jacobian(whole(part)))[:, free]
        return found

    many = int(free.sum())
    tried = _spread_out(many)
    best = sorted(tried, key=lambda part: float(np.sum(apart(part) ** 2)))[: STARTS - 1]
    found = [least_squares(apart, start, change, bounds=(-1.0, 1.0)) for start in [np.zeros(many), *best]]
    return whole(min(found, key=lambda each: float(each.cost)).x)


def _spread_out(k: int, many: int = 256) -> list[Floats]:
    """Points inside the box [-0.9, 0.9]^k: a Kronecker sequence with the generalised golden ratio (Roberts 2018)."""
    ratio = 2.0
    for _ in range(64):
        ratio = (1.0 + ratio) ** (1.0 / (k + 1))
    steps = np.array([ratio ** -(i + 1) for i in range(k)])
    return [0.9 * (2.0 * ((0.5 + n * steps) % 1.0) - 1.0) for n in range(1, many + 1)]


def _pull(jacobian: Floats, noise: Floats) -> tuple[Floats, Floats]:
    """How estimates move with moments in standard errors, (p, k), and the variance (p, p) of what these do not see.

    The noise of derivatives looks like information, most of all where there is little (as errors of measurement do in a
    regression; Fuller 1987): what is expected of it is taken off, and the Jacobian shrunk to what remains.

    Parameters
    ----------
    jacobian : Floats, shape (k, p)
    noise : Floats, shape (p, p)
        What its own errors are expected to add to J'J.
    """
    values, vectors = np.linalg.eigh(jacobian.T @ jacobian - noise)
    sees = values > UNSEEN
    known, left = vectors[:, sees], values[sees]
    there = jacobian @ known
    own, axes = np.linalg.eigh(there.T @ there)
    shrunk = there @ (axes / np.sqrt(own)) @ axes.T * np.sqrt(left)
    pull: Floats = (known / left) @ shrunk.T
    blind: Floats = vectors[:, ~sees] @ vectors[:, ~sees].T / UNSEEN
    return pull, blind


def seen(covariance: Floats, among: Ids) -> tuple[Floats, float]:
    """The combination of some parameters that data see best: weights (m,) of length 1, and its standard error."""
    part = covariance[np.ix_(among, among)]
    values, vectors = np.linalg.eigh(part)
    weights = vectors[:, 0]
    weights = weights * np.sign(weights[np.argmax(np.abs(weights))])
    return weights, float(np.sqrt(max(values[0], 0.0)))


def names_of(weights: Floats, names: Sequence[str]) -> str:
    """A combination in words, largest weight first.

    Examples
    --------
    >>> names_of(np.array([0.6, -0.8]), ["a", "b"])
    '-0.80 b + 0.60 a'
    """
    order = np.argsort(-np.round(np.abs(weights), 2), kind="stable")
    told = [f"{weights[i]:.2f} {names[i]}" for i in order if abs(weights[i]) >= 0.05]
    return " + ".join(told).replace("+ -", "- ")
