"""A common worth from any law, of which there are no signals: a bidder knows it, or knows only its law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.entities.keys import key
from sim.entities.knowledge import Public
from sim.entities.protocols import Law
from sim.entities.study import BidderGroup
from sim.entities.units import Floats
from sim.values.common.given import glimpse


@dataclass(frozen=True)
class CommonWorth:
    """One worth for all, drawn from a law for each lot.

    Groups with signal_sd 0 know it, all others only its law: the sale with an insider of Engelbrecht-Wiggans, Milgrom
    and Weber 1983 ("Competitive bidding and proprietary information", Journal of Mathematical Economics 11).
    """

    model: ClassVar[str] = "common"
    exact: ClassVar[bool] = False
    given: ClassVar[bool] = True
    discloses: ClassVar[str] = "nothing"

    law: Law = key(unit="law", doc="law of the worth, which is the same for all")

    @property
    def uniforms(self) -> int:
        """One uniform a bidder."""
        return 1

    def common(self, u: Floats) -> Floats:
        """Worth of lots, money, from one uniform each, shape (n,)."""
        return self.law.ppf(u)

    def own(self, common: Floats, group: BidderGroup, u: Floats) -> Floats:
        """The common worth, whoever holds the lot; `group` and `u`, shape (n, 1), do not count."""
        del group, u
        return common.copy()

    def seen(self, common: Floats, own: Floats, sds: tuple[float, ...], u: Floats) -> Floats:
        """See :func:`sim.values.common.given.glimpse`: there is no signal in between."""
        return glimpse(own, sds if 0.0 in sds else (), u)

    def public(self, looks: tuple[tuple[float, float], ...]) -> Public:
        """Nothing is published beyond the law."""
        return Public()
