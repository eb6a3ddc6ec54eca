"""Partly private, partly common: a bidder's own signal is a part of what the lot is worth to him."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.entities.keys import key
from sim.entities.study import BidderGroup
from sim.entities.units import Floats, Share
from sim.values.common.normal import NormalSignals


@dataclass(frozen=True)
class MixedWorth(NormalSignals):
    """Worth to bidder i is own_share X_i + (1 - own_share) V, with V = mean + sd z and signals X_i = V + signal_sd z_i.

    The bridge in the general model of Milgrom and Weber 1982 ("A theory of auctions and competitive bidding",
    Econometrica 50): own_share 0 is the pure common value, 1 affiliated private values.
    """

    model: ClassVar[str] = "mixed_normal"

    own_share: Share = key(unit="share", doc="weight of the own signal in the worth")

    def own(self, common: Floats, group: BidderGroup, u: Floats) -> Floats:
        """Worth to bidders, money: `common`, shape (n,), moved towards the signal made of the same `u`, (n, 1)."""
        del group
        return common + self.own_share * (self.signal(common, u) - common)
