"""What reaches the seller, when, and what the venue takes."""

from __future__ import annotations

import numpy as np

from sim.entities.units import Floats
from sim.measures.base import Columns, Measure, column, one, sold

CASH_LIMIT_DAYS = 365.0
"""Waiting is counted up to a year in every arm, so that unsold lots can enter the mean."""

SOON_DAYS = 180.0
"""A lot's money came soon if it came within so many days of the first listing."""


def _days_to_cash(columns: Columns) -> Floats:
    waited = columns["cash_day"] - columns["listed_day"]
    return np.where(sold(columns), np.minimum(waited, CASH_LIMIT_DAYS), CASH_LIMIT_DAYS)


def _soon(columns: Columns) -> Floats:
    return np.asarray(columns["cash_day"] - columns["listed_day"] <= SOON_DAYS, dtype=np.float64)


def _commission(columns: Columns) -> Floats:
    return np.asarray(columns["buyer_fee"] + columns["seller_fee"], dtype=np.float64)


NET_PROCEEDS_SHARE = Measure(
    "net_proceeds_share",
    "share",
    "Over the common worth of all lots: what the seller gets after fees, or keeps unsold, with forfeited deposits and "
    "less holding costs, discounted to the arrival.",
    column("present_value"),
    column("worth_common"),
)

NET_PROCEEDS_PER_LOT = Measure(
    "net_proceeds_per_lot",
    "money",
    "Per lot: what the seller gets after fees, or keeps unsold, with forfeited deposits and less holding costs, "
    "discounted to the arrival.",
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

CASH_WITHIN_180_DAYS = Measure(
    "cash_within_180_days",
    "share",
    "Of all lots, the share whose money came within 180 days of the first listing.",
    _soon,
    one,
)

ADMIN_COST_PER_LOT = Measure(
    "admin_cost_per_lot",
    "money",
    "Per lot: what the venue spent on holding all its auctions.",
    column("admin_costs"),
    one,
)
