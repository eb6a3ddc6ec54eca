"""Which lever did it: the gap between two arms, from arms in which some of the levers are switched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, TypeAlias

import numpy as np

from sim import measures
from sim.entities.study import Study
from sim.entities.units import Floats
from sim.errors import NoEquilibriumError
from sim.experiment import shapley
from sim.experiment.evaluation import Cell
from sim.experiment.everywhere import apiece
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
    "n", "order_error", "lots_share", "level",
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
    wanted = asked.measures or study.measures
    whole = replace(study, measures=wanted, answer=wanted[0], replications=asked.replications or study.replications)
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
    everywhere : dict
        Group to the share of its lots that sell in every combination: measures of prices are taken of these.
    """

    combinations: Combinations
    values: Mapping[tuple[str, Cell], Mapping[Subset, Floats]]
    solutions: Mapping[Switched, int]
    everywhere: Mapping[str, float] = field(default_factory=dict)

    def lots_share(self, cell: Cell) -> float:
        """Of which share of a group's lots a measure is taken apart."""
        return self.everywhere[cell[1]] if measures.find(cell[0]).measure.matched else 1.0

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
    studies = combinations.studies
    solutions = {switched: count for switched, study in studies.items()
                 if (count := outcomes[key_of(study)].solutions) > 1}  # fmt: skip
    played: dict[str, Switched] = {}
    for switched, study in studies.items():
        played.setdefault(key_of(study), switched)
    read = apiece({combinations.said(switched): studies[switched] for switched in played.values()}, store)
    first = next(iter(studies.values()))
    empty = np.full(first.replications, NAN)
    found = {}
    for participation, cell in product((TOTAL, DIRECT), product(first.measures, sorted(read.everywhere))):
        columns = {
            subset: read.values[combinations.said(played[key_of(study)])].get(cell, empty)
            for (kind, subset), study in studies.items()
            if kind == participation
        }
        there = ~np.isnan(np.array(list(columns.values()))).any(axis=0)
        found[participation, cell] = {subset: column[there] for subset, column in columns.items()}
    return Apart(combinations, found, solutions, read.everywhere)


def decomposition(found: Apart) -> Iterator[Line]:
    """A line a measure, group, participation, lever and part: alone, last, both compared, share; and the whole gap."""
    names, paths = found.combinations.names, found.combinations.levers.paths
    everything = frozenset(range(len(names)))
    for (participation, cell), values in found.values.items():
        head = (*_ends(found), *cell, measures.find(cell[0]).measure.unit, participation)
        whole = estimate(values[everything] - values[frozenset()])
        base = found.lots_share(cell), estimate(values[frozenset()]).mean
        yield *head, None, None, "whole", whole.mean, whole.low, whole.high, whole.n, None, *base
        shares, errors = shapley.shares(values, len(names))
        for lever, name in enumerate(names):
            alone, last = shapley.alone(values, lever), shapley.last(values, lever, len(names))
            parts = {"alone": alone, "last": last, "last_less_alone": last - alone, "share": shares[lever]}
            for part, effects in parts.items():
                each = estimate(effects)
                error = float(errors[lever]) if part == "share" else None
                keys = " ".join(paths[name])
                yield *head, name, keys, part, each.mean, each.low, each.high, each.n, error, *base


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
