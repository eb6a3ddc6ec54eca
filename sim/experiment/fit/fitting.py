"""Fit a study to real sales: play points of a box, lay a surface through their moments, find the nearest point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from sim.draws import digest, permutation
from sim.entities.study import Fit
from sim.entities.units import Bools, Floats
from sim.errors import ScenarioError
from sim.experiment.fit.box import Box
from sim.experiment.fit.estimation import Estimates, estimate
from sim.experiment.fit.judging import held, judged, smaller
from sim.experiment.fit.moments import Cells, covariance
from sim.experiment.fit.sales import Sales
from sim.experiment.fit.surface import Surface, fitted, terms
from sim.scenario.document import LARGEST_SEED

POINTS_A_TERM = 3
"""Points of the box for each term of a surface, unless the scenario says how many."""

ROUNDS = 3
"""How often the box may be drawn closer around the estimate."""

SIMULATED_BOOTSTRAPS = 200
"""Resamples of simulated lots."""

ANCHORS = 3
"""How often the level of a surface may be set."""

ANCHORED = 10
"""How many times the replications of a point are played to set it."""

NEAR = 0.25
"""How far from where the level was set an estimate may lie, in half widths of the box."""


class Player(Protocol):
    """What plays a study at some values of what is free."""

    def __call__(self, points: Sequence[Mapping[str, float]], draws: str, times: int) -> list[Sales | None]:
        """Lots at each point, None where there is no equilibrium; draws are named, `times` multiplies replications."""


@dataclass(frozen=True)
class Found:
    """A fit.

    Attributes
    ----------
    box : Box
        As asked for.
    last : Box
        In which the last surface lies; coordinates of estimates are its own.
    cells : Cells
    observed, errors : Floats, shapes (k,), (k, k)
        Moments of the lots that were fitted to, and their covariance.
    surface : Surface
    joint : Estimates
        Of all parameters together.
    given : Estimates
        Of the identified ones, the others being held at what is assumed.
    identified : array of bool, shape (p,)
    why : tuple of str
        Of each parameter that is not identified; '' for the others.
    points, refused, rounds : int
        Points played, those without equilibrium, and boxes.
    lots, kept_apart : int
        Lots that were fitted to, and held out.
    holdout, holdout_errors : Floats, shapes (k,), (k, k)
        Moments of the lots held out; nan without any.
    """

    box: Box
    last: Box
    cells: Cells
    observed: Floats
    errors: Floats
    surface: Surface
    joint: Estimates
    given: Estimates
    identified: Bools
    why: tuple[str, ...]
    points: int
    refused: int
    rounds: int
    lots: int
    kept_apart: int
    holdout: Floats
    holdout_errors: Floats

    @property
    def se(self) -> Floats:
        """Standard errors of the joint estimates (p,), in logs where the scale is not linear."""
        found: Floats = self.joint.se * self.last.half
        return found

    @property
    def predicted(self) -> tuple[Floats, Floats]:
        """Moments at the joint estimate (k,), and the covariance (k, k) of their error as a prediction."""
        at = self.joint.at
        slope = self.surface.jacobian(at)
        spread = slope @ self.joint.covariance @ slope.T + self.surface.uncertainty(at)
        return self.surface.at(at), spread


@dataclass
class _Design:
    """Points that were played so far."""

    values: list[Mapping[str, float]] = field(default_factory=list)
    lots: list[Sales] = field(default_factory=list)
    refused: int = 0

    def inside(self, box: Box) -> list[int]:
        """Numbers of the points in a box."""
        at = [box.scaled(values) for values in self.values]
        return [i for i, each in enumerate(at) if bool(np.all(np.abs(each) <= 1.0 + 1e-9))]


def fit(
    asked: Fit, box: Box, lots: Sales, cells: Cells, assumed: Mapping[str, float], seed: int, play: Player
) -> Found:
    """Estimates of what is free.

    1. A share of the lots is kept apart; the moments of the others are what is fitted to.
    2. Points of the box are played, a surface is laid through each moment, its level is set near the estimate, and the
       nearest point is found.
    3. Where the error of the surface is a fifth of some variance or more, or the estimate lies at an end of a smaller
       box, a box around the estimate is played, up to three boxes in all.
    4. Of what is identified the values to be used are estimated again, the rest being held at what is assumed.

    Parameters
    ----------
    asked : Fit
    box : Box
    lots : Sales
    cells : Cells
        What is compared.
    assumed : mapping
        Name to what the scenario says; nan if that is no single number.
    seed : int
    play : callable

    Raises
    ------
    ScenarioError
        If there are fewer moments than parameters, or too few points have an equilibrium.
    """
    order = permutation(digest(f"held out / {seed}"), len(lots), np.arange(len(lots), dtype=np.uint64))
    apart = round(asked.holdout * len(lots))
    held_out, ours = lots.where(order < apart), lots.where(order >= apart)
    observed = cells.of(ours)
    cells, observed = cells.where(~np.isnan(observed)), observed[~np.isnan(observed)]
    if len(observed) < len(box.free):
        told = f"{len(observed)} moments cannot tell {len(box.free)} parameters apart"
        raise ScenarioError(f"fit: {told}; free fewer, or give more columns")
    errors = covariance(cells, ours, seed)
    design, here = _Design(), box
    for number in range(ROUNDS):
        many = asked.points or POINTS_A_TERM * terms(len(box.free))
        surface = laid(design, here, cells, play, many, seed, number)
        surface, joint = levelled(surface, here, cells, (observed, errors, len(ours)), play, seed)
        closer = smaller(box, here, joint)
        if closer is None or number == ROUNDS - 1:
            break
        here = closer
    identified, why = judged(box, here, joint)
    fixed = np.where(identified, np.nan, held(box, here, joint, assumed))
    there = cells.of(held_out) if apart else np.full(len(observed), np.nan)
    return Found(
        box=box,
        last=here,
        cells=cells,
        observed=observed,
        errors=errors,
        surface=surface,
        joint=joint,
        given=estimate(observed, errors, len(ours), surface, fixed),
        identified=identified,
        why=why,
        points=len(design.values),
        refused=design.refused,
        rounds=number + 1,
        lots=len(ours),
        kept_apart=apart,
        holdout=there,
        holdout_errors=covariance(cells, held_out, seed) if apart else np.full((len(observed),) * 2, np.nan),
    )


def laid(design: _Design, box: Box, cells: Cells, play: Player, many: int, seed: int, number: int) -> Surface:
    """The surface over a box, through new points and those played before that lie in it.

    Raises
    ------
    ScenarioError
        If too few points have an equilibrium, or have all moments.
    """
    values = box.points(many, digest(f"fit {seed} / {number}") % LARGEST_SEED)
    for each, played in zip(values, play(values, "points", 1), strict=True):
        if played is None:
            design.refused += 1
        else:
            design.values.append(each)
            design.lots.append(played)
    inside = design.inside(box)
    moments = np.array([cells.of(design.lots[i]) for i in inside])
    whole = [i for i, row in zip(inside, moments, strict=True) if not np.isnan(row).any()]
    need = terms(len(box.free)) + len(box.free)
    if len(whole) < need:
        told = f"{len(whole)} points of the box have an equilibrium and all moments, and a surface takes {need}"
        raise ScenarioError(f"fit: {told}; make the box smaller, or raise fit.points")
    moments = moments[~np.isnan(moments).any(axis=1)]
    points = np.array([box.scaled(design.values[i]) for i in whole])
    middle = whole[int(np.argmin(np.sum(points**2, axis=1)))]
    lots = design.lots[middle]
    return fitted(points, moments, covariance(cells, lots, seed, SIMULATED_BOOTSTRAPS), len(lots))


def levelled(
    surface: Surface, box: Box, cells: Cells, seen: tuple[Floats, Floats, int], play: Player, seed: int
) -> tuple[Surface, Estimates]:
    """The surface with its level set near the estimate, and the estimate.

    Parameters
    ----------
    surface : Surface
    box : Box
    cells : Cells
    seen : (Floats, Floats, int)
        Observed moments, their covariance, and the lots behind them.
    play : callable
    seed : int
    """
    found = estimate(*seen, surface)
    for number in range(ANCHORS):
        (lots,) = play([box.natural(found.at)], f"level {number}", ANCHORED)
        moments = np.full(len(seen[0]), np.nan) if lots is None else cells.of(lots)
        if lots is None or np.isnan(moments).any():
            break
        noise = covariance(cells, lots, seed, SIMULATED_BOOTSTRAPS)
        surface = surface.anchored(found.at, moments, noise, len(lots))
        before, found = found, estimate(*seen, surface)
        if np.max(np.abs(found.at - before.at)) <= NEAR:
            break
    return surface, found
