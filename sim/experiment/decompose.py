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
from sim.experiment.family import Outcome, refusal, times
from sim.experiment.identity import arm_key
from sim.experiment.prepare import asked as asked_of
from sim.experiment.shapley import Subset
from sim.experiment.statistics import estimate
from sim.experiment.store import Store
from sim.scenario.combining import Levers, between, levers_of

Line: TypeAlias = tuple[str | float | None, ...]

DECOMPOSITION = (
    "from", "to", "measure", "group", "unit", "participation", "lever", "keys", "part", "effect", "ci_low", "ci_high",
    "n", "order_error",
)  # fmt: skip
INTERACTIONS = (
    "from", "to", "measure", "group", "unit", "lever", "other_lever", "effect", "ci_low", "ci_high", "n",
)  # fmt: skip
NAN = float("nan")


TOTAL, DIRECT = "total", "direct"
"""Participation: found anew in every combination, or held as it is at the start."""

Switched: TypeAlias = tuple[str, Subset]
"""Participation, and numbers of the switched levers."""


@dataclass(frozen=True)
class Combinations:
    """The arms between two arms that have to be played.

    Attributes
    ----------
    levers : Levers
    studies : dict of (str, frozenset) to Study
        Participation and numbers of the switched levers to the study whose only arm has them switched.
    """

    levers: Levers
    studies: Mapping[Switched, Study]

    @property
    def names(self) -> tuple[str, ...]:
        """Levers by number."""
        return tuple(self.levers.paths)

    def said(self, switched: Switched) -> str:
        """A combination in words."""
        participation, subset = switched
        names = ", ".join(self.names[lever] for lever in sorted(subset)) or "nothing"
        fixed = ", those coming who come to the former" if participation == DIRECT else ""
        return f"{self.levers.start.name} with {names} of {self.levers.to.name}{fixed}"


def posed(study: Study) -> Combinations | None:
    """All combinations that a study asks for, each one a rule book; None if it asks for none.

    Each is played twice: with participation found anew, for total effects, and with those who come at the start, for
    direct ones. What lies between is the effect through entry.

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
        (participation, subset): between(
            whole, levers, [names[lever] for lever in sorted(subset)], frozen=participation == DIRECT
        )
        for participation in (TOTAL, DIRECT)
        for subset in shapley.needed(len(names))
    }
    start = replace(whole, arms={levers.start.name: levers.start})
    if not asked_of(start)[1]:  # all come who hear of a lot: there is nothing to hold fixed
        studies = {switched: replace(each, frozen=None) for switched, each in studies.items()}
    return Combinations(levers, studies)


def settled(combinations: Combinations, study: Study) -> Combinations:
    """The same with as many replications as the study has played in the end, unless it gives their number."""
    if study.decompose is None or study.decompose.replications is not None:
        return combinations
    studies = {
        switched: replace(each, replications=study.replications) for switched, each in combinations.studies.items()
    }
    return replace(combinations, studies=studies)


def variants(study: Study) -> tuple[int, int, float]:
    """What lies between two arms that are taken apart: distinct arms, their replications, and what is solved for them.

    The last is in units of what is solved for the study itself.
    """
    combinations = posed(study)
    if combinations is None:
        return 0, 0, 0.0
    distinct = {key_of(each): each.replications for each in combinations.studies.values()}
    return len(distinct), sum(distinct.values()), times(combinations.studies.values(), study)


@dataclass(frozen=True)
class Apart:
    """A gap taken apart.

    Attributes
    ----------
    combinations : Combinations
    values : dict
        (Participation, cell) to combination to its values (r,), one a replication in which all combinations have one.
    solutions : dict
        Combinations of which the answer is not unique, and how many there are.
    """

    combinations: Combinations
    values: Mapping[tuple[str, Cell], Mapping[Subset, Floats]]
    solutions: Mapping[Switched, int]

    @property
    def told(self) -> dict[str, Any]:
        """For the manifest."""
        levers, studies = self.combinations.levers, self.combinations.studies
        told = {
            "from": levers.start.name,
            "to": levers.to.name,
            "levers": {name: list(paths) for name, paths in levers.paths.items()},
            "combinations": len(studies) // 2,
            "distinct_arms": len({key_of(study) for study in studies.values()}),
            "replications": next(iter(studies.values())).replications,
            "several_solutions": {self.combinations.said(each): count for each, count in self.solutions.items()},
        }
        return {"decomposition": told}


def key_of(study: Study) -> str:
    """The key of a study's only arm."""
    (arm,) = study.arms
    return arm_key(study, arm)


def require(combinations: Combinations, outcomes: dict[str, Outcome]) -> None:
    """Refuse combinations of which one has no equilibrium: parts that leave it out would not add up.

    Parameters
    ----------
    combinations : Combinations
    outcomes : dict
        As far as they are known.

    Raises
    ------
    NoEquilibriumError
        The message names the combination.
    """
    for switched, study in combinations.studies.items():
        if key_of(study) in outcomes and (why := refusal(study, outcomes)):
            raise NoEquilibriumError(f"decompose: {combinations.said(switched)}: {why}")


def apart(combinations: Combinations, outcomes: dict[str, Outcome], store: Store) -> Apart:
    """Read what was played.

    Raises
    ------
    NoEquilibriumError
        If a combination has no equilibrium.
    """
    require(combinations, outcomes)
    series: dict[str, dict[Subset, dict[Cell, Floats]]] = {TOTAL: {}, DIRECT: {}}
    read: dict[str, dict[Cell, Floats]] = {}
    solutions = {}
    for switched, study in combinations.studies.items():
        key = key_of(study)
        if (count := outcomes[key].solutions) > 1:
            solutions[switched] = count
        if key not in read:
            (read[key],) = evaluate(study, store).values.values()
        series[switched[0]][switched[1]] = read[key]
    first = next(iter(combinations.studies.values()))
    found = {}
    for participation, each in series.items():
        for cell in cells(first, each[frozenset()]):
            columns = {subset: values.get(cell, np.full(first.replications, NAN)) for subset, values in each.items()}
            there = ~np.isnan(np.array(list(columns.values()))).any(axis=0)
            found[participation, cell] = {subset: column[there] for subset, column in columns.items()}
    return Apart(combinations, found, solutions)


def decomposition(found: Apart) -> Iterator[Line]:
    """A line a measure, group, participation, lever and part: alone, last, both compared, share; and the whole gap."""
    names, paths = found.combinations.names, found.combinations.levers.paths
    everything = frozenset(range(len(names)))
    for (participation, cell), values in found.values.items():
        head = (*_ends(found), *cell, measures.find(cell[0]).measure.unit, participation)
        whole = estimate(values[everything] - values[frozenset()])
        yield *head, None, None, "whole", whole.mean, whole.low, whole.high, whole.n, None
        shares, errors = shapley.shares(values, len(names))
        for lever, name in enumerate(names):
            parts = {
                "alone": shapley.alone(values, lever),
                "last": shapley.last(values, lever, len(names)),
                "last_less_alone": shapley.last(values, lever, len(names)) - shapley.alone(values, lever),
                "share": shares[lever],
            }
            for part, effects in parts.items():
                each = estimate(effects)
                error = float(errors[lever]) if part == "share" else None
                keys = " ".join(paths[name])
                yield *head, name, keys, part, each.mean, each.low, each.high, each.n, error


def interactions(found: Apart) -> Iterator[Line]:
    """A line a measure, group and pair of levers: what they do together beyond what each does alone, in total."""
    names = found.combinations.names
    for (participation, cell), values in found.values.items():
        if participation != TOTAL:
            continue
        head = (*_ends(found), *cell, measures.find(cell[0]).measure.unit)
        for one, other in _pairs(names):
            each = estimate(shapley.interaction(values, one, other))
            yield *head, names[one], names[other], each.mean, each.low, each.high, each.n


def _ends(found: Apart) -> tuple[str, str]:
    return found.combinations.levers.start.name, found.combinations.levers.to.name


def _pairs(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    for one in range(len(names)):
        yield from ((one, other) for other in range(one + 1, len(names)))
