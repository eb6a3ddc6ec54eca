"""How many replications were played, and why no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.report.best import noun_of
from sim.report.grid import Said, place
from sim.report.results import Results


def stopped(data: Results) -> Said:
    """Why as many replications were played as were; nothing to say where their number was given."""
    rule: Mapping[str, Any] = data.manifest.get("stopping", {})
    if not rule:
        return Said("")
    at = (place("manifest.json", "stopping", "choice"),)
    if "measure" not in rule:
        if rule["why"] == "max":
            return Said(data.say("{n} replications were played, the most allowed.", n=rule["played"]), at)
        return Said(data.say("{n} replications were played; then a rule book could be chosen.", n=rule["played"]), at)
    return Said(_interval(data, rule), at)


def _interval(data: Results, rule: Mapping[str, Any]) -> str:
    """How narrow the interval is that the rule looks at, and how narrow it was to be."""
    arm, baseline = rule["contrast"]
    known = {"n": rule["played"], "pairs": rule["pairs"], "needs": rule["needs"]}
    known |= {"noun": noun_of(data, rule["measure"], rule["group"])}
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
        return _reached(data, rule, known)
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


def _reached(data: Results, rule: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    """All that was waited for came: a narrow interval and, where it is asked for, a choice."""
    if not (rule.get("narrow_at") and data.manifest.get("choice")):
        return data.say(
            "Replications were played until the 95 % interval of the difference in {noun} between “{arm}” and "
            "“{baseline}” was no wider than {wanted} either way: {n}, at {reached}.",
            **known,
        )
    return data.say(
        "Replications were played until the 95 % interval of the difference in {noun} between “{arm}” and “{baseline}” "
        "was no wider than {wanted} either way and a rule book could be chosen: {n}, at {reached}; {last}.",
        last=_last(data, rule),
        **known,
    )


def _last(data: Results, rule: Mapping[str, Any]) -> str:
    """Which of two things that were waited for came last: the narrow interval or the choice."""
    narrow, settled = rule["narrow_at"], data.manifest["choice"]["chosen_at"]
    if narrow == settled:
        return data.say("both came at once")
    if narrow < settled:
        return data.say("the choice came last, the interval was narrow enough after {first}", first=narrow)
    return data.say("the interval came last, the choice was clear after {first}", first=settled)
