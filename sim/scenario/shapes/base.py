"""What a key may hold: one small class a kind, each able to read a node, write a value, and describe itself."""

from __future__ import annotations

import json
from typing import Any, Protocol, TypeAlias

from sim.scenario.faults import Failed, Faults
from sim.scenario.nodes import Branch, Leaf, Node, Series

Schema: TypeAlias = dict[str, Any]
"""A piece of JSON Schema (draft 2020-12)."""


class Shape(Protocol):
    """A kind of value."""

    @property
    def what(self) -> str:
        """In words, after "must be": ``a number from 0 to 1``."""

    def takes(self, node: Node) -> bool:
        """Whether the node is of the right build (single value, list or map), whatever it says."""

    def read(self, node: Node, path: str, faults: Faults) -> Any:
        """The value, or ``FAILED`` after noting what is wrong."""

    def plain(self, value: Any) -> Any:
        """The value as plain data that reads back to an equal value."""

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """JSON Schema of what may be written; blocks are put into `defs` and referred to."""


def shown(node: Node) -> str:
    """A node in a few words, for "got …"."""
    if isinstance(node, Branch):
        return "a map"
    if isinstance(node, Series):
        return "a list"
    if node.value is None:
        return "nothing"
    if isinstance(node.value, str):
        text = node.value if len(node.value) <= 40 else f"{node.value[:40]}…"
        return f"text {json.dumps(text, ensure_ascii=False)}"
    return node.text


def refuse(node: Node, path: str, what: str, faults: Faults, hint: str = "") -> Failed:
    """Note that a node is not what it must be; nothing more is said of one whose fault is known."""
    if isinstance(node, Leaf) and node.broken:
        return faults.none()
    return faults.add(node.spot, path, f"must be {what}, got {shown(node)}{hint}")


def join(path: str, name: str) -> str:
    """A dotted path, one step longer."""
    return f"{path}.{name}" if path else name
