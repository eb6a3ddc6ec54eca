"""What a plain scalar means in YAML 1.2 (core schema): ``on``, ``yes`` and ``10:00`` are text, ``1e-3`` is a number."""

from __future__ import annotations

import re

from sim.scenario.nodes import Scalar

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]{1,100}|0x[0-9a-fA-F]{1,100}")
_REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"([-+]?)\.(inf|Inf|INF)")
_UNDEFINED = re.compile(r"\.(nan|NaN|NAN)")
_LONGEST_WHOLE = 300


def scalar(text: str) -> Scalar:
    """The value of an unquoted scalar.

    Examples
    --------
    >>> [scalar(text) for text in ("1e-3", "1.2e6", "0o17", "0x1F", "true", "~")]
    [0.001, 1200000.0, 15, 31, True, None]
    >>> [scalar(text) for text in ("on", "yes", "10:00", "1_200_000", "2016-03-01")]
    ['on', 'yes', '10:00', '1_200_000', '2016-03-01']
    """
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text) and len(text) < _LONGEST_WHOLE:
        return int(text)
    if _OTHER_BASE.fullmatch(text):
        return int(text, 0)
    return _real(text)


def _real(text: str) -> float | str:
    """A number with a fraction or exponent, or the text itself."""
    if _REAL.fullmatch(text):
        return float(text)
    if sign := _INFINITE.fullmatch(text):
        return float(f"{sign[1]}inf")
    return float("nan") if _UNDEFINED.fullmatch(text) else text
