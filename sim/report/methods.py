"""How a study was computed: measures, how bids were found, what is needed to run it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.measures import find
from sim.report import words
from sim.report.foreign import retold
from sim.report.results import Results
from sim.report.tongue import message


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


def plans(data: Results) -> list[Method]:
    """Every way in which bids were found; a kind of bidders may have a comma in its name."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for line in data.manifest.get("plans", ()):
        found.setdefault(str(line["method"]), []).append(line)
    made = []
    for method, lines in sorted(found.items()):
        whose = [retold(name, data.tongue) for name in sorted({str(line["bidders"]) for line in lines})]
        worst = max((line.get("residual") or 0.0) for line in lines)
        error = data.say("at most {share} of the highest bid", share=f"{worst:.1g}") if worst else ""
        said = retold(method, data.tongue)
        made.append(Method(said, data.say("; ").join(whose), "heuristic" in method, error))
    return made


FACTS: Mapping[str, tuple[str, ...]] = {
    message("Command"): ("command",),
    message("Seed"): ("seed",),
    message("Replications"): ("replications",),
    message("Lots a replication"): ("lots_per_replication",),
    message("Program version"): ("program", "version"),
    message("Commit"): ("program", "commit"),
    message("SHA-256 of the program"): ("program", "source_sha256"),
    message("SHA-256 of the resolved scenario"): ("scenario_sha256",),
}
"""What the last section says, and where in the manifest it stands."""


def facts(data: Results) -> list[tuple[str, str]]:
    """(what, value) for the last section; what the manifest does not say is left out."""
    told = [(what, _at(data.manifest, path)) for what, path in FACTS.items()]
    for what, name in ((message("Libraries"), "versions"), (message("Plug-ins"), "plugins")):
        told.append((what, ", ".join(f"{key} {value}" for key, value in sorted(data.manifest.get(name, {}).items()))))
    return [(data.say(what), value) for what, value in told if value]


def _at(manifest: Mapping[str, Any], path: tuple[str, ...]) -> str:
    value: Any = manifest
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return "" if value is None else f"{value:,.6g}" if isinstance(value, float) else str(value)
