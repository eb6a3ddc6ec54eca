"""What the page and the terminal say of levers: which one did it, alone, as the last one and on average."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sim.report import words
from sim.report.gap import Gap, Lever, Part, gaps, spoken
from sim.report.gap_sentences import named, sentence, titled, untold
from sim.report.grid import Cell, Said, Table, place
from sim.report.interacting import together
from sim.report.results import Results
from sim.report.tongue import message

PAIRS = 3
"""How many pairs of levers are told for a measure."""

PAIR_HEADS = tuple(map(message, ("Measure", "Levers", "Together", "95 % interval")))

SHAPLEY = message(
    "Alone is what a lever does where all others are as in the first arm, last what it does where all others are "
    "switched already. A share is the mean of what the lever adds over all orders in which the levers can be switched "
    "(Shapley 1953): shares add up to the whole gap. They are a convention, not a law of nature. Where alone and last "
    "differ, what a lever does depends on the others, and no single number says it."
)

COMBINATION = re.compile(r"(\w+) with (.+?) of (\w+)(, those coming who come to the former)?")
"""A combination of levers, as the decomposition calls it."""
MIXED = {
    (False, False): message("{start} with {levers} of {end}"),
    (False, True): message("{start} with {levers} of {end}, those coming who come to the former"),
    (True, False): message("{start} with nothing of {end}"),
    (True, True): message("{start} with nothing of {end}, those coming who come to the former"),
}
"""The same as a message, by whether it switches nothing, and whether it is of a direct effect."""

ENTRY = message(
    "A direct share is the same with those coming who come to the first arm, whatever is switched; what it lacks to "
    "the share is the effect through who comes."
)

PRICES = message(
    "Prices are taken apart on the lots that sell in every combination: the same lots in each, so that shares add up. "
    "There may be fewer of them than of those sold in both arms, and they sell more easily, so that the gap may be "
    "another than the difference told for those."
)


@dataclass(frozen=True)
class Section:
    """A section of the page.

    Attributes
    ----------
    method : str
        Between which arms, over how many levers and combinations.
    sentences : tuple of Said
        One a measure.
    note : str
        What a share is.
    doubts : tuple of str
        Combinations in which bidders could have played otherwise.
    keys : Table
        What each lever switches.
    tables : tuple of Table
        One a measure, and last, where there are such, pairs of levers.
    """

    method: str
    sentences: tuple[Said, ...]
    note: str
    doubts: tuple[str, ...]
    keys: Table
    tables: tuple[Table, ...]


def levers(data: Results) -> Section | None:
    """The section; None where nothing was taken apart."""
    found = gaps(data)
    if not found:
        return None
    told = data.manifest.get("decomposition") or {}
    pairs = _pairs(data, found)
    return Section(
        method(data, found[0], told),
        tuple(Said(sentence(data, gap), _lines(gap)) for gap in found),
        _note(data, found),
        tuple(
            data.say("{arm}: {count} solutions", arm=_combination(data, said), count=count)
            for said, count in told.get("several_solutions", {}).items()
        ),
        _keys(data, found[0]),
        (*(_table(data, gap) for gap in found if gap.moving), *([pairs] if pairs.rows else [])),
    )


def _combination(data: Results, said: str) -> str:
    """``law with cut, deposit of draft`` in the language of the page; as it is where it is none of these."""
    found = COMBINATION.fullmatch(said)
    if found is None:
        return said
    start, levers, end, direct = found.groups()
    known = {"start": data.own(start), "end": data.own(end)}
    known["levers"] = data.tongue.several([data.own(each) for each in levers.split(", ")])
    return data.say(MIXED[levers == "nothing", bool(direct)], **known)


def _lines(gap: Gap) -> tuple[str, ...]:
    """The lines that hold the numbers of a sentence; the levels of both arms, and shares in % of the gap."""
    whole = gap.whole
    about = {"measure": whole.measure, "group": whole.group}
    told = (part for lever in gap.levers for part in (lever.share, lever.alone, lever.last, lever.gained))
    parts = (part for part in told if part is not None)
    levels = (place("summary.csv", "mean", arm=arm, **about) for arm in (whole.from_, whole.to))
    return (
        whole.at(),
        *levels,
        *(part.at() for part in parts),
        gap.made_at(),
    )


def method(data: Results, gap: Gap, told: dict[str, Any]) -> str:
    """Between which arms, and what was played."""
    many = len(gap.levers)
    ends = {"start": data.label(gap.whole.from_), "end": data.label(gap.whole.to), "levers": many}
    if not told:
        return data.say("The gap between {start} and {end}, over {levers} levers.", **ends)
    return data.say(
        "The gap between {start} and {end}, over {levers} levers: all {count} combinations were played on the same "
        "draws, {replications} replications each."
        if told["combinations"] == 2**many
        else "The gap between {start} and {end}, over {levers} levers: {count} of the {all} combinations were played "
        "on the same draws, {replications} replications each.",
        **ends,
        count=f"{told['combinations']:,}",
        all=f"{2**many:,}",
        replications=told["replications"],
    )


def _note(data: Results, found: Sequence[Gap]) -> str:
    """What a share is, what a direct one is where there are such, of which lots prices are, how exact shares are."""
    direct = any(gap.through_entry for gap in found)
    priced = any(gap.whole.partial for gap in found)
    said = [data.say(SHAPLEY), data.say(ENTRY) if direct else "", data.say(PRICES) if priced else "", untold(data)]
    return data.tongue.sentences([*said, _orders(data, found)])


def _orders(data: Results, found: Sequence[Gap]) -> str:
    """How much the orders that were left out can matter; empty where none was."""
    errors = [gap.order_error / abs(gap.whole.effect) for gap in found if gap.whole.effect and gap.order_error]
    if not errors:
        return ""
    return data.say(
        "Here the orders are a sample. This leaves a standard error beside the interval: at most {share} % of the gap.",
        share=f"{100.0 * max(errors):.2g}",
    )


def _keys(data: Results, gap: Gap) -> Table:
    """What each lever switches."""
    nothing = data.say("nothing: the arms do not differ here")
    rows = [(Cell(gap.spoken(lever)), Cell(lever.keys.replace(" ", ", ") or nothing)) for lever in gap.levers]
    return Table(data.say("What each lever switches"), (data.say("Lever"), data.say("Keys")), tuple(rows))


def _table(data: Results, gap: Gap) -> Table:
    """A line a lever that switches something, and the whole; direct shares only where they are others."""
    plain = replace(gap, scale=gap.scale.unitless)
    entry, paired = gap.through_entry, any(lever.gained for lever in gap.levers)
    heads = [data.say("Lever"), data.say("Share"), *([data.say("Direct share")] if entry else [])]
    heads += [data.say("Alone"), data.say("Last"), *([data.say("Last less alone")] if paired else [])]
    lines: list[tuple[Cell, list[Part | None]]] = [
        (
            _lever(data, gap, lever),
            [lever.share, *([lever.direct] if entry else []), lever.alone, lever.last, lever.gained],
        )
        for lever in (*plain.moving, *plain.still)
    ]
    lines.append((Cell(data.say("the whole gap")), [plain.whole, *([plain.direct] if entry else []), *[None] * 3]))
    rows = [(name, *(_number(plain.fine(*parts), part) for part in parts[: len(heads) - 1])) for name, parts in lines]
    caption = data.say(
        "{caption}; below each number its 95 % interval", caption=titled(data, gap, gap.scale.difference_unit)
    )
    return Table(caption, tuple(heads), tuple(rows), at=_lines(gap))


def _lever(data: Results, gap: Gap, lever: Lever) -> Cell:
    """Its name, and where it moves nothing, why."""
    return Cell(gap.spoken(lever), "" if lever.moves else unmoved(data, lever))


def _number(gap: Gap, part: Part | None) -> Cell:
    """A number above its interval."""
    if part is None:
        return Cell("")
    span = "" if part.ci_low is None else gap.span(part)
    return Cell(gap.scale.difference(part.effect), span, part.at("effect", *(["ci_low", "ci_high"] if span else [])))


def _pairs(data: Results, found: Sequence[Gap]) -> Table:
    """The largest interactions of each measure whose interval excludes zero."""
    called = partial(spoken, tongue=data.tongue)
    rows = []
    for gap in found:
        pairs = together(data, gap, PAIRS)
        scale = gap.scale.telling(*((pair.ci_low, pair.ci_high) for pair in pairs))
        rows += [
            (
                Cell(named(data, gap), at=gap.whole.at("lots_share") if gap.whole.partial else ""),
                Cell(data.say("{lever} with {other}", lever=called(pair.lever), other=called(pair.other_lever))),
                Cell(scale.difference(pair.effect), at=pair.at("effect")),
                Cell(scale.span(pair.ci_low, pair.ci_high), at=pair.at("ci_low", "ci_high")),
            )
            for pair in pairs
        ]
    caption = data.say(
        "What two levers do together beyond what each does alone: of each measure the largest, {count} at most, whose "
        "interval excludes 0",
        count=PAIRS,
    )
    return Table(caption, tuple(map(data.say, PAIR_HEADS)), tuple(rows), at=(place("interactions.csv", "most"),))


def lever_lines(gap: Gap) -> list[tuple[str, ...]]:
    """For the terminal: lever, alone, last, share, its interval; levers that move nothing; the whole gap below."""
    told = [
        (
            gap.spoken(lever),
            *(fine.scale.difference(part.effect) for part in (lever.alone, lever.last, lever.share)),
            fine.span(lever.share),
        )
        for lever in (*gap.moving, *gap.still)
        for fine in (gap.fine(lever.alone, lever.last, lever.share),)
    ]
    whole = (gap.say("the whole gap"), "", "", gap.scale.difference(gap.whole.effect), gap.span(gap.whole))
    return [tuple(cell.replace(words.NOTHING, "-") for cell in line) for line in (*told, whole)]


def unmoved(data: Results, lever: Lever) -> str:
    """Why a lever moves nothing, where the scenario tells; else nothing.

    Whoever registers needs the larger of the deposit and the start price with fees at hand.
    """
    if not data.setting.known or not all(key.startswith("rules.deposit_") for key in lever.keys.split()):
        return ""
    if not data.setting.wealthy:
        return data.say("without `wealth` no bidder is short of funds")
    return data.say("whoever registers must have the start price at hand anyway")


def unmoving(data: Results, gap: Gap) -> list[str]:
    """For the terminal: a line each lever that moves nothing, where it is known why."""
    known = [(lever, unmoved(data, lever)) for lever in gap.still]
    said = message("{lever} moves nothing: {reason}")
    return [data.say(said, lever=gap.spoken(lever), reason=reason) for lever, reason in known if reason]
