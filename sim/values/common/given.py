"""What all families with given signals share: the family itself says how its lots are seen."""

from __future__ import annotations

from typing import ClassVar

from sim.entities.knowledge import Public
from sim.entities.study import BidderGroup
from sim.entities.units import Floats
from sim.values.common.protocol import SignalWorth


class Given:
    """Signals come with the family: no looks of a group or a place are added, and nothing is published yet.

    Of a group's look only this counts: with sd 0 it knows the worth, without one it knows nothing, and with any other
    it has the family's own signals. A lot is worth the same to all unless the family says otherwise.
    """

    exact: ClassVar[bool] = False
    given: ClassVar[bool] = True
    discloses: ClassVar[str] = "nothing"

    @property
    def uniforms(self) -> int:
        """One uniform a bidder."""
        return 1

    def own(self, common: Floats, group: BidderGroup, u: Floats) -> Floats:
        """The common worth, whoever holds the lot; `group` and `u`, shape (n, 1), do not count."""
        del group, u
        return common.copy()

    def seen(self: SignalWorth, common: Floats, own: Floats, sds: tuple[float, ...], u: Floats) -> Floats:
        """The family's own signals, from the uniforms that nature keeps for the pair of lot and bidder."""
        return glimpse(own, sds, u) if 0.0 in sds or not sds else self.signal(common, u)

    def public(self, looks: tuple[tuple[float, float], ...]) -> Public:
        """Nothing is published beyond the family's own laws."""
        return Public()


def glimpse(own: Floats, sds: tuple[float, ...], u: Floats) -> Floats:
    """What those see who know the worth, or nothing of it.

    Who knows it sees the worth, money. Who knows nothing sees a uniform draw of his own in (0, 1): it tells nothing,
    and in a game where he has to mix it says which of his bids he makes (Harsanyi 1973, "Games with randomly disturbed
    payoffs", International Journal of Game Theory 2).

    Parameters
    ----------
    own : Floats, shape (n,)
        Worth to the bidders, money.
    sds : tuple of float
        (0.0,) for those who know; () for those who do not.
    u : Floats, shape (n, 1)
        Uniforms of (lot, bidder).
    """
    return own.copy() if sds else u[:, 0].copy()
