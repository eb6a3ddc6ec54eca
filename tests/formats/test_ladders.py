"""Rungs, soft close, what each format takes from the rules, and the rule books it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.entities.brief import Ladder
from sim.entities.units import HOUR, MINUTE, SECOND
from sim.entities.venue import Rules
from sim.formats import Clock, Dutch, English, FirstPrice, PostedPrice, SecondPrice
from sim.formats.base import rung, rungs, soft_close


def rules(**changes) -> Rules:
    return Rules(**({"format": English()} | changes))


@given(
    st.floats(0, 1e7),
    st.one_of(st.floats(1e-3, 1e6), st.sampled_from([0.1, 0.01, 0.05, 1000.0])),
    st.integers(0, 5000),
    st.sampled_from([0.0, 0.3, -1e-12]),
)
def test_a_rung_is_the_highest_price_not_above_the_amount(start, step, k, off):
    amount = start + k * step + off * step
    got = rung(amount, start, step)
    assert start + got * step <= amount < start + (got + 1) * step
    assert rungs(np.array([amount, -np.inf]), start, step).tolist() == [got, -np.inf]


def test_a_price_on_a_rung_is_on_that_rung():
    assert [rung(0.1 + k * 0.1, 0.1, 0.1) for k in range(50)] == list(range(50))


def test_a_quotient_that_rounds_up_does_not_lift_a_bid():
    assert (1.7 / 0.1, 17 * 0.1) == (17.0, 1.7000000000000002)
    assert rung(1.7, 0.0, 0.1) == 16
    assert rungs(np.array([1.7]), 0.0, 0.1).tolist() == [16]


def test_soft_close_in_microseconds():
    assert soft_close(rules()) == (300 * SECOND, 300 * SECOND, -1)
    assert soft_close(rules(close_trigger_s=30, close_extend_s=60, close_cap_minutes=10)) == (
        30 * SECOND,
        60 * SECOND,
        10 * MINUTE,
    )
    assert soft_close(rules(close="hard", close_cap_minutes=10)) == (0, 0, -1)


SOFT = {"trigger": 300 * SECOND, "extension": 300 * SECOND}


@pytest.mark.parametrize(
    ("made", "changes", "ladder"),
    [
        (English(), {}, Ladder(step=1.0, **SOFT)),
        (English(), {"increment": 7.0, "proxy": True}, Ladder(step=7.0, proxy=True, **SOFT)),
        (English(), {"increment_share": 0.0, "close": "hard"}, Ladder()),
        (Clock(), {}, Ladder()),
        (Clock(), {"increment": 7.0}, Ladder(step=7.0)),
        (Dutch(), {}, Ladder(top=400.0)),
        (Dutch(top_share=1.5), {"increment": 7.0}, Ladder(step=7.0, top=300.0)),
        (Dutch(top=900.0), {}, Ladder(top=900.0)),
        (Dutch(top=20.0), {}, Ladder(top=200.0)),
        (FirstPrice(), {"increment": 7.0}, Ladder()),
        (SecondPrice(), {}, Ladder()),
        (SecondPrice(), {"increment": 7.0}, Ladder(step=7.0)),
        (PostedPrice(), {"increment": 7.0}, Ladder()),
        (
            PostedPrice(opens_window=True),
            {"proxy": True, "window_hours": 2.0, "close_cap_minutes": 1},
            Ladder(step=1.0, proxy=True, window=2 * HOUR, cap=MINUTE, **SOFT),
        ),
    ],
)
def test_ladder(made, changes, ladder):
    assert made.ladder(rules(**changes), 200.0) == ladder


NO_END = "without an increment open outcry never ends; set it above 0 or write proxy: true"
NO_RAISE = "a share of a start price of 0 is no raise; write increment in money or proxy: true"
NO_MOVE = "a soft close that never moves the end; set it above 0 or write close: hard"


@pytest.mark.parametrize("made", [English(), PostedPrice(opens_window=True)])
@pytest.mark.parametrize(
    ("changes", "complaints"),
    [
        ({"increment": 0.0}, [("increment", NO_END)]),
        ({"increment_share": 0.0}, [("increment_share", NO_END)]),
        ({"increment": 0.0, "proxy": True}, []),
        ({"increment_share": 0.0, "increment": 5.0}, []),
        ({"reserve": 0.0}, [("increment_share", NO_RAISE)]),
        ({"reserve_share": 0.0}, [("increment_share", NO_RAISE)]),
        ({"reserve_share": 0.0, "reserve": 1.0}, []),
        ({"reserve": 0.0, "increment": 1.0}, []),
        ({"reserve": 0.0, "proxy": True}, []),
        ({"close_trigger_s": 0.0}, [("close_trigger_s", NO_MOVE)]),
        ({"close_extend_s": 0.0, "increment": 0.0}, [("increment", NO_END), ("close_extend_s", NO_MOVE)]),
        ({"close_extend_s": 0.0, "close": "hard"}, []),
    ],
)
def test_what_an_ascending_auction_complains_of(made, changes, complaints):
    assert [(found.key, found.what) for found in made.complaints(rules(**changes))] == complaints


@pytest.mark.parametrize(
    ("made", "changes", "complaints"),
    [
        (Dutch(), {"reserve": 0.0}, ["top_share of a start price of 0 is 0; write format: {use: dutch, top: MONEY}"]),
        (Dutch(), {"reserve": 5.0}, []),
        (Dutch(top=1.0), {"reserve": 0.0}, []),
        (Dutch(top=1.0), {"reserve": 2.5}, ["top 1 lies below the reserve 2.5"]),
        (Dutch(top=1.0), {}, []),
        (PostedPrice(), {"increment": 0.0}, []),
        (Clock(), {"increment": 0.0}, []),
        (FirstPrice(), {"increment": 0.0}, []),
        (SecondPrice(), {"increment": 0.0}, []),
    ],
)
def test_what_the_others_complain_of(made, changes, complaints):
    assert [(found.key, found.what) for found in made.complaints(rules(**changes))] == [
        ("format", what) for what in complaints
    ]
