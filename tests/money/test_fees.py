"""Fee schedules: the court-hall commission of 2009 to the yuan, and the inverse that bidders need."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.entities.venue import FeeTier, Rules
from sim.formats import English
from sim.money import all_in, complaint, deposit, down, fee, hammer_for, near, up

COURT = (
    FeeTier(2e6, 0.05),
    FeeTier(10e6, 0.03),
    FeeTier(50e6, 0.02),
    FeeTier(100e6, 0.01),
    FeeTier(None, 0.005),
)
TIERS = st.lists(st.tuples(st.floats(1.0, 1e6), st.floats(0.0, 0.9)), min_size=1, max_size=5)


def schedule(tiers):
    """Ascending tiers with an open end from (width, rate) pairs."""
    tops = np.cumsum([width for width, _ in tiers]).tolist()
    return tuple(
        FeeTier(None if k == len(tiers) - 1 else top, rate)
        for k, (top, (_, rate)) in enumerate(zip(tops, tiers, strict=True))
    )


@pytest.mark.parametrize(
    ("hammer", "commission"),
    [(2e6, 100_000), (3e6, 130_000), (10e6, 340_000), (50e6, 1_140_000), (100e6, 1_640_000)],
)
def test_commission_of_the_court_hall(hammer, commission):
    """Chinese court-hall commission, marginal tiers (rules of 2009): published worked amounts."""
    assert fee(COURT, hammer) == pytest.approx(commission, abs=1e-6)


@given(TIERS, st.floats(0.0, 1e7))
def test_hammer_for_inverts_all_in(tiers, price):
    fees = schedule(tiers)
    assert hammer_for(fees, np.array([all_in(fees, price)]))[0] == pytest.approx(price, rel=1e-9, abs=1e-9)


@given(TIERS, st.lists(st.floats(0.0, 1e7), min_size=2, max_size=2))
def test_all_in_rises_with_the_price(tiers, prices):
    low, high = sorted(prices)
    assert all_in(schedule(tiers), low) <= all_in(schedule(tiers), high)


def test_flat_fee_and_infinite_amounts():
    assert fee(0.08, 0.5) == 0.04
    assert hammer_for(0.25, np.array([5.0]))[0] == 4.0
    assert hammer_for(COURT, np.array([-np.inf, np.inf])).tolist() == [-math.inf, math.inf]


@pytest.mark.parametrize(
    ("tiers", "what"),
    [
        ((), "a list of tiers needs at least one tier"),
        ((FeeTier(5.0, 0.1),), "the last tier must have up_to: null, so that every price has a fee"),
        ((FeeTier(5.0, 0.1), FeeTier(4.0, 0.1), FeeTier(None, 0.1)), "up_to must rise from tier to tier"),
        ((FeeTier(None, 0.1), FeeTier(None, 0.1)), "up_to must rise from tier to tier"),
        (COURT, None),
        (0.05, None),
    ],
)
def test_complaint(tiers, what):
    assert complaint(tiers) == what


@given(st.floats(1e-3, 1e9), st.sampled_from([0.01, 1.0, 100.0]))
def test_ticks(amount, tick):
    assert up(amount, tick) >= amount * (1 - 1e-8)
    assert down(np.array([amount]), tick)[0] <= amount * (1 + 1e-8)
    assert abs(near(amount, tick) - amount) <= 0.5 * tick * (1 + 1e-6) + 1e-8 * amount


def test_no_tick_means_no_rounding():
    assert (up(0.123, 0.0), near(0.123, 0.0), down(np.array([0.123]), 0.0)[0]) == (0.123, 0.123, 0.123)


def test_deposit():
    rules = Rules(format=English(), deposit_share=0.05, deposit_basis="appraisal", selloff_deposit_share=1.0)
    assert deposit(rules, 80.0, 100.0) == 5.0
    assert deposit(rules, 80.0, math.nan) == 4.0
    assert deposit(rules, 80.0, 100.0, sell_off=True) == 80.0
    assert deposit(Rules(format=English(), deposit_share=0.1), 80.0, 100.0, sell_off=True) == 8.0
