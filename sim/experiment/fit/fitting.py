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
from sim.experiment.fit.comparing import FEW_SIMULATED, enough, simulated_too, told_by
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

ANCHORED = 20
"""How many times the replications of a point are played to set it."""

NEAR = 0.25
"""How far from where the level was set an estimate may lie, in half widths of the box."""

SHARP = 0.5
"""Standard errors above this, in half widths of the box, are of parameters that may wander."""


class Player(Protocol):
    """What plays a study at some values of what is free."""

    def __call__(self, points: Sequence[Mapping[str, float]], draws: str, times: int) -> list[Sales | None]:
        """Lots at each point, None where there is no equilibrium; draws are named, `times` multiplies replications."""


@dataclass(frozen=True)
class Seen:
    """Moments of some lots: (k,), their covariance (k, k), and how many lots; nan if there are none."""

    moments: Floats
    errors: Floats
    lots: int

    @staticmethod
    def of(cells: Cells, lots: Sales, seed: int) -> Seen:
        """The moments of lots."""
        if not len(lots):
            k = len(cells.cells)
            return Seen(np.full(k, np.nan), np.full((k, k), np.nan), 0)
        return Seen(cells.of(lots), covariance(cells, lots, seed), len(lots))

    def nearest(self, surface: Surface, held: Floats | None = None) -> Estimates:
        """Where a surface is nearest to them."""
        return estimate(self.moments, self.errors, self.lots, surface, held)


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
    seen, apart : Seen
        The lots that were fitted to, and those held out.
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
    """

    box: Box
    last: Box
    cells: Cells
    seen: Seen
    apart: Seen
    surface: Surface
    joint: Estimates
    given: Estimates
    identified: Bools
    why: tuple[str, ...]
    points: int
    refused: int
    rounds: int

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
    rounds: int = 0

    def extend(self, box: Box, play: Player, many: int, seed: int) -> None:
        """Play so many points of a box."""
        values = box.points(many, digest(f"fit {seed} / {self.rounds}") % LARGEST_SEED)
        self.rounds += 1
        for each, played in zip(values, play(values, "points", 1), strict=True):
            if played is None:
                self.refused += 1
            else:
                self.values.append(each)
                self.lots.append(played)

    def inside(self, box: Box) -> list[int]:
        """Numbers of the points in a box."""
        at = [box.scaled(values) for values in self.values]
        return [i for i, each in enumerate(at) if bool(np.all(np.abs(each) <= 1.0 + 1e-9))]


def fit(
    asked: Fit, box: Box, lots: Sales, cells: Cells, assumed: Mapping[str, float], seed: int, play: Player
) -> Found:
    """Estimates of what is free.

    1. A share of the lots is kept apart; the moments of the others are what is fitted to. Moments that say nothing of
       them, or that simulated lots do not have, are left out.
    2. Points of the box are played, a surface is laid through each moment, its level is set near the estimate, and the
       nearest point is found.
    3. Where the error of the surface makes a standard error larger by a fifth, or the estimate lies at an end of a
       smaller box, a box around the estimate is played, up to three boxes in all.
    4. Of what is identified the values to be used are estimated again, the rest being held at what is assumed.

    `cells` are what is compared, `assumed` is what the scenario says of each name, nan if that is no single number.

    Raises
    ------
    ScenarioError
        If there are fewer moments than parameters, or too few points have an equilibrium.
    """
    ours, others = parted(asked, lots, seed)
    cells = told_by(cells, ours, seed)
    enough(cells, len(box.free))
    many, design = points_of(asked, box), _Design()
    design.extend(box, play, many, seed)
    if design.lots:
        middle = _middle(np.array([box.scaled(values) for values in design.values]))
        cells = simulated_too(cells, design.lots, covariance(cells, design.lots[middle], seed, SIMULATED_BOOTSTRAPS))
    enough(cells, len(box.free))
    seen = Seen.of(cells, ours, seed)
    here, surface, joint = searched(design, box, cells, seen, play, many, seed)
    identified, why = judged(box, here, joint)
    return Found(
        box=box,
        last=here,
        cells=cells,
        seen=seen,
        apart=Seen.of(cells, others, seed),
        surface=surface,
        joint=joint,
        given=seen.nearest(surface, np.where(identified, np.nan, held(box, here, joint, assumed))),
        identified=identified,
        why=why,
        points=len(design.values),
        refused=design.refused,
        rounds=design.rounds,
    )


def parted(asked: Fit, lots: Sales, seed: int) -> tuple[Sales, Sales]:
    """The lots that are fitted to, and those kept apart."""
    order = permutation(digest(f"held out / {seed}"), len(lots), np.arange(len(lots), dtype=np.uint64))
    apart = round(asked.holdout * len(lots))
    return lots.where(order >= apart), lots.where(order < apart)


def points_of(asked: Fit, box: Box) -> int:
    """How many points of a box are played."""
    return asked.points or POINTS_A_TERM * terms(len(box.free))


def least_points(box: Box) -> int:
    """How many points a surface over a box takes: its terms, and as many more to judge it by as it has parameters."""
    return terms(len(box.free)) + len(box.free)


def searched(
    design: _Design, box: Box, cells: Cells, seen: Seen, play: Player, many: int, seed: int
) -> tuple[Box, Surface, Estimates]:
    """Boxes of `many` points each, after the first, until a surface is good enough: last box, surface, estimate."""
    here = box
    while True:
        surface, joint = levelled(laid(design, here, cells, seed), here, cells, seen, play, seed)
        closer = smaller(box, here, joint) if design.rounds < ROUNDS else None
        if closer is None:
            return here, surface, joint
        here = closer
        design.extend(here, play, many, seed)


def _middle(points: Floats) -> int:
    """The number of the point nearest to the middle of a box."""
    return int(np.argmin(np.sum(points**2, axis=1)))


def laid(design: _Design, box: Box, cells: Cells, seed: int) -> Surface:
    """The surface over a box, through the points played so far that lie in it.

    Raises
    ------
    ScenarioError
        If too few points have an equilibrium, or have all moments.
    """
    inside = design.inside(box)
    moments = np.array([cells.of(design.lots[i]) for i in inside])
    whole = [i for i, row in zip(inside, moments, strict=True) if not np.isnan(row).any()]
    need = least_points(box)
    if len(whole) < need:
        told = f"{len(whole)} points of the box have an equilibrium and all moments, and a surface takes {need}"
        raise ScenarioError(f"fit: {told}; make the box smaller, or raise fit.points")
    moments = moments[~np.isnan(moments).any(axis=1)]
    points = np.array([box.scaled(design.values[i]) for i in whole])
    lots = design.lots[whole[_middle(points)]]
    noise = covariance(cells, lots, seed, SIMULATED_BOOTSTRAPS)
    few = [name for name, error in zip(cells.names, np.diag(noise), strict=True) if np.isnan(error)]
    if few:
        raise ScenarioError(f"fit: {FEW_SIMULATED}: {', '.join(few)}")
    return fitted(points, moments, noise, len(lots))


def levelled(
    surface: Surface, box: Box, cells: Cells, seen: Seen, play: Player, seed: int
) -> tuple[Surface, Estimates]:
    """The surface with its level set near the estimate, and the estimate."""
    found = seen.nearest(surface)
    for number in range(ANCHORS):
        (lots,) = play([box.natural(found.at)], f"level {number}", ANCHORED)
        moments = np.full(len(cells.cells), np.nan) if lots is None else cells.of(lots)
        if lots is None or np.isnan(moments).any():
            break
        noise = covariance(cells, lots, seed, SIMULATED_BOOTSTRAPS)
        if np.isnan(noise).any():
            break
        surface = surface.anchored(found.at, moments, noise, len(lots))
        before, found = found, seen.nearest(surface)
        moved = np.abs(found.at - before.at)[found.se <= SHARP]
        if np.max(moved, initial=0.0) <= NEAR:
            break
    return surface, found
