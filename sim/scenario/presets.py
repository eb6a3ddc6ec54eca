"""Presets as maps that can be laid under a user's own: what they hold, what each value cites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from sim import presets
from sim.entities.venue import Place, Rules
from sim.errors import ScenarioError
from sim.scenario.faults import Faults
from sim.scenario.merging import merge_maps
from sim.scenario.nodes import Branch, Leaf
from sim.scenario.reading import read
from sim.scenario.shapes.build import block_of
from sim.tables import did_you_mean

PART_OF = {"places": "place", "rules": "rules"}
"""Kind of preset to the key its values stand under."""


CLASSES: Mapping[str, type[Any]] = {"places": Place, "rules": Rules}
"""Kind of preset to what its values become."""


@dataclass(frozen=True)
class Preset:
    """One file.

    Attributes
    ----------
    kind, name, about : str
    values : Branch
        Keys of the place or the rules, with what each cites; for a venue, the names of its place and rules.
    origins : dict of str to str
        For keys that came by ``like``: the preset that wrote them.
    """

    kind: str
    name: str
    about: str
    values: Branch
    origins: Mapping[str, str] = field(default_factory=dict)


@cache
def preset(kind: str, name: str) -> Preset:
    """Read a preset.

    Raises
    ------
    KeyError
        If there is none of this name.
    ScenarioError
        If the file is not one map, cites something for a key that there is not, or a preset starts from itself.
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
    own = root.branch(PART_OF[kind]) or Branch({}, {}, root.spot)
    own = replace(own, cites=_texts(root.branch("sources"), kind))
    base = root.text("like")
    if base is None:
        return Preset(kind, name, about, own)
    mother = _preset(kind, base, (*trail, name))
    values = merge_maps(mother.values, own)
    came = {key: mother.origins.get(key, base) for key in values.entries if key not in own.entries}
    return Preset(kind, name, about, values, came)


def _texts(sources: Branch | None, kind: str) -> dict[str, str]:
    """What is cited for each key, as plain data; a key that no place or rules have is a fault."""
    if sources is None:
        return {}
    known, faults = block_of(CLASSES[kind]).by_name, Faults()
    for name, spot in sources.keys.items():
        if name not in known:
            faults.add(spot, f"sources.{name}", f"unknown key{did_you_mean(name, known)}")
    faults.stop_if_any()
    return {name: str(node.value) for name, node in sources.entries.items() if isinstance(node, Leaf)}
