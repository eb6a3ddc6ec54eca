"""Bids written down beforehand: for golden transcripts and for lessons."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.entities.keys import key
from sim.entities.knowledge import UNKNOWN, Public
from sim.entities.protocols import Game
from sim.entities.units import Floats, Money


@dataclass(frozen=True, slots=True)
class Script:
    """The plan to send these bids and no others."""

    script: tuple[tuple[float, Money], ...]
    method: str = "heuristic: scripted"
    residual: float = 0.0

    def limit(self, signal: Floats, public: Public = UNKNOWN) -> Floats:
        """No limit of one's own: stays out of everything that is not in the script."""
        return np.full(np.shape(signal), -np.inf)


@dataclass(frozen=True)
class Scripted:
    """Each bidder of the group sends exactly these bids in every auction, whatever the worth."""

    name: ClassVar[str] = "scripted"

    bids: tuple[tuple[float, Money], ...] = key(
        unit="list of [seconds, money]", doc="bids as [seconds after the opening, amount]"
    )

    def __post_init__(self) -> None:
        for seconds, amount in self.bids:
            if not (math.isfinite(seconds) and math.isfinite(amount)):
                raise ValueError(f"a bid needs a finite time and amount, not [{seconds:g}, {amount:g}]")

    def plan(self, game: Game) -> Script:
        """Follow the script; the game does not matter."""
        del game
        return Script(self.bids)
