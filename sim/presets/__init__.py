"""Rule books, places and venues as data: one YAML file each, every number with its article or the word *assumed*.

A file has ``about`` (one sentence), the values under ``rules`` or ``place``, and under ``sources`` a text for each of
the values. A venue names a place and rules. A preset may start from another one of its kind by ``like``. Published
facts, to be held against what these rule books do, are in ``facts.yaml``.
"""

from __future__ import annotations

from pathlib import Path

KINDS = ("rules", "places", "venues")
"""Kinds of presets, each a folder of this package."""

_HERE = Path(__file__).parent


def names(kind: str) -> tuple[str, ...]:
    """The presets of a kind, sorted.

    Raises
    ------
    KeyError
        If there is no such kind.
    """
    if kind not in KINDS:
        raise KeyError(f"unknown kind of preset {kind}; known: {', '.join(KINDS)}")
    return tuple(sorted(path.stem for path in (_HERE / kind).glob("*.yaml")))


def text(kind: str, name: str) -> str:
    """The file of a preset.

    Raises
    ------
    KeyError
        If there is no such kind or preset.
    """
    if name not in names(kind):
        raise KeyError(f"unknown preset {name} among {kind}")
    return (_HERE / kind / f"{name}.yaml").read_text(encoding="utf-8")


def facts() -> str:
    """The file of published facts."""
    return (_HERE / "facts.yaml").read_text(encoding="utf-8")
