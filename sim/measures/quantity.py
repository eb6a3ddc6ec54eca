"""A measure by name, or its spread or a quantile over lots, evaluated over replications and groups at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from sim.entities.units import Floats, Ids
from sim.measures.base import Columns, Measure

GroupKind: TypeAlias = Literal["lots", "class", "region", "seller"]

GROUP_COLUMNS: Mapping[GroupKind, str] = {
    "lots": "group",
    "class": "asset_class",
    "region": "region",
    "seller": "seller",
}
"""What results may be split by, and the column that splits them."""

_QUANTILE = re.compile(r"p(\d{1,2}(?:\.\d+)?|100)")


@dataclass(frozen=True)
class Quantity:
    """A measure, or a statistic of its per-lot ratios.

    Attributes
    ----------
    measure : Measure
    statistic : str
        '' for the ratio of sums, ``sd`` for the spread over lots, ``p10`` for a quantile over lots.
    """

    measure: Measure
    statistic: str = ""

    @property
    def name(self) -> str:
        """As written in the scenario: ``revenue_per_lot@sd``."""
        return f"{self.measure.name}@{self.statistic}" if self.statistic else self.measure.name

    @property
    def definition(self) -> str:
        """One sentence."""
        if not self.statistic:
            return self.measure.definition
        what = "Standard deviation" if self.statistic == "sd" else f"{self.statistic[1:]} % quantile"
        return f"{what} over lots, within a replication, of: {self.measure.definition}"


def valid_statistic(statistic: str) -> bool:
    """Whether ``name@statistic`` means something: ``sd``, or ``p0`` to ``p100``."""
    return statistic == "sd" or _QUANTILE.fullmatch(statistic) is not None


@dataclass(frozen=True, eq=False)
class Cells:
    """Which lots belong to which replication and group.

    Attributes
    ----------
    order : Ids, shape (lots,)
        Sorts the lots by replication and group; lots of a cell keep their order.
    starts : Ids, shape (cells,)
        Where each cell begins in that order; no cell is empty.
    replication : Ids, shape (cells,)
    group : tuple of str
        ``''`` is all lots, else ``class=flat``.
    """

    order: Ids
    starts: Ids
    replication: Ids
    group: tuple[str, ...]


def cells(columns: Columns, kind: GroupKind | Literal[""] = "") -> Cells:
    """Split lots by replication, and by `kind` (a key of :data:`GROUP_COLUMNS`; '' is not at all)."""
    replication = np.asarray(columns["replication"], dtype=np.int64)
    if kind:
        names, codes = np.unique(columns[GROUP_COLUMNS[kind]], return_inverse=True)
    else:
        names, codes = np.array([""]), np.zeros(len(replication), dtype=np.int64)
    order = np.lexsort((codes, replication))
    keys = replication[order] * len(names) + codes[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1)).astype(np.int64)
    labels = tuple(f"{kind}={names[code]}" if kind else "" for code in codes[order][starts])
    return Cells(order, starts, replication[order][starts], labels)


def evaluate(quantity: Quantity, columns: Columns, split: Cells) -> Floats:
    """The quantity in each cell; nan where the denominator is 0 (nothing sold, say)."""
    value = np.full(len(split.starts), np.nan)
    if len(value) == 0:
        return value
    if quantity.measure.whole is not None:
        return _together(quantity.measure.whole, columns, split)
    top = quantity.measure.numerator(columns)[split.order]
    bottom = quantity.measure.denominator(columns)[split.order]
    if quantity.statistic:
        ends = np.append(split.starts[1:], len(top))
        for cell, (a, b) in enumerate(zip(split.starts, ends, strict=True)):
            value[cell] = _over_lots(quantity.statistic, top[a:b], bottom[a:b])
        return value
    sums = np.add.reduceat(top, split.starts), np.add.reduceat(bottom, split.starts)
    np.divide(sums[0], sums[1], out=value, where=sums[1] != 0.0)
    return value


def _together(whole: Callable[[Columns], float], columns: Columns, split: Cells) -> Floats:
    """One number a cell from all its lots."""
    ends = np.append(split.starts[1:], len(split.order))
    members = [split.order[a:b] for a, b in zip(split.starts, ends, strict=True)]
    return np.array([whole({name: values[lots] for name, values in columns.items()}) for lots in members], dtype=float)


def _over_lots(statistic: str, top: Floats, bottom: Floats) -> float:
    ratio = top[bottom > 0.0] / bottom[bottom > 0.0]
    if len(ratio) < (2 if statistic == "sd" else 1):
        return float("nan")
    if statistic == "sd":
        return float(np.std(ratio, ddof=1))
    return float(np.quantile(ratio, float(statistic[1:]) / 100.0))
