"""The answer: one sentence a pair of arms, from the measure that answers the question; then at most three more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.report import sentences, words
from sim.report.further import lever, limit, winners
from sim.report.grid import Said, place
from sim.report.results import Contrast, Results, kind
from sim.report.tongue import message

NAMED = 3
"""Groups named one by one at most."""

KINDS: Mapping[str, str] = {
    "class": message("classes"),
    "lots": message("groups of lots"),
    "region": message("regions"),
    "seller": message("sellers"),
}
"""What groups are groups of; the first of these that the study has says for whom the answer differs."""


@dataclass(frozen=True)
class Answer:
    """What the page says first.

    Attributes
    ----------
    heads : tuple of Said
        A sentence a pair of arms; that of the first pair is the answer. An arm that is chosen comes first.
    pair : str
        Of whom the sentences after it speak: of the first pair; empty where there is one pair.
    more : tuple of Said
        Which lever, who gains, what is not shown: those that this study can say.
    """

    heads: tuple[Said, ...]
    pair: str
    more: tuple[Said, ...]


def answer(data: Results) -> Answer:
    """The answer to the question of the study; its levels where no arms are compared."""
    measure = sentences.primary(data)
    if not data.pairs:
        return Answer(tuple(level(data, arm, measure) for arm in data.arms), "", ())
    pairs = sentences.pairs(data)
    first = pairs[0]
    more = (lever(data, first, measure), winners(data, first), limit(data, first))
    return Answer(
        tuple(head(data, pair, measure) for pair in pairs),
        data.versus(*first) if len(data.pairs) > 1 else "",
        tuple(said for said in more if said is not None),
    )


def level(data: Results, arm: str, measure: str) -> Said:
    """Where nothing is compared: the level in one arm, with its interval."""
    found = data.level(arm, measure)
    named = {"noun": _capital(data.noun(measure)), "arm": data.label(arm)}
    if found is None or found.mean is None:
        return Said(data.say("{noun}, {arm}: no replication has it. Nothing is compared.", **named))
    half = None if found.ci_low is None or found.ci_high is None else (found.ci_high - found.ci_low) / 2.0
    scale = data.scale(found.unit, (found.mean,), half)
    at = (place("summary.csv", arm=arm, measure=measure, group=""),)
    if half is None:
        said = data.say("{noun}, {arm}: {level}, without an interval. Nothing is compared.",
                        level=scale.level(found.mean), **named)  # fmt: skip
        return Said(said, at)
    said = data.say(
        "{noun}, {arm}: {level} (95 % interval {low} to {high} over {n} replications). Nothing is compared.",
        level=scale.level(found.mean),
        low=scale.bare(found.ci_low),
        high=scale.bare(found.ci_high),
        n=found.n,
        **named,
    )
    return Said(said, at)


def head(data: Results, pair: tuple[str, str], measure: str) -> Said:
    """The answer for a pair of arms in one sentence: what differs, how surely, over assumptions, and for whom."""
    row = next((row for row in data.between(*pair) if row.measure == measure), None)
    if row is None or row.difference is None:
        said = data.say(
            "{noun} cannot be compared between “{arm}” and “{baseline}”: no replication has it in both.",
            noun=_capital(data.noun(measure)),
            arm=data.label(pair[0]),
            baseline=data.label(pair[1]),
        )
        return Said(said)
    rows = _groups(data, row)
    return Said(_head(data, row, rows), tuple(dict.fromkeys(_at([row, *rows]))))


def _head(data: Results, row: Contrast, rows: Sequence[Contrast]) -> str:
    scale = sentences.scale_of(data, row)
    name = data.noun(row.measure)
    known = {"noun": name, "arm": data.label(row.arm), "baseline": data.label(row.baseline), "n": row.n}
    known["difference"] = scale.difference(row.difference)
    if sentences.unmoved(row):
        return _unmoved(data, row, scale, known)
    known["numbers"] = _numbers(data, row, scale)
    if row.half_width is None:
        return data.say(
            "Whether “{arm}” and “{baseline}” differ in {noun} cannot be told without an interval, which takes at "
            "least two paired replications: {numbers}.",
            **known,
        )
    known["numbers"] = _held(data, row, scale, str(known["numbers"]))
    known["where"] = _where(data, row, rows)
    if not row.shown:
        return data.say(
            "A difference in {noun} between “{arm}” and “{baseline}” cannot be told from none: {numbers}{where}.",
            **known,
        )
    known["claim"] = data.as_here(words.opening(row.measure, data.tongue, rises=(row.difference or 0.0) > 0.0))
    if known["claim"]:
        return data.say("{claim} with “{arm}” than with “{baseline}”: {noun} {numbers}{where}.", **known)
    known["noun"] = _capital(name)
    if (row.difference or 0.0) > 0.0:
        return data.say("{noun} is higher with “{arm}” than with “{baseline}”: {numbers}{where}.", **known)
    return data.say("{noun} is lower with “{arm}” than with “{baseline}”: {numbers}{where}.", **known)


def _unmoved(data: Results, row: Contrast, scale: words.Scale, known: Mapping[str, object]) -> str:
    """The two arms are the same in every replication; they may differ under other assumptions."""
    if row.range_low is None or row.range_low == row.range_high:
        return data.say("“{arm}” and “{baseline}” do not differ in {noun} in any of {n} paired replications.", **known)
    return data.say(
        "“{arm}” and “{baseline}” do not differ in {noun} in any of {n} paired replications; over the assumptions "
        "tried the difference goes from {low} to {high}.",
        low=scale.difference(row.range_low),
        high=scale.difference(row.range_high),
        **known,
    )


def _numbers(data: Results, row: Contrast, scale: words.Scale) -> str:
    """Both levels where the reader can subtract them, and the difference."""
    difference = scale.difference(row.difference)
    ends = sentences.ends(data, row)
    if ends is not None:
        there, here = (scale.level(end) for end in ends)
        return data.say("{here} against {there}, a difference of {difference}",
                        here=here, there=there, difference=difference)  # fmt: skip
    if sentences.matched(row.measure):
        return data.say("on lots sold in both, a difference of {difference}", difference=difference)
    return data.say("a difference of {difference}", difference=difference)


def _held(data: Results, row: Contrast, scale: words.Scale, numbers: str) -> str:
    """The numbers with their interval, and with their range over assumptions where there is one."""
    known = {"low": scale.bare(row.ci_low), "high": scale.bare(row.ci_high), "n": row.n, "numbers": numbers}
    if row.range_low is None or row.range_high is None:
        return data.say("{numbers} (95 % interval {low} to {high} over {n} paired replications)", **known)
    known |= {"least": scale.bare(row.range_low), "most": scale.bare(row.range_high)}
    if row.shown and row.range_low <= 0.0 <= row.range_high:
        return data.say(
            "{numbers} (95 % interval {low} to {high} over {n} paired replications; over the assumptions tried "
            "{least} to {most}, so that even the sign depends on them)",
            **known,
        )
    return data.say(
        "{numbers} (95 % interval {low} to {high} over {n} paired replications; {least} to {most} over the "
        "assumptions tried)",
        **known,
    )


def _groups(data: Results, row: Contrast) -> list[Contrast]:
    """The same difference group by group, for one kind of groups; none where there are no several groups."""
    kinds = [kind(group) for group in data.groups]
    chosen = next((name for name in KINDS if name in kinds), "")
    rows = {each.group: each for each in data.contrasts
            if (each.arm, each.baseline, each.measure) == (row.arm, row.baseline, row.measure)}  # fmt: skip
    return [rows[group] for group in data.groups if kind(group) == chosen and group in rows]


def _where(data: Results, row: Contrast, rows: Sequence[Contrast]) -> str:
    """For which groups it is so; nothing without groups."""
    if not rows:
        return ""
    up = [each for each in rows if each.shown and (each.difference or 0.0) > 0.0]
    down = [each for each in rows if each.shown and (each.difference or 0.0) < 0.0]
    known = {"all": len(rows), "kind": data.say(KINDS[kind(rows[0].group)])}
    if not row.shown:
        if not up and not down:
            return data.say(", nor in any of the {all} {kind}", **known)
        told = [data.say("it is higher in {names}", names=_named(data, up, told=True))] if up else []
        told += [data.say("it is lower in {names}", names=_named(data, down, told=True))] if down else []
        return data.say(", but {ways}", ways=data.tongue.listed(told))
    same, other = (up, down) if (row.difference or 0.0) > 0.0 else (down, up)
    if len(same) == len(rows):
        return data.say(", and so in each of the {all} {kind}", **known) + _extremes(data, same)
    unshown = [each for each in rows if not each.shown]
    told = [data.say("not shown in {names}", names=_named(data, unshown))] if unshown else []
    told += [data.say("the other way in {names}", names=_named(data, other))] if other else []
    return data.say("; so in {count} of the {all} {kind}, {others}", count=len(same), others=data.tongue.listed(told),
                    **known)  # fmt: skip


def _extremes(data: Results, rows: Sequence[Contrast]) -> str:
    """Where the difference is largest and smallest; nothing where the intervals of the two meet."""
    most, least = (choose(rows, key=lambda each: abs(each.difference or 0.0)) for choose in (max, min))
    small = max(abs(least.ci_low or 0.0), abs(least.ci_high or 0.0))
    if min(abs(most.ci_low or 0.0), abs(most.ci_high or 0.0)) <= small:
        return ""
    known = {"most": data.member(most.group), "least": data.member(least.group)}
    known |= {"much": sentences.scale_of(data, most).difference(most.difference)}
    known |= {"little": sentences.scale_of(data, least).difference(least.difference)}
    return data.say(", most in {most} ({much}), least in {least} ({little})", **known)


def _named(data: Results, rows: Sequence[Contrast], *, told: bool = False) -> str:
    """Some groups by name, on request with their differences."""
    names = [_with_difference(data, row) if told else data.member(row.group) for row in rows]
    if len(names) <= NAMED:
        return data.tongue.listed(names)
    return data.say("{names} and {count} more", names=data.tongue.several(names[:NAMED]), count=len(names) - NAMED)


def _with_difference(data: Results, row: Contrast) -> str:
    """``kiosks (+11.3 points)``."""
    difference = sentences.scale_of(data, row).signed(row.difference)
    return data.say("{noun} ({note})", noun=data.member(row.group), note=difference)


def _at(rows: Sequence[Contrast]) -> list[str]:
    """The lines that hold the numbers of the answer, and how many groups there are of each verdict."""
    lines = []
    for row in rows:
        about = {"measure": row.measure, "group": row.group}
        lines.append(place("contrasts.csv", arm=row.arm, baseline=row.baseline, **about))
        lines += [place("summary.csv", arm=arm, **about) for arm in (row.arm, row.baseline) if not row.group]
    counted = {kind(row.group): row for row in rows if row.group}
    lines += [
        place("contrasts.csv", f"groups-{name}", arm=row.arm, baseline=row.baseline, measure=row.measure)
        for name, row in counted.items()
    ]
    return lines


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
