"""What a family of worths promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from sim.entities.knowledge import Public
from sim.entities.units import Floats

if TYPE_CHECKING:
    from sim.entities.study import BidderGroup


@runtime_checkable
class Worth(Protocol):
    """A family of worths: uniforms from nature in, money out.

    `exact`: owners always know their worth. `given`: signals come with the family, not from looks of group and place.
    `discloses`: whether the common worth can be published with errors in ``logs``, in ``money``, as ``verdicts`` that
    are right with a stated probability, or ``nothing`` can.
    """

    model: ClassVar[str]
    exact: ClassVar[bool]
    given: ClassVar[bool]
    discloses: ClassVar[str]

    def common(self, u: Floats) -> Floats:
        """Common worth of lots from one uniform each: what a typical buyer would get out of it."""

    def own(self, common: Floats, group: BidderGroup, u: Floats) -> Floats:
        """Worth to bidders of `group`, before their margin.

        Parameters
        ----------
        common : Floats, shape (n,)
            Common worth of the lot each bidder looks at.
        group : BidderGroup
        u : Floats, shape (n, uniforms)
            Uniforms of (lot, bidder); `uniforms` is 1 for all models but a private pool.
        """

    @property
    def uniforms(self) -> int:
        """How many uniforms :meth:`own` takes per bidder."""

    def seen(self, common: Floats, own: Floats, sds: tuple[float, ...], u: Floats) -> Floats:
        """What the lot looks worth to bidders, before their margin.

        Parameters
        ----------
        common, own : Floats, shape (n,)
            Its common worth, and what it is worth to them.
        sds : tuple of float
            Noise of each look, in logs; 0 is an exact one, none at all leaves nothing to see.
        u : Floats, shape (n, len(sds))
            Uniforms of (lot, bidder, look).

        Returns
        -------
        Floats, shape (n,)
            Money; nan without a look. Where owners know their worth, the worth.
        """

    def public(self, looks: tuple[tuple[float, float], ...]) -> Public:
        """What published looks at the common worth tell.

        Parameters
        ----------
        looks : tuple of (money, float)
            Each an unbiased look in logs at the common worth, and the sd of its error.
        """
