"""What bids earn: expected profits of every type from every bid, by quadrature."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from sim.entities.units import Floats, Ids
from sim.equilibrium.anonymous.fixed_point import Solved
from sim.equilibrium.anonymous.grid import REACH, amounts, common_parts, inside, unbeaten
from sim.equilibrium.anonymous.kinds import Kinds, kinds
from sim.equilibrium.anonymous.rivals import Poisson
from sim.equilibrium.anonymous.screening import thresholds

SILENT = 16
BIDDING = 24
"""Gauss-Legendre types below and above the threshold of each subgroup."""


@dataclass(frozen=True, slots=True, eq=False)
class Payoffs:
    """Profits of the types of each subgroup, in units of e^m; those averse to risk count them in utility.

    With power a = 1 - risk aversion, a win at price p is worth ``(V ** a - p ** a) / a``.

    Attributes
    ----------
    signals, weight : Floats, shape (k, t)
        Types and their probabilities; the weights of a subgroup sum to 1.
    bids : Floats, shape (b,)
        Log bids, ascending; the first is the start price where there is one.
    profit, win : Floats, shape (k, t, b)
        Expected profit, and probability to win, of each type with each bid.
    played : Ids, shape (k, t)
        Where in `bids` the type's own bid is; -1 is silent.
    limits : Floats, shape (k,)
        Signals from which on types bid.
    """

    signals: Floats
    weight: Floats
    bids: Floats
    profit: Floats
    win: Floats
    played: Ids
    limits: Floats

    def expected_profit(self) -> Floats:
        """Profit (k,) of a bidder who has come but not looked yet."""
        return self._mean(self.profit)

    def chance_to_win(self) -> Floats:
        """Probability (k,) to buy, for a bidder who has come but not looked yet."""
        return self._mean(self.win)

    def earned(self) -> Floats:
        """Profits (k, t) of the types from what they play."""
        return self._played(self.profit)

    def of(self, k: int, bids: Floats) -> Floats:
        """Profits (t,) of the types of subgroup k from these log bids (t,), interpolated; -inf earns nothing."""
        earned = [np.interp(bid, self.bids, row) for bid, row in zip(bids, self.profit[k], strict=True)]
        return np.where(bids >= self.bids[0], earned, 0.0)

    def _played(self, table: Floats) -> Floats:
        chosen = np.take_along_axis(table, np.maximum(self.played, 0)[:, :, None], axis=2)[:, :, 0]
        return np.where(self.played >= 0, chosen, 0.0)

    def _mean(self, table: Floats) -> Floats:
        mean: Floats = np.sum(self.weight * self._played(table), axis=1)
        return mean


def payoffs(
    solved: Solved, log_start: float = -math.inf, *, in_money: bool = False, near: Floats | None = None
) -> Payoffs:
    """Payoffs if everybody plays the bid functions and stays out below the thresholds at this log start price.

    1. With P(p | c, D) the probability that no rival bids above p, a bid b at start price r earns ``E[(V - b) P(b) +
       int_r^b P(p) dp]``: the integral of V - p over the law of the highest rival bid, by parts. No density is needed,
       so jumps at thresholds do no harm.
    2. P is tabulated at common parts and at bids, each type's own among them, and integrated in between by Gauss.
    3. One matrix product over the common part and the state gives all types and bids of a subgroup at once.

    Parameters
    ----------
    solved : Solved
    log_start : float
        -inf is none: a sole bidder pays nothing.
    in_money : bool
        Whether those averse to risk count money, too: for what coming is worth against costs in money.
    near : Floats, shape (k,), optional
        As for :func:`~.screening.thresholds`.

    Notes
    -----
    After an auction that passed in (finite ceilings), payoffs and probabilities are those given that it did. Those with
    limited funds bid what they have where it is less, or nothing if it is less than the start price.
    """
    judge = _neutral(solved) if in_money else solved.kinds
    limits = thresholds(solved, log_start, near)
    signals, weight = _types(judge, limits)
    own = np.maximum(solved.curves.at(signals), log_start)
    bids = amounts(solved, limits, log_start, own.ravel())
    field = _Field(solved, judge, limits, signals, bids)
    free = log_start == -math.inf
    profit, win = np.empty((2, *signals.shape, len(bids)))
    for k, each in enumerate(solved.crowd.subgroups):
        profit[k], win[k], given = field.tables(k, free=free)
        weight[k] *= given / np.sum(weight[k] * given)
        if each.funds is not None:
            profit[k], win[k] = (_affordable(table, each.funds.cdf(bids)) for table in (profit[k], win[k]))
    played = np.where(signals >= limits[:, None], np.searchsorted(bids, own), -1)
    return Payoffs(signals, weight, bids, profit, win, played, limits)


class _Field:
    """All rivals as one bidder meets them: the chance that nobody bids more, at bids and in the cells between."""

    def __init__(self, solved: Solved, judge: Kinds, limits: Floats, signals: Floats, bids: Floats) -> None:
        self.judge, self.rivalry, self.signals, self.bids = judge, solved.rivalry, signals, bids
        self.common, self.step = common_parts(judge, solved.crowd.variance)
        self.cells, self.half = inside(bids)
        self.silent = unbeaten(solved, limits, np.concatenate([bids, *self.cells]), self.common)
        self.nobody = unbeaten(solved, judge.ceiling, bids[-1:], self.common)
        self._chances: dict[int, tuple[Floats, Floats]] = {}
        log_value = judge.log_value(signals, self.common)[..., None] + judge.power[:, None, None, None] * judge.lost
        self.worth = np.exp(log_value)

    def tables(self, k: int, *, free: bool) -> tuple[Floats, Floats, Floats]:
        """Profits and chances to win (t, b) of the types of subgroup k, and the chance (t,) that there is an auction.

        A lot that has passed in is offered again only where all signals lie below their ceilings.
        """
        count, power = len(self.bids), self.judge.power[k]
        chance, before = self._unbeaten(k)
        posterior = _posterior(self.judge, k, self.signals[k], self.common) * self.step
        given, likely = posterior @ before, posterior @ chance.T
        gross = (posterior * self.worth[k].reshape(posterior.shape)) @ chance[:count].T
        paid = _paid(likely, self.cells, self.half, power, self.bids[0], free=free)
        profit = (gross - np.exp(power * self.bids) * likely[:, :count]) / power + paid
        return profit / given[:, None], likely[:, :count] / given[:, None], given

    def _unbeaten(self, k: int) -> tuple[Floats, Floats]:
        """Chances that nobody bids more, (b, n d), and that there is an auction, (n d,), as subgroup k sees its rivals.

        Poisson numbers of rivals look the same to everybody.
        """
        who = 0 if isinstance(self.rivalry, Poisson) else k
        if who not in self._chances:
            one = np.full((1, 1), who)
            chance = np.exp(self.rivalry.log_chance(self.silent, one)).reshape(self.silent.shape[1], -1)
            self._chances[who] = chance, np.exp(self.rivalry.log_chance(self.nobody, one)).ravel()
        return self._chances[who]


def _neutral(solved: Solved) -> Kinds:
    """The same bidders, neutral to risk."""
    neutral = tuple(replace(each, risk_aversion=0.0) for each in solved.crowd.subgroups)
    return kinds(replace(solved.crowd, subgroups=neutral))


def _types(judge: Kinds, limits: Floats) -> tuple[Floats, Floats]:
    """Signals (k, t) on both sides of the thresholds, and their densities times quadrature weights."""
    reach = REACH * judge.predictive
    high = np.maximum(np.minimum(reach, judge.ceiling), 0.2 * reach - reach)
    middle = np.where(limits == -math.inf, 0.5 * (high - reach), limits)
    middle = np.clip(middle, -0.9 * reach, high - 0.01 * reach)
    parts = []
    for low, top, count in ((-reach, middle, SILENT), (middle, high, BIDDING)):
        x, w = _legendre(count)
        half = 0.5 * (top - low)[:, None]
        parts.append((low[:, None] + half * (1.0 + x), half * w))
    signals, width = (np.concatenate(part, axis=1) for part in zip(*parts, strict=True))
    return signals, width * np.exp(-0.5 * (signals / judge.predictive[:, None]) ** 2)


@lru_cache(maxsize=4)
def _legendre(count: int) -> tuple[Floats, Floats]:
    """Gauss-Legendre nodes and weights on (-1, 1)."""
    x, w = np.polynomial.legendre.leggauss(count)
    return np.array(x, dtype=np.float64), np.array(w, dtype=np.float64)


def _posterior(judge: Kinds, k: int, signals: Floats, common: Floats) -> Floats:
    """Density of the common part times probability of the state, (t, n * d), for types of subgroup k."""
    z = (common - judge.kappa[k] * signals[:, None]) / judge.doubt[k]
    density = np.exp(-0.5 * z * z) / (judge.doubt[k] * math.sqrt(2.0 * math.pi))
    joint: Floats = (density[:, :, None] * judge.state[k]).reshape(len(signals), -1)
    return joint


def _affordable(table: Floats, short: Floats) -> Floats:
    """A table (t, b) for those who bid what they can, `short` (b,) being the probability of less funds than a bid."""
    steps = 0.5 * (table[:, 1:] + table[:, :-1]) * np.diff(short)
    poorer: Floats = np.concatenate([np.zeros((len(table), 1)), steps.cumsum(axis=1)], axis=1)
    return table * (1.0 - short) + poorer


def _paid(likely: Floats, cells: Floats, half: Floats, power: float, first: float, *, free: bool) -> Floats:
    """``int p ** (a - 1) P(p) dp`` from the start price, or 0 where there is none, to each bid; shape (t, b).

    `likely` holds P at the bids, then at both Gauss points of each cell.
    """
    count = len(half) + 1
    values = np.exp(power * cells) * likely[:, count:].reshape(len(likely), 2, -1)
    below = likely[:, :1] * math.exp(power * first) / power if free else np.zeros((len(likely), 1))
    paid: Floats = np.concatenate([below, half * values.sum(axis=1)], axis=1).cumsum(axis=1)
    return paid
