"""The schema for editors: generated, committed, and true of every file we ship."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

import pytest
from annotated_types import Ge, Le

from sim.entities.keys import key
from sim.laws import LAWS
from sim.scenario import load
from sim.scenario.faults import Faults
from sim.scenario.nodes import Branch, Leaf, Series
from sim.scenario.reading import read
from sim.scenario.schema import DIALECT, schema, schema_text
from sim.scenario.templates import names, text
from tests.scenario.helpers import SMALL, small

CHECKOUT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((CHECKOUT / "scenarios").rglob("*.yaml"))
SCHEMA = schema()


def plain(node):
    if isinstance(node, Branch):
        return {name: plain(child) for name, child in node.entries.items()}
    assert isinstance(node, Leaf | Series)
    return [plain(child) for child in node.items] if isinstance(node, Series) else node.value


def held(text: str):
    return plain(read(text, "t", Faults()))


IS = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
}
BOUNDS = {
    "minimum": lambda value, end: value >= end,
    "maximum": lambda value, end: value <= end,
    "exclusiveMinimum": lambda value, end: value > end,
    "exclusiveMaximum": lambda value, end: value < end,
    "minItems": lambda value, end: len(value) >= end,
    "maxItems": lambda value, end: len(value) <= end,
    "minLength": lambda value, end: len(value) >= end,
    "const": lambda value, end: value == end,
    "enum": lambda value, end: value in end,
    "required": lambda value, end: not isinstance(value, dict) or set(end) <= set(value),
}
STRUCTURE = {
    "$ref", "anyOf", "type", "properties", "patternProperties", "additionalProperties", "items", "prefixItems",
}  # fmt: skip
SILENT = {"description", "default", "format", "$schema", "title", "$defs"}


def fits(value, piece: dict) -> bool:
    """A small validator for the words that the schema uses, and no others."""
    assert set(piece) <= {*BOUNDS, *SILENT, *STRUCTURE}
    if "type" in piece and not IS[piece["type"]](value):
        return False
    if "$ref" in piece and not fits(value, SCHEMA["$defs"][piece["$ref"].removeprefix("#/$defs/")]):
        return False
    if "anyOf" in piece and not any(fits(value, one) for one in piece["anyOf"]):
        return False
    if not all(test(value, piece[word]) for word, test in BOUNDS.items() if word in piece):
        return False
    inside = fits_map(value, piece) if isinstance(value, dict) else True
    return inside and (fits_list(value, piece) if isinstance(value, list) else True)


def fits_map(value: dict, piece: dict) -> bool:
    for name, child in value.items():
        patterns = [inner for pattern, inner in piece.get("patternProperties", {}).items() if re.search(pattern, name)]
        named = piece.get("properties", {}).get(name)
        inners = patterns + ([named] if named is not None else [])
        if not inners:
            other = piece.get("additionalProperties", True)
            if other is False or (isinstance(other, dict) and not fits(child, other)):
                return False
        if not all(fits(child, inner) for inner in inners):
            return False
    return True


def fits_list(value: list, piece: dict) -> bool:
    start = piece.get("prefixItems", [])
    rest = piece.get("items", {})
    return all(fits(child, start[i] if i < len(start) else rest) for i, child in enumerate(value))


def test_the_committed_schema_is_the_generated_one():
    assert (CHECKOUT / "scenarios" / "schema.json").read_text(encoding="utf-8") == schema_text()


def test_it_is_json_of_the_stated_dialect():
    assert json.loads(schema_text())["$schema"] == DIALECT


def test_every_reference_leads_somewhere():
    found = set(re.findall(r'"#/\$defs/([^"]+)"', schema_text()))
    assert found <= set(SCHEMA["$defs"])
    assert {"LotGroup", "BidderGroup", "Rules", "Place", "distribution", "strategy"} <= found


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_fit(path):
    assert fits(held(path.read_text(encoding="utf-8")), SCHEMA)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_resolved_scenarios_fit(path):
    assert fits(held(load(path).resolved_yaml()), SCHEMA)


@pytest.mark.parametrize("name", names())
def test_templates_fit(name):
    assert fits(held(text(name)), SCHEMA)


@pytest.mark.parametrize(
    "add",
    [
        "extends: base.yaml\n",
        "regions: 4\n",
        "  draft: {like: site, rules: {like: frictionless, reserve: 5}}\n",
        "  whole: {place: town_hall, rules: {format: {use: dutch, top: 4}, buyer_fee: [{up_to: null, rate: 0.1}]}}\n",
        "contrasts: [[site, hall]]\n",
        "sellers: {court: {kind: bank}, other: court}\n",
    ],
)
def test_what_may_be_written_fits(add):
    assert fits(held(SMALL + add), SCHEMA)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("seed: 7\n", ""),
        ("seed: 7", "seed: -1"),
        ("seed: 7", "seeds: 7"),
        ("count: 20", "count: few"),
        ("model: lognormal", "model: lognorm"),
        ("strategy: truthful", "strategy: truthfull"),
        ("venue: cn_platform_2017", "venue: cn_platform"),
        ("flats:", "Flats:"),
        ("{venue: cn_platform_2017}", "{venue: cn_platform_2017, rules: {close: sudden}}"),
        ("{venue: cn_platform_2017}", "{rules: frictionless}"),
        ("count: 8, ", ""),
    ],
)
def test_what_is_wrong_does_not_fit(old, new):
    assert fits(held(SMALL), SCHEMA)
    assert not fits(held(SMALL.replace(old, new)), SCHEMA)


def test_every_key_carries_its_meaning_and_its_choices():
    rules = SCHEMA["$defs"]["Rules"]["anyOf"][1]["properties"]
    assert rules["close"]["enum"] == ["hard", "soft"]
    assert rules["close_trigger_s"]["description"] == "how long before the end a bid is late and moves it [seconds]"
    assert rules["close_trigger_s"]["default"] == 300.0
    assert "cn_platform_2017" in str(SCHEMA["$defs"]["ArmBlock"])


def test_a_resolved_small_scenario_fits():
    assert fits(held(small().resolved_yaml()), SCHEMA)


@dataclass(frozen=True)
class Narrow:
    """Takes a width below 1."""

    distribution: ClassVar[str] = "narrow"
    width: Annotated[float, Le(1.0)] = key(unit="money", doc="how wide")


@dataclass(frozen=True)
class Wide:
    """Takes a width above 1."""

    distribution: ClassVar[str] = "wide"
    width: Annotated[float, Ge(1.0)] = key(unit="money", doc="how wide")


def test_each_law_keeps_its_own_bounds_where_it_is_spread_over_a_worth(monkeypatch):
    monkeypatch.setattr(LAWS, "_entries", {**LAWS, "narrow": Narrow, "wide": Wide})
    shape = schema()["$defs"]["worth model"]
    worth = {"model": "private"}
    assert fits({**worth, "distribution": "narrow", "width": 0.5}, shape)
    assert fits({**worth, "distribution": "wide", "width": 5}, shape)
    assert not fits({**worth, "distribution": "narrow", "width": 5}, shape)
    assert not fits({**worth, "distribution": "wide", "width": 0.5}, shape)
    assert not fits({**worth, "distribution": "wide"}, shape)
    assert not fits({**worth, "distribution": "uniform", "low": 0, "high": 1, "width": 0.5}, shape)
