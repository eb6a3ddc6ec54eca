"""Distributions of prices by arm, with the unsold under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.entities.units import Bools, Floats
from sim.report.columns import Columns
from sim.report.figures import pooling, style
from sim.report.results import Results
from sim.report.tongue import message
from sim.report.words import in_percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STEPS = 400
"""A curve of many thousand lots is drawn at this many quantiles: the eye cannot tell, the file can."""


def figure(data: Results) -> Figure | None:
    """The share of sold lots at or below each price, and under it the share unsold; None when nothing sold."""
    lots = data.lots
    prices = {arm: price(data, lots, arm) for arm in data.arms} if lots is not None else {}
    if lots is None or not any(map(len, prices.values())):
        return None
    values = drawn(data, lots)
    names = [style.wrapped(data.label(arm), 32) for arm in data.arms]
    height = 0.55 + 0.08 * len(names) + style.LINE * style.lines(names)
    drawing, (upper, lower) = style.canvas(3.4 + height, nrows=2, height_ratios=(3.4, height))
    for index, arm in enumerate(data.arms):
        x, y = curve(prices[arm])
        pooling.shade(upper, index, x, pooling.split(lots, arm, values, ~np.isnan(values)))
        upper.plot(x, y, label=data.label(arm), drawstyle="steps-post", **style.arm(index))
    _frame(upper, data, np.concatenate(list(prices.values())))
    _unsold(lower, data, lots, names)
    style.legend_below(drawing, upper)
    return drawing


def sold(lots: Columns) -> Bools:
    """Which lots sold, in a round or in the sell-off."""
    return ~np.isnan(lots.number("hammer"))


def drawn(data: Results, lots: Columns) -> Floats:
    """What is drawn of each lot: the hammer price over the common worth, or the price; nan where there is none.

    Private worths have nothing in common to hold the price against; neither has a lot worth nothing.
    """
    hammer, worth = lots.number("hammer"), lots.number("worth_common")
    return hammer if data.setting.private else hammer / np.where(worth > 0.0, worth, np.nan)


def price(data: Results, lots: Columns, arm: str) -> Floats:
    """The same of the lots that sold in this arm, ascending."""
    values = drawn(data, lots)[lots.where("arm", arm)]
    return np.sort(values[~np.isnan(values)])


def curve(values: Floats) -> tuple[Floats, Floats]:
    """Steps of the empirical distribution function of ascending values, at no more than :data:`STEPS` quantiles."""
    n = len(values)
    if n == 0:
        return np.empty(0), np.empty(0)
    at = np.unique(np.linspace(0, n - 1, min(n, STEPS)).round().astype(np.int64))
    return np.concatenate([values[:1], values[at]]), np.concatenate([[0.0], (at + 1) / n])


def _frame(axes: Axes, data: Results, prices: Floats) -> None:
    low, high = np.quantile(prices, [0.002, 0.998])
    room = 0.03 * (high - low) or 0.05
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(0.0, 1.02)
    axes.set_ylabel(data.say("share of sold lots at or below"))
    style.percent_axis(axes, "y", data.tongue)
    if data.setting.private:
        axes.set_xlabel(data.in_money(message("hammer price")))
        style.thousands(axes.xaxis, 7)
        return
    if low - room < 1.0 < high + room:
        axes.axvline(1.0, color=style.GREY, linewidth=1.0)
    axes.set_xlabel(data.say("hammer price / common worth"))
    style.percent_axis(axes, "x", data.tongue)


def _unsold(axes: Axes, data: Results, lots: Columns, names: list[str]) -> None:
    """A bar an arm, under its name."""
    found = [pooling.share(lots, arm, ~sold(lots)) for arm in data.arms]
    shares = [share for share, _ in found]
    places = range(len(shares))
    bars = axes.barh(
        places,
        shares,
        color=[style.arm(index)["color"] for index in places],
        hatch=[style.HATCHES[index % len(style.HATCHES)] for index in places],
        edgecolor="white",
        height=0.7,
        xerr=[0.0 if np.isnan(half) else half for _, half in found],
        error_kw={"capsize": 3.5, "linewidth": 1.2},
    )
    axes.bar_label(bars, [in_percent(f"{100.0 * share:.1f}", data.tongue) for share in shares], padding=4)
    axes.set_xlim(0.0, max(*(share + np.nan_to_num(half) for share, half in found), 0.05) * 1.15)
    axes.set_yticks(places, names)
    axes.set_ylim(len(shares) - 0.4, -0.6)
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    axes.set_xlabel(data.say("share of lots unsold"))


def caption(data: Results) -> str:
    """What is pooled, and how many."""
    lots = data.lots
    if lots is None:
        return ""
    counts = [int((lots.where("arm", arm) & sold(lots)).sum()) for arm in data.arms]
    pooled = lots.distinct("replication")
    above = data.say(
        "Above: distribution of the hammer price, lots that sold (of {each} lots an arm: {told}; {pooled} replications "
        "pooled, drawn between the 0.2 % and 99.8 % quantiles)."
        if data.setting.private
        else "Above: distribution of the hammer price over the lot's common worth, lots that sold (of {each} lots an "
        "arm: {told}; {pooled} replications pooled, drawn between the 0.2 % and 99.8 % quantiles).",
        each=f"{len(lots) // len(data.arms):,}",
        told=data.by_arm([f"{count:,}" for count in counts]),
        pooled=pooled,
    )
    below = data.say(
        "Below: share of lots that never sold, with 95 % t intervals."
        if pooled > 1
        else "Below: share of lots that never sold."
    )
    mixed = data.say("The curves hold different lots: an arm that sells more also sells what is harder to sell.")
    said = [above, below, pooling.bands(lots, data.tongue), mixed if len(set(counts)) > 1 else ""]
    return data.tongue.sentences(said)
