"""Who is left at each step from wanting a lot to bidding for it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.entities.units import Floats
from sim.report import words
from sim.report.figures import pooling, style
from sim.report.results import Results
from sim.report.tongue import message

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WORDS = {
    "interested": (message("may ever\nwant it"), message("{count} bidders may ever want a lot")),
    "aware": (message("hear of it"), message("{count} hear of it")),
    "came_once": (message("come at\nleast once"), message("{count} come at least once")),
    "inspected": (message("look closer"), message("{count} look closer")),
    "entered": (message("register"), message("{count} register")),
    "bid": (message("bid"), message("{count} bid")),
}
"""Columns of ``lots.csv`` that count different bidders, each among those before: tick label, words of the caption."""

ASIDE = "inspected"
"""Who looks closer is among those who come; whoever does not may register all the same."""

DECADES = 2.0
"""Beyond so many powers of ten between the largest and the smallest mean the axis is logarithmic."""

Steps = dict[str, tuple[Floats, Floats]]


def steps(data: Results) -> Steps:
    """Mean number of bidders a lot and half its 95 % interval, an entry an arm, at each step.

    A closer look that nobody takes is left out, and so is everything where nobody is ever lost on the way.
    """
    lots, found = data.lots, {}
    for name in WORDS if lots is not None else ():
        if lots is not None and name in lots.text and np.isfinite(counted := lots.number(name)).all():
            pairs = np.array([pooling.mean(lots, arm, counted) for arm in data.arms])
            found[name] = (pairs[:, 0], pairs[:, 1])
    if ASIDE in found and not found[ASIDE][0].any():
        del found[ASIDE]
    sizes = np.array([middle for middle, _ in found.values()])
    return found if len(found) > 1 and np.ptp(sizes, axis=0).any() else {}


def figure(data: Results) -> Figure | None:
    """Steps from left to right, the arms side by side; None where every bidder bids for every lot."""
    found = steps(data)
    if not found:
        return None
    drawing, axes = style.canvas(3.6)
    for index, arm in enumerate(data.arms):
        shift = 0.5 * (index - (len(data.arms) - 1) / 2.0) / len(data.arms)
        axes.errorbar(
            np.arange(len(found)) + shift,
            [middle[index] for middle, _ in found.values()],
            yerr=[np.nan_to_num(half[index]) for _, half in found.values()],
            marker=style.MARKERS[index % len(style.MARKERS)],
            markersize=5.5,
            capsize=3.5,
            elinewidth=1.4,
            label=data.label(arm),
            **style.arm(index) | {"linewidth": 1.0},
        )
    _scale(data, axes, found)
    axes.set_xticks(range(len(found)), [data.say(WORDS[name][0]) for name in found])
    axes.set_xlabel(data.say("how far bidders go, in all rounds together"))
    axes.grid(visible=False, axis="x")
    style.legend_below(drawing, axes)
    return drawing


def _scale(data: Results, axes: Axes, found: Steps) -> None:
    """Zero at the bottom, or powers of ten, which the axis then says."""
    from matplotlib.ticker import FuncFormatter, NullFormatter

    sizes = np.concatenate([middle for middle, _ in found.values()])
    some = sizes[sizes > 0.0]
    label = data.say("bidders per lot")
    if math.log10(some.max() / some.min()) > DECADES:
        axes.set_yscale("log", nonpositive="clip")
        axes.set_ylim(some.min() / 2.0, some.max() * 2.0)
        axes.yaxis.set_minor_formatter(NullFormatter())
        label = data.say("bidders per lot (logarithmic)")
    else:
        axes.set_ylim(0.0, axes.get_ylim()[1])
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}"))
    axes.set_ylabel(label)


def caption(data: Results) -> str:
    """What is counted, and what share of each step goes on to the next."""
    found, lots = steps(data), data.lots
    if lots is None or not found:
        return ""
    told = [
        data.say("{arm}: {steps}.", arm=data.label(arm), steps=_walk(data, found, index))
        for index, arm in enumerate(data.arms)
    ]
    pooled = lots.distinct("replication")
    means = data.say(
        "Different bidders per lot, means over all lots, sold or not ({count} an arm), bars: 95 % t intervals over "
        "{replications} replications."
        if pooled > 1
        else "Different bidders per lot, means over all lots, sold or not ({count} an arm).",
        count=f"{len(lots) // len(data.arms):,}",
        replications=pooled,
    )
    once = data.say("Whoever comes to several rounds counts once.")
    funds = data.say("Only those come whose funds suffice for the deposit and for the start price with fees.")
    short = [funds] if data.setting.wealthy and "came_once" in found else []
    return data.tongue.sentences([means, once, *short, *told, data.say("Percentages are of the step before.")])


def _walk(data: Results, found: Steps, index: int) -> str:
    """``51 bidders may ever want a lot, 4.1 hear of it (8 %), 2 come (49 %), …``."""
    said, before, last = [], 0.0, ""
    for name, (middle, half) in found.items():
        size, spread = float(middle[index]), float(half[index])
        text = data.say(WORDS[name][1], count=words.number(size, words.decimals((size,), spread)))
        if before > 0.0:
            text = data.say(
                "{step} ({share} % of those who come)" if last == ASIDE else "{step} ({share} %)",
                step=text,
                share=f"{100.0 * size / before:.3g}",
            )
        said.append(text)
        before, last = before if name == ASIDE else size, name
    return data.tongue.several(said)
