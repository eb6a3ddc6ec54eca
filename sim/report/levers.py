"""What the page and the terminal say of levers: which one did it, alone, as the last one and on average."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.report import words
from sim.report.gap import Gap, Part, gaps, sentence, spoken, titled, together
from sim.report.results import Results
from sim.report.rulebook import Cell, Table

PAIRS = 3
"""How many pairs of levers are told for a measure."""

SHAPLEY = (
    "Alone is what a lever does where all others are as in the first arm, last what it does where all others are "
    "switched already. A share is the mean of what the lever adds over all orders in which the levers can be switched "
    "(Shapley 1953): shares add up to the whole gap. They are a convention, not a law of nature. Where alone and last "
    "differ, a lever works through others, and no single number says what it does."
)

ENTRY = (
    " A direct share is the same with those coming who come to the first arm, whatever is switched; what it lacks to "
    "the share is the effect through who comes."
)


@dataclass(frozen=True)
class Section:
    """A section of the page.

    Attributes
    ----------
    method : str
        Between which arms, over how many levers and combinations.
    sentences : tuple of str
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
    sentences: tuple[str, ...]
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
        tuple(sentence(data, gap) for gap in found),
        SHAPLEY + (ENTRY if any(gap.through_entry for gap in found) else "") + _orders(found),
        tuple(f"{arm}: {count} solutions" for arm, count in told.get("several_solutions", {}).items()),
        _keys(found[0]),
        (*(_table(data, gap) for gap in found if gap.moving), *([pairs] if pairs.rows else [])),
    )


def method(data: Results, gap: Gap, told: dict[str, Any]) -> str:
    """Between which arms, and what was played."""
    many = len(gap.levers)
    said = f"The gap between {data.label(gap.whole.from_)} and {data.label(gap.whole.to)}, over {many} levers"
    if not told:
        return f"{said}."
    played, all_of_them = told["combinations"], 2**many
    which = f"all {played:,}" if played == all_of_them else f"{played:,} of the {all_of_them:,}"
    return f"{said}: {which} combinations were played on the same draws, {told['replications']} replications each."


def _orders(found: Sequence[Gap]) -> str:
    """How much the orders that were left out can matter; empty where none was."""
    errors = [gap.order_error / abs(gap.whole.effect) for gap in found if gap.whole.effect and gap.order_error]
    if not errors:
        return ""
    return (
        " Here the orders are a sample. This leaves a standard error beside the interval: at most "
        f"{100.0 * max(errors):.2g} % of the gap."
    )


def _keys(gap: Gap) -> Table:
    """What each lever switches."""
    rows = [
        (Cell(spoken(lever.name)), Cell(lever.keys.replace(" ", ", ") or "nothing: the arms do not differ here"))
        for lever in gap.levers
    ]
    return Table("What each lever switches", ("Lever", "Keys"), tuple(rows))


def _table(data: Results, gap: Gap) -> Table:
    """A line a lever that does something, and the whole; direct shares only where they are others."""
    plain = replace(gap, scale=replace(gap.scale, level_unit="", difference_unit=""))
    entry = gap.through_entry
    heads = ("Share", *(["Direct share"] if entry else []), "Alone", "Last")
    lines: list[tuple[str, tuple[Part | None, ...]]] = [
        (spoken(lever.name), (lever.share, *([lever.direct] if entry else []), lever.alone, lever.last))
        for lever in plain.moving
    ]
    lines.append(("the whole gap", (plain.whole, *([plain.direct] if entry else []), None, None)))
    rows = [(Cell(name), *(Cell(text) for part in parts for text in _ends(plain, part))) for name, parts in lines]
    unit = f" ({gap.scale.difference_unit})" if gap.scale.difference_unit else ""
    still = f"; nothing is moved by {', '.join(map(spoken, gap.still))}" if gap.still else ""
    return Table(
        f"{titled(data, gap, unit)}{still}",
        ("Lever", *(cell for head in heads for cell in (head, "95 % interval"))),
        tuple(rows),
    )


def _ends(gap: Gap, part: Part | None) -> tuple[str, str]:
    return ("", "") if part is None else (gap.scale.difference(part.effect), gap.span(part))


def _pairs(data: Results, found: Sequence[Gap]) -> Table:
    """The largest interactions of each measure whose interval excludes zero."""
    rows = [
        (
            Cell(data.noun(gap.measure)),
            Cell(f"{spoken(pair.lever)} with {spoken(pair.other_lever)}"),
            Cell(gap.scale.difference(pair.effect)),
            Cell(f"{gap.scale.bare(pair.ci_low)} to {gap.scale.bare(pair.ci_high)}"),
        )
        for gap in found
        for pair in together(data, gap, PAIRS)
    ]
    caption = (
        f"What two levers do together beyond what each does alone: of each measure the largest, {PAIRS} at most, "
        "whose interval excludes 0"
    )
    return Table(caption, ("Measure", "Levers", "Together", "95 % interval"), tuple(rows))


def lever_lines(gap: Gap) -> list[tuple[str, ...]]:
    """For the terminal: lever, alone, last, share, its interval; the whole gap below."""
    told = [
        (
            spoken(lever.name),
            *(gap.scale.difference(part.effect) for part in (lever.alone, lever.last, lever.share)),
            gap.span(lever.share),
        )
        for lever in gap.moving
    ]
    whole = ("the whole gap", "", "", gap.scale.difference(gap.whole.effect), gap.span(gap.whole))
    return [tuple(cell.replace(words.NOTHING, "-") for cell in line) for line in (*told, whole)]
