"""A fit finds what data see, inside its intervals, and names what they do not: a hundred tries at each of two truths.

Data are the program's own, from other draws. A try is a data set of its own; the points that are played for the surface
are the same in all tries, as they would be for any user of the same scenario.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pytest

from sim.entities.study import Fit, Free
from sim.experiment import Options, Store
from sim.experiment.fit.box import Box
from sim.experiment.fit.estimation import estimate
from sim.experiment.fit.fitting import fit
from sim.experiment.fit.judging import judged
from sim.experiment.fit.moments import cells_of, covariance
from sim.experiment.fit.stage import Stage
from sim.scenario import load_text

SCENARIO = """
title: A hall in which drop-outs are seen
seed: 20261122
replications: 3
lots:
  flats:
    count: 100
    worth: {model: lognormal, median: 900000, common_sd: 0.40}
    appraisal: {bias: 0.05, sd: 0.15}
    disclosure_steps: [0.30]
bidders:
  buyers: {count: 40, interest: 0.15, taste_sd: 0.12, signal_sd: 0.20, margin: 0.15}
behaviour: {entry: everyone, foresight: myopic}
arms:
  hall:
    venue: frictionless
    place: {disclosure_level: 1}
    rules: {format: clock, reserve_share: 0.3, shows: [identities, dropouts, bidder_count]}
"""
FACTOR = (0.6, 1.7, "factor")
FREE = {
    "median": Free(*FACTOR, ("lots.flats.worth.median",)),
    "bias": Free(-0.15, 0.25, "linear", ("lots.flats.appraisal.bias",)),
    "common_sd": Free(*FACTOR, ("lots.flats.worth.common_sd",)),
    "turnout": Free(*FACTOR, ("bidders.buyers.interest",)),
    "appraisal_sd": Free(*FACTOR, ("lots.flats.appraisal.sd",)),
    "taste_sd": Free(*FACTOR, ("bidders.buyers.taste_sd",)),
    "signal_sd": Free(*FACTOR, ("bidders.buyers.signal_sd",)),
    "public_news": Free(*FACTOR, ("lots.flats.disclosure_steps.0",)),
}
TRUTHS = {
    "as assumed": {name: 0.05 if name == "bias" else 1.0 for name in FREE},
    "elsewhere": {
        "median": 1.15, "bias": 0.10, "common_sd": 0.85, "turnout": 1.2, "appraisal_sd": 0.9, "taste_sd": 0.9,
        "signal_sd": 1.15, "public_news": 1.1,
    },
}  # fmt: skip
BLIND = {"hammer only": ("taste_sd", "signal_sd", "public_news"), "with drop-outs": ("public_news",)}
"""What data of each kind do not see, when all of it is free."""
TRIES, LOTS = 100, 200
POINTS = 75


@dataclass
class Bench:
    """A hundred data sets at a truth, and what is needed to fit them."""

    box: Box
    asked: Fit
    stage: Stage
    bank: object


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return Store(tmp_path_factory.mktemp("fit"), "program")


def bench(store, truth):
    loaded = load_text(SCENARIO)
    box, asked = Box(FREE), Fit(data="bank", holdout=0.0, points=POINTS)
    stage = Stage(
        partial(loaded.fitted, box.ranges()), box, "hall", asked, loaded.study.seed, store, Options(jobs=2), silent
    )
    apart = replace(stage, seed=7, asked=replace(asked, replications=TRIES * LOTS // 100))
    (bank,) = apart([TRUTHS[truth]], f"bank, {truth}", 1)
    return Bench(box, asked, stage, bank)


def silent(done, total):
    pass


def blinded(lots, kind):
    """Without what is not seen in data of a kind."""
    if kind == "with drop-outs":
        return lots
    nothing = np.full(len(lots), np.nan)
    return replace(lots, second=nothing, lowest=nothing, spread=nothing)


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("truth", TRUTHS)
def test_intervals_hold_the_truth_and_what_is_not_seen_is_named(store, truth, kind, verdict):
    made = bench(store, truth)
    sets = [blinded(made.bank.where(np.arange(i * LOTS, (i + 1) * LOTS)), kind) for i in range(TRIES)]
    cells = cells_of(sets[0], None, ())
    first = fit(made.asked, made.box, sets[0], cells, TRUTHS["as assumed"], 1, made.stage)
    cells = first.cells
    names, holds, named = list(FREE), [], []
    for number, lots in enumerate(sets):
        found = estimate(cells.of(lots), covariance(cells, lots, number), LOTS, first.surface)
        _, why = judged(made.box, first.last, found)
        inside = np.abs(found.at - first.last.scaled(TRUTHS[truth])) <= 1.96 * found.se
        holds.append(inside)
        named.append(["not identified" in each for each in why])
    counts = {
        name: (int(np.sum(held)), int(np.sum(told)))
        for name, held, told in zip(names, np.transpose(holds), np.transpose(named), strict=True)
    }
    for name, (held, told) in counts.items():
        print(f"{truth}, {kind}, {name}: held {held}, named {told}")
    seen = {name: held for name, (held, _) in counts.items() if name not in BLIND[kind]}
    blind = {name: counts[name][1] for name in BLIND[kind]}
    target = "each >= 90 of 100"
    verdict(f"{truth}, {kind}: intervals that hold the truth", seen, target, min(seen.values()) >= 90)
    verdict(f"{truth}, {kind}: named as not identified", blind, target, min(blind.values()) >= 90)
