"""Small modules, small functions, and a docstring on everything public."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.rooms import CHECKOUT, dotted, modules, tree

LINES_OF_A_MODULE = 300
LINES_OF_A_FUNCTION = 50
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

every_module = pytest.mark.parametrize("path", modules(), ids=dotted)


def functions(source: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(source) if isinstance(node, FUNCTIONS))


def undocumented(node: ast.AST, within: str) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (*FUNCTIONS, ast.ClassDef)) or child.name.startswith("_"):
            continue
        name = f"{within}.{child.name}"
        if ast.get_docstring(child) is None and not is_overload(child):
            yield name
        if isinstance(child, ast.ClassDef):
            yield from undocumented(child, name)


def is_overload(node: ast.AST) -> bool:
    return any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in getattr(node, "decorator_list", []))


@every_module
def test_a_module_fits_on_a_few_screens(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES_OF_A_MODULE


@every_module
def test_a_function_fits_on_one_screen(path: Path):
    long = {node.name: node.end_lineno - node.lineno + 1 for node in functions(tree(path))}
    assert {name: lines for name, lines in long.items() if lines > LINES_OF_A_FUNCTION} == {}


@every_module
def test_everything_public_has_a_docstring(path: Path):
    source = tree(path)
    empty = not source.body
    assert empty or ast.get_docstring(source), f"{path.relative_to(CHECKOUT)} does not say what it is for"
    assert list(undocumented(source, dotted(path))) == []


def test_a_missing_docstring_is_noticed():
    source = ast.parse("class A:\n '''Doc.'''\n def b(self): ...\ndef _c(): ...\ndef d():\n '''Doc.'''\n")
    assert list(undocumented(source, "m")) == ["m.A.b"]
