"""The lots of a replication: when they arrive, where they lie, what they are worth, how they are appraised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.draws import Draws, subject
from sim.entities.market import Lot
from sim.entities.study import LotGroup
from sim.entities.units import DAY, MILLISECOND, Bools, Floats, Ids, Keys
from sim.nature.filed import arrivals_of, commons, given, subjects_of

_DEFAULT_COUNT = 100


class Regions:
    """Regions and their weights; a region's id is its position among the sorted names.

    Parameters
    ----------
    weights : mapping of str to float
        At least one, relative.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._ids = {name: position for position, name in enumerate(sorted(weights))}
        sums = np.cumsum([float(weights[name]) for name in self._ids])
        self._bounds = sums[:-1] / sums[-1]

    def id_of(self, region: str | None) -> int | None:
        """The id of a region; None for none.

        Raises
        ------
        KeyError
            If there is no such region.
        """
        return None if region is None else self._ids[region]

    def place(self, region: str, draws: Draws, purpose: str, subjects: Keys) -> Ids:
        """Region of each subject: the one named, or drawn by weight if that is ``any``.

        Raises
        ------
        KeyError
            If there is no such region.
        """
        if region != "any":
            return np.full(len(subjects), self._ids[region])
        if not len(self._bounds):
            return np.zeros(len(subjects), dtype=np.int64)
        return np.searchsorted(self._bounds, draws.uniform(purpose, subjects), side="right")


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """All lots, and what nature knows of them, by lot id.

    Attributes
    ----------
    lots : list of Lot
        By (arrival, group, number); the id is the position.
    common, appraisal : list of float
        Money; an appraisal may be nan. The common worth is that without a defect.
    defective : list of bool
        Whether a hidden defect takes part of the worth.
    wedge : list of float
        Log of market value over common worth.
    place : list of int
        The lot's place among its group's lots, in this order.
    groups : mapping of str to Ids
        Ids of each group's lots.
    """

    lots: list[Lot]
    common: list[float]
    appraisal: list[float]
    defective: list[bool]
    wedge: list[float]
    place: list[int]
    groups: Mapping[str, Ids]


def arrivals(draws: Draws, name: str, group: LotGroup, horizon_days: float) -> Ids:
    """Instants at which the group's lots 0, 1, … arrive: whole milliseconds in [0, horizon).

    Counted lots arrive at independent uniform times, or all at once; a stream is a Poisson process. A longer horizon
    stretches the first and prolongs the second. Filed lots arrive when their file says, or like counted ones.

    Parameters
    ----------
    draws : Draws
    name : str
        The group's.
    group : LotGroup
    horizon_days : float

    Returns
    -------
    Ids
        Microseconds, by number.
    """
    horizon = max(1, round(horizon_days * (DAY // MILLISECOND)))
    if group.rows is not None:
        return arrivals_of(draws, group, horizon) * MILLISECOND
    if group.rate_per_day is not None:
        points = draws.poisson_points("stream", subject(name), group.rate_per_day * horizon_days)
        times = points.at / (group.rate_per_day * horizon_days) * horizon
    else:
        count = _DEFAULT_COUNT if group.count is None else group.count
        if group.arrive == "at_start":
            return np.zeros(count, dtype=np.int64)
        times = draws.uniform("arrival", subject(name, np.arange(count))) * horizon
    return times.astype(np.int64) * MILLISECOND


def appraised(draws: Draws, group: LotGroup, common: Floats, subjects: Keys) -> Floats:
    """What the appraiser publishes: ``common * exp(bias + sd * z)``; nan without an appraiser."""
    if group.appraisal is None:
        return np.full(len(common), np.nan)
    return common * np.exp(group.appraisal.bias + group.appraisal.sd * draws.normal("appraisal", subjects))


def supply(
    draws: Draws, groups: Mapping[str, LotGroup], horizon_days: float, regions: Regions, only_seller: str
) -> Supply:
    """Draw the lots of all groups and put them in order of arrival.

    Parameters
    ----------
    draws : Draws
    groups : mapping of str to LotGroup
    horizon_days : float
    regions : Regions
    only_seller : str
        Sells the lots that name no seller.
    """
    names = sorted(groups)
    columns = [_columns(draws, name, groups[name], horizon_days, regions) for name in names]
    arrives, number, subjects, region, *worths = (np.concatenate(part) for part in zip(*columns, strict=True))
    group = np.repeat(np.arange(len(names)), [len(part[0]) for part in columns])
    order = np.lexsort((number, group, arrives))
    member, place = group[order], np.empty(len(order), dtype=np.int64)
    ids = {name: np.flatnonzero(member == position) for position, name in enumerate(names)}
    for own in ids.values():
        place[own] = np.arange(len(own))
    labels = [(name, groups[name].asset_class or name, groups[name].seller or only_seller) for name in names]
    ids_of = [list(groups[name].rows or ()) for name in names]
    lots = [
        Lot(i, s, labels[g][0], n, labels[g][1], r, labels[g][2], t, ids_of[g][n] if ids_of[g] else "")
        for i, (s, g, n, r, t) in enumerate(
            zip(*(part[order].tolist() for part in (subjects, group, number, region, arrives)), strict=True)
        )
    ]
    common, appraisal, defective, wedge = (part[order].tolist() for part in worths)
    return Supply(lots, common, appraisal, defective, wedge, place.tolist(), ids)


def _columns(
    draws: Draws, name: str, group: LotGroup, horizon_days: float, regions: Regions
) -> tuple[Ids, Ids, Keys, Ids, Floats, Floats, Bools, Floats]:
    """Arrival, number, subject, region, common worth, appraisal, defect and wedge of a group's lots, by number."""
    arrives = arrivals(draws, name, group, horizon_days)
    number, filed = np.arange(len(arrives)), group.rows is not None
    subjects = subjects_of(group) if filed else subject(name, number)
    common = commons(draws, group, subjects) if filed else group.worth.common(draws.uniform("common", subjects))
    region = regions.place(group.region, draws, "region", subjects)
    defective, wedge = np.zeros(len(number), dtype=np.bool_), np.zeros(len(number))
    if group.defect is not None:
        defective = draws.uniform("defect", subjects) < group.defect.probability
    if group.wedge is not None:
        wedge = group.wedge.ppf(draws.uniform("wedge", subjects))
    appraisal = appraised(draws, group, common, subjects)
    if filed:
        appraisal = given(group, lambda row: row.appraisal, appraisal)
        region = given(group, lambda row: regions.id_of(row.region), region.astype(np.float64)).astype(np.int64)
    return arrives, number, subjects, region, common, appraisal, defective, wedge
