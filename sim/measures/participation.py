"""Who comes, how much is bid, how long it takes."""

from __future__ import annotations

import numpy as np

from sim.entities.units import Floats
from sim.measures.base import Columns, Measure, column, one, per_sold, spent, where_sold


def _extension(columns: Columns) -> Floats:
    return np.asarray(columns["extension_s"] / 60.0, dtype=np.float64)


def _lost(columns: Columns) -> Floats:
    return np.asarray(spent(columns) - columns["buyer_costs"], dtype=np.float64)


BIDDERS_AWARE = Measure(
    "bidders_aware", "bidders", "Per lot: bidders who heard of it in any round.", column("aware"), one
)

BIDDERS_CAME = Measure(
    "bidders_came",
    "bidders",
    "Per lot: bidders who bore the costs of coming, counted anew in every round.",
    column("came"),
    one,
)

INSPECTIONS_PER_LOT = Measure(
    "inspections_per_lot", "bidders", "Per lot: bidders who bought the closer look.", column("inspected"), one
)

BIDDERS_COST_PER_LOT = Measure(
    "bidders_cost_per_lot",
    "money",
    "Per lot: what all bidders together spent on journeys, registration and closer looks.",
    spent,
    one,
)

LOSER_COST_PER_LOT = Measure(
    "loser_cost_per_lot",
    "money",
    "Per lot: what all bidders but the buyer spent on journeys, registration and closer looks.",
    _lost,
    one,
)

BIDDERS_ENTERED = Measure(
    "bidders_entered", "bidders", "Per lot: bidders who registered in at least one round.", column("entered"), one
)

BIDDERS_PER_SALE = Measure(
    "bidders_per_sale",
    "bidders",
    "Per lot sold: bidders who sent at least one accepted bid in any round.",
    where_sold("bid"),
    per_sold,
)

BIDS_PER_LOT = Measure("bids_per_lot", "bids", "Per lot: accepted bids over all rounds.", column("bids"), one)

EXTENSION_MINUTES = Measure(
    "extension_minutes", "minutes", "Per lot: how long soft closes prolonged all rounds together.", _extension, one
)

OUTSIDER_SHARE = Measure(
    "outsider_share",
    "share",
    "Of the lots sold, the share whose buyer lives elsewhere than where the lot lies.",
    where_sold("outsider"),
    per_sold,
)
