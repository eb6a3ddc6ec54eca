"""One lot's life in each arm: start prices round after round, bids, and how it ended."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.report import words
from sim.report.figures import style
from sim.report.results import Results
from sim.report.timeline import FIRST, Life, lives

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

START, MONEY, WORTH = style.COLOURS[0], style.COLOURS[1], style.COLOURS[2]


def figure(data: Results) -> Figure | None:
    """A timeline an arm; None where no lot can be followed."""
    told = lives(data)
    if not told:
        return None
    drawing, grid = style.panels([data.label(arm) for arm in data.arms])
    for axes, life in zip(grid, told, strict=True):
        _panel(axes, life)
        style.thousands(axes.yaxis, 6)
    grid[0].set_ylim(0.0, 1.06 * max(axes.dataLim.y1 for axes in grid))
    unit = f" ({data.currency})" if data.currency else ""
    drawing.supxlabel("days since the first notice", fontsize=10)
    drawing.supylabel(f"price{unit}", fontsize=10)
    handles = _handles(told)
    style.grow(drawing, style.LINE * 1.2 * -(-len(handles) // 3))
    drawing.legend(handles=handles, loc="outside upper left", ncols=3)
    return drawing


def _panel(axes: Axes, life: Life) -> None:
    """Days run from the first notice of this arm."""
    line, zero = life.line, life.line["listed_day"]
    axes.axhline(line["worth_common"], color=WORTH, linewidth=1.4, linestyle="--")
    for before, after in zip(life.calls, life.calls[1:], strict=False):
        axes.plot([before.over - zero, after.listed - zero], [before.start, after.start], color=START, linestyle=":")
    for index, call in enumerate(life.calls):
        last = index + 1 == len(life.calls)
        sold = last and not math.isnan(line["hammer"])
        over = line["hammer_day"] if sold else call.over
        axes.plot([call.listed - zero, over - zero], [call.start] * 2, color=START, linewidth=2.4, marker="|")
        if not sold and life.whole:
            axes.plot(over - zero, call.start, color="black", marker="x", markersize=8, markeredgewidth=2.0)
        if sold:
            axes.plot([over - zero] * 2, [call.start, line["hammer"]], color=MONEY, linewidth=1.0)
    axes.scatter([day - zero for day, _ in life.bids], [amount for _, amount in life.bids], s=6, color=style.GREY)
    if _unpaid(life):
        axes.axhline(line["first_hammer"], color="black", linewidth=1.2, linestyle="-.")
    if not math.isnan(line["taken_at"]):
        axes.plot(life.calls[-1].over - zero, line["taken_at"], color=MONEY, marker="D", markersize=8)
    if not math.isnan(line["hammer"]):
        ends = np.array([line["hammer_day"], line["cash_day"]]) - zero
        axes.plot(ends, [line["hammer"]] * 2, color=MONEY, linewidth=1.4)
        axes.plot(ends[0], line["hammer"], color=MONEY, marker="o", markersize=8)
        axes.plot(ends[1], line["hammer"], color=MONEY, marker="s", markersize=7, markerfacecolor="white")


def _unpaid(life: Life) -> bool:
    """Whether some hammer fell to a buyer who did not pay."""
    return life.line["defaults"] > 0 and not math.isnan(life.line["first_hammer"])


def _handles(told: list[Life]) -> list[Line2D]:
    """What is drawn in some panel, named."""
    from matplotlib.lines import Line2D

    sold = any(not math.isnan(life.line["hammer"]) for life in told)
    dot: dict[str, Any] = {"linestyle": "none", "markersize": 7}
    named: list[tuple[bool, str, dict[str, Any]]] = [
        (True, "start price, notice to end", {"color": START, "linewidth": 2.4, "marker": "|"}),
        (_passed(told), "passed in", {"color": "black", "marker": "x", "markeredgewidth": 2.0} | dot),
        (any(map(_unpaid, told)), "hammer, not paid", {"color": "black", "linewidth": 1.2, "linestyle": "-."}),
        (any(life.bids for life in told), "bids", {"color": style.GREY, "marker": "."} | dot),
        (sold, "hammer", {"color": MONEY, "marker": "o"} | dot),
        (sold, "paid", {"color": MONEY, "marker": "s", "markerfacecolor": "white"} | dot),
        (any(life.state == "taken" for life in told), "taken by a creditor", {"color": MONEY, "marker": "D"} | dot),
        (True, "common worth", {"color": WORTH, "linewidth": 1.4, "linestyle": "--"}),
    ]
    return [Line2D([], [], label=name, **look) for shown, name, look in named if shown]


def _passed(told: list[Life]) -> bool:
    return any(life.whole and (len(life.calls) > 1 or math.isnan(life.line["hammer"])) for life in told)


def caption(data: Results) -> str:
    """Which lot, and what became of it in each arm."""
    told = lives(data)
    if not told:
        return ""
    why = "whose prices lie farthest apart between arms" if len(told) > 1 else "with the most bids"
    ends = " ".join(f"{data.label(arm)}: {_end(data, life)}." for arm, life in zip(data.arms, told, strict=True))
    days = " Days of rounds that were passed in follow from the rules; a full hall may call later."
    return (
        f"Lot {told[0].name} of replication {FIRST}, common worth {_money(data, told[0].line['worth_common'])}: the "
        f"lot {why}, told bid by bid by the command trace. {ends}{days if _passed(told) else ''}{_gaps(told)}"
    )


def _gaps(told: list[Life]) -> str:
    """What is not drawn where the table does not say when auctions were held."""
    some = any(not life.whole for life in told)
    return " Dotted alone: when the auctions between were held is not in the tables." if some else ""


def _end(data: Results, life: Life) -> str:
    """``called 3 times from 900,000 CNY down to 576,000 CNY, returned``."""
    line, times = life.line, round(life.line["attempts"])
    held = f"called {('once', 'twice')[times - 1] if times < 3 else f'{times} times'}"
    start = f"from {_money(data, line['first_start'])}"
    if line["start"] != line["first_start"]:
        start += f" down to {_money(data, line['start'])}"
    who = f"{line['entered']:.0f} registered, {line['bids']:.0f} bid{'' if line['bids'] == 1 else 's'}"
    unpaid = f", {line['defaults']:.0f} did not pay" if line["defaults"] else ""
    if math.isnan(line["hammer"]):
        end = f"taken by a creditor at {_money(data, line['taken_at'])}" if life.state == "taken" else "returned"
    else:
        day, paid = (line[name] - line["listed_day"] for name in ("hammer_day", "cash_day"))
        end = f"sold for {_money(data, line['hammer'])} on day {day:.0f}, paid on day {paid:.0f}"
    return f"{held} {start}; {who}{unpaid}; {end}"


def _money(data: Results, amount: float) -> str:
    return f"{words.number(amount, words.decimals((amount,)))} {data.currency}".rstrip()
