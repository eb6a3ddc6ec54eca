"""The tables of a results folder, read back. Nothing in the report comes from anywhere else."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sim.errors import SimError
from sim.report import words
from sim.report.columns import BIDDER_COLUMNS, KNOWN_COLUMNS, LOT_COLUMNS, STEP_COLUMNS, Columns, columns, sizes
from sim.report.setting import Setting, read_setting
from sim.report.tongue import ENGLISH, Tongue

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

R = TypeVar("R", bound="DataclassInstance")


@dataclass(frozen=True)
class Summary:
    """A line of ``summary.csv``: one measure in one arm."""

    arm: str
    measure: str
    group: str
    unit: str
    mean: float | None
    sd: float | None
    ci_low: float | None
    ci_high: float | None
    n: int
    range_low: float | None = None
    range_high: float | None = None


@dataclass(frozen=True)
class Contrast:
    """A line of ``contrasts.csv``: a paired difference, arm less baseline."""

    arm: str
    baseline: str
    measure: str
    group: str
    unit: str
    difference: float | None
    ci_low: float | None
    ci_high: float | None
    n: int
    relative: float | None
    relative_low: float | None
    relative_high: float | None
    range_low: float | None = None
    range_high: float | None = None
    p_adjusted: float | None = None
    needs: float | None = None

    @property
    def ranges(self) -> bool:
        """Whether there is a range over what is uncertain."""
        return self.range_low is not None and self.range_high is not None

    @property
    def half_width(self) -> float | None:
        """Half the width of the interval; None without one."""
        if self.ci_low is None or self.ci_high is None:
            return None
        return (self.ci_high - self.ci_low) / 2.0

    @property
    def shown(self) -> bool:
        """Whether the interval excludes zero: only then may the report speak of a difference."""
        if self.ci_low is None or self.ci_high is None:
            return False
        return self.ci_low > 0.0 or self.ci_high < 0.0


@dataclass(frozen=True, eq=False)
class Results:
    """A results folder in memory. Large tables are read when a figure asks for them."""

    folder: Path
    manifest: Mapping[str, Any]
    summary: tuple[Summary, ...]
    contrasts: tuple[Contrast, ...]
    tongue: Tongue = ENGLISH

    def say(self, message: str, /, **places: object) -> str:
        """A message in the language of the page; see :class:`sim.report.tongue.Tongue`."""
        return self.tongue.say(message, **places)

    @property
    def title(self) -> str:
        """The study's title."""
        return self.own(str(self.manifest.get("title") or self.folder.name))

    @property
    def question(self) -> str:
        """The study's question; empty if it asks none."""
        return self.own(str(self.manifest.get("question") or ""))

    @property
    def currency(self) -> str:
        """The scenario's label for money."""
        return self.own(str(self.manifest.get("currency") or ""))

    @property
    def baseline(self) -> str:
        """The arm the others are held against: the manifest's, else that of the first contrast, else the first arm."""
        named = self.manifest.get("baseline")
        if named:
            return str(named)
        return self.contrasts[0].baseline if self.contrasts else self.summary[0].arm

    @property
    def arms(self) -> tuple[str, ...]:
        """The baseline first, then the order of the scenario; where it is not known, that of the contrasts."""
        played = dict.fromkeys(row.arm for row in self.summary)
        wanted = (self.baseline, *self.setting.arms, *(arm for pair in self.pairs for arm in pair), *played)
        return tuple(arm for arm in dict.fromkeys(wanted) if arm in played)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Groups kind by kind, the largest first.

        A kind with only one group says nothing that all lots do not, nor does one whose groups are about the same lots
        as groups of kinds before it.
        """
        found = dict.fromkeys(row.group for row in self.summary if row.group)
        kinds = Counter(kind(group) for group in found)
        told: list[str] = []
        for each in (name for name, count in kinds.items() if count > 1):
            mine = [group for group in found if kind(group) == each]
            known = {self.setting.lots_of(group) for group in told}
            told += mine if any(self.setting.lots_of(group) not in known for group in mine) else []
        lots = sizes(self.folder / "rounds.csv")
        return tuple(sorted(told, key=lambda group: (list(kinds).index(kind(group)), -lots.get(group, 0))))

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """(arm, baseline) of every contrast, in the order of the table."""
        return tuple(dict.fromkeys((row.arm, row.baseline) for row in self.contrasts))

    @property
    def ranged(self) -> bool:
        """Whether something is uncertain, and results have ranges."""
        return any(row.ranges for row in self.contrasts)

    def label(self, arm: str) -> str:
        """The arm's label, or its name."""
        labels = self.manifest.get("arms")
        return self.own(str(labels.get(arm) or arm) if isinstance(labels, Mapping) else arm, arm)

    def own(self, name: str, *others: str) -> str:
        """What the scenario calls something, in the language of the page; see :meth:`sim.report.tongue.Tongue.own`."""
        return self.tongue.own(name, *others)

    def member(self, group: str) -> str:
        """Which group of its kind a line is about: ``flats`` for ``class=flats``; empty for all lots."""
        return self.own(group.partition("=")[2])

    def versus(self, arm: str, baseline: str) -> str:
        """Two arms that are compared, as a heading."""
        return self.say("{arm} against {baseline}", arm=self.label(arm), baseline=self.label(baseline))

    def by_arm(self, told: Sequence[str]) -> str:
        """Something short of every arm: ``Hall 120, Platform 180``."""
        return self.tongue.several([f"{self.label(arm)} {each}" for arm, each in zip(self.arms, told, strict=True)])

    def in_money(self, message: str) -> str:
        """A message with the currency, where there is one: ``bid (CNY)``."""
        said = self.say(message)
        return self.say("{noun} ({note})", noun=said, note=self.currency) if self.currency else said

    def noun(self, measure: str) -> str:
        """What a measure is called in this study."""
        return self.as_here(words.label(measure, self.tongue))

    def said(self, text: str) -> str:
        """A message as it holds here: see :meth:`as_here`."""
        return self.as_here(self.say(text))

    def as_here(self, said: str) -> str:
        """Words as they hold here: private worths have no common part, only the mean of the law they are drawn from."""
        return said.replace(self.say("common worth"), self.say("mean worth")) if self.setting.private else said

    def scale(self, unit: str, values: tuple[float | None, ...], half_width: float | None = None) -> words.Scale:
        """How values of a unit are written; see :func:`sim.report.words.scale`."""
        return words.scale(unit, self.currency, values, half_width, self.tongue)

    def level(self, arm: str, measure: str, group: str = "") -> Summary | None:
        """The summary line of one measure in one arm."""
        return self._levels.get((arm, measure, group))

    @cached_property
    def _levels(self) -> dict[tuple[str, str, str], Summary]:
        return {(row.arm, row.measure, row.group): row for row in self.summary}

    def between(self, arm: str, baseline: str, group: str = "") -> list[Contrast]:
        """Contrasts of a pair of arms in the order in which measures are spoken of."""
        rows = [row for row in self.contrasts if (row.arm, row.baseline, row.group) == (arm, baseline, group)]
        return sorted(rows, key=lambda row: words.rank(row.measure))

    @cached_property
    def setting(self) -> Setting:
        """What ``scenario.resolved.yaml`` says of the study."""
        return read_setting(self.folder)

    @cached_property
    def lots(self) -> Columns | None:
        """``lots.csv``, the columns the figures need; None without the table or when it is empty."""
        return columns(self.folder / "lots.csv", LOT_COLUMNS, (*STEP_COLUMNS, "lot", "asset_class", "worth_public"))

    @cached_property
    def bidders(self) -> Columns | None:
        """``bidders.csv``, when the study was asked for it."""
        return columns(self.folder / "bidders.csv", BIDDER_COLUMNS, KNOWN_COLUMNS)


def read(folder: Path, tongue: Tongue = ENGLISH) -> Results:
    """Read what is always there: the manifest, the summary and the contrasts (which one arm does not have).

    Parameters
    ----------
    folder : Path
    tongue : Tongue
        In which language it will be spoken of.

    Raises
    ------
    SimError
        If the folder holds no results.
    """
    folder = Path(folder)
    if not (folder / "summary.csv").is_file():
        raise SimError(f"{folder}: no results here (there is no summary.csv)")
    summary = tuple(records(Summary, folder / "summary.csv"))
    if not summary:
        raise SimError(f"{folder}: summary.csv has no rows")
    manifest = folder / "manifest.json"
    data = Results(
        folder,
        json.loads(manifest.read_text(encoding="utf-8")) if manifest.is_file() else {},
        summary,
        tuple(records(Contrast, folder / "contrasts.csv")),
        tongue,
    )
    return _without_days(data) if data.setting.timeless else data


def _without_days(data: Results) -> Results:
    """The same without the days to cash, which say nothing where all is sold at once; unless there is nothing else."""
    summary = tuple(row for row in data.summary if not row.measure.startswith("time_to_cash_days"))
    contrasts = tuple(row for row in data.contrasts if not row.measure.startswith("time_to_cash_days"))
    return replace(data, summary=summary, contrasts=contrasts) if summary else data


def records(kind: type[R], path: Path) -> list[R]:
    """Lines of a table as frozen records. A missing table has no lines, a missing column is empty.

    Parameters
    ----------
    kind : dataclass type
        Its fields name the columns, ``from_`` that of ``from``; they are text, int, float, or a float that an
        empty field leaves None.
    path : Path
    """
    if not path.is_file():
        return []
    header, *rows = _lines(path) or [[]]
    converters = [(item.name, _CONVERTERS[str(item.type)]) for item in fields(kind)]
    made = []
    for row in rows:
        cells = dict(zip(header, row, strict=False))
        made.append(kind(**{name: convert(cells.get(name.rstrip("_"), "")) for name, convert in converters}))
    return made


_CONVERTERS: Mapping[str, Any] = {
    "str": str,
    "int": lambda cell: int(cell) if cell else 0,
    "float": float,
    "float | None": lambda cell: float(cell) if cell else None,
}


def kind(group: str) -> str:
    """What a group is a group of: ``class`` for ``class=flats``."""
    return group.partition("=")[0]


def _lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
