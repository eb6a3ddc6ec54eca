"""Values made of values: optional ones, alternatives, lists, maps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.scenario.faults import FAILED, Faults
from sim.scenario.nodes import Branch, Leaf, Node, Series
from sim.scenario.shapes.base import Schema, Shape, join, refuse
from sim.scenario.shapes.leaves import NAME, OneOf, Text


@dataclass(frozen=True)
class Maybe:
    """A value, or ``null``; for everything but text, ``none`` says the same."""

    inner: Shape

    @property
    def what(self) -> str:
        """In words."""
        return f"{self.inner.what}, or null"

    def takes(self, node: Node) -> bool:
        """Whether the node is null or of the right build."""
        return self._absent(node) or self.inner.takes(node)

    def _absent(self, node: Node) -> bool:
        if not isinstance(node, Leaf) or node.broken:
            return False
        return node.value is None or (node.value == "none" and not isinstance(self.inner, Text))

    def read(self, node: Node, path: str, faults: Faults) -> Any:
        """The value or None."""
        return None if self._absent(node) else self.inner.read(node, path, faults)

    def plain(self, value: Any) -> Any:
        """The value as plain data, or None."""
        return None if value is None else self.inner.plain(value)

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """JSON Schema."""
        inner = self.inner.schema(defs)
        absent: Schema = {"type": "null"} if isinstance(self.inner, Text) else {"enum": [None, "none"]}
        return {"anyOf": [*inner.get("anyOf", [inner]), absent]}


@dataclass(frozen=True)
class Either:
    """One of several kinds that are told apart by their build: a number, a list or a map."""

    kinds: tuple[Shape, ...]
    classes: tuple[type[Any], ...]

    @property
    def what(self) -> str:
        """In words."""
        return " or ".join(kind.what for kind in self.kinds)

    def takes(self, node: Node) -> bool:
        """Whether any kind takes the node."""
        return any(kind.takes(node) for kind in self.kinds)

    def read(self, node: Node, path: str, faults: Faults) -> Any:
        """The value as the kind that takes it reads it."""
        for kind in sorted(self.kinds, key=lambda kind: not isinstance(kind, OneOf)):
            if kind.takes(node):
                worded = any(isinstance(other, OneOf) for other in self.kinds)
                if worded and isinstance(node, Leaf) and isinstance(node.value, str) and not isinstance(kind, OneOf):
                    break
                return kind.read(node, path, faults)
        return refuse(node, path, self.what, faults)

    def plain(self, value: Any) -> Any:
        """The value as plain data."""
        for kind, held in zip(self.kinds, self.classes, strict=True):
            if isinstance(value, held):
                return kind.plain(value)
        raise TypeError(f"{type(value).__name__} is none of these kinds: {self.what}")

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """JSON Schema."""
        return {"anyOf": [kind.schema(defs) for kind in self.kinds]}


@dataclass(frozen=True)
class ListOf:
    """A list of any length."""

    inner: Shape

    @property
    def what(self) -> str:
        """In words."""
        return "a list"

    def takes(self, node: Node) -> bool:
        """Whether it is a list."""
        return isinstance(node, Series)

    def read(self, node: Node, path: str, faults: Faults) -> Any:
        """The items as a tuple."""
        if not isinstance(node, Series):
            return refuse(node, path, self.what, faults)
        items = [self.inner.read(item, join(path, str(i)), faults) for i, item in enumerate(node.items)]
        return FAILED if FAILED in items else tuple(items)

    def plain(self, value: Any) -> Any:
        """The items as a list."""
        return [self.inner.plain(item) for item in value]

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """JSON Schema."""
        return {"type": "array", "items": self.inner.schema(defs)}


@dataclass(frozen=True)
class Fixed:
    """A list of a fixed length, such as a pair of arms."""

    inners: tuple[Shape, ...]

    @property
    def what(self) -> str:
        """In words."""
        return f"a list of {len(self.inners)}"

    def takes(self, node: Node) -> bool:
        """Whether it is a list."""
        return isinstance(node, Series)

    def read(self, node: Node, path: str, faults: Faults) -> Any:
        """The items as a tuple."""
        if not isinstance(node, Series):
            return refuse(node, path, self.what, faults)
        if len(node.items) != len(self.inners):
            return faults.add(node.spot, path, f"must be {self.what}, got {len(node.items)}")
        pairs = enumerate(zip(self.inners, node.items, strict=True))
        items = [inner.read(item, join(path, str(i)), faults) for i, (inner, item) in pairs]
        return FAILED if FAILED in items else tuple(items)

    def plain(self, value: Any) -> Any:
        """The items as a list."""
        return [inner.plain(item) for inner, item in zip(self.inners, value, strict=True)]

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """JSON Schema."""
        size = len(self.inners)
        return {
            "type": "array",
            "prefixItems": [inner.schema(defs) for inner in self.inners],
            "minItems": size,
            "maxItems": size,
        }


@dataclass(frozen=True)
class MapOf:
    """A map from names to values of one kind.

    Attributes
    ----------
    inner : Shape
    free : bool
        Keys may be any text, such as a path.
    partial : bool
        Entries that pass are handed on even if others fail: references between them can still be checked.
    """

    inner: Shape
    free: bool = False
    partial: bool = False

    @property
    def what(self) -> str:
        """In words."""
        return "a map"

    def takes(self, node: Node) -> bool:
        """Whether it is a map."""
        return isinstance(node, Branch)

    def read(self, node: Node, path: str, faults: Faults) -> Any:
        """The map sorted by name."""
        if not isinstance(node, Branch):
            return refuse(node, path, self.what, faults)
        passed = {}
        for name, child in sorted(node.entries.items()):
            where = join(path, name)
            value = self.inner.read(child, where, faults)
            if not self.free and not NAME.fullmatch(name):
                faults.add(node.keys[name], where, "a name has small letters, digits and _, and starts with a letter")
            elif value is not FAILED:
                passed[name] = value
        return passed if self.partial or len(passed) == len(node.entries) else FAILED

    def plain(self, value: Mapping[str, Any]) -> Any:
        """The map as plain data, in its order."""
        return {name: self.inner.plain(item) for name, item in value.items()}

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """JSON Schema."""
        inner = self.inner.schema(defs)
        if self.free:
            return {"type": "object", "additionalProperties": inner}
        return {
            "type": "object",
            "patternProperties": {f"^{NAME.pattern}$": inner},
            "additionalProperties": False,
        }
