"""Assumptions that are varied, by names that can be read beside a bar."""

from __future__ import annotations

from sim.report.results import Results
from sim.report.tongue import message
from sim.report.uncertain import Slope

ALL = {"bidders": message("all bidders"), "lots": message("all lots"), "sellers": message("all sellers")}
"""Blocks of named groups, and what all of a block are called."""
PARTS = ("place", "rules")
"""Blocks of an arm whose keys speak for themselves."""


def tried(data: Results, slope: Slope) -> str:
    """Between which values a path was tried: ``times 0.5 to 1.5``; empty where that is not known."""
    if slope.low is None or slope.high is None:
        return ""
    asked = data.setting.plain.get("uncertain", {}).get(slope.path, {})
    return data.say(
        "times {low} to {high}" if asked.get("scale") == "factor" else "{low} to {high}",
        low=f"{slope.low:g}",
        high=f"{slope.high:g}",
    )


def assumption(data: Results, slope: Slope) -> str:
    """A path and what was tried: ``taste_sd of all bidders, times 0.5 to 1.5``."""
    return data.tongue.several([*filter(None, (named(slope.path, data), tried(data, slope)))])


def named(path: str, data: Results) -> str:
    """A path of a scenario from the inside out: first the key, then whose it is.

    What comes out: ``margin.high of dealers``, ``appraisal.bias of all lots``, ``aware_elsewhere in Platform``,
    ``inspection_cost in all arms``; a path that is none of these stays as it is.
    """
    first, _, rest = path.partition(".")
    group, _, key = rest.partition(".")
    if not key:
        return data.tongue.path(path)
    if first in ALL:
        return data.say("{key} of {group}", key=key, group=data.say(ALL[first]) if group == "*" else data.own(group))
    if first != "arms":
        return data.tongue.path(path)
    block, _, inner = key.partition(".")
    own = data.tongue.path(inner) if block in PARTS and inner else named(key, data)
    return data.say("{key} in {arm}", key=own, arm=data.say("all arms") if group == "*" else data.label(group))
