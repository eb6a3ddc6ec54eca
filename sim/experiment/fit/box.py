"""What is fitted, and the box in which it is looked for: natural values on one side, [-1, 1] on the other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.entities.study import Free, Range, Ranges
from sim.entities.units import Floats
from sim.experiment.fit.sales import LADDER, Sales
from sim.scenario.sources import leaves
from sim.scenario.variants import latin, matching

WIDE = (0.5, 2.0)
"""Factors between which what is assumed is looked for, unless the scenario says where."""

BIAS = (-0.3, 0.5)
"""Logs between which the bias of appraisals is looked for."""


@dataclass(frozen=True)
class Box:
    """Free parameters between low and high.

    Attributes
    ----------
    free : dict of str to Free
        By name; scales are those of `uncertain`.
    """

    free: Mapping[str, Free]

    @property
    def names(self) -> list[str]:
        """In the order of the coordinates."""
        return list(self.free)

    @property
    def ends(self) -> tuple[Floats, Floats]:
        """Low and high (p,), logs where the scale is not linear."""
        ends = [
            (of.low, of.high) if of.scale == "linear" else (math.log(of.low), math.log(of.high))
            for of in self.free.values()
        ]
        low, high = np.array(ends).T
        return low, high

    @property
    def half(self) -> Floats:
        """Half the width (p,), in logs where the scale is not linear."""
        low, high = self.ends
        return (high - low) / 2.0

    @property
    def linear(self) -> list[bool]:
        """Which scales are linear."""
        return [of.scale == "linear" for of in self.free.values()]

    def natural(self, at: Floats) -> dict[str, float]:
        """Values at coordinates (p,)."""
        low, high = self.ends
        inner = low + (at + 1.0) / 2.0 * (high - low)
        return {
            name: float(value) if linear else math.exp(value)
            for name, value, linear in zip(self.free, inner, self.linear, strict=True)
        }

    def scaled(self, values: Mapping[str, float]) -> Floats:
        """Coordinates of values; outside of [-1, 1] if they are outside of the box."""
        low, high = self.ends
        inner = np.array(
            [
                values[name] if linear else math.log(values[name])
                for name, linear in zip(self.free, self.linear, strict=True)
            ]
        )
        return 2.0 * (inner - low) / (high - low) - 1.0

    def around(self, at: Floats, reach: Floats) -> Box:
        """A smaller box: `reach` on either side of a point, inside this one."""
        low = self.natural(np.maximum(at - reach, -1.0))
        high = self.natural(np.minimum(at + reach, 1.0))
        return Box({name: replace(of, low=low[name], high=high[name]) for name, of in self.free.items()})

    def points(self, many: int, seed: int) -> list[dict[str, float]]:
        """Values at the points of a Latin hypercube."""
        unit = {name: Range(-1.0, 1.0) for name in self.free}
        found = latin(unit, Ranges(points=many), seed)
        return [self.natural(np.array([each[name] for name in self.free])) for each in found]

    def ranges(self) -> dict[str, Range]:
        """Path to range, one a path."""
        return {path: Range(of.low, of.high, of.scale) for name, of in self.free.items() for path in paths_of(name, of)}

    def at_paths(self, values: Mapping[str, float]) -> dict[str, float]:
        """Values by path instead of by name."""
        return {path: values[name] for name, of in self.free.items() if name in values for path in paths_of(name, of)}


def paths_of(name: str, of: Free) -> tuple[str, ...]:
    """The paths that a parameter stands for."""
    return (name,) if of.paths is None else of.paths


def assumed(resolved: Mapping[str, Any], name: str, of: Free) -> float:
    """What the scenario says of a parameter: its mean over the places, nan if none is a number; of a factor 1."""
    if of.scale == "factor":
        return 1.0
    values = dict(leaves(resolved, ""))
    held = [float(values[at]) for path in paths_of(name, of) for at in matching(resolved, path)]
    return float(np.mean(held)) if held else math.nan


def usual(resolved: Mapping[str, Any], lots: Sales) -> dict[str, Free]:
    """What data can see of a scenario of log-normal worths (Hong & Shum 2003): the box unless it says otherwise.

    1. The level and the spread of worths, and the bias of appraisals.
    2. How many come, if the number of bidders is known.
    3. With prices at the hammer only, one factor on all tastes and errors of looks: their dispersion together. With the
       drop-outs of others also tastes, looks and errors of appraisals one by one.
    """
    groups = {name: of for name, of in resolved["lots"].items() if of["worth"]["model"] == "lognormal"}
    bidders = {name: of for name, of in resolved["bidders"].items() if groups}
    appraised = {name: of["appraisal"] for name, of in groups.items() if of["appraisal"]}
    free: dict[str, Free] = {}

    def add(name: str, paths: Sequence[str], scale: Any = "factor", ends: tuple[float, float] = WIDE) -> None:
        if paths:
            free[name] = Free(*ends, scale, tuple(paths))

    add("median", [f"lots.{name}.worth.median" for name, of in groups.items() if of["worth"]["median"]])
    for name, paths in _biases(appraised).items():
        add(name, paths, "linear", BIAS)
    add("common_sd", [f"lots.{name}.worth.common_sd" for name in groups])
    if lots.knows("bidders"):
        add("turnout", [_turnout(f"bidders.{name}", of) for name, of in bidders.items()])
    tastes = [f"bidders.{name}.taste_sd" for name, of in bidders.items() if of["taste_sd"]]
    looks = [f"bidders.{name}.signal_sd" for name, of in bidders.items() if of["signal_sd"]]
    if any(lots.knows(column) for column in LADDER):
        add("taste_sd", tastes)
        add("signal_sd", looks)
        add("appraisal_sd", [f"lots.{name}.appraisal.sd" for name in appraised])
    else:
        add("dispersion", tastes + looks)
    return free


def _turnout(path: str, group: Mapping[str, Any]) -> str:
    """The number by which more or fewer bidders of a group come."""
    if isinstance(group["count"], Mapping):
        return f"{path}.count.poisson"
    return f"{path}.interest" if group["interest"] <= 1.0 / WIDE[1] else f"{path}.count"


def _biases(appraised: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """One bias for all lots, or one for each group where the scenario tells them apart."""
    paths = [f"lots.{name}.appraisal.bias" for name in appraised]
    if len({of["bias"] for of in appraised.values()}) <= 1:
        return {"bias": paths}
    return {f"bias of {name}": [path] for name, path in zip(appraised, paths, strict=True)}
