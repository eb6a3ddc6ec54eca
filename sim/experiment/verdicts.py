"""What a sweep amounts to: the best value of each policy, and the box of conditions in which an arm loses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import numpy as np

from sim import measures
from sim.entities.asked import Optimum
from sim.entities.units import Floats
from sim.experiment.box import box_of, rare
from sim.experiment.evaluation import Pair
from sim.experiment.optimum import best_of
from sim.experiment.statistics import Estimate
from sim.experiment.sweep import Cases, Line, Swept, points_of

OPTIMUM = (
    "point", "arm", "measure", "unit", "path", "given", "best", "value", "alike", "optimum", "ci_low", "ci_high",
    "reaches", "by", "n",
)  # fmt: skip
BOX = (
    "cell", "arm", "baseline", "measure", "found", "path", "low", "high", "coverage", "density", "inside", "losing",
    "surely", "points", "chance", "at_most",
)  # fmt: skip


def optimum_lines(found: Swept) -> Iterator[Line]:
    """A line a point, arm and policy, other policies given; and one for all policies of an arm together, by cell.

    Point 0 is the study's own conditions; no point is the mean over all others.
    """
    asked = found.cases.sweep.optimum
    if asked is None:
        return
    sign, unit = 1.0 if asked.best == "highest" else -1.0, measures.find(asked.measure).measure.unit
    for point in (*range(len(found.cases.points)), None):
        for arm in found.cases.study.arms:
            for path, given, line in slices(found.cases, arm):
                values = curves(found, arm, list(line.values()), point)
                axis, whole = list(line) if path else None, path in found.cases.whole
                best = None if values is None else best_of(axis, sign * values, whole=whole)
                if best is not None:
                    names = list(line)
                    alike = " ".join(f"{names[place]:g}" for place in best.alike)
                    ends = best.at, best.low, best.high, best.end
                    by = "" if np.isnan(best.at) else "curve" if best.curved else "values"
                    told = (names[best.place], sign * best.level, alike, *ends, by, best.n)
                    yield point, arm, asked.measure, unit, path, given, *told


def slices(cases: Cases, arm: str) -> Iterator[tuple[str, str, Mapping[float, int]]]:
    """Lines through the cells along each policy of an arm, the others given: path, what is given, value to cell.

    With several policies all cells follow, each under its own number and no path. Policies that are about other arms
    only are at their first values.
    """
    own, policies = cases.paths_of(arm), cases.sweep.policies
    first = {path: values[0] for path, values in policies.items()}
    numbers = {tuple(cell.values()): number for number, cell in enumerate(cases.cells, start=1)}

    def number(values: Mapping[str, float]) -> int:
        return numbers[tuple({**first, **values}.values())]

    for path in own:
        others = [other for other in own if other != path]
        for values in product(*(policies[other] for other in others)):
            given = dict(zip(others, values, strict=True))
            said = " ".join(f"{other}={value:g}" for other, value in given.items())
            yield path, said, {value: number({**given, path: value}) for value in policies[path]}
    if len(own) > 1:
        every = (dict(zip(own, values, strict=True)) for values in product(*(policies[path] for path in own)))
        yield "", "", {cell: cell for cell in map(number, every)}


def curves(found: Swept, arm: str, chosen: Sequence[int], point: int | None) -> Floats | None:
    """The measure of an arm in some cells, shape (replications, cells), at a point or on average over all but point 0.

    None if they cannot all be played there.
    """
    at = points_of(found, *chosen) if point is None else [point]
    if not at or any((cell, each) not in found.curves for cell in chosen for each in at):
        return None
    return np.array([np.mean([found.curves[cell, each][arm] for each in at], axis=0) for cell in chosen]).T


def box_lines(found: Swept) -> Iterator[Line]:
    """A line a cell, pair of arms and condition that the box restricts; one without a path where there is no box."""
    asked = found.cases.sweep.optimum
    if asked is None or not found.cases.sweep.uncertainties:
        return
    for cell in range(1, len(found.cases.cells) + 1):
        for pair in found.cases.study.contrasts:
            gaps = differences(found, asked, cell, pair)
            if gaps:
                yield from ((cell, *pair, asked.measure, *line) for line in _box(found, gaps))


def differences(found: Swept, asked: Optimum, cell: int, pair: Pair) -> dict[int, Estimate]:
    """Point to the difference by the measure that arms are compared by, so that it is below 0 where the arm loses."""
    made = {point: found.estimates[cell, point][pair, (asked.measure, "")] for point in points_of(found, cell)}
    if asked.best == "lowest":
        made = {point: Estimate(-each.mean, each.sd, -each.high, -each.low, each.n) for point, each in made.items()}
    return {point: each for point, each in made.items() if not np.isnan(each.mean)}


def _box(found: Swept, gaps: Mapping[int, Estimate]) -> Iterator[Line]:
    """Found, path, low, high, coverage, density, points inside, losing, surely losing, points, chance, at most.

    At most: how many conditions may be losing where no point is, as if points were independent draws. Along one axis a
    stratified set misses losing conditions no more often than that, along several about as often; a grid is not drawn.
    """
    paths = list(found.cases.sweep.uncertainties)
    x = np.array([[found.cases.points[point][path] for path in paths] for point in gaps])
    losing = np.array([each.mean < 0.0 for each in gaps.values()])
    many, surely = int(losing.sum()), sum(each.high < 0.0 for each in gaps.values())
    tail = many, surely, len(gaps)
    if many == 0:
        drawn = found.cases.sweep.design != "grid"
        yield "never", None, None, None, None, None, None, *tail, None, rare(len(gaps)) if drawn else None
    elif many == len(gaps):
        yield "always", None, None, None, None, None, None, *tail, None, None
    else:
        box = box_of(x, losing, found.cases.study.seed)
        told = box.coverage, box.density, box.inside, *tail, box.chance, None
        for axis, (low, high) in box.limits.items():
            yield "box", paths[axis], low, high, *told
        if not box.limits:
            yield "none", None, None, None, None, None, None, *tail, None, None
