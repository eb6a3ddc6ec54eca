"""What the page says of assumptions that may be wrong: whether signs hold, and which assumption moves what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.report import sentences, words
from sim.report.grid import Cell, Table, place
from sim.report.results import Contrast, Results, records
from sim.report.tongue import message

HEADS = tuple(map(message, ("Difference", "Assumption", "From", "To", "Moves it by", "95 % interval")))


HEADS = (
    message("Difference"),
    message("Assumption"),
    message("From"),
    message("To"),
    message("Moves it by"),
    message("95 % interval"),
)


@dataclass(frozen=True)
class Estimate:
    """A line of ``ranges.csv``."""

    point: int
    arm: str
    baseline: str
    measure: str
    group: str
    value: float | None


@dataclass(frozen=True)
class Slope:
    """A line of ``sensitivity.csv``."""

    arm: str
    baseline: str
    measure: str
    group: str
    path: str
    low: float | None
    high: float | None
    change: float | None
    ci_low: float | None
    ci_high: float | None
    n: int

    @property
    def shown(self) -> bool:
        """Whether the interval excludes zero."""
        return self.ci_low is not None and self.ci_high is not None and (self.ci_low > 0.0 or self.ci_high < 0.0)


@dataclass(frozen=True)
class Point:
    """A line of ``points.csv``."""

    point: int
    path: str
    value: float | None
    refused: str


@dataclass(frozen=True)
class Uncertain:
    """A section of the page.

    Attributes
    ----------
    method : str
        What was varied, and how.
    signs : tuple of str
        A sentence a pair of arms and kind of answer: which signs hold at all points.
    tables : tuple of Table
        How far each assumption moves the differences.
    """

    method: str
    signs: tuple[str, ...]
    tables: tuple[Table, ...]


def uncertain(data: Results) -> Uncertain | None:
    """The section; None where nothing is uncertain."""
    points = records(Point, data.folder / "points.csv")
    if not points:
        return None
    estimates = [row for row in records(Estimate, data.folder / "ranges.csv") if row.baseline and not row.group]
    slopes = [row for row in records(Slope, data.folder / "sensitivity.csv") if not row.group]
    signs = tuple(sign for pair in data.pairs for sign in _signs(data, pair, estimates))
    tables = tuple(table for pair in data.pairs if (table := _table(data, pair, slopes)).rows)
    return Uncertain(_method(points, data), signs, tables)


def _method(points: Sequence[Point], data: Results) -> str:
    """What was tried, counted."""
    numbers = {row.point for row in points}
    refused = {row.point for row in points if row.refused}
    paths = list(dict.fromkeys(row.path for row in points))
    told = data.manifest.get("points")
    each = told["replications"] if isinstance(told, dict) else None
    out = data.say("{count} of them have no equilibrium and are left out.", count=len(refused)) if refused else ""
    span = data.say(
        "A range goes from the least to the greatest estimate, that of the study itself among them; it holds the luck "
        "of the draw at each point, too."
    )
    return data.tongue.sentences([_varied(paths, len(numbers), each, data), out, span])


def _varied(paths: Sequence[str], points: int, replications: object, data: Results) -> str:
    """Over how many points how many assumptions were varied, and which."""
    if replications is None:
        where = data.say("{points} points of a Latin hypercube", points=points)
    else:
        where = data.say(
            "{points} points of a Latin hypercube with {count} replications each", points=points, count=replications
        )
    return data.say(
        "1 assumption is varied together over {where}: {paths}."
        if len(paths) == 1
        else "{count} assumptions are varied together over {where}: {paths}.",
        count=len(paths),
        where=where,
        paths=data.tongue.several([*map(data.tongue.path, paths)]),
    )


def _signs(data: Results, pair: tuple[str, str], estimates: Sequence[Estimate]) -> list[str]:
    """Whether the differences that are shown keep their sign."""
    keep: list[str] = []
    lose: list[str] = []
    for row in data.between(*pair):
        found = [
            each.value
            for each in estimates
            if (each.arm, each.baseline, each.measure) == (*pair, row.measure) and each.value is not None
        ]
        if not row.shown or not found or row.difference is None:
            continue
        same = sum(value * row.difference > 0.0 for value in found)
        name = data.noun(row.measure)
        keep += [name] * (same == len(found))
        lose += [data.say("{name} ({count} of {all})", name=name, count=same, all=len(found))] * (same < len(found))
    told = []
    if keep:
        said = message("{pair}: the sign of the difference holds at every point in {measures}.")
        told.append(data.say(said, pair=data.versus(*pair), measures=data.tongue.listed(keep)))
    if lose:
        said = message("{pair}: it does not hold at every point in {measures}.")
        told.append(data.say(said, pair=data.versus(*pair), measures=data.tongue.listed(lose)))
    return told


def _table(data: Results, pair: tuple[str, str], slopes: Sequence[Slope]) -> Table:
    """How far each assumption alone moves each difference that is shown, from low to high."""
    rows = []
    for row in data.between(*pair):
        mine = [each for each in slopes if (each.arm, each.baseline, each.measure) == (*pair, row.measure)]
        rows += [_moved(data, row, each) for each in mine if row.shown and each.shown]
    caption = data.say(
        "{pair}: what each assumption alone does, where its interval excludes zero; all others are in sensitivity.csv",
        pair=data.versus(*pair),
    )
    return Table(caption, tuple(map(data.say, HEADS)), tuple(rows))


def _moved(data: Results, row: Contrast, each: Slope) -> tuple[Cell, ...]:
    scale = sentences.scale_of(data, row)
    if words.is_money(row.unit):
        scale = scale.unitless
    about = {"arm": row.arm, "baseline": row.baseline, "measure": row.measure, "group": "", "path": each.path}

    def here(*columns: str) -> str:
        return place("sensitivity.csv", *columns, **about)

    return (
        Cell(data.noun(row.measure)),
        Cell(data.tongue.path(each.path)),
        Cell(f"{each.low:g}" if each.low is not None else words.NOTHING, at=here("low")),
        Cell(f"{each.high:g}" if each.high is not None else words.NOTHING, at=here("high")),
        Cell(scale.difference(each.change), at=here("change")),
        Cell(scale.span(each.ci_low, each.ci_high), at=here("ci_low", "ci_high")),
    )
