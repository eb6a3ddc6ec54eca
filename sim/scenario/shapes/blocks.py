"""A block: a map with a fixed set of keys that becomes one frozen object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from sim.scenario.faults import FAILED, Faults
from sim.scenario.merging import ALTERNATIVES
from sim.scenario.nodes import Branch, Node, plain_node
from sim.scenario.shapes.base import Schema, Shape, join, refuse
from sim.scenario.shapes.hints import comma_hint
from sim.tables import did_you_mean


class Spread(Protocol):
    """A shape whose own keys can stand beside those of the block that holds it."""

    @property
    def tag(self) -> str:
        """The key that names the choice."""

    def written(self, value: Any) -> dict[str, Any]:
        """The value as a map."""

    def blocks(self) -> dict[str, Block]:
        """What the tag may say, and the keys that go with it."""


@dataclass(frozen=True)
class Key:
    """One key of a block.

    Attributes
    ----------
    name : str
        As written in the file.
    attribute : str
        As the object calls it.
    shape : Shape
    required : bool
    default : object
        Plain data; for ``list keys``, and put in place of a missing key if `filled`.
    filled : bool
        The object has no default of its own.
    unit, doc, channel : str
    spread : Spread, optional
        The value's own keys are written among the block's: ``{model: private, distribution: uniform, …}``.
    """

    name: str
    attribute: str
    shape: Shape
    required: bool
    default: Any
    filled: bool
    unit: str
    doc: str
    channel: str
    spread: Spread | None = None


@dataclass(frozen=True)
class Block:
    """A map that becomes a `kind`.

    Attributes
    ----------
    kind : type
        A frozen dataclass.
    keys : tuple of Key
    sugar : dict of str to schema
        Keys that are gone when the block is read: ``like``, ``venue``.
    told : dict of str to str
        What to say of a key that is known elsewhere and does not belong here.
    example : str
        How the block is written, for the message about a key that is missing.
    """

    kind: type[Any]
    keys: tuple[Key, ...]
    sugar: Mapping[str, Schema] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    example: str = ""

    @property
    def what(self) -> str:
        """In words."""
        return "a map"

    @cached_property
    def by_name(self) -> dict[str, Key]:
        """The keys by the name they are written under."""
        return {item.name: item for item in self.keys if item.spread is None}

    @cached_property
    def spread(self) -> Key | None:
        """The key whose value is spread over the block, if there is one."""
        return next((item for item in self.keys if item.spread is not None), None)

    @property
    def optional(self) -> bool:
        """Whether an empty map is a whole block."""
        return not any(item.required for item in self.keys)

    def takes(self, node: Node) -> bool:
        """Whether it is a map."""
        return isinstance(node, Branch)

    def read(self, node: Node, path: str, faults: Faults) -> Any:
        """The object."""
        if not isinstance(node, Branch):
            return refuse(node, path, self.what, faults)
        values = self.read_keys(node, path, faults)
        if node.broken or FAILED in values.values():
            return FAILED
        try:
            return self.kind(**{name: value for name, value in values.items() if value is not OWN})
        except ValueError as error:
            return faults.add(node.spot, path, str(error))

    def read_keys(self, node: Branch, path: str, faults: Faults) -> dict[str, Any]:
        """The value of every attribute, ``OWN`` where the object's own default holds, and of every unknown key."""
        values = {item.attribute: self.read_key(item, node, path, faults) for item in self.by_name.values()}
        rest = [name for name in node.entries if name not in self.by_name]
        if self.spread is not None:
            inner = node.without(*self.by_name)
            return {**values, self.spread.attribute: self.spread.shape.read(inner, path, faults)}
        for name in rest:
            hint = comma_hint(name, node) or did_you_mean(name, [*self.by_name, *self.sugar])
            what = self.told.get(name) or f"unknown key{hint}"
            values[name] = faults.add(node.keys[name], join(path, name), what)
        self._one_of_two(node, path, faults)
        return values

    def _one_of_two(self, node: Branch, path: str, faults: Faults) -> None:
        """Refuse both of two keys of which only one can count."""
        for pair in ALTERNATIVES:
            if all(name in self.by_name and node.writes(name) for name in pair):
                order = list(node.entries)
                later = max(pair, key=lambda name: (node.keys[name], order.index(name)))
                faults.add(node.keys[later], join(path, later), f"give {pair[0]} or {pair[1]}, not both")

    def read_key(self, item: Key, node: Branch, path: str, faults: Faults) -> Any:
        """The value of one key, or a sign that the object's own default holds."""
        child = node.entries.get(item.name)
        if child is not None:
            return item.shape.read(child, join(path, item.name), faults)
        if item.filled:
            return item.shape.read(plain_node(item.default, node.spot), join(path, item.name), faults)
        if not item.required:
            return OWN
        if node.broken:
            return faults.none()
        example = f"; write {self.example}" if self.example else ""
        return faults.add(node.spot, join(path, item.name), f"is missing{example} ({item.doc})")

    def plain(self, value: Any) -> dict[str, Any]:
        """The object with every default written out; of two alternatives only the one that counts."""
        idle = _idle(value)
        plain: dict[str, Any] = {}
        for item in self.keys:
            held = getattr(value, item.attribute)
            if item.spread is not None:
                plain |= item.spread.written(held)
            elif item.attribute not in idle:
                plain[item.name] = item.shape.plain(held)
        return plain

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """JSON Schema: a reference to the block's entry in `defs`."""
        name = self.kind.__name__
        if name not in defs:
            defs[name] = {}
            defs[name] = self.map_schema(defs)
        return {"$ref": f"#/$defs/{name}"}

    def map_schema(self, defs: dict[str, Schema]) -> Schema:
        """JSON Schema of the map itself."""
        maps = self.map_schemas(defs)
        return maps[0] if len(maps) == 1 else {"anyOf": maps}

    def map_schemas(self, defs: dict[str, Schema]) -> list[Schema]:
        """The alternatives of :meth:`map_schema`: one for each value of the tag that is spread over the block.

        Two laws may call different things by one name, so their keys must not be thrown together.
        """
        own = {item.name: described(item, defs) for item in self.by_name.values()}
        required = [item.name for item in self.by_name.values() if item.required]
        if self.spread is None or self.spread.spread is None:
            return [self._map_schema({**self.sugar, **own}, required)]
        tag = self.spread.spread.tag
        maps = []
        for name, block in self.spread.spread.blocks().items():
            inner = {item.name: described(item, defs) for item in block.keys}
            needed = [item.name for item in block.keys if item.required]
            properties = {**inner, tag: {"const": name}, **self.sugar, **own}
            maps.append(self._map_schema(properties, [*required, tag, *needed]))
        return maps

    def _map_schema(self, properties: dict[str, Schema], required: list[str]) -> Schema:
        whole: Schema = {"required": required}
        if "like" in self.sugar:
            whole = {"anyOf": [whole, {"required": ["like"]}]}
        return {
            "type": "object",
            "description": (self.kind.__doc__ or "").split("\n")[0],
            "properties": properties,
            "additionalProperties": False,
            **(whole if required else {}),
        }


def described(item: Key, defs: dict[str, Schema]) -> Schema:
    """JSON Schema of one key with its meaning, unit and default for the editor's pop-up."""
    default = {} if item.required else {"default": item.default}
    return {"description": f"{item.doc} [{item.unit}]", **item.shape.schema(defs), **default}


def _idle(value: Any) -> set[str]:
    """Attributes that do not count because their alternative is given."""
    idle: set[str] = set()
    for first, second in ALTERNATIVES:
        if hasattr(value, first) and hasattr(value, second):
            idle.add(second if getattr(value, first) is not None else first)
    return idle


class _Own:
    """The object's own default."""


OWN: Any = _Own()
"""Stands for the object's own default."""
