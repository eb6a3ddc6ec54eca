"""Who finds it worth to come, and to look."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.entities.units import Floats

NODES = 24
LEAST = 1e-12
"""Profit for which nobody comes; what is lost counts as this."""
ALL = 8.0
"""Score of everybody."""
TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Entrants:
    """A group that may enter one auction; money in units of the profits.

    Attributes
    ----------
    name : str
    reach : float
        How many hear of it and could come, on average.
    base : float
        Median of own costs to come; 0 is free.
    spread : float
        Standard deviation of log own costs, also of those to look.
    look : float or None
        Median of own costs of a further, sharper look, 0 being free; None if there is none to be had.
    always : bool
        Whether nobody comes without that look.
    """

    name: str
    reach: float
    base: float
    spread: float = 0.5
    look: float | None = None
    always: bool = False

    def __post_init__(self) -> None:
        if not (self.reach > 0.0 and self.base >= 0.0 and self.spread > 0.0 and (self.look or 0.0) >= 0.0):
            raise ValueError(f"{self.name}: reach and spread must be above 0, costs to come and to look not below")
        if self.always and self.look is None:
            raise ValueError(f"{self.name}: a look that everybody has must be had at some cost, or for 0")

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of those who look once, and of those who look again, as far as there are any."""
        again = f"{self.name}, looked"
        return (self.name,) if self.look is None else (again,) if self.always else (self.name, again)

    def scores(self, profits: Floats) -> Floats:
        """Standard normal scores of the shares that enter, by kind, at these expected profits: (1,) or (2,).

        1. Own costs ``base * exp(spread * N(0, 1))`` are drawn before any signal (Levin and Smith 1994): a bidder
           enters iff profit exceeds cost, and entrants' signals are not selected.
        2. A look is bought, unseen by rivals, iff its own cost is below the profit it adds; who would buy it enters
           iff what is left exceeds the cost to come. Both costs are independent, and known beforehand.
        """
        from scipy.special import ndtr, ndtri

        if self.look is None:
            return self._score(profits, self.base)
        plain, looked = (np.zeros(1), profits) if self.always else (profits[:1], profits[1:])
        gain = np.maximum(looked - plain, 0.0)
        buys = ndtr(self._score(gain, self.look))
        x, w = _legendre()
        cost = self.look * np.exp(self.spread * ndtri(np.maximum(buys * x, TINY)))
        enters = ndtr(self._score(looked - cost, self.base))
        shares = [(1.0 - buys) * ndtr(self._score(plain, self.base)), buys * (w @ enters)][self.always :]
        scores: Floats = ndtri(np.clip(np.concatenate(shares), TINY, 1.0 - 1e-16))
        return scores

    def _score(self, profits: Floats, median: float) -> Floats:
        """Where in their own law lie the costs of those who just break even."""
        if median == 0.0:
            return np.where(profits > 0.0, ALL, -ALL)
        score: Floats = (np.log(np.maximum(profits, LEAST)) - np.log(median)) / self.spread
        return score


@lru_cache(maxsize=1)
def _legendre() -> tuple[Floats, Floats]:
    """Gauss-Legendre nodes and weights on (0, 1)."""
    x, w = np.polynomial.legendre.leggauss(NODES)
    return 0.5 * (1.0 + x), 0.5 * w
