"""Who comes, lot by lot, once numbers of entrants are solved: those whose own costs the expected profit covers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.entities.entry import Kind, Prospects
from sim.entities.knowledge import Levels, Public
from sim.entities.units import Bools, Floats
from sim.equilibrium.entry.game import Comers
from sim.equilibrium.levels import shares


@dataclass(frozen=True, slots=True, eq=False)
class Prospect:
    """What coming is worth to some comers, one entry a level; money.

    Attributes
    ----------
    plain, looked : Floats
        Expected profit of one who comes, without and with the closer look; nan where there is no such look, or no
        coming without it.
    share : Floats
        Which part of them comes: decides where costs are equal, so that they mix.
    """

    plain: Floats
    looked: Floats
    share: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Attendance:
    """Follows :class:`sim.entities.entry.Turnout`; bidders decide before they see any signal (Levin & Smith 1994).

    Attributes
    ----------
    comers : mapping
        (Group, home) to what coming is worth; what is given for those at home counts for all if nothing else is.
    believed : mapping
        Kind to expected numbers of entrants, one a level.
    """

    comers: Mapping[tuple[str, bool], tuple[Comers, Prospect]]
    believed: Mapping[Kind, tuple[float, ...]]
    levels: Levels | None
    solutions: tuple[Mapping[str, float], ...]
    method: str
    residual: float

    def numbers(self, kind: Kind) -> tuple[float, ...]:
        """Expected numbers of a kind; those who saw a defect are as many as those of their looks who did not."""
        return self.believed[Kind(kind.group, kind.looked)]

    def decide(self, who: Prospects, public: Public) -> tuple[Bools, Bools]:
        """Who comes, and who of all would buy the closer look before.

        1. A look is bought iff its own cost is below the profit it adds.
        2. A bidder comes iff the costs to come, and to look if it would, are below the profit.
        3. With equal costs the share that makes everybody indifferent comes, by rank.
        4. Who has looked before an earlier round has paid for it: it comes iff the cost to come alone is below the
           profit of one who looked.
        """
        found = self.comers.get((who.group, who.home)) or self.comers.get((who.group, True))
        if found is None:  # nobody of this sort hears of anything
            return np.zeros(len(who.rank), dtype=np.bool_), np.zeros(len(who.rank), dtype=np.bool_)
        sort, worth = found
        at, plain, looked = _at(worth, self.levels, public)
        looks = who.looked | sort.always | (who.look_cost <= looked - plain)
        still = np.where(who.looked, 0.0, who.look_cost)
        comes = np.where(looks, who.cost + still <= looked, who.cost <= plain)
        if sort.mixes:
            comes = np.where(who.looked, comes, who.rank < float(at @ worth.share))
        return comes, looks

    def expected(self, public: Public) -> float:
        """How many are believed to come to such a lot: of each sort as many as have costs that the profits cover."""
        return sum(_coming(sort, *_at(worth, self.levels, public), worth.share) for sort, worth in self.comers.values())


def _coming(sort: Comers, at: Floats, plain: float, looked: float, share: Floats) -> float:
    """How many of a sort come to a lot between levels."""
    from scipy.special import ndtr

    if sort.mixes:
        return sort.reach * float(at @ share)
    parts = [plain] * (not sort.always) + [looked] * (sort.look is not None)
    return sort.reach * float(np.sum(ndtr(sort.entrants.scores(np.array(parts)))))


@lru_cache(maxsize=64)
def _at(worth: Prospect, levels: Levels | None, public: Public) -> tuple[Floats, float, float]:
    """Weights of the levels at a lot, and what coming is worth there without and with the closer look.

    Asked for several times a lot.
    """
    at = np.ones(1) if levels is None else shares(levels, public)
    return at, _between(at, worth.plain), _between(at, worth.looked)


def _between(at: Floats, profits: Floats) -> float:
    """Profit at a lot between levels, interpolated in logs; nothing where it is nothing at one of them, nan for nan."""
    near = at > 0.0
    if np.any(profits[near] <= 0.0):
        return float(at @ np.maximum(profits, 0.0))
    return float(np.exp(at[near] @ np.log(profits[near])))
