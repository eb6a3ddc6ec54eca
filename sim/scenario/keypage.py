"""The page of all keys, for people who read: the same lines as ``list keys``, a table a block."""

from __future__ import annotations

from sim.errors import ScenarioError
from sim.scenario.combining import CHANNELS
from sim.scenario.listing import NAME, Row, entries, key_rows
from sim.scenario.shapes.build import TABLES

OPENING = """\
# All keys of a scenario file

Made by `python run_sim.py list keys --markdown`, and compared with it by a test. What a key does is told in
[model.md](model.md).

- `NAME` stands for a name of your own, as in `lots.flats.count`. Blocks with names are maps. From the command line one
  key is changed by its path: `--set bidders.retail.count=300`.
- Money is in `currency`. Shares and probabilities lie between 0 and 1. *Logs* are differences of logarithms: 0.10 is
  about 10 %. Times are in the unit that the key ends in. A law is a number, or a block that names it, such as
  `{distribution: uniform, low: 0.1, high: 0.3}`.
- *none* is absent unless it is written. A *channel* is a lever that `decompose` may switch.
"""

HEADINGS = {
    "": "The file",
    "lots.NAME": "Lots",
    "sellers.NAME": "Sellers",
    "bidders.NAME": "Bidders",
    "behaviour": "Behaviour: assumptions about the game",
    "arms.NAME": "Arms",
    "arms.NAME.place": "Place: friction",
    "arms.NAME.rules": "Rules: law",
}
"""Blocks with a heading of their own words; others go by their path."""


def page(kind: str = "keys") -> str:
    """The page as it is committed, in Markdown.

    Raises
    ------
    ScenarioError
        If anything but keys is asked for.
    """
    if kind != "keys":
        raise ScenarioError("--markdown makes the page of keys: list keys --markdown")
    blocks: dict[str, list[Row]] = {}
    for row in key_rows():
        blocks.setdefault(section(row[0]), []).append(row)
    parts = [f"## {_heading(block)}\n\n{_keys(block, rows)}" for block, rows in blocks.items()]
    named = [
        f"## {kind.capitalize()}, by name\n\n{table(('name', 'parameters', 'meaning'), entries(kind))}"
        for kind in TABLES
    ]
    return "\n".join([OPENING, *parts, *named])


def section(path: str) -> str:
    """The block under whose heading a key stands.

    Examples
    --------
    >>> section("seed"), section("ranges.points"), section("lots.NAME.appraisal.bias")
    ('', 'ranges', 'lots.NAME')
    >>> section("arms.NAME.place.sessions.hour"), section("arms.NAME.bidders.NAME.count")
    ('arms.NAME.place', 'arms.NAME')
    """
    steps = path.split(".")
    if len(steps) == 1:
        return ""
    if steps[1] != NAME:
        return steps[0]
    own_heading = ".".join(steps[:3]) in HEADINGS and len(steps) > 3
    return ".".join(steps[: 3 if own_heading else 2])


def table(header: Row, rows: list[Row]) -> str:
    """A table in Markdown; the first column is code."""
    lines = [header, ("---",) * len(header), *((f"`{first}`", *rest) for first, *rest in rows)]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def _keys(block: str, rows: list[Row]) -> str:
    """A table of the keys of one block; those of a venue with their channels."""
    header: Row = ("key", "unit", "default", "meaning")
    kind = block.rpartition(".")[2]
    told: list[Row] = [(path.removeprefix(f"{block}."), *rest) for path, *rest in rows]
    if kind in {"place", "rules"}:
        header = (*header, "channel")
        told = [(*row, CHANNELS.get(f"{kind}.{row[0].partition('.')[0]}", "")) for row in told]
    return table(header, told)


def _heading(block: str) -> str:
    words = HEADINGS.get(block, "")
    if not block:
        return words
    return f"{words} (`{block}`)" if words else f"`{block}`"
