"""Bid a fixed share of one's worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.entities.keys import key
from sim.entities.knowledge import UNKNOWN, Public
from sim.entities.protocols import Game
from sim.entities.units import Floats, Money, Positive


@dataclass(frozen=True, slots=True)
class Shading:
    """The plan to bid `share` of the worth."""

    share: float
    residual: float = 0.0
    script: tuple[tuple[float, Money], ...] = ()

    @property
    def method(self) -> str:
        """The heuristic and its number."""
        return f"heuristic: shaded {self.share:g}"

    def limit(self, signal: Floats, public: Public = UNKNOWN) -> Floats:
        """The share of each worth."""
        return self.share * np.asarray(signal, dtype=np.float64)


@dataclass(frozen=True)
class Shaded:
    """The limit is `share` of the worth, in every game: a rule of thumb, and called one in the report."""

    name: ClassVar[str] = "shaded"

    share: Positive = key(unit="share of worth", doc="limit as a share of worth; above 1 is overbidding")

    def __post_init__(self) -> None:
        if not self.share > 0:
            raise ValueError(f"share must be above 0, not {self.share:g}")

    def plan(self, game: Game) -> Shading:
        """Shade; the game does not matter."""
        del game
        return Shading(self.share)
