"""When to bid, apart from how much: what a habit may look at, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

from sim.entities.units import Bools, Floats, Ids, Instant, Money


@dataclass(frozen=True, slots=True)
class Window:
    """What a timing habit may look at: the window, the first ask, the raise, whether limits may be lodged."""

    opens: Instant
    closes: Instant
    start: Money
    step: Money
    proxy: bool


@dataclass(frozen=True, slots=True, eq=False)
class Habits:
    """When participants act: first look (instants, whole ms), first amount (nan = the ask), limit lodged or not."""

    first: Ids
    opening: Floats
    lodges: Bools


@runtime_checkable
class Timing(Protocol):
    """When to bid, apart from how much: one file, one frozen dataclass, one table line."""

    name: ClassVar[str]

    def habits(self, window: Window, limit: Floats, u: Floats) -> Habits:
        """First looks and first amounts of participants with these limits and uniform draws (all shape (n,))."""
