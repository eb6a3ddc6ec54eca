"""The answer in sentences. Every number is one of ``contrasts.csv`` or ``summary.csv``; none outruns its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.measures import find
from sim.report import words
from sim.report.results import Contrast, Results

BOTH = " on lots sold in both"


@dataclass(frozen=True)
class Answer:
    """What one pair of arms shows.

    Attributes
    ----------
    heading : str
        ``Platform compared with Hall``.
    shown : tuple of str
        Differences whose interval excludes zero, one sentence each.
    unshown : tuple of str
        The others.
    """

    heading: str
    shown: tuple[str, ...]
    unshown: tuple[str, ...]


def answers(data: Results) -> list[Answer]:
    """One answer a pair of arms, over all lots."""
    made = []
    for arm, baseline in data.pairs:
        rows = data.between(arm, baseline)
        same = [row for row in rows if unmoved(row)]
        ordered = [row for row in rows if row.shown] + [row for row in rows if not row.shown and row not in same]
        said = [
            sentence(data, row, counted=index == 0 or row.n != ordered[index - 1].n)
            for index, row in enumerate(ordered)
        ]
        shown = sum(row.shown for row in rows)
        heading = f"{data.label(arm)} compared with {data.label(baseline)}"
        made.append(Answer(heading, tuple(said[:shown]), (*said[shown:], *_unmoved(data, same))))
    return made


def unmoved(row: Contrast) -> bool:
    """Whether the measure is the same in both arms in every single replication."""
    return row.difference == 0.0 and row.half_width == 0.0


def _unmoved(data: Results, rows: list[Contrast]) -> list[str]:
    """One sentence for all measures that no pair of replications tells apart, a sentence more where n differs."""
    said = []
    for n in dict.fromkeys(row.n for row in rows):
        names = [data.noun(row.measure) + _at(data, row) for row in rows if row.n == n]
        said.append(f"The same in both arms, in each of {_counted(n)}: {', '.join(names)}.")
    return said


def levels(data: Results) -> list[str]:
    """With one arm there is nothing to compare: a sentence a measure, with its interval."""
    told = []
    for row in sorted((row for row in data.summary if not row.group), key=lambda row: words.rank(row.measure)):
        half = None if row.ci_low is None or row.ci_high is None else (row.ci_high - row.ci_low) / 2.0
        scale = words.scale(row.unit, data.currency, (row.mean,), half)
        held = _level_interval(row.n, scale, row.ci_low, row.ci_high)
        told.append(f"{_capital(data.noun(row.measure))}: {scale.level(row.mean)} ({held}).")
    return told


def sentence(data: Results, row: Contrast, *, counted: bool = True) -> str:
    """One contrast in one sentence; `counted` says over how many pairs.

    Examples of what comes out: "Lots sold more often: sell-through rises from 61.2 % to 88.4 %, a difference of
    27.2 points (95 % interval 24.1 to 30.3 over 40 paired replications)." and "No difference in bids per lot is
    shown: …".
    """
    name = data.noun(row.measure)
    if row.difference is None:
        return f"{_capital(name)} cannot be compared: no replication has it in both arms."
    scale = scale_of(data, row)
    levels = _levels(data, row, scale)
    if row.half_width is None:
        said = f"{_capital(name)} {levels}" if levels else _capital(name)
        return (
            f"{said}, a difference of {scale.difference(row.difference)}; {_counted(row.n)} gives no interval, "
            "so no difference is claimed."
        )
    over = f" over {_counted(row.n)}" if counted else ""
    held = f"; {scale.bare(row.range_low)} to {scale.bare(row.range_high)} over assumptions" if row.ranges else ""
    tail = f"{scale.difference(row.difference)} ({interval(row, scale)}{over}{held})"
    if not levels and matched(row.measure):
        name += BOTH
    if unmoved(row):
        return _unmoved(data, [row])[0]
    if not row.shown:
        said = f"{levels}, a difference of {tail}" if levels else f"the difference is {tail}"
        return f"No difference in {name} is shown: {said}."
    return _claim(data, row, name, levels, tail)


def _claim(data: Results, row: Contrast, name: str, levels: str, tail: str) -> str:
    """A difference that the interval supports."""
    rises = (row.difference or 0.0) > 0.0
    verb = ("rise" if rises else "fall") + ("" if words.plural(row.measure) else "s")
    said = f"{name} {verb} {levels}, a difference of {tail}" if levels else f"{name} {verb} by {tail}"
    clause = data.said(words.opening(row.measure, rises=rises))
    return f"{clause}: {said}." if clause else f"{_capital(said)}."


def scale_of(data: Results, row: Contrast) -> words.Scale:
    """How the numbers of a contrast are written: its levels, difference and interval alike.

    All contrasts of a measure are written to the decimals of the finest, so that an arm's value is the same wherever it
    stands. An interval as narrow as rounding errors is not held against the others.
    """
    same = [other for other in data.contrasts if (other.measure, other.group) == (row.measure, row.group)] or [row]
    ends = [data.level(arm, row.measure, row.group) for other in same for arm in (other.baseline, other.arm)]
    values = (*(other.difference for other in same), *(end.mean for end in ends if end))
    size = max((abs(value) for value in values if value is not None), default=0.0)
    widths = [other.half_width for other in same if other.half_width is not None]
    return words.scale(
        row.unit, data.currency, values, min((width for width in widths if width > 1e-9 * size), default=None)
    )


def matched(measure: str) -> bool:
    """Whether arms are compared on the lots sold in both; no for a measure that this program does not know."""
    try:
        return find(measure).measure.matched
    except KeyError:
        return False


def row_name(data: Results, row: Contrast) -> str:
    """A measure's name in a table, with a note where the difference is not that of the two levels beside it."""
    name = data.noun(row.measure)
    noted = matched(row.measure) and row.difference is not None and not _levels(data, row, scale_of(data, row))
    return f"{name} (difference{BOTH})" if noted else name


def interval(row: Contrast, scale: words.Scale) -> str:
    """``95 % interval 24.1 to 30.3``."""
    return f"95 % interval {scale.bare(row.ci_low)} to {scale.bare(row.ci_high)}"


def _counted(n: int) -> str:
    return f"{n} paired replication{'' if n == 1 else 's'}"


def _levels(data: Results, row: Contrast, scale: words.Scale) -> str:
    """``from 61.2 % to 88.4 %``; empty where the difference is not that of the two means.

    That is so where pairs were dropped because one arm sold nothing, and where arms are compared on the lots sold in
    both: the reader could not subtract what is printed.
    """
    base, arm = (data.level(name, row.measure, row.group) for name in (row.baseline, row.arm))
    if base is None or arm is None or base.mean is None or arm.mean is None or row.difference is None:
        return ""
    size = max(abs(base.mean), abs(arm.mean), abs(row.difference))
    if not math.isclose(arm.mean - base.mean, row.difference, rel_tol=0.0, abs_tol=1e-6 * size):
        return ""
    return f"from {scale.level(base.mean)} to {scale.level(arm.mean)}"


def _at(data: Results, row: Contrast) -> str:
    """`` (100.0 %)``: the level of a measure that does not move."""
    if matched(row.measure) and not _levels(data, row, scale_of(data, row)):
        return BOTH
    arm = data.level(row.arm, row.measure, row.group)
    return f" ({scale_of(data, row).level(arm.mean)})" if arm and arm.mean is not None else ""


def _level_interval(n: int, scale: words.Scale, low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return f"{n} replication{'' if n == 1 else 's'}, no interval"
    return f"95 % interval {scale.bare(low)} to {scale.bare(high)} over {n} replications"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
