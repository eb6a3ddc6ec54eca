"""What a study's uncertain assumptions do to what a fact speaks of: the means at the points that were tried."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.errors import RunError
from sim.scenario.facts import Fact

Line = Mapping[str, str]


def points_of(folder: Path) -> list[Line]:
    """The lines of ``ranges.csv``; none where nothing is uncertain."""
    path = folder / "ranges.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def at_points(fact: Fact, arm: str, baseline: str, lines: Sequence[Line]) -> tuple[float, ...]:
    """What the fact reads at each point; none where the study did not report just that.

    A study reports measures that it names, for groups of lots that it names. A ratio of two measures, or a difference
    as a share of the baseline, is not among them.

    Raises
    ------
    RunError
        If a number cannot be read.
    """
    if fact.over or fact.kind == "ratio":
        return ()
    mine = [line for line in lines if line["measure"] == fact.measure and _meant(fact, line["group"])]
    same = [line for line in mine if (line["arm"], line["baseline"]) == (arm, baseline)]
    turned = [line for line in mine if baseline and (line["arm"], line["baseline"]) == (baseline, arm)]
    chosen = [line for line in same or turned if line["value"]]
    if len({line["group"] for line in chosen}) != 1:
        return ()
    flip = (-1.0 if fact.complement else 1.0) * (1.0 if same else -1.0)
    shift = 1.0 if fact.complement and not baseline else 0.0
    try:
        return tuple(shift + flip * float(line["value"]) for line in chosen)
    except ValueError as error:
        raise RunError(f"ranges.csv: is damaged: {error}") from None


def _meant(fact: Fact, group: str) -> bool:
    """Whether a group holds the lots that a fact speaks of: all, or those of one of its classes."""
    kind, _, name = group.partition("=")
    return (kind == "class" and name in fact.classes) if fact.classes else not group
