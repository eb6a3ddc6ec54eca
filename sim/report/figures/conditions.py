"""What conditions do: the difference at every point against each of them, with the line that fits."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import TYPE_CHECKING

from sim.report.assumptions import named
from sim.report.figures import style
from sim.report.results import Results
from sim.report.sweeps import Level, Move, Sweeping, sweeping
from sim.report.swept_words import span
from sim.report.words import is_share

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 4
"""Panels: the conditions that move the difference most."""
LOSING = style.COLOURS[0]
OTHER = style.COLOURS[1]


def pair_of(found: Sweeping) -> tuple[str, str]:
    """Which difference is drawn: the first of an arm that has a best value, else the first; of one arm its level."""
    pairs = found.data.pairs
    mine = [pair for pair in pairs if pair[0] in {row.arm for row in found.best}]
    return (mine or list(pairs) or [(found.data.arms[0], "")])[0]


def drawn(found: Sweeping) -> list[Move]:
    """The conditions that are drawn, the largest move first."""
    arm, baseline = pair_of(found)
    key = (found.chosen(arm), arm, baseline, found.measure)
    mine = [move for move in found.moves if (move.cell, move.arm, move.baseline, move.measure) == key]
    return sorted(mine, key=lambda move: -abs(move.change or 0.0))[:MOST]


def figure(data: Results) -> Figure | None:
    """A panel a condition; None where none was swept."""
    found = sweeping(data)
    moves = [] if found is None else drawn(found)
    if found is None or not moves:
        return None
    columns = min(2, len(moves))
    rows = -(-len(moves) // columns)
    drawing, grid = style.canvas(0.5 + 2.9 * rows, nrows=rows, ncols=columns, squeeze=False, sharey=True)
    for axes in list(grid.flat)[len(moves) :]:
        axes.set_axis_off()
    for axes, move in zip(grid.flat, moves, strict=False):
        _draw(found, axes, move)
        axes.tick_params(labelleft=True)
        axes.set_xlabel(style.wrapped(span(found, move.path), 38 if columns == 2 else 76))
    baseline, said = pair_of(found)[1], data.noun(found.measure)
    if baseline:
        said = data.say(
            "difference in {measure} (points)" if is_share(moves[0].unit) else "difference in {measure}", measure=said
        )
    for axes in grid[:, 0]:
        axes.set_ylabel(style.wrapped(said, 30))
    style.legend_below(drawing, grid[0, 0])
    return drawing


def _draw(found: Sweeping, axes: Axes, move: Move) -> None:
    """A mark a point with its interval, losing ones apart, and the line of least squares, the others at their means."""
    data, (low, high, scale) = found.data, found.tried(move.path)
    logs = scale != "linear"
    worse = 1.0 if found.lowest else -1.0
    losing: list[tuple[float, Level]] = []
    other: list[tuple[float, Level]] = []
    for point, values in found.points.items():
        line = found.levels.get((move.cell, point, move.arm, move.baseline))
        if line is not None and line.value is not None:
            bad = found.asked and bool(move.baseline) and line.value * worse > 0.0
            (losing if bad else other).append((values[move.path], line))
    _points(axes, other, OTHER, "o", data.say("a point, with its 95 % interval"))
    _points(axes, losing, LOSING, "X", data.say("a point at which {arm} loses", arm=data.label(move.arm)))
    if move.change is not None:
        there = [*other, *losing]
        shares = [_share(value, low, high, logs=logs) for value, _ in there]
        middle = sum(line.value or 0.0 for _, line in there) / len(there) - move.change * sum(shares) / len(shares)
        way = data.say("least squares, the other conditions at their means")
        axes.plot([low, high], [middle, middle + move.change], color="black", linewidth=1.5, linestyle="--", label=way)
    if logs:
        _by_factor(axes, low, high)
    if move.baseline:
        axes.axhline(0.0, color="black", linewidth=0.8)
    if move.baseline and is_share(move.unit):
        style.change_axis(axes, data.tongue, points=True, which="y")
    else:
        style.ruler(axes, "y", move.unit, data.tongue)


def _points(axes: Axes, points: Sequence[tuple[float, Level]], colour: str, marker: str, label: str) -> None:
    if not points:
        return
    x, y = [value for value, _ in points], [line.value or 0.0 for _, line in points]
    for value, line in points:
        if line.ci_low is not None and line.ci_high is not None:
            axes.plot([value, value], [line.ci_low, line.ci_high], color=colour, linewidth=0.8, alpha=0.6)
    axes.plot(x, y, linestyle="", marker=marker, color=colour, markersize=5.0, label=label)


def _share(value: float, low: float, high: float, *, logs: bool) -> float:
    """How far a value is on the way from low to high."""
    return log(value / low) / log(high / low) if logs else (value - low) / (high - low)


def _by_factor(axes: Axes, low: float, high: float) -> None:
    """An axis of logs, with a few round values from end to end."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    axes.set_xscale("log")
    ticks = [low, (low * high) ** 0.5, high]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: style.minus(f"{value:.3g}")))


def caption(data: Results) -> str:
    """What is drawn, in which cell, and what moves it."""
    found = sweeping(data)
    moves = [] if found is None else drawn(found)
    if found is None or not moves:
        return ""
    arm, baseline = pair_of(found)
    who = data.versus(arm, baseline) if baseline else data.label(arm)
    at = [
        data.say("{policy} {value}", policy=named(path, data), value=f"{value:g}")
        for path, value in found.cells[moves[0].cell].items()
    ]
    said = [
        data.say("{who}, at every point of the conditions.", who=who),
        data.say("Policies: {policies}.", policies=data.tongue.listed(at)) if at else "",
    ]
    left = len({move.path for move in found.moves}) - len(moves)
    if left:
        said.append(
            data.say("The {count} conditions that move it least are in sweep_sensitivity.csv only.", count=left)
        )
    return data.tongue.sentences(said)
