"""Round by round, as tables: how many lots are called, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass

from sim.report import words
from sim.report.grid import Cell, Table, place
from sim.report.results import Results, records
from sim.report.tongue import message

HEADS = (
    message("Round"),
    message("Lots called"),
    message("Sold"),
    message("Taken by a creditor"),
    message("Passed in"),
    message("Sold of those called"),
    message("95 % interval"),
)


@dataclass(frozen=True)
class Stage:
    """A line of ``rounds.csv``."""

    arm: str
    group: str
    round: int
    kind: str
    lots: int
    sold: int
    taken: int
    passed_in: int
    sold_share: float | None
    ci_low: float | None
    ci_high: float | None
    n: int


def stages(data: Results) -> dict[str, list[Stage]]:
    """Lines about all lots by arm, in the order of the arms; nothing without the table."""
    lines = [line for line in records(Stage, data.folder / "rounds.csv") if not line.group]
    found = {arm: [line for line in lines if line.arm == arm] for arm in data.arms}
    return {arm: mine for arm, mine in found.items() if mine}


def tables(data: Results) -> list[Table]:
    """A table an arm; none where every lot is called once and no more."""
    found = stages(data)
    if all(len(lines) == 1 for lines in found.values()):
        return []
    return [
        Table(
            data.say("{arm}, all replications together", arm=data.label(arm)),
            tuple(data.say(head) for head in HEADS),
            tuple(_line(data, line) for line in lines),
        )
        for arm, lines in found.items()
    ]


def _line(data: Results, line: Stage) -> tuple[Cell, ...]:
    half = None if line.ci_low is None or line.ci_high is None else (line.ci_high - line.ci_low) / 2.0
    scale = data.scale("share", (line.sold_share,), half)

    def here(*columns: str) -> str:
        return place("rounds.csv", *columns, arm=line.arm, group="", round=line.round)

    name = data.say("sell-off") if line.kind == "sell_off" else data.say("round {number}", number=line.round)
    counts = [Cell(f"{getattr(line, what):,}", at=here(what)) for what in ("lots", "sold", "taken", "passed_in")]
    ends = Cell(words.NOTHING)
    if half is not None:
        ends = Cell(scale.span(line.ci_low, line.ci_high), at=here("ci_low", "ci_high"))
    return (Cell(name, at=here("round")), *counts, Cell(scale.level(line.sold_share), at=here("sold_share")), ends)
