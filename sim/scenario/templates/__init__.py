"""Scenarios to start from, as package data."""

from __future__ import annotations

from pathlib import Path

from sim.errors import ScenarioError
from sim.tables import did_you_mean

_HERE = Path(__file__).parent


def names() -> tuple[str, ...]:
    """The templates, sorted."""
    return tuple(sorted(path.stem for path in _HERE.glob("*.yaml")))


def text(name: str) -> str:
    """A template.

    Raises
    ------
    ScenarioError
        If there is none of this name.
    """
    if name not in names():
        raise ScenarioError(f"there is no template {name}{did_you_mean(name, list(names()))}")
    return (_HERE / f"{name}.yaml").read_text(encoding="utf-8")


def about(name: str) -> str:
    """What a template is for: its first comment."""
    return text(name).split("\n", maxsplit=1)[0].removeprefix("# ")


def new(name: str, path: Path) -> str:
    """Write a template where nothing is yet, and say what to do next.

    Raises
    ------
    ScenarioError
        If there is no such template, or a file of this name already.
    """
    content = text(name)
    if path.exists():
        raise ScenarioError(f"{path}: is there already; choose another name")
    if not path.parent.is_dir():
        raise ScenarioError(f"{path}: there is no folder {path.parent}")
    path.write_text(content, encoding="utf-8", newline="\n")
    return f"{path} written from the template {name}\nNext:   python run_sim.py check {path}"
