"""What is paid, as money and against worth, appraisal and start price."""

from __future__ import annotations

import numpy as np

from sim.entities.units import Bools, Floats
from sim.measures.base import Columns, Measure, one, per_sold, sold, where_sold


def _appraised(columns: Columns) -> Bools:
    return sold(columns) & ~np.isnan(columns["appraisal"])


def _hammer_appraised(columns: Columns) -> Floats:
    return np.where(_appraised(columns), columns["hammer"], 0.0)


def _appraisal(columns: Columns) -> Floats:
    return np.where(_appraised(columns), columns["appraisal"], 0.0)


def _rise(columns: Columns) -> Floats:
    return np.where(sold(columns), columns["hammer"] - columns["start"], 0.0)


def _at_hammer(columns: Columns) -> Floats:
    return np.nan_to_num(columns["first_hammer"])


def _hammers(columns: Columns) -> Floats:
    return np.asarray(~np.isnan(columns["first_hammer"]), dtype=np.float64)


def _cheap(columns: Columns) -> Floats:
    return np.asarray(sold(columns) & (columns["hammer"] < 0.5 * columns["worth_common"]), dtype=np.float64)


REVENUE_PER_LOT = Measure(
    "revenue_per_lot", "money", "Per lot: the hammer price, an unsold lot counting 0.", where_sold("hammer"), one
)

PRICE_IF_SOLD = Measure(
    "price_if_sold",
    "money",
    "Per lot sold: the hammer price; two arms are compared on the lots sold in both.",
    where_sold("hammer"),
    per_sold,
    matched=True,
)

PRICE_TO_WORTH = Measure(
    "price_to_worth",
    "ratio",
    "Over the common worth of the lots sold: the sum of hammer prices; two arms are compared on lots sold in both.",
    where_sold("hammer"),
    where_sold("worth_common"),
    matched=True,
)

PRICE_TO_MARKET = Measure(
    "price_to_market",
    "ratio",
    "Over the market value of the lots sold: the sum of hammer prices; two arms are compared on lots sold in both.",
    where_sold("hammer"),
    where_sold("worth_market"),
    matched=True,
)

PRICE_TO_APPRAISAL = Measure(
    "price_to_appraisal",
    "ratio",
    "Over the appraisals of the lots sold: the sum of their hammer prices; two arms are compared on lots sold in both.",
    _hammer_appraised,
    _appraisal,
    matched=True,
)

PREMIUM_OVER_START = Measure(
    "premium_over_start",
    "ratio",
    "Over the start prices at which the lots sold were last listed: the sum of hammer price less start price.",
    _rise,
    where_sold("start"),
)

PRICE_AT_HAMMER = Measure(
    "price_at_hammer",
    "money",
    "Per lot on which a hammer fell: the price at the first hammer, paid or not.",
    _at_hammer,
    _hammers,
)

FIRE_SALE_SHARE = Measure(
    "fire_sale_share",
    "share",
    "Of the lots sold, the share that went for less than half of their common worth.",
    _cheap,
    per_sold,
)
