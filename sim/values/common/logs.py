"""The lognormal common value: one worth for all, and signals are off by normal errors in logs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.draws import normal
from sim.entities.keys import key
from sim.entities.knowledge import Public
from sim.entities.units import Floats, Positive, SomeLogSd
from sim.values.common.given import Given
from sim.values.learning import updated


@dataclass(frozen=True)
class CommonLognormalWorth(Given):
    """Common worth V = median exp(sd z); a signal is ln V + signal_sd z_i, that is, in logs.

    Milgrom and Weber 1982 ("A theory of auctions and competitive bidding", Econometrica 50), in the form that is fitted
    to oil and timber (Smiley 1979, "Competitive bidding under uncertainty"). The default for real lots without tastes.
    """

    model: ClassVar[str] = "common_lognormal"
    discloses: ClassVar[str] = "logs"

    median: Positive = key(unit="money", doc="median worth")
    sd: SomeLogSd = key(unit="logs", doc="spread of the worth between lots")
    signal_sd: SomeLogSd = key(unit="logs", doc="spread of signals around the log worth")

    def common(self, u: Floats) -> Floats:
        """Worth of lots, money, from one uniform each, shape (n,)."""
        return self.median * np.exp(self.sd * normal(u))

    def signal(self, common: Floats, u: Floats) -> Floats:
        """Signals, log money, around ln `common`, shape (n,), from uniforms of shape (n, 1)."""
        return np.log(common) + self.signal_sd * normal(u[:, 0])

    def public(self, looks: tuple[tuple[float, float], ...]) -> Public:
        """What published looks tell, in logs: see :func:`sim.values.learning.updated`."""
        return updated(math.log(self.median), self.sd, [(math.log(money), sd) for money, sd in looks])

    def news(self, common: Floats, precision: float, u: Floats) -> Floats:
        """A public signal of finite `precision` above 0, 1 / logs^2: the log worth and an independent normal error.

        Parameters
        ----------
        common : Floats, shape (n,)
            Money.
        precision : float
        u : Floats, shape (n,)
            One uniform a lot.

        Returns
        -------
        Floats, shape (n,)
            Log money.
        """
        return np.log(common) + normal(u) / math.sqrt(precision)
