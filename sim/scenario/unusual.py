"""Numbers that are allowed and far outside what sales of this kind have: slips of a unit, more often than not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from statistics import median
from typing import Any

from sim.scenario.sources import leaves

SHARE = "share"
"""A unit that is told in per cent."""

USUAL: Mapping[str, tuple[float, float, str]] = {
    r"lots\.\w+\.appraisal\.(believed_)?bias": (0.0, 0.7, "logs"),
    r"lots\.\w+\.appraisal\.sd": (0.01, 1.0, "logs"),
    r"lots\.\w+\.worth\.common_sd": (0.02, 1.5, "logs"),
    r"bidders\.\w+\.taste_sd": (0.01, 1.5, "logs"),
    r"bidders\.\w+\.signal_sd": (0.01, 1.5, "logs"),
    r"bidders\.\w+\.margin": (0.005, 0.6, SHARE),
    r"(arms\.\w+\.)?sellers\.\w+\.(discount_rate|holding_cost_share_per_year)": (0.002, 0.4, SHARE),
    r"behaviour\.discount_rate": (0.002, 0.4, SHARE),
    r"arms\.\w+\.rules\.reserve_share": (0.2, 2.0, SHARE),
    r"arms\.\w+\.rules\.cut_share(\.\d+)?": (0.01, 0.6, SHARE),
    r"arms\.\w+\.rules\.(buyer|seller)_fee(\.\d+\.rate)?": (0.0002, 0.3, SHARE),
    r"arms\.\w+\.rules\.deposit_share": (0.005, 0.6, SHARE),
    r"arms\.\w+\.rules\.increment_share": (0.0001, 0.2, SHARE),
    r"arms\.\w+\.rules\.rounds": (1, 12, "rounds"),
    r"arms\.\w+\.rules\.window_hours": (0.001, 1440.0, "hours"),
    r"arms\.\w+\.rules\.close_(trigger|extend)_s": (5.0, 3600.0, "seconds"),
    r"arms\.\w+\.rules\.(notice_days|notice_days_later|gap_days|payment_days|selloff_days)": (1.0, 365.0, "days"),
    r"arms\.\w+\.rules\.(deposit_release_days|selloff_gap_days)": (0.5, 180.0, "days"),
    r"arms\.\w+\.place\.sessions\.minutes_per_lot": (1, 240, "minutes"),
}
"""Path to the least and the most that is usual, in published rule books and studies with room to spare; 0 is none."""

APART = 30.0
"""Cells of a class of filed lots that differ from its median by this factor are hardly in the same unit."""

WORLDS = 1000.0
"""The same for medians of groups, which may be cars and factories."""

MONEY = ("appraisal", "median", "common_worth", "claim")
"""Columns of filed lots that hold money."""

COSTS = ("admin_cost", "registration_cost", "travel_cost_same_region", "travel_cost_elsewhere", "inspection_cost")
"""What one sale costs somebody."""


def unusual(resolved: Mapping[str, Any]) -> list[str]:
    """Each number of a file that is far from what is usual, with the unit in which it was read.

    Parameters
    ----------
    resolved : dict
        Plain data of a file that says everything.
    """
    kinds = ("lots", "sellers", "bidders", "behaviour", "arms")
    values = [pair for kind in kinds for pair in leaves(resolved[kind], kind)]
    told = [caution for path, value in values if (caution := _outside(path, value))]
    return [*told, *_cells(resolved["lots"]), *_medians(resolved)]


def _outside(path: str, value: object) -> str:
    """What to say of a number; empty if it is usual, none, or nobody knows what is."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value == 0:
        return ""
    for pattern, (low, high, unit) in USUAL.items():
        if re.fullmatch(pattern, path) and not low <= abs(value) <= high:
            end = f"at most {_in(high, unit)}" if abs(value) > high else f"at least {_in(low, unit)}"
            return f"{path}: {value:g} is {_in(value, unit)}; usual is {end}"
    return ""


def _in(value: float, unit: str) -> str:
    """A number in a unit; in one of which it is easy to think where it is hard in the key's.

    Examples
    --------
    >>> _in(0.05, SHARE), _in(0.03, "days"), _in(30000, "days"), _in(40, "rounds")
    ('5 %', '43 minutes', '82 years', '40 rounds')
    """
    if unit == SHARE:
        return f"{100 * value:g} %"
    if unit == "days" and value < 0.5:
        return f"{1440 * value:.0f} minutes"
    if unit == "days" and value > 3650:
        return f"{value / 365:.0f} years"
    return f"{value:g} {unit if value != 1 else unit.removesuffix('s')}"


def _cells(lots: Mapping[str, Any]) -> Iterator[str]:
    """Cells of filed lots far from those of their class; where it has fewer than three, from those of all classes."""
    for name, block in lots.items():
        rows = block.get("rows") or {}
        for column in MONEY:
            held = {each: row[column] for each, row in rows.items() if row.get(column)}
            kinds = {each: rows[each].get("class") or block["class"] for each in held}
            for each, value in held.items():
                alike = [other for lot, other in held.items() if kinds[lot] == kinds[each]]
                middle = median(alike if len(alike) > 2 else held.values())
                if len(held) > 2 and not middle / APART < value < middle * APART:
                    path = f"lots.{name}.rows.{each}.{column}"
                    yield f"{path}: {value:g} is far from {middle:g}, the median of such lots{_meant(value, middle)}"


def _meant(value: float, middle: float) -> str:
    """Thousands or millions, or a point between thousands, which YAML and CSV read as a decimal point."""
    near = [value * power for power in (1e3, 1e6, 1e-3) if middle / APART < value * power < middle * APART]
    return f"; did you mean {min(near, key=lambda meant: max(meant / middle, middle / meant)):.15g}?" if near else ""


def _medians(resolved: Mapping[str, Any]) -> Iterator[str]:
    """Groups of lots in other units than the rest: next to other groups, and to what it costs to sell one."""
    worths = {name: block["worth"] for name, block in resolved["lots"].items()}
    known = {name: held["median"] for name, held in worths.items() if held["model"] == "lognormal" and held["median"]}
    if not known:
        return
    least, most = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
    path = f"lots.{least}.worth.median"
    if known[most] >= WORLDS * known[least]:
        yield f"{path}: {known[least]:g} is far from {known[most]:g}, that of lots.{most}; is it in the same unit?"
        return
    for arm, block in resolved["arms"].items():
        high = max(COSTS, key=block["place"].__getitem__)
        cost = block["place"][high]
        if cost > known[least]:
            yield f"{path}: {known[least]:g} is less than arms.{arm}.place.{high}, {cost:g}; are both in the same unit?"
