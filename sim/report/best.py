"""How many replications were played and why no more; which rule book is the best, with the probability promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.report import words
from sim.report.grid import Cell, Said, Table, place
from sim.report.results import Results, records


@dataclass(frozen=True)
class Standing:
    """A line of ``choice.csv``."""

    arm: str
    measure: str
    group: str
    unit: str
    mean: float | None
    difference: float | None
    ci_low: float | None
    ci_high: float | None
    n: int
    better_by_at_most: float | None
    eliminated_at: int
    chosen: int


def stopped(data: Results) -> Said:
    """Why as many replications were played as were; nothing to say where their number was given."""
    rule: Mapping[str, Any] = data.manifest.get("stopping", {})
    if not rule:
        return Said("")
    at = (place("manifest.json", "stopping"),)
    if "measure" not in rule:
        if rule["why"] == "max":
            return Said(data.say("{n} replications were played, the most allowed.", n=rule["played"]), at)
        return Said(data.say("{n} replications were played; then a rule book could be chosen.", n=rule["played"]), at)
    return Said(_interval(data, rule), at)


def _interval(data: Results, rule: Mapping[str, Any]) -> str:
    """How narrow the interval is that the rule looks at, and how narrow it was to be."""
    arm, baseline = rule["contrast"]
    known = {"n": rule["played"], "pairs": rule["pairs"], "needs": rule["needs"]}
    known |= {"noun": _noun(data, rule["measure"], rule["group"])}
    known |= {"arm": data.label(arm), "baseline": data.label(baseline)}
    reached, wanted = rule["reached"], rule["half_width"]
    if reached is None:
        return data.say(
            "{n} replications were played, the most allowed, and no interval came of it: “{arm}” and “{baseline}” both "
            "have a value of {noun} in {pairs} of them.",
            **known,
        )
    if reached == 0.0:
        return data.say(
            "{n} replications were played, the most allowed: “{arm}” and “{baseline}” differed in {noun} by the same "
            "in all of {pairs} pairs, so how much they vary is not known.",
            **known,
        )
    scale = data.scale(rule["unit"], (reached, wanted), min(reached, wanted))
    known |= {"reached": scale.difference(reached), "wanted": scale.difference(wanted)}
    if rule["narrow"] and rule["why"] != "max":
        return data.say(
            "Replications were played until the 95 % interval of the difference in {noun} between “{arm}” and "
            "“{baseline}” was no wider than {wanted} either way: {n}, at {reached}.",
            **known,
        )
    if rule["narrow"]:
        return data.say(
            "{n} replications were played, the most allowed; the 95 % interval of the difference in {noun} between "
            "“{arm}” and “{baseline}” is as narrow as asked, {reached} either way.",
            **known,
        )
    if reached <= wanted:
        return data.say(
            "{n} replications were played, the most allowed: the 95 % interval of the difference in {noun} between "
            "“{arm}” and “{baseline}” is {reached} either way, but a few of the {pairs} replications make the "
            "difference, and it takes about {needs} to trust it.",
            **known,
        )
    return data.say(
        "{n} replications were played, the most allowed: the 95 % interval of the difference in {noun} between "
        "“{arm}” and “{baseline}” is {reached} either way, and {wanted} was asked for.",
        **known,
    )


def chosen(data: Results) -> Said | None:
    """Which rule book is the best, or which may be; None where nobody asks."""
    told: Mapping[str, Any] = data.manifest.get("choice", {})
    if not told:
        return None
    short = told["short_of_best_at_most"]
    scale = data.scale(told["unit"], (short, told["indifference"]), told["indifference"])
    others = [f"“{data.label(arm)}”" for arm in told["still_in"] if arm != told["leader"]]
    known = {
        "count": len(told["among"]),
        "n": told["chosen_at"] or told["replications"],
        "noun": _noun(data, told["measure"], told["group"]),
        "arm": data.label(told["leader"]),
        "share": f"{100.0 * told['probability']:g}",
        "small": scale.difference(told["indifference"]),
        "names": data.tongue.listed([f"“{data.label(arm)}”" for arm in told["still_in"]]),
    }
    at = (place("manifest.json", "choice"),)
    if told["chosen"] is None:
        return Said(_open(data, scale, short, known), at)
    if told["best"] == "highest":
        said = data.say(
            "Of {count} rule books “{arm}” is best by {noun}, the highest: with a probability of at least {share} % it "
            "is the best, or within {small} of it ({n} replications settled it).",
            **known,
        )
    else:
        said = data.say(
            "Of {count} rule books “{arm}” is best by {noun}, the lowest: with a probability of at least {share} % it "
            "is the best, or within {small} of it ({n} replications settled it).",
            **known,
        )
    more = data.say("Better by less than that may be {names}.", names=data.tongue.listed(others)) if others else ""
    return Said(data.tongue.sentences([said, more]), at)


def _open(data: Results, scale: words.Scale, short: float | None, known: Mapping[str, Any]) -> str:
    """Nothing is chosen: which are still in, and how far the leader may be from the best."""
    if short is None:
        return data.say(
            "By {noun} no rule book could be chosen in {n} replications: {names} are still in, and how far they are "
            "apart is not known.",
            **known,
        )
    return data.say(
        "By {noun} no rule book could be chosen in {n} replications: with a probability of at least {share} % the best "
        "is among {names}. “{arm}” leads, and falls short of the best by at most {short}; {small} was asked for.",
        short=scale.difference(short),
        **known,
    )


def standings(data: Results) -> list[Table]:
    """A line an arm, the leader first, then by their means; nothing where nobody asks."""
    told: Mapping[str, Any] = data.manifest.get("choice", {})
    lines = records(Standing, data.folder / "choice.csv") if told else []
    if not lines:
        return []
    sign = -1.0 if told["best"] == "highest" else 1.0
    lines.sort(key=lambda line: (line.arm != told["leader"], sign * (line.mean or 0.0)))
    halves = [
        (line.ci_high - line.ci_low) / 2.0 for line in lines if line.ci_low is not None and line.ci_high is not None
    ]
    scale = data.scale(lines[0].unit, tuple(line.mean for line in lines), min(halves, default=None))
    leader = data.label(told["leader"])
    heads = (
        data.say("Rule book"),
        data.say("Mean"),
        data.say("Difference to “{arm}”", arm=leader),
        data.say("95 % interval"),
        data.say("Better by at most"),
        data.say("Ruled out after"),
    )
    caption = data.say(
        "{noun}: “{arm}” against the others, over {n} replications. “Better by at most”: if it is the best.",
        noun=_noun(data, lines[0].measure, lines[0].group), arm=leader, n=lines[0].n,
    )  # fmt: skip
    rows = tuple(_row(data, scale, line, first=line.arm == told["leader"]) for line in lines)
    return [Table(caption[:1].upper() + caption[1:], heads, rows)]


def _row(data: Results, scale: words.Scale, line: Standing, *, first: bool) -> tuple[Cell, ...]:
    def here(*columns: str) -> str:
        return place("choice.csv", *columns, arm=line.arm)

    nothing = Cell(words.NOTHING)
    interval = nothing
    if line.ci_low is not None:
        interval = Cell(scale.span(line.ci_low, line.ci_high), at=here("ci_low", "ci_high"))
    bound = line.better_by_at_most
    return (
        Cell(data.label(line.arm), data.say("chosen") if line.chosen else data.say("leads") if first else ""),
        Cell(scale.level(line.mean), at=here("mean")),
        nothing if first else Cell(scale.difference(line.difference), at=here("difference")),
        interval,
        nothing if first or bound is None else Cell(scale.difference(bound), at=here("better_by_at_most")),
        Cell(str(line.eliminated_at), at=here("eliminated_at")) if line.eliminated_at else nothing,
    )


def _noun(data: Results, measure: str, group: str) -> str:
    name = data.noun(measure)
    return data.say("{noun} ({note})", noun=name, note=data.member(group)) if group else name
