"""The arithmetic of normal signals for all subgroups at once."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.entities.units import Floats
from sim.equilibrium.anonymous.crowd import Crowd

LEAST_TASTE = 1e-6
"""Variance of taste below which equilibria with several groups are a continuum; everybody has at least this much."""
LEAST_POWER = 1e-7
"""1 - risk aversion of log utility, which is the limit."""


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """One entry a subgroup, shape (k,), unless said otherwise; d counts states: sound, and defective if that may be.

    Given the common part c and the state, bidders are independent: a signal is normal around c with variance
    ``spread ** 2``, and ``c | x`` is normal around ``kappa * x`` with standard deviation `doubt`.

    Attributes
    ----------
    spread, predictive, doubt : Floats
        Standard deviations of x given c, of x, and of c given x.
    kappa : Floats
        Weight of the own signal in the mean of c.
    own : Floats
        Share of the own signal in log worth given c: rho.
    power : Floats
        1 - risk aversion.
    base : Floats
        Constant of ``log E[V ** power | c, x]``.
    naive_slope, naive_base : Floats
        Log certainty equivalent of worth given only the own signal.
    numbers : Floats, shape (k, d)
    state : Floats, shape (k, d)
        Probability of each state for a bidder of the subgroup.
    lost : Floats, shape (d,)
        Log of what the state leaves of worth.
    ceiling : Floats
    """

    spread: Floats
    predictive: Floats
    doubt: Floats
    kappa: Floats
    own: Floats
    power: Floats
    base: Floats
    naive_slope: Floats
    naive_base: Floats
    numbers: Floats
    state: Floats
    lost: Floats
    ceiling: Floats

    def log_value(self, signals: Floats, common: Floats) -> Floats:
        """``log E[V ** power | c, x]`` of a sound lot.

        Parameters
        ----------
        signals : Floats, shape (k, m)
        common : Floats, shape (k, m, n) or (n,)

        Returns
        -------
        Floats, shape (k, m, n)
        """
        own, power, base = (each[:, None, None] for each in (self.own, self.power, self.base))
        return power * (own * signals[:, :, None] + (1.0 - own) * common) + base

    def naive(self, signals: Floats) -> Floats:
        """Log limits (k, m) of those who take their signals (k, m) at face value."""
        return self.naive_slope[:, None] * signals + self.naive_base[:, None]


def kinds(crowd: Crowd) -> Kinds:
    """Posterior weights of every subgroup.

    1. With T and S the variances of taste and noise, ``kappa = V0 / (V0 + T + S)``, ``c | x ~ N(kappa x, V0 (1 -
       kappa))``: the public mean is 0.
    2. A bidder cannot tell taste from noise (Hong and Shum 2003): ``w | c, x ~ N(c + rho (x - c), rho S)`` with rho =
       T / (T + S), so ``E[e^{a w} | c, x] = exp(a (c + rho (x - c)) + a^2 rho S / 2)``.
    3. Given x alone, ``w | x ~ N(nu x, nu S)`` with nu = (V0 + T) / (V0 + T + S).
    4. The state: P(D | h) is proportional to P(D) times the number of such bidders in state D.
    """
    parts = np.array([[each.taste, each.noise, each.margin, each.risk_aversion] for each in crowd.subgroups]).T
    taste, noise, margin = np.maximum(parts[0], LEAST_TASTE), parts[1], parts[2]
    power = np.maximum(1.0 - parts[3], LEAST_POWER)
    total = crowd.variance + taste + noise
    kappa, own, naive = crowd.variance / total, taste / (taste + noise), 1.0 - noise / total
    prior = np.array([1.0 - crowd.defect, crowd.defect]) if crowd.defect > 0.0 else np.ones(1)
    lost = np.array([0.0, math.log1p(-crowd.loss)])[: len(prior)]
    numbers = np.array([each.numbers for each in crowd.subgroups])[:, : len(prior)]
    state = prior * numbers
    absent = state.sum(axis=1) == 0.0
    state[absent] = prior
    state /= state.sum(axis=1, keepdims=True)
    left = np.log(np.sum(state * np.exp(power[:, None] * lost), axis=1)) / power
    return Kinds(
        spread=np.sqrt(taste + noise),
        predictive=np.sqrt(total),
        doubt=np.sqrt(crowd.variance * (1.0 - kappa)),
        kappa=kappa,
        own=own,
        power=power,
        base=power * margin + 0.5 * power**2 * own * noise,
        naive_slope=naive,
        naive_base=margin + 0.5 * power * naive * noise + left,
        numbers=numbers,
        state=state,
        lost=lost,
        ceiling=np.array([each.ceiling for each in crowd.subgroups]),
    )
