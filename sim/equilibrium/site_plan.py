"""The plan of a bidder among rivals one cannot see."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.entities.knowledge import UNKNOWN, Later, Levels, Looks, Public
from sim.entities.protocols import Game
from sim.entities.units import Floats, Money
from sim.equilibrium.anonymous.crowd import Crowd, Numbers
from sim.equilibrium.anonymous.fixed_point import Solved, solve
from sim.equilibrium.anonymous.screening import thresholds_at
from sim.equilibrium.anonymous.waiting import waiting
from sim.equilibrium.estimate import Estimate, left, way_out
from sim.equilibrium.levels import every, shares
from sim.equilibrium.rivalry import present
from sim.equilibrium.site_crowd import People

STARTS = np.linspace(-1.5, 1.5, 61)
"""Log start prices, less the public mean, at which thresholds are tabulated."""
NEAR = 0.05
"""Distance between them around the start price of a level."""
WIDTH = (0.3, 1.5)
"""They reach to the next level, but no less and no more than so far."""
CORE = 2.0
"""Bids are held against those of neighbouring levels within so many standard deviations of signals around it."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Behaviour at lots of one kind; logs, less what is expected of the lot.

    Attributes
    ----------
    signals, bids : Floats, shape (t,)
    starts, least : Floats, shape (s,)
        Log start prices, and the signals from which on it is worth coming; empty without a start price.
    """

    signals: Floats
    bids: Floats
    starts: Floats
    least: Floats


@dataclass(frozen=True, slots=True, eq=False)
class SitePlan:
    """Log bids as a function of the log signal, both less the public mean, and who stays away at which start price.

    Attributes
    ----------
    sheets : tuple of Sheet
        One a level, or one for all lots; then as many for lots with a published defect, if there may be any.
    levels : Levels or None
    margin : float
        Log of what the own margin leaves; the desk takes margins off, so it is put back here.
    method : str
    residual : float
        Of the fixed points, in logs of payments, and of bids between levels.
    """

    sheets: tuple[Sheet, ...]
    levels: Levels | None
    margin: float
    method: str
    residual: float
    script: tuple[tuple[float, Money], ...] = ()

    def limit(self, signal: Floats, public: Public = UNKNOWN) -> Floats:
        """All-in limits before margin; -inf for those whom the start price keeps away. Elementwise.

        Where a defect was published, the lot counts as one of which that much less is expected, and so do looks at it.
        """
        looks, mean, sheets = np.log(signal) - public.mean, public.mean + math.log1p(-public.loss), self._near(public)
        paid = np.exp(mean + _sum([share * np.interp(looks, each.signals, each.bids) for share, each in sheets]))
        if any(len(each.starts) == 0 for _, each in sheets) or not public.start > 0.0:
            return np.asarray(paid * math.exp(-self.margin), dtype=np.float64)
        above = math.log(public.start) - mean
        comes = looks >= sum(share * float(np.interp(above, each.starts, each.least)) for share, each in sheets)
        if any(above > each.starts[-1] for _, each in sheets):
            comes &= paid >= public.start  # the last threshold is too low: come only if the own bid reaches
        return np.where(comes, np.maximum(paid, public.start * (1.0 + 1e-12)) * math.exp(-self.margin), -np.inf)

    def _near(self, public: Public) -> list[tuple[float, Sheet]]:
        """Sheets of lots like this one, and what part each has."""
        if self.levels is None:
            return [(1.0, self.sheets[0 if public.loss == 0.0 else -1])]
        at = shares(self.levels, public).tolist()
        return [(share, sheet) for share, sheet in zip(at, self.sheets, strict=True) if share > 0.0]


def _sum(parts: Sequence[Floats]) -> Floats:
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def site_plan(game: Game, cursed: tuple[float, ...], *, taught: bool = False) -> SitePlan | Estimate:
    """The fixed point for these groups (Milgrom & Weber 1982), with thresholds if there is a start price.

    A sole bidder who may not meet a rival bids its estimate. Where numbers of entrants were solved at several kinds of
    lots, so are bids; in between both are interpolated. With `taught` it is the plan of one more of the own kind, of no
    weight, who draws every conclusion from winning against these groups; no start price keeps it away.

    Raises
    ------
    NoEquilibriumError
        If the fixed point does not settle.
    """
    pairs = sorted(zip(present(game), cursed, strict=True), key=lambda pair: pair[0].name)
    own = [rivals for rivals, _ in pairs].index(present(game)[0])
    people = People(tuple(pairs), game.public_variance, game.defect, game.loss, own if taught else None)
    if game.levels is not None:
        return _among_entrants(game, people, game.levels, own)
    known = all(not rivals.poisson and rivals.heard == 1.0 for rivals, _ in pairs)
    heads = [
        rivals.others * rivals.heard + float(known and position == own) for position, (rivals, _) in enumerate(pairs)
    ]
    there = sum(many for many, (rivals, _) in zip(heads, pairs, strict=True) if not rivals.saw)
    if game.looks is not None and there <= (1.0 if known else 0.0):
        return Estimate(game.looks, "own estimate: there is no rival", left=left(game), more=way_out(game))
    knows: Numbers = "composition" if known else "poisson"
    told = (False, True) if game.loss > 0.0 else (False,)
    crowds = [people.crowd(heads, told=each, knows=knows) for each in told]
    starts = np.empty(0) if game.reserve == 0.0 or taught else STARTS
    places = [people.place(own, told=each) for each in told]
    sheets = tuple(_sheet(crowd, place, starts, game.later) for crowd, place in zip(crowds, places, strict=True))
    numbers = "known numbers" if known else "Poisson numbers"
    residual = max(solved_once(crowd).residual for crowd in crowds)
    margin = math.log((people.kinds[own][0].looks or Looks(0.0, 0.0)).keeps)
    return SitePlan(sheets, None, margin, _method(game, numbers), residual)


def _among_entrants(game: Game, people: People, levels: Levels, own: int) -> SitePlan:
    """Sheets at all levels, with the numbers of entrants believed to come to such lots."""
    gaps = np.diff(levels.means) if len(levels.means) > 1 else np.zeros(1)
    reach = float(np.clip(max(float(gaps.max()), *np.abs(levels.apart)), *WIDTH))
    around = np.linspace(-reach, reach, 2 * math.ceil(reach / NEAR) + 1)
    numbers = np.array([rivals.numbers for rivals, _ in people.kinds])
    sheets, residual = [], 0.0
    for level, heads in zip(every(levels), numbers.T.tolist(), strict=True):
        crowd = people.crowd(heads, told=level.told)
        free = math.isinf(level.start) or people.taught is not None
        starts = np.empty(0) if free else level.start + around
        sheets.append(_sheet(crowd, people.place(own, told=level.told), starts, game.later))
        residual = max(residual, solved_once(crowd).residual)
    looks = people.kinds[own][0].looks or Looks(0.0, 0.0)
    residual += _between(sheets, levels, looks)
    method = _method(game, "Poisson numbers of entrants")
    return SitePlan(tuple(sheets), levels, math.log(looks.keeps), method, residual)


@lru_cache(maxsize=256)
def solved_once(crowd: Crowd) -> Solved:
    """The fixed point, from naive bids whatever was solved before."""
    return solve(crowd)


@lru_cache(maxsize=1024)
def screened(crowd: Crowd, starts: tuple[float, ...], later: tuple[Later, ...]) -> tuple[tuple[float, ...], ...]:
    """Thresholds of all subgroups at each of the log start prices, less the public mean, with these rounds to come."""
    solved = solved_once(crowd)
    if later or not starts:
        return tuple(tuple(waiting(solved, start, later).tolist()) for start in starts)
    return tuple(map(tuple, thresholds_at(solved, np.array(starts)).tolist()))


def _sheet(crowd: Crowd, own: int, starts: Floats, later: tuple[Later, ...]) -> Sheet:
    """What the own subgroup does."""
    table = solved_once(crowd).curves
    least = np.array([each[own] for each in screened(crowd, tuple(starts.tolist()), later)])
    return Sheet(table.signals[own], table.bids[own], starts, least)


def _between(sheets: Sequence[Sheet], levels: Levels, looks: Looks) -> float:
    """Most that bids are off between levels, by the bend from level to level: an eighth of second differences."""
    x = np.linspace(-CORE, CORE, 41) * math.sqrt(looks.taste + looks.noise)
    bids = np.array([np.interp(x, each.signals, each.bids) for each in sheets])
    table = bids.reshape(-1, len(levels.means), len(levels.apart), len(x))
    return max(float(np.max(np.abs(np.diff(table, 2, axis=axis)), initial=0.0)) for axis in (1, 2)) / 8.0


def _method(game: Game, numbers: str) -> str:
    """What was solved."""
    defect = "; a hidden defect counts with its probability, given who saw what" if game.defect > 0.0 else ""
    board = "; the number that the board shows is not used" if "bidder_count" in game.shows else ""
    waits = "; waits for later rounds" if game.later else ""
    return f"equilibrium against unseen rivals, {numbers} (Milgrom & Weber 1982{defect}{waits}){board}"
