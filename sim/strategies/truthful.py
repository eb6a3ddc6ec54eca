"""Bid up to one's worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.entities.protocols import Game, Plan
from sim.equilibrium.common_plan import own_estimate
from sim.equilibrium.dominant import truthful
from sim.equilibrium.estimate import Estimate, left, way_out
from sim.equilibrium.insider_plan import own_expectation
from sim.equilibrium.verdict_plan import by_verdict


@dataclass(frozen=True)
class Truthful:
    """The limit is the worth: dominant where the rivals set the price (Vickrey 1961), a named heuristic elsewhere.

    Whoever has only a noisy look bids what it expects from that look alone, which is naive: winning tells more.
    """

    name: ClassVar[str] = "truthful"

    def plan(self, game: Game) -> Plan:
        """Bid the worth, or the own estimate of it; the plan's `method` says what that is in this game."""
        if game.common is not None:
            return by_verdict(game, own_estimate) if game.looks is None else own_expectation(game)
        if game.looks is not None and game.looks.noise > 0.0:
            return Estimate(game.looks, left=left(game), more=way_out(game))
        if game.looks is not None and game.loss > 0.0:
            return Estimate(game.looks, truthful(game).method, left=left(game))
        return truthful(game)
