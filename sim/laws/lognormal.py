"""Log-normal law."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.entities.keys import key
from sim.entities.units import Floats, Positive, SomeLogSd
from sim.laws.base import floats, require, require_finite


@dataclass(frozen=True)
class Lognormal:
    """The logarithm is normal around log `median`."""

    distribution: ClassVar[str] = "lognormal"
    continuous: ClassVar[bool] = True

    median: Positive = key(unit="as the key it stands for", doc="half of all values lie below")
    sd: SomeLogSd = key(unit="logs", doc="standard deviation of the logarithm; 0.10 is about 10 %")

    def __post_init__(self) -> None:
        require_finite(median=self.median, sd=self.sd)
        require(f"median must be above 0, not {self.median:g}", ok=self.median > 0)
        require(f"sd must be above 0, not {self.sd:g}", ok=self.sd > 0)

    @property
    def mean(self) -> float:
        """Expectation."""
        return self.median * math.exp(0.5 * self.sd**2)

    @property
    def support(self) -> tuple[float, float]:
        """Lowest and highest value: all positive numbers."""
        return 0.0, math.inf

    def cdf(self, x: Floats) -> Floats:
        """P(X <= x), elementwise."""
        from scipy.special import ndtr

        return floats(ndtr(self._score(floats(x))))

    def pdf(self, x: Floats) -> Floats:
        """Density, elementwise."""
        x = floats(x)
        z = self._score(x)
        scale = self.sd * math.sqrt(2.0 * math.pi) * np.where(x > 0.0, x, 1.0)
        return np.exp(-0.5 * z * z) / scale

    def ppf(self, u: Floats) -> Floats:
        """Inverse of the cdf, elementwise."""
        from scipy.special import ndtri

        return self.median * np.exp(self.sd * floats(ndtri(floats(u))))

    def _score(self, x: Floats) -> Floats:
        """Standard normal score of each value; -inf at and below 0."""
        positive = np.where(x > 0.0, x, self.median)
        return np.where(x > 0.0, np.log(positive / self.median) / self.sd, -np.inf)
