"""The table a study ends with on the terminal."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from sim.report import best, effects, sentences, stopping, words
from sim.report.gap import Gap, gaps
from sim.report.gap_sentences import named, untold
from sim.report.levers import lever_lines, unmoving
from sim.report.results import Contrast, Results, read
from sim.report.sweeps import sweeping
from sim.report.swept import verdicts

if TYPE_CHECKING:
    from rich.table import Table

WIDTH = 110
"""Of sentences under the table."""
LEVER_HEADS = ("lever", "alone", "last", "share", "95 % interval")


def closing_table(folder: Path, *, plain: bool = False) -> Table:
    """One row a measure: the arms' means and the difference with its interval, over all lots.

    Parameters
    ----------
    folder : Path
        A results folder.
    plain : bool
        Without rules and styles, for a pipe or a file.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    data = read(folder)
    table = Table(
        title=None if plain else data.title, box=None if plain else SIMPLE_HEAD, title_justify="left", pad_edge=False
    )
    several = len(data.pairs) > 1
    heads = _heads(data)
    for head in heads:
        table.add_column(head, justify="left" if head == heads[0] else "right", overflow="fold")
    for arm, base in data.pairs:
        if several:
            table.add_row(f"{data.label(arm)} against {data.label(base)}", style=None if plain else "bold")
        for row in data.between(arm, base):
            table.add_row(*_cells(data, row), style=None if plain or row.shown else "dim")
    if not data.pairs:
        for cells in _levels(data):
            table.add_row(*cells)
    return table


def closing_text(folder: Path) -> str:
    """The same as plain text in ASCII columns, however narrow the terminal: lines are never folded.

    How many differences can be told from none follows, why playing stopped and which rule book is best, where that was
    asked; then, where a gap was taken apart, the levers of the measure that answers, or of its first, and what a
    sweep amounts to.
    """
    text = _printed(closing_table(folder, plain=True))
    data = read(folder)
    for said in (effects.counted(data), effects.doubtful(data), stopping.stopped(data), *best.chosen(data)):
        text += "\n".join(wrap(said.text, WIDTH)) + "\n" if said.text else ""
    for gap in gaps(data)[:1]:
        ends = f"{data.label(gap.whole.to)} against {data.label(gap.whole.from_)}"
        text += f"\nwhich lever did it: {named(data, gap)}, {ends}\n{_printed(_levers(gap))}"
        text += "".join(f"{line}\n" for line in unmoving(data, gap))
    text += "".join(f"{line}\n" for line in wrap(untold(data), WIDTH))
    found = sweeping(data)
    for verdict in verdicts(found) if found else ():
        text += "\n" + "\n".join(wrap(verdict.text, WIDTH)) + "\n"
    return text


def _printed(table: Table) -> str:
    from rich.console import Console

    buffer = io.StringIO()
    Console(file=buffer, width=400, color_system=None, emoji=False, markup=False).print(table)
    lines = [line.rstrip() for line in buffer.getvalue().splitlines()]
    return "\n".join(lines) + "\n"


def _levers(gap: Gap) -> Table:
    """What each lever does alone, as the last one, and on average over all orders."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for head in LEVER_HEADS:
        table.add_column(head, justify="left" if head == LEVER_HEADS[0] else "right", overflow="fold")
    for cells in lever_lines(gap):
        table.add_row(*cells)
    return table


def _heads(data: Results) -> tuple[str, ...]:
    if not data.pairs:
        return ("measure", data.label(data.arms[0]), "95 % interval", "n")
    if len(data.pairs) > 1:
        return ("measure", "baseline", "arm", "difference", "95 % interval", *_range_head(data), "pairs")
    arm, base = data.pairs[0]
    return (
        "measure", data.label(base), data.label(arm), "difference", "95 % interval", *_range_head(data), "pairs"
    )  # fmt: skip


def _range_head(data: Results) -> tuple[str, ...]:
    return ("range over assumptions",) if data.ranged else ()


def _cells(data: Results, row: Contrast) -> tuple[str, ...]:
    scale = sentences.scale_of(data, row)
    ends = [data.level(arm, row.measure) for arm in (row.baseline, row.arm)]
    interval = "-" if row.half_width is None else f"{scale.bare(row.ci_low)} to {scale.bare(row.ci_high)}"
    cells = (*(scale.level(end.mean) if end else "-" for end in ends), scale.difference(row.difference), interval)
    if data.ranged:
        cells += (f"{scale.bare(row.range_low)} to {scale.bare(row.range_high)}" if row.ranges else "-",)
    return (sentences.row_name(data, row), *(cell.replace(words.NOTHING, "-") for cell in cells), str(row.n))


def _levels(data: Results) -> Iterator[tuple[str, ...]]:
    for row in sorted((row for row in data.summary if not row.group), key=lambda row: words.rank(row.measure)):
        half = None if row.ci_low is None or row.ci_high is None else (row.ci_high - row.ci_low) / 2.0
        scale = words.scale(row.unit, data.currency, (row.mean,), half)
        interval = "-" if half is None else f"{scale.bare(row.ci_low)} to {scale.bare(row.ci_high)}"
        yield (data.noun(row.measure), scale.level(row.mean).replace(words.NOTHING, "-"), interval, str(row.n))
