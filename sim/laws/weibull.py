"""Weibull law."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.entities.keys import key
from sim.entities.units import Floats, Positive
from sim.laws.base import floats, require, require_finite


@dataclass(frozen=True)
class Weibull:
    """``P(X > x) = exp(-(x / scale) ** shape)``; shape 1 is exponential."""

    distribution: ClassVar[str] = "weibull"
    continuous: ClassVar[bool] = True

    shape: Positive = key(unit="number", doc="below 1 heavy-tailed, above 1 peaked")
    scale: Positive = key(unit="as the key it stands for", doc="63 % of all values lie below")

    def __post_init__(self) -> None:
        require_finite(shape=self.shape, scale=self.scale)
        require(f"shape must be above 0, not {self.shape:g}", ok=self.shape > 0)
        require(f"scale must be above 0, not {self.scale:g}", ok=self.scale > 0)

    @property
    def mean(self) -> float:
        """Expectation."""
        return self.scale * math.gamma(1.0 + 1.0 / self.shape)

    @property
    def support(self) -> tuple[float, float]:
        """Lowest and highest value: all numbers from 0."""
        return 0.0, math.inf

    def cdf(self, x: Floats) -> Floats:
        """P(X <= x), elementwise."""
        return -np.expm1(-np.power(np.maximum(floats(x), 0.0) / self.scale, self.shape))

    def pdf(self, x: Floats) -> Floats:
        """Density, elementwise; 0 at and below 0."""
        ratio = floats(x) / self.scale
        inside = ratio > 0.0
        ratio = np.where(inside, ratio, 1.0)
        slope = self.shape / self.scale * np.power(ratio, self.shape - 1.0)
        return np.where(inside, slope * np.exp(-np.power(ratio, self.shape)), 0.0)

    def ppf(self, u: Floats) -> Floats:
        """Inverse of the cdf, elementwise."""
        return self.scale * np.power(-np.log1p(-floats(u)), 1.0 / self.shape)
