"""What somebody who wrote something else may have meant, as the tail of a message."""

from __future__ import annotations

import math
import re

from sim.scenario.nodes import Branch, Leaf
from sim.scenario.scalars import scalar

SHARES = ("share", "probability", "per year", "{bidder group: probability}")
"""How units begin in which a per cent sign makes sense."""

TIMES = ("days", "hour", "hours", "minutes", "seconds")

_MEASURED = re.compile(r"(?P<number>[-+]?[0-9.]+(?:e[-+]?[0-9]+)?)\s*(?P<unit>[A-Za-z]+)")
_THOUSANDS = re.compile(r"[0-9]{3}(\.[0-9]+)?")


def number_hint(text: str, unit: str = "") -> str:
    """What somebody who wrote this text for a number in `unit` may have meant.

    Examples
    --------
    >>> number_hint("900,000", "money"), number_hint("30%", "share"), number_hint("30%", "days")
    ('; write 900000', '; write 0.3', '')
    >>> number_hint("24h", "hours"), number_hint("24h", "days"), number_hint("'7'")
    ('; write 24', '', '; write 7')
    """
    bare = re.sub(r"[_, ']", "", text)
    if bare != text and finite(scalar(bare)):
        return f"; write {bare}"
    percent = scalar(text.removesuffix("%").strip()) if text.endswith("%") else None
    if isinstance(percent, int | float) and finite(percent):
        return f"; write {percent / 100:g}" if unit.startswith(SHARES) else ""
    measured = _MEASURED.fullmatch(text)
    if measured and finite(scalar(measured["number"])) and _said(measured["unit"], unit):
        return f"; write {measured['number']}"
    return "; leave the quotes out" if finite(scalar(text)) else ""


def _said(word: str, unit: str) -> bool:
    """Whether a word after a number repeats the unit: ``24h`` where hours must stand, ``5 CNY`` where money must."""
    if unit.startswith("money"):
        return len(word) == 3 and word.isupper()
    return unit.startswith(TIMES) and unit.startswith(word.lower())


def share_hint(value: object, unit: str) -> str:
    """For 20 where a share from 0 to 1 must stand.

    Examples
    --------
    >>> share_hint(20, "share"), share_hint(20, "days")
    ('; for 20 % write 0.2', '')
    """
    if not unit.startswith(SHARES) or not isinstance(value, int | float) or not 1 < value <= 100:
        return ""
    return f"; for {value:g} % write {value / 100:g}"


def comma_hint(name: str, node: Branch) -> str:
    """For ``{reserve: 30,000}``, where YAML reads a key `000` without a value.

    The parts are put together by where they stand: the order of keys is lost when a block is laid over another.
    """
    if not _THOUSANDS.fullmatch(name):
        return ""
    parts = {
        (spot.file, spot.line, spot.column): text
        for key, child in node.entries.items()
        for spot, text in ((node.keys[key], key), (child.spot, child.text if isinstance(child, Leaf) else ""))
        if scalar_number(text)
    }
    ends = {(file, line, column + len(text)): (column, text) for (file, line, column), text in parts.items()}
    spot = node.keys[name]
    whole, first, after = name, spot.column, spot.column + len(name)
    while (spot.file, spot.line, first - 1) in ends:
        first, text = ends[spot.file, spot.line, first - 1]
        whole = text + whole
    while (spot.file, spot.line, after + 1) in parts:
        text = parts[spot.file, spot.line, after + 1]
        whole, after = whole + text, after + 1 + len(text)
    return f"; a comma separates keys; write {whole}" if first < spot.column else ""


def scalar_number(text: str) -> bool:
    """Whether a text is the whole or a part of a number."""
    return finite(scalar(text))


def finite(value: object) -> bool:
    """Whether a value is a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
