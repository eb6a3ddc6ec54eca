"""Published facts beside the study, for the page: the same findings as ``realism`` prints."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.judge import telling
from sim.judge.findings import Finding
from sim.judge.realism import realism
from sim.report import words
from sim.report.grid import Cell, Table
from sim.report.results import Results
from sim.scenario.facts import Fact, published

HEADS = ("Reported", "Arm", "Published", "Simulated", "95 % interval", "Should lie", "Verdict")
GRADED = "Facts that test the study"
FREE = "Facts that may be used to set numbers: not graded"


@dataclass(frozen=True)
class Beside:
    """A section of the page.

    Attributes
    ----------
    tables : tuple of Table
        The facts that are graded, and those that are not.
    notes, tally : str
        How to read them; how many were met, missed and left open.
    """

    tables: tuple[Table, ...]
    notes: str
    tally: str


def beside(data: Results) -> Beside | None:
    """The section; None where no published fact speaks of an arm, or the folder lacks what would tell."""
    if not all((data.folder / name).is_file() for name in ("lots.csv", "scenario.resolved.yaml")):
        return None
    findings = realism(data.folder, published())
    if not findings:
        return None
    graded = [finding for finding in findings if finding.fact.use == "validate"]
    free = [finding for finding in findings if finding.fact.use == "calibrate"]
    tables = [_table(data, caption, some) for caption, some in ((GRADED, graded), (FREE, free)) if some]
    return Beside(tuple(tables), telling.NOTES, telling.tally(graded))


def _table(data: Results, caption: str, findings: Sequence[Finding]) -> Table:
    return Table(caption, HEADS, tuple(_row(data, finding) for finding in findings))


def _row(data: Results, finding: Finding) -> tuple[Cell, ...]:
    """The line of one fact: the source stands in small print, and why the band is as wide as it is."""
    fact, found, show = finding.fact, finding.found, shown(finding.fact)
    arm = data.label(finding.arm) + (f" less {data.label(finding.baseline)}" if finding.baseline else "")
    ends = words.NOTHING if math.isnan(found.low) else f"{show(found.low)} to {show(found.high)}"
    share = "" if math.isnan(finding.share) else f"so in {100.0 * finding.share:.0f} % of replications"
    return (
        Cell(fact.claim),
        Cell(arm, telling.what(fact)),
        Cell(", ".join(map(show, fact.value)) or fact.sign or words.NOTHING, fact.source),
        Cell(words.NOTHING if math.isnan(found.mean) else show(found.mean), share),
        Cell(ends),
        Cell(telling.bounds(fact, show) or words.NOTHING, fact.why),
        Cell(finding.verdict, finding.why or telling.points(finding)),
    )


def shown(fact: Fact) -> Callable[[float], str]:
    """How the numbers of a fact are written: shares and ratios in %."""
    return _percent if words.is_share(fact.unit) else telling.number


def _percent(value: float) -> str:
    return f"{100.0 * value:.3g} %"
