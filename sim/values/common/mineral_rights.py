"""Mineral rights: a uniform common worth, and signals uniform around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.entities.keys import key
from sim.entities.units import Floats, Positive
from sim.values.common.given import Given


@dataclass(frozen=True)
class MineralRightsWorth(Given):
    """Common worth V uniform on [low, high], signals uniform on [V - half_width, V + half_width].

    The laboratory's workhorse (Kagel and Levin 1986, "The winner's curse and public information in common value
    auctions", American Economic Review 76). Signals below low + half_width or above high - half_width tell of the
    nearest end of the range as well; away from them everything moves one for one with the signal.
    """

    model: ClassVar[str] = "mineral_rights"

    low: float = key(unit="money", doc="lowest worth")
    high: float = key(unit="money", doc="highest worth")
    half_width: Positive = key(unit="money", doc="the farthest that a signal is from the worth")

    def common(self, u: Floats) -> Floats:
        """Worth of lots, money, from one uniform each, shape (n,)."""
        return self.low + (self.high - self.low) * u

    def signal(self, common: Floats, u: Floats) -> Floats:
        """Signals, money, around `common`, shape (n,), from uniforms of shape (n, 1)."""
        return common + self.half_width * (2.0 * u[:, 0] - 1.0)
