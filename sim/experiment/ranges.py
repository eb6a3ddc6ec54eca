"""How results move with what is uncertain: their range over points, and how much each assumption moves them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from sim import measures
from sim.entities.study import Range, Study
from sim.entities.units import Floats
from sim.experiment.evaluation import Cell, Evaluation, Pair, cells, evaluate
from sim.experiment.family import Outcome, refusal
from sim.experiment.statistics import Estimate, contrast, estimate, quantile
from sim.experiment.store import Store
from sim.scenario.variants import Point

NAN = float("nan")
Line: TypeAlias = tuple[str | float | None, ...]

POINTS = ("point", "path", "value", "refused")
RANGES = ("point", "arm", "baseline", "measure", "group", "unit", "value", "ci_low", "ci_high", "n")
SENSITIVITY = ("arm", "baseline", "measure", "group", "unit", "path", "low", "high", "change", "ci_low", "ci_high", "n")


@dataclass
class Moved:
    """Estimates at every point that could be played.

    Attributes
    ----------
    points : sequence of Point
    refused : mapping
        Number of a point to why it has no equilibrium.
    levels : dict
        (Arm, cell) to one estimate a point, in the order of the points played.
    differences : dict
        (Pair, cell) to the same.
    """

    points: Sequence[Point] = ()
    refused: Mapping[int, str] = field(default_factory=dict)
    levels: dict[tuple[str, Cell], list[Estimate]] = field(default_factory=dict)
    differences: dict[tuple[Pair, Cell], list[Estimate]] = field(default_factory=dict)

    @property
    def played(self) -> list[Point]:
        """Points that have results."""
        return [point for point in self.points if point.number not in self.refused]

    @property
    def told(self) -> dict[str, Any]:
        """For the manifest; nothing without points."""
        if not self.points:
            return {}
        refused = [{"point": number, "why": why} for number, why in sorted(self.refused.items())]
        return {"points": {"asked": len(self.points), "replications": self.points[0].study.replications}} | (
            {"points_refused": refused} if refused else {}
        )

    def level(self, arm: str, cell: Cell, here: float) -> tuple[float, float]:
        """Least and most over the points and the study itself; nan without points."""
        return _span(self.levels.get((arm, cell), ()), here)

    def difference(self, pair: Pair, cell: Cell, here: float) -> tuple[float, float]:
        """The same of a difference."""
        return _span(self.differences.get((pair, cell), ()), here)


def moved(points: Sequence[Point], outcomes: dict[str, Outcome], store: Store) -> Moved:
    """Read what was played at the points."""
    refused = {point.number: told for point in points if (told := refusal(point.study, outcomes))}
    found = Moved(points, refused)
    for point in found.played:
        made = evaluate(point.study, store)
        for arm, series in made.values.items():
            for cell, values in series.items():
                found.levels.setdefault((arm, cell), []).append(estimate(values))
        for pair in point.study.contrasts:
            for cell in {**made.values[pair[0]], **made.values[pair[1]]}:
                apart = contrast(*made.pair(pair, cell)).difference
                found.differences.setdefault((pair, cell), []).append(apart)
    return found


def points(found: Moved) -> Iterator[Line]:
    """A line a point and uncertain path."""
    for point in found.points:
        for path, value in point.values.items():
            yield point.number, path, value, found.refused.get(point.number)


def ranges(study: Study, made: Evaluation, found: Moved) -> Iterator[Line]:
    """A line a point and estimate: levels (no baseline), then differences."""
    numbers = [point.number for point in found.played]
    for arm, series in made.values.items():
        for cell in cells(study, series):
            for number, each in zip(numbers, found.levels.get((arm, cell), ()), strict=False):
                yield number, arm, None, *cell, _unit(cell), each.mean, each.low, each.high, each.n
    for pair, cell in _pairs(study, made):
        for number, each in zip(numbers, found.differences.get((pair, cell), ()), strict=False):
            yield number, *pair, *cell, _unit(cell), each.mean, each.low, each.high, each.n


def sensitivity(study: Study, made: Evaluation, found: Moved) -> Iterator[Line]:
    """A line a difference and uncertain path: how much it moves from low to high, all else at its mean."""
    if not found.played:
        return
    x = shares(study.uncertain, [point.values for point in found.played])
    for pair, cell in _pairs(study, made):
        values = np.array([each.mean for each in found.differences.get((pair, cell), ())])
        for (path, of), each in zip(study.uncertain.items(), slopes(x, values), strict=True):
            yield *pair, *cell, _unit(cell), path, of.low, of.high, each.mean, each.low, each.high, each.n


def shares(uncertain: Mapping[str, Range], points: Sequence[Mapping[str, float]]) -> Floats:
    """How far values are from low to high, shape (points, paths)."""
    return np.array([[_share(of, values[path]) for path, of in uncertain.items()] for values in points])


def slopes(shares: Floats, values: Floats) -> list[Estimate]:
    """Least squares of values (n,) on shares of the way from low to high (n, k), with an intercept.

    A first-order answer: what bends is averaged, and the interval holds what it leaves unexplained. nan with fewer than
    two points to spare.
    """
    n, k = shares.shape
    if len(values) != n or np.isnan(values).any() or n < k + 3:
        return [Estimate(NAN, NAN, NAN, NAN, n)] * k
    design = np.hstack([np.ones((n, 1)), shares])
    found, _, rank, _ = np.linalg.lstsq(design, values, rcond=None)
    if rank < k + 1:
        return [Estimate(NAN, NAN, NAN, NAN, n)] * k
    spare = n - k - 1
    noise = float(np.sum((values - design @ found) ** 2)) / spare
    errors = np.sqrt(noise * np.diag(np.linalg.inv(design.T @ design)))
    half = quantile(spare) * errors
    return [
        Estimate(float(b), float(e), float(b - h), float(b + h), n)
        for b, e, h in zip(found[1:], errors[1:], half[1:], strict=True)
    ]


def _share(of: Range, value: float) -> float:
    """How far a value is from low to high."""
    if of.scale == "linear":
        return (value - of.low) / (of.high - of.low)
    return float(np.log(value / of.low) / np.log(of.high / of.low))


def _span(estimates: Sequence[Estimate], here: float) -> tuple[float, float]:
    means = [each.mean for each in estimates if not np.isnan(each.mean)]
    if not means or np.isnan(here):
        return NAN, NAN
    return min(*means, here), max(*means, here)


def _unit(cell: Cell) -> str:
    return measures.find(cell[0]).measure.unit


def _pairs(study: Study, made: Evaluation) -> list[tuple[Pair, Cell]]:
    return [
        (pair, cell)
        for pair in study.contrasts
        for cell in cells(study, {**made.values[pair[0]], **made.values[pair[1]]})
    ]
