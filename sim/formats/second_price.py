"""Second-price sealed bids, with or without a least raise (the proxy rule)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.entities.brief import Ladder, Play
from sim.entities.protocols import Clearing, Complaint
from sim.entities.units import Floats, Money
from sim.entities.venue import Rules
from sim.formats.base import cleared, podium, willing


@dataclass(frozen=True)
class SecondPrice:
    """One envelope each; the highest bid buys and pays the second-highest, or the start price if alone (Vickrey 1961).

    With `increment` in money, one increment more, but never above the own bid: what a proxy platform comes to when
    everybody lodges a maximum, as in Florida's foreclosure sales. `increment_share` does not apply.
    """

    name: ClassVar[str] = "second_price"
    play: ClassVar[Play] = Play.SEALED
    pays_second: ClassVar[bool] = True

    def ladder(self, rules: Rules, start: Money) -> Ladder:
        """The raise over the second-highest bid, 0 without one."""
        del start  # a share of the start price would make a raise by default
        return Ladder(step=rules.increment or 0.0)

    def clear(self, limits: Floats, start: Money, step: Money, ties: Floats) -> Clearing:
        """The highest limit buys at ``min(highest, second + step)``, alone at the start price."""
        winner, best, second = podium(willing(limits, start), ties)
        return cleared(winner, np.maximum(np.minimum(best, second + step), start))

    def complaints(self, rules: Rules) -> tuple[Complaint, ...]:
        """None."""
        del rules  # envelopes can be opened under any rules
        return ()
