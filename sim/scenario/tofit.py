"""What is fitted: paths that can be, each in a box that the file allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.entities.study import Fit, Free
from sim.scenario.scene import Scene
from sim.scenario.sources import leaves
from sim.scenario.variants import UNCERTAIN, Refused, check_ends, matching
from sim.tables import did_you_mean

FREE = "fit.free"


def check_fit(scene: Scene, resolved: Mapping[str, Any], refused: Refused) -> None:
    """Note what is wrong with the block, once everything else has passed: both ends of each box are tried."""
    asked: Fit | None = scene.parts["fit"]
    if asked is None:
        return
    if asked.arm:
        scene.known("fit.arm", asked.arm, scene.names("arms"), "arm")
    if asked.free is not None and not asked.free:
        scene.fault("fit.free", "is empty; leave it out to fit what such data can see")
    if not asked.data.endswith(".csv"):
        scene.fault("fit.data", "must be the name of a CSV file")
    free = asked.free or {}
    check_ends(scene, resolved, FREE, {path: of for path, of in free.items() if of.paths is None}, refused)
    for name, of in free.items():
        if of.paths is not None:
            _named(scene, resolved, name, of, refused)
    _once(scene, resolved, free)


def _named(scene: Scene, resolved: Mapping[str, Any], name: str, of: Free, refused: Refused) -> None:
    """Several numbers under a name."""
    values = dict(leaves({block: resolved[block] for block in UNCERTAIN}, ""))
    if not of.paths:
        scene.fault_under(FREE, name, "paths", "must be a list of at least one path")
    if of.high <= of.low:
        scene.fault_under(FREE, name, "high", f"must be above low, {of.low:g}")
        return
    if of.scale != "linear" and of.low <= 0.0:
        scene.fault_under(FREE, name, "low", f"must be above 0 where the scale is {of.scale}")
        return
    for path in of.paths or ():
        numbers = [at for at in matching(resolved, path) if isinstance(values.get(at), int | float)]
        if not numbers:
            scene.fault_under(FREE, name, "paths", f"no number is at {path}{did_you_mean(path, sorted(values))}")
            continue
        for key, value in (("low", of.low), ("high", of.high)):
            if why := refused({path: of}, {path: value}):
                scene.fault_under(FREE, name, key, f"does not fit: {why}")
                break


def _once(scene: Scene, resolved: Mapping[str, Any], free: Mapping[str, Free]) -> None:
    """No number is fitted twice."""
    owner: dict[str, str] = {}
    for name, of in free.items():
        held = {at for path in ((name,) if of.paths is None else of.paths) for at in matching(resolved, path)}
        for at in sorted(held & owner.keys()):
            scene.fault_at_key(FREE, name, f"{at} is fitted as {owner[at]} already")
            break
        owner |= dict.fromkeys(held, name)
