"""Presets as maps that can be laid under a user's own: what they hold, what each value cites."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from sim import presets
from sim.errors import ScenarioError
from sim.scenario.faults import Faults
from sim.scenario.merging import merge_maps
from sim.scenario.nodes import Branch, Leaf
from sim.scenario.reading import read

PART_OF = {"places": "place", "rules": "rules"}
"""Kind of preset to the key its values stand under."""


@dataclass(frozen=True)
class Preset:
    """One file.

    Attributes
    ----------
    kind, name, about : str
    values : Branch
        Keys of the place or the rules, with what each cites; for a venue, the names of its place and rules.
    """

    kind: str
    name: str
    about: str
    values: Branch


@cache
def preset(kind: str, name: str) -> Preset:
    """Read a preset.

    Raises
    ------
    KeyError
        If there is none of this name.
    ScenarioError
        If the file is not one map, or a preset starts from itself.
    """
    return _preset(kind, name, ())


def _preset(kind: str, name: str, trail: tuple[str, ...]) -> Preset:
    if name in trail:
        raise ScenarioError(f"presets go in a circle: {' -> '.join((*trail, name))}")
    faults = Faults()
    root = read(presets.text(kind, name), f"{kind}/{name}.yaml", faults)
    faults.stop_if_any()
    about = root.text("about") or ""
    if kind == "venues":
        return Preset(kind, name, about, root.without("about"))
    values = root.branch(PART_OF[kind]) or Branch({}, {}, root.spot)
    values = replace(values, cites=_texts(root.branch("sources")))
    base = root.text("like")
    if base is not None:
        values = merge_maps(_preset(kind, base, (*trail, name)).values, values)
    return Preset(kind, name, about, values)


def _texts(sources: Branch | None) -> dict[str, str]:
    """A map of texts as plain data."""
    entries = sources.entries.items() if sources else ()
    return {name: str(node.value) for name, node in entries if isinstance(node, Leaf)}
