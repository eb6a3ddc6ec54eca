"""How long it takes to solve who comes: three groups of ten, in a hall and on a platform, at several costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import median
from time import process_time

from sim.entities.entry import Turnout
from sim.entities.study import Study
from sim.experiment.prepare import attended
from sim.scenario import load_text

MARKET = """
title: Three groups of ten
seed: 1
replications: 1
lots: {flats: {count: 1, worth: {model: lognormal, median: 470000, common_sd: 0.45}, appraisal: {bias: 0.05, sd: 0.12}}}
bidders:
  dealers: {count: 10, taste_sd: 0.10, signal_sd: 0.10, strategy: equilibrium}
  investors: {count: 10, taste_sd: 0.10, signal_sd: 0.20, strategy: equilibrium}
  households: {count: 10, taste_sd: 0.15, signal_sd: 0.25, strategy: equilibrium}
arms:
  hall:
    place: {like: town_hall, travel_cost_same_region: 3000}
    rules: {like: frictionless, format: english, increment_share: 0.005, close: soft, reserve_share: 0.7}
  hall_cheap: {like: hall, place: {travel_cost_same_region: 300}}
  platform:
    place: {like: national_platform, registration_cost: 1000}
    rules: {like: frictionless, format: english, increment_share: 0.005, close: soft, reserve_share: 0.7}
  platform_cheap: {like: platform, place: {registration_cost: 100}}
baseline: hall
"""
"""The text of a scenario."""


@dataclass(frozen=True, slots=True)
class Solving:
    """One game of entry: seconds of a processor to solve it, what is left over, and how many come to a typical lot."""

    arm: str
    seconds: float
    residual: float
    entrants: float


def solvings(repetitions: int) -> list[Solving]:
    """Solve every arm's game of entry so many times over, in turn."""
    study = load_text(MARKET).study
    times: dict[str, list[float]] = {name: [] for name in study.arms}
    found: dict[str, Turnout] = {}
    for _ in range(repetitions):
        for name in study.arms:
            begun = process_time()
            found[name] = _solved(study, name)
            times[name].append(process_time() - begun)
    return [
        Solving(name, median(times[name]), come.residual, sum(come.solutions[0].values()))
        for name, come in found.items()
    ]


def _solved(study: Study, arm: str) -> Turnout:
    (come,) = attended(replace(study, arms={arm: study.arms[arm]})).values()
    return come


def table(rows: list[Solving]) -> str:
    """As lines of text."""
    lines = [f"{'who comes':<22}{'seconds':>12}{'entrants':>12}{'residual':>12}"]
    lines += [f"{row.arm:<22}{row.seconds:>12.2f}{row.entrants:>12.2f}{row.residual:>12.1e}" for row in rows]
    return "\n".join(lines)


def entry_bench(repetitions: int = 3) -> str:
    """Time the entry games of the market above.

    Parameters
    ----------
    repetitions : int
        Times that each is solved; the median counts.
    """
    head = f"three groups of ten, lots at several public means and start prices; median of {repetitions} in turn"
    return f"{head}\n{table(solvings(repetitions))}"
