"""Where numbers come from: articles that presets cite, and what the file's own `sources` say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.scenario.nodes import Branch, Node, find
from sim.scenario.scene import Scene
from sim.tables import did_you_mean

ASSUMED = "assumed"
"""How the source of a number begins that nobody has measured."""
DECIDED = ("rules", "place.disclosure_level", "place.sessions")
"""What whoever sells decides, so that a number without a source is a choice; all else is a fact about the world."""


def decided(key: str) -> bool:
    """Whether a key of an arm is a decision of those who sell, not a fact about the world.

    Examples
    --------
    >>> decided("rules.reserve_share"), decided("place.sessions.lots"), decided("place.aware_elsewhere")
    (True, True, False)
    """
    return any(key == each or key.startswith(f"{each}.") for each in DECIDED)


def leaves(plain: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every single value with its dotted path."""
    if isinstance(plain, Mapping):
        for name, value in plain.items():
            yield from leaves(value, f"{path}.{name}" if path else str(name))
    elif isinstance(plain, Sequence) and not isinstance(plain, str):
        for i, value in enumerate(plain):
            yield from leaves(value, f"{path}.{i}")
    else:
        yield path, plain


def sources_of(scene: Scene, resolved: Mapping[str, Any]) -> dict[str, str]:
    """Path to source, of every value that has one. A source for a path that does not exist is a fault.

    A value changed on the command line has lost the source that the file gives for the old one.
    """
    own: Mapping[str, str] = scene.parts["sources"]
    paths = set(_paths(resolved, ""))
    found = {}
    for path, text in own.items():
        if path not in paths:
            near = did_you_mean(path, sorted(paths))
            scene.fault_at_key("sources", path, f"nothing is at this path{near}")
        elif not _set_later(scene.tree, path):
            found[path] = text
    return {**_cited(scene.tree), **found}


def _paths(plain: Any, path: str) -> Iterator[str]:
    """The paths of all values, whole blocks included."""
    for name, value in plain.items():
        where = f"{path}.{name}" if path else str(name)
        yield where
        if isinstance(value, Mapping):
            yield from _paths(value, where)


def _set_later(tree: Branch, path: str) -> bool:
    """Whether the value was changed on the command line."""
    node: Node | None = find(tree, path)
    return node is not None and node.spot.line == 0


def _cited(tree: Branch) -> dict[str, str]:
    """What presets cite, by the path of the value in the arm that took it over; and which files lots come from."""
    arms, lots = tree.branch("arms"), tree.branch("lots")
    cited: dict[str, str] = {}
    for name in lots.entries if lots else ():
        block = find(tree, f"lots.{name}")
        if isinstance(block, Branch):
            cited |= {f"lots.{name}.{key}": text for key, text in block.cites.items()}
    for name in arms.entries if arms else ():
        for part in ("place", "rules"):
            block = find(tree, f"arms.{name}.{part}")
            if isinstance(block, Branch):
                cited |= {f"arms.{name}.{part}.{key}": text for key, text in block.cites.items()}
    return cited
