"""The page: what the tables say, arranged for reading. The template holds the words between, nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.experiment import turnouts
from sim.measures import find
from sim.report import rulebook, sentences, words
from sim.report.beside import beside
from sim.report.coming import coming
from sim.report.drawings import Drawing
from sim.report.levers import levers
from sim.report.limits import limits
from sim.report.results import Contrast, Results
from sim.report.uncertain import uncertain


@dataclass(frozen=True)
class Line:
    """A line of an effects table, ready to print."""

    measure: str
    group: str
    definition: str
    baseline: str
    arm: str
    difference: str
    interval: str
    relative: str
    n: int
    shown: bool
    span: str


@dataclass(frozen=True)
class Effects:
    """An effects table: one pair of arms."""

    arm: str
    baseline: str
    lines: tuple[Line, ...]


def render(data: Results, drawings: Sequence[Drawing]) -> str:
    """The page as text.

    Parameters
    ----------
    data : Results
    drawings : sequence of Drawing
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("sim.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["set"] = typeset
    return environment.get_template("report.html").render(context(data, drawings))


def context(data: Results, drawings: Sequence[Drawing]) -> dict[str, Any]:
    """All that the template prints."""
    pairs = data.pairs
    return {
        "data": data,
        "answers": sentences.answers(data),
        "levels": [] if pairs else sentences.levels(data),
        "effects": [effects(data, arm, base, ("",)) for arm, base in pairs],
        "by_group": [effects(data, arm, base, data.groups) for arm, base in pairs] if data.groups else [],
        "drawings": drawings,
        "measures": glossary(data),
        "transitions": rulebook.transitions(data),
        "differences": rulebook.differences(data),
        "limits": limits(data.setting),
        "plans": plans(data.manifest),
        "coming": coming(data),
        "warnings": turnouts.warnings(data.manifest.get("entry", ())),
        "facts": facts(data.manifest),
        "levers": levers(data),
        "uncertain": uncertain(data),
        "beside": beside(data),
    }


def effects(data: Results, arm: str, baseline: str, groups: Sequence[str]) -> Effects:
    """The effects of one pair of arms over some groups, measures together."""
    rows = [row for group in groups for row in data.between(arm, baseline, group)]
    rows.sort(key=lambda row: words.rank(row.measure))
    return Effects(data.label(arm), data.label(baseline), tuple(_line(data, row) for row in rows))


def _line(data: Results, row: Contrast) -> Line:
    scale = sentences.scale_of(data, row)
    ends = [data.level(arm, row.measure, row.group) for arm in (row.baseline, row.arm)]
    if words.is_money(row.unit):
        scale = replace(scale, level_unit="", difference_unit="")
    baseline, arm = (scale.level(end.mean) if end else words.NOTHING for end in ends)
    bounds = f"{scale.bare(row.ci_low)} to {scale.bare(row.ci_high)}" if row.half_width is not None else words.NOTHING
    relative = words.NOTHING if words.is_share(row.unit) else words.percent(row.relative, _half(row))
    return Line(
        sentences.row_name(data, row),
        row.group.partition("=")[2] or row.group,
        data.said(definition(row.measure)),
        baseline,
        arm,
        scale.difference(row.difference),
        bounds,
        relative,
        row.n,
        row.shown,
        f"{scale.bare(row.range_low)} to {scale.bare(row.range_high)}" if row.ranges else words.NOTHING,
    )


def _half(row: Contrast) -> float | None:
    if row.relative_low is None or row.relative_high is None:
        return None
    return (row.relative_high - row.relative_low) / 2.0


def definition(measure: str) -> str:
    """The sentence that defines a measure; empty for one that this program does not know."""
    try:
        return find(measure).definition
    except KeyError:
        return ""


def glossary(data: Results) -> list[tuple[str, str, str]]:
    """(label, name in the tables, definition) of every measure of the study."""
    names = sorted({row.measure for row in data.summary}, key=words.rank)
    return [(data.noun(name), name, data.said(definition(name))) for name in names]


@dataclass(frozen=True)
class Method:
    """A way in which bids were found: whose, whether by a heuristic, and the largest stated error as text."""

    name: str
    bidders: str
    heuristic: bool
    error: str


def plans(manifest: Mapping[str, Any]) -> list[Method]:
    """Every way in which bids were found; a kind of bidders may have a comma in its name."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for line in manifest.get("plans", ()):
        found.setdefault(str(line["method"]), []).append(line)
    made = []
    for method, lines in sorted(found.items()):
        whose = "; ".join(sorted({str(line["bidders"]) for line in lines}))
        worst = max((line.get("residual") or 0.0) for line in lines)
        error = f"at most {worst:.1g} of the highest bid" if worst else ""
        made.append(Method(method, whose, "heuristic" in method, error))
    return made


FACTS: Mapping[str, tuple[str, ...]] = {
    "Command": ("command",),
    "Seed": ("seed",),
    "Replications": ("replications",),
    "Lots a replication": ("lots_per_replication",),
    "Program version": ("program", "version"),
    "Commit": ("program", "commit"),
    "SHA-256 of the program": ("program", "source_sha256"),
    "SHA-256 of the resolved scenario": ("scenario_sha256",),
}
"""What the last section says, and where in the manifest it stands."""


def facts(manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(what, value) for the last section; what the manifest does not say is left out."""
    told = [(what, _at(manifest, path)) for what, path in FACTS.items()]
    for what, name in (("Libraries", "versions"), ("Plug-ins", "plugins")):
        told.append((what, ", ".join(f"{key} {value}" for key, value in sorted(manifest.get(name, {}).items()))))
    return [(what, value) for what, value in told if value]


def _at(manifest: Mapping[str, Any], path: tuple[str, ...]) -> str:
    value: Any = manifest
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return "" if value is None else f"{value:,.6g}" if isinstance(value, float) else str(value)


def typeset(text: str) -> str:
    r"""True minus signs, and no line break between a number and its unit.

    Examples
    --------
    >>> typeset("-1.2 to 3.4 %") == "\u22121.2 to 3.4\u00a0%"
    True
    """
    text = re.sub(r"(?<![\w-])-(?=\d)", "\N{MINUS SIGN}", text)
    return re.sub(r"(?<=\d) (?=%|points\b|days\b|minutes\b|bids\b|bidders\b|[A-Z]{3}\b)", "\N{NO-BREAK SPACE}", text)
