"""Tables of effects: levels, difference, interval and range, a line a measure or a measure and group."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report import sentences, words
from sim.report.grid import Cell, Said, Table, place
from sim.report.results import Contrast, Results, Summary


def all_lots(data: Results) -> list[Table]:
    """A table a pair of arms, over all lots."""
    made = []
    for arm, base in data.pairs:
        caption = data.say("{arms}, all lots", arms=data.versus(arm, base))
        made.append(_table(data, arm, base, ("",), caption))
    return made


def by_group(data: Results) -> list[Table]:
    """A table a pair of arms, group by group; none without groups."""
    made = []
    for arm, base in data.pairs if data.groups else ():
        caption = data.say("{arms}, by group", arms=data.versus(arm, base))
        made.append(_table(data, arm, base, data.groups, caption))
    return made


NAMED = 4
"""Measures named at most."""


def kept(row: Contrast) -> bool:
    """Whether a difference is shown also after correction for all comparisons of the study, where one was made."""
    return row.shown and (row.p_adjusted is None or row.p_adjusted <= 0.05)


def counted(data: Results) -> Said:
    """How many of the differences can be told from none; nothing where they were not corrected.

    Groups about the same lots count once, as they do in the correction.
    """
    rows = [row for row in data.contrasts if row.p_adjusted is not None and row.group in ("", *data.groups)]
    tested = {(row.arm, row.baseline, row.measure, data.setting.lots_of(row.group)): row for row in reversed(rows)}
    if not tested:
        return Said("")
    whole = sum(not row.group for row in tested.values())
    said = data.say(
        "Of {count} differences, {whole} over all lots and {groups} by group, {shown} can be told from 0 each by "
        "itself, and {kept} after correction for all comparisons of the study at once (Holm), which lets at most 1 "
        "study in 20 claim even one difference that is none."
        if len(tested) > whole
        else "Of {count} differences {shown} can be told from 0 each by itself, and {kept} after correction for all "
        "comparisons of the study at once (Holm), which lets at most 1 study in 20 claim even one difference that is "
        "none.",
        count=len(tested),
        whole=whole,
        groups=len(tested) - whole,
        shown=sum(row.shown for row in tested.values()),
        kept=sum(kept(row) for row in tested.values()),
    )
    return Said(said, tuple(place("contrasts.csv", what) for what in ("tested", "shown", "kept")))


def doubtful(data: Results) -> Said:
    """Which differences, over all lots, have not half the replications that their interval needs; nothing of none.

    Such an interval is expected to miss by two points and more.
    """
    rows = [row for row in data.contrasts if not row.group and row.needs is not None and 2.0 * row.n < row.needs]
    if not rows:
        return Said("")
    most: dict[str, float] = {}
    for row in sorted(rows, key=lambda row: words.rank(row.measure)):
        most[row.measure] = max(most.get(row.measure, 0.0), row.needs or 0.0)
    named = [f"{data.noun(measure)} ({needs:,.0f})" for measure, needs in most.items()]
    names = data.tongue.listed(named)
    if len(named) > NAMED:
        names = data.say("{names} and others", names=data.tongue.several(named[:NAMED]))
    said = data.say(
        "Where a few replications make the difference its interval may be too narrow: so in {names}; in brackets, how "
        "many it would take.",
        names=names,
    )
    return Said(said, (place("contrasts.csv", "needs"),))


def _table(data: Results, arm: str, baseline: str, groups: Sequence[str], caption: str) -> Table:
    """The effects of one pair of arms over some groups, measures together."""
    rows = [row for group in groups for row in data.between(arm, baseline, group)]
    rows.sort(key=lambda row: words.rank(row.measure))
    grouped = tuple(groups) != ("",)
    heads = [data.say("Measure")]
    heads += [data.say("Group")] if grouped else []
    heads += [data.label(baseline), data.label(arm), data.say("Difference"), data.say("95 % interval")]
    heads += [data.say("Range over assumptions")] if data.ranged else []
    heads += [data.say("Relative"), data.say("Pairs")]
    quiet = frozenset(index for index, row in enumerate(rows) if not row.shown)
    told = _told(data, caption)
    if any(row.shown and not kept(row) for row in rows):
        told += data.say(" “Alone”: told from none by itself, not after correction for all comparisons.")
    return Table(told, tuple(heads), tuple(_line(data, row, grouped=grouped) for row in rows), quiet)


def _told(data: Results, caption: str) -> str:
    """The caption with what money is counted in, and how to read what is grey."""
    if data.currency:
        return data.say("{caption}; money in {currency}. Grey italics: no difference is shown.", caption=caption,
                        currency=data.currency)  # fmt: skip
    return data.say("{caption}. Grey italics: no difference is shown.", caption=caption)


def _line(data: Results, row: Contrast, *, grouped: bool) -> tuple[Cell, ...]:
    scale = sentences.scale_of(data, row)
    scale = scale.unitless if words.is_money(row.unit) else scale  # the caption says in what
    about = {"measure": row.measure, "group": row.group}

    def here(*columns: str) -> str:
        return place("contrasts.csv", *columns, arm=row.arm, baseline=row.baseline, **about)

    def level(arm: str) -> Cell:
        found = data.level(arm, row.measure, row.group)
        if found is None or found.mean is None:
            return Cell(words.NOTHING)
        return Cell(scale.level(found.mean), at=place("summary.csv", "mean", arm=arm, **about))

    cells = [Cell(sentences.row_name(data, row))]
    cells += [Cell(data.member(row.group))] if grouped else []
    cells += [level(row.baseline), level(row.arm)]
    alone = data.say("alone") if row.shown and not kept(row) else ""
    cells.append(Cell(scale.difference(row.difference), alone, here("difference")))
    cells.append(_span(scale, row.ci_low, row.ci_high, here("ci_low", "ci_high")))
    if data.ranged:
        cells.append(_span(scale, row.range_low, row.range_high, here("range_low", "range_high")))
    share = words.is_share(row.unit)
    cells.append(
        Cell(words.NOTHING if share else words.percent(row.relative, _half(row), data.tongue), at=here("relative"))
    )
    cells.append(Cell(str(row.n), at=here("n")))
    return tuple(cells)


def _span(scale: words.Scale, low: float | None, high: float | None, at: str) -> Cell:
    """``24.1 to 30.3``; a dash where there is none."""
    if low is None or high is None:
        return Cell(words.NOTHING)
    return Cell(scale.span(low, high), at=at)


def _half(row: Contrast) -> float | None:
    if row.relative_low is None or row.relative_high is None:
        return None
    return (row.relative_high - row.relative_low) / 2.0


def levels(data: Results) -> list[Table]:
    """Where nothing is compared: a table an arm, a line a measure."""
    rows = sorted((row for row in data.summary if not row.group), key=lambda row: words.rank(row.measure))
    heads = (data.say("Measure"), data.say("Mean"), data.say("95 % interval"), data.say("Replications"))
    return [
        Table(
            data.say("{arm}, all lots", arm=data.label(arm)),
            heads,
            tuple(_level(data, row) for row in rows if row.arm == arm),
        )
        for arm in data.arms
    ]


def _level(data: Results, row: Summary) -> tuple[Cell, ...]:
    half = None if row.ci_low is None or row.ci_high is None else (row.ci_high - row.ci_low) / 2.0
    scale = data.scale(row.unit, (row.mean,), half)

    def here(*columns: str) -> str:
        return place("summary.csv", *columns, arm=row.arm, measure=row.measure, group="")

    name = data.noun(row.measure)
    return (
        Cell(name[:1].upper() + name[1:]),
        Cell(scale.level(row.mean), at=here("mean")),
        _span(scale, row.ci_low, row.ci_high, here("ci_low", "ci_high")),
        Cell(str(row.n), at=here("n")),
    )
