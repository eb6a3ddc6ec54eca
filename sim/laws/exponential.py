"""Exponential law."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.entities.keys import key
from sim.entities.units import Floats, Positive
from sim.laws.base import floats, require, require_finite


@dataclass(frozen=True)
class Exponential:
    """Waiting time without memory; the rate is ``1 / mean``."""

    distribution: ClassVar[str] = "exponential"
    continuous: ClassVar[bool] = True

    mean: Positive = key(unit="as the key it stands for", doc="expectation")

    def __post_init__(self) -> None:
        require_finite(mean=self.mean)
        require(f"mean must be above 0, not {self.mean:g}", ok=self.mean > 0)

    @property
    def support(self) -> tuple[float, float]:
        """Lowest and highest value: all numbers from 0."""
        return 0.0, math.inf

    def cdf(self, x: Floats) -> Floats:
        """P(X <= x), elementwise."""
        return -np.expm1(-np.maximum(floats(x), 0.0) / self.mean)

    def pdf(self, x: Floats) -> Floats:
        """Density, elementwise."""
        x = floats(x)
        return np.where(x >= 0.0, np.exp(-np.maximum(x, 0.0) / self.mean) / self.mean, 0.0)

    def ppf(self, u: Floats) -> Floats:
        """Inverse of the cdf, elementwise."""
        return -self.mean * np.log1p(-floats(u))
