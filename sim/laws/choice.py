"""A law on a few values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, NoReturn

import numpy as np

from sim.entities.keys import key
from sim.entities.units import Floats
from sim.laws.base import floats, no_density, require, require_finite


@dataclass(frozen=True)
class Choice:
    """One of `values`, equally likely or by `weights`."""

    distribution: ClassVar[str] = "choice"
    continuous: ClassVar[bool] = False

    values: tuple[float, ...] = key(unit="as the key it stands for", doc="the values, in any order")
    weights: tuple[float, ...] | None = key(
        None, unit="numbers", doc="relative frequency of each value; left out: all equal"
    )

    def __post_init__(self) -> None:
        require("values must hold at least one number", ok=len(self.values) > 0)
        require_finite(**{f"values[{i}]": value for i, value in enumerate(self.values)})
        weights = self._weights
        require(
            f"weights must be as many as values, not {len(weights)} for {len(self.values)}",
            ok=len(weights) == len(self.values),
        )
        require_finite(**{f"weights[{i}]": weight for i, weight in enumerate(weights)})
        require("weights must not be negative", ok=min(weights) >= 0)
        require("weights must not all be 0", ok=sum(weights) > 0)

    @property
    def mean(self) -> float:
        """Expectation."""
        terms = (value * weight for value, weight in zip(self.values, self._weights, strict=True))
        return math.fsum(terms) / math.fsum(self._weights)

    @property
    def support(self) -> tuple[float, float]:
        """Lowest and highest value that can occur."""
        possible = [value for value, weight in zip(self.values, self._weights, strict=True) if weight > 0]
        return float(min(possible)), float(max(possible))

    def cdf(self, x: Floats) -> Floats:
        """P(X <= x), elementwise."""
        values, upto = self._steps()
        return np.append(0.0, upto)[np.searchsorted(values, floats(x), side="right")]

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
        """Smallest value whose cdf reaches `u`, elementwise."""
        values, upto = self._steps()
        return values[np.searchsorted(upto, floats(u), side="left")]

    @property
    def _weights(self) -> tuple[float, ...]:
        """Weights as given, or all one."""
        return (1.0,) * len(self.values) if self.weights is None else self.weights

    def _steps(self) -> tuple[Floats, Floats]:
        """Values in ascending order and the probability up to each; the last is exactly 1."""
        order = np.argsort(floats(self.values), kind="stable")
        upto = np.cumsum(floats(self._weights)[order])
        return floats(self.values)[order], upto / upto[-1]
