"""Entry after signals: bidders know their worth, then decide whether to bear the cost of bidding (Samuelson 1985)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.entities.entry import Kind, Prospects
from sim.entities.knowledge import Public
from sim.entities.units import Bools, Floats, Money
from sim.equilibrium.entry.game import Comers, EntryGame
from sim.equilibrium.entry.requirements import check, laws, rivals
from sim.equilibrium.quadrature import quantiles

METHOD = "entry after signals (Samuelson 1985), profits by worth from the top down"
STEP = 1 / 512
"""Between the ranks of worths at which profits are computed."""
EXACT, TINY = 1e-14, 1e-300
"""Error of the profit of the highest worth, relative to it."""
FLAT = 1e-7
"""Two profits that differ by less than this share are one."""


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """Follows :class:`sim.entities.entry.Turnout`: who comes has a worth of which the profit covers the own cost.

    Attributes
    ----------
    worths, profits : Floats
        Expected profit by worth, from the reserve to as good as the highest worth.
    believed : mapping
        Group to expected number of entrants.
    residual : float
        Change of that number if profits are computed at half as many worths.
    """

    worths: Floats
    profits: Floats
    believed: Mapping[str, float]
    residual: float
    method: str = METHOD
    levels: None = None

    @property
    def solutions(self) -> tuple[Mapping[str, float], ...]:
        """The only one."""
        return (self.believed,)

    def numbers(self, kind: Kind) -> tuple[float, ...]:
        """How many of a group are believed to come."""
        return (self.believed[kind.group],)

    def decide(self, who: Prospects, public: Public) -> tuple[Bools, Bools]:
        """Who comes; there is nothing to look at."""
        del public
        earned = np.interp(who.signal, self.worths, self.profits, left=0.0)
        return (earned > 0.0) & (who.cost <= earned), np.zeros(len(who.cost), dtype=np.bool_)

    def expected(self, public: Public) -> float:
        """How many are believed to come."""
        del public
        return math.fsum(self.believed.values())


@dataclass(frozen=True, slots=True)
class Descent:
    """Profits of one group from the highest worth down.

    Let e(v) be the probability that a bidder of worth v hears of the lot and finds ``Pi(v)`` at least its cost, and
    ``a(p) = int_p e dF`` that it comes and is worth more than p. An entrant bids its worth and gains from every price
    at which no rival does so: ``Pi(v) = int_r^v A(a(p)) dp``, with ``A = (1 - a) ^ (n - 1)`` for a fixed number and
    ``exp(-n a)`` for a Poisson one. At the lowest worth that comes at equal costs, ``(v* - r) A(1 - F(v*)) = cost``.

    From a guess of Pi at the top both follow downwards. A higher guess gives more entrants and less to gain at every
    worth, so Pi(r) rises with it by more than itself: one guess ends in ``Pi(r) = 0``, and the equilibrium in which all
    act alike is unique.

    Attributes
    ----------
    worths, ranks : tuple of float
        From the highest down to the reserve, and F there.
    rivals : float
        How many rivals a bidder has to reckon with; the mean if Poisson.
    poisson : bool
    sorts : tuple of Comers
        All of one group.
    """

    worths: tuple[Money, ...]
    ranks: tuple[float, ...]
    rivals: float
    poisson: bool
    sorts: tuple[Comers, ...]

    def go(self, top: Money) -> tuple[list[Money], float]:
        """Profits at all worths, highest first, and the probability that a bidder comes, given the first of them.

        A step takes F as linear in Pi, so that e is averaged without error however steep it is, and A by its mean of
        both ends (second order).
        """
        profits, come, profit, price = [top], 0.0, top, 1.0
        for i in range(1, len(self.worths)):
            gap, mass = self.worths[i - 1] - self.worths[i], self.ranks[i - 1] - self.ranks[i]
            foot = profit - price * gap
            then = self._alone(come + mass * self._comes(foot, profit))
            foot = profit - 0.5 * (price + then) * gap
            come += mass * self._comes(foot, profit)
            profit, price = foot, self._alone(come)
            profits.append(profit)
        return profits, come

    def _alone(self, come: float) -> float:
        """Probability that no rival comes if each does so with this probability."""
        return math.exp(-self.rivals * come) if self.poisson else max(1.0 - come, 0.0) ** self.rivals

    def _comes(self, low: Money, high: Money) -> float:
        """Mean probability to come over profits from `low` to `high`."""
        return math.fsum(sort.heard * covered(sort, low, high) for sort in self.sorts)


def covered(sort: Comers, low: Money, high: Money) -> float:
    """Mean probability, over profits spread evenly from `low` to `high`, that the own cost of coming is covered.

    It is the slope of the expected gain ``E max(profit - cost, 0)`` between them; a profit of 0 does not bring anybody.
    """
    if high - low <= FLAT * abs(high):
        return 0.0 if high <= 0.0 else _share(sort, high, 0.0)
    return (_gain(sort, high) - _gain(sort, low)) / (high - low)


def _gain(sort: Comers, profit: Money) -> Money:
    """E max(profit - cost, 0) for a log-normal cost (Black & Scholes 1973), or an equal one."""
    if profit <= 0.0:
        return 0.0
    if sort.cost == 0.0 or sort.spread == 0.0:
        return max(profit - sort.cost, 0.0)
    mean = sort.cost * math.exp(0.5 * sort.spread**2)
    return profit * _share(sort, profit, 0.0) - mean * _share(sort, profit, sort.spread)


def _share(sort: Comers, profit: Money, shift: float) -> float:
    """How many have costs up to a profit, their standard scores raised by `shift`."""
    if sort.cost == 0.0 or sort.spread == 0.0:
        return float(sort.cost <= profit)
    return 0.5 * math.erfc((shift - math.log(profit / sort.cost) / sort.spread) / math.sqrt(2.0))


def after_signals(game: EntryGame) -> Selection:
    """Who comes if everybody knows his worth before he pays; increments and what they cost are left out.

    Raises
    ------
    NoEquilibriumError
        If the game is not one of a single group that knows its worths in a second-price or an open auction.
    """
    check(game)
    believed = {kind.group: 0.0 for kind, _ in game.kinds}
    if not rivals(game):
        return Selection(np.array([game.reserve]), np.zeros(1), believed, 0.0)
    sorts = tuple(sort for sort in game.comers if sort.reach > 0.0)
    worths, profits, number = _descend(game, sorts, STEP)
    residual = abs(number - _descend(game, sorts, 2.0 * STEP)[2])
    return Selection(worths, profits, believed | {sorts[0].group: number}, residual)


def _descend(game: EntryGame, sorts: tuple[Comers, ...], step: float) -> tuple[Floats, Floats, float]:
    """Worths and profits, ascending, and how many come."""
    from scipy.optimize import brentq

    law, heads, poisson = laws(game)[0], sorts[0].heads, sorts[0].poisson
    worths = np.unique(np.append(np.maximum(quantiles(law, step), game.reserve), game.reserve))
    down, others = worths[::-1], heads if poisson else heads - 1.0
    descent = Descent(tuple(down.tolist()), tuple(law.cdf(down).tolist()), others, poisson, sorts)
    top = float(brentq(lambda guess: descent.go(guess)[0][-1], 0.0, down[0] - down[-1], xtol=TINY, rtol=EXACT))
    profits, come = descent.go(top)
    return worths, np.maximum(profits[::-1], 0.0), heads * come
