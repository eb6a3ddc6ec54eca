"""Who was believed to come and who came, as the manifest tells it."""

from __future__ import annotations

from pathlib import Path

from sim.experiment import turnouts
from sim.report.foreign import retold
from sim.report.results import Results, read


def coming(data: Results) -> list[str]:
    """One sentence an arm and lot group; none where to come was not decided on."""
    told = []
    for line in data.manifest.get("entry", ()):
        if "came_per_lot" in line:
            methods = sorted({each["method"] for each in line["rounds"]})
            told.append(
                data.say(
                    "{arm}, {lots}: {believed} bidders a lot were believed to come, {came} came ({methods})",
                    arm=data.label(line["arm"]),
                    lots=data.own(line["lots"]),
                    believed=f"{line['believed_per_lot']:.3g}",
                    came=f"{line['came_per_lot']:.3g}",
                    methods=data.say("; ").join(retold(method, data.tongue) for method in methods),
                )
            )
    return told


def doubts(data: Results) -> list[str]:
    """What a reader of the page must know of its entry games."""
    return [retold(text, data.tongue) for text in turnouts.warnings(data.manifest.get("entry", ()))]


def clashes(data: Results) -> list[str]:
    """What could not be done in a real hall; the same is a warning of ``check`` and ``run``."""
    return [
        data.say(
            "In “{arm}” the hall calls a lot while bids on the one before it are still taken, which no real hall does: "
            "window_hours is longer than minutes_per_lot.",
            arm=data.label(arm),
        )
        for arm in data.setting.hasty
    ]


def warnings(folder: Path) -> list[str]:
    """What a reader of a results folder must know of its entry games and of the error of bids; empty as a rule."""
    manifest = read(folder).manifest
    return [*turnouts.warnings(manifest.get("entry", ())), *turnouts.rough(manifest.get("plans", ()))]
