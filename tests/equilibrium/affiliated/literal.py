"""The families by their definitions, integrated the long way: nothing here knows how the room solves them.

A *point* of a quadrature is a state of the world, a signal and a weight. Uniform densities have corners, so the states
that a signal allows are cut where another signal's chance has one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import special

from sim.equilibrium.quadrature import double_exponential
from sim.values.common import CommonLognormalWorth, LoanWorth, MineralRightsWorth, MixedWorth, SignalWorth


def bell(z):
    """The standard normal density."""
    return np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)


@cache
def legendre(n: int):
    """Nodes and weights on (0, 1)."""
    x, weight = np.polynomial.legendre.leggauss(n)
    return 0.5 * (x + 1.0), 0.5 * weight


def pieces(ends, n: int = 60):
    """Nodes and weights on consecutive stretches between sorted ends."""
    ends, (x, weight) = np.unique(ends), legendre(n)
    width = np.diff(ends)[:, None]
    return (ends[:-1, None] + width * x).ravel(), (width * weight).ravel()


@dataclass(frozen=True)
class Literal:
    """One family: the state is the worth, or its log."""

    worth: SignalWorth

    @property
    def normal(self) -> bool:
        return not isinstance(self.worth, (LoanWorth, MineralRightsWorth))

    @property
    def centre(self) -> float:
        return math.log(self.worth.median) if isinstance(self.worth, CommonLognormalWorth) else self.worth.mean

    @property
    def noise(self) -> float:
        return self.worth.half_width if isinstance(self.worth, MineralRightsWorth) else self.worth.signal_sd

    def cdf(self, x, state):
        """P(a signal <= x) in each state."""
        if self.normal:
            return special.ndtr((x - state) / self.noise)
        if isinstance(self.worth, LoanWorth):
            k = self.worth.power
            return np.where(state == self.worth.good, x**k, 1.0 - (1.0 - x) ** k)
        return np.clip((x - state + self.noise) / (2.0 * self.noise), 0.0, 1.0)

    def pdf(self, x, state):
        """Density of a signal in each state."""
        if self.normal:
            return bell((x - state) / self.noise) / self.noise
        if isinstance(self.worth, LoanWorth):
            k = self.worth.power
            return k * np.where(state == self.worth.good, x, 1.0 - x) ** (k - 1.0)
        return np.where(np.abs(x - state) <= self.noise, 0.5 / self.noise, 0.0)

    def value(self, x, state):
        """Worth to the holder of signal x."""
        if isinstance(self.worth, CommonLognormalWorth):
            return np.exp(state)
        share = self.worth.own_share if isinstance(self.worth, MixedWorth) else 0.0
        return share * x + (1.0 - share) * state

    def states(self, cuts=()):
        """States and their prior weights."""
        if self.normal:
            t = np.linspace(-9.0, 9.0, 361)
            return self.centre + self.worth.sd * t, bell(t) * (t[1] - t[0])
        if isinstance(self.worth, LoanWorth):
            p = self.worth.good_probability
            return np.array([self.worth.bad, self.worth.good]), np.array([1.0 - p, p])
        low, high, e = self.worth.low, self.worth.high, self.worth.half_width
        ends = [low, high, *np.clip([cut + side for cut in cuts for side in (-e, e)], low, high)]
        state, weight = pieces(ends)
        return state, weight / (high - low)

    def expect(self, x, event, cuts=()):
        """Expected worth, and probability, of an event of this chance in each state, given one's own signal."""
        state, prior = self.states((x, *cuts))
        belief = prior * self.pdf(x, state)
        weight = belief * event(state)
        chance = float(weight.sum() / belief.sum())
        return float(weight @ self.value(x, state) / weight.sum()) if chance else 0.0, chance

    def points(self, n: int, place: int, lowest: float = -np.inf):
        """Signals in place 1 or 2 of n, states, weights; only signals of `lowest` and above."""
        if isinstance(self.worth, LoanWorth):
            nodes = double_exponential(1.0 / 32.0)
            state, prior = self.states()
            good = np.power(nodes.x, 1.0 / self.worth.power)
            bad = 1.0 - np.power(nodes.rest, 1.0 / self.worth.power)
            weight = nodes.weight * _rank_density(nodes.x, nodes.rest, n, place)
            return np.stack([bad, good]), np.repeat(state[:, None], len(weight), 1), prior[:, None] * weight
        if self.normal:
            state, prior = (a[:, None] for a in self.states())
            bottom = np.maximum((lowest - state) / self.noise, -9.0)
            share, weight = legendre(160)
            width = np.maximum(9.0 - bottom, 0.0)
            z = bottom + width * share
            dense = bell(z) * _rank_density(special.ndtr(z), special.ndtr(-z), n, place)
            return state + self.noise * z, np.broadcast_to(state, z.shape), prior * width * weight * dense
        ends = [self.worth.low - self.noise, self.worth.high + self.noise]
        ends += [self.worth.low + self.noise, self.worth.high - self.noise]
        x, weight = pieces(ends)
        first = np.maximum(self.worth.low, x - self.noise)[:, None]
        last = np.minimum(self.worth.high, x + self.noise)[:, None]
        share, inner = legendre(40)
        state = first + (last - first) * share
        rank = (x[:, None] - state + self.noise) / (2.0 * self.noise)
        dense = _rank_density(rank, 1.0 - rank, n, place) / (2.0 * self.noise * (self.worth.high - self.worth.low))
        return np.broadcast_to(x[:, None], state.shape), state, weight[:, None] * (last - first) * inner * dense

    def given(self, state: float, n: int, place: int):
        """As `points`, in one state of mineral rights."""
        share, weight = legendre(60)
        x = state + self.noise * (2.0 * share - 1.0)
        return x, np.full_like(x, state), weight * _rank_density(share, 1.0 - share, n, place)


def _rank_density(rank, rest, n: int, place: int):
    """Density of the rank of the highest or second highest of n."""
    return n * rank ** (n - 1) if place == 1 else n * (n - 1) * rest * rank ** (n - 2)


@dataclass(frozen=True)
class Moments:
    """Of prices, states and winner's worths."""

    price: float
    rmse: float
    corr: float
    sale: float


def moments(points, price) -> Moments:
    """From a quadrature and the price at its points."""
    _, state, weight = points

    def mean(of):
        return float((weight * of).sum())

    p, v = mean(price), mean(state)
    spread = math.sqrt(max((mean(price**2) - p * p) * (mean(state**2) - v * v), 0.0))
    rmse = math.sqrt(mean((price - state) ** 2))
    return Moments(p, rmse, (mean(price * state) - p * v) / spread if spread else math.nan, mean(1.0))
