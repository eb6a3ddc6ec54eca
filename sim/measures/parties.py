"""Who gains: what each party to a sale has of a lot in the end. The parties together have its welfare.

Amounts count as they are paid and are not discounted. Journeys, papers, closer looks, holding and auctions are paid to
the outside: they are costs of a party, and nobody's gain. What is paid inside cancels, so the sum over the parties is
what the lot is worth to its holder less all such costs.
"""

from __future__ import annotations

import numpy as np

from sim.entities.units import Floats
from sim.measures.base import Columns, Measure, one, sold, spent, where_sold
from sim.tables import Table


def _proceeds(columns: Columns) -> Floats:
    """What there is to hand out: the price less the seller's fee, or the keep value, and forfeits, less holding."""
    kept = np.where(sold(columns), 0.0, columns["kept_at_end"])
    return np.asarray(columns["seller_net"] + kept - columns["holding_costs"], dtype=np.float64)


def _first(columns: Columns) -> Floats:
    return np.where(columns["owed_first"] > 0.0, np.minimum(_proceeds(columns), columns["owed_first"]), 0.0)


def _others(columns: Columns) -> Floats:
    first, owed = columns["owed_first"], columns["owed"]
    return np.asarray(np.clip(_proceeds(columns) - first, 0.0, owed - first), dtype=np.float64)


def _debtor(columns: Columns) -> Floats:
    return np.asarray(_proceeds(columns) - _first(columns) - _others(columns), dtype=np.float64)


def _buyers(columns: Columns) -> Floats:
    worth = where_sold("worth_buyer")(columns)
    own = columns["buyer_paid"] + columns["buyer_costs"] + columns["buyer_forfeited"]
    return np.asarray(worth - own, dtype=np.float64)


def _other_bidders(columns: Columns) -> Floats:
    own = columns["buyer_costs"] + columns["buyer_forfeited"]
    return np.asarray(own - spent(columns) - columns["forfeited"], dtype=np.float64)


def _venue(columns: Columns) -> Floats:
    return np.asarray(columns["buyer_fee"] + columns["seller_fee"] - columns["admin_costs"], dtype=np.float64)


def _total(columns: Columns) -> Floats:
    held = np.where(sold(columns), columns["worth_buyer"], columns["kept_at_end"])
    return np.asarray(held - spent(columns) - columns["holding_costs"] - columns["admin_costs"], dtype=np.float64)


TOTAL = "all"

PARTIES: Table[Measure] = Table(
    "party",
    {
        "first_creditor": Measure(
            "first_creditor",
            "money",
            "Per lot: proceeds or keep value, with forfeited deposits and less holding costs, up to what is owed to "
            "the first creditor; it also bears costs that nothing covers.",
            _first,
            one,
        ),
        "other_creditors": Measure(
            "other_creditors", "money", "Per lot: what is left then, up to what is owed to the others.", _others, one
        ),
        "debtor": Measure(
            "debtor",
            "money",
            "Per lot: what is left beyond all that is owed; where nothing is owed, all.",
            _debtor,
            one,
        ),
        "buyers": Measure(
            "buyers",
            "money",
            "Per lot: its worth to the buyer less what the buyer paid, spent on coming and looking, and forfeited.",
            _buyers,
            one,
        ),
        "other_bidders": Measure(
            "other_bidders",
            "money",
            "Per lot: what all others spent on coming and looking, and forfeited, as a loss.",
            _other_bidders,
            one,
        ),
        "venue": Measure("venue", "money", "Per lot: both fees less the costs of its auctions.", _venue, one),
        TOTAL: Measure(
            TOTAL,
            "money",
            "Per lot: its worth to whoever holds it in the end less all that was spent; the sum of the others, and "
            "welfare_per_lot but for the discounting of keep values.",
            _total,
            one,
        ),
    },
)
"""Who is party to a sale, in the order of the waterfall, and all of them together."""
