"""Lots of one's own: the law of worth of a single lot, which its group's law would have at the lot's own median."""

from __future__ import annotations

import math
from dataclasses import replace

from sim.entities.knowledge import Public
from sim.entities.study import LotGroup
from sim.entities.worth import Worth
from sim.values.learning import updated
from sim.values.lognormal import LognormalWorth


def worth_of(lots: LotGroup, name: str) -> Worth:
    """The worth model of one lot of a group: the group's own, or for a filed lot the same around the lot's median.

    Parameters
    ----------
    lots : LotGroup
    name : str
        The lot's, as printed.
    """
    median = None if lots.rows is None else lots.rows[name].median
    return lots.worth if median is None or not isinstance(lots.worth, LognormalWorth) else around(lots.worth, median)


def around(worth: LognormalWorth, centre: float) -> LognormalWorth:
    """The same law with another median of whole lots.

    Examples
    --------
    >>> around(LognormalWorth(1.0, 0.5, pool=4), 100.0).centre
    100.0
    """
    return replace(worth, median=centre / replace(worth, median=1.0).centre)


def told_by_file(lots: LotGroup, name: str, *, believed: bool = False) -> Public:
    """What median and appraisal of a filed lot tell of its log common worth: mean and variance.

    Normal learning: the worth is normal around the log of the median, and the log appraisal is one look at it, off by
    the bias, that misses it by the appraiser's error.

    Parameters
    ----------
    lots : LotGroup
        With rows.
    name : str
    believed : bool
        With the bias that bidders believe in, not the true one.
    """
    worth, row = worth_of(lots, name), (lots.rows or {})[name]
    looks = []
    if row.appraisal is not None and lots.appraisal is not None:
        bias = lots.appraisal.corrected if believed else lots.appraisal.bias
        looks = [(math.log(row.appraisal) - bias, lots.appraisal.sd)]
    prior = worth.public(())
    return updated(prior.mean, math.sqrt(prior.variance), looks)
