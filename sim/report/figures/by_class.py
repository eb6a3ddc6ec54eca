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
        series = [(data.member(group) or data.own(group), data.between(arm, base, group)) for group in groups]
        blocks.append((name, series))
    return effects.draw(data, blocks)


def caption(data: Results) -> str:
    """As for the effects, with the groups named."""
    kinds = dict.fromkeys(kind(group) for group in data.groups[:SHOWN])
    if not kinds:
        return ""
    rest = len(data.groups) - SHOWN
    missing = dict.fromkeys(
        data.noun(row.measure)
        for arm, base in data.pairs
        for group in data.groups[:SHOWN]
        for row in data.between(arm, base, group)
        if effects.point(row) is None
    )
    said = [
        data.say(
            "The same differences by {kinds}, with 95 % t intervals over the paired replications.",
            kinds=data.tongue.listed([data.say(each) for each in kinds]),
        )
    ]
    if missing:
        said.append(
            data.say(
                "For want of an interval in some group, not drawn there: {measures}.",
                measures=data.tongue.several(list(missing)),
            )
        )
    if rest > 0:
        said.append(data.say("{count} more groups are in the table.", count=rest))
    return data.tongue.sentences(said)
