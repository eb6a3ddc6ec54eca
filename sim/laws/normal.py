"""Normal law."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.entities.keys import key
from sim.entities.units import Floats, Positive
from sim.laws.base import floats, require, require_finite


@dataclass(frozen=True)
class Normal:
    """The bell curve around `mean`. As a law of worths it allows negative ones; cut it with ``truncated``."""

    distribution: ClassVar[str] = "normal"
    continuous: ClassVar[bool] = True

    mean: float = key(unit="as the key it stands for", doc="expectation")
    sd: Positive = key(unit="as the key it stands for", doc="standard deviation")

    def __post_init__(self) -> None:
        require_finite(mean=self.mean, sd=self.sd)
        require(f"sd must be above 0, not {self.sd:g}", ok=self.sd > 0)

    @property
    def support(self) -> tuple[float, float]:
        """Lowest and highest value: infinite."""
        return -math.inf, math.inf

    def cdf(self, x: Floats) -> Floats:
        """P(X <= x), elementwise."""
        from scipy.special import ndtr

        return floats(ndtr((floats(x) - self.mean) / self.sd))

    def pdf(self, x: Floats) -> Floats:
        """Density, elementwise."""
        z = (floats(x) - self.mean) / self.sd
        return np.exp(-0.5 * z * z) / (self.sd * math.sqrt(2.0 * math.pi))

    def ppf(self, u: Floats) -> Floats:
        """Inverse of the cdf, elementwise."""
        from scipy.special import ndtri

        return self.mean + self.sd * floats(ndtri(floats(u)))
