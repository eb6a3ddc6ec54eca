"""What do assumptions do? How far each moves a difference, beside the difference itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.report import sentences, words
from sim.report.assumptions import assumption, named, tried
from sim.report.figures import style
from sim.report.figures.effects import counted
from sim.report.results import Contrast, Results, records
from sim.report.uncertain import Slope

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 3
"""Panels; every other difference is in the tables."""
UP, DOWN = style.COLOURS[1], style.COLOURS[0]
HATCH = "//"
"""Of bars to the left."""
RANGE = "#BBBBBB"
LETTERS, SMALL = 39, 9.0
"""Letters of a name on a line, and their size."""


@dataclass(frozen=True)
class Panel:
    """One difference and what each assumption does to it, the largest move first."""

    row: Contrast
    slopes: tuple[Slope, ...]


def panels(data: Results) -> list[Panel]:
    """The first differences that are shown of every pair of arms, that which answers before others, as room allows."""
    lines = [line for line in records(Slope, data.folder / "sensitivity.csv") if not line.group]
    found: dict[tuple[str, str], list[Panel]] = {}
    answering = sentences.primary(data)
    for pair in data.pairs:
        rows = {row.measure: row for row in data.between(*pair) if row.shown}
        mine = [line for line in lines if (line.arm, line.baseline) == pair and line.change is not None]
        names = dict.fromkeys(line.measure for line in mine if line.measure in rows)
        for measure in sorted(names, key=lambda name: name != answering):
            moved = sorted(
                (line for line in mine if line.measure == measure), key=lambda line: -abs(line.change or 0.0)
            )
            found.setdefault(pair, []).append(Panel(rows[measure], tuple(moved)))
    each = max(1, MOST // max(1, len(found)))
    return [panel for made in found.values() for panel in made[:each]][:MOST]


def figure(data: Results) -> Figure | None:
    """A panel a difference, a bar an assumption; None where nothing is uncertain or no difference is shown."""
    found = panels(data)
    if not found:
        return None
    names = [_names(data, panel) for panel in found]
    heights = [0.35 + sum(max(0.3, 0.08 + style.LINE * style.lines([name])) for name in each) for each in names]
    drawing, grid = style.canvas(
        sum(heights) + 0.7 * len(found), nrows=len(found), squeeze=False, height_ratios=heights
    )
    several = len(data.pairs) > 1
    for axes, panel, labels in zip(grid[:, 0], found, names, strict=True):
        _draw(axes, panel)
        axes.set_yticks(range(len(labels)), labels, fontsize=SMALL)
        title = style.wrapped(title_of(data, panel.row, several=several), 44)
        axes.set_title(title)
        style.grow(drawing, style.LINE * title.count("\n"))
        _ruler(data, axes, panel.row)
    style.legend_below(drawing, grid[0, 0], _keys(data, found))
    return drawing


def title_of(data: Results, row: Contrast, *, several: bool) -> str:
    """The measure; with its arms where there are several pairs."""
    name = sentences.row_name(data, row)
    return data.say("{measure}: {pair}", measure=name, pair=data.versus(row.arm, row.baseline)) if several else name


def _names(data: Results, panel: Panel) -> list[str]:
    return [data.say("the difference itself"), *(_name(data, slope) for slope in panel.slopes)]


def _name(data: Results, slope: Slope) -> str:
    """The assumption over as many lines as it needs; no line ends inside of what was tried."""
    unbroken = tried(data, slope).replace(" ", "\N{NO-BREAK SPACE}")
    return style.wrapped(data.tongue.several([*filter(None, (named(slope.path, data), unbroken))]), LETTERS)


def _draw(axes: Axes, panel: Panel) -> None:
    """The difference and its range on top, the moves below, all on one scale."""
    row = panel.row
    if row.range_low is not None and row.range_high is not None:
        axes.barh(0, row.range_high - row.range_low, left=row.range_low, height=0.62, color=RANGE, linewidth=0.0)
    _whisker(axes, row.difference, row.ci_low, row.ci_high, 0, marker="D")
    for place, slope in enumerate(panel.slopes, start=1):
        right = (slope.change or 0.0) >= 0.0
        axes.barh(
            place,
            slope.change or 0.0,
            height=0.62,
            color=UP if right else DOWN,
            hatch="" if right else HATCH,
            edgecolor="white",
            linewidth=0.0,
        )
        _whisker(axes, slope.change, slope.ci_low, slope.ci_high, place, marker="")
    axes.axvline(0.0, color="black", linewidth=1.0)
    axes.axhline(0.5, color=style.GREY, linewidth=0.8, linestyle=":")
    axes.set_ylim(len(panel.slopes) + 0.5, -0.5)
    axes.grid(visible=False, axis="y")


def _whisker(
    axes: Axes, value: float | None, low: float | None, high: float | None, place: int, *, marker: str
) -> None:
    """A value with its interval; nothing without one."""
    if value is None or low is None or high is None:
        return
    axes.errorbar(
        value,
        place,
        xerr=[[value - low], [high - value]],
        fmt=marker or "none",
        color="black",
        ecolor="black",
        markersize=5.0,
        capsize=3.5,
        linewidth=1.4,
    )


def _ruler(data: Results, axes: Axes, row: Contrast) -> None:
    """Points for shares, else the unit of the measure."""
    if words.is_share(row.unit):
        style.change_axis(axes, data.tongue, points=True)
        axes.set_xlabel(data.say("points"))
        return
    style.thousands(axes.xaxis, 6)
    axes.set_xlabel((data.currency or data.say("money")) if words.is_money(row.unit) else data.say(row.unit))


def _keys(data: Results, found: Sequence[Panel]) -> list[Artist]:
    """What marks and bars are, in words."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    keys: list[Artist] = [
        Line2D(
            [], [], marker="D", color="black", markersize=5.0, label=data.say("the difference, with its 95 % interval")
        ),
        Patch(facecolor=UP, edgecolor="white", label=data.say("moves it up, from the low value to the high one")),
        Patch(facecolor=DOWN, hatch=HATCH, edgecolor="white", label=data.say("moves it down")),
    ]
    if any(panel.row.ranges for panel in found):
        keys.append(Patch(facecolor=RANGE, label=data.say("least to greatest difference over all points")))
    return keys


def caption(data: Results) -> str:
    """What the bars are, and which assumption moves each difference most."""
    found = panels(data)
    if not found:
        return ""
    counts = sorted({slope.n for panel in found for slope in panel.slopes})
    bars = data.say(
        "How far each assumption alone moves a difference as it goes from its low to its high value, the others at "
        "their means: least squares over {count} points, with 95 % intervals that hold what the straight line leaves "
        "unexplained. Above them the difference itself, on the same scale.",
        count=counted(data, counts),
    )
    drawn = {(panel.row.arm, panel.row.baseline, panel.row.measure) for panel in found}
    shown = [row for pair in data.pairs for row in data.between(*pair) if row.shown]
    left = any((row.arm, row.baseline, row.measure) not in drawn for row in shown)
    rest = data.say("Other differences are in the tables only.") if left else ""
    return data.tongue.sentences([bars, *_moves(data, found), rest])


def _moves(data: Results, found: Sequence[Panel]) -> Iterator[str]:
    """A sentence a panel."""
    several = len(data.pairs) > 1
    for panel in found:
        scale = sentences.scale_of(data, panel.row)
        title = title_of(data, panel.row, several=several)
        name, value = f"{title[:1].upper()}{title[1:]}", scale.difference(panel.row.difference)
        moved = [slope for slope in panel.slopes if _shown(slope)]
        if not moved:
            yield data.say("{name}, {value}: no assumption is shown to move it.", name=name, value=value)
            continue
        top = moved[0]
        yield data.say(
            "{name}, {value}: the largest move that is shown is {move} ({interval}), by {assumption}.",
            name=name,
            value=value,
            move=scale.difference(top.change),
            interval=scale.interval(top.ci_low, top.ci_high),
            assumption=assumption(data, top),
        )


def _shown(slope: Slope) -> bool:
    """Whether the interval excludes zero."""
    return slope.ci_low is not None and slope.ci_high is not None and not slope.ci_low <= 0.0 <= slope.ci_high
