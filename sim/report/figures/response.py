"""How a measure answers to a policy: a line an arm with its 95 % band, a panel for each value of a second policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.report.assumptions import named
from sim.report.figures import style
from sim.report.results import Results
from sim.report.sweeps import MEAN, Best, Sweeping, given, sweeping

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 6
"""Panels; with more values of the second policy the first, the last and some between are drawn."""


@dataclass(frozen=True)
class Panel:
    """Cells along the first policy, the others given.

    Attributes
    ----------
    given : dict of str to float
        The second policy; empty where there is one.
    cells : dict of float to int
        Value of the first policy to its cell.
    """

    given: Mapping[str, float]
    cells: Mapping[float, int]


def axes_of(found: Sweeping) -> list[str]:
    """Policies by how many values were played, the most first."""
    return sorted(found.policies, key=lambda path: -len(found.policies[path]))


def panels(found: Sweeping) -> list[Panel]:
    """What is drawn: policies beyond the second are at their best values, or their first."""
    first, *others = axes_of(found)
    best = found.cells[found.chosen(_leader(found))]
    fixed = {path: best[path] for path in others[1:]}
    values = found.policies[others[0]] if others else []
    if len(values) > MOST:
        values = [values[round(place * (len(values) - 1) / (MOST - 1))] for place in range(MOST)]
    made = []
    for second in [{others[0]: value} for value in values] or [{}]:
        held = {**fixed, **second}
        along = {v[first]: cell for cell, v in found.cells.items() if held.items() <= v.items()}
        made.append(Panel(second, dict(sorted(along.items()))))
    return made


def _leader(found: Sweeping) -> str:
    """The first arm with a best value of its own; else the first of all."""
    return next((row.arm for row in found.best), found.data.arms[0])


def figure(data: Results) -> Figure | None:
    """The panels; None where no policy was swept."""
    found = sweeping(data)
    if found is None or not found.policies:
        return None
    drawn = panels(found)
    titles = [_title(found, panel) for panel in drawn]
    if len(drawn) == 1:
        drawing, axes = style.canvas(3.6)
        grid = [axes]
    else:
        drawing, grid = style.panels(titles)
    for axes, panel in zip(grid, drawn, strict=True):
        _draw(found, axes, panel)
        axes.set_xlabel(style.wrapped(named(axes_of(found)[0], data), 30 if len(drawn) > 1 else 70))
    _marks(found, grid, drawn)
    style.legend_below(drawing, grid[0])
    return drawing


def _title(found: Sweeping, panel: Panel) -> str:
    return found.data.tongue.several([f"{named(path, found.data)} {value:g}" for path, value in panel.given.items()])


def _draw(found: Sweeping, axes: Axes, panel: Panel) -> None:
    """A line an arm, with its band."""
    data = found.data
    for index, arm in enumerate(data.arms):
        lines = [(value, found.levels[cell, found.where, arm, ""]) for value, cell in panel.cells.items()]
        there = [(value, line) for value, line in lines if line.value is not None]
        axes.plot(
            [value for value, _ in there],
            [line.value or 0.0 for _, line in there],
            label=data.label(arm),
            marker=style.MARKERS[index % len(style.MARKERS)],
            markersize=4.5,
            **style.arm(index),
        )
        style.band(axes, [(value, line.ci_low, line.ci_high) for value, line in there], index)
    style.ruler(axes, "y", next(iter(found.levels.values())).unit, data.tongue)
    axes.set_ylabel(style.wrapped(data.noun(found.measure), 34))


def _marks(found: Sweeping, grid: Sequence[Axes], drawn: Sequence[Panel]) -> None:
    """Where each arm's best value lies, a line an arm below all that is drawn."""
    low, high = min(axes.get_ylim()[0] for axes in grid), max(axes.get_ylim()[1] for axes in grid)
    arms = [arm for arm in found.data.arms if any(best(found, arm, panel) is not None for panel in drawn)]
    for axes, panel in zip(grid, drawn, strict=True):
        for line, arm in enumerate(arms, start=1):
            row = best(found, arm, panel)
            if row is not None:
                _mark(axes, row, found.data.arms.index(arm), low - 0.07 * line * (high - low))
        axes.set_ylim(low - 0.07 * (len(arms) + 0.6) * (high - low) if arms else low, high)


def best(found: Sweeping, arm: str, panel: Panel) -> Best | None:
    """Where the best value of the first policy is for an arm, in a panel; None if it is not the arm's policy."""
    first, cell = axes_of(found)[0], found.cells[next(iter(panel.cells.values()))]
    for row in found.best:
        mine = (row.arm, row.path, row.point) == (arm, first, found.where)
        if mine and row.optimum is not None and given(row.given).items() <= cell.items():
            return row
    return None


def _mark(axes: Axes, row: Best, index: int, at: float) -> None:
    """A diamond at the best value and a bar as wide as its interval; an open end has no cap."""
    colour, ends = style.arm(index)["color"], axes.get_xlim()
    low = ends[0] if row.ci_low is None else row.ci_low
    high = ends[1] if row.ci_high is None else row.ci_high
    axes.plot([low, high], [at, at], color=colour, linewidth=2.5, solid_capstyle="butt")
    caps = [value for value in (row.ci_low, row.ci_high) if value is not None]
    axes.plot(caps, [at] * len(caps), "|", color=colour, markersize=8.0, markeredgewidth=2.0)
    axes.plot([row.optimum or 0.0], [at], "D", color=colour, markeredgecolor="white", markersize=6.5)
    axes.set_xlim(*ends)


def caption(data: Results) -> str:
    """What lines, bands and diamonds are, and over what is averaged."""
    found = sweeping(data)
    if found is None or not found.policies:
        return ""
    n = max(line.n for line in found.levels.values())
    over = (
        data.say(
            "Means over {count} points of the conditions, point by point on the same draws; bands are 95 % t intervals "
            "over {n} replications and hold the luck of the draw alone.",
            count=len(found.points),
            n=n,
        )
        if found.where == MEAN
        else data.say("Bands are 95 % t intervals over {n} replications.", n=n)
    )
    marks = data.say(
        "Diamonds below the lines show where a curve through the values played is best, or, where no simple curve "
        "fits, the best of them; bars are 95 % intervals. A bar without a cap reaches the end of what was tried."
    )
    drawn = any(row.optimum is not None for row in found.best)
    return data.tongue.sentences([over, marks if drawn else "", *_left_out(found)])


def _left_out(found: Sweeping) -> Iterator[str]:
    """Policies that are held fixed, and values of the second that have no panel."""
    data, (_, *others) = found.data, axes_of(found)
    cell = found.cells[found.chosen(_leader(found))]
    fixed = [data.say("{policy} {value}", policy=named(path, data), value=f"{cell[path]:g}") for path in others[1:]]
    if fixed:
        yield data.say("Held fixed: {policies}.", policies=data.tongue.listed(fixed))
    if others and len(found.policies[others[0]]) > MOST:
        yield data.say("Some values of {policy} have no panel.", policy=named(others[0], data))
