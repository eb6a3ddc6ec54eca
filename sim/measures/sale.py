"""Whether a lot sells, and how soon in the procedure."""

from __future__ import annotations

import numpy as np

from sim.entities.units import Floats
from sim.measures.base import Columns, Measure, column, one, per_sold, sold


def _first_round(columns: Columns) -> Floats:
    return np.asarray(sold(columns) & (columns["round"] == 1), dtype=np.float64)


def _struck(columns: Columns) -> Floats:
    return np.asarray(columns["defaults"] + per_sold(columns), dtype=np.float64)


SELL_THROUGH = Measure(
    "sell_through", "share", "Of all lots, the share sold over the whole procedure, sell-off included.", per_sold, one
)

LISTING_SUCCESS = Measure(
    "listing_success",
    "share",
    "Of all listings (rounds held, the sell-off counting as one), the share that ended in a sale.",
    per_sold,
    column("attempts"),
)

FIRST_ROUND_SHARE = Measure(
    "first_round_share", "share", "Of the lots sold, the share sold in the first round.", _first_round, per_sold
)

DEFAULT_SHARE = Measure(
    "default_share",
    "share",
    "Of all sales, at the hammer or to the next bidder, the share whose buyer did not pay.",
    column("defaults"),
    _struck,
)
