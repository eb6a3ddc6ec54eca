"""What single bids tell, from ``bids.csv``: how late they come, how far they jump, how fast they are answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from sim.entities.units import Bools, Floats
from sim.measures.base import SLACK, Columns

PerBid: TypeAlias = Callable[[Columns, float], Floats]


@dataclass(frozen=True)
class BidMeasure:
    """Numbers of single bids, of which a mean or a quantile is taken within a replication.

    Attributes
    ----------
    name, unit, definition : str
        As of a measure of lots.
    values : callable
        Accepted bids in the order of the table, and the second of each auction from which a bid is late, to numbers.
    """

    name: str
    unit: str
    definition: str
    values: PerBid


def follows(columns: Columns) -> Bools:
    """Which bids follow another one of the same auction.

    Examples
    --------
    >>> follows({"lot": np.array(["a", "a", "b", "b"]), "attempt": np.array([1.0, 1.0, 1.0, 2.0])})
    array([False,  True, False, False])
    """
    same = np.ones(max(len(columns["lot"]) - 1, 0), dtype=np.bool_)
    for name in ("lot", "attempt"):
        same &= columns[name][1:] == columns[name][:-1]
    return np.concatenate([np.zeros(len(columns["lot"]) - len(same), dtype=np.bool_), same])


def _late(columns: Columns, late: float) -> Floats:
    return np.asarray(columns["second"] >= late, dtype=np.float64)


def _least(columns: Columns, _: float) -> Floats:
    """1 for each raise that is the smallest of its auction, else 0."""
    after = follows(columns)
    if not after.any():
        return np.empty(0)
    raises = np.diff(columns["amount"], prepend=np.nan)[after]
    auction = np.cumsum(~after)[after]
    starts = np.flatnonzero(np.diff(auction, prepend=0))
    least = np.repeat(np.minimum.reduceat(raises, starts), np.diff(np.append(starts, len(raises))))
    return np.asarray(raises <= least * (1.0 + SLACK), dtype=np.float64)


def _gaps(columns: Columns, late: float) -> Floats:
    """Both bids are late, as in the reports that no gap was above the 300 seconds of the rules."""
    gaps = np.diff(columns["second"], prepend=np.nan)
    after = follows(columns)
    after[after] = (columns["second"] - gaps)[after] >= late
    return np.asarray(gaps[after], dtype=np.float64)


BIDDING: Mapping[str, BidMeasure] = {
    measure.name: measure
    for measure in (
        BidMeasure(
            "late_bid_share",
            "share",
            "Of all accepted bids, the share in the last stretch in which a bid prolongs the auction, or later.",
            _late,
        ),
        BidMeasure(
            "least_raise_share",
            "share",
            "Of all raises, the share that is as small as the smallest of its auction.",
            _least,
        ),
        BidMeasure(
            "reply_gap_s",
            "seconds",
            "Seconds between a bid and the one before it, where both come in the last stretch or later.",
            _gaps,
        ),
    )
}
"""Measures of bids by name. They are read by ``realism``; a scenario cannot ask for them."""


def over_bids(measure: BidMeasure, statistic: str, columns: Columns, late: float, replications: int) -> Floats:
    """Mean ('') or quantile (``p50``) over all bids of a replication; nan where there is none.

    Parameters
    ----------
    measure : BidMeasure
    statistic : str
    columns : Columns
        Accepted bids, replications and auctions together, in the order in which they were made.
    late : float
        Second from which a bid is late.
    replications : int

    Returns
    -------
    Floats, shape (replications,)
    """
    made = np.full(replications, np.nan)
    for replication in range(replications):
        mine = columns["replication"] == replication
        values = measure.values({name: held[mine] for name, held in columns.items()}, late)
        if len(values):
            made[replication] = np.quantile(values, float(statistic[1:]) / 100.0) if statistic else np.mean(values)
    return made
