"""The normal common value: one worth for all, and everybody's signal is off by an independent normal error."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from sim.draws import normal
from sim.entities.keys import key
from sim.entities.knowledge import Public
from sim.entities.units import Floats, Positive
from sim.values.common.given import Given
from sim.values.learning import updated


@dataclass(frozen=True)
class NormalSignals(Given):
    """What normal families share: a common worth, and signals around it."""

    mean: float = key(unit="money", doc="expected worth")
    sd: Positive = key(unit="money", doc="spread of the common worth between lots")
    signal_sd: Positive = key(unit="money", doc="spread of signals around the common worth")

    def common(self, u: Floats) -> Floats:
        """Common worth of lots, money, from one uniform each, shape (n,)."""
        return self.mean + self.sd * normal(u)

    def signal(self, common: Floats, u: Floats) -> Floats:
        """Signals, money, around `common`, shape (n,), from uniforms of shape (n, 1)."""
        return common + self.signal_sd * normal(u[:, 0])


@dataclass(frozen=True)
class CommonNormalWorth(NormalSignals):
    """Common worth V = mean + sd z, signals V + signal_sd z_i, with independent standard normal z.

    Wilson 1977 ("A bidding model of perfect competition", Review of Economic Studies 44); the normal case of Milgrom
    and Weber 1982 ("A theory of auctions and competitive bidding", Econometrica 50). Worths may be negative; nothing
    but the unit changes if `mean` moves.
    """

    model: ClassVar[str] = "common_normal"
    discloses: ClassVar[str] = "money"

    def public(self, looks: tuple[tuple[float, float], ...]) -> Public:
        """What published looks tell, in money: see :func:`sim.values.learning.updated`."""
        return updated(self.mean, self.sd, looks)

    def news(self, common: Floats, precision: float, u: Floats) -> Floats:
        """A public signal of finite `precision` above 0, 1 / money^2: the worth and an independent normal error.

        Parameters
        ----------
        common : Floats, shape (n,)
        precision : float
        u : Floats, shape (n,)
            One uniform a lot.

        Returns
        -------
        Floats, shape (n,)
            Money.
        """
        return common + normal(u) / math.sqrt(precision)
