"""Independent private values: the textbook model, for any law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.entities.keys import key
from sim.entities.knowledge import Public
from sim.entities.protocols import Law
from sim.entities.study import BidderGroup
from sim.entities.units import Floats, Whole


@dataclass(frozen=True)
class PrivateWorth:
    """Each bidder draws an own worth from a law, independently of everybody else's and of the lot.

    Vickrey 1961 ("Counterspeculation, auctions, and competitive sealed tenders", Journal of Finance 16); the case of
    Milgrom & Weber 1982 in which nobody's information matters to anybody else. The common worth, against which prices
    are measured, is the mean of the law and the same for every lot. With ``pool = k`` a lot is k items sold together
    and a worth is the sum of k independent draws. What is `learnt` is added to the worth, and no bidder knows it
    before it has won (Waehrer 1995, "A model of auction contracts with liquidated damages", Journal of Economic Theory
    67).
    """

    model: ClassVar[str] = "private"
    exact: ClassVar[bool] = True
    given: ClassVar[bool] = False
    discloses: ClassVar[str] = "nothing"

    law: Law = key(unit="law", doc="law of a bidder's worth")
    pool: Whole = key(1, unit="items", doc="items sold as one lot; a worth is the sum over them")
    learnt: Law | None = key(
        None,
        unit="money, number or law",
        doc="added to each bidder's worth; the buyer learns it before it pays, or after",
    )

    @property
    def uniforms(self) -> int:
        """One uniform a bidder and item."""
        return self.pool

    def common(self, u: Floats) -> Floats:
        """Mean worth, the same for every lot.

        Parameters
        ----------
        u : Floats, shape (n,)
            One uniform a lot; unused.

        Returns
        -------
        Floats, shape (n,)
            Money.
        """
        return np.full(len(u), self.pool * self.law.mean)

    def own(self, common: Floats, group: BidderGroup, u: Floats) -> Floats:
        """Worth to bidders of `group`: a sum of draws from the group's own law, or the lot's.

        Parameters
        ----------
        common : Floats, shape (n,)
            Only its shape counts: private worths have no common part.
        group : BidderGroup
            Its `worth`, if any, replaces the lot's law.
        u : Floats, shape (n, pool)

        Returns
        -------
        Floats, shape (n,)
            Money, before the margin.
        """
        law = self.law if group.worth is None else group.worth
        worth = np.zeros_like(common)
        for item in law.ppf(u).T:  # one after the other: a pairwise sum would depend on the shape
            worth += item
        return worth

    def seen(self, common: Floats, own: Floats, sds: tuple[float, ...], u: Floats) -> Floats:
        """The worth: its owner knows it."""
        return own

    def public(self, looks: tuple[tuple[float, float], ...]) -> Public:
        """Nothing: what is published tells nobody what a lot is worth to another."""
        return Public()
