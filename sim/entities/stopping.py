"""How long a study plays, and which of its arms is the best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Lt

from sim.entities.keys import key
from sim.entities.units import Positive

FLOOR = 20
"""Fewer replications say too little of their own spread for a rule to look at."""
BLOCK = 10
"""Replications between two looks."""


@dataclass(frozen=True)
class Until:
    """A paired difference, and how narrow its 95 % interval must be."""

    measure: str = key(unit="measure", doc="which measure")
    contrast: tuple[str, str] = key(unit="[arm, arm]", doc="whose difference")
    half_width: Positive = key(unit="measure's", doc="half the width of its 95 % interval must be at most this")
    group: str = key("", unit="group", doc="of which lots, such as class=homes; empty: all")


@dataclass(frozen=True)
class Stopping:
    """`replications: {…}`: played until it is enough, looked at after every ten."""

    until: Until | None = key(
        None, unit="block or null", doc="played until this is known well enough; null: until `choose` has chosen"
    )
    fewest: Annotated[int, Ge(FLOOR)] = key(FLOOR, unit="replications", doc="at least so many are played")
    most: Annotated[int, Ge(FLOOR)] = key(2000, unit="replications", doc="at most so many, enough or not")


@dataclass(frozen=True)
class Choose:
    """Which arm is the best by a measure, with a stated probability of being right."""

    measure: str = key(unit="measure", doc="by its mean over replications arms are compared; not one of lots sold")
    indifference: Positive = key(unit="measure's", doc="the smallest difference that matters")
    best: Literal["highest", "lowest"] = key("highest", unit="highest, lowest", doc="which is the best")
    among: tuple[str, ...] | None = key(None, unit="list of arms", doc="which are compared; null: all")
    probability: Annotated[float, Ge(0.5), Lt(1.0)] = key(
        0.95, unit="probability", doc="of choosing the best, or one that falls short of it by less than that difference"
    )
    group: str = key("", unit="group", doc="of which lots, such as class=homes; empty: all")
