"""A choice from a table: ``{distribution: uniform, low: 0, high: 1}``, ``{use: shaded, share: 0.9}``, ``truthful``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sim.scenario.faults import FAILED, Faults
from sim.scenario.nodes import Branch, Leaf, Node
from sim.scenario.shapes.base import Schema, join, refuse
from sim.scenario.shapes.blocks import Block
from sim.scenario.shapes.hints import number_hint
from sim.scenario.shapes.leaves import Number
from sim.tables import did_you_mean


@dataclass(frozen=True)
class Choice:
    """A named class of a table with its parameters.

    Attributes
    ----------
    noun : str
        What is chosen, for messages: ``distribution``.
    tag : str
        The key that names it: ``distribution``, ``model`` or ``use``.
    table : callable
        Returns the table, imported when first needed.
    block : callable
        A class to its :class:`Block`.
    bare : bool
        Whether a name alone is short for a map with nothing but the tag.
    number : str
        The entry that a plain number stands for; empty if none.
    unit : str
        Of the number, for hints.
    """

    noun: str
    tag: str
    table: Callable[[], Mapping[str, type[Any]]]
    block: Callable[[type[Any]], Block]
    bare: bool = False
    number: str = ""
    unit: str = ""

    @property
    def what(self) -> str:
        """In words."""
        start = ("a number or " if self.number else "") + ("a name or " if self.bare else "")
        return f"{start}a map with `{self.tag}`"

    def takes(self, node: Node) -> bool:
        """Whether it is a map, or a single value that may stand for one."""
        return isinstance(node, Branch) or (isinstance(node, Leaf) and bool(self.bare or self.number))

    def read(self, node: Node, path: str, faults: Faults) -> Any:
        """An object of the chosen class."""
        if isinstance(node, Branch):
            return self._read_map(node, path, faults)
        if self.bare and isinstance(node, Leaf) and isinstance(node.value, str):
            return self._read_named(node, Branch({}, {}, node.spot), path, path, faults)
        if self.number and isinstance(node, Leaf) and not isinstance(node.value, str | None):
            value = Number().read(node, path, faults)
            return value if value is FAILED else self.table()[self.number](value)
        text = node.value if self.number and isinstance(node, Leaf) else None
        return refuse(node, path, self.what, faults, number_hint(text, self.unit) if isinstance(text, str) else "")

    def _read_map(self, node: Branch, path: str, faults: Faults) -> Any:
        name = node.entries.get(self.tag)
        if name is None:
            return faults.add(node.spot, join(path, self.tag), f"is missing{did_you_mean('', list(self.table()))}")
        if not isinstance(name, Leaf) or not isinstance(name.value, str):
            return refuse(name, join(path, self.tag), f"the name of a {self.noun}", faults)
        return self._read_named(name, node.without(self.tag), path, join(path, self.tag), faults)

    def _read_named(self, name: Leaf, rest: Branch, path: str, name_path: str, faults: Faults) -> Any:
        """The object, given its name and its parameters."""
        table = self.table()
        chosen = str(name.value)
        if chosen not in table:
            hint = did_you_mean(chosen, list(table))
            return faults.add(name.spot, name_path, f"unknown {self.noun} {chosen}{hint}")
        try:
            block = self.block(table[chosen])
        except (TypeError, NameError) as error:
            return faults.add(name.spot, name_path, f"the {self.noun} {chosen} cannot be written in a file: {error}")
        return replace(block, example=self.example(chosen)).read(rest, path, faults)

    def example(self, name: str) -> str:
        """How an entry is written, with every parameter that it needs.

        Examples
        --------
        ``truthful``, ``{use: shaded, share: …}``, ``{model: private, distribution: …}``
        """
        needed = [
            item.spread.tag if item.spread else item.name
            for item in self.block(self.table()[name]).keys
            if item.required
        ]
        if self.bare and not needed:
            return name
        return "{" + ", ".join([f"{self.tag}: {name}", *(f"{item}: …" for item in needed)]) + "}"

    def plain(self, value: Any) -> Any:
        """The choice as plain data: the short form where there is one."""
        name = next(name for name, kind in self.table().items() if kind is type(value))
        parameters = self.block(type(value)).plain(value)
        if self.number == name:
            return next(iter(parameters.values()))
        return name if self.bare and not parameters else {self.tag: name, **parameters}

    def written(self, value: Any) -> dict[str, Any]:
        """The choice as a map with its tag, even where there is a short form."""
        name = next(name for name, kind in self.table().items() if kind is type(value))
        return {self.tag: name, **self.block(type(value)).plain(value)}

    def blocks(self) -> dict[str, Block]:
        """The entries of the table, each with its keys."""
        return {name: self.block(kind) for name, kind in self.table().items()}

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """JSON Schema: one alternative an entry of the table."""
        if self.noun not in defs:
            defs[self.noun] = {}
            defs[self.noun] = self._schema(defs)
        return {"$ref": f"#/$defs/{self.noun}"}

    def _schema(self, defs: dict[str, Schema]) -> Schema:
        shapes: list[Schema] = [{"type": "number"}] if self.number else []
        if self.bare:
            shapes.append({"enum": [name for name, block in self.blocks().items() if block.optional]})
        for name, block in self.blocks().items():
            for inner in block.map_schemas(defs):
                properties = {self.tag: {"const": name}, **inner["properties"]}
                required = [self.tag, *inner.get("required", [])]
                shapes.append({**inner, "properties": properties, "required": required})
        return {"anyOf": shapes}
