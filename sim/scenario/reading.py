"""Strict YAML: one document, plain maps, lists and scalars, each with its line and column."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from sim.scenario.faults import Faults, Spot
from sim.scenario.grammar import syntax
from sim.scenario.nodes import Branch, Leaf, Node, Series
from sim.scenario.scalars import scalar

LARGEST = 1_000_000
"""Characters a scenario file may have."""
DEEPEST = 16
"""Maps and lists that may stand inside one another."""

_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class _Open:
    """A map or list that is still being read."""

    spot: Spot
    is_map: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Spot] = field(default_factory=dict)
    key: tuple[str, Spot] | None = None
    repeated: bool = False


class _StopReadingError(Exception):
    """The rest of the file is not worth reading."""


def read(text: str, file: str, faults: Faults) -> Branch:
    """Read a file whose top level is a map.

    Parameters
    ----------
    text : str
    file : str
        As it is to be named in messages.
    faults : Faults
        Takes what is wrong.

    Returns
    -------
    Branch
        Broken and without entries if there is nothing to go on with.
    """
    start = Spot(file, 1, 1)
    root = read_value(text, file, faults)
    if isinstance(root, Branch):
        return root
    if isinstance(root, Leaf) and root.text == "":
        faults.add(start, "", "the file is empty")
    elif root is not None:
        faults.add(start, "", "a scenario is a map of keys, such as `title: My study`")
    return Branch({}, {}, start, broken=True)


def read_value(text: str, file: str, faults: Faults) -> Node | None:
    """Read any YAML value; None if there is nothing to go on with. Parameters as for :func:`read`."""
    if len(text) > LARGEST:
        faults.add(Spot(file, 1, 1), "", f"the file has {len(text)} characters; at most {LARGEST} are read")
        return None
    builder = _Builder(file, faults)
    try:
        for event in yaml.parse(text, Loader=_FAST):
            builder.take(event)
    except _StopReadingError:
        return None
    except yaml.YAMLError as error:
        faults.add(*syntax(text, file, error))
        return None
    return builder.root if builder.root is not None else Leaf(None, "", Spot(file, 1, 1))


class _Builder:
    """Turns the parser's events into nodes, without recursion."""

    def __init__(self, file: str, faults: Faults) -> None:
        self.file = file
        self.faults = faults
        self.stack: list[_Open] = []
        self.root: Node | None = None
        self.documents = 0

    def take(self, event: Any) -> None:
        """One event of the parser."""
        spot = Spot(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.DocumentStartEvent):
            self._document(event, spot)
        elif isinstance(event, yaml.AliasEvent):
            self._refuse(spot, "aliases (`*name`) are not used here; write `like: NAME`")
            self._place(Leaf(None, "", spot, broken=True))
        elif isinstance(event, yaml.ScalarEvent):
            self._check(event, spot)
            quoted = event.style in {"'", '"', "|", ">"}
            self._place(Leaf(event.value if quoted else scalar(event.value), event.value, spot))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._check(event, spot)
            self._open(spot, is_map=isinstance(event, yaml.MappingStartEvent))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()

    def _document(self, event: Any, spot: Spot) -> None:
        self.documents += 1
        if event.version or event.tags:
            self._refuse(spot, "directives (`%YAML`, `%TAG`) are not used here")
        if self.documents > 1:
            self._refuse(spot, "a second document starts here; a file holds one scenario")
            raise _StopReadingError

    def _check(self, event: Any, spot: Spot) -> None:
        """Refuse what YAML knows and scenarios do not use."""
        if event.anchor is not None:
            self._refuse(spot, "anchors (`&name`) are not used here; write `like: NAME`")
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse(spot, f"tags (`{tag}`) are not used here")

    def _refuse(self, spot: Spot, what: str) -> None:
        self.faults.add(spot, self._path(), what)

    def _path(self) -> str:
        """The dotted path of what is being read."""
        return ".".join(
            (frame.key[0] if frame.key else "") if frame.is_map else str(len(frame.items)) for frame in self.stack
        ).rstrip(".")

    def _open(self, spot: Spot, *, is_map: bool) -> None:
        if len(self.stack) == DEEPEST:
            self._refuse(spot, f"more than {DEEPEST} maps and lists inside one another")
            raise _StopReadingError
        above = self.stack[-1] if self.stack else None
        self.stack.append(_Open(above.key[1] if above and above.key else spot, is_map))

    def _close(self) -> None:
        frame = self.stack.pop()
        if frame.is_map:
            self._place(Branch(frame.entries, frame.keys, frame.spot))
        else:
            self._place(Series(tuple(frame.items), frame.spot))

    def _place(self, node: Node) -> None:
        """Put a finished node where it belongs: root, list item, key or value."""
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        if not frame.is_map:
            frame.items.append(node)
        elif frame.key is None:
            self._key(frame, node)
        else:
            name, spot = frame.key
            if not frame.repeated:
                frame.entries[name], frame.keys[name] = node, spot
            frame.key, frame.repeated = None, False

    def _key(self, frame: _Open, node: Node) -> None:
        """A key was read: plain text, once in its map."""
        name = node.text if isinstance(node, Leaf) else ""
        frame.repeated = True
        if name == "":
            self._refuse(node.spot, "a key must be a name")
        elif name == "<<":
            self._refuse(node.spot, "merge keys (`<<`) are not used here; write `like: NAME`")
        elif name in frame.entries:
            path = ".".join(part for part in (self._path(), name) if part)
            first = frame.keys[name].line
            hint = "; a comma separates keys: decimals take a point, thousands no mark" if name.isdecimal() else ""
            self.faults.add(node.spot, path, f"is written twice; first in line {first}{hint}")
        else:
            frame.repeated = False
        frame.key = (name, node.spot)


def moved(node: Node, spot: Spot) -> Node:
    """The same node, all of it at another spot."""
    if isinstance(node, Branch):
        entries = {name: moved(child, spot) for name, child in node.entries.items()}
        return replace(node, entries=entries, keys=dict.fromkeys(entries, spot), spot=spot)
    if isinstance(node, Series):
        return Series(tuple(moved(child, spot) for child in node.items), spot)
    return replace(node, spot=spot)
