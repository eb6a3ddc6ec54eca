"""Single values: numbers, text, true or false, one of a few words, dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sim.scenario.faults import Faults
from sim.scenario.nodes import Leaf, Node
from sim.scenario.shapes.base import Schema, refuse
from sim.scenario.shapes.hints import number_hint, padded_hint, share_hint, whole_hint
from sim.scenario.writing import number
from sim.tables import did_you_mean

NAME = re.compile(r"[a-z][a-z0-9_]*")
"""What a block may be called."""


class _Single:
    """A shape that is written as one value."""

    def takes(self, node: Node) -> bool:
        """Whether it is a single value."""
        return isinstance(node, Leaf)

    def plain(self, value: Any) -> Any:
        """The value as it is."""
        return value


@dataclass(frozen=True)
class Number(_Single):
    """A finite number within bounds; `above` and `below` exclude the bound itself. The unit is for hints."""

    whole: bool = False
    least: float | None = None
    most: float | None = None
    above: float | None = None
    below: float | None = None
    unit: str = ""

    @property
    def what(self) -> str:
        """In words."""
        kind = "a whole number" if self.whole else "a number"
        if self.least is not None and self.most is not None:
            return f"{kind} from {number(self.least)} to {number(self.most)}"
        ends = (("at least", self.least), ("above", self.above), ("at most", self.most), ("below", self.below))
        held = " and ".join(f"{word} {number(end)}" for word, end in ends if end is not None)
        return f"{kind} {'of ' if held.startswith('at') else ''}{held}".strip()

    def read(self, node: Node, path: str, faults: Faults) -> Any:
        """The number: an int if whole, else a float."""
        value = node.value if isinstance(node, Leaf) else None
        if isinstance(value, str):
            return refuse(node, path, self.what, faults, number_hint(value, self.unit, whole=self.whole))
        if isinstance(node, Leaf) and (hint := padded_hint(node.text, whole=self.whole)):
            return refuse(node, path, self.what, faults, hint)
        if isinstance(value, bool) or not isinstance(value, int | float) or not self._within(value):
            return refuse(node, path, self.what, faults, self._hint(value, node))
        return value if self.whole else float(value)

    def _hint(self, value: object, node: Node) -> str:
        """For ``40.0`` or ``2.000`` where a whole number must stand, or 20 where a share must."""
        if self.whole:
            return whole_hint(value, node.text, self._within) if isinstance(node, Leaf) else ""
        if self.most is not None and isinstance(value, int | float) and value > self.most:
            return share_hint(value, self.unit)
        return ""

    def _within(self, value: float) -> bool:
        """Whether the number is of the right kind and inside the bounds."""
        return (
            (isinstance(value, int) if self.whole else abs(value) <= _LARGEST)
            and (self.least is None or value >= self.least)
            and (self.most is None or value <= self.most)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
        )

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """JSON Schema."""
        del defs
        kind = int if self.whole else float  # typing caches: Ge(0) may come for Ge(0.0), whoever was imported first
        bounds = {
            "minimum": self.least,
            "maximum": self.most,
            "exclusiveMinimum": self.above,
            "exclusiveMaximum": self.below,
        }
        return {
            "type": "integer" if self.whole else "number",
            **{word: kind(end) for word, end in bounds.items() if end is not None},
        }


_LARGEST = 1.7976931348623157e308


@dataclass(frozen=True)
class Text(_Single):
    """Any text; `filled`: not nothing."""

    filled: bool = False

    @property
    def what(self) -> str:
        """In words."""
        return "text"

    def read(self, node: Node, path: str, faults: Faults) -> Any:
        """The text."""
        value = node.value if isinstance(node, Leaf) else None
        if isinstance(value, str):
            if self.filled and not value.strip():
                return refuse(node, path, "some text", faults)
            return value
        hint = f'; write "{node.text}"' if isinstance(node, Leaf) and value is not None else ""
        return refuse(node, path, self.what, faults, hint)

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """JSON Schema."""
        del defs
        return {"type": "string", **({"minLength": 1} if self.filled else {})}


@dataclass(frozen=True)
class Flag(_Single):
    """True or false, and no other words for it."""

    @property
    def what(self) -> str:
        """In words."""
        return "true or false"

    def read(self, node: Node, path: str, faults: Faults) -> Any:
        """The truth value."""
        value = node.value if isinstance(node, Leaf) else None
        if isinstance(value, bool):
            return value
        meant = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(str(value).lower())
        return refuse(node, path, self.what, faults, f"; write {meant}" if meant else "")

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """JSON Schema."""
        del defs
        return {"type": "boolean"}


@dataclass(frozen=True)
class OneOf(_Single):
    """One of a few words."""

    words: tuple[str, ...]

    @property
    def what(self) -> str:
        """In words."""
        return f"one of {', '.join(self.words)}" if len(self.words) > 1 else self.words[0]

    def takes(self, node: Node) -> bool:
        """Whether it is one of the words; in an :class:`~.composite.Either` others then have their say."""
        return isinstance(node, Leaf) and node.value in self.words

    def read(self, node: Node, path: str, faults: Faults) -> Any:
        """The word."""
        value = node.value if isinstance(node, Leaf) else None
        if isinstance(value, str) and value in self.words:
            return value
        near = did_you_mean(value, list(self.words)) if isinstance(value, str) else ""
        return refuse(node, path, self.what, faults, near if "did you mean" in near else "")

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """JSON Schema."""
        del defs
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class Day(_Single):
    """A date, written as text."""

    @property
    def what(self) -> str:
        """In words."""
        return "a date such as 2016-03-01"

    def read(self, node: Node, path: str, faults: Faults) -> Any:
        """The date."""
        value = node.value if isinstance(node, Leaf) else None
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            try:
                return date.fromisoformat(value)
            except ValueError as error:
                return refuse(node, path, self.what, faults, f"; {error}")
        return refuse(node, path, self.what, faults)

    def plain(self, value: Any) -> Any:
        """The date as text."""
        return value.isoformat()

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """JSON Schema."""
        del defs
        return {"type": "string", "format": "date"}
