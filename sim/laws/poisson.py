"""Poisson law."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, NoReturn

import numpy as np

from sim.entities.keys import key
from sim.entities.units import Floats, NonNegative
from sim.laws.base import floats, no_density, require

MOST = 1e6


@dataclass(frozen=True)
class Poisson:
    """How many independent rare events happen: 0, 1, 2 and so on."""

    distribution: ClassVar[str] = "poisson"
    continuous: ClassVar[bool] = False

    mean: NonNegative = key(unit="as the key it stands for", doc="expectation, at most a million")

    def __post_init__(self) -> None:
        require(f"mean must be between 0 and 1000000, not {self.mean:g}", ok=0.0 <= self.mean <= MOST)

    @property
    def support(self) -> tuple[float, float]:
        """Lowest and highest value."""
        return 0.0, math.inf if self.mean > 0 else 0.0

    def cdf(self, x: Floats) -> Floats:
        """P(X <= x), elementwise."""
        from scipy.special import pdtr

        whole = np.floor(floats(x))
        return np.where(whole >= 0.0, floats(pdtr(np.maximum(whole, 0.0), self.mean)), 0.0)

    def pdf(self, x: Floats) -> NoReturn:
        """Refused: the law is discrete.

        Raises
        ------
        TypeError
            Always.
        """
        del x
        no_density(self.distribution)

    def ppf(self, u: Floats) -> Floats:
        """Smallest whole number whose cdf reaches `u`, elementwise."""
        # Twelve standard deviations and forty: beyond, the cdf is 1 to the last bit for any mean.
        steps = np.arange(math.ceil(self.mean + 12.0 * math.sqrt(self.mean) + 40.0))
        return floats(np.searchsorted(self.cdf(floats(steps)), floats(u), side="left"))
