"""Which lever did it? The gap between two arms as steps from one level to the other, a step a lever."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sim.report import words
from sim.report.figures import style
from sim.report.figures.effects import counted
from sim.report.gap import Gap, Lever, gaps, spoken
from sim.report.gap_sentences import named
from sim.report.results import Results

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 3
"""Measures that are drawn; the others are in the tables."""
UP, DOWN = style.COLOURS[1], style.COLOURS[0]
HATCH = "//"
"""Of steps down."""
MARK: dict[str, Any] = {"color": "black", "markerfacecolor": "white", "markersize": 5.0}
SMALL = 8.5
HEIGHT = 2.7
"""Inches of a panel without the names below it."""


def drawn(data: Results) -> list[Gap]:
    """The first measures that some lever moves, that which answers before the others."""
    return [gap for gap in gaps(data) if gap.seen][:MOST]


def figure(data: Results) -> Figure | None:
    """A panel a measure; None where nothing was taken apart."""
    found = drawn(data)
    if not found:
        return None
    names = [_names(data, gap) for gap in found]
    height = sum(HEIGHT + style.LINE * max(map(style.lines, ([name] for name in each))) for each in names)
    drawing, grid = style.canvas(height, nrows=len(found), squeeze=False)
    for axes, gap, labels in zip(grid[:, 0], found, names, strict=True):
        _panel(data, axes, gap)
        axes.set_title(style.wrapped(named(data, gap), 60))
        axes.set_xticks(range(len(labels)), labels, fontsize=SMALL)
        axes.set_ylabel(_unit(data, gap))
        axes.set_xlabel(data.say("levers, the largest share first"))
    style.legend_below(drawing, grid[0, 0], _keys(data))
    return drawing


def _names(data: Results, gap: Gap) -> list[str]:
    """What stands below the steps: as wide as a step, or on two rows by turns where a word is wider."""
    moving = [spoken(lever.name, data.tongue) for lever in gap.seen]
    names, width = [data.label(gap.whole.from_), *moving, data.label(gap.whole.to)], max(9, 84 // (len(moving) + 2))
    if max(len(word) for name in names for word in name.split()) <= width:
        return [style.wrapped(name, width) for name in names]
    told = [style.wrapped(name, 2 * width - 2) for name in names]
    below = "\n" * max(map(style.lines, ([name] for name in told[::2])))
    return [below * (place % 2) + name for place, name in enumerate(told)]


def _unit(data: Results, gap: Gap) -> str:
    if words.is_share(gap.whole.unit):
        return data.say("level")
    return (data.currency or data.say("money")) if words.is_money(gap.whole.unit) else data.say(gap.whole.unit)


def _panel(data: Results, axes: Axes, gap: Gap) -> None:
    """The level of the one arm, a step a lever, the level of the other."""
    at, ends = gap.start, [gap.start, gap.end]
    tops = [gap.start]
    for place, lever in enumerate(gap.seen, start=1):
        ends += _step(axes, gap, lever, place, at)
        at += lever.share.effect or 0.0
        tops.append(at)
    for place, (top, _) in enumerate(pairwise([*tops, gap.end])):
        axes.plot([place + 0.33, place + 0.67], [top, top], color=style.GREY, linewidth=0.8)
    last = len(gap.seen) + 1
    for place, level in ((0, gap.start), (last, gap.end)):
        axes.plot([place - 0.33, place + 0.33], [level, level], color="black", linewidth=3.0)
        axes.annotate(
            style.minus(gap.scale.level(level)),
            (place, level),
            (0, 5),
            textcoords="offset points",
            ha="center",
            size=SMALL,
        )
    low, high = min(ends), max(ends)
    room = 0.14 * (high - low)
    axes.set_ylim(low - room, high + room)
    axes.set_xlim(-0.5, last + 0.5)
    axes.grid(visible=False, axis="x")
    if words.is_share(gap.whole.unit):
        style.percent_axis(axes, "y", data.tongue)
    else:
        style.thousands(axes.yaxis, 5)


def _step(axes: Axes, gap: Gap, lever: Lever, place: int, at: float) -> list[float]:
    """A bar from where the last one ended, its whisker, and marks for alone and last; returns all ends."""
    share, up = lever.share.effect or 0.0, (lever.share.effect or 0.0) >= 0.0
    axes.bar(
        place,
        share,
        width=0.66,
        bottom=at,
        color=UP if up else DOWN,
        hatch="" if up else HATCH,
        edgecolor="white",
        linewidth=0.0,
    )
    marks = {0.2: (lever.last.effect, "s"), -0.2: (lever.alone.effect, "o")}
    ends = [at, at + share]
    for shift, (effect, marker) in marks.items():
        if effect is not None:
            axes.plot(place + shift, at + effect, marker, **MARK)
            ends.append(at + effect)
    if lever.share.ci_low is not None and lever.share.ci_high is not None:
        reach = [[share - lever.share.ci_low], [lever.share.ci_high - share]]
        axes.errorbar(place, at + share, yerr=reach, color="black", capsize=3.5, linewidth=1.4)
        ends += [at + lever.share.ci_low, at + lever.share.ci_high]
    sign = "+" if gap.scale.bare(share).strip("0.,") and up else ""
    _write(axes, style.minus(f"{sign}{gap.scale.bare(share)}"), place, max(ends))
    return ends


def _write(axes: Axes, text: str, place: int, at: float) -> None:
    """A number just above what it is about."""
    axes.annotate(text, (place, at), (0, 5), textcoords="offset points", ha="center", size=SMALL)


def _keys(data: Results) -> list[Artist]:
    """Signs and marks in words."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    marks = {"o": data.say("the lever alone"), "s": data.say("the lever where all others are switched already")}
    up = data.say("a lever that raises it: its share, with its 95 % interval")
    return [
        Patch(facecolor=UP, edgecolor="white", label=up),
        Patch(facecolor=DOWN, hatch=HATCH, edgecolor="white", label=data.say("a lever that lowers it")),
        *(Line2D([], [], linestyle="", marker=marker, label=text, **MARK) for marker, text in marks.items()),
    ]


def caption(data: Results) -> str:
    """What the steps are, and which levers are not drawn; the section says which has the largest share."""
    found = drawn(data)
    if not found:
        return ""
    first, many = found[0], sorted({gap.whole.n for gap in found})
    steps = data.say(
        "{pair}: each step is the share of a lever, its mean contribution over all orders of switching, so that the "
        "steps add up. Levels are lines, and the axis need not begin at 0. Whiskers: 95 % t intervals of the share "
        "over {count} replications. Numbers are shares, in points where levels are in %. Marks are measured from "
        "where the step begins.",
        pair=data.versus(first.whole.to, first.whole.from_),
        count=counted(data, many),
    )
    said = [steps, *_undrawn(data, found)]
    short = [gap for gap in found if not gap.meets]
    for rests in dict.fromkeys(gap.whole.n for gap in short):
        nouns = [named(data, gap) for gap in short if gap.whole.n == rests]
        said.append(
            data.say(
                "In {measures} the steps do not end at the level on the right: they rest on {count} replications, "
                "those in which every combination was played and has a value.",
                measures=data.tongue.listed(nouns),
                count=rests,
            )
        )
    return data.tongue.sentences(said)


def _undrawn(data: Results, found: Sequence[Gap]) -> Iterator[str]:
    """Levers without a step, and measures without a panel."""
    empty = [spoken(lever.name, data.tongue) for lever in found[0].levers if not lever.keys]
    if empty:
        yield data.say("Not drawn, for the arms do not differ there: {levers}.", levers=data.tongue.several(empty))
    still: dict[tuple[str, ...], list[str]] = {}
    for gap in found:
        drawn = {lever.name for lever in gap.seen}
        names = tuple(lever.name for lever in gap.levers if lever.keys and lever.name not in drawn)
        still.setdefault(names, []).append(named(data, gap))
    for names, nouns in still.items():
        if names:
            yield data.say(
                "Without a step in {measures}, where they do nothing that shows: {levers}.",
                measures=data.tongue.listed(nouns),
                levers=data.tongue.several([spoken(name, data.tongue) for name in names]),
            )
    rest = [named(data, gap) for gap in gaps(data) if gap.measure not in {each.measure for each in found}]
    if rest:
        yield data.say("In the tables only: {measures}.", measures=data.tongue.several(rest))
