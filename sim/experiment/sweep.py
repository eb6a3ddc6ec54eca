"""A sweep: every combination of policies, under the study's own conditions and at every point of those that may differ.

A cell is a combination of policies, a point one of conditions; point 0 is the study as it stands. All are played on the
same draws of nature, so cells, points and arms are compared replication by replication.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any, TypeAlias

import numpy as np

from sim import measures
from sim.entities.study import Study, Sweep
from sim.entities.units import Floats
from sim.errors import ScenarioError
from sim.experiment.designs import conditions
from sim.experiment.evaluation import Cell, Evaluation, cells, evaluate
from sim.experiment.family import Outcome, refusal
from sim.experiment.identity import arm_key
from sim.experiment.ranges import shares, slopes
from sim.experiment.statistics import Estimate, estimate
from sim.experiment.store import Store
from sim.scenario import Loaded
from sim.scenario.sweeping import cells as policy_cells

Line: TypeAlias = tuple[str | float | None, ...]
At: TypeAlias = tuple[int, int]
"""Cell, from 1, and point, from 0."""
Who: TypeAlias = tuple[str, str]
"""An arm, and what it is held against; '' for its level."""
Told: TypeAlias = tuple[Who, Cell]

SWEEP_POINTS = ("cell", "point", "path", "value")
SWEEP = ("cell", "point", "arm", "baseline", "measure", "group", "unit", "value", "ci_low", "ci_high", "n")
SWEEP_SENSITIVITY = (
    "cell", "arm", "baseline", "measure", "group", "unit", "path", "low", "high", "change", "ci_low", "ci_high", "n",
)  # fmt: skip


def writes(sweep: Sweep | None, table: str) -> bool:
    """Whether a sweep leaves one of its tables."""
    if sweep is None:
        return False
    needs = {
        "SWEEP_SENSITIVITY": bool(sweep.uncertainties),
        "OPTIMUM": sweep.optimum is not None and bool(sweep.policies),
        "BOX": sweep.optimum is not None and bool(sweep.uncertainties),
    }
    return needs.get(table, True)


@dataclass(frozen=True)
class Cases:
    """What has to be played.

    Attributes
    ----------
    sweep : Sweep
    cells, points : sequence of dict of str to float
        Values by path: cell 1 is the first; point 0, the study's own conditions, is the first and says nothing.
    studies : dict of (int, int) to Study
        By cell and point.
    whole : frozenset of str
        Policies of whole numbers: nothing lies between two rounds and three.
    """

    sweep: Sweep
    cells: Sequence[Mapping[str, float]]
    points: Sequence[Mapping[str, float]]
    studies: Mapping[At, Study]
    whole: frozenset[str] = frozenset()

    @property
    def study(self) -> Study:
        """The first of them, for what all have in common."""
        return self.studies[1, 0]

    @property
    def said(self) -> str:
        """How much it is, in a line."""
        arms, points = to_play(self)[0], len(self.points) - 1
        where = f" at the study's own conditions and {points} points" if points else ""
        each = self.study.replications
        return f"sweep: {len(self.cells)} combinations of policies{where}: {arms} arms x {each} replications"

    def settled(self, replications: int) -> Cases:
        """The same with so many replications, unless the sweep gives their number."""
        if self.sweep.replications is not None:
            return self
        return replace(
            self, studies={at: replace(each, replications=replications) for at, each in self.studies.items()}
        )

    def paths_of(self, arm: str) -> list[str]:
        """The policies that are about an arm."""
        return [path for path in self.sweep.policies if fnmatchcase(arm, path.split(".")[1])]


def posed_sweep(loaded: Loaded) -> Cases | None:
    """All that a file's sweep asks for; None if it asks for none.

    Raises
    ------
    ScenarioError
        If values that are allowed alone are not allowed together.
    """
    study, sweep = loaded.study, loaded.study.sweep
    if sweep is None:
        return None
    named = [*(sweep.measures or study.measures), *([sweep.optimum.measure] if sweep.optimum else ())]
    wanted = tuple(dict.fromkeys(named))
    chosen, points = policy_cells(sweep), [{}, *conditions(sweep, study.seed)]
    studies = {}
    for cell, policies in enumerate(chosen, start=1):
        for point, held in enumerate(points):
            values = {**policies, **held}
            try:
                made = loaded.at(values)
            except ScenarioError as error:
                said = ", ".join(f"{path} {value:g}" for path, value in values.items())
                what = str(error).splitlines()[0].partition(": ")[2]
                raise ScenarioError(f"{loaded.path}: sweep: {said} do not fit together: {what}") from None
            replications = sweep.replications or study.replications
            studies[cell, point] = replace(made, replications=replications, measures=wanted)
    return Cases(sweep, chosen, points, studies, frozenset(path for path in sweep.policies if loaded.whole(path)))


def to_play(cases: Cases | None) -> tuple[int, int]:
    """How many distinct arms a sweep plays, and their replications together."""
    if cases is None:
        return 0, 0
    keys = {arm_key(study, arm) for study in cases.studies.values() for arm in study.arms}
    return len(keys), len(keys) * cases.study.replications


@dataclass
class Swept:
    """What was played.

    Attributes
    ----------
    cases : Cases
    refused : dict
        Cell and point to why there is no equilibrium.
    estimates : dict
        Cell and point to estimates by who and measure and group.
    means : dict
        Cell to the same of the mean over all points but 0; empty without such points.
    curves : dict
        Cell and point to arm to the measure that values are compared by, one value a replication; empty without one.
    """

    cases: Cases
    refused: Mapping[At, str] = field(default_factory=dict)
    estimates: dict[At, dict[Told, Estimate]] = field(default_factory=dict)
    means: dict[int, dict[Told, Estimate]] = field(default_factory=dict)
    curves: dict[At, dict[str, Floats]] = field(default_factory=dict)

    @property
    def told(self) -> dict[str, Any]:
        """For the manifest."""
        cases = self.cases
        refused = [{"cell": cell, "point": point, "why": why} for (cell, point), why in sorted(self.refused.items())]
        told = {
            "cells": len(cases.cells),
            "points": len(cases.points) - 1,
            "design": cases.sweep.design,
            "distinct_arms": to_play(cases)[0],
            "replications": cases.study.replications,
        }
        return {"sweep": told | ({"refused": refused} if refused else {})}


def swept(cases: Cases, outcomes: dict[str, Outcome], store: Store) -> Swept:
    """Read what was played."""
    refused = {at: why for at, study in cases.studies.items() if (why := refusal(study, outcomes))}
    found, optimum = Swept(cases, refused), cases.sweep.optimum
    for cell in range(1, len(cases.cells) + 1):
        sums: dict[Told, Floats] = {}
        counts: Counter[Told] = Counter()
        for point in (point for point in range(len(cases.points)) if (cell, point) not in refused):
            study = cases.studies[cell, point]
            made = evaluate(study, store)
            values = dict(_values(study, made))
            found.estimates[cell, point] = {told: estimate(each) for told, each in values.items()}
            if optimum is not None:
                found.curves[cell, point] = {arm: series[optimum.measure, ""] for arm, series in made.values.items()}
            if point:
                counts.update(values.keys())
                sums |= {told: sums.get(told, 0.0) + each for told, each in values.items()}
        many = len(points_of(found, cell))
        found.means[cell] = {told: estimate(each / many) for told, each in sums.items() if counts[told] == many}
    return found


def _values(study: Study, made: Evaluation) -> Iterator[tuple[Told, Floats]]:
    """One value a replication: levels of all arms, then differences of all pairs."""
    for arm, series in made.values.items():
        yield from ((((arm, ""), cell), series[cell]) for cell in cells(study, series))
    for pair in study.contrasts:
        for cell in cells(study, {**made.values[pair[0]], **made.values[pair[1]]}):
            here, there = made.pair(pair, cell)
            yield (pair, cell), here - there


def sweep_points(found: Swept) -> Iterator[Line]:
    """A line a cell and policy, then a line a point and condition."""
    for cell, policies in enumerate(found.cases.cells, start=1):
        yield from ((cell, None, path, value) for path, value in policies.items())
    for point, held in enumerate(found.cases.points):
        yield from ((None, point, path, value) for path, value in held.items())


def sweep_lines(found: Swept) -> Iterator[Line]:
    """A line a cell, point and estimate: levels (no baseline), then differences; last, without a point, the means."""
    means = (((cell, None), estimates) for cell, estimates in found.means.items())
    for at, estimates in (*found.estimates.items(), *means):
        for (who, cell), each in estimates.items():
            yield *at, *who, *cell, _unit(cell), each.mean, each.low, each.high, each.n


def sweep_sensitivity(found: Swept) -> Iterator[Line]:
    """A line a cell, level or difference, and condition: how much it moves from low to high, all else at its mean."""
    held = found.cases.sweep.uncertainties
    for cell in range(1, len(found.cases.cells) + 1):
        played = points_of(found, cell)
        if not played:
            continue
        x = shares(held, [found.cases.points[point] for point in played])
        for who, what in found.estimates[cell, played[0]]:
            there = [found.estimates[cell, point].get((who, what)) for point in played]
            y = np.array([np.nan if each is None else each.mean for each in there])
            for (path, of), each in zip(held.items(), slopes(x, y), strict=True):
                yield cell, *who, *what, _unit(what), path, of.low, of.high, each.mean, each.low, each.high, each.n


def points_of(found: Swept, *chosen: int) -> list[int]:
    """Points beside the study's own conditions at which all of some cells could be played."""
    return [
        point for point in range(1, len(found.cases.points)) if all((cell, point) in found.estimates for cell in chosen)
    ]


def _unit(cell: Cell) -> str:
    return measures.find(cell[0]).measure.unit
