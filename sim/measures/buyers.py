"""What buyers and bidders make of it."""

from __future__ import annotations

import numpy as np

from sim.entities.units import Floats
from sim.measures.base import SLACK, Columns, Measure, column, per_sold, sold


def _profit(columns: Columns) -> Floats:
    return np.where(sold(columns), columns["worth_buyer"] - columns["buyer_paid"], 0.0)


def _lost(columns: Columns) -> Floats:
    worth = columns["worth_buyer"]
    return np.asarray(sold(columns) & (columns["buyer_paid"] > worth + SLACK * np.abs(worth)), dtype=np.float64)


def _surplus(columns: Columns) -> Floats:
    return np.asarray(_profit(columns) - columns["forfeited"], dtype=np.float64)


BUYER_PROFIT = Measure(
    "buyer_profit", "money", "Per lot sold: the buyer's worth less all the buyer paid.", _profit, per_sold
)

BUYER_LOSS_SHARE = Measure(
    "buyer_loss_share",
    "share",
    "Of the lots sold, the share whose buyer paid more than the own worth.",
    _lost,
    per_sold,
)

SURPLUS_PER_BIDDER = Measure(
    "surplus_per_bidder",
    "money",
    "Per lot and bidder interested in it: the buyer's worth less all the buyer paid, and less forfeited deposits.",
    _surplus,
    column("interested"),
)
