"""Plain data as YAML that reads back to itself, in any YAML reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sim.scenario.scalars import scalar

_SIMPLE = re.compile(r"[A-Za-z][A-Za-z0-9_.\-/ ]*[A-Za-z0-9_]|[A-Za-z]")
_OTHER_TRUTHS = {"yes", "no", "on", "off", "y", "n"}
"""Words that YAML 1.1 readers take for true and false."""


def written(plain: Mapping[str, Any]) -> str:
    """A map as YAML text in block style, what is small in one line."""
    return "\n".join(_lines(plain, 0)) + "\n"


def _lines(plain: Mapping[str, Any], depth: int) -> list[str]:
    """The lines of a map, indented."""
    lines = []
    for name, value in plain.items():
        start = f"{'  ' * depth}{_text(str(name))}:"
        if isinstance(value, Mapping) and value and (depth < 2 or len(flow(value)) > 80):
            lines += [start, *_lines(value, depth + 1)]
        else:
            lines.append(f"{start} {flow(value)}")
    return lines


def flow(value: Any) -> str:
    """Any plain value in one line.

    Examples
    --------
    >>> flow({"up_to": None, "rates": [0.05, 2000000.0], "text": "10:00", "sold": True})
    '{up_to: null, rates: [0.05, 2000000], text: "10:00", sold: true}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(str(name))}: {flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number(value)
    return _text(value)


def number(value: float) -> str:
    """A number in the fewest digits that read back to it; no point after a whole number.

    Older readers take ``1e-05`` for text, so the fraction is always written before an exponent.

    Examples
    --------
    >>> number(0.00001), number(40.0), number(0.1)
    ('1.0e-05', '40', '0.1')
    """
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    digits, e, exponent = repr(value).partition("e")
    return f"{digits}.0e{exponent}" if e and "." not in digits else repr(value)


def _text(value: str) -> str:
    """Text, in quotes unless every reader takes it for text."""
    if _SIMPLE.fullmatch(value) and isinstance(scalar(value), str) and value.lower() not in _OTHER_TRUTHS:
        return value
    return '"' + "".join(_character(letter) for letter in value) + '"'


def _character(letter: str) -> str:
    if letter in '"\\':
        return f"\\{letter}"
    return letter if letter.isprintable() else f"\\U{ord(letter):08X}"
