"""Who comes, how much is bid, how long it takes."""

from __future__ import annotations

import numpy as np

from sim.entities.units import Floats
from sim.measures.base import Columns, Measure, column, one


def _extension(columns: Columns) -> Floats:
    return np.asarray(columns["extension_s"] / 60.0, dtype=np.float64)


BIDDERS_AWARE = Measure(
    "bidders_aware", "bidders", "Per lot: bidders who heard of it in any round.", column("aware"), one
)

BIDDERS_ENTERED = Measure(
    "bidders_entered", "bidders", "Per lot: bidders who registered in at least one round.", column("entered"), one
)

BIDS_PER_LOT = Measure("bids_per_lot", "bids", "Per lot: accepted bids over all rounds.", column("bids"), one)

EXTENSION_MINUTES = Measure(
    "extension_minutes", "minutes", "Per lot: how long soft closes prolonged all rounds together.", _extension, one
)
