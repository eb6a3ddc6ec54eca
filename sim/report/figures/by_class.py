"""For which assets? The effects again, group by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report.figures import effects
from sim.report.results import Results, kind

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHOWN = 7
"""Groups beyond this many are in the table only: more markers than this cannot be told apart."""


def figure(data: Results) -> Figure | None:
    """A row of panels for every pair of arms, a marker for every group; None with fewer than two groups."""
    groups = data.groups[:SHOWN]
    if len(groups) < 2:
        return None
    blocks = []
    for name, arm, base in effects.pair_names(data):
        series = [(group.partition("=")[2] or group, data.between(arm, base, group)) for group in groups]
        blocks.append((name, series))
    return effects.draw(data, blocks)


def caption(data: Results) -> str:
    """As for the effects, with the groups named."""
    kinds = dict.fromkeys(kind(group) for group in data.groups[:SHOWN])
    if not kinds:
        return ""
    rest = len(data.groups) - SHOWN
    missing = {
        data.noun(row.measure): None
        for arm, base in data.pairs
        for group in data.groups[:SHOWN]
        for row in data.between(arm, base, group)
        if effects.point(row) is None
    }
    without = f" For want of an interval in some group, not drawn there: {', '.join(missing)}." if missing else ""
    text = f"The same differences by {' and '.join(kinds)}, with 95 % t intervals over the paired replications."
    return text + without + (f" {rest} more groups are in the table." if rest > 0 else "")
