"""Come when it is almost too late to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.entities.timing import Habits, Window
from sim.entities.units import SECOND, Floats
from sim.tempo.base import everybody, spread, the_ask


@dataclass(frozen=True)
class Sniper:
    """Looks for the first time between two seconds and one second before the scheduled close (Roth and Ockenfels 2002).

    Lodges its limit if the platform takes it, since there may be no time for a second bid.
    """

    name: ClassVar[str] = "sniper"

    def habits(self, window: Window, limit: Floats, u: Floats) -> Habits:
        """First looks uniform over the last second but one."""
        first = spread(window, window.closes - 2 * SECOND, window.closes - SECOND, u)
        return Habits(first, the_ask(limit), everybody(limit, do=window.proxy))
