"""What a folder says of published facts, in words."""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from sim.judge.columns import columns
from sim.judge.findings import HIT, MISS, UNSHOWN, UNTOLD, Finding
from sim.scenario.facts import Fact

HEAD = ("fact", "arm", "what is read", "published", "simulated", "95 % interval", "should lie", "verdict")
WIDTH = 100
"""Characters of a line of prose."""

NOTES = (
    "Nothing was fitted to the facts that are graded, and none of them is an input. A level from another place, time "
    "or kind of goods is only a band in which this market may plausibly lie; the reason for its width is given. A miss "
    "is a finding, not an error. Not shown: the interval lies on both sides of a bound. Intervals cover chance in the "
    "draws, not the assumptions; where a study states which of these are uncertain, points are draws of them."
)


def number(value: float) -> str:
    """Three digits, or whole with separators from a thousand on.

    Examples
    --------
    >>> number(0.63724), number(-0.06), number(2315649.2), number(12.0), number(float("nan"))
    ('0.637', '-0.06', '2,315,649', '12', '-')
    """
    if math.isnan(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"


def what(fact: Fact) -> str:
    """What is read off the lots: ``1 - price_to_market``, ``commission_per_lot / revenue_per_lot``."""
    text = f"{fact.measure} / {fact.over}" if fact.over else fact.measure
    text = f"1 - {text}" if fact.complement else text
    return f"{text}, relative" if fact.kind == "ratio" else text


def bounds(fact: Fact, show: Callable[[float], str] = number) -> str:
    """Where the simulated number should lie; empty if that is not said."""
    if fact.kind == "sign":
        return "above 0" if fact.sign == "up" else "below 0"
    return "" if fact.bounds is None else f"{show(fact.bounds[0])} to {show(fact.bounds[1])}"


def cells(finding: Finding) -> tuple[str, ...]:
    """The finding as a row under :data:`HEAD`."""
    fact, found = finding.fact, finding.found
    where = f"{finding.arm} less {finding.baseline}" if finding.baseline else finding.arm
    published = ", ".join(map(number, fact.value)) or fact.sign or "-"
    simulated = number(found.mean)
    if not math.isnan(finding.share):
        simulated += f" (so in {100.0 * finding.share:.0f} % of replications)"
    ends = "-" if math.isnan(found.low) else f"{number(found.low)} to {number(found.high)}"
    told = "; ".join(filter(None, (finding.verdict, finding.why, points(finding))))
    return finding.name, where, what(fact), published, simulated, ends, bounds(fact) or "-", told


def points(finding: Finding) -> str:
    """At how many points of the study's uncertain assumptions a graded fact is met; empty where that is not known."""
    if not finding.points or finding.fact.use == "calibrate":
        return ""
    return f"met at {finding.held} of {len(finding.points)} points"


def tally(findings: Sequence[Finding]) -> str:
    """How many facts were met, missed and left open.

    Examples
    --------
    >>> tally([])
    '0 hits, 0 misses, 0 not shown, 0 not told'
    """
    count = Counter(finding.verdict for finding in findings)
    hits, misses = count[HIT], count[MISS]
    return (
        f"{hits} hit{'' if hits == 1 else 's'}, {misses} miss{'' if misses == 1 else 'es'}, "
        f"{count[UNSHOWN]} not shown, {count[UNTOLD]} not told"
    )


def source(name: str, fact: Fact) -> str:
    """The fact's claim, where it comes from, and why its band is as wide as it is."""
    why = f" Band: {fact.why}." if fact.why else ""
    return f"{name}: {fact.claim}. Source: {fact.source}.{why}"


def lines(findings: Sequence[Finding], facts: Mapping[str, Fact]) -> list[str]:
    """The findings as tables of text, with sources, and the tally as the last line.

    Parameters
    ----------
    findings : sequence of Finding
    facts : map of str to Fact
        All that were asked: those that speak of no arm are counted.
    """
    graded = [finding for finding in findings if finding.fact.use == "validate"]
    free = [finding for finding in findings if finding.fact.use == "calibrate"]
    made = columns([HEAD, *map(cells, graded)]) if graded else []
    if free:
        made += ["", "May be used to set numbers, so not graded:", "", *columns([HEAD, *map(cells, free)])]
    spoken = dict.fromkeys(finding.name for finding in findings)
    if spoken:
        made += ["", "Sources"]
        for name in spoken:
            made += textwrap.wrap(source(name, facts[name]), WIDTH, initial_indent="  ", subsequent_indent="    ")
        made += ["", *textwrap.wrap(NOTES, WIDTH), ""]
    silent = len(facts) - len(spoken)
    made.append(f"{silent} of {len(facts)} facts speak of no arm in this folder.")
    return [*made, tally(graded)]
