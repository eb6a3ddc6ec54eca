"""Bids against worths, where the tables do not say what bidders expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.entities.units import Floats
from sim.report.columns import Columns
from sim.report.figures import style
from sim.report.results import Results
from sim.report.tongue import message

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DOTS = 1500
"""Bidders drawn an arm: every k-th line of the table, so that the choice does not depend on what they bid."""


def figure(data: Results, bidders: Columns) -> Figure:
    """A panel an arm: each bidder's highest bid, the limit, and the line bid = worth."""
    drawing, grid = style.panels([data.label(arm) for arm in data.arms])
    for axes, arm in zip(grid, data.arms, strict=True):
        _panel(data, axes, bidders, arm)
    drawing.supxlabel(data.in_money(message("worth to the bidder")), fontsize=10)
    drawing.supylabel(data.in_money(message("bid")), fontsize=10)
    drawing.legend(*grid[0].get_legend_handles_labels(), loc="outside upper left", ncols=3, markerscale=2.0)
    return drawing


def _panel(data: Results, axes: Axes, bidders: Columns, arm: str) -> None:
    worth, limit, made = (bidders.number(name) for name in ("worth", "limit", "highest_bid"))
    lines = np.flatnonzero(bidders.where("arm", arm) & np.isfinite(limit))
    lines = lines[:: max(1, -(-len(lines) // DOTS))]
    _limits(axes, worth[lines], limit[lines], data.say("limit under the strategy"))
    span = [float(worth.min()), float(worth.max())]
    axes.plot(span, span, color="black", linewidth=1.0, linestyle=":", label=data.say("bid = worth"))
    axes.scatter(
        worth[lines],
        made[lines],
        s=10,
        color=style.COLOURS[1],
        alpha=0.5,
        linewidths=0,
        label=data.say("highest bid made"),
    )
    style.thousands(axes.xaxis, 3)
    style.thousands(axes.yaxis, 5)


def _limits(axes: Axes, worth: Floats, limit: Floats, label: str) -> None:
    """The limit as a line where it is a function of the worth alone, else as marks."""
    order = np.lexsort((limit, worth))
    x, y = worth[order], limit[order]
    if np.all(np.diff(y) >= 0.0):
        axes.plot(x, y, color=style.COLOURS[0], linewidth=1.8, label=label)
    else:
        axes.scatter(x, y, s=10, marker="+", color=style.COLOURS[0], linewidths=0.8, label=label)


def caption(data: Results, bidders: Columns) -> str:
    """What the marks are and how many are drawn."""
    most = max(int(bidders.where("arm", arm).sum()) for arm in data.arms)
    drawn = data.say(
        "At most {count} evenly spaced lines of {all} are drawn an arm.", count=f"{DOTS:,}", all=f"{most:,}"
    )
    scattered = data.setting.known and not data.setting.exact
    limits = data.say(
        "Line or crosses: the most that the bidder's strategy allows, given what it has seen of the lot, which is not "
        "its worth: so limits scatter."
        if scattered
        else "Line or crosses: the most that the bidder's strategy allows, given its worth."
    )
    dots = data.say("Dots: the highest bid made. Dotted: bid = worth.")
    return data.tongue.sentences([limits, dots, drawn if most > DOTS else ""])
