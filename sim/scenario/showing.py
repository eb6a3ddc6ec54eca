"""One thing in full: a preset with the article of each number, or what a format, strategy, law or key means."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from sim import presets
from sim.errors import ScenarioError
from sim.measures import MEASURES
from sim.scenario.books import preset_book
from sim.scenario.listing import Row, columns, key_rows
from sim.scenario.presets import preset
from sim.scenario.shapes.build import CHOICES, TABLES, block_of
from sim.scenario.writing import flow
from sim.tables import did_you_mean


def show(name: str) -> str:
    """Everything that is called `name`.

    Parameters
    ----------
    name : str
        A preset, an entry of a table, a measure, or a key such as ``cut_share``.

    Raises
    ------
    ScenarioError
        If nothing is called so.
    """
    found = [*_presets(name), *_entries(name), *_measures(name)] or list(_keys(name))
    if not found:
        raise ScenarioError(f"there is nothing called {name}{did_you_mean(name, _names())}")
    return "\n\n".join(found)


def _presets(name: str) -> Iterator[str]:
    """Presets of this name: values, units, sources."""
    for kind in presets.KINDS:
        if name in presets.names(kind):
            book = preset_book(kind, name)
            rows: list[Row] = [(line.key, flow(line.value), line.unit, line.source) for line in book.lines.values()]
            yield f"{name} ({kind})\n{preset(kind, name).about}\n\n{columns(rows)}"


def _entries(name: str) -> Iterator[str]:
    """Entries of tables: docstring and parameters."""
    for kind, table in TABLES.items():
        if name in table():
            entry = table()[name]
            rows = key_rows(block_of(entry))
            parameters = f"\n\n{columns(rows)}" if rows else ""
            example = f"\n\nWritten as `{_example(kind, name)}`."
            yield f"{name} ({kind})\n{inspect.cleandoc(entry.__doc__ or '')}{parameters}{example}"


def _example(kind: str, name: str) -> str:
    """A line of a scenario with an entry of a table."""
    choice = next(choice for choice in CHOICES.values() if choice.table is TABLES[kind])
    key = {"distribution": "margin", "worth model": "worth"}.get(choice.noun, choice.noun)
    return f"{key}: {choice.example(name)}"


def _measures(name: str) -> Iterator[str]:
    if name in MEASURES:
        measure = MEASURES[name]
        yield f"{name} (measure, {measure.unit})\n{measure.definition}"


def _keys(name: str) -> Iterator[str]:
    rows = [row for row in key_rows() if row[0] == name or row[0].endswith(f".{name}")]
    if rows:
        yield columns(rows)


def _names() -> list[str]:
    """Everything that can be shown."""
    named = [name for kind in presets.KINDS for name in presets.names(kind)]
    named += [name for table in TABLES.values() for name in table()]
    return [*named, *MEASURES, *(row[0].rpartition(".")[2] for row in key_rows())]
