"""Where lots end: sold in which round, in the sell-off, taken by a creditor, or returned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.entities.units import Floats
from sim.report.columns import Columns
from sim.report.figures import pooling, style
from sim.report.results import Results
from sim.report.tongue import message
from sim.report.words import in_percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHADES = ("#0072B2", "#56B4E9", "#009E73", "#E69F00", "#CC79A7", "#F0E442")
RETURNED = "#BBBBBB"
SELL_OFF, CREDITOR, UNSOLD = message("sell-off"), message("creditor"), message("returned")


def endings(lots: Columns, arms: tuple[str, ...]) -> dict[str, list[float]]:
    """Share of all lots of each arm by where they ended; endings that never occur are left out."""
    names = _names(lots)
    order = sorted(set(names), key=_order)
    masks = [lots.where("arm", arm) for arm in arms]
    return {str(name): [float(np.mean(names[mask] == name)) if mask.any() else 0.0 for mask in masks] for name in order}


def _names(lots: Columns) -> NDArray[np.str_]:
    """The ending of each lot."""
    ended = zip(lots.text["state"], lots.text["round"], strict=True)
    return np.array([_ending(state, number) for state, number in ended])


def _halves(lots: Columns, arms: tuple[str, ...], order: list[str]) -> list[Floats]:
    """Half the 95 % interval of the share that ended there or earlier: an array an ending, an entry an arm."""
    names = _names(lots)
    return [
        np.array([pooling.share(lots, arm, np.isin(names, order[: index + 1]))[1] for arm in arms])
        for index in range(len(order))
    ]


def _whiskers(axes: Axes, ends: Floats, halves: Floats, under: float) -> None:
    """The interval of where a part of each bar ends, under the bar; none where it is as narrow as its line."""
    wide = np.flatnonzero(halves > 0.002)
    axes.errorbar(
        ends[wide],
        wide + under,
        xerr=halves[wide],
        fmt="none",
        ecolor="black",
        elinewidth=1.2,
        capsize=2.5,
    )


def _ending(state: str, number: str) -> str:
    if state == "sold":
        return f"round {int(float(number))}"
    return {"sold_off": "sell-off", "taken": "creditor"}.get(state, state)


def said(data: Results, name: str) -> str:
    """An ending in words."""
    if name.startswith("round "):
        return data.say("round {number}", number=name.removeprefix("round "))
    return data.say({"sell-off": SELL_OFF, "creditor": CREDITOR, "returned": UNSOLD}[name])


def _order(name: str) -> tuple[int, int]:
    if name.startswith("round "):
        return (0, int(name.removeprefix("round ")))
    return (("sell-off", "creditor", "returned").index(name) + 1, 0)


def figure(data: Results) -> Figure | None:
    """One bar an arm, cut by ending; None without lots."""
    if data.lots is None:
        return None
    shares = endings(data.lots, data.arms)
    names = [style.wrapped(data.label(arm), 32) for arm in data.arms]
    drawing, axes = style.canvas(1.5 + 0.3 * len(names) + 1.5 * style.LINE * style.lines(names))
    left, halves = np.zeros(len(data.arms)), _halves(data.lots, data.arms, list(shares))
    for index, (name, widths) in enumerate(shares.items()):
        colour = RETURNED if name == "returned" else SHADES[index % len(SHADES)]
        hatch = style.HATCHES[index % len(style.HATCHES)]
        axes.barh(
            range(len(left)),
            widths,
            left=left,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            height=0.62,
            label=said(data, name),
        )
        for place, (start, width) in enumerate(zip(left, widths, strict=True)):
            if width >= 0.06:
                box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
                text = in_percent(f"{100 * width:.0f}", data.tongue)
                axes.text(start + width / 2, place, text, ha="center", va="center", bbox=box)
        left = left + np.array(widths)
        if index + 1 < len(shares):
            _whiskers(axes, left, halves[index], 0.37 + 0.06 * (index % 3))
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlim(0.0, 1.0)
    axes.set_xlabel(data.say("share of all lots"))
    axes.grid(visible=False)
    style.percent_axis(axes, "x", data.tongue)
    drawing.legend(*axes.get_legend_handles_labels(), loc="outside upper left", ncols=min(5, len(shares)))
    return drawing


def caption(data: Results) -> str:
    """What the bars divide."""
    lots = data.lots
    if lots is None:
        return ""
    replications = lots.distinct("replication")
    count = len(lots) // len(data.arms)
    bars = data.say(
        "Each bar is all lots of an arm ({count} over {replications} replications) by where they ended: sold in a "
        "round, in the sell-off after the last round, taken by a creditor, or returned to the seller.",
        count=f"{count:,}",
        replications=replications,
    )
    under = data.say("Under a bar: 95 % t intervals of the share up to there, over replications.")
    return data.tongue.sentences([bars, under] if replications > 1 else [bars])
