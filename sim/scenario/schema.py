"""JSON Schema of scenario files (draft 2020-12), generated from the classes, for completion in editors."""

from __future__ import annotations

import json

from sim import presets
from sim.entities.venue import Place, Rules
from sim.scenario.document import Document
from sim.scenario.shapes.base import Schema
from sim.scenario.shapes.build import block_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> Schema:
    """The schema of a scenario file."""
    defs: dict[str, Schema] = {}
    root = block_of(Document).map_schema(defs)
    _bare_names(defs)
    root["anyOf"] = [{"required": root.pop("required")}, {"required": ["extends"]}]
    return {"$schema": DIALECT, "title": "Scenario", **root, "$defs": dict(sorted(defs.items()))}


def schema_text() -> str:
    """The schema as it is committed."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def _bare_names(defs: dict[str, Schema]) -> None:
    """A bare name is short for ``{like: NAME}``: of a preset for place and rules, of a block elsewhere."""
    for kind, folder in ((Place, "places"), (Rules, "rules")):
        block = defs[kind.__name__]
        defs[kind.__name__] = {"anyOf": [{"enum": list(presets.names(folder))}, block]}
    for name in ("LotGroup", "SellerGroup", "BidderGroup", "ArmBlock"):
        defs[name] = {"anyOf": [{"type": "string"}, defs[name]]}
    arm = defs["ArmBlock"]["anyOf"][1]
    whole = {"required": ["place", "rules"]}
    arm["anyOf"] = [{"required": ["venue"]}, {"required": ["like"]}, whole]
