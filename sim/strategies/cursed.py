"""Forget, in part, that winning is news."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.entities.keys import key
from sim.entities.protocols import Game, Plan
from sim.entities.units import Share
from sim.equilibrium import solve


@dataclass(frozen=True)
class Cursed:
    """A limit between that of equilibrium and the own estimate, in logs (Eyster & Rabin 2005).

    The share `chi` is what the bidder makes of rivals' bids as if they had nothing to do with what rivals know: 0 draws
    every conclusion, 1 is naive. Where everybody knows the own worth it makes no difference.
    """

    name: ClassVar[str] = "cursed"

    chi: Share = key(1.0, unit="share", doc="0: draws every conclusion from winning; 1: none, bids the own estimate")

    def plan(self, game: Game) -> Plan:
        """Solve the game in which the own group is cursed, which it already says of itself."""
        return solve(game)
