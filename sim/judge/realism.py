"""Published facts beside simulation: what a results folder says of them. Nothing is fitted here, and nothing is played.

A sign is graded by the interval of the paired contrast, a level or shape by a band that the fact declares with its
reason, a ratio by half to one and a half of what was published. An interval that lies on both sides shows nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sim import measures
from sim.entities.units import Floats
from sim.errors import RunError
from sim.experiment.columns import Columns
from sim.experiment.statistics import Estimate, contrast, estimate
from sim.judge.bids import bids_of, of_bids
from sim.judge.findings import Finding
from sim.judge.folder import Played, arms_of, lots_of, wanted, where
from sim.judge.points import at_points, points_of
from sim.scenario.facts import Fact


def realism(folder: Path, facts: Mapping[str, Fact]) -> list[Finding]:
    """What a results folder says of published facts, in the order of the facts and of the folder's arms.

    Parameters
    ----------
    folder : Path
        A results folder: its ``scenario.resolved.yaml`` says which arm is under which law, its ``lots.csv`` the rest.
    facts : map of str to Fact

    Returns
    -------
    list of Finding
        One an arm, or pair of arms, that a fact speaks of. Facts that speak of no arm here are not among them.

    Raises
    ------
    RunError
        If the folder holds no results, or its tables cannot be read.
    """
    arms = arms_of(folder)
    asked = [(name, fact, pair) for name, fact in facts.items() for pair in _speaks_of(fact, arms)]
    if not asked:
        return []
    lots = lots_of(folder, set().union(*(_columns(fact) for _, fact, _ in asked)))
    tried = points_of(folder)
    bare = [Finding(name, fact, *pair, points=at_points(fact, *pair, tried)) for name, fact, pair in asked]
    bids = bids_of(folder, arms) if any(fact.bids for _, fact, _ in asked) else {}
    return [of_bids(one, lots, bids) if one.fact.bids else _finding(one, lots) for one in bare]


def _speaks_of(fact: Fact, arms: Sequence[Played]) -> Iterator[tuple[str, str]]:
    """Arms that a fact speaks of, each with what is taken off ('' for nothing)."""
    for here in arms:
        if fact.rules and here.law != fact.rules:
            continue
        if not fact.contrasts:
            yield here.arm, ""
            continue
        for there in arms:
            if there is here or (fact.against and there.law != fact.against):
                continue
            if fact.rules or _steps(fact, here.values, there.values):
                yield here.arm, there.arm


def _steps(fact: Fact, here: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    """Whether two arms differ in the fact's keys only, and all the same way."""
    apart = {key for key in here.keys() | there.keys() if here.get(key) != there.get(key)}
    low, high = (there, here) if fact.more else (here, there)
    return bool(apart) and all(
        key in (*fact.more, *fact.less) and _size(low.get(key)) < _size(high.get(key)) for key in apart
    )


def _size(value: Any) -> float:
    """How much a key is: ``all`` steps are the most; what is no amount compares with nothing."""
    if value == "all":
        return math.inf
    return float(value) if isinstance(value, int | float) else math.nan


def _columns(fact: Fact) -> set[str]:
    """The columns of ``lots.csv`` that a fact needs."""
    names = () if fact.bids else filter(None, (fact.measure, fact.over))
    return set().union(*(wanted(measures.find(name)) for name in names))


def _finding(bare: Finding, lots: Mapping[str, Columns]) -> Finding:
    """The finding with its numbers, or with the reason why there are none."""
    fact, pair = bare.fact, tuple(filter(None, (bare.arm, bare.baseline)))
    if any(arm not in lots for arm in pair):
        return replace(bare, why="no lot was offered")
    sides = [lots[arm] for arm in pair]
    missing = sorted(_columns(fact) - sides[0].keys())
    if missing:
        return replace(bare, why=f"lots.csv has no column {', '.join(missing)}")
    last = int(max(side["replication"].max() for side in sides))
    if fact.classes:
        sides = [where(side, np.isin(side["asset_class"], fact.classes)) for side in sides]
        if not len(sides[0]["lot"]):
            return replace(bare, why=f"no lots of class {' or '.join(fact.classes)}")
    if len(sides) == 1:
        return replace(bare, found=estimate(_series(fact, sides[0], last + 1)))
    if not np.array_equal(sides[0]["lot"], sides[1]["lot"]):
        raise RunError(f"lots.csv: arms {bare.arm} and {bare.baseline} did not meet the same lots")
    if measures.find(fact.measure).measure.matched:
        both = measures.sold(sides[0]) & measures.sold(sides[1])
        sides = [where(side, both) for side in sides]
    return _contrasted(bare, *(_series(fact, side, last + 1) for side in sides))


def _contrasted(bare: Finding, here: Floats, there: Floats) -> Finding:
    """The finding from one value a replication on either side."""
    found = contrast(here, there)
    apart = (here - there)[~np.isnan(here - there)]
    if bare.fact.kind == "ratio":
        shares = found.relative, math.nan, found.relative_low, found.relative_high
        return replace(bare, found=Estimate(*shares, len(apart)))
    if bare.fact.kind == "sign" and len(apart):
        held = apart > 0.0 if bare.fact.sign == "up" else apart < 0.0
        return replace(bare, found=found.difference, share=float(np.mean(held)))
    return replace(bare, found=found.difference)


def _series(fact: Fact, columns: Columns, replications: int) -> Floats:
    """What the fact measures, one value a replication; nan where it does not exist."""
    split = measures.cells(columns)
    top = measures.evaluate(measures.find(fact.measure), columns, split)
    if fact.over:
        bottom = measures.evaluate(measures.find(fact.over), columns, split)
        top = np.divide(top, bottom, out=np.full(len(top), math.nan), where=bottom != 0.0)
    values = np.full(replications, math.nan)
    values[split.replication] = 1.0 - top if fact.complement else top
    return values
