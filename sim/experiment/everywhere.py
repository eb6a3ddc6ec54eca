"""Arms played on the same lots, evaluated one by one: prices are taken of the lots that sell in every one of them.

A price has no value where a lot does not sell, and what sells differs from arm to arm. On lots that sell in all arms
the difference of any two is one in prices alone, and differences add up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sim import measures
from sim.entities.study import Study
from sim.entities.units import Bools
from sim.errors import RunError
from sim.experiment.columns import Columns
from sim.experiment.evaluation import Evaluation, Series, blocks, fill, only
from sim.experiment.store import Store
from sim.measures.base import column, one

NAN = float("nan")
EVERYWHERE = measures.Quantity(
    measures.Measure("everywhere", "share", "Per lot: 1 if it sells in every arm, else 0.", column("everywhere"), one)
)


@dataclass(frozen=True)
class Apiece:
    """What arms come to.

    Attributes
    ----------
    values : dict
        Name to the series of the arm.
    everywhere : dict
        Group to the share of its lots that sell in every arm, a mean over replications. Groups are all that there are.
    """

    values: Mapping[str, Series]
    everywhere: Mapping[str, float]


def apiece(studies: Mapping[str, Study], store: Store) -> Apiece:
    """Read the parts of studies of one arm each twice, one arm after the other: what sells, and what it comes to.

    Parameters
    ----------
    studies : mapping
        Under names; they differ in their arms only.
    store : Store

    Raises
    ------
    RunError
        If two arms did not meet the same lots.
    """
    sold = _sold_everywhere(studies, store)
    first = next(iter(studies.values()))
    made = Evaluation(first.replications)
    found: Series = {}
    for columns, both in zip(_lots(first, store), sold, strict=True):
        fill(made, found, [EVERYWHERE], {**columns, EVERYWHERE.name: both.astype(np.float64)}, first)
    shares = {"": NAN, **{group: float(np.nanmean(values)) for (_, group), values in found.items()}}
    return Apiece({name: _values(study, store, sold) for name, study in studies.items()}, shares)


def _lots(study: Study, store: Store) -> Iterator[Columns]:
    """The lots of the only arm, some replications at a time."""
    (arm,) = study.arms
    return (lots[arm] for lots in blocks(study, store))


def _sold_everywhere(studies: Mapping[str, Study], store: Store) -> list[Bools]:
    """Which lots sell in every arm, block by block: a bit a lot is all that is held of an arm."""
    found: list[Bools] = []
    met: list[bytes] = []
    for name, study in studies.items():
        for place, columns in enumerate(_lots(study, store)):
            lots = hashlib.sha256(repr([columns[key].tolist() for key in ("replication", "lot")]).encode()).digest()
            if place == len(found):
                found.append(measures.sold(columns))
                met.append(lots)
            if lots != met[place]:
                raise RunError(f"{next(iter(studies))} and {name} did not meet the same lots")
            found[place] &= measures.sold(columns)
    return found


def _values(study: Study, store: Store, sold: list[Bools]) -> Series:
    """The measures of one arm: over its lots, or over those that sell everywhere."""
    made = Evaluation(study.replications)
    series: Series = {}
    quantities = [measures.find(name) for name in study.measures]
    priced = [quantity for quantity in quantities if quantity.measure.matched]
    others = [quantity for quantity in quantities if not quantity.measure.matched]
    for columns, everywhere in zip(_lots(study, store), sold, strict=True):
        fill(made, series, others, columns, study)
        fill(made, series, priced, only(columns, everywhere), study)
    return series
