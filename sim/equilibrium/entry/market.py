"""Everybody who may come to lots seen through noise, and what that would earn them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from sim.entities.entry import Kind
from sim.entities.units import Floats
from sim.equilibrium.anonymous.profits import Profits
from sim.equilibrium.cursedness import forgets
from sim.equilibrium.entry.costs import Entrants
from sim.equilibrium.entry.game import Comers, EntryGame
from sim.equilibrium.entry.search import Found, Select, Solution, follow, reached, search, slopes
from sim.equilibrium.levels import Level
from sim.equilibrium.site_crowd import People

TINY = 1e-300


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """Everybody who may come, as one game of entry; k counts kinds of bidders, by group and looks.

    Attributes
    ----------
    game : EntryGame
    kinds : tuple of Kind
    sorts : tuple of (Comers, Entrants, list of int)
        Bidders of equal costs, and which kinds they come as.
    people : People
        Of the auction.
    """

    game: EntryGame
    kinds: tuple[Kind, ...]
    sorts: tuple[tuple[Comers, Entrants, list[int]], ...]
    people: People

    @property
    def mixes(self) -> bool:
        """Whether those who come are indifferent."""
        return any(sort.mixes for sort, _, _ in self.sorts)

    @property
    def reach(self) -> Floats:
        """How many could come as each kind (k,)."""
        reach = np.zeros(len(self.kinds))
        for sort, _, places in self.sorts:
            reach[places] += sort.reach
        return reach

    @property
    def select(self) -> Select:
        """Which of several solutions is played."""
        return "largest" if self.game.select == "largest" else "smallest"

    def respond(self, earned: Floats) -> Floats:
        """Standard normal scores (k,) of the shares of those who could, who come as each kind at these profits (k,)."""
        from scipy.special import ndtr, ndtri

        come = np.zeros(len(self.kinds))
        for sort, each, places in self.sorts:
            come[places] += sort.reach * ndtr(each.scores(earned[places]))
        scores: Floats = ndtri(np.clip(come / self.reach, TINY, 1.0 - 1e-16))
        return scores

    def auction(self, *, told: bool) -> Profits:
        """What entrants of each kind earn, with or without a published defect."""
        return Profits(self.people.crowd([1.0] * len(self.people.kinds), told=told))


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """The market at lots of one level: what the entrants earn there, in money, each answer being kept.

    `seen` (k,) is how much more that is where drop-outs are seen.
    """

    market: Market
    auction: Profits
    level: Level
    seen: Floats
    known: dict[tuple[float, ...], Floats] = field(default_factory=dict)

    def earned(self, numbers: Floats) -> Floats:
        """Profits (k,) of one more entrant of each kind."""
        asked = tuple(numbers.tolist())
        if asked not in self.known:
            self.known[asked] = math.exp(self.level.mean) * self.seen * self.auction(numbers, self.level.start)
        return self.known[asked]

    def all(self) -> Found:
        """All solutions, from several starts."""
        return search(self.earned, self.market.respond, self.market.reach)

    def first(self) -> Solution:
        """One solution: that which the start on the side of the selected one leads to."""
        found = reached(self.earned, self.market.respond, self.market.reach, self.market.select)
        return self.all().select(self.market.select) if found is None else found

    def slopes(self, found: Solution) -> Floats:
        """How the answer to entrants moves with them."""
        return slopes(self.earned, self.market.respond, self.market.reach, np.array(found.numbers))

    def near(self, found: Solution, slope: Floats) -> tuple[Solution, Floats]:
        """The solution that continues that of a neighbouring level, or else the selected one."""
        here = follow(self.earned, self.market.respond, self.market.reach, np.array(found.numbers), slope)
        if here is not None:
            return here
        again = self.all().select(self.market.select)
        return again, self.slopes(again)


def market_of(game: EntryGame) -> Market:
    """Those who could come; groups that nobody hears of are left out.

    Raises
    ------
    NoEquilibriumError
        If a group plays what cannot be reckoned with.
    """
    comers = tuple(sort for sort in game.comers if sort.reach > 0.0)
    there = {sort.group for sort in comers}
    kinds = tuple(kind for kind, _ in game.kinds if not kind.saw and kind.group in there)
    sorts = []
    for sort in comers:
        places = [k for k, kind in enumerate(kinds) if kind.group == sort.group]
        sorts.append((sort, sort.entrants, places))
    people = tuple((rivals, forgets(rivals)) for kind, rivals in game.kinds if kind.group in there)
    return Market(game, kinds, tuple(sorts), People(people, game.public_variance, game.defect, game.loss))
