"""Whether lots end with those to whom they are worth most."""

from __future__ import annotations

import numpy as np

from sim.entities.units import Floats
from sim.measures.base import SLACK, Columns, Measure, column, one, sold, spent


def _holder(columns: Columns) -> Floats:
    held = np.where(sold(columns), columns["worth_buyer"], columns["kept_value"])
    return np.asarray(held - spent(columns) - columns["holding_costs"] - columns["admin_costs"], dtype=np.float64)


def _right(columns: Columns) -> Floats:
    best = columns["worth_best"]
    return np.asarray(sold(columns) & (columns["worth_buyer"] >= best - SLACK * np.abs(best)), dtype=np.float64)


WELFARE_PER_LOT = Measure(
    "welfare_per_lot",
    "money",
    "Per lot: its worth to whoever holds it in the end, the buyer, or the seller who keeps it (discounted), less what "
    "bidders spent on coming and looking, the seller on holding it and the venue on its auctions.",
    _holder,
    one,
)

WELFARE_SHARE = Measure(
    "welfare_share",
    "share",
    "Over the highest worth of each lot to anyone: its worth to whoever holds it in the end, less what all spent.",
    _holder,
    column("worth_best"),
)

RIGHT_WINNER_SHARE = Measure(
    "right_winner_share",
    "share",
    "Of all lots, the share bought by the bidder to whom the lot is worth most.",
    _right,
    one,
)
