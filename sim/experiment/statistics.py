"""Intervals over replications.

A replication is one independent draw of nature, so Student's t over replications is the whole story. Arms are played
on the same draws and compared pair by pair. A relative effect is the ratio of two paired means, with Fieller's interval
(Fieller 1954): the ratios that a t-test at the same level would not reject.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.entities.units import Floats

LEVEL = 0.95
NAN = float("nan")


@dataclass(frozen=True)
class Estimate:
    """Mean and spread over replications with the interval of the mean; nan where too few replications have a value."""

    mean: float
    sd: float
    low: float
    high: float
    n: int

    @property
    def se(self) -> float:
        """Standard error of the mean."""
        return self.sd / math.sqrt(self.n) if self.n > 1 else NAN

    @property
    def p(self) -> float:
        """Two-sided p-value of a mean of 0, by Student's t; nan without a spread to judge by.

        It is below 0.05 where the interval excludes 0. Without any variation it is 1 for a mean of 0, and 0 for others.
        """
        from scipy.special import stdtr

        if self.n < 2:
            return NAN
        if self.sd == 0.0:
            return float(self.mean == 0.0)
        return float(2.0 * stdtr(self.n - 1, -abs(self.mean) / self.se))


@dataclass(frozen=True)
class Contrast:
    """A paired difference, absolute and as a share of the baseline's mean."""

    difference: Estimate
    relative: float
    relative_low: float
    relative_high: float


@cache
def quantile(degrees: int, level: float = LEVEL) -> float:
    """The two-sided quantile of Student's t; of 95 % if nothing else is said."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.5 + level / 2.0))


def estimate(values: Floats) -> Estimate:
    """Mean, standard deviation and t interval of the values that are there (nan is absent)."""
    there = values[~np.isnan(values)]
    n = len(there)
    if n == 0:
        return Estimate(NAN, NAN, NAN, NAN, 0)
    mean = float(np.mean(there))
    if n == 1:
        return Estimate(mean, NAN, NAN, NAN, 1)
    sd = float(np.std(there, ddof=1))
    half = quantile(n - 1) * sd / math.sqrt(n)
    return Estimate(mean, sd, mean - half, mean + half, n)


def needed(values: Floats) -> float:
    """How many values Student's interval needs to hold its 95 % to within a point or two; inf where all are alike.

    The interval covers 95 % less 0.25 skewness^2 / n, to first order (Hall 1992, ch. 2), and too little also where
    few values differ from the others. Hence the larger of 25 times the squared skewness, which is Cochran's rule (1977,
    section 2.15), and 3 times the excess kurtosis. Both are those of the sample, which knows nothing of what is rarer
    than its own size.
    """
    there = values[~np.isnan(values)]
    away = there - there.mean() if len(there) else there
    variance = float(np.mean(away**2)) if len(there) else 0.0
    if len(there) < 3 or variance == 0.0:
        return math.inf
    skewness, kurtosis = (float(np.mean(away**k) / math.pow(variance, k / 2)) for k in (3, 4))
    return max(25.0 * skewness**2, 3.0 * (kurtosis - 3.0), 3.0)


def contrast(arm: Floats, baseline: Floats) -> Contrast:
    """The paired difference arm less baseline; pairs with an empty cell are dropped and n is lowered.

    The relative effect is the difference over the absolute value of the baseline's mean. It is empty where that mean
    cannot be told from 0, for then no finite interval exists.
    """
    both = ~(np.isnan(arm) | np.isnan(baseline))
    a, b = arm[both], baseline[both]
    return Contrast(estimate(a - b), *fieller(a - b, b))


def fieller(top: Floats, bottom: Floats) -> tuple[float, float, float]:
    """Ratio of the paired means of `top` and `|mean of bottom|` with its interval; nan if it is unbounded."""
    n = len(top)
    if n < 2:
        return NAN, NAN, NAN
    y, x = float(np.mean(top)), float(np.mean(bottom))
    scale = quantile(n - 1) ** 2 / n
    cov = np.cov(top, bottom, ddof=1)
    a = x * x - scale * float(cov[1, 1])
    if a <= 0.0:
        return NAN, NAN, NAN
    b = y * x - scale * float(cov[0, 1])
    c = y * y - scale * float(cov[0, 0])
    root = math.sqrt(max(b * b - a * c, 0.0))
    sign = math.copysign(1.0, x)
    low, high = sorted((sign * (b - root) / a, sign * (b + root) / a))
    return y / abs(x), low, high
