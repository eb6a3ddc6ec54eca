"""What there is: one line each for keys, presets and everything that a table holds, generated from the code."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sim import presets
from sim.errors import ScenarioError
from sim.measures import BESIDES, DEFAULT, MEASURES
from sim.scenario.combining import CHANNELS
from sim.scenario.document import Document
from sim.scenario.presets import preset
from sim.scenario.shapes.base import Shape
from sim.scenario.shapes.blocks import Block, Key
from sim.scenario.shapes.build import TABLES, block_of
from sim.scenario.shapes.composite import Either, ListOf, MapOf, Maybe
from sim.scenario.templates import about, names
from sim.scenario.writing import flow
from sim.tables import did_you_mean

NAME = "NAME"
"""Stands for a name that the user chooses."""

WIDTH = 120
"""Characters of a line on a screen."""

Row = tuple[str, ...]


def kinds() -> tuple[str, ...]:
    """What can be listed."""
    return tuple(_LISTS)


def listing(kind: str, *, screen: bool = False) -> str:
    """One line for each thing of a kind; meanings of keys are broken to fit a screen, if it is for one.

    Raises
    ------
    ScenarioError
        If there is no such kind.
    """
    if kind not in _LISTS:
        raise ScenarioError(f"there is no list of {kind}{did_you_mean(kind, list(_LISTS))}")
    if kind != "keys":
        return columns(_LISTS[kind]())
    return wrapped(_key_lines()) if screen else columns(_key_lines())


def columns(rows: list[Row]) -> str:
    """Rows as text in columns; the last column is as long as it needs to be."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)][:-1]
    padded = ([cell.ljust(width) for cell, width in zip(row, widths, strict=False)] for row in rows)
    return "\n".join("  ".join([*start, row[-1]]).rstrip() for start, row in zip(padded, rows, strict=True))


def wrapped(rows: list[Row]) -> str:
    """Rows as text in columns, the last one broken so that no line is wider than ``WIDTH``."""
    *widths, _ = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    room = WIDTH - sum(widths) - 2 * len(widths)
    broken: list[Row] = []
    for *start, last in rows:
        first, *more = textwrap.wrap(last, room) or [""]
        broken += [(*start, first), *((*("" for _ in start), line) for line in more)]
    return columns(broken)


def _key_lines() -> list[Row]:
    """Keys for a screen: the default beside the meaning."""
    said = {"required": " (required)", "none": ""}
    return [(key, unit, doc + said.get(default, f" (default {default})")) for key, unit, default, doc in key_rows()]


def key_rows(block: Block | None = None, path: str = "") -> list[Row]:
    """Key, unit, default and meaning of everything that can be written in a file."""
    return list(_keys(block or block_of(Document), path))


def _keys(block: Block, path: str) -> Iterator[Row]:
    """Rows of a block and of the blocks inside it."""
    for name, shape in block.sugar.items():
        meaning, _, unit = str(shape["description"]).removesuffix("]").rpartition(" [")
        yield f"{path}{name}", unit, "none", meaning
    for item in block.keys:
        yield f"{path}{item.name}", item.unit, _default(item), item.doc
        for inner, suffix in _inside(item.shape):
            yield from _keys(inner, f"{path}{item.name}.{suffix}")


def _inside(shape: Shape) -> Iterator[tuple[Block, str]]:
    """Blocks that stand under a key, with what stands between."""
    match shape:
        case Block():
            yield shape, ""
        case Maybe() | ListOf():
            yield from _inside(shape.inner)
        case Either():
            for kind in shape.kinds:
                yield from _inside(kind)
        case MapOf():
            for block, suffix in _inside(shape.inner):
                yield block, f"{NAME}.{suffix}"


def _default(item: Key) -> str:
    if item.required:
        return "required"
    return "none" if item.default in (None, "") else flow(item.default)


def _presets() -> list[Row]:
    return [(kind, name, preset(kind, name).about) for kind in presets.KINDS for name in presets.names(kind)]


def entries(kind: str) -> list[Row]:
    """Name, parameters and first sentence of each entry of a table."""
    return [(name, _parameters(entry), sentence(entry)) for name, entry in TABLES[kind]().items()]


def _parameters(entry: type[Any]) -> str:
    """Parameters with their defaults: ``share (required)``. A law is written among the keys of its block."""
    keys = [(item.name if item.spread is None else item.spread.tag, item) for item in block_of(entry).keys]
    return ", ".join(f"{name} ({_default(item)})" for name, item in keys)


def sentence(thing: Any) -> str:
    """The first line of a docstring."""
    return (thing.__doc__ or "").strip().split("\n")[0]


def _measures() -> list[Row]:
    return [
        (name, measure.unit, "usual" if name in DEFAULT else _besides(name), measure.definition)
        for name, measure in MEASURES.items()
    ]


def _besides(name: str) -> str:
    """With what a measure is usual; empty if with nothing."""
    return next((f"usual with {what}" for what, names in BESIDES.items() if name in names), "")


def _templates() -> list[Row]:
    return [(name, about(name)) for name in names()]


def _channels() -> list[Row]:
    """Channels of place and rules, each with its keys."""
    found: dict[str, list[str]] = {}
    for path, channel in CHANNELS.items():
        found.setdefault(channel, []).append(path)
    return [(channel, " ".join(paths)) for channel, paths in sorted(found.items())]


_LISTS: dict[str, Callable[[], list[Row]]] = {
    "presets": _presets,
    **{kind: partial(entries, kind) for kind in TABLES},
    "measures": _measures,
    "channels": _channels,
    "keys": key_rows,
    "templates": _templates,
}
