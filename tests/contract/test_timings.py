"""What every timing habit promises; a new line in TIMINGS inherits this page."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.entities.timing import Timing, Window
from sim.tempo import TIMINGS

every_timing = pytest.mark.parametrize("name", TIMINGS)
windows = st.builds(
    lambda opens, length, start, proxy: Window(opens * 1000, (opens + length) * 1000, start, start / 200, proxy),
    st.integers(0, 10**9),
    st.one_of(st.integers(1, 3000), st.integers(3000, 10**8)),
    st.sampled_from([0.0, 100.0, 123_456.0]),
    st.booleans(),
)


def bidders(seed: int, start: float):
    rng = np.random.default_rng(seed)
    limit = start + (1 + start) * rng.uniform(-0.5, 1.5, 9)
    limit[rng.random(9) < 0.2] = -np.inf
    return limit, rng.uniform(1e-12, 1 - 1e-12, 9)


@every_timing
def test_it_is_a_frozen_value(name):
    one = TIMINGS[name]()
    assert isinstance(one, Timing)
    assert one.name == name
    assert one == TIMINGS[name]()
    assert hash(one) == hash(TIMINGS[name]())
    assert pickle.loads(pickle.dumps(one)) == one
    with pytest.raises(FrozenInstanceError):
        one.anything = 1
    assert all({"unit", "doc"} <= set(item.metadata) for item in fields(one))


@every_timing
@settings(derandomize=True, max_examples=60)
@given(window=windows, seed=st.integers(0, 10**6))
def test_its_habits(name, window, seed):
    timing = TIMINGS[name]()
    limit, u = bidders(seed, window.start)
    before = limit.copy(), u.copy()
    habits = timing.habits(window, limit, u)
    assert np.array_equal(before, (limit, u))

    # looks at a whole millisecond inside the window
    assert habits.first.dtype == np.int64
    assert habits.first.shape == habits.opening.shape == habits.lodges.shape == limit.shape
    assert (habits.first % 1000 == 0).all()
    assert (habits.first >= window.opens).all()
    assert (habits.first <= window.closes - 1000).all()

    # opens with an amount that it may bid and can afford; lodges only with a platform that takes it
    jumps = ~np.isnan(habits.opening)
    assert (habits.opening[jumps] >= window.start).all()
    assert (habits.opening[jumps] <= limit[jumps]).all()
    assert habits.lodges.dtype == np.bool_
    assert window.proxy or not habits.lodges.any()

    # depends on nobody else
    order = np.random.default_rng(seed).permutation(9)[:5]
    some = timing.habits(window, limit[order], u[order])
    for column in ("first", "opening", "lodges"):
        assert np.array_equal(getattr(some, column), getattr(habits, column)[order], equal_nan=column == "opening")


@every_timing
def test_nobody(name):
    habits = TIMINGS[name]().habits(Window(0, 10_000, 1.0, 0.1, proxy=True), np.zeros(0), np.zeros(0))
    assert len(habits.first) == len(habits.opening) == len(habits.lodges) == 0
