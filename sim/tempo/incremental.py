"""Bid the ask, whenever one happens to look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.entities.timing import Habits, Window
from sim.entities.units import Floats
from sim.tempo.base import everybody, spread, the_ask


@dataclass(frozen=True)
class Incremental:
    """Looks at any time of the window and bids the ask."""

    name: ClassVar[str] = "incremental"

    def habits(self, window: Window, limit: Floats, u: Floats) -> Habits:
        """First looks uniform over the window."""
        return Habits(spread(window, window.opens, window.closes, u), the_ask(limit), everybody(limit, do=False))
