"""The normal distribution function in plain floats: one number at a time, from the standard library."""

from __future__ import annotations

import math

ROOT = math.sqrt(0.5)
FAR = -30.0
"""Below it the tail is taken from its asymptotic series, accurate there to 1e-12 of the logarithm."""


def below(z: float) -> float:
    """Phi(z): the probability that a standard normal lies below z."""
    return 0.5 * math.erfc(-z * ROOT)


def log_below(z: float) -> float:
    """Logarithm of Phi(z), without underflow and without loss near 1.

    Examples
    --------
    >>> round(log_below(-40.0), 6)
    -804.608442
    """
    if z > 0.0:
        return math.log1p(-0.5 * math.erfc(z * ROOT))
    if z > FAR:
        return math.log(0.5 * math.erfc(-z * ROOT))
    inverse = 1.0 / (z * z)
    series = -inverse * (1.0 - inverse * (3.0 - 15.0 * inverse))
    return -0.5 * z * z - math.log(-z * math.sqrt(2.0 * math.pi)) + math.log1p(series)
