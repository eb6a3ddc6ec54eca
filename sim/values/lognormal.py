"""The default for real lots: a common part in logs, and a private taste on top of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.draws import normal
from sim.entities.keys import key
from sim.entities.knowledge import Public
from sim.entities.study import BidderGroup
from sim.entities.units import Floats, NonNegative, Positive
from sim.values.learning import updated


@dataclass(frozen=True)
class LognormalWorth:
    """Log worth = log common worth + taste, both normal.

    The common worth of a lot is ``median * exp(common_sd * z)``, that of bidder i ``common * exp(taste_sd * zeta_i)``
    with independent standard normal z and zeta. This is the worth of Hong & Shum 2003 ("Econometric models of
    asymmetric ascending auctions", Journal of Econometrics 112), a case of Milgrom & Weber 1982 ("A theory of auctions
    and competitive bidding", Econometrica 50): given the common part, bidders are independent, and through it their
    worths are affiliated. Owners know their own worth here; noisy looks at it are another room's business.
    """

    model: ClassVar[str] = "lognormal"
    exact: ClassVar[bool] = False
    given: ClassVar[bool] = False
    discloses: ClassVar[str] = "logs"

    median: Positive = key(unit="money", doc="median of the common worth")
    common_sd: NonNegative = key(unit="logs", doc="spread of the common worth between lots")

    @property
    def pool(self) -> int:
        """One uniform a bidder."""
        return 1

    def common(self, u: Floats) -> Floats:
        """Common worth of lots: the worth to a bidder of median taste.

        Parameters
        ----------
        u : Floats, shape (n,)
            One uniform a lot.

        Returns
        -------
        Floats, shape (n,)
            Money.
        """
        return self.median * np.exp(self.common_sd * normal(u))

    def own(self, common: Floats, group: BidderGroup, u: Floats) -> Floats:
        """Worth to bidders of `group`: the common worth times their taste.

        Parameters
        ----------
        common : Floats, shape (n,)
            Common worth of the lot each bidder looks at, money.
        group : BidderGroup
            Gives `taste_sd`.
        u : Floats, shape (n, 1)

        Returns
        -------
        Floats, shape (n,)
            Money, before the margin.
        """
        return common * np.exp(group.taste_sd * normal(u[:, 0]))

    def seen(self, common: Floats, own: Floats, sds: tuple[float, ...], u: Floats) -> Floats:
        """The worth times the error of all looks together, weighted by their precisions.

        Looks are log worth plus independent normal errors; their precision-weighted mean is all there is to know of
        them, and its error is the weighted mean of theirs. An exact look leaves the worth itself.
        """
        if not sds:
            return np.full_like(own, np.nan)
        if 0.0 in sds:
            return own
        precision = np.array([sd**-2.0 for sd in sds])
        error = np.zeros_like(own)
        for look, sd in enumerate(sds):  # one after the other: a matrix product would depend on the shape
            error += (precision[look] / precision.sum() * sd) * normal(u[:, look])
        return own * np.exp(error)

    def public(self, looks: tuple[tuple[float, float], ...]) -> Public:
        """Normal learning in logs: see :func:`sim.values.learning.updated`."""
        return updated(math.log(self.median), self.common_sd, [(math.log(money), sd) for money, sd in looks])
