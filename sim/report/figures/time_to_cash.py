"""How soon lots turn into money, counted over all lots so that the unsold stay in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.entities.units import Floats
from sim.report.columns import Columns
from sim.report.figures import pooling, style
from sim.report.figures.price_ecdf import curve
from sim.report.results import Results

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def waits(lots: Columns, arm: str) -> Floats:
    """Days from the listing to the money, of the lots paid for, ascending."""
    days = (lots.number("cash_day") - lots.number("listed_day"))[lots.where("arm", arm)]
    return np.sort(days[~np.isnan(days)])


def figure(data: Results) -> Figure | None:
    """Share of all lots paid for by each day since the listing; None when nothing was."""
    lots = data.lots
    if lots is None or data.setting.timeless:
        return None
    found = [waits(lots, arm) for arm in data.arms]
    last = max((float(days[-1]) for days in found if len(days)), default=0.0)
    if last == 0.0:
        return None
    drawing, axes = style.canvas(3.2)
    waited = lots.number("cash_day") - lots.number("listed_day")
    for index, (arm, days) in enumerate(zip(data.arms, found, strict=True)):
        paid = len(days) / max(1, int(lots.where("arm", arm).sum()))
        x, y = curve(days)
        x, y = np.concatenate([[0.0], x, [1.02 * last]]), np.concatenate([[0.0], y * paid, [paid]])
        pooling.shade(axes, index, x, pooling.split(lots, arm, waited))
        axes.plot(x, y, label=data.label(arm), drawstyle="steps-post", **style.arm(index))
    axes.set_xlim(0.0, 1.02 * last)
    axes.set_ylim(0.0, 1.02)
    axes.set_xlabel(data.say("days since the lot was first listed"))
    axes.set_ylabel(data.say("share of all lots paid for"))
    style.percent_axis(axes, "y", data.tongue)
    style.legend_below(drawing, axes)
    return drawing


def caption(data: Results) -> str:
    """What is counted."""
    lots = data.lots
    if lots is None or data.setting.timeless:
        return ""
    text = data.say(
        "Share of all lots whose price has been paid, by days since the first listing ({count} lots an arm, {pooled} "
        "replications pooled). A curve ends at the share of lots that sold at all.",
        count=f"{len(lots) // len(data.arms):,}",
        pooled=lots.distinct("replication"),
    )
    return data.tongue.sentences([text, pooling.bands(lots, data.tongue)])
