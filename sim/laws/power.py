"""Power law on [0, high]."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.entities.keys import key
from sim.entities.units import Floats, Positive
from sim.laws.base import floats, require, require_finite


@dataclass(frozen=True)
class Power:
    """``P(X <= x) = (x / high) ** exponent``: the highest of `exponent` uniform draws."""

    distribution: ClassVar[str] = "power"
    continuous: ClassVar[bool] = True

    exponent: Positive = key(unit="number", doc="1 is uniform, higher is stronger")
    high: Positive = key(1.0, unit="as the key it stands for", doc="highest value")

    def __post_init__(self) -> None:
        require_finite(exponent=self.exponent, high=self.high)
        require(f"exponent must be above 0, not {self.exponent:g}", ok=self.exponent > 0)
        require(f"high must be above 0, not {self.high:g}", ok=self.high > 0)

    @property
    def mean(self) -> float:
        """Expectation."""
        return self.high * self.exponent / (self.exponent + 1.0)

    @property
    def support(self) -> tuple[float, float]:
        """Lowest and highest value."""
        return 0.0, float(self.high)

    def cdf(self, x: Floats) -> Floats:
        """P(X <= x), elementwise."""
        return np.power(np.clip(floats(x) / self.high, 0.0, 1.0), self.exponent)

    def pdf(self, x: Floats) -> Floats:
        """Density, elementwise; 0 outside (0, high]."""
        share = floats(x) / self.high
        inside = (share > 0.0) & (share <= 1.0)
        slope = np.power(np.where(inside, share, 1.0), self.exponent - 1.0)
        return np.where(inside, self.exponent / self.high * slope, 0.0)

    def ppf(self, u: Floats) -> Floats:
        """Inverse of the cdf, elementwise."""
        return self.high * np.power(floats(u), 1.0 / self.exponent)
