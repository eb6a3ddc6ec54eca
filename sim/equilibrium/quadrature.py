"""Quadrature on (0, 1) that does not mind what the integrand does at the ends."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.entities.protocols import Law
from sim.entities.units import Floats

REACH = 3.5
"""Where the sum is cut: the weights beyond are below 1e-20."""


@dataclass(frozen=True, slots=True, eq=False)
class Nodes:
    """Points of a quadrature on (0, 1), shape (k,): `x`, `rest` = 1 - x to full relative precision, and `weight`."""

    x: Floats
    rest: Floats
    weight: Floats


@lru_cache(maxsize=8)
def double_exponential(step: float) -> Nodes:
    """Tanh-sinh nodes (Takahasi and Mori 1974, "Double exponential formulas for numerical integration").

    1. Substitute ``x = 1 / (1 + exp(-pi sinh z))``: the ends go to infinity, singular or not.
    2. The integrand then falls off double exponentially, and the trapezoidal rule in z with this `step` converges
       faster than any power of it: half the step, twice the digits.

    Quantile functions that are infinite or have infinite slope at 0 or 1 are integrated to 1e-12 at a step of 1/16;
    their exponentials need 1/32.
    """
    z = step * np.arange(-round(REACH / step), round(REACH / step) + 1)
    tilt = np.pi * np.sinh(z)
    x, rest = 1.0 / (1.0 + np.exp(-tilt)), 1.0 / (1.0 + np.exp(tilt))
    return Nodes(x, rest, step * np.pi * np.cosh(z) * x * rest)


def quantiles(law: Law, step: float) -> Floats:
    """Worths (k,), ascending, that cut a law into parts at the nodes of this step: what lies beyond weighs 1e-16."""
    x = double_exponential(step).x
    return law.ppf(x[x < 1.0])
