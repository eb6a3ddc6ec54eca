"""Any continuous law cut to an interval."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from sim.entities.keys import key
from sim.entities.protocols import Law
from sim.entities.units import Floats
from sim.laws.base import BELOW_ONE, floats, require, require_finite

LEAST = 1e-6
"""The least probability an interval may hold: below it the inverse would lose its digits."""


@dataclass(frozen=True)
class Truncated:
    """The law `of`, given that it falls between `low` and `high`."""

    distribution: ClassVar[str] = "truncated"
    continuous: ClassVar[bool] = True

    of: Law = key(unit="law", doc="the law that is cut; it must be continuous")
    low: float | None = key(None, unit="as the key it stands for", doc="lowest value; null: the law's own")
    high: float | None = key(None, unit="as the key it stands for", doc="highest value; null: the law's own")

    def __post_init__(self) -> None:
        require(f"of must be a continuous law, not {self.of.distribution}", ok=self.of.continuous)
        for name, end in (("low", self.low), ("high", self.high)):
            if end is not None:
                require_finite(**{name: end})
        low, high = self.support
        require(f"low must be below high, not {low:g} and {high:g}", ok=low < high)
        below, above = self._ends
        require(
            f"the interval from {low:g} to {high:g} must hold at least a millionth of the law {self.of.distribution}",
            ok=above - below >= LEAST,
        )

    @cached_property
    def mean(self) -> float:
        """Expectation, by quadrature over the quantiles."""
        from scipy.integrate import quad

        return float(quad(lambda u: float(self.ppf(floats(u))), 0.0, 1.0, epsabs=0.0, epsrel=1e-11, limit=200)[0])

    @property
    def support(self) -> tuple[float, float]:
        """Lowest and highest value."""
        low, high = self.of.support
        return (
            low if self.low is None else max(low, float(self.low)),
            high if self.high is None else min(high, float(self.high)),
        )

    def cdf(self, x: Floats) -> Floats:
        """P(X <= x), elementwise."""
        below, above = self._ends
        return np.clip((self.of.cdf(x) - below) / (above - below), 0.0, 1.0)

    def pdf(self, x: Floats) -> Floats:
        """Density, elementwise."""
        below, above = self._ends
        low, high = self.support
        x = floats(x)
        return np.where((x >= low) & (x <= high), self.of.pdf(x) / (above - below), 0.0)

    def ppf(self, u: Floats) -> Floats:
        """Inverse of the cdf, elementwise."""
        below, above = self._ends
        # Without the ceiling the largest draws would round to 1, whose quantile may be infinite.
        share = np.minimum(below + floats(u) * (above - below), BELOW_ONE)
        return np.clip(self.of.ppf(share), *self.support)

    @cached_property
    def _ends(self) -> tuple[float, float]:
        """The uncut law's cdf at the ends of the interval."""
        below, above = self.of.cdf(floats(self.support))
        return float(below), float(above)
