"""Who was believed to come and who came, as the manifest tells it."""

from __future__ import annotations

from pathlib import Path

from sim.experiment import turnouts
from sim.report.results import Results, read


def coming(data: Results) -> list[str]:
    """One sentence an arm and lot group; none where to come was not decided on."""
    told = []
    for line in data.manifest.get("entry", ()):
        if "came_per_lot" in line:
            who = f"{line['believed_per_lot']:.3g} bidders a lot were believed to come, {line['came_per_lot']:.3g} came"
            methods = "; ".join(sorted({each["method"] for each in line["rounds"]}))
            told.append(f"{data.label(line['arm'])}, {line['lots']}: {who} ({methods})")
    return told


def warnings(folder: Path) -> list[str]:
    """What a reader of a results folder must know of its entry games and of the error of bids; empty as a rule."""
    manifest = read(folder).manifest
    return [*turnouts.warnings(manifest.get("entry", ())), *turnouts.rough(manifest.get("plans", ()))]
