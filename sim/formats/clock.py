"""Clock auction (button, Japanese): the price rises, participants let go, the last one buys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.entities.brief import Ladder, Play
from sim.entities.protocols import Clearing, Complaint
from sim.entities.units import Floats, Money
from sim.entities.venue import Rules
from sim.formats.base import cleared, podium, rungs, willing


@dataclass(frozen=True)
class Clock:
    """The price rises from the start price; who lets go is out; the last one pays the price at which it stopped.

    The clock is continuous unless `increment` is written in money: `increment_share` does not apply.
    """

    name: ClassVar[str] = "clock"
    play: ClassVar[Play] = Play.BUTTON
    pays_second: ClassVar[bool] = False

    def ladder(self, rules: Rules, start: Money) -> Ladder:
        """The step of the clock, 0 if it is continuous."""
        del start  # a share of the start price would make a step by default
        return Ladder(step=rules.increment or 0.0)

    def clear(self, limits: Floats, start: Money, step: Money, ties: Floats) -> Clearing:
        """Continuous: the highest limit buys at the second-highest. In steps: at the first level with at most one left.

        If nobody is left at that level, the lowest tie draw among those of the level before buys at the level before.
        """
        held = willing(limits, start)
        if step == 0:
            winner, _, second = podium(held, ties)
            return cleared(winner, np.maximum(second, start))
        winner, best, second = podium(rungs(held, start, step), ties)
        stops = np.maximum(np.where(best > second, second + 1, second), 0)
        return cleared(winner, start + stops * step)

    def complaints(self, rules: Rules) -> tuple[Complaint, ...]:
        """None."""
        del rules  # a clock is finite with or without a step
        return ()
