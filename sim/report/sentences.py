"""How a difference is spoken of: to which decimals, beside which levels, on which lots."""

from __future__ import annotations

import math

from sim.measures import find
from sim.report import words
from sim.report.results import Contrast, Results


def primary(data: Results) -> str:
    """The measure that answers: `answer` of the scenario, else the first of its measures that the tables have."""
    known = {row.measure for row in data.summary} | {row.measure for row in data.contrasts}
    asked = (data.setting.plain.get("answer"), *data.setting.plain.get("measures", ()))
    return next((name for name in asked if name in known), min(known, key=words.rank, default=""))


def pairs(data: Results) -> list[tuple[str, str]]:
    """(arm, baseline) of every contrast; that of an arm that is chosen comes first."""
    chosen = (data.manifest.get("choice") or {}).get("chosen")
    return sorted(data.pairs, key=lambda pair: chosen is not None and pair[0] != chosen)


def unmoved(row: Contrast) -> bool:
    """Whether the measure is the same in both arms in every single replication."""
    return row.difference == 0.0 and row.half_width == 0.0


def scale_of(data: Results, row: Contrast) -> words.Scale:
    """How the numbers of a contrast are written: its levels, difference and interval alike.

    All contrasts of a measure are written to the decimals of the finest, so that an arm's value is the same wherever it
    stands. An interval as narrow as rounding errors is not held against the others.
    """
    same = [other for other in data.contrasts if (other.measure, other.group) == (row.measure, row.group)] or [row]
    levels = [data.level(arm, row.measure, row.group) for other in same for arm in (other.baseline, other.arm)]
    values = (*(other.difference for other in same), *(end.mean for end in levels if end))
    size = max((abs(value) for value in values if value is not None), default=0.0)
    widths = [other.half_width for other in same if other.half_width is not None]
    return data.scale(row.unit, values, min((width for width in widths if width > 1e-9 * size), default=None))


def matched(measure: str) -> bool:
    """Whether arms are compared on the lots sold in both; no for a measure that this program does not know."""
    try:
        return find(measure).measure.matched
    except KeyError:
        return False


def row_name(data: Results, row: Contrast) -> str:
    """A measure's name in a table, with a note where the difference is not that of the two levels beside it."""
    name = data.noun(row.measure)
    noted = matched(row.measure) and row.difference is not None and ends(data, row) is None
    return data.say("{noun} (difference on lots sold in both)", noun=name) if noted else name


def ends(data: Results, row: Contrast) -> tuple[float, float] | None:
    """The levels of baseline and arm; None where the difference is not that of the two means.

    That is so where pairs were dropped because one arm sold nothing, and where arms are compared on the lots sold in
    both: the reader could not subtract what is printed.
    """
    base, arm = (data.level(name, row.measure, row.group) for name in (row.baseline, row.arm))
    if base is None or arm is None or base.mean is None or arm.mean is None or row.difference is None:
        return None
    size = max(abs(base.mean), abs(arm.mean), abs(row.difference))
    if not math.isclose(arm.mean - base.mean, row.difference, rel_tol=0.0, abs_tol=1e-6 * size):
        return None
    return base.mean, arm.mean
