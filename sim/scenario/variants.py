"""The same scenario with other numbers in it: what is uncertain, at some points between low and high."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, TypeAlias

import numpy as np

from sim.draws import Draws, digest, permutation
from sim.entities.study import Range, Ranges, Study
from sim.scenario.scene import Scene
from sim.scenario.sources import leaves
from sim.scenario.writing import flow
from sim.tables import did_you_mean

UNCERTAIN = ("lots", "sellers", "bidders", "behaviour", "arms")
"""Blocks whose numbers describe the world and may be uncertain; the others describe the study."""

Refused: TypeAlias = Callable[[Mapping[str, Range], Mapping[str, float]], str]
"""Why a file does not allow values at uncertain and other paths; empty if it does."""


@dataclass(frozen=True)
class Point:
    """A study in which everything uncertain has some value.

    Attributes
    ----------
    number : int
        Counted from 1.
    values : dict of str to float
        By path, as it is written under `uncertain`.
    study : Study
        With the replications of a point.
    """

    number: int
    values: Mapping[str, float]
    study: Study


def matching(plain: Mapping[str, Any], path: str) -> list[str]:
    """The paths of single values that a path stands for, in which `*` is any one name.

    Examples
    --------
    >>> matching({"bidders": {"a": {"count": 1}, "b": {"count": 2}}}, "bidders.*.count")
    ['bidders.a.count', 'bidders.b.count']
    """
    depth = path.count(".")
    return [at for at, _ in leaves(plain, "") if at.count(".") == depth and fnmatchcase(at, path)]


def varied(plain: Mapping[str, Any], uncertain: Mapping[str, Range], values: Mapping[str, float]) -> dict[str, Any]:
    """A file that says everything, with other numbers at some paths.

    At uncertain paths whole numbers stay whole; at others the number is written as it is.
    """
    changed = copy.deepcopy(dict(plain))
    for path, value in values.items():
        for at in matching(plain, path):
            *above, name = at.split(".")
            block: Any = changed
            for outer in above:
                block = block[_index(block, outer)]
            last = _index(block, name)
            block[last] = _new(block[last], value, uncertain.get(path))
    if "output" in changed:
        changed["output"] = {**changed["output"], "words": {}}
    return {**changed, "uncertain": {}, "sweep": None, "fit": None, "sources": {}}


def _new(old: float, value: float, of: Range | None) -> float:
    if of is None:
        return value
    new = value * old if of.scale == "factor" else value
    return round(new) if isinstance(old, int) else float(new)


def latin(uncertain: Mapping[str, Range], ranges: Ranges, seed: int) -> list[dict[str, float]]:
    """Values at each point: a Latin hypercube, each path in an order of its own (McKay, Beckman & Conover 1979).

    Draws are keyed by path, so that another path moves nothing.
    """
    steps, found = np.arange(ranges.points), {}
    for path, of in uncertain.items():
        order = permutation(digest(f"order of {path} / {seed}"), ranges.points, steps.astype(np.uint64))
        share = (order + Draws(seed, 0).uniform(f"uncertain {path}", steps.astype(np.uint64))) / ranges.points
        found[path] = between(of, share.tolist())
    return [{path: values[i] for path, values in found.items()} for i in range(ranges.points)]


def between(of: Range, shares: Sequence[float]) -> list[float]:
    """Values at some shares of the way from low to high.

    Examples
    --------
    >>> between(Range(1.0, 100.0, "log"), [0.0, 0.5, 1.0])
    [1.0, 10.0, 100.0]
    """
    if of.scale == "linear":
        return [of.low + share * (of.high - of.low) for share in shares]
    return [of.low * math.pow(of.high / of.low, share) for share in shares]


def fitting(scene: Scene, resolved: Mapping[str, Any], kind: str, held: Mapping[str, Range]) -> Iterator[str]:
    """Paths of uncertain values that can be tried; the faults of the others are noted.

    Parameters
    ----------
    scene : Scene
    resolved : dict
        A file that says everything.
    kind : str
        Where the paths are written: ``uncertain``, or a block inside of another.
    held : dict of str to Range
        What is written there.
    """
    for path, of in held.items():
        if path.partition(".")[0] not in UNCERTAIN:
            scene.fault_at_key(kind, path, f"only {', '.join(UNCERTAIN)} can be uncertain")
        elif not numbers_at(scene, resolved, kind, path):
            continue
        elif of.high <= of.low:
            scene.fault_under(kind, path, "high", f"must be above low, {of.low:g}")
        elif of.scale != "linear" and of.low <= 0.0:
            scene.fault_under(kind, path, "low", f"must be above 0 where the scale is {of.scale}")
        else:
            yield path


def check_ends(
    scene: Scene, resolved: Mapping[str, Any], kind: str, held: Mapping[str, Range], refused: Refused
) -> None:
    """Try what is uncertain at both ends: what the file does not allow is a fault before anything is played."""
    for path in fitting(scene, resolved, kind, held):
        of = held[path]
        for key, value in (("low", of.low), ("high", of.high)):
            if why := refused({path: of}, {path: value}):
                scene.fault_under(kind, path, key, f"does not fit: {why}")
                break


def numbers_at(scene: Scene, resolved: Mapping[str, Any], kind: str, path: str) -> list[str]:
    """The numbers that a path stands for; none, and a fault, if there are none or something else is among them."""
    values = dict(leaves({name: resolved[name] for name in UNCERTAIN}, ""))
    places = matching(resolved, path)
    wrong = [at for at in places if not _number(values[at])]
    if not places:
        inside = next((at for at in values if fnmatchcase(at, f"{path}.*") and _number(values[at])), "")
        near = f"; inside it are, such as {inside}" if inside else did_you_mean(path, sorted(values))
        scene.fault_at_key(kind, path, f"no number is at this path{near}")
    elif wrong:
        what = f"{wrong[0]} is {flow(values[wrong[0]])}, not a number; write a number there first"
        scene.fault_at_key(kind, path, what)
    return [] if wrong else places


def _index(block: Any, name: str) -> Any:
    return int(name) if isinstance(block, list) else name


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
