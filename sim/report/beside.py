"""Published facts beside the study, for the page: the same findings as ``realism`` prints."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sim.judge import telling
from sim.judge.findings import HIT, MISS, UNSHOWN, UNTOLD, Finding
from sim.judge.realism import realism
from sim.report import words
from sim.report.foreign import retold
from sim.report.grid import Cell, Table, place
from sim.report.results import Results
from sim.report.tongue import Tongue, message
from sim.scenario.facts import Fact, published

HEADS = tuple(map(message, ("Reported", "Arm", "Published", "Simulated", "95 % interval", "Should lie", "Verdict")))
GRADED = message("Facts that test the study")
FREE = message("Facts that may be used to set numbers: not graded")
VERDICTS = tuple(map(message, ("hit", "miss", "not shown", "not told", "not graded", "up", "down")))
"""How facts end, and sides of 0, as they are called in `sim.judge`."""


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


def findings_of(data: Results) -> list[Finding]:
    """What published facts make of the arms; nothing where the folder lacks what would tell."""
    if not all((data.folder / name).is_file() for name in ("lots.csv", "scenario.resolved.yaml")):
        return []
    return realism(data.folder, published())


def grading(findings: Sequence[Finding]) -> list[Finding]:
    """Those of the facts that test a study."""
    return [finding for finding in findings if finding.fact.use == "validate"]


def beside(data: Results, findings: Sequence[Finding]) -> Beside | None:
    """The section; None where no published fact speaks of an arm."""
    if not findings:
        return None
    graded = grading(findings)
    free = [finding for finding in findings if finding.fact.use == "calibrate"]
    tables = [_table(data, caption, some) for caption, some in ((GRADED, graded), (FREE, free)) if some]
    return Beside(tuple(tables), data.say(telling.NOTES), _tally(data, graded))


def _tally(data: Results, findings: Sequence[Finding]) -> str:
    """How many facts were met, missed and left open."""
    count = Counter(finding.verdict for finding in findings)
    hits, misses = count[HIT], count[MISS]
    return data.tongue.several(
        [
            data.say("{count} hit" if hits == 1 else "{count} hits", count=hits),
            data.say("{count} miss" if misses == 1 else "{count} misses", count=misses),
            data.say("{count} not shown", count=count[UNSHOWN]),
            data.say("{count} not told", count=count[UNTOLD]),
        ]
    )


def _table(data: Results, caption: str, findings: Sequence[Finding]) -> Table:
    return Table(data.say(caption), tuple(map(data.say, HEADS)), tuple(_row(data, finding) for finding in findings))


def _row(data: Results, finding: Finding) -> tuple[Cell, ...]:
    """The line of one fact: the source stands in small print, and why the band is as wide as it is."""
    fact, found, show = finding.fact, finding.found, shown(finding.fact, data.tongue)
    arm = data.label(finding.arm)
    if finding.baseline:
        arm = data.say("{arm} less {baseline}", arm=arm, baseline=data.label(finding.baseline))
    ends = words.NOTHING if math.isnan(found.low) else _span(data, show(found.low), show(found.high))
    reported = data.tongue.several([*map(show, fact.value)]) or data.say(fact.sign)

    def here(*columns: str) -> str:
        return place("facts", *columns, name=finding.name, arm=finding.arm, baseline=finding.baseline)

    note = retold(finding.why, data.tongue) or _points(data, finding)
    share = data.say("so in {share} % of replications", share=f"{100.0 * finding.share:.0f}")
    return (
        Cell(data.say(fact.claim), at=here("claim")),
        Cell(arm, telling.what(fact), here("what")),
        Cell(reported or words.NOTHING, data.say(fact.source), here("value", "source")),
        Cell(
            words.NOTHING if math.isnan(found.mean) else show(found.mean),
            "" if math.isnan(finding.share) else share,
            here("mean", "share"),
        ),
        Cell(ends, at=here("low", "high")),
        Cell(_bounds(data, fact, show) or words.NOTHING, data.say(fact.why), here("bounds", "why")),
        Cell(data.say(finding.verdict), note, here("held", "points")),
    )


def _bounds(data: Results, fact: Fact, show: Callable[[float], str]) -> str:
    """Where the simulated number should lie; empty if that is not said."""
    if fact.kind == "sign":
        return data.say("above 0" if fact.sign == "up" else "below 0")
    return "" if fact.bounds is None else _span(data, *map(show, fact.bounds))


def _points(data: Results, finding: Finding) -> str:
    """At how many points of the study's uncertain assumptions a graded fact is met; empty where that is not known."""
    if not finding.points or finding.fact.use == "calibrate":
        return ""
    return data.say("met at {count} of {all} points", count=finding.held, all=len(finding.points))


def _span(data: Results, low: str, high: str) -> str:
    return data.say("{low} to {high}", low=low, high=high)


def shown(fact: Fact, tongue: Tongue) -> Callable[[float], str]:
    """How the numbers of a fact are written: shares and ratios in %."""
    return partial(_percent, tongue=tongue) if words.is_share(fact.unit) else telling.number


def _percent(value: float, tongue: Tongue) -> str:
    return words.in_percent(f"{100.0 * value:.3g}", tongue)
