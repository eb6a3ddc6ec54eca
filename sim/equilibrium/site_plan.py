"""The plan of a bidder among rivals one cannot see."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.entities.knowledge import UNKNOWN, Looks, Public
from sim.entities.protocols import Game, Rivals
from sim.entities.units import Floats, Money
from sim.equilibrium.anonymous.crowd import Crowd, Subgroup
from sim.equilibrium.anonymous.fixed_point import Solved, solve
from sim.equilibrium.anonymous.screening import thresholds
from sim.equilibrium.estimate import Estimate
from sim.equilibrium.rivalry import present

STARTS = np.linspace(-1.5, 1.5, 61)
"""Log start prices, less the public mean, at which thresholds are tabulated."""


@dataclass(frozen=True, slots=True, eq=False)
class SitePlan:
    """Log bids as a function of the log signal, both less the public mean, and who stays away at which start price.

    Attributes
    ----------
    signals, bids : Floats, shape (t,)
    starts, least : Floats, shape (s,)
        Log start prices, and the signals from which on it is worth coming; empty without a start price.
    margin : float
        Log of what the own margin leaves; the desk takes margins off, so it is put back here.
    method : str
    residual : float
        Of the fixed point, in logs of payments.
    """

    signals: Floats
    bids: Floats
    starts: Floats
    least: Floats
    margin: float
    method: str
    residual: float
    script: tuple[tuple[float, Money], ...] = ()

    def limit(self, signal: Floats, public: Public = UNKNOWN) -> Floats:
        """All-in limits before margin; -inf for those whom the start price keeps away. Elementwise."""
        looks = np.log(signal) - public.mean
        paid = np.exp(public.mean + np.interp(looks, self.signals, self.bids))
        if len(self.starts) == 0 or not public.start > 0.0:
            return np.asarray(paid * math.exp(-self.margin), dtype=np.float64)
        above = math.log(public.start) - public.mean
        comes = looks >= np.interp(above, self.starts, self.least)
        if above > self.starts[-1]:  # beyond the table the last threshold is too low: come only if the own bid reaches
            comes &= paid >= public.start
        return np.where(comes, np.maximum(paid, public.start * (1.0 + 1e-12)) * math.exp(-self.margin), -np.inf)


def site_plan(game: Game, cursed: tuple[float, ...]) -> SitePlan | Estimate:
    """The fixed point for these groups (Milgrom & Weber 1982), with thresholds if there is a start price.

    A sole bidder who may not meet a rival bids its estimate.

    Raises
    ------
    NoEquilibriumError
        If the fixed point does not settle.
    """
    people = sorted(zip(present(game), cursed, strict=True), key=lambda pair: pair[0].name)
    known = all(not rivals.poisson and rivals.heard == 1.0 for rivals, _ in people)
    own = [rivals for rivals, _ in people].index(present(game)[0])
    subgroups = tuple(
        _subgroup(rivals, chi, 1.0 if known and position == own else 0.0)
        for position, (rivals, chi) in enumerate(people)
    )
    crowd = Crowd(game.public_variance, subgroups, "composition" if known else "poisson")
    if game.looks is not None and sum(each.numbers[0] for each in subgroups) <= (1.0 if known else 0.0):
        return Estimate(game.looks, "own estimate: there is no rival")
    solved = solved_once(crowd)
    starts = np.empty(0) if game.reserve == 0.0 else STARTS
    least = np.array([each[own] for each in screened(crowd)]) if len(starts) else np.empty(0)
    numbers = "known numbers" if known else "Poisson numbers"
    return SitePlan(
        solved.curves.signals[own],
        solved.curves.bids[own],
        starts,
        least,
        subgroups[own].margin,
        f"equilibrium against unseen rivals, {numbers} (Milgrom & Weber 1982)",
        solved.residual,
    )


@lru_cache(maxsize=256)
def solved_once(crowd: Crowd) -> Solved:
    """The fixed point, from naive bids whatever was solved before."""
    return solve(crowd)


@lru_cache(maxsize=256)
def screened(crowd: Crowd) -> tuple[tuple[float, ...], ...]:
    """Thresholds of all subgroups at each tabulated start price."""
    return tuple(tuple(thresholds(solved_once(crowd), float(start)).tolist()) for start in STARTS)


def _subgroup(rivals: Rivals, chi: float, own: float) -> Subgroup:
    """A group as the fixed point knows it."""
    looks = rivals.looks or Looks(0.0, 0.0)
    aversion = rivals.risk_aversion if isinstance(rivals.risk_aversion, int | float) else 0.0
    heads = rivals.others * rivals.heard + own
    return Subgroup(
        rivals.name, looks.taste, looks.noise, (heads, heads), math.log(looks.keeps), float(aversion), cursed=chi
    )
