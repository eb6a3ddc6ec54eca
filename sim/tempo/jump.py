"""Open with a jump, to frighten others off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.entities.keys import key
from sim.entities.timing import Habits, Window
from sim.entities.units import Floats, Positive, Share
from sim.tempo.base import everybody, spread


@dataclass(frozen=True)
class Jump:
    """The first bid lies above the ask: at a fixed amount, or part of the way from the start price to the own limit.

    Whoever cannot afford the fixed amount bids the ask; an ask that has passed the jump is bid instead of it. Answers
    are the ask. In sealed, button and descending auctions there is nothing to jump over.
    """

    name: ClassVar[str] = "jump"

    to: Positive | None = key(None, unit="money", doc="amount of the first bid; replaces share")
    share: Share = key(0.5, unit="share of the way to the own limit", doc="how far the first bid goes")

    def habits(self, window: Window, limit: Floats, u: Floats) -> Habits:
        """First looks uniform over the window."""
        if self.to is None:
            amount = window.start + self.share * (np.maximum(limit, window.start) - window.start)
        else:
            amount = np.full(limit.shape, self.to)
        within = (limit >= amount) & (amount >= window.start)
        opening = np.where(within, amount, np.nan)
        return Habits(spread(window, window.opens, window.closes, u), opening, everybody(limit, do=False))
