"""A first-price sale in which one bidder knows more than all others, who know only what is public."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.entities.protocols import Law
from sim.entities.units import Floats, Money
from sim.equilibrium.affiliated.curve import SignalCurve, tabulate
from sim.equilibrium.affiliated.panels import Panels
from sim.equilibrium.quadrature import double_exponential
from sim.errors import NoEquilibriumError
from sim.laws.power import Power

CORE = 34.0
"""Log odds of the ranks at the ends of the table."""
FLOOR = 1e-300
"""The lowest rank of which a quantile is taken."""
PANELS = 32
STEP = 1.0 / 16.0
"""Of the quadrature."""


@dataclass(frozen=True)
class InsiderGame:
    """A common worth of which one insider has the estimate H, law `estimate`, and `outsiders` others have nothing.

    Engelbrecht-Wiggans, Milgrom and Weber 1983 ("Competitive bidding and proprietary information", Journal of
    Mathematical Economics 11). The equilibrium, unique for the insider and the *highest* of the others' bids:

    1. The insider with estimate h bids b(h) = E[H | H <= h].
    2. The highest bid of the others is drawn from the law of the insider's bid. So a bid of b(h) wins with probability
       F(h), and (h - b(t)) F(t) is best at t = h.
    3. An outsider who bids b(h) and wins learns H <= h: he has bid what the lot is then worth, and earns nothing.

    So the insider earns E of the integral of F (1 - F), wins half the time, and the seller gets the rest, the mean of
    the lower of two draws of H, whatever the number of outsiders.

    In a second-price sale outsiders have no such defence: that they stay out, and the insider pays the reserve, is an
    equilibrium too, and it is the only one in which they cannot lose.
    """

    estimate: Law
    outsiders: int

    def insider(self) -> RankedBids:
        """Bids over the insider's estimate (the worth itself, if the insider knows it)."""
        return RankedBids(self._bids("insider"), self.estimate)

    def outsider(self) -> RankedBids:
        """Bids over a uniform draw in (0, 1), by which an outsider mixes.

        If the highest of m bids has the law G of the insider's bid, each has G^(1 / m): who draws u bids as an insider
        of rank u^m.
        """
        return RankedBids(self._bids("uninformed, mixed"), Power(float(self.outsiders)))

    def _bids(self, who: str) -> SignalCurve:
        """Table of E[H | H <= h] over the log odds of the rank of h.

        Raises
        ------
        NoEquilibriumError
            If nobody else bids, or the estimate has a discrete law: then the insider mixes as well.
        """
        law, nodes = self.estimate, double_exponential(STEP)
        if self.outsiders < 1:
            raise NoEquilibriumError("no equilibrium of first_price for a sole bidder without a reserve")
        if not law.continuous:
            what = f"an insider with the discrete law {law.distribution}"
            raise NoEquilibriumError(f"no equilibrium of first_price is known against {what}; use a continuous law")

        def solve(panels: Panels) -> Floats:
            rank = 1.0 / (1.0 + np.exp(-panels.nodes.reshape(-1, 1)))
            mean: Floats = law.ppf(np.maximum(rank * nodes.x, FLOOR)) @ nodes.weight
            return mean.reshape(panels.nodes.shape)

        method = f"{who}: {self.outsiders} against an insider (Engelbrecht-Wiggans, Milgrom and Weber 1983)"
        scale = law.mean - float(law.ppf(np.array([0.25]))[0])
        return tabulate(method, _Ranks(scale), np.linspace(-CORE, CORE, PANELS + 1), -math.inf, solve)


@dataclass(frozen=True, slots=True, eq=False)
class RankedBids:
    """A plan that looks up the rank of a signal, not the signal.

    Attributes
    ----------
    curve : SignalCurve
        Over ranks in (0, 1).
    ranks : Law
        Its cdf turns signals into ranks.
    """

    curve: SignalCurve
    ranks: Law

    @property
    def method(self) -> str:
        """How it was found."""
        return self.curve.method

    @property
    def residual(self) -> float:
        """Error of the table."""
        return self.curve.residual

    @property
    def script(self) -> tuple[tuple[float, Money], ...]:
        """Nothing is written down beforehand."""
        return ()

    def limit(self, signal: Floats) -> Floats:
        """Bids, money, elementwise."""
        return self.curve.limit(self.ranks.cdf(signal))


def estimate_sd(sd: float, public: float, extra: float) -> float:
    """How much an insider's estimate of a normal worth varies, given what is public.

    Public news of precision t leaves the variance 1 / (1 / sd^2 + t), the insider's of precision q on top of it
    1 / (1 / sd^2 + t + q); the estimate varies by the difference. With H normal the insider's gain, and the seller's
    loss, is this standard deviation over the square root of pi: it falls with what is public.

    Parameters
    ----------
    sd : float
        Of the worth, above 0.
    public, extra : float
        Precisions t and q, 1 / money^2; may be 0 or inf.

    Returns
    -------
    float
        Money: the sd of the normal law to hand to :class:`InsiderGame`.
    """
    outside = 1.0 / (sd**-2 + public)
    return math.sqrt(outside - 1.0 / (sd**-2 + public + extra))


@dataclass(frozen=True)
class _Ranks:
    """What `tabulate` asks of a model, for a table over ranks."""

    spread: float
    logs: bool = False
    odds: bool = True
    core: tuple[float, float] = (-CORE, CORE)
