"""The loan that recovers or not: a worth of two values, and signals on [0, 1] that lean towards the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.entities.keys import key
from sim.entities.knowledge import Public
from sim.entities.units import Floats, Share
from sim.laws.base import require
from sim.values.common.given import Given


@dataclass(frozen=True)
class LoanWorth(Given):
    """Worth `good` with probability `good_probability`, else `bad`; signals lie in [0, 1].

    P(X <= x) is x^power if the loan is good and 1 - (1 - x)^power if it is bad: a good loan shows the best of `power`
    uniform looks, a bad one the worst. The likelihood ratio (x / (1 - x))^(power - 1) increases, so signals are
    affiliated (Milgrom and Weber 1982, "A theory of auctions and competitive bidding", Econometrica 50).
    """

    model: ClassVar[str] = "two_state"
    discloses: ClassVar[str] = "verdicts"

    bad: float = key(unit="money", doc="worth of a loan that does not recover")
    good: float = key(unit="money", doc="worth of one that does")
    good_probability: Share = key(unit="probability", doc="that it recovers")
    power: float = key(unit="number", doc="above 1; how much signals lean towards the truth")

    def __post_init__(self) -> None:
        require(f"power must be above 1, not {self.power:g}: signals would tell nothing", ok=self.power > 1.0)
        require(f"good must be above bad, not {self.good:g} and {self.bad:g}", ok=self.good > self.bad)

    def common(self, u: Floats) -> Floats:
        """Worth of loans, money, from one uniform each, shape (n,)."""
        return np.where(u > 1.0 - self.good_probability, self.good, self.bad)

    def signal(self, common: Floats, u: Floats) -> Floats:
        """Signals in [0, 1] for loans worth `common`, shape (n,), from uniforms of shape (n, 1)."""
        exponent, own = 1.0 / self.power, u[:, 0]
        return np.where(common == self.good, np.power(own, exponent), 1.0 - np.power(1.0 - own, exponent))

    def expected(self, chance: float) -> float:
        """Worth to be expected, money, of a loan that recovers with this probability."""
        return self.bad + (self.good - self.bad) * chance

    def chance(self, verdicts: tuple[tuple[float, float], ...]) -> float:
        """Probability that a loan recovers after independent verdicts: Bayes' rule in odds.

        Parameters
        ----------
        verdicts : tuple of (float, float)
            1 for good, 0 for bad, and the probability, below 1, that such a verdict is right.
        """
        good, bad = self.good_probability, 1.0 - self.good_probability
        for verdict, accuracy in verdicts:
            good *= accuracy if verdict else 1.0 - accuracy
            bad *= 1.0 - accuracy if verdict else accuracy
        return good / (good + bad)

    def public(self, looks: tuple[tuple[float, float], ...]) -> Public:
        """What is expected of the worth, money, and its variance, after public verdicts: see :meth:`chance`."""
        chance = self.chance(looks)
        return Public(self.expected(chance), chance * (1.0 - chance) * (self.good - self.bad) ** 2)

    def news(self, common: Floats, accuracy: float | Floats, u: Floats) -> Floats:
        """A public verdict that is right with probability `accuracy`: 1 for good, 0 for bad.

        Parameters
        ----------
        common : Floats, shape (n,)
            Money.
        accuracy : float or Floats, shape (n,)
            In [0, 1].
        u : Floats, shape (n,)
            One uniform a loan.

        Returns
        -------
        Floats, shape (n,)
            0 or 1.
        """
        right = u < accuracy
        return np.where((common == self.good) == right, 1.0, 0.0)
