"""What all families with given signals share: the family itself says how its lots are seen."""

from __future__ import annotations

from typing import ClassVar

from sim.entities.knowledge import Public
from sim.entities.units import Floats
from sim.values.common.protocol import SignalWorth


class Given:
    """Signals come with the family: no looks of a group or a place are added, and nothing is published yet."""

    exact: ClassVar[bool] = False
    given: ClassVar[bool] = True
    discloses: ClassVar[str] = "nothing"

    def seen(self: SignalWorth, common: Floats, own: Floats, sds: tuple[float, ...], u: Floats) -> Floats:
        """The family's own signals, from the uniforms that nature keeps for the pair of lot and bidder."""
        return self.signal(common, u)

    def public(self, looks: tuple[tuple[float, float], ...]) -> Public:
        """Nothing is published beyond the family's own laws."""
        return Public()
