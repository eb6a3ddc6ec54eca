"""Numbers and measures in words: formatting by unit, and what is said of a measure."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from sim.report.phrases import PHRASES, Phrase
from sim.report.tongue import ENGLISH, Tongue

NOTHING = "\N{EN DASH}"
"""Stands where there is no number."""
ORDER = tuple(PHRASES)
UNITS = r"%|points\b|days\b|minutes\b|bids\b|bidders\b|[A-Z]{3}\b|[\u4e00-\u9fff]"
"""What stays beside its number: units, currencies, and whatever Chinese follows."""


def _statistic(name: str, tongue: Tongue) -> str:
    """``p10`` → ``10 % quantile over lots``; ``sd`` → ``standard deviation over lots``."""
    if name.startswith("p"):
        return tongue.say("{share} % quantile over lots", share=name[1:])
    return tongue.say("standard deviation over lots") if name == "sd" else name


def label(measure: str, tongue: Tongue = ENGLISH) -> str:
    """The noun for a measure: ``time_to_cash_days`` → ``time to cash``; ``x@p10`` → ``x (10 % quantile over lots)``.

    Examples
    --------
    >>> label("sell_through@sd")
    'sell-through (standard deviation over lots)'
    >>> label("my_own_measure")
    'my own measure'
    """
    base, _, statistic = measure.partition("@")
    noun = tongue.say(PHRASES[base].label) if base in PHRASES else base.replace("_", " ")
    return tongue.say("{noun} ({note})", noun=noun, note=_statistic(statistic, tongue)) if statistic else noun


def plural(measure: str) -> bool:
    """Whether the noun takes a plural verb."""
    return measure in PHRASES and PHRASES[measure].many


def opening(measure: str, tongue: Tongue = ENGLISH, *, rises: bool) -> str:
    """The clause before the colon; empty where only the number can speak."""
    phrase = PHRASES.get(measure, Phrase("", "", ""))
    return tongue.say(phrase.more if rises else phrase.less)


def rank(measure: str) -> tuple[int, str]:
    """Sort key: the order of :data:`PHRASES`, then everything else by name."""
    base = measure.partition("@")[0]
    return (ORDER.index(base) if base in ORDER else len(ORDER), measure)


def is_share(unit: str) -> bool:
    """Whether a unit is a ratio that is shown in % and whose differences are points."""
    return unit in {"share", "ratio"}


def is_money(unit: str) -> bool:
    """Whether a unit is an amount of money."""
    return unit == "money"


def decimals(values: tuple[float | None, ...], spread: float | None = None) -> int:
    """How many decimals to show: two significant digits of the half-width, else four of the largest value.

    Whole numbers without an interval are shown whole.

    Examples
    --------
    >>> decimals((27.2,), 3.1), decimals((27.2,), 0.31), decimals((1234567.0,)), decimals((0.671875,))
    (1, 2, 0, 4)
    """
    if spread is not None and spread > 0.0 and math.isfinite(spread):
        return min(6, max(0, 1 - math.floor(math.log10(spread))))
    if all(value is None or value == round(value) for value in values):
        return 0
    size = max((abs(value) for value in values if value), default=0.0)
    return min(6, max(0, 3 - math.floor(math.log10(size))))


def number(value: float | None, places: int) -> str:
    """A number with thousands separators and a plain minus sign; a dash where there is none.

    Examples
    --------
    >>> number(-1234567.4, 0), number(None, 1), number(-0.01, 1)
    ('-1,234,567', '–', '0.0')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    text = f"{value:,.{places}f}"
    return text[1:] if text.startswith("-") and not text.strip("-0.,") else text


@dataclass(frozen=True)
class Scale:
    """How the numbers of one row are written: factor, decimals, and what follows a level or a difference.

    One scale serves a row's levels, difference and interval, so that the reader can subtract what is printed.
    """

    factor: float
    places: int
    level_unit: str
    difference_unit: str
    tongue: Tongue = ENGLISH

    @property
    def unitless(self) -> Scale:
        """The same without units, for a table that names them once."""
        return replace(self, level_unit="", difference_unit="")

    def telling(self, *spans: tuple[float | None, float | None]) -> Scale:
        """The same with up to two decimals more, where an interval without 0 would not look like one.

        It would not if its ends were printed alike, or one as 0.

        Examples
        --------
        >>> tenths = scale("share", "", (), 0.01)
        >>> tenths.span(-0.0013, -0.0005), tenths.telling((-0.0013, -0.0005)).span(-0.0013, -0.0005)
        ('-0.1 to -0.1', '-0.13 to -0.05')
        """
        fine = self
        while fine.places < self.places + 2 and any(fine._blurs(*span) for span in spans):
            fine = replace(fine, places=fine.places + 1)
        return fine

    def _blurs(self, low: float | None, high: float | None) -> bool:
        """Whether an interval without 0, wider than rounding errors, is printed as one number, or with a 0."""
        if low is None or high is None or low * high <= 0.0 or high - low <= 1e-9 * abs(high):
            return False
        ends = self.bare(low), self.bare(high)
        return ends[0] == ends[1] or any(not end.strip("-0.,") for end in ends)

    def bare(self, value: float | None) -> str:
        """The number alone."""
        return number(None if value is None else value * self.factor, self.places)

    def level(self, value: float | None) -> str:
        """The number with the unit of levels: ``61.2 %``."""
        return self._with(value, self.level_unit)

    def difference(self, value: float | None) -> str:
        """The number with the unit of differences: ``27.2 points``."""
        return self._with(value, self.difference_unit)

    def signed(self, value: float | None) -> str:
        """A difference with its sign: ``+8.3 points``."""
        text = self.difference(value)
        return f"+{text}" if (value or 0.0) > 0.0 else text

    def span(self, low: float | None, high: float | None) -> str:
        """``24.1 to 30.3``."""
        return self.tongue.say("{low} to {high}", low=self.bare(low), high=self.bare(high))

    def interval(self, low: float | None, high: float | None) -> str:
        """``95 % interval 24.1 to 30.3``."""
        return self.tongue.say("95 % interval {low} to {high}", low=self.bare(low), high=self.bare(high))

    def _with(self, value: float | None, unit: str) -> str:
        text = self.bare(value)
        if text == NOTHING or not unit:
            return text
        return in_percent(text, self.tongue) if unit == "%" else f"{text} {unit}"


def in_percent(text: str, tongue: Tongue) -> str:
    """``61.2 %``."""
    return tongue.say("{number} %", number=text)


def scale(
    unit: str,
    currency: str,
    values: tuple[float | None, ...],
    half_width: float | None = None,
    tongue: Tongue = ENGLISH,
) -> Scale:
    """The scale for values of a unit.

    Parameters
    ----------
    unit : str
        As in the tables: ``share``, ``money``, ``days``, …
    currency : str
        The scenario's label for money.
    values : tuple
        What will be shown, for the number of decimals.
    half_width : float or None
        Half the width of the interval shown beside them.
    tongue : Tongue
        In which language units are written.
    """
    if is_share(unit):
        wanted = decimals((), None if half_width is None else 100.0 * half_width) or 1
        return Scale(100.0, min(4, max(1, wanted)), "%", tongue.say("points"), tongue)
    places = decimals(values, half_width)
    if is_money(unit):
        if max((abs(value) for value in values if value), default=0.0) >= 1000.0:
            places = 0 if half_width is None or half_width >= 5.0 else min(places, 2)
        return Scale(1.0, places, currency, currency, tongue)
    word = "" if unit in {"bidders", "bids"} else tongue.say(unit)  # the measure's name has it already
    return Scale(1.0, min(places, 4), word, word, tongue)


def percent(value: float | None, half_width: float | None = None, tongue: Tongue = ENGLISH) -> str:
    """A relative change in %, with one decimal, or none where the interval is wide.

    Examples
    --------
    >>> percent(0.1234), percent(None)
    ('12.3 %', '–')
    """
    places = decimals((), None if half_width is None else 100.0 * half_width) if half_width else 1
    text = number(None if value is None else 100.0 * value, min(1, places))
    return text if text == NOTHING else in_percent(text, tongue)


def typeset(text: str) -> str:
    r"""True minus signs, and no line break between a number and its unit.

    Examples
    --------
    >>> typeset("-1.2 to 3.4 %") == "\u22121.2 to 3.4\u00a0%"
    True
    """
    text = re.sub(r"(?<![\w-])-(?=\d)", "\N{MINUS SIGN}", text)
    return re.sub(rf"(?<=\d) (?={UNITS})", "\N{NO-BREAK SPACE}", text)
