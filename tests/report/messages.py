"""Every message that the report can say, collected from its source, its template and the tables it draws on."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from jinja2 import Environment
from jinja2.nodes import Call, Const, Name

import sim.report

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
    return {
        node.value
        for given in spoken(tree)
        for node in ast.walk(given)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


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


def places(text: str) -> list[str]:
    """Names of the places of a message, sorted."""
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def messages() -> set[str]:
    """All of them."""
    return set().union(*(literals(ast.parse(path.read_text(encoding="utf-8"))) for path in modules()), of_templates())
