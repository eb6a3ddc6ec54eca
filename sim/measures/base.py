"""What a measure is: a ratio of two sums over lots, with a name, a unit and one sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.entities.units import Bools, Floats

Columns: TypeAlias = Mapping[str, NDArray[Any]]
"""The lots of one or more replications as arrays of equal length, by the names of :class:`sim.entities.market.Row`:
text where the row holds text ('' is absent), float64 elsewhere (nan is absent)."""

PerLot: TypeAlias = Callable[[Columns], Floats]

SLACK = 1e-9
"""Two amounts of money that differ by less than this share are equal: a limit divided by 1 + fee and paid with the fee
again may miss the worth by the last bit."""


@dataclass(frozen=True)
class Measure:
    """A ratio of sums over lots.

    Attributes
    ----------
    name : str
    unit : str
        ``share``, ``ratio``, ``money``, ``days``, ``minutes``, ``bidders`` or ``bids``.
    definition : str
        One sentence, the denominator first.
    numerator, denominator : callable
        Columns to one finite number a lot; lots that do not count are 0 in both.
    whole : callable, optional
        Columns to one number for all lots together, nan where there is none, in place of the ratio of sums.
    matched : bool
        Whether two arms are compared on the lots sold in both only: true where the denominator is what sold, so that
        selling more lots would else look like a fall in price.
    """

    name: str
    unit: str
    definition: str
    numerator: PerLot
    denominator: PerLot
    matched: bool = False
    whole: Callable[[Columns], float] | None = None


def spent(columns: Columns) -> Floats:
    """What bidders spent on coming and on looking closer, money."""
    return np.asarray(columns["entry_costs"] + columns["inspection_costs"], dtype=np.float64)


def sold(columns: Columns) -> Bools:
    """Which lots found a buyer, in the rounds or in the sell-off."""
    return ~np.isnan(columns["hammer"])


def one(columns: Columns) -> Floats:
    """The denominator of what is counted per lot."""
    return np.ones(len(columns["hammer"]))


def per_sold(columns: Columns) -> Floats:
    """The denominator of what is counted per lot sold."""
    return sold(columns).astype(np.float64)


def column(name: str) -> PerLot:
    """A column as it stands."""

    def take(columns: Columns) -> Floats:
        return np.asarray(columns[name], dtype=np.float64)

    return take


def where_sold(name: str) -> PerLot:
    """A column on the lots sold, 0 on the others."""

    def take(columns: Columns) -> Floats:
        return np.where(sold(columns), columns[name], 0.0)

    return take
