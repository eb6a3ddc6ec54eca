"""One lot's life in each arm: start prices round after round, bids, and how it ended."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.report import words
from sim.report.figures import style
from sim.report.results import Results
from sim.report.timeline import FIRST, Life, lives
from sim.report.tongue import message

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

ONCE, TWICE, OFTEN = message("once"), message("twice"), message("{count} times")
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
    drawing.supxlabel(data.say("days since the first notice"), fontsize=10)
    drawing.supylabel(data.in_money(message("price")), fontsize=10)
    handles = _handles(data, told)
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


def _handles(data: Results, told: list[Life]) -> list[Line2D]:
    """What is drawn in some panel, named."""
    from matplotlib.lines import Line2D

    sold = any(not math.isnan(life.line["hammer"]) for life in told)
    taken = any(life.state == "taken" for life in told)
    dot: dict[str, Any] = {"linestyle": "none", "markersize": 7}
    named: list[tuple[bool, str, dict[str, Any]]] = [
        (True, message("start price, notice to end"), {"color": START, "linewidth": 2.4, "marker": "|"}),
        (_passed(told), message("passed in"), {"color": "black", "marker": "x", "markeredgewidth": 2.0} | dot),
        (any(map(_unpaid, told)), message("hammer, not paid"), {"color": "black", "linewidth": 1.2, "linestyle": "-."}),
        (any(life.bids for life in told), message("bids"), {"color": style.GREY, "marker": "."} | dot),
        (sold, message("hammer"), {"color": MONEY, "marker": "o"} | dot),
        (sold, message("paid"), {"color": MONEY, "marker": "s", "markerfacecolor": "white"} | dot),
        (taken, message("taken by a creditor"), {"color": MONEY, "marker": "D"} | dot),
        (True, message("common worth"), {"color": WORTH, "linewidth": 1.4, "linestyle": "--"}),
    ]
    return [Line2D([], [], label=data.say(name), **look) for shown, name, look in named if shown]


def _passed(told: list[Life]) -> bool:
    return any(life.whole and (len(life.calls) > 1 or math.isnan(life.line["hammer"])) for life in told)


def caption(data: Results) -> str:
    """Which lot, and what became of it in each arm."""
    told = lives(data)
    if not told:
        return ""
    which = data.say(
        _why(told),
        lot=data.own(told[0].name),
        number=FIRST,
        worth=_money(data, told[0].line["worth_common"]),
    )
    ends = [
        data.say("{arm}: {end}.", arm=data.label(arm), end=_end(data, life))
        for arm, life in zip(data.arms, told, strict=True)
    ]
    days = data.say("Days of rounds that were passed in follow from the rules; a full hall may call later.")
    gaps = data.say("Dotted alone: when the auctions between were held is not in the tables.")
    some = any(not life.whole for life in told)
    return data.tongue.sentences([which, *ends, days if _passed(told) else "", gaps if some else ""])


def _why(told: list[Life]) -> str:
    """Why it is this lot that is told."""
    if len(told) == 1:
        return message(
            "Lot {lot} of replication {number}, common worth {worth}: the lot with the most bids, told bid by bid by "
            "the command trace."
        )
    if sum(not math.isnan(life.line["hammer"]) for life in told) > 1:
        return message(
            "Lot {lot} of replication {number}, common worth {worth}: the lot whose prices lie farthest apart between "
            "arms, of those sold in more than one, told bid by bid by the command trace."
        )
    return message(
        "Lot {lot} of replication {number}, common worth {worth}: no lot is sold in more than one arm, so it is one "
        "sold in one, if any is; told bid by bid by the command trace."
    )


def _end(data: Results, life: Life) -> str:
    """``called 3 times from 900,000 CNY down to 576,000 CNY, returned``."""
    said = [_called(data, life), _came(data, life)]
    line = life.line
    if not math.isnan(line["hammer"]):
        day, paid = (line[name] - line["listed_day"] for name in ("hammer_day", "cash_day"))
        said.append(
            data.say(
                "sold for {price} on day {day}, paid on day {paid}",
                price=_money(data, line["hammer"]),
                day=f"{day:.0f}",
                paid=f"{paid:.0f}",
            )
        )
    elif life.state == "taken":
        said.append(data.say("taken by a creditor at {price}", price=_money(data, line["taken_at"])))
    else:
        said.append(data.say("returned"))
    return data.say("; ").join(said)


def _called(data: Results, life: Life) -> str:
    """How often it was called, from which start price to which."""
    line, times = life.line, round(life.line["attempts"])
    often = data.say({1: ONCE, 2: TWICE}.get(times, OFTEN), count=times)
    first, last = _money(data, line["first_start"]), _money(data, line["start"])
    if line["start"] == line["first_start"]:
        return data.say("called {often} from {price}", often=often, price=first)
    return data.say("called {often} from {price} down to {last}", often=often, price=first, last=last)


def _came(data: Results, life: Life) -> str:
    """How many registered, bid and did not pay."""
    line = life.line
    who = data.say(
        "{count} registered, {bids} bid" if line["bids"] == 1 else "{count} registered, {bids} bids",
        count=f"{line['entered']:.0f}",
        bids=f"{line['bids']:.0f}",
    )
    unpaid = data.say("{count} did not pay", count=f"{line['defaults']:.0f}")
    return data.tongue.several([who, unpaid] if line["defaults"] else [who])


def _money(data: Results, amount: float) -> str:
    return f"{words.number(amount, words.decimals((amount,)))} {data.currency}".rstrip()
