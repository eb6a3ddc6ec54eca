"""The tables of a results folder. Every table is a view of the parts: it does not matter who played them, or when."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

import numpy as np

from sim import measures
from sim.entities.study import Study
from sim.experiment import choosing, csvfile, decompose, many, ranges
from sim.experiment.choosing import Choice
from sim.experiment.columns import KINDS
from sim.experiment.decompose import Apart
from sim.experiment.evaluation import FATES, Evaluation, cells
from sim.experiment.identity import arm_key
from sim.experiment.ranges import Moved
from sim.experiment.statistics import contrast, estimate, needed
from sim.experiment.store import Store

NOT_MOVED = Moved()
"""Nothing is uncertain."""

Line: TypeAlias = tuple[str | float | None, ...]

LINES = 10_000
"""Lines of a long table that are text in memory at once."""

RUNS = ("arm", "replication", "measure", "group", "value")
SUMMARY = (
    "arm",
    "measure",
    "group",
    "unit",
    "mean",
    "sd",
    "ci_low",
    "ci_high",
    "n",
    "range_low",
    "range_high",
    "needs",
)
CONTRASTS = (
    "arm", "baseline", "measure", "group", "unit", "difference", "ci_low", "ci_high", "n",
    "relative", "relative_low", "relative_high", "range_low", "range_high", "p", "p_adjusted", "needs",
)  # fmt: skip
TRANSITIONS = ("arm", "baseline", "group", *FATES, "price_ratio", "price_ratio_low", "price_ratio_high", "n")
DIFFERENCES = (
    "arm", "baseline", "key", "here", "there", "unit", "channel", "source_here", "source_there",
)  # fmt: skip


def write_results(folder: Path, study: Study, made: Evaluation, moved: Moved = NOT_MOVED) -> None:
    """The tables made of measures; ranges over what is uncertain, if anything is."""
    csvfile.write(folder / "runs.csv", RUNS, runs(study, made))
    csvfile.write(folder / "summary.csv", SUMMARY, summary(study, made, moved))
    csvfile.write(folder / "contrasts.csv", CONTRASTS, contrasts(study, made, moved))
    csvfile.write(folder / "transitions.csv", TRANSITIONS, transitions(study, made))


def write_long(folder: Path, study: Study, store: Store) -> None:
    """The tables with a line a lot, participant or bid, part by part."""
    for table in sorted({"lots", *study.tables}):
        names = list(KINDS[table])
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            csvfile.lines(file, [["arm", *names]])
            for arm in sorted(study.arms):
                for _, part in store.read(arm_key(study, arm), study.replications):
                    for first in range(0, len(part[table]["lot"]), LINES):
                        cut = slice(first, first + LINES)
                        columns = [csvfile.column(part[table][name][cut]) for name in names]
                        csvfile.lines(file, zip([arm] * len(columns[0]), *columns, strict=True))


def write_differences(folder: Path, differences: Iterable[Line]) -> None:
    """How the rule books of each contrast differ."""
    csvfile.write(folder / "differences_in_rules.csv", DIFFERENCES, differences)


def runs(study: Study, made: Evaluation) -> Iterator[Line]:
    """A line an arm, replication, measure and group."""
    for arm, series in made.values.items():
        order = cells(study, series)
        for replication in range(made.replications):
            for name, group in order:
                yield arm, replication, name, group, float(series[name, group][replication])


def write_ranges(folder: Path, study: Study, made: Evaluation, moved: Moved) -> None:
    """The tables about what is uncertain."""
    csvfile.write(folder / "points.csv", ranges.POINTS, ranges.points(moved))
    csvfile.write(folder / "ranges.csv", ranges.RANGES, ranges.ranges(study, made, moved))
    csvfile.write(folder / "sensitivity.csv", ranges.SENSITIVITY, ranges.sensitivity(study, made, moved))


def write_choice(folder: Path, found: Choice, made: Evaluation) -> None:
    """Which arm is the best; of all lots also group by group, where the study has the measure."""
    name, series = found.asked.measure, [made.values[arm] for arm in found.arms]
    groups = sorted({group for each, group in series[0] if each == name and group and not found.asked.group})
    by_group = {group: np.array([each[name, group] for each in series]) for group in groups}
    csvfile.write(folder / "choice.csv", choosing.CHOICE, choosing.lines(found, by_group))


def write_decomposition(folder: Path, gap: Apart) -> None:
    """The tables about levers."""
    csvfile.write(folder / "decomposition.csv", decompose.DECOMPOSITION, decompose.decomposition(gap))
    csvfile.write(folder / "interactions.csv", decompose.INTERACTIONS, decompose.interactions(gap))


def summary(study: Study, made: Evaluation, moved: Moved = NOT_MOVED) -> Iterator[Line]:
    """A line an arm, measure and group."""
    for arm, series in made.values.items():
        for name, group in cells(study, series):
            found = estimate(series[name, group])
            unit = measures.find(name).measure.unit
            span = moved.level(arm, (name, group), found.mean)
            needs = _whole(needed(series[name, group]))
            yield arm, name, group, unit, found.mean, found.sd, found.low, found.high, found.n, *span, needs


def contrasts(study: Study, made: Evaluation, moved: Moved = NOT_MOVED) -> Iterator[Line]:
    """A line a pair of arms, measure and group."""
    rows = [
        (pair, cell, contrast(*made.pair(pair, cell)))
        for pair in study.contrasts
        for cell in cells(study, {**made.values[pair[0]], **made.values[pair[1]]})
    ]
    tested = [(pair, cell[0], many.lots_of(study, cell[1])) for pair, cell, _ in rows]
    adjusted = many.corrected(dict(zip(tested, (found.difference.p for *_, found in rows), strict=True)))
    for (pair, cell, found), test in zip(rows, tested, strict=True):
        apart, unit = found.difference, measures.find(cell[0]).measure.unit
        shares = found.relative, found.relative_low, found.relative_high
        span = moved.difference(pair, cell, apart.mean)
        here, there = made.pair(pair, cell)
        tests = apart.p, adjusted[test], _whole(needed(here - there))
        yield *pair, *cell, unit, apart.mean, apart.low, apart.high, apart.n, *shares, *span, *tests


def _whole(number: float) -> float:
    """Rounded up; nan, an empty field, for what is not known."""
    return math.ceil(number) if math.isfinite(number) else math.nan


def transitions(study: Study, made: Evaluation) -> Iterator[Line]:
    """A line a pair of arms and group."""
    for pair in study.contrasts:
        for group in sorted(group for other, group in made.transitions if other == pair):
            entry = made.transitions[pair, group]
            ratio = estimate(entry.price_ratio)
            yield *pair, group, *(entry.counts[name] for name in FATES), ratio.mean, ratio.low, ratio.high, ratio.n
