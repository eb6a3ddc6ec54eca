"""A number that is always the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NoReturn

import numpy as np

from sim.entities.keys import key
from sim.entities.units import Floats
from sim.laws.base import floats, no_density, require_finite


@dataclass(frozen=True)
class Constant:
    """Always `value`; a scenario writes the plain number."""

    distribution: ClassVar[str] = "constant"
    continuous: ClassVar[bool] = False

    value: float = key(unit="as the key it stands for", doc="the value")

    def __post_init__(self) -> None:
        require_finite(value=self.value)

    @property
    def mean(self) -> float:
        """Expectation."""
        return float(self.value)

    @property
    def support(self) -> tuple[float, float]:
        """Lowest and highest value."""
        return float(self.value), float(self.value)

    def cdf(self, x: Floats) -> Floats:
        """P(X <= x), elementwise."""
        return np.where(floats(x) >= self.value, 1.0, 0.0)

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
        """The value, as often as asked."""
        return np.full(np.shape(u), float(self.value))
