"""Uniform law on an interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.entities.keys import key
from sim.entities.units import Floats
from sim.laws.base import floats, require, require_finite


@dataclass(frozen=True)
class Uniform:
    """Every value between `low` and `high` is equally likely."""

    distribution: ClassVar[str] = "uniform"
    continuous: ClassVar[bool] = True

    low: float = key(unit="as the key it stands for", doc="lowest value")
    high: float = key(unit="as the key it stands for", doc="highest value, above low")

    def __post_init__(self) -> None:
        require_finite(low=self.low, high=self.high)
        require(f"low must be below high, not {self.low:g} and {self.high:g}", ok=self.low < self.high)

    @property
    def mean(self) -> float:
        """Expectation."""
        return 0.5 * (self.low + self.high)

    @property
    def support(self) -> tuple[float, float]:
        """Lowest and highest value."""
        return float(self.low), float(self.high)

    def cdf(self, x: Floats) -> Floats:
        """P(X <= x), elementwise."""
        return np.clip((floats(x) - self.low) / (self.high - self.low), 0.0, 1.0)

    def pdf(self, x: Floats) -> Floats:
        """Density, elementwise."""
        x = floats(x)
        return np.where((x >= self.low) & (x <= self.high), 1.0 / (self.high - self.low), 0.0)

    def ppf(self, u: Floats) -> Floats:
        """Inverse of the cdf, elementwise."""
        return self.low + floats(u) * (self.high - self.low)
