"""What a family with signals promises."""

from __future__ import annotations

from typing import ClassVar, Protocol, runtime_checkable

from sim.entities.study import BidderGroup
from sim.entities.units import Floats


@runtime_checkable
class SignalWorth(Protocol):
    """A family of worths that bidders do not know: given the common worth, signals are independent and alike."""

    model: ClassVar[str]

    def __hash__(self) -> int:
        """Families are values: equal ones are solved once."""

    def common(self, u: Floats) -> Floats:
        """Common worth of lots, money, from one uniform each, shape (n,)."""

    def signal(self, common: Floats, u: Floats) -> Floats:
        """Private signals.

        Parameters
        ----------
        common : Floats, shape (n,)
            Common worth of the lot each bidder looks at.
        u : Floats, shape (n, 1)
            Uniforms of (lot, bidder).

        Returns
        -------
        Floats, shape (n,)
            In the unit that the family states.
        """

    def own(self, common: Floats, group: BidderGroup, u: Floats) -> Floats:
        """Worth to bidders, money, from the uniforms, shape (n, 1), that made their signals."""

    @property
    def uniforms(self) -> int:
        """How many uniforms a bidder takes: 1."""
