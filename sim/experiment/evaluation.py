"""Measures over the parts: one value a replication, arm, measure and group, and what pairs of arms have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np

from sim import measures
from sim.entities.study import Study
from sim.entities.units import Bools, Floats, Ids
from sim.errors import RunError
from sim.experiment import rounds
from sim.experiment.columns import Columns
from sim.experiment.identity import arm_key
from sim.experiment.store import Reader, Store
from sim.experiment.turnouts import Came, came
from sim.experiment.work import task_length
from sim.measures.parties import PARTIES

Kind: TypeAlias = measures.GroupKind | Literal[""]
"""What lots are split by; '' is not at all."""
Cell: TypeAlias = tuple[str, str]
"""A measure's name and a group; group '' is all lots."""
Pair: TypeAlias = tuple[str, str]
"""An arm and what it is held against."""
Series: TypeAlias = dict[Cell, Floats]
"""One value a replication in each cell; nan where the denominator is 0 or the group has no lot."""

FATES = ("sold_in_both", "only_here", "only_there", "neither")


@dataclass
class Transition:
    """What became of the same lots in two arms: counts over all replications, and a price ratio a replication."""

    counts: dict[str, int]
    price_ratio: Floats


@dataclass
class Evaluation:
    """All that the result tables are made of.

    Attributes
    ----------
    values : dict
        Arm to series.
    matched : dict
        Pair to the series of arm and of baseline, for measures that compare arms on the lots sold in both.
    transitions : dict
        Pair and group to what became of the lots.
    came : dict
        Arm and lot group to who came, where numbers were believed.
    parties : dict
        Arm to series of what each party has.
    rounds : dict
        Arm and group to how many lots were called, sold and taken in each round: (replications, rounds, 3).
    """

    replications: int
    values: dict[str, Series] = field(default_factory=dict)
    matched: dict[Pair, tuple[Series, Series]] = field(default_factory=dict)
    transitions: dict[tuple[Pair, str], Transition] = field(default_factory=dict)
    came: dict[tuple[str, str], Came] = field(default_factory=dict)
    parties: dict[str, Series] = field(default_factory=dict)
    rounds: dict[tuple[str, str], Ids] = field(default_factory=dict)

    def empty(self) -> Floats:
        """A column without values, one place a replication."""
        return np.full(self.replications, np.nan)

    def pair(self, pair: Pair, cell: Cell) -> tuple[Floats, Floats]:
        """The values of arm and baseline, as they are to be compared."""
        here, there = self.matched[pair]
        if not measures.find(cell[0]).measure.matched:
            here, there = self.values[pair[0]], self.values[pair[1]]
        return here.get(cell, self.empty()), there.get(cell, self.empty())


def evaluate(study: Study, store: Store) -> Evaluation:
    """Read the parts once, block by block, all arms side by side."""
    made = Evaluation(study.replications)
    made.values = {arm: {(name, ""): made.empty() for name in study.measures} for arm in sorted(study.arms)}
    made.matched = {pair: ({}, {}) for pair in study.contrasts}
    quantities = [measures.find(name) for name in study.measures]
    parties = [measures.Quantity(party) for party in PARTIES.values()]
    matched = [quantity for quantity in quantities if quantity.measure.matched]
    for lots in blocks(study, store):
        for arm, columns in lots.items():
            fill(made, made.values[arm], quantities, columns, study)
            fill(made, made.parties.setdefault(arm, {}), parties, columns, study)
            _rounds(made, arm, columns, study)
            for group, counted in came(columns).items():
                made.came[arm, group] = made.came.get((arm, group), Came()) + counted
        for pair in study.contrasts:
            here, there = lots[pair[0]], lots[pair[1]]
            same_lots(pair, here, there)
            both = measures.sold(here) & measures.sold(there)
            fill(made, made.matched[pair][0], matched, only(here, both), study)
            fill(made, made.matched[pair][1], matched, only(there, both), study)
            for kind in kinds(study):
                _transitions(made, pair, here, there, kind)
    return made


def kinds(study: Study) -> tuple[Kind, ...]:
    """What the study's lots are split by: not at all, and as it says."""
    return ("", *study.by)


def blocks(study: Study, store: Store) -> Iterator[Mapping[str, Columns]]:
    """The lots of all arms, some replications at a time."""
    readers = {arm: Reader(store, arm_key(study, arm), study.replications) for arm in sorted(study.arms)}
    length = task_length(study)
    for first in range(0, study.replications, length):
        last = min(first + length, study.replications) - 1
        yield {arm: reader.block(first, last)["lots"] for arm, reader in readers.items()}


def fill(made: Evaluation, series: Series, quantities: list[measures.Quantity], columns: Columns, study: Study) -> None:
    """Add to a series what these lots say of each quantity, in each group that they have."""
    for kind in kinds(study):
        split = measures.cells(columns, kind)
        places = _by_label(split)
        for quantity in quantities:
            values = measures.evaluate(quantity, columns, split)
            for label, where in places.items():
                target = series.setdefault((quantity.name, label), made.empty())
                target[split.replication[where]] = values[where]


def _rounds(made: Evaluation, arm: str, columns: Columns, study: Study) -> None:
    many = rounds.last_round(study.arms[arm].venue.rules)
    for kind in kinds(study):
        split = measures.cells(columns, kind)
        counts = rounds.count(columns, split, many)
        for label, where in _by_label(split).items():
            target = made.rounds.setdefault((arm, label), np.zeros((made.replications, many, 3), dtype=np.int64))
            target[split.replication[where]] = counts[where]


def _by_label(split: measures.Cells) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, label in enumerate(split.group):
        places[label].append(place)
    return places


def _transitions(made: Evaluation, pair: Pair, here: Columns, there: Columns, kind: Kind) -> None:
    split = measures.cells(here, kind)
    if len(split.starts) == 0:
        return
    a, b = measures.sold(here), measures.sold(there)
    fates = dict(zip(FATES, (a & b, a & ~b, ~a & b, ~a & ~b), strict=True))
    sums = {name: np.add.reduceat(fate[split.order].astype(np.int64), split.starts) for name, fate in fates.items()}
    both = fates["sold_in_both"]
    top, bottom = (
        np.add.reduceat(np.where(both, columns["hammer"], 0.0)[split.order], split.starts) for columns in (here, there)
    )
    ratio = np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0.0)
    for label, where in _by_label(split).items():
        entry = made.transitions.setdefault((pair, label), Transition(dict.fromkeys(FATES, 0), made.empty()))
        for name in FATES:
            entry.counts[name] += int(sums[name][where].sum())
        entry.price_ratio[split.replication[where]] = ratio[where]


def cells(study: Study, series: Mapping[Cell, object]) -> list[Cell]:
    """Cells in the order of the tables: measures as the study names them, then groups by name, all lots first."""
    groups = sorted({group for _, group in series})
    return [(name, group) for name in study.measures for group in groups if (name, group) in series]


def only(columns: Columns, keep: Bools) -> Columns:
    """Some of the lots."""
    return {name: values[keep] for name, values in columns.items()}


def same_lots(pair: Pair, here: Columns, there: Columns) -> None:
    """Make sure that two arms met the same lots.

    Raises
    ------
    RunError
        If they did not.
    """
    same = np.array_equal(here["lot"], there["lot"]) and np.array_equal(here["replication"], there["replication"])
    if not same:
        raise RunError(f"arms {pair[0]} and {pair[1]} did not meet the same lots")
