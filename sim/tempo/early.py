"""Come early."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.entities.timing import Habits, Window
from sim.entities.units import Floats
from sim.tempo.base import everybody, spread, the_ask


@dataclass(frozen=True)
class Early:
    """Looks in the first twentieth of the window and bids the ask."""

    name: ClassVar[str] = "early"

    def habits(self, window: Window, limit: Floats, u: Floats) -> Habits:
        """First looks uniform over the first 5 % of the window."""
        first = spread(window, window.opens, window.opens + (window.closes - window.opens) // 20, u)
        return Habits(first, the_ask(limit), everybody(limit, do=False))
