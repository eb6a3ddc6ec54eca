"""A common worth from any law, of which there are no signals: a bidder knows it, or knows only its law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.entities.keys import key
from sim.entities.protocols import Law
from sim.entities.units import Floats
from sim.values.common.given import Given, glimpse


@dataclass(frozen=True)
class CommonWorth(Given):
    """One worth for all, drawn from a law for each lot.

    Groups with signal_sd 0 know it, all others only its law: the sale with an insider of Engelbrecht-Wiggans, Milgrom
    and Weber 1983 ("Competitive bidding and proprietary information", Journal of Mathematical Economics 11).
    """

    model: ClassVar[str] = "common"

    law: Law = key(unit="law", doc="law of the worth, which is the same for all")

    def common(self, u: Floats) -> Floats:
        """Worth of lots, money, from one uniform each, shape (n,)."""
        return self.law.ppf(u)

    def seen(self, common: Floats, own: Floats, sds: tuple[float, ...], u: Floats) -> Floats:
        """See :func:`sim.values.common.given.glimpse`: there is no signal in between."""
        return glimpse(own, sds if 0.0 in sds else (), u)
