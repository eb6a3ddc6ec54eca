"""Which lever did it: the gap between two arms, from arms in which some of the levers are switched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from sim import measures
from sim.entities.study import Study
from sim.entities.units import Floats
from sim.errors import NoEquilibriumError
from sim.experiment import shapley
from sim.experiment.evaluation import Cell, cells, evaluate
from sim.experiment.family import Outcome, refusal
from sim.experiment.identity import arm_key
from sim.experiment.shapley import Subset
from sim.experiment.statistics import estimate
from sim.experiment.store import Store
from sim.scenario.combining import Levers, between, levers_of

Line: TypeAlias = tuple[str | float | None, ...]

DECOMPOSITION = (
    "from", "to", "measure", "group", "unit", "lever", "keys", "part", "effect", "ci_low", "ci_high", "n",
    "order_error",
)  # fmt: skip
INTERACTIONS = (
    "from", "to", "measure", "group", "unit", "lever", "other_lever", "effect", "ci_low", "ci_high", "n",
)  # fmt: skip
NAN = float("nan")


@dataclass(frozen=True)
class Combinations:
    """The arms between two arms that have to be played.

    Attributes
    ----------
    levers : Levers
    studies : dict of frozenset to Study
        Numbers of the switched levers to the study whose only arm has them switched.
    """

    levers: Levers
    studies: Mapping[Subset, Study]

    @property
    def names(self) -> tuple[str, ...]:
        """Levers by number."""
        return tuple(self.levers.paths)

    def said(self, subset: Subset) -> str:
        """A combination in words."""
        switched = ", ".join(self.names[lever] for lever in sorted(subset)) or "nothing"
        return f"{self.levers.start.name} with {switched} of {self.levers.to.name}"


def posed(study: Study) -> Combinations | None:
    """All combinations that a study asks for, each one a rule book; None if it asks for none.

    Raises
    ------
    ScenarioError
        If a combination is no rule book.
    """
    asked = study.decompose
    if asked is None:
        return None
    levers = levers_of(study)
    names = tuple(levers.paths)
    wanted = asked.measures or tuple(name for name in study.measures if not measures.find(name).measure.matched)
    whole = replace(study, measures=wanted, replications=asked.replications or study.replications)
    studies = {
        subset: between(whole, levers, [names[lever] for lever in sorted(subset)])
        for subset in shapley.needed(len(names))
    }
    return Combinations(levers, studies)


@dataclass(frozen=True)
class Apart:
    """A gap taken apart.

    Attributes
    ----------
    combinations : Combinations
    values : dict
        Cell to combination to its values (r,), one a replication in which all combinations have one.
    solutions : dict of frozenset to int
        Combinations of which the answer is not unique, and how many there are.
    """

    combinations: Combinations
    values: Mapping[Cell, Mapping[Subset, Floats]]
    solutions: Mapping[Subset, int]

    @property
    def told(self) -> dict[str, Any]:
        """For the manifest."""
        levers, studies = self.combinations.levers, self.combinations.studies
        told = {
            "from": levers.start.name,
            "to": levers.to.name,
            "levers": {name: list(paths) for name, paths in levers.paths.items()},
            "combinations": len(studies),
            "distinct_arms": len({key_of(study) for study in studies.values()}),
            "replications": next(iter(studies.values())).replications,
            "several_solutions": {self.combinations.said(each): count for each, count in self.solutions.items()},
        }
        return {"decomposition": told}


def key_of(study: Study) -> str:
    """The key of a study's only arm."""
    (arm,) = study.arms
    return arm_key(study, arm)


def apart(combinations: Combinations, outcomes: dict[str, Outcome], store: Store) -> Apart:
    """Read what was played.

    Raises
    ------
    NoEquilibriumError
        If a combination has no equilibrium: parts that leave one out would not add up.
    """
    series: dict[Subset, dict[Cell, Floats]] = {}
    solutions = {}
    for subset, study in combinations.studies.items():
        if why := refusal(study, outcomes):
            raise NoEquilibriumError(f"decompose: {combinations.said(subset)}: {why}")
        if (count := outcomes[key_of(study)].solutions) > 1:
            solutions[subset] = count
        (series[subset],) = evaluate(study, store).values.values()
    first = next(iter(combinations.studies.values()))
    found = {}
    for cell in cells(first, series[frozenset()]):
        columns = {subset: each.get(cell, np.full(first.replications, NAN)) for subset, each in series.items()}
        there = ~np.isnan(np.array(list(columns.values()))).any(axis=0)
        found[cell] = {subset: column[there] for subset, column in columns.items()}
    return Apart(combinations, found, solutions)


def decomposition(found: Apart) -> Iterator[Line]:
    """A line a measure, group, lever and part: alone, last, share; and the whole gap."""
    names, paths = found.combinations.names, found.combinations.levers.paths
    everything = frozenset(range(len(names)))
    for cell, values in found.values.items():
        head = (*_ends(found), *cell, measures.find(cell[0]).measure.unit)
        whole = estimate(values[everything] - values[frozenset()])
        yield *head, None, None, "whole", whole.mean, whole.low, whole.high, whole.n, None
        shares, errors = shapley.shares(values, len(names))
        for lever, name in enumerate(names):
            parts = {
                "alone": shapley.alone(values, lever),
                "last": shapley.last(values, lever, len(names)),
                "share": shares[lever],
            }
            for part, effects in parts.items():
                each = estimate(effects)
                error = float(errors[lever]) if part == "share" else None
                keys = " ".join(paths[name])
                yield *head, name, keys, part, each.mean, each.low, each.high, each.n, error


def interactions(found: Apart) -> Iterator[Line]:
    """A line a measure, group and pair of levers: what they do together beyond what each does alone."""
    names = found.combinations.names
    for cell, values in found.values.items():
        head = (*_ends(found), *cell, measures.find(cell[0]).measure.unit)
        for one, other in _pairs(names):
            each = estimate(shapley.interaction(values, one, other))
            yield *head, names[one], names[other], each.mean, each.low, each.high, each.n


def _ends(found: Apart) -> tuple[str, str]:
    return found.combinations.levers.start.name, found.combinations.levers.to.name


def _pairs(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    for one in range(len(names)):
        yield from ((one, other) for other in range(one + 1, len(names)))
