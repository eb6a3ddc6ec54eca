"""What reaches the seller, when, and what the venue takes."""

from __future__ import annotations

import numpy as np

from sim.entities.units import Floats
from sim.measures.base import Columns, Measure, column, one, sold

CASH_LIMIT_DAYS = 365.0
"""Waiting is counted up to a year in every arm, so that unsold lots can enter the mean."""


def _days_to_cash(columns: Columns) -> Floats:
    waited = columns["cash_day"] - columns["listed_day"]
    return np.where(sold(columns), np.minimum(waited, CASH_LIMIT_DAYS), CASH_LIMIT_DAYS)


def _commission(columns: Columns) -> Floats:
    return np.asarray(columns["buyer_fee"] + columns["seller_fee"], dtype=np.float64)


NET_PROCEEDS_SHARE = Measure(
    "net_proceeds_share",
    "share",
    "Over the common worth of all lots: what the seller gets after fees, or keeps unsold, discounted to the arrival.",
    column("present_value"),
    column("worth_common"),
)

NET_PROCEEDS_PER_LOT = Measure(
    "net_proceeds_per_lot",
    "money",
    "Per lot: what the seller gets after fees, or keeps unsold, discounted to the arrival.",
    column("present_value"),
    one,
)

TIME_TO_CASH_DAYS = Measure(
    "time_to_cash_days",
    "days",
    "Per lot: days from the first listing to the money, counted up to 365; an unsold lot counts 365.",
    _days_to_cash,
    one,
)

COMMISSION_PER_LOT = Measure(
    "commission_per_lot",
    "money",
    "Per lot: the buyer's and the seller's fee, an unsold lot counting 0.",
    _commission,
    one,
)
