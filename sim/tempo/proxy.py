"""Lodge the limit and leave the rest to the platform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.entities.timing import Habits, Window
from sim.entities.units import Floats
from sim.tempo.base import everybody, spread, the_ask


@dataclass(frozen=True)
class Proxy:
    """Lodges its limit at the first look; where the platform does not bid for anybody, like `incremental`."""

    name: ClassVar[str] = "proxy"

    def habits(self, window: Window, limit: Floats, u: Floats) -> Habits:
        """First looks uniform over the window."""
        return Habits(spread(window, window.opens, window.closes, u), the_ask(limit), everybody(limit, do=window.proxy))
