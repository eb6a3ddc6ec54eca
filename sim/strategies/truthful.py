"""Bid up to one's worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.entities.protocols import Game
from sim.equilibrium.dominant import OwnWorth, truthful


@dataclass(frozen=True)
class Truthful:
    """The limit is the worth: dominant where the rivals set the price (Vickrey 1961), a named heuristic elsewhere."""

    name: ClassVar[str] = "truthful"

    def plan(self, game: Game) -> OwnWorth:
        """Bid the worth; the plan's `method` says what that is in this game."""
        return truthful(game)
