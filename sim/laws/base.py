"""What the laws share: arrays in, checks of parameters.

Arrays are made contiguous float64, and powers go through ``np.power``: numpy's vector instructions and the scalar
operators of Python may differ in the last bit, and a draw must not depend on how many are drawn at once.
"""

from __future__ import annotations

import math
from typing import NoReturn

import numpy as np
from numpy.typing import ArrayLike

from sim.entities.units import Floats

BELOW_ONE = float(np.nextafter(1.0, 0.0))
"""The largest number a uniform draw can be."""


def floats(x: ArrayLike) -> Floats:
    """`x` as a contiguous float64 array of the same shape."""
    return np.asarray(x, dtype=np.float64, order="C")


def require(what: str, *, ok: bool) -> None:
    """Refuse a parameter.

    Raises
    ------
    ValueError
        With `what` as its message, unless `ok`.
    """
    if not ok:
        raise ValueError(what)


def require_finite(**parameters: float) -> None:
    """Refuse infinite and undefined parameters, by name.

    Raises
    ------
    ValueError
        Naming the first parameter that is not a finite number.
    """
    for name, value in parameters.items():
        require(f"{name} must be a finite number, not {value}", ok=math.isfinite(value))


def no_density(distribution: str) -> NoReturn:
    """Refuse the density of a law that has none.

    Raises
    ------
    TypeError
        Always.
    """
    raise TypeError(f"the law {distribution} is discrete and has no density")
