"""What is swept: values of policies in every combination, each at the points of what is uncertain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import Any

from sim.entities.study import Sweep
from sim.measures import find
from sim.scenario.combining import known_measure
from sim.scenario.scene import Scene
from sim.scenario.variants import Refused, check_ends, matching, numbers_at

POLICIES, UNCERTAINTIES = "sweep.policies", "sweep.uncertainties"
LEVELS, POINTS = 3, 32
"""Points of a sweep that does not say: levels of each uncertainty in a grid, points in all otherwise."""


def cells(sweep: Sweep) -> list[dict[str, float]]:
    """Every combination of policies, the last path running fastest; a single empty one if there are none."""
    return [dict(zip(sweep.policies, values, strict=True)) for values in product(*sweep.policies.values())]


def asked_points(sweep: Sweep) -> int:
    """Points, or levels of each uncertainty in a grid."""
    return sweep.points or (LEVELS if sweep.design == "grid" else POINTS)


def check_sweep(scene: Scene, resolved: Mapping[str, Any], refused: Refused) -> None:
    """Note what is wrong with the block, once everything else has passed: every value is tried alone."""
    sweep: Sweep | None = scene.parts["sweep"]
    if sweep is None:
        return
    if not sweep.policies and not sweep.uncertainties:
        scene.fault(
            "sweep",
            "names neither policies nor uncertainties, e.g. policies: {arms.NAME.rules.reserve_share: [0.7, 0.8]}",
        )
    for path, values in sweep.policies.items():
        _policy(scene, resolved, path, values, refused)
    check_ends(scene, resolved, UNCERTAINTIES, sweep.uncertainties, refused)
    _apart(scene, resolved, sweep)
    _design(scene, sweep)
    for i, name in enumerate(sweep.measures or ()):
        known_measure(scene, f"sweep.measures.{i}", name)
    if sweep.optimum is not None:
        _whole(scene, "sweep.optimum.measure", sweep.optimum.measure)


def _policy(scene: Scene, resolved: Mapping[str, Any], path: str, values: Sequence[float], refused: Refused) -> None:
    """A number inside arms, and values that the file allows."""
    if path.partition(".")[0] != "arms":
        what = "a policy is a number inside an arm; what nobody chooses belongs under uncertainties"
        scene.fault_at_key(POLICIES, path, what)
        return
    if not numbers_at(scene, resolved, POLICIES, path):
        return
    if len(values) < 2:
        scene.fault_at_key(POLICIES, path, "must have at least two values")
    falls = next((pair for pair in pairwise(values) if pair[1] <= pair[0]), None)
    if falls is not None:
        scene.fault_at_key(POLICIES, path, f"must ascend; {falls[1]:g} comes after {falls[0]:g}")
    for i, value in enumerate(values):
        if why := refused({}, {path: value}):
            scene.fault_under(POLICIES, path, str(i), f"does not fit: {why}")


def _apart(scene: Scene, resolved: Mapping[str, Any], sweep: Sweep) -> None:
    """No number is swept by two paths."""
    owner: dict[str, str] = {}
    for kind, path in _paths(sweep):
        for at in matching(resolved, path):
            if at in owner:
                scene.fault_at_key(kind, path, f"{at} is swept by {owner[at]} already")
                break
        owner |= dict.fromkeys(matching(resolved, path), path)


def _paths(sweep: Sweep) -> Iterator[tuple[str, str]]:
    yield from ((POLICIES, path) for path in sweep.policies)
    yield from ((UNCERTAINTIES, path) for path in sweep.uncertainties)


def _design(scene: Scene, sweep: Sweep) -> None:
    """How many points a design may have."""
    asked = asked_points(sweep)
    if sweep.design == "grid" and asked < 2:
        scene.fault("sweep.points", "a grid needs at least 2 levels of each uncertainty")
    if sweep.design == "sobol" and asked & (asked - 1):
        below = 1 << (asked.bit_length() - 1)
        scene.fault(
            "sweep.points", f"must be a power of 2 for a Sobol set, such as {below} or {2 * below}; got {asked}"
        )


def _whole(scene: Scene, path: str, name: str) -> None:
    """A measure over all lots: one of the lots sold in both arms is about other lots in every cell."""
    if known_measure(scene, path, name) and find(name).measure.matched:
        what = f"{name} is compared on the lots that sell in both arms, which differ from combination to combination"
        scene.fault(path, f"{what}; take a measure over all lots, such as net_proceeds_share")
