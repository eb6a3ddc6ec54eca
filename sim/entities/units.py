"""Units and array types used everywhere.

Time is an integer number of microseconds since the study's start. Rules are written in milliseconds; participant
``rank`` (1 … 999) of an auction acts only at instants that leave the remainder ``rank`` modulo 1000. So no two moves of
one auction share an instant, and the order in which an event loop happens to serve equal instants decides nothing.
Sums of floats are not instants: with float hours "last bid + 300 s" is missed by every third bid.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

import numpy as np
from annotated_types import Ge, Gt, Le
from numpy.typing import NDArray

Instant: TypeAlias = int
"""Microseconds from the start of the study, or a length of time in microseconds."""

Money: TypeAlias = float
"""An amount in the scenario's currency."""

Floats: TypeAlias = NDArray[np.float64]
Ids: TypeAlias = NDArray[np.int64]
Keys: TypeAlias = NDArray[np.uint64]
Bools: TypeAlias = NDArray[np.bool_]

Share = Annotated[float, Ge(0.0), Le(1.0)]
NonNegative = Annotated[float, Ge(0.0)]
Positive = Annotated[float, Gt(0.0)]
LogBias = Annotated[float, Ge(-3.0), Le(3.0)]
LogSd = Annotated[float, Ge(0.0), Le(3.0)]
"""A spread of logarithms: at 3, one standard deviation is a factor of 20, more than any sale has shown."""
SomeLogSd = Annotated[float, Gt(0.0), Le(3.0)]
Count = Annotated[int, Ge(0)]
Whole = Annotated[int, Ge(1)]

MILLISECOND: Instant = 1_000
SECOND: Instant = 1_000_000
MINUTE: Instant = 60 * SECOND
HOUR: Instant = 60 * MINUTE
DAY: Instant = 24 * HOUR
YEAR: Instant = 365 * DAY
TOP_RANK = 999
"""The most participants one auction can tell apart by their remainder."""


def instant(seconds: float) -> Instant:
    """Seconds to the nearest whole millisecond, in microseconds.

    Examples
    --------
    >>> instant(300)
    300000000
    >>> instant(0.0004)
    0
    """
    return round(seconds * 1000.0) * MILLISECOND


def days(length: Instant) -> float:
    """Microseconds to days, for tables."""
    return length / DAY
