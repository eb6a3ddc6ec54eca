"""Sealed bids after the lowest of all signals has been read out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.entities.knowledge import UNKNOWN, Public
from sim.entities.protocols import Game
from sim.entities.units import Floats, Ids, Money
from sim.equilibrium.affiliated import MineralRights, announced_bids
from sim.equilibrium.common_plan import FIRST_PRICE, refuse
from sim.equilibrium.cursedness import cursedness
from sim.equilibrium.insider_plan import apart
from sim.equilibrium.rivalry import present
from sim.errors import NoEquilibriumError
from sim.values.common import MineralRightsWorth

READ_OUT = "lowest_signal"
"""What the board shows in such a sale."""


@dataclass(frozen=True, slots=True, eq=False)
class AnnouncedPlan:
    """Bids of all who are there, each of whom knows the lowest signal beside the own (Kagel & Levin 1986)."""

    model: MineralRights
    names: tuple[str, ...]
    method: str = "equilibrium, uniform signals, the lowest read out (Milgrom & Weber 1982; Kagel & Levin 1986)"
    residual: float = 0.0
    script: tuple[tuple[float, Money], ...] = ()

    def limit(self, signal: Floats, public: Public = UNKNOWN) -> Floats:
        """Of one whose only rival holds the same signal; what is played is :meth:`together`."""
        return announced_bids(self.model, np.stack([signal, signal], axis=1))[:, 0]

    def together(self, groups: tuple[str, ...], group: Ids, signal: Floats, public: Public) -> Floats:
        """Bids of all who are there."""
        if len(signal) < 2:
            return self.limit(signal)
        bids: Floats = announced_bids(self.model, signal[None, :])[0]
        return bids


def announced_plan(game: Game) -> AnnouncedPlan:
    """The symmetric equilibrium of this game.

    Raises
    ------
    NoEquilibriumError
        If the sale is not at the first price or the signals are not uniform around a uniform worth, if bidders are
        cursed, few or have a reserve to meet, and where `refuse` does; the message says what to change.
    """
    name, worth = game.format.name, game.common
    if name not in FIRST_PRICE or not isinstance(worth, MineralRightsWorth) or apart(game):
        raise NoEquilibriumError(
            f"no equilibrium is known for {name} with the {READ_OUT} read out; "
            "use first_price with worth model mineral_rights, or take it out of shows"
        )
    refuse(game)
    if any(cursedness(game)) or game.reserve > 0.0 or present(game)[0].others < 1.0:
        raise NoEquilibriumError(
            f"no equilibrium is known for {name} with the {READ_OUT} read out among cursed bidders, for one alone, "
            "or with a reserve; take it out of shows"
        )
    return AnnouncedPlan(MineralRights(worth.low, worth.high, worth.half_width), (present(game)[0].name,))
