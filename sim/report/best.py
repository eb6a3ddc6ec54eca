"""Which rule book is the best, with the probability promised; which will do as well, and where another is better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.report import words
from sim.report.answer import KINDS, NAMED
from sim.report.grid import Cell, Said, Table, place
from sim.report.results import Results, kind, records


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


def chosen(data: Results) -> list[Said]:
    """Which rule book is the best, or which will do as well; then in which groups of lots another is better.

    Nothing where nobody asks.
    """
    told: Mapping[str, Any] = data.manifest.get("choice", {})
    if not told:
        return []
    short = told["short_of_best_at_most"]
    scale = data.scale(told["unit"], (short, told["indifference"]), told["indifference"])
    known = {
        "count": len(told["among"]),
        "n": told["chosen_at"] or told["replications"],
        "noun": noun_of(data, told["measure"], told["group"]),
        "arm": data.label(told["leader"]),
        "share": f"{100.0 * told['probability']:g}",
        "small": scale.difference(told["indifference"]),
        "names": _names(data, told["still_in"]),
    }
    at = place("manifest.json", "choice")
    if told["chosen"] is None:
        return [Said(_open(data, scale, short, known), (at,))]
    as_good = alike(data)
    rest = [arm for arm in told["still_in"] if arm not in (told["leader"], *(line.arm for line in as_good))]
    promise = [_promise(data, known, tie=bool(as_good))]
    if rest:
        promise.append(data.say("{names} may be better than it, but by less than that.", names=_names(data, rest)))
    near = tuple(place("choice.csv", arm=line.arm, group=line.group) for line in as_good)
    tie = [Said(_tie(data, as_good, known), (at, *near))] if as_good else []
    return [*tie, Said(data.tongue.sentences(promise), (at,)), *reversals(data)]


def alike(data: Results) -> list[Standing]:
    """Arms that cannot be told apart from the chosen one by more than the smallest difference that matters."""
    told, small = data.manifest["choice"], data.manifest["choice"]["indifference"]
    near = [
        line
        for line in lines(data)
        if line.group == told["group"] and line.arm != told["leader"]
        if line.ci_low is not None and line.ci_high is not None and -small <= line.ci_low <= line.ci_high <= small
    ]
    return sorted(near, key=lambda line: abs(line.difference or 0.0))


def _tie(data: Results, as_good: Sequence[Standing], known: Mapping[str, Any]) -> str:
    """That several rule books will do, first of all."""
    first = as_good[0]
    names = _names(data, [data.manifest["choice"]["leader"], *(line.arm for line in as_good)])
    if len(as_good) > 1:
        return data.say(
            "By {noun} any of {names} will do: none can be told apart from “{arm}” by more than {small}, the smallest "
            "difference that matters here.",
            **{**known, "names": names},
        )
    scale = data.scale(first.unit, (first.difference,), _half(first))
    return data.say(
        "By {noun} either of {names} will do: they cannot be told apart by more than {small}, the smallest difference "
        "that matters here (“{rival}” less “{arm}” is {difference}, 95 % interval {low} to {high}).",
        **{**known, "names": names},
        rival=data.label(first.arm),
        difference=scale.difference(first.difference),
        low=scale.bare(first.ci_low),
        high=scale.bare(first.ci_high),
    )


def _promise(data: Results, known: Mapping[str, Any], *, tie: bool) -> str:
    """What is chosen, with its promise; after a tie, that it is."""
    highest = data.manifest["choice"]["best"] == "highest"
    if tie:
        return data.say(
            "“{arm}” is chosen: with a probability of at least {share} % it is the best (the highest) of {count} rule "
            "books, or within {small} of it ({n} replications settled it)."
            if highest
            else "“{arm}” is chosen: with a probability of at least {share} % it is the best (the lowest) of {count} "
            "rule books, or within {small} of it ({n} replications settled it).",
            **known,
        )
    return data.say(
        "Of {count} rule books “{arm}” is best by {noun}, the highest: with a probability of at least {share} % it "
        "is the best, or within {small} of it ({n} replications settled it)."
        if highest
        else "Of {count} rule books “{arm}” is best by {noun}, the lowest: with a probability of at least {share} % it "
        "is the best, or within {small} of it ({n} replications settled it).",
        **known,
    )


def reversals(data: Results) -> list[Said]:
    """A sentence a rival that is better than the chosen arm in some groups of lots, with intervals that exclude 0."""
    told = data.manifest["choice"]
    sign = 1.0 if told["best"] == "highest" else -1.0
    kinds = [kind(group) for group in data.groups]
    spoken = next((name for name in KINDS if name in kinds), None)
    shown = [
        line
        for line in lines(data)
        if line.group in data.groups and kind(line.group) == spoken
        if line.ci_low is not None and line.ci_high is not None and not line.ci_low <= 0.0 <= line.ci_high
    ]
    said = []
    for arm in dict.fromkeys(line.arm for line in shown):
        mine = sorted((line for line in shown if line.arm == arm), key=lambda line: -abs(line.difference or 0.0))
        ahead = [line for line in mine if sign * (line.difference or 0.0) > 0.0]
        behind = [line for line in mine if line not in ahead]
        known = {"arm": data.label(told["leader"]), "rival": data.label(arm), "ahead": _in_groups(data, ahead)}
        at = tuple(place("choice.csv", arm=arm, group=line.group) for line in (*ahead[:NAMED], *behind[:NAMED]))
        if ahead and behind:
            text = data.say("Not in every group of lots: “{rival}” is better in {ahead}, “{arm}” in {behind}.",
                            behind=_in_groups(data, behind), **known)  # fmt: skip
            said.append(Said(text, at))
        elif ahead:
            text = data.say("Not in every group of lots: “{rival}” is better than “{arm}” in {ahead}.", **known)
            said.append(Said(text, at))
    return said


def _in_groups(data: Results, found: Sequence[Standing]) -> str:
    """``home (by 1.5 points, 95 % interval 1.1 to 1.9)``, the largest first, a few at most."""
    told = []
    for line in found[:NAMED]:
        scale = data.scale(line.unit, (line.difference,), _half(line))
        low, high = sorted((abs(line.ci_low or 0.0), abs(line.ci_high or 0.0)))
        told.append(
            data.say(
                "{group} (by {difference}, 95 % interval {low} to {high})",
                group=data.member(line.group),
                difference=scale.difference(abs(line.difference or 0.0)),
                low=scale.bare(low),
                high=scale.bare(high),
            )
        )
    return data.tongue.listed(told)


def _half(line: Standing) -> float | None:
    return None if line.ci_low is None or line.ci_high is None else (line.ci_high - line.ci_low) / 2.0


def _names(data: Results, arms: Sequence[str]) -> str:
    return data.tongue.listed([f"“{data.label(arm)}”" for arm in arms])


def lines(data: Results) -> list[Standing]:
    """Of ``choice.csv``; none where nobody asks."""
    return records(Standing, data.folder / "choice.csv") if data.manifest.get("choice") else []


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
    found = [line for line in lines(data) if line.group == told["group"]]
    if not found:
        return []
    sign = -1.0 if told["best"] == "highest" else 1.0
    found.sort(key=lambda line: (line.arm != told["leader"], sign * (line.mean or 0.0)))
    halves = [half for half in map(_half, found) if half is not None]
    scale = data.scale(found[0].unit, tuple(line.mean for line in found), min(halves, default=None))
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
        noun=noun_of(data, found[0].measure, found[0].group), arm=leader, n=found[0].n,
    )  # fmt: skip
    rows = tuple(_row(data, scale, line, first=line.arm == told["leader"]) for line in found)
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
        Cell(data.label(line.arm), data.say("the choice") if line.chosen else data.say("leads") if first else ""),
        Cell(scale.level(line.mean), at=here("mean")),
        nothing if first else Cell(scale.difference(line.difference), at=here("difference")),
        interval,
        nothing if first or bound is None else Cell(scale.difference(bound), at=here("better_by_at_most")),
        Cell(str(line.eliminated_at), at=here("eliminated_at")) if line.eliminated_at else nothing,
    )


def noun_of(data: Results, measure: str, group: str) -> str:
    """A measure by name, with the group of lots it is of."""
    name = data.noun(measure)
    return data.say("{noun} ({note})", noun=name, note=data.member(group)) if group else name
