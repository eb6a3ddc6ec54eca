"""A sweep in tables: the best value of each policy given the others, the box of each cell, what moves a difference."""

from __future__ import annotations

from collections.abc import Mapping

from sim.report import words
from sim.report.assumptions import named
from sim.report.grid import Cell, Table, place
from sim.report.sweeps import Level, Move, Sweeping, given
from sim.report.swept_words import condition, span, where
from sim.report.tongue import message

OPTIMA = tuple(map(message, ("Arm", "Policy", "Others", "Best", "May be the best")))
BOXES = tuple(map(message, ("Policies", "Loses at", "Box", "Coverage", "Density", "By chance")))
MOVES = tuple(map(message, ("Difference", "Condition", "Moves it by", "95 % interval")))


def optima(found: Sweeping) -> Table:
    """A line an arm, policy and choice of the other policies."""
    data = found.data
    rows = [
        (
            Cell(data.label(row.arm)),
            Cell(named(row.path, data)),
            Cell(_said(found, given(row.given))),
            Cell(where(found, row), at=row.at("optimum", "ci_low", "ci_high")),
            Cell(data.tongue.several(row.candidates), at=row.at("alike")),
        )
        for row in found.best
        if row.path and row.point == found.where
    ]
    caption = data.say(
        "The best value of each policy by {measure}, the others given, and all that may be it (95 %)",
        measure=data.noun(found.measure),
    )
    return Table(caption, tuple(map(data.say, OPTIMA)), tuple(rows))


def boxes(found: Sweeping) -> Table:
    """A line a cell and pair of arms."""
    data, several, rows = found.data, len(found.data.pairs) > 1, []
    cases = dict.fromkeys((each.cell, each.arm, each.baseline) for each in found.limits)
    for cell, arm, baseline in cases:
        mine = [each for each in found.limits if (each.cell, each.arm, each.baseline) == (cell, arm, baseline)]
        first = mine[0]
        box = data.tongue.several([condition(found, each) for each in mine if each.path])
        rows.append(
            (
                Cell(_said(found, found.cells[cell]), data.versus(arm, baseline) if several else ""),
                Cell(
                    data.say("{count} of {all}", count=first.losing, all=first.points), at=first.at("losing", "points")
                ),
                Cell(box or words.NOTHING),
                Cell(_percent(found, first.coverage), at=first.at("coverage")),
                Cell(_percent(found, first.density), at=first.at("density")),
                Cell(_percent(found, first.chance), at=first.at("chance")),
            )
        )
    caption = data.say(
        "At how many points an arm loses to its baseline by {measure}, and the box of conditions that holds them",
        measure=data.noun(found.measure),
    )
    return Table(caption, tuple(map(data.say, BOXES)), tuple(rows))


def moves(found: Sweeping) -> Table:
    """What each condition alone does to the difference that is spoken of, in the best cell, where that is shown."""
    data = found.data
    rows = [
        _move(found, move)
        for arm, baseline in data.pairs
        for move in found.moves
        if (move.cell, move.arm, move.baseline, move.measure) == (found.chosen(arm), arm, baseline, found.measure)
        and move.shown
    ]
    caption = data.say(
        "What each condition alone does to the difference in {measure} as it goes from its low to its high value, "
        "where its interval excludes zero; all others are in sweep_sensitivity.csv",
        measure=data.noun(found.measure),
    )
    return Table(caption, tuple(map(data.say, MOVES)), tuple(rows))


def _move(found: Sweeping, move: Move) -> tuple[Cell, ...]:
    data, line = found.data, _as_level(move)
    scale = found.scale(line).unitless
    about = {"cell": move.cell, "arm": move.arm, "baseline": move.baseline, "measure": move.measure, "path": move.path}
    return (
        Cell(data.versus(move.arm, move.baseline)),
        Cell(span(found, move.path)),
        Cell(scale.difference(move.change), at=place("sweep_sensitivity.csv", "change", group="", **about)),
        Cell(
            scale.span(move.ci_low, move.ci_high),
            at=place("sweep_sensitivity.csv", "ci_low", "ci_high", group="", **about),
        ),
    )


def _as_level(move: Move) -> Level:
    return Level(
        move.cell, "", move.arm, move.baseline, move.measure, "", move.unit, move.change, move.ci_low, move.ci_high,
        move.n,
    )  # fmt: skip


def _said(found: Sweeping, values: Mapping[str, float]) -> str:
    return found.data.tongue.several([f"{named(path, found.data)} {value:g}" for path, value in values.items()])


def _percent(found: Sweeping, value: float | None) -> str:
    return words.percent(value, 0.5, found.data.tongue)
