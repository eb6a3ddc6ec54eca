"""What a judge reads of a results folder: which arms there are, under which law, and what became of the lots."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.entities.units import Bools
from sim.errors import RunError
from sim.experiment.columns import LOTS, NUMBER, Columns, array
from sim.measures import Quantity
from sim.scenario.facts import law_of
from sim.scenario.faults import Faults
from sim.scenario.nodes import Branch, Leaf, Node, Series
from sim.scenario.reading import read

LOT = ("replication", "lot", "asset_class")
"""Columns that say which lot it is."""


@dataclass(frozen=True)
class Played:
    """An arm of a folder.

    Attributes
    ----------
    arm : str
    law : str
        The rule preset whose law it keeps; '' for none.
    values : dict of str to object
        Everything that the resolved scenario says of the arm but its label, by dotted path.
    """

    arm: str
    law: str
    values: Mapping[str, Any]


def arms_of(folder: Path) -> tuple[Played, ...]:
    """The arms of a results folder, in the order of the scenario.

    Raises
    ------
    RunError
        If the folder holds no resolved scenario.
    ScenarioError
        If that is not YAML.
    """
    path = folder / "scenario.resolved.yaml"
    if not path.is_file():
        raise RunError(f"{folder}: no results here (there is no {path.name})")
    faults = Faults()
    root = read(path.read_text(encoding="utf-8"), str(path), faults)
    faults.stop_if_any()
    arms = root.branch("arms") or Branch({}, {}, root.spot)
    return tuple(_played(name, node) for name, node in arms.entries.items() if isinstance(node, Branch))


def _played(name: str, node: Branch) -> Played:
    rules = node.branch("rules")
    return Played(name, law_of(rules) if rules else "", dict(_leaves(node.without("label"), "")))


def _leaves(node: Node, path: str) -> Iterable[tuple[str, Any]]:
    """Dotted path and value of everything below a node; lists count as one value."""
    if isinstance(node, Branch):
        for name, child in node.entries.items():
            yield from _leaves(child, f"{path}.{name}" if path else name)
    else:
        yield path, _value(node)


def _value(node: Node) -> Any:
    if isinstance(node, Leaf):
        return node.value
    return [_value(item) for item in node.items] if isinstance(node, Series) else dict(_leaves(node, ""))


def wanted(quantity: Quantity) -> set[str]:
    """The columns of ``lots.csv`` that a ratio of sums reads: those it asks for when it is given none."""
    asked = _Asked()
    quantity.measure.numerator(asked)
    quantity.measure.denominator(asked)
    return set(asked)


class _Asked(dict[str, Any]):
    """Columns of one lot that remember who asked."""

    def __missing__(self, name: str) -> Any:
        self[name] = np.zeros(1)
        return self[name]


def lots_of(folder: Path, names: Iterable[str]) -> dict[str, Columns]:
    """Columns of ``lots.csv`` by arm: those named, as far as the table has them, and which lot it is.

    Raises
    ------
    RunError
        If there is no such table, or it cannot be read.
    """
    path = folder / "lots.csv"
    if not path.is_file():
        raise RunError(f"{folder}: no results here (there is no {path.name})")
    return table(path, LOTS, LOT, sorted(set(names).difference(LOT)))


def table(
    path: Path, kinds: Mapping[str, str], needed: Sequence[str], wished: Sequence[str] = ()
) -> dict[str, Columns]:
    """Columns of a long table by arm.

    Parameters
    ----------
    path : Path
    kinds : map of str to str
        What each column holds, text or numbers.
    needed, wished : sequence of str
        Columns that it must have, and such as may be missing.

    Raises
    ------
    RunError
        If it cannot be read, or lacks a column that it must have.
    """
    try:
        cells = _cells(path, needed, wished)
        columns = {name: _column(fields, kinds.get(name, "")) for name, fields in cells.items()}
    except (ValueError, IndexError, csv.Error) as error:
        raise RunError(f"{path}: is damaged: {error}") from None
    arms = columns.pop("arm")
    return {str(arm): where(columns, arms == arm) for arm in np.unique(arms)}


def where(columns: Columns, keep: Bools) -> Columns:
    """Some lines of a table."""
    return {name: values[keep] for name, values in columns.items()}


def _cells(path: Path, needed: Sequence[str], wished: Sequence[str]) -> dict[str, Sequence[str]]:
    """Fields of a table by column; the first says which arm they are of."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        header = next(lines, [])
        kept = ("arm", *needed, *(name for name in wished if name in header))
        places = [header.index(name) for name in kept]
        cut = [tuple(line[place] for place in places) for line in lines]
    return dict(zip(kept, zip(*cut, strict=True) if cut else [()] * len(kept), strict=True))


def _column(cells: Iterable[str], kind: str) -> Any:
    """Fields as an array; an empty one is absent."""
    if kind != NUMBER:
        return np.array(list(cells), dtype=np.str_)
    return array([float(cell) if cell else None for cell in cells], kind)
