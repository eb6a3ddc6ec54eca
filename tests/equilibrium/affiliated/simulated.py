"""Lots drawn from a family, for what has no easy integral. The sample size is a parameter."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.equilibrium.affiliated import drop_outs, model_of
from sim.values.common import CommonLognormalWorth, SignalWorth
from tests.studies import a_bidder_group

LOTS = 200_000
SEED = 1982
GROUP = a_bidder_group()
BATCHES = 50


@dataclass(frozen=True)
class Drawn:
    """Common worths, shape (lots,); signals and worths of bidders, shape (lots, n)."""

    common: np.ndarray
    signals: np.ndarray
    own: np.ndarray


def draw(worth: SignalWorth, n: int, lots: int = LOTS, seed: int = SEED, common: float | None = None) -> Drawn:
    """Lots by the family's own draws, or all with the same common worth."""
    rng = np.random.default_rng(seed)
    value = worth.common(rng.random(lots)) if common is None else np.full(lots, common)
    repeated, u = np.repeat(value, n), rng.random((lots * n, 1))
    signals, own = worth.signal(repeated, u), worth.own(repeated, GROUP, u)
    return Drawn(value, signals.reshape(lots, n), own.reshape(lots, n))


@cache
def clock_sales(worth: SignalWorth, n: int, lots: int = LOTS, common: float | None = None) -> tuple[Drawn, np.ndarray]:
    """Lots sold on an observed clock, and what the last to leave lets them go for."""
    drawn = draw(worth, n, lots, common=common)
    return drawn, second_highest(drop_outs(model_of(worth), drawn.signals))


def second_highest(bids: np.ndarray) -> np.ndarray:
    """Of each row."""
    return np.partition(bids, -2, axis=1)[:, -2]


@dataclass(frozen=True)
class Estimate:
    """A mean and its standard error."""

    value: float
    se: float

    def agrees(self, reference: float, error: float = 1e-6) -> bool:
        """Within four standard errors."""
        return abs(self.value - reference) <= 4.0 * self.se + error


def mean(x: np.ndarray, control: np.ndarray | None = None) -> Estimate:
    """The mean of x; `control` has mean 0 and takes noise away."""
    if control is not None:
        x = x - (np.cov(x, control)[0, 1] / control.var(ddof=1)) * control
    return Estimate(float(x.mean()), float(x.std(ddof=1) / math.sqrt(len(x))))


def batched(statistic, *columns: np.ndarray) -> Estimate:
    """A statistic that is not a mean, its error from batches."""
    parts = np.array([statistic(*chunk) for chunk in zip(*(np.array_split(c, BATCHES) for c in columns), strict=True)])
    return Estimate(float(statistic(*columns)), float(parts.std(ddof=1) / math.sqrt(BATCHES)))


def rmse(price: np.ndarray, common: np.ndarray) -> float:
    """Root mean squared distance of price and worth."""
    return float(np.sqrt(np.mean((price - common) ** 2)))


def corr(price: np.ndarray, common: np.ndarray) -> float:
    """Their correlation."""
    return float(np.corrcoef(price, common)[0, 1])


def typical_sd(worth: SignalWorth) -> float:
    """Standard deviation of worths, in money."""
    if isinstance(worth, CommonLognormalWorth):
        mean_worth = worth.median * math.exp(0.5 * worth.sd**2)
        return mean_worth * math.sqrt(math.expm1(worth.sd**2))
    return float(worth.common(np.random.default_rng(1).random(10_000)).std())
