"""A YAML file as a tree in which every key and every value knows where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from sim.scenario.faults import Spot

Scalar: TypeAlias = bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single value.

    Attributes
    ----------
    value : None, bool, int, float or str
        As YAML 1.2 reads it.
    text : str
        As written.
    spot : Spot
    broken : bool
        Its fault has been noted; whoever reads it fails in silence.
    """

    value: Scalar
    text: str
    spot: Spot
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """A list."""

    items: tuple[Node, ...]
    spot: Spot


@dataclass(frozen=True, slots=True)
class Branch:
    """A map.

    Attributes
    ----------
    entries : dict of str to node
        In the order of the file.
    keys : dict of str to Spot
        Where each key stands.
    spot : Spot
        Where the map's own key stands.
    cites : dict of str to str
        For keys that come from a preset: the article or the reason behind the value.
    broken : bool
        Something it should start from was not found, so missing keys are no further fault.
    """

    entries: dict[str, Node]
    keys: dict[str, Spot]
    spot: Spot
    cites: Mapping[str, str] = field(default_factory=dict)
    broken: bool = False

    def without(self, *names: str) -> Branch:
        """The same map with some keys left out."""
        return replace(
            self,
            entries={name: node for name, node in self.entries.items() if name not in names},
            keys={name: spot for name, spot in self.keys.items() if name not in names},
        )

    def with_entry(self, name: str, node: Node, spot: Spot | None = None) -> Branch:
        """The same map with one key set."""
        return replace(
            self,
            entries={**self.entries, name: node},
            keys={**self.keys, name: spot or self.keys.get(name, node.spot)},
        )

    def writes(self, name: str) -> bool:
        """Whether a key holds something other than null."""
        node = self.entries.get(name)
        return node is not None and not (isinstance(node, Leaf) and node.value is None)

    def text(self, name: str) -> str | None:
        """The text under a key; None if there is none or it is something else."""
        node = self.entries.get(name)
        return node.value if isinstance(node, Leaf) and isinstance(node.value, str) else None

    def branch(self, name: str) -> Branch | None:
        """The map under a key; None if there is none or it is something else."""
        node = self.entries.get(name)
        return node if isinstance(node, Branch) else None


Node: TypeAlias = Leaf | Series | Branch


def child(node: Node, name: str) -> Node | None:
    """What stands under a key, or at a position of a list; None if nothing does."""
    if isinstance(node, Branch):
        return node.entries.get(name)
    if isinstance(node, Series) and name.isdecimal() and int(name) < len(node.items):
        return node.items[int(name)]
    return None


def find(root: Node, path: str) -> Node | None:
    """The node at a dotted path; None if there is none."""
    node: Node | None = root
    for name in path.split("."):
        node = child(node, name) if node is not None else None
    return node


def spot_of(root: Node, path: str) -> Spot:
    """Where the deepest written part of a dotted path stands."""
    node = root
    for name in path.split("."):
        deeper = child(node, name)
        if deeper is None:
            break
        node = deeper
    return node.spot


def plain_node(value: object, spot: Spot) -> Node:
    """Plain data as a node, all of it at one spot: how a default is put where nothing was written."""
    if isinstance(value, Mapping):
        entries = {str(name): plain_node(item, spot) for name, item in value.items()}
        return Branch(entries, dict.fromkeys(entries, spot), spot)
    if isinstance(value, list | tuple):
        return Series(tuple(plain_node(item, spot) for item in value), spot)
    if value is None or isinstance(value, bool | int | float | str):
        return Leaf(value, str(value), spot)
    raise TypeError(f"no YAML for {type(value).__name__}")
