"""The normal distribution function in plain floats: one number at a time, from the standard library."""

from __future__ import annotations

import math

ROOT = math.sqrt(0.5)
FLAT = math.sqrt(2.0 / math.pi)
FAR = -30.0
"""Below it the tail is taken from its asymptotic series, accurate there to 1e-10."""


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
    return -0.5 * z * z - math.log(-z / ROOT * math.sqrt(math.pi)) + math.log1p(_tail(z))


def hazard(z: float) -> float:
    """Density over Phi(z): the derivative of :func:`log_below`."""
    if z > FAR:
        return FLAT * math.exp(-0.5 * z * z) / math.erfc(-z * ROOT)
    return -z / (1.0 + _tail(z))


def _tail(z: float) -> float:
    """Asymptotic series of -z Phi(z) / density, less 1."""
    inverse = 1.0 / (z * z)
    return -inverse * (1.0 - inverse * (3.0 - 15.0 * inverse))
