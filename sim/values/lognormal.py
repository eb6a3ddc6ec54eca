"""The default for real lots: a common part in logs, and a private taste on top of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.draws import normal
from sim.entities.keys import key
from sim.entities.knowledge import Looks, Public
from sim.entities.study import BidderGroup
from sim.entities.units import Floats, LogSd, Money, Positive, Whole
from sim.entities.worth import Worth
from sim.values.learning import updated


@dataclass(frozen=True)
class LognormalWorth:
    """Log worth = log common worth + taste, both normal.

    The common worth of a lot is ``median * exp(common_sd * z)``, that of bidder i ``common * exp(taste_sd * zeta_i)``
    with independent standard normal z and zeta. This is the worth of Hong & Shum 2003 ("Econometric models of
    asymmetric ascending auctions", Journal of Econometrics 112), a case of Milgrom & Weber 1982 ("A theory of auctions
    and competitive bidding", Econometrica 50): given the common part, bidders are independent, and through it their
    worths are affiliated. Owners know their own worth here; noisy looks at it are another room's business.

    With ``pool = k`` a lot is k claims sold together, each with a common worth, tastes and errors of looks of its own.
    Sums of log-normals are taken for log-normal, and keep their mean and variance (Fenton 1960, "The sum of log-normal
    probability distributions in scatter transmission systems", IRE Transactions on Communications Systems 8): the means
    and variances of common worth and of worths are exact, and so is the covariance of the worths of two bidders. Their
    laws are not, most of all in the tails where few claims spread widely. What is published, the appraisal and the
    steps, is about the pool as a whole and is not scaled.
    """

    model: ClassVar[str] = "lognormal"
    exact: ClassVar[bool] = False
    given: ClassVar[bool] = False
    discloses: ClassVar[str] = "logs"

    median: Positive | None = key(
        unit="money",
        doc="median of the common worth; null: of each lot of a file, its appraisal less the bias",
        left_out=None,
    )
    common_sd: LogSd = key(unit="logs", doc="spread of the common worth between lots")
    pool: Whole = key(1, unit="claims", doc="claims sold as one lot; median and spreads are those of a single claim")

    @property
    def uniforms(self) -> int:
        """One uniform a bidder."""
        return 1

    @property
    def spread(self) -> float:
        """Spread of the common worth of whole lots, in logs."""
        return averaged(self.common_sd, 0.0, self.pool)

    @property
    def centre(self) -> Money:
        """Median of the common worth of whole lots: their mean is that of a claim times their number.

        In units of a claim's median where that is left to each lot.
        """
        median = 1.0 if self.median is None else self.median
        return median * self.pool * math.exp(0.5 * (self.common_sd**2 - self.spread**2))

    def taste(self, group: BidderGroup) -> float:
        """Spread of the private part of worths of whole lots, in logs."""
        return averaged(group.taste_sd, self.common_sd, self.pool)

    def lift(self, group: BidderGroup) -> float:
        """By what factor a whole lot is worth more than common worth and taste to everybody of a group.

        Mean tastes for single claims, exp(taste_sd^2 / 2), stay in a pool in which their spread averages out.
        """
        return math.exp(0.5 * (group.taste_sd**2 - self.taste(group) ** 2))

    def errors(self, group: BidderGroup, sds: Iterable[float]) -> tuple[float, ...]:
        """Sds of looks at whole lots, of which each claim is seen with the error `sds`, in logs."""
        return tuple(averaged(sd, math.hypot(self.common_sd, group.taste_sd), self.pool) for sd in sds)

    def looks(self, group: BidderGroup, sds: Sequence[float], keeps: float) -> Looks:
        """How bidders of a group who have these looks know their worths, when a margin `keeps` so much of them."""
        errors = self.errors(group, sds)
        noise = 0.0 if 0.0 in errors else 1.0 / sum(sd**-2.0 for sd in errors) if errors else math.inf
        return Looks(self.taste(group) ** 2, noise, keeps * self.lift(group))

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
        return self.centre * np.exp(self.spread * normal(u))

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
            Money, before the margin and, in a pool, before :meth:`lift`.
        """
        return common * np.exp(self.taste(group) * normal(u[:, 0]))

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
        return updated(math.log(self.centre), self.spread, [(math.log(money), sd) for money, sd in looks])


def averaged(sd: float, spread: float, claims: int) -> float:
    """Spread in logs that independent factors of each claim leave in the sum over claims (Fenton 1960).

    1. Claims Y_k have a spread `spread` in logs, factors F_k one of `sd`; all are log-normal and independent.
    2. The sum of Y_k F_k over its mean has the variance (exp(spread^2 + sd^2) - 1) / claims, that of Y_k the same
       without sd.
    3. A factor on the whole sum gives the first of them if its own variance is the ratio of 1 plus each, less 1.

    Examples
    --------
    >>> averaged(0.3, 0.5, 1)
    0.3
    >>> round(averaged(0.3, 0.0, 100), 4)
    0.0307
    """
    if claims == 1:
        return sd
    apart = math.exp(spread * spread)
    return math.sqrt(math.log1p(apart * math.expm1(sd * sd) / (claims + apart - 1.0)))


def taste(worth: Worth, group: BidderGroup) -> float:
    """:meth:`LognormalWorth.taste`, and the plain `taste_sd` under other models."""
    return worth.taste(group) if isinstance(worth, LognormalWorth) else group.taste_sd


def lift(worth: Worth, group: BidderGroup) -> float:
    """:meth:`LognormalWorth.lift`, and 1 under other models."""
    return worth.lift(group) if isinstance(worth, LognormalWorth) else 1.0


def errors(worth: Worth, group: BidderGroup, sds: tuple[float, ...]) -> tuple[float, ...]:
    """:meth:`LognormalWorth.errors`, and `sds` as they are under other models."""
    return worth.errors(group, sds) if isinstance(worth, LognormalWorth) else sds
