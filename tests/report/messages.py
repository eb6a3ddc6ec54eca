"""Every message that the report can say, collected from its source, its template and the tables it draws on."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from string import Formatter

from jinja2 import Environment
from jinja2.nodes import Call, Const, Name
from yaml import safe_load

import sim.report
from sim import presets
from sim.entities.venue import Place, Rules
from sim.experiment.fit.moments import MOMENTS
from sim.judge.telling import NOTES
from sim.measures import GROUP_COLUMNS, MEASURES
from sim.report.figures import FIGURES
from sim.report.gap import spoken as lever
from sim.report.phrases import PHRASES
from sim.scenario.facts import published

ROOM = Path(sim.report.__file__).parent


def spoken(tree: ast.AST) -> Iterator[ast.expr]:
    """What is handed to ``say`` and ``message``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            first = node.args[0]
            if _named(node.func) in ("say", "message"):
                yield first
            elif _named(node.func) == "map" and _named(first) in ("say", "message"):
                yield node.args[1]


def _named(node: ast.expr) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))


def literals(tree: ast.AST) -> set[str]:
    """Messages written out in a module: also both of ``say("one" if … else "other")``, and ``map(message, (…))``."""
    return {text for given in spoken(tree) for text in _texts(given)}


def _texts(node: ast.AST) -> Iterator[str]:
    """The texts that an expression may be; not those by which it chooses."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    inner: list[ast.expr] = []
    if isinstance(node, ast.IfExp):
        inner = [node.body, node.orelse]
    elif isinstance(node, ast.Tuple | ast.List):
        inner = node.elts
    elif isinstance(node, ast.Dict):
        inner = node.values
    elif isinstance(node, ast.Subscript):
        inner = [node.value]
    for each in inner:
        yield from _texts(each)


def of_templates() -> set[str]:
    """Messages of ``{{ say("…") }}``."""
    found = set()
    for path in sorted((ROOM / "templates").glob("*.html")):
        for call in Environment(autoescape=True).parse(path.read_text(encoding="utf-8")).find_all(Call):
            if isinstance(call.node, Name) and call.node.name == "say" and isinstance(call.args[0], Const):
                found.add(call.args[0].value)
    return found


def modules() -> list[Path]:
    """Sources of the room."""
    return sorted(ROOM.rglob("*.py"))


def places(text: str) -> set[str]:
    """Names of the places of a message; ``{bidder group: probability}`` is none, it is how a map is written."""
    names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    return {name for name in names if name.isidentifier() and name.isascii()}


def of_tables() -> set[str]:
    """Messages that stand in tables of other rooms: measures, moments, keys, presets, facts, figures."""
    found = {text for phrase in PHRASES.values() for text in (phrase.label, phrase.more, phrase.less)}
    found |= {text for measure in MEASURES.values() for text in (measure.definition, measure.unit)}
    found |= {moment.doc for moment in MOMENTS.values()}
    for item in (item for kind in (Place, Rules) for item in fields(kind)):
        found |= {str(item.metadata[name]) for name in ("doc", "unit")} | {lever(str(item.metadata["channel"]))}
    found |= {picture.title for picture in FIGURES.values()}
    found |= {text for fact in published().values() for text in (fact.claim, fact.source, fact.why)}
    return found | sources() | set(GROUP_COLUMNS) | {NOTES}


def sources() -> set[str]:
    """Where the numbers of presets come from."""
    found = set()
    for kind in presets.KINDS:
        for name in presets.names(kind):
            told = safe_load(presets.text(kind, name)).get("sources", {})
            found |= {" ".join(str(text).split()) for text in told.values()}
    return found


def messages() -> set[str]:
    """All of them; what has no letters is the same in every language."""
    written = (literals(ast.parse(path.read_text(encoding="utf-8"))) for path in modules())
    found = set().union(*written, of_templates(), of_tables())
    return {text for text in found if text}
