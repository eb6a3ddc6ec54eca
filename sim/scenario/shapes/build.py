"""From the annotations of the entities to shapes: the classes are the grammar, nothing is written down twice."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date
from importlib import import_module
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import annotated_types as bounds

from sim import presets
from sim.entities.filed import FiledLot
from sim.entities.protocols import Format, Law, Strategy
from sim.entities.stopping import Stopping
from sim.entities.study import Behaviour, BidderGroup, Change, Decompose, Free, LotGroup, Range, SellerGroup
from sim.entities.timing import Timing
from sim.entities.venue import Place, Rules
from sim.entities.worth import Worth
from sim.scenario.document import ArmBlock, Document, Said, SellerChange
from sim.scenario.shapes.base import Schema, Shape
from sim.scenario.shapes.blocks import Block, Key
from sim.scenario.shapes.choices import Choice
from sim.scenario.shapes.composite import Either, Fixed, ListOf, MapOf, Maybe
from sim.scenario.shapes.leaves import Day, Flag, Number, OneOf, Text

RENAMED = {
    (LotGroup, "asset_class"): "class",
    (FiledLot, "asset_class"): "class",
    (Decompose, "start"): "from",
    (Stopping, "fewest"): "min",
    (Stopping, "most"): "max",
}
"""Where the file's word cannot be a name in Python."""

FILLED: dict[tuple[type[Any], str], Any] = {
    (BidderGroup, "strategy"): "equilibrium",
    (BidderGroup, "timing"): "incremental",
    (BidderGroup, "reply_s"): {"distribution": "lognormal", "median": 20, "sd": 1},
    (Rules, "format"): "english",
}
"""Defaults, as a file would write them, of keys whose objects live in rooms that the entities do not import."""


SPREAD = "law"
"""A law under this name is written among the keys of the block that holds it."""


def _table(room: str, name: str) -> Callable[[], Mapping[str, type[Any]]]:
    """A table of another room, imported when it is first needed."""

    def load() -> Mapping[str, type[Any]]:
        table: Mapping[str, type[Any]] = getattr(import_module(f"sim.{room}"), name)
        return table

    return load


TABLES = {
    "formats": _table("formats", "FORMATS"),
    "strategies": _table("strategies", "STRATEGIES"),
    "timings": _table("tempo", "TIMINGS"),
    "laws": _table("laws", "LAWS"),
    "worths": _table("values", "WORTHS"),
}
"""What can be chosen by name, by the word for it in ``list``."""


def _choices() -> dict[type[Any], Choice]:
    return {
        Law: Choice("distribution", "distribution", TABLES["laws"], block_of, number="constant"),
        Worth: Choice("worth model", "model", TABLES["worths"], block_of),
        Format: Choice("format", "use", TABLES["formats"], block_of, bare=True),
        Strategy: Choice("strategy", "use", TABLES["strategies"], block_of, bare=True),
        Timing: Choice("timing", "use", TABLES["timings"], block_of, bare=True),
    }


def block_of(kind: type[Any]) -> Block:
    """The block that becomes a `kind`."""
    if kind not in _BLOCKS:
        _BLOCKS[kind] = _block(kind)
    return _BLOCKS[kind]


_BLOCKS: dict[type[Any], Block] = {}


def _block(kind: type[Any]) -> Block:
    hints = get_type_hints(kind, include_extras=True)
    keys = tuple(_key(kind, item, hints[item.name]) for item in fields(kind) if item.init)
    return Block(kind, keys, _sugar(kind), _told(kind))


def _key(kind: type[Any], item: Field[Any], hint: Any) -> Key:
    has_own = item.default is not MISSING or item.default_factory is not MISSING
    filled = (kind, item.name) in FILLED or "left_out" in item.metadata
    shape = _in_unit(shape_of(hint), item.metadata.get("unit", ""))
    if kind is Document and isinstance(shape, MapOf):
        shape = replace(shape, partial=True, free=shape.free or item.name == "expect")
    default = FILLED.get((kind, item.name), item.metadata.get("left_out")) if filled else _default(item, shape)
    return Key(
        name=RENAMED.get((kind, item.name), item.name),
        attribute=item.name,
        shape=shape,
        required=not has_own and not filled,
        default=default,
        filled=filled,
        unit=item.metadata.get("unit", ""),
        doc=item.metadata.get("doc", ""),
        channel=item.metadata.get("channel", ""),
        spread=CHOICES[Law] if hint is Law and item.name == SPREAD else None,
    )


def _in_unit(shape: Shape, unit: str) -> Shape:
    """The same shape, its numbers told their unit."""
    match shape:
        case Number() | Choice():
            return replace(shape, unit=unit)
        case Maybe() | ListOf() | MapOf():
            return replace(shape, inner=_in_unit(shape.inner, unit))
        case Either():
            return replace(shape, kinds=tuple(_in_unit(kind, unit) for kind in shape.kinds))
        case _:
            return shape


def _default(item: Field[Any], shape: Shape) -> Any:
    """A field's own default as plain data; None if it has none."""
    if item.default_factory is not MISSING:
        return shape.plain(item.default_factory())
    return None if item.default is MISSING else shape.plain(item.default)


def _sugar(kind: type[Any]) -> dict[str, Schema]:
    """Keys that expansion takes away before a block is read."""
    if kind is Document:
        return {"extends": {"type": "string", "description": "a file that this one changes [file]"}}
    if kind in {Place, Rules}:
        name = "places" if kind is Place else "rules"
        return {"like": {"enum": list(presets.names(name)), "description": "a preset to start from [name]"}}
    block: Schema = {"like": {"type": "string", "description": "a block of this kind to start from [name]"}}
    if kind is LotGroup:
        block["file"] = {"type": "string", "description": "a CSV file with a line a lot, instead of count [file]"}
    if kind is ArmBlock:
        venues = list(presets.names("venues"))
        block["venue"] = {"enum": venues, "description": "a place under rules to start from [name]"}
    return block if kind in {LotGroup, SellerGroup, BidderGroup, ArmBlock} else {}


def _told(kind: type[Any]) -> dict[str, str]:
    """What to say of keys that are known, but not here."""

    def names(block: type[Any]) -> list[str]:
        return [item.name for item in fields(block)]

    nature = "nature is not an arm's business: an arm may change only"
    *some, last = names(Change)
    of_bidders = f"{nature} {', '.join(some)} and {last} of bidders"
    of_sellers = f"an arm may change only {' and '.join(names(SellerChange))} of sellers"
    of_nature = dict.fromkeys(
        ("lots", "regions", "seed", "start", "horizon_days"), f"{nature} place, rules, sellers and bidders"
    )
    place, rules, bidders, behaviour = (
        dict.fromkeys(names(block), f"unknown key; it belongs under {where}")
        for block, where in (
            (Place, "place"),
            (Rules, "rules"),
            (BidderGroup, "a group of bidders"),
            (Behaviour, "behaviour"),
        )
    )
    told = {
        Document: behaviour,
        ArmBlock: of_nature | place | rules,
        Place: bidders | rules,
        Rules: place,
        Change: dict.fromkeys([*names(BidderGroup), "like"], of_bidders),
        SellerChange: dict.fromkeys([*names(SellerGroup), "like"], of_sellers),
    }
    return told.get(kind, {})


def shape_of(hint: Any) -> Shape:
    """The shape of an annotation.

    Raises
    ------
    TypeError
        If no scenario key can be of this type.
    """
    origin = get_origin(hint)
    if origin is Annotated:
        return _bounded(hint)
    if origin in {Union, types.UnionType}:
        return _union(get_args(hint))
    if origin is Literal:
        return OneOf(get_args(hint))
    if origin is tuple:
        return _tuple(get_args(hint))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        inner = get_args(hint)[1]
        return MapOf(shape_of(inner), free=inner in PATHS)
    return _plain(hint)


def _plain(hint: Any) -> Shape:
    """A class without parameters."""
    single: dict[Any, Shape] = {bool: Flag(), int: Number(whole=True), float: Number(), str: Text(), date: Day()}
    if hint in single:
        return single[hint]
    if hint in CHOICES:
        return CHOICES[hint]
    if is_dataclass(hint) and isinstance(hint, type):
        return block_of(hint)
    raise TypeError(f"no scenario key can hold {hint}")


def _bounded(hint: Any) -> Shape:
    """A number with bounds, or text that must not be empty."""
    kind, *marks = get_args(hint)
    if kind is str:
        return Text(filled=True)
    words: dict[str, Any] = {}
    for mark in marks:
        match mark:
            case bounds.Ge():
                words["least"] = mark.ge
            case bounds.Gt():
                words["above"] = mark.gt
            case bounds.Le():
                words["most"] = mark.le
            case bounds.Lt():
                words["below"] = mark.lt
            case _:
                raise TypeError(f"no bound is known by {mark}")
    return Number(whole=kind is int, **words)


def _union(kinds: tuple[Any, ...]) -> Shape:
    """Optional values, and kinds that are told apart by their build."""
    held = [kind for kind in kinds if kind is not type(None)]
    shapes = tuple(shape_of(kind) for kind in held)
    shape = shapes[0] if len(shapes) == 1 else Either(shapes, tuple(_held_as(kind) for kind in held))
    return Maybe(shape) if len(held) < len(kinds) else shape


def _held_as(kind: Any) -> Any:
    """What ``isinstance`` is asked to tell kinds apart again."""
    if get_origin(kind) is Literal:
        return str
    bare = get_args(kind)[0] if get_origin(kind) is Annotated else get_origin(kind) or kind
    return int | float if bare is float else bare


def _tuple(kinds: tuple[Any, ...]) -> Shape:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return ListOf(shape_of(kinds[0]))
    return Fixed(tuple(shape_of(kind) for kind in kinds))


PATHS = (str, Said, Range, Free, tuple[float, ...], FiledLot)
"""What stands under keys that are paths, ids or texts and not names."""

CHOICES = _choices()
"""Protocol to the table that holds what implements it."""
