"""What single bids tell, on two auctions that can be worked out by hand."""

import numpy as np
import pytest

from sim.measures.bidding import BIDDING, over_bids

# Lot a: raises of 2, 5 and 2; its third and fourth bids are late. Lot b: one bid. Replication 1: lot a, held twice.
BIDS = {
    "replication": np.array([0, 0, 0, 0, 0, 1, 1, 1, 1], dtype=float),
    "lot": np.array(["a", "a", "a", "a", "b", "a", "a", "a", "a"]),
    "attempt": np.array([1, 1, 1, 1, 1, 1, 1, 2, 2], dtype=float),
    "second": np.array([5, 10, 95, 101, 99, 50, 96, 20, 30], dtype=float),
    "amount": np.array([70, 72, 77, 79, 50, 70, 71, 60, 63], dtype=float),
}
LATE = 90.0


@pytest.mark.parametrize(
    ("name", "statistic", "values"),
    [
        ("late_bid_share", "", [3 / 5, 1 / 4, np.nan]),
        ("least_raise_share", "", [2 / 3, 1.0, np.nan]),
        ("reply_gap_s", "", [6.0, np.nan, np.nan]),
        ("reply_gap_s", "p0", [6.0, np.nan, np.nan]),
        ("reply_gap_s", "p100", [6.0, np.nan, np.nan]),
    ],
)
def test_by_hand(name, statistic, values):
    made = over_bids(BIDDING[name], statistic, BIDS, LATE, 3)
    assert made == pytest.approx(values, nan_ok=True)


@pytest.mark.parametrize("name", BIDDING)
def test_bids_that_follow_no_other_tell_nothing_of_raises_and_gaps(name):
    alone = {column: held[4:5] for column, held in BIDS.items()}
    made = over_bids(BIDDING[name], "", alone, LATE, 1)
    assert made == pytest.approx([1.0] if name == "late_bid_share" else [np.nan], nan_ok=True)


@pytest.mark.parametrize("name", BIDDING)
def test_a_measure_is_named_and_defined(name):
    assert BIDDING[name].name == name
    assert BIDDING[name].definition.endswith(".")
    assert BIDDING[name].unit in {"share", "seconds"}
