"""Effects with 95 % intervals: one row a measure, one marker an arm."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.report import words
from sim.report.figures import style
from sim.report.results import Contrast, Results
from sim.report.sentences import matched

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Series = list[tuple[str, list[Contrast]]]
"""What is told apart by colour and marker: a name and its rows."""

FAR = 5.0
"""Relative differences beyond this are drawn on a scale that is compressed beyond 100 %."""
AXIS, LETTER = 4.4, 0.093
"""Inches of the horizontal axis at its shortest, beside long names of measures, and of a letter of a tick label."""


def point(row: Contrast) -> tuple[float, float, float] | None:
    """What is drawn of a contrast: (value, low, high) in points for shares, relative for the rest; None if missing."""
    shares = words.is_share(row.unit)
    values = (
        (row.difference, row.ci_low, row.ci_high) if shares else (row.relative, row.relative_low, row.relative_high)
    )
    value, low, high = values
    return None if value is None or low is None or high is None else (value, low, high)


def figure(data: Results) -> Figure | None:
    """Effects over all lots; None without contrasts."""
    series: Series = [(name, data.between(arm, base)) for name, arm, base in pair_names(data)]
    return draw(data, [("", series)])


def pair_names(data: Results) -> list[tuple[str, str, str]]:
    """(name, arm, baseline) of every contrast; the baseline is named only where there are several."""
    several = len({base for _, base in data.pairs}) > 1
    named = []
    for arm, base in data.pairs:
        name = data.versus(arm, base) if several else data.label(arm)
        named.append((name, arm, base))
    return named


def draw(data: Results, blocks: list[tuple[str, Series]]) -> Figure | None:
    """Panels one under the other: for each block shares in points, then relative effects; None with nothing to draw.

    Panels of one kind have one scale, so that blocks can be compared by eye.

    Parameters
    ----------
    data : Results
        Says what measures are called.
    blocks : list of (title, series)
        The title stands over the block's first panel.
    """
    panels = [
        (title if shares else "", series, shares)
        for title, series in blocks
        for shares in (True, False)
        if _measures(series, shares=shares)
    ]
    if not panels:
        return None
    many = max(len(series) for _, series, _ in panels)
    heights = [_height(data, series, many, shares=shares) for _, series, shares in panels]
    drawing, grid = style.canvas(
        sum(heights) + 0.75 * len(panels), nrows=len(panels), squeeze=False, height_ratios=[h + 0.3 for h in heights]
    )
    ends = {kind: [0.0, *(end for _, series, shares in panels if shares == kind for end in _ends(series, shares=kind))]
            for kind in (True, False)}  # fmt: skip
    for axes, (title, series, shares) in zip(grid[:, 0], panels, strict=True):
        _panel(data, axes, series, shares=shares)
        _ruler(data, axes, ends[shares], shares=shares)
        name = style.wrapped(title, 42)
        axes.set_title(name)
        style.grow(drawing, style.LINE * name.count("\n"))
    if many > 1:
        style.legend_below(drawing, grid[0, 0])
    return drawing


def _height(data: Results, series: Series, many: int, *, shares: bool) -> float:
    """Inches of a panel: each row has room for its markers and for its name."""
    names = [_name(data, measure) for measure in _measures(series, shares=shares)]
    tallest = max(style.lines([name]) for name in names)
    return len(names) * max(0.22 + 0.13 * many, 0.06 + style.LINE * tallest)


def _name(data: Results, measure: str) -> str:
    return style.wrapped(data.noun(measure), 32)


def _measures(series: Series, *, shares: bool) -> list[str]:
    """Measures with something to draw on this side, in the order in which they are spoken of."""
    found = {
        row.measure
        for _, rows in series
        for row in rows
        if words.is_share(row.unit) == shares and point(row) is not None
    }
    return sorted(found, key=words.rank)


def _ends(series: Series, *, shares: bool) -> list[float]:
    """All that is drawn on this side, and the ends of its intervals."""
    rows = [row for _, rows in series for row in rows if words.is_share(row.unit) == shares]
    return [end for row in rows for end in point(row) or ()]


def _panel(data: Results, axes: Axes, series: Series, *, shares: bool) -> None:
    """Markers and intervals around a zero line, the first measure on top."""
    measures = _measures(series, shares=shares)
    for index, (name, rows) in enumerate(series):
        shift = 0.0 if len(series) == 1 else 0.56 * (index / (len(series) - 1) - 0.5)
        drawn = [
            (measures.index(row.measure) + shift, at) for row in rows if row.measure in measures and (at := point(row))
        ]
        colour = style.COLOURS[(index + 1) % len(style.COLOURS)]
        axes.errorbar(
            [at[0] for _, at in drawn],
            [y for y, _ in drawn],
            xerr=[[at[0] - at[1] for _, at in drawn], [at[2] - at[0] for _, at in drawn]],
            fmt=style.MARKERS[index % len(style.MARKERS)],
            color=colour,
            markersize=5.5,
            capsize=3.5,
            linewidth=1.6,
            label=name,
        )
    axes.axvline(0.0, color="black", linewidth=1.0)
    axes.set_yticks(range(len(measures)), [_name(data, name) for name in measures])
    axes.set_ylim(len(measures) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")


def _ruler(data: Results, axes: Axes, ends: list[float], *, shares: bool) -> None:
    """The horizontal axis, ticks beyond both ends: points, or % with the far ends drawn together when a multiple."""
    from matplotlib.ticker import FixedLocator, MaxNLocator

    low, high = min(ends), max(ends)
    if high - low < 1e-9:
        low, high = low - 0.01, high + 0.01
    label = data.say("difference in points" if shares else "difference relative to the baseline")
    between: list[float] = []
    if shares or max(high, -low) <= FAR:
        ticks = [float(tick) for tick in MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)]
    else:
        axes.set_xscale("symlog", linthresh=1.0, linscale=1.0)
        ticks = far_ticks(low, high)
        between = _between(ticks[0], ticks[-1])
        label = data.say("difference relative to the baseline (scale compressed beyond 100 %)")
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(FixedLocator(between))
    axes.grid(visible=True, axis="x", which="minor", linewidth=0.3)
    room = 0.02 * (ticks[-1] - ticks[0])
    axes.set_xlim(ticks[0] - room, ticks[-1] + room)
    style.change_axis(axes, data.tongue, points=shares)
    axes.set_xlabel(label)


def far_ticks(low: float, high: float) -> list[float]:
    """Ticks of the compressed scale: 0, and 1, 3, 10, 30, … to either side as far as the data.

    The outermost is at or beyond the data. Where labels would meet, the threes go; then, from the ends inwards, powers.

    Examples
    --------
    >>> far_ticks(-0.3, 195.0)
    [-1.0, 0.0, 1.0, 10.0, 300.0]
    """
    left, right = _reach(-low), _reach(high)
    ends = [*(-tick for tick in left[-1:]), 0.0, *right[-1:]]
    threes = sorted({*(-tick for tick in left), 0.0, *right})
    if not any(_meet(a, b, ends) for a, b in pairwise(threes)):
        return threes
    kept = ends
    for tick in sorted(threes, key=lambda tick: (abs(tick) != 1.0, -abs(tick))):
        ten = math.isclose(math.log10(abs(tick) or 1.0) % 1.0, 0.0, abs_tol=1e-6)
        if ten and not any(_meet(tick, other, ends) for other in kept):
            kept = [*kept, tick]
    return sorted(kept)


def _reach(far: float) -> list[float]:
    """1, 3, 10, 30, … up to the first that reaches `far`; none for an end at zero."""
    ticks: list[float] = []
    while far > 0.0 and (not ticks or ticks[-1] < far):
        ticks.append(float(10 ** (len(ticks) // 2) * (1, 3)[len(ticks) % 2]))
    return ticks


def _between(low: float, high: float) -> list[float]:
    """The whole numbers and tens, hundreds, … of the compressed scale, which have no label."""
    powers = range(1 + math.ceil(math.log10(max(high, -low))))
    sizes = [float(number * 10**power) for power in powers for number in range(1, 10)]
    return [tick for size in sizes for tick in (-size, size) if low <= tick <= high]


def _meet(one: float, other: float, ends: list[float]) -> bool:
    """Whether the labels of two ticks would touch on an axis that runs between the ends."""
    inches = AXIS / (_along(ends[-1]) - _along(ends[0]))
    room = sum(0.5 * LETTER * len(style.change(tick, points=False)) for tick in (one, other)) + LETTER
    return abs(_along(one) - _along(other)) * inches < room


def _along(value: float) -> float:
    """Where a value stands on the compressed scale, in powers of ten from 0."""
    straight = 1.0 / (1.0 - 0.1)
    size = abs(value)
    return math.copysign(size * straight if size <= 1.0 else straight + math.log10(size), value)


def caption(data: Results) -> str:
    """What the reader sees, and what the bars mean."""
    counts = sorted({row.n for row in data.contrasts if not row.group})
    if not counts:
        return ""
    bases = dict.fromkeys(data.label(base) for _, base in data.pairs)
    text = data.say(
        "Difference from {baselines}, paired on common draws of nature. Bars: 95 % t intervals of the mean paired "
        "difference over {count} replications, one measure at a time (Fieller's for relative differences). Shares in "
        "points, all else relative to the baseline's mean. A bar that crosses the zero line shows no difference.",
        baselines=data.tongue.listed(list(bases)),
        count=counted(data, counts),
    )
    both = dict.fromkeys(data.noun(row.measure) for row in data.contrasts if not row.group and matched(row.measure))
    missing = dict.fromkeys(data.noun(row.measure) for row in data.contrasts if not row.group and point(row) is None)
    said = (
        text,
        data.say("On the lots sold in both arms: {measures}.", measures=data.tongue.several(list(both))),
        data.say("Not drawn, for want of an interval: {measures}.", measures=data.tongue.several(list(missing))),
    )
    return data.tongue.sentences([each for each, needed in zip(said, (True, both, missing), strict=True) if needed])


def counted(data: Results, counts: Sequence[int]) -> str:
    """Numbers of replications, ascending, as one: ``40`` or ``38 to 40``."""
    first, last = str(counts[0]), str(counts[-1])
    return first if first == last else data.say("{low} to {high}", low=first, high=last)
