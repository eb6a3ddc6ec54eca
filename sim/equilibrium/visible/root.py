"""The zero of a rising function."""

from __future__ import annotations

import math
from collections.abc import Callable

DOUBLINGS = 60
"""How often the first step is doubled before the zero is taken to be infinite."""
ROUNDS = 60
EXACT = 1e-12
"""Width of the bracket, relative to the larger of 1 and the zero, at which the search stops."""


def rising_root(rising: Callable[[float], float], guess: float, step: float) -> float:
    """Where `rising` is 0; -inf or inf if it is positive or negative as far as one looks.

    1. From the guess step towards the zero, each time twice as far, until it is bracketed.
    2. Draw the secant; where the same end stays twice, halve its value, so that it moves next (Dowell and Jarratt
       1971, "A modified regula falsi method", the Illinois rule).
    """
    a, at_a = guess, rising(guess)
    if at_a == 0.0:
        return a
    sign = math.copysign(1.0, at_a)
    for _ in range(DOUBLINGS):
        b = a - sign * step
        at_b = rising(b)
        if at_b * sign <= 0.0:
            return _between(rising, (a, at_a), (b, at_b))
        a, at_a, step = b, at_b, 2.0 * step
    return -sign * math.inf


def _between(rising: Callable[[float], float], old: tuple[float, float], new: tuple[float, float]) -> float:
    """The zero between two points with values of opposite signs."""
    (a, at_a), (b, at_b) = old, new
    for _ in range(ROUNDS):
        if at_b == 0.0 or abs(b - a) <= EXACT * max(1.0, abs(b)):
            break
        c = b - at_b * (b - a) / (at_b - at_a)
        at_c = rising(c)
        if at_c * at_b < 0.0:
            a, at_a = b, at_b
        else:
            at_a *= 0.5
        b, at_b = c, at_c
    return b
