"""First-price sealed bids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.entities.brief import Ladder, Play
from sim.entities.protocols import Clearing, Complaint
from sim.entities.units import Floats, Money
from sim.entities.venue import Rules
from sim.formats.base import cleared, podium, willing


@dataclass(frozen=True)
class FirstPrice:
    """One envelope each; the highest bid buys and is paid. Increments do not apply."""

    name: ClassVar[str] = "first_price"
    play: ClassVar[Play] = Play.SEALED
    pays_second: ClassVar[bool] = False

    def ladder(self, rules: Rules, start: Money) -> Ladder:
        """Nothing: any bid from the start price up is a bid."""
        del rules, start  # an envelope knows no ladder
        return Ladder()

    def clear(self, limits: Floats, start: Money, step: Money, ties: Floats) -> Clearing:
        """The highest limit buys at it."""
        del step  # an envelope knows no ladder
        winner, best, _ = podium(willing(limits, start), ties)
        return cleared(winner, best)

    def complaints(self, rules: Rules) -> tuple[Complaint, ...]:
        """None."""
        del rules  # envelopes can be opened under any rules
        return ()
