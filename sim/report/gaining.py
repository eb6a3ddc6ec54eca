"""Who gains, as tables: what each party has per lot in either arm."""

from __future__ import annotations

from sim.report import words
from sim.report.figures.who_gains import NAMES, Gain, gains
from sim.report.grid import Cell, Table, place
from sim.report.results import Results
from sim.report.tongue import message

HEADS = (message("Difference"), message("95 % interval"))


def tables(data: Results) -> list[Table]:
    """A table a pair of arms; parties for which nothing differs in any pair are left out."""
    made = []
    for (arm, base), lines in gains(data).items():
        caption = data.say("{arms}, per lot", arms=data.versus(arm, base))
        if data.currency:
            caption = data.say("{caption}, in {currency}", caption=caption, currency=data.currency)
        heads = (
            data.say("Party"),
            data.label(base),
            data.label(arm),
            *map(data.say, HEADS),
        )
        quiet = frozenset(index for index, line in enumerate(lines) if not line.shown)
        made.append(Table(caption, heads, tuple(_line(data, line) for line in lines), quiet))
    return made


def _line(data: Results, line: Gain) -> tuple[Cell, ...]:
    """One party; all numbers of the line to the same decimals."""
    half = None if line.ci_low is None or line.ci_high is None else (line.ci_high - line.ci_low) / 2.0
    scale = data.scale("money", (line.in_baseline, line.in_arm, line.difference), half)

    def here(*columns: str) -> str:
        return place("who_gains.csv", *columns, arm=line.arm, baseline=line.baseline, group="", party=line.party)

    ends = Cell(words.NOTHING)
    if half is not None:
        ends = Cell(scale.span(line.ci_low, line.ci_high), at=here("ci_low", "ci_high"))
    return (
        Cell(data.say(NAMES[line.party])),
        Cell(scale.bare(line.in_baseline), at=here("in_baseline")),
        Cell(scale.bare(line.in_arm), at=here("in_arm")),
        Cell(scale.bare(line.difference), at=here("difference")),
        ends,
    )
