"""Best reply to everybody who reasons alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.entities.protocols import Game, Plan
from sim.equilibrium import solve


@dataclass(frozen=True)
class Equilibrium:
    """The symmetric equilibrium where one is known, an error where none is: never a silent substitute."""

    name: ClassVar[str] = "equilibrium"

    def plan(self, game: Game) -> Plan:
        """Solve the game.

        Raises
        ------
        NoEquilibriumError
            If no equilibrium is known; the message names the game and what to change.
        """
        return solve(game)
