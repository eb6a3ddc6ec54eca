"""From a study to a results folder: plans, replications, parts, statistics, tables."""

from __future__ import annotations

from sim.experiment.decompose import variants
from sim.experiment.family import times
from sim.experiment.manifest import Origin, command_of, plan_lines
from sim.experiment.picking import telling_lot
from sim.experiment.prepare import prepare
from sim.experiment.runner import Options, run, simulate
from sim.experiment.shelf import Shelf
from sim.experiment.solving import Solving, Watch
from sim.experiment.store import Store
from sim.experiment.sweep import Cases, posed_sweep, to_play
from sim.experiment.turnouts import entry_lines, rough, warnings

__all__ = [
    "Cases",
    "Options",
    "Origin",
    "Shelf",
    "Solving",
    "Store",
    "Watch",
    "command_of",
    "entry_lines",
    "plan_lines",
    "posed_sweep",
    "prepare",
    "rough",
    "run",
    "simulate",
    "telling_lot",
    "times",
    "to_play",
    "variants",
    "warnings",
]
