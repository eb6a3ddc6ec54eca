"""The page: what the tables say, arranged for reading. The template holds the words between, nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sim.report import best, effects, gaining, methods, rulebook, stages
from sim.report.answer import answer
from sim.report.assumed import assumed, chosen
from sim.report.beside import beside, findings_of, grading
from sim.report.caveats import caveats
from sim.report.coming import clashes, coming, doubts
from sim.report.drawings import Drawing
from sim.report.figures.style import drawn_in
from sim.report.levers import levers
from sim.report.limits import limits
from sim.report.paper import paragraph
from sim.report.results import Results
from sim.report.swept import leading, swept
from sim.report.uncertain import uncertain
from sim.report.words import typeset

SECTIONS = ("effects", "by_group", "levers", "sweep", "endings", "gains", "story", "assumptions")
"""Sections that have a place for figures; a figure of any other section stands under a heading of its own."""


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
    environment.filters["headings"] = headings
    return environment.get_template("report.html").render(context(data, drawings))


def context(data: Results, drawings: Sequence[Drawing]) -> dict[str, Any]:
    """All that the template prints."""
    numbers, findings = assumed(data), findings_of(data)
    return {
        "data": data,
        "say": data.say,
        "plain": drawn_in(data.tongue) != data.tongue,
        "answer": answer(data),
        "best": [*best.chosen(data), *leading(data)],
        "differences": rulebook.differences(data),
        "effects": effects.all_lots(data) if data.pairs else effects.levels(data),
        "by_group": effects.by_group(data),
        "counted": effects.counted(data),
        "doubtful": effects.doubtful(data),
        "standings": best.standings(data),
        "levers": levers(data),
        "sweep": swept(data),
        "transitions": rulebook.transitions(data),
        "rounds": stages.tables(data),
        "gains": gaining.tables(data),
        "beside": beside(data, findings),
        "assumed": numbers,
        "decided": chosen(data),
        "caveats": caveats(data, grading(findings), len(numbers.rows) if numbers else 0),
        "paper": paragraph(data),
        "uncertain": uncertain(data),
        "clashes": clashes(data),
        "limits": limits(data.setting, data.tongue),
        "measures": methods.glossary(data),
        "plans": methods.plans(data),
        "coming": coming(data),
        "warnings": doubts(data),
        "facts": methods.facts(data),
        "drawn": {name: [each for each in drawings if each.section == name] for name in SECTIONS},
        "others": [each for each in drawings if each.section not in SECTIONS],
    }


def headings(body: str) -> list[tuple[str, str]]:
    """(identifier, name as markup) of every section of a page that is written already."""
    return re.findall(r'<h2 id="([^"]+)"[^>]*>(.*?)</h2>', body)
