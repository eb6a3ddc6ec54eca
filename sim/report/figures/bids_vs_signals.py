"""Bids against what bidders knew, with the line that the strategy prescribes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.entities.units import Floats
from sim.report.columns import Columns
from sim.report.figures import bids_vs_worths, style
from sim.report.foreign import retold
from sim.report.results import Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DOTS = 1500
"""Bidders drawn an arm: every k-th line of the table, so that the choice does not depend on what they bid."""

SHOWN = 6
"""Kinds of bidders drawn, the most frequent: more markers than this cannot be told apart."""

LEAST, MOST = 12, 16
"""Limits in each part of a line of middles, at least; and parts, at most."""

TAIL = 0.005
"""Share of estimates and of limits beyond either end of the axes."""


@dataclass(frozen=True)
class Seen:
    """Limits of one class of lots beside the estimates they were made from, both over what public news say of the lot.

    Attributes
    ----------
    asset_class : str
    arm, kind : arrays of str
        Where, and the bidder group, with ``, looked`` after a closer look.
    estimate, limit : Floats
    """

    asset_class: str
    arm: NDArray[np.str_]
    kind: NDArray[np.str_]
    estimate: Floats
    limit: Floats

    @property
    def kinds(self) -> list[str]:
        """The most frequent kinds, in the order of the alphabet."""
        names, counts = np.unique(self.kind, return_counts=True)
        return sorted(names[np.argsort(-counts, kind="stable")][:SHOWN].tolist())


def seen(data: Results) -> Seen | None:
    """The class of lots with the most limits; None where estimates or public news are not in the tables."""
    bidders, lots = data.bidders, data.lots
    if bidders is None or lots is None or data.setting.private:
        return None
    if "estimate" not in bidders.text or "worth_public" not in lots.text:
        return None
    public, classes = _of_lots(bidders, lots)
    estimate, limit = bidders.number("estimate") / public, bidders.number("limit") / public
    there = np.isfinite(estimate) & np.isfinite(limit)
    if not there.any():
        return None
    names, counts = np.unique(classes[there], return_counts=True)
    name = str(names[np.argmax(counts)])
    kept = there & (classes == name)
    groups, looked = np.array(bidders.text["bidder_group"]), bidders.where("inspected", "1")
    kind = np.where(looked, np.array([f"{name}, looked" for name in groups.tolist()]), groups)
    return Seen(name, np.array(bidders.text["arm"])[kept], kind[kept], estimate[kept], limit[kept])


def _of_lots(bidders: Columns, lots: Columns) -> tuple[Floats, NDArray[np.str_]]:
    """What public news say of the lot of each line, nan where nothing positive; and its asset class."""
    keys = zip(lots.text["arm"], lots.text["replication"], lots.text["lot"], strict=True)
    place = {key: line for line, key in enumerate(keys)}
    wanted = zip(bidders.text["arm"], bidders.text["replication"], bidders.text["lot"], strict=True)
    lines = np.array([place[key] for key in wanted])
    public = lots.number("worth_public")
    return np.where(public > 0.0, public, np.nan)[lines], np.array(lots.text["asset_class"])[lines]


def figure(data: Results) -> Figure | None:
    """A panel an arm: each bidder's limit against its own estimate; without estimates, against its worth.

    None without bidders.
    """
    if data.bidders is None:
        return None
    found = seen(data)
    if found is None:
        return bids_vs_worths.figure(data, data.bidders)
    drawing, grid = style.panels([data.label(arm) for arm in data.arms])
    spans = [_span(values) for values in (found.estimate, found.limit)]
    for axes, arm in zip(grid, data.arms, strict=True):
        _panel(axes, found, arm)
        axes.set_xlim(*spans[0])
        axes.set_ylim(*spans[1])
        style.percent_axis(axes, "x", data.tongue)
        style.percent_axis(axes, "y", data.tongue)
    drawing.supxlabel(data.say("own estimate / what public news say of the lot"), fontsize=10)
    drawing.supylabel(data.say("limit / what public news say"), fontsize=10)
    _legend(data, drawing, found.kinds)
    return drawing


def _span(values: Floats) -> tuple[float, float]:
    """The ends of an axis: all but the tails, and some room."""
    low, high = np.quantile(values, [TAIL, 1.0 - TAIL])
    room = 0.04 * (high - low) or 0.05
    return float(low - room), float(high + room)


def _panel(axes: Axes, found: Seen, arm: str) -> None:
    """Limits as marks and their middle as a line, kind by kind, over the line of who bids its own estimate."""
    ends = [0.0, float(max(found.estimate.max(), found.limit.max()))]
    axes.plot(ends, ends, color="black", linewidth=1.0, linestyle=":")
    step = max(1, -(-int(np.count_nonzero(found.arm == arm)) // DOTS))
    for index, kind in enumerate(found.kinds):
        of = (found.arm == arm) & (found.kind == kind)
        x, y = found.estimate[of], found.limit[of]
        colour, marker = style.arm(index)["color"], style.MARKERS[index % len(style.MARKERS)]
        axes.scatter(x[::step], y[::step], s=9, marker=marker, color=colour, alpha=0.35, linewidths=0)
        axes.plot(*middles(x, y), **style.arm(index))


def _legend(data: Results, drawing: Figure, kinds: list[str]) -> None:
    """Above the panels: the naive line, and of each kind its marks and its line."""
    from matplotlib.lines import Line2D

    naive = data.say("naive: limit = own estimate")
    handles = [Line2D([], [], color="black", linewidth=1.0, linestyle=":", label=naive)]
    for index, kind in enumerate(kinds):
        label = data.say("limits of {group}", group=retold(kind, data.tongue))
        marker = style.MARKERS[index % len(style.MARKERS)]
        handles.append(Line2D([], [], marker=marker, label=label, **style.arm(index)))
    style.grow(drawing, style.LINE * 1.2 * -(-len(handles) // 2))
    drawing.legend(handles=handles, loc="outside upper left", ncols=2)


def middles(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Medians of x and y in parts of equal number along x; empty with too few for one part."""
    parts = min(MOST, len(x) // LEAST)
    order = np.argsort(x, kind="stable")
    cut = np.array_split(order, parts) if parts else []
    return np.array([np.median(x[part]) for part in cut]), np.array([np.median(y[part]) for part in cut])


def caption(data: Results) -> str:
    """What the marks are, of which lots, and how many are drawn."""
    if data.bidders is None:
        return ""
    found = seen(data)
    if found is None:
        return bids_vs_worths.caption(data, data.bidders)
    each = [int(np.count_nonzero(found.arm == arm)) for arm in data.arms]
    told = data.by_arm([f"{count:,}" for count in each])
    if max(each) > DOTS:
        told = data.say("{told}, at most {count} evenly spaced ones drawn an arm", told=told, count=f"{DOTS:,}")
    left = len(np.unique(found.kind)) - len(found.kinds)
    text = data.say(
        "Lots of class {name}. Marks: the most that a bidder's strategy lets it bid, against what it expected of its "
        "worth from public news and its own look ({told}). Lines: the middle of these limits along the estimate; marks "
        "lie off them where the start price or the rivals expected differ from lot to lot. Dotted: a bidder who goes "
        "up to its own estimate, and forgets that it wins when others saw less in the lot. Where drop-outs are seen, "
        "limits are those before any was seen. The axes leave out the outermost {share} % at either end.",
        name=data.own(found.asset_class),
        told=told,
        share=f"{100 * TAIL:g}",
    )
    rest = data.say("{count} rarer kinds of bidders are left out.", count=left)
    return data.tongue.sentences([text, rest if left else ""])
