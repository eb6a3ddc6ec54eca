"""A sweep as its tables tell it: cells, points, what was found in each, the best values and the boxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sim.report import words
from sim.report.grid import place
from sim.report.results import Results, records

MEAN, OWN = "", "0"
"""Point that stands for the mean over all of them, and the study's own conditions."""


@dataclass(frozen=True)
class Value:
    """A line of ``sweep_points.csv``: of a cell, or of a point."""

    cell: int
    point: str
    path: str
    value: float


@dataclass(frozen=True)
class Level:
    """A line of ``sweep.csv``: a level, or, with a baseline, a difference."""

    cell: int
    point: str
    arm: str
    baseline: str
    measure: str
    group: str
    unit: str
    value: float | None
    ci_low: float | None
    ci_high: float | None
    n: int


@dataclass(frozen=True)
class Best:
    """A line of ``optimum.csv``."""

    point: str
    arm: str
    measure: str
    unit: str
    path: str
    given: str
    best: float
    value: float | None
    alike: str
    optimum: float | None
    ci_low: float | None
    ci_high: float | None
    reaches: str
    by: str
    n: int

    def at(self, *columns: str) -> str:
        """Where it stands."""
        about = {"point": self.point, "arm": self.arm, "path": self.path, "given": self.given}
        return place("optimum.csv", *columns, **about)

    @property
    def candidates(self) -> list[str]:
        """The values played that may be the best."""
        return self.alike.split()


@dataclass(frozen=True)
class Limit:
    """A line of ``box.csv``."""

    cell: int
    arm: str
    baseline: str
    measure: str
    found: str
    path: str
    low: float | None
    high: float | None
    coverage: float | None
    density: float | None
    inside: int
    losing: int
    surely: int
    points: int
    chance: float | None
    at_most: float | None

    def at(self, *columns: str) -> str:
        """Where it stands."""
        about = {"cell": self.cell, "arm": self.arm, "baseline": self.baseline, "path": self.path}
        return place("box.csv", *columns, **about)


@dataclass(frozen=True)
class Move:
    """A line of ``sweep_sensitivity.csv``."""

    cell: int
    arm: str
    baseline: str
    measure: str
    group: str
    unit: str
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
        return self.ci_low is not None and self.ci_high is not None and not self.ci_low <= 0.0 <= self.ci_high


@dataclass(frozen=True, eq=False)
class Sweeping:
    """The tables of a sweep.

    Attributes
    ----------
    data : Results
    cells : dict of int to dict of str to float
        Cell to values of policies by path.
    points : dict of str to dict of str to float
        Point to values of conditions by path, the study's own left out.
    lines : list of Level
        All lots.
    best : list of Best
    limits : list of Limit
    moves : list of Move
        All lots.
    """

    data: Results
    cells: Mapping[int, Mapping[str, float]]
    points: Mapping[str, Mapping[str, float]]
    lines: list[Level]
    best: list[Best]
    limits: list[Limit]
    moves: list[Move]

    @property
    def policies(self) -> Mapping[str, list[float]]:
        """Path to the values that were played."""
        paths = dict.fromkeys(path for values in self.cells.values() for path in values)
        return {path: sorted({values[path] for values in self.cells.values()}) for path in paths}

    @property
    def asked(self) -> bool:
        """Whether the study asks what is best by some measure."""
        return bool(self.best or self.limits)

    @property
    def lowest(self) -> bool:
        """Whether the lowest value of the measure is the best."""
        told = (self.data.setting.plain.get("sweep") or {}).get("optimum") or {}
        return bool(told.get("best") == "lowest")

    @property
    def measure(self) -> str:
        """The measure that is drawn and spoken of: the one values are compared by, else the first."""
        compared = [row.measure for row in self.best] + [row.measure for row in self.limits]
        return compared[0] if compared else min((line.measure for line in self.lines), key=words.rank)

    @property
    def where(self) -> str:
        """The point that is spoken of: the mean over all, or, without others, the study's own conditions."""
        return MEAN if self.points else OWN

    def tried(self, path: str) -> tuple[float, float, str]:
        """Between which values a condition was tried, and on which scale."""
        low, high = next((move.low or 0.0, move.high or 0.0) for move in self.moves if move.path == path)
        told = (self.data.setting.plain.get("sweep") or {}).get("uncertainties") or {}
        return low, high, str(told.get(path, {}).get("scale", "linear"))

    @cached_property
    def levels(self) -> Mapping[tuple[int, str, str, str], Level]:
        """Cell, point, arm and baseline to the level or difference in the measure that is spoken of."""
        return {
            (line.cell, line.point, line.arm, line.baseline): line
            for line in self.lines
            if line.measure == self.measure
        }

    def chosen(self, arm: str) -> int:
        """The best cell of an arm; the first where none is asked for, or none is the arm's to choose."""
        mine = [row for row in self.best if (row.arm, row.point) == (arm, self.where)]
        for row in mine:
            if not row.path:
                return int(row.best)
        single = {row.path: row.best for row in mine}
        return next((cell for cell, values in self.cells.items() if single.items() <= values.items()), 1)

    def scale(self, *lines: Level) -> words.Scale:
        """How values of the measure are written: to the decimals of the finest."""
        halves = [
            (line.ci_high - line.ci_low) / 2.0 for line in lines if line.ci_low is not None and line.ci_high is not None
        ]
        unit = next(iter(self.levels.values())).unit
        values = tuple(line.value for line in lines)
        return self.data.scale(unit, values, min((half for half in halves if half > 0.0), default=None))


def given(text: str) -> dict[str, float]:
    """Paths and values of ``path=value path=value``.

    Examples
    --------
    >>> given("arms.a.rules.reserve=0.5 arms.a.rules.rounds=2")
    {'arms.a.rules.reserve': 0.5, 'arms.a.rules.rounds': 2.0}
    """
    return {path: float(value) for path, _, value in (each.rpartition("=") for each in text.split())}


def conditions(data: Results) -> int:
    """How many assumptions a sweep varies; 0 without one."""
    found = sweeping(data)
    return len(next(iter(found.points.values()), ())) if found else 0


def sweeping(data: Results) -> Sweeping | None:
    """The tables; None where nothing was swept."""
    lines = [line for line in records(Level, data.folder / "sweep.csv") if not line.group]
    if not lines:
        return None
    cells: dict[int, dict[str, float]] = {line.cell: {} for line in lines}
    points: dict[str, dict[str, float]] = {}
    for each in records(Value, data.folder / "sweep_points.csv"):
        held = cells.get(each.cell) if each.cell else points.setdefault(each.point, {})
        if held is not None:
            held[each.path] = each.value
    return Sweeping(
        data,
        cells,
        points,
        lines,
        records(Best, data.folder / "optimum.csv"),
        records(Limit, data.folder / "box.csv"),
        [move for move in records(Move, data.folder / "sweep_sensitivity.csv") if not move.group],
    )
