"""What somebody who wrote something else may have meant, as the tail of a message."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import TypeGuard

from sim.scenario.nodes import Branch, Leaf
from sim.scenario.scalars import scalar

SHARES = ("share", "probability", "per year", "{bidder group: probability}")
"""How units begin in which a per cent sign makes sense."""

LOGS = ("logs", "list of logs")
"""How units begin in which 0.4 is about 40 %."""

TIMES = ("days", "hour", "hours", "minutes", "seconds")

_MEASURED = re.compile(r"(?P<number>[-+]?[0-9.]+(?:e[-+]?[0-9]+)?)\s*(?P<unit>[A-Za-z]+)")
_GROUPED = re.compile(r"[-+]?[1-9][0-9]{0,2}(?:(?P<mark>[,.])[0-9]{3})(?:(?P=mark)[0-9]{3})*(?P<rest>[.,][0-9]+)?")
_DECIMAL = re.compile(r"(?P<whole>[-+]?[0-9]+),(?P<rest>[0-9]+)")
_PART = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_POINTED = re.compile(r"[-+]?[1-9][0-9]{0,2}\.[0-9]{3}")
_PADDED = re.compile(r"[-+]?0[0-9]*[1-9][0-9]*")


def number_hint(text: str, unit: str = "", *, whole: bool = False) -> str:
    """What somebody who wrote this text for a number in `unit`, or for a whole one, may have meant.

    Examples
    --------
    >>> number_hint("0,4"), number_hint("1,250,000"), number_hint("350,000")
    ('; write 0.4', '; write 1250000', '; write 350000, or 350.000 if the comma marks decimals')
    >>> number_hint("2,000", whole=True), number_hint("30%", "share"), number_hint("30%", "days")
    ('; write 2000', '; write 0.3', '')
    >>> number_hint("24h", "hours"), number_hint("24h", "days"), number_hint("'7'")
    ('; write 24', '', '; write 7')
    """
    if text.endswith("%"):
        share = scalar(_pointed(text.removesuffix("%")))
        return f"; write {share / 100:g}" if finite(share) and unit.startswith(SHARES) else ""
    if _PADDED.fullmatch(text):
        return padded_hint(text, whole=whole)
    bare = _pointed(text)
    if bare != text and finite(value := scalar(bare)) and (not whole or isinstance(value, int)):
        doubt = not whole and _GROUPED.fullmatch(text) and text.count(",") == 1 and "." not in text
        other = f", or {text.replace(',', '.')} if the comma marks decimals" if doubt else ""
        return f"; write {bare}{other}"
    measured = _MEASURED.fullmatch(text)
    if measured and finite(scalar(measured["number"])) and _said(measured["unit"], unit):
        return f"; write {measured['number']}"
    return "; leave the quotes out" if finite(scalar(text)) else ""


def _pointed(text: str) -> str:
    """The text with a point before its decimals and no mark between thousands.

    Examples
    --------
    >>> [_pointed(text) for text in ("1.250.000,5", "1 250 000", "0,125", "12,50", "1,250.5", "0.125")]
    ['1250000.5', '1250000', '0.125', '12.50', '1250.5', '0.125']
    """
    bare = re.sub(r"[_ ']", "", text)
    grouped = _GROUPED.fullmatch(bare)
    if grouped and (grouped["mark"] == "," or bare.count(".") > 1 or "," in bare):
        mark = grouped["mark"]
        return bare if grouped["rest"] and grouped["rest"][0] == mark else bare.replace(mark, "").replace(",", ".")
    return _DECIMAL.sub(r"\g<whole>.\g<rest>", bare) if _DECIMAL.fullmatch(bare) else bare


def padded_hint(text: str, *, whole: bool) -> str:
    """For 01, which is 1 to YAML, and 0.1 to whoever leaves the point out; empty for other texts.

    Examples
    --------
    >>> padded_hint("01", whole=False), padded_hint("007", whole=True), padded_hint("0.1", whole=False)
    ('; write 0.1 or 1', '; write 7', '')
    """
    if not _PADDED.fullmatch(text):
        return ""
    sign, digits = ("-" if text.startswith("-") else ""), text.lstrip("+-")
    plain = f"{sign}{int(digits)}"
    return f"; write {plain}" if whole else f"; write {sign}0.{digits[1:]} or {plain}"


def whole_hint(value: object, text: str, allowed: Callable[[int], bool]) -> str:
    """For 40.0 where a whole number must stand; in 2.000 the point may mark thousands.

    Examples
    --------
    >>> whole_hint(40.0, "40.0", bool), whole_hint(2.0, "2.000", bool), whole_hint(2.5, "2.500", bool)
    ('; write 40', '; write 2 or 2000', '; write 2500')
    """
    meant = [int(value)] if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else []
    if _POINTED.fullmatch(text):
        meant.append(int(text.replace(".", "")))
    numbers = [str(each) for each in meant if allowed(each)]
    return f"; write {' or '.join(numbers)}" if numbers else ""


def _said(word: str, unit: str) -> bool:
    """Whether a word after a number repeats the unit: ``24h`` where hours must stand, ``5 CNY`` where money must."""
    if unit.startswith("money"):
        return len(word) == 3 and word.isupper()
    return unit.startswith(TIMES) and unit.startswith(word.lower())


def share_hint(value: object, unit: str) -> str:
    """For 20 where a share from 0 to 1 must stand; 1.4 may be 140 % or 1.4 %.

    Examples
    --------
    >>> share_hint(20, "share"), share_hint(1.4, "share"), share_hint(20, "days")
    ('; for 20 % write 0.2', '; 1.4 is 140 %; for 1.4 % write 0.014', '')
    >>> share_hint(40, "logs or null")
    '; it is in logs: for about 40 % write 0.4'
    """
    if unit.startswith(LOGS) and isinstance(value, int | float) and 3 < value <= 100:
        return f"; it is in logs: for about {value:g} % write {value / 100:g}"
    if not unit.startswith(SHARES) or not isinstance(value, int | float) or not 1 < value <= 100:
        return ""
    itself = f"; {value:g} is {100 * value:g} %" if value < 2 else ""
    return f"{itself}; for {value:g} % write {value / 100:g}"


def comma_hint(name: str, node: Branch) -> str:
    """For ``{reserve: 30,000}`` and ``{sd: 0,12}``, where YAML reads a key `000` or `12` without a value.

    The parts are put together by where they stand: the order of keys is lost when a block is laid over another.
    """
    if not _PART.fullmatch(name):
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
        whole = f"{text},{whole}"
    while (spot.file, spot.line, after + 1) in parts:
        text = parts[spot.file, spot.line, after + 1]
        whole, after = f"{whole},{text}", after + 1 + len(text)
    return f"; a comma separates keys{number_hint(whole)}" if first < spot.column else ""


def scalar_number(text: str) -> bool:
    """Whether a text is the whole or a part of a number."""
    return finite(scalar(text))


def finite(value: object) -> TypeGuard[float]:
    """Whether a value is a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
