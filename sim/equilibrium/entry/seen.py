"""What coming is worth where drop-outs are seen, beside what it would be worth if they were not."""

from __future__ import annotations

import math

import numpy as np

from sim.entities.knowledge import Looks, Public
from sim.entities.protocols import Game
from sim.entities.units import Floats, Ids
from sim.equilibrium.anonymous.fixed_point import Solved
from sim.equilibrium.anonymous.screening import thresholds
from sim.equilibrium.entry.game import EntryGame
from sim.equilibrium.hall_plan import HallPlan, hall_plan
from sim.equilibrium.informed import DROP_OUTS_SEEN
from sim.equilibrium.site_crowd import People

DRAWS = 1024
SEED = 1
"""Of the draws: the same in every game, so that beliefs depend on nothing but rules and parameters."""
RARE = 0.05
"""Kinds of which fewer are expected take the ratio of all together."""
BOUNDS = (0.25, 4.0)


def watched(game: EntryGame) -> bool:
    """Whether limits move as rivals are seen to leave."""
    noisy = any(rivals.looks is not None and rivals.looks.noise > 0.0 for _, rivals in game.kinds)
    return game.dropouts and game.format.name in DROP_OUTS_SEEN and noisy and game.public_variance > 0.0


def ratios(game: EntryGame, people: People, solved: Solved, numbers: Floats, log_start: float) -> Floats:
    """Profit (k,) of an entrant of each kind in the hall, over that against unseen rivals, with equal numbers (k,).

    Both games are played on the same draws of the common part, of Poisson numbers and of signals, so that luck cancels
    in the ratio. What all who come earn, over how many come, is what one more may expect (Slivnyak's theorem).

    Parameters
    ----------
    game : EntryGame
    people : People
        Kinds of entrants.
    solved : Solved
        The game against unseen rivals; one subgroup a kind.
    numbers : Floats, shape (k,)
    log_start : float
        Log all-in start price, less the public mean.

    Raises
    ------
    NoEquilibriumError
        If the hall has no equilibrium, or some know of a hidden defect.
    """
    hall, names = _hall(game, people), tuple(rivals.name for rivals, _ in people.kinds)
    looks = [rivals.looks or Looks(0.0, 0.0) for rivals, _ in people.kinds]
    taste, noise, keeps = np.array([[each.taste, each.noise, each.keeps] for each in looks]).T
    least, left = thresholds(solved, log_start), 1.0 - game.defect * game.loss
    public = Public(0.0, game.public_variance, math.exp(log_start))
    earned = np.zeros((2, len(numbers)))
    for draw in range(DRAWS):
        rng = np.random.default_rng((SEED, draw))
        c = math.sqrt(game.public_variance) * rng.standard_normal()
        member = np.repeat(np.arange(len(numbers)), rng.poisson(numbers))
        own, error = taste[member], noise[member]
        x = c + np.sqrt(own + error) * rng.standard_normal(len(member))
        share = np.divide(own, own + error, out=np.ones(len(member)), where=error > 0.0)
        worth = left * keeps[member] * np.exp(c + share * (x - c) + 0.5 * share * error)
        seen = keeps[member] * hall.together(names, member, np.exp(x), public)
        for row, limits in zip(earned, (seen, _unseen(solved, least, member, x, public.start)), strict=True):
            _add(row, member, worth, limits, public.start)
    return _ratio(earned, numbers)


def _hall(game: EntryGame, people: People) -> HallPlan:
    """The limits of the hall."""
    asked = Game(
        format=game.format,
        own=None,
        reserve=game.reserve,
        step=0.0,
        rounds=1,
        rivals=tuple(rivals for rivals, _ in people.kinds),
        risk_aversion=0.0,
        constrained=False,
        looks=people.kinds[0][0].looks,
        public_variance=game.public_variance,
        shows=("dropouts",),
        defect=game.defect,
        loss=game.loss,
    )
    return hall_plan(asked, tuple(chi for _, chi in people.kinds))


def _unseen(solved: Solved, least: Floats, member: Ids, signals: Floats, start: float) -> Floats:
    """All-in limits (n,) against unseen rivals; -inf stays out."""
    limits = np.full(len(member), -np.inf)
    for k in range(len(least)):
        of = (member == k) & (signals >= least[k])
        bids = np.interp(signals[of], solved.curves.signals[k], solved.curves.bids[k])
        limits[of] = np.maximum(np.exp(bids), start)
    return limits


def _add(earned: Floats, member: Ids, worth: Floats, limits: Floats, start: float) -> None:
    """Add the winner's profit to what its kind has earned (k,)."""
    if not np.any(np.isfinite(limits)):
        return
    best = int(np.argmax(limits))
    others = np.delete(limits, best)
    earned[member[best]] += worth[best] - max(float(np.max(others, initial=-np.inf)), start)


def _ratio(earned: Floats, numbers: Floats) -> Floats:
    """Ratios (k,) of the first row to the second, of all together for those who are rare or earn nothing."""
    seen, unseen = earned
    together = seen.sum() / unseen.sum() if unseen.sum() > 0.0 else 1.0
    sure = (numbers >= RARE) & (unseen > 0.0)
    ratio: Floats = np.clip(np.where(sure, seen / np.where(sure, unseen, 1.0), together), *BOUNDS)
    return ratio
