"""The falling price: what is called when."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.entities.brief import Ladder, Play
from sim.entities.units import SECOND
from sim.formats.dutch import Descent, levels
from tests.briefs import brief

LINE = Descent(opens=0, closes=100 * SECOND, start=100.0, top=300.0, step=0.0)
STEPS = Descent(opens=0, closes=100 * SECOND, start=100.0, top=300.0, step=50.0)


def test_along_a_line():
    assert [LINE.called(t * SECOND) for t in (0, 25, 50)] == [300.0, 250.0, 200.0]
    assert LINE.stop(250.0) == (250.0, 25 * SECOND)
    assert LINE.stop(999.0) == (300.0, 0)
    assert LINE.stop(249.999) == (249.999, 25_001_000)  # the millisecond in which it is called, rounded up
    assert LINE.stop(100.0) == (100.0, 100 * SECOND - 1000)  # the close is too late


def test_in_steps_of_equal_length():
    assert [STEPS.called(t * SECOND) for t in (0, 19, 20, 40, 60, 80, 99)] == [300, 300, 250, 200, 150, 100, 100]
    assert STEPS.stop(300.0) == (300.0, 0)
    assert STEPS.stop(299.9) == (250.0, 20 * SECOND)
    assert STEPS.stop(120.0) == (100.0, 80 * SECOND)


def test_a_top_below_the_start_is_one_call_of_the_start_price():
    one = Descent.of(brief(Play.DESCENDING, [150.0], ladder=Ladder(top=20.0, step=50.0)))
    assert (one.called(0), one.called(3599 * SECOND), one.stop(500.0)) == (100.0, 100.0, (100.0, 0))
    assert Descent(0, SECOND, 100.0, 100.0, 0.0).stop(500.0) == (100.0, 0)


@pytest.mark.parametrize(
    ("top", "start", "step", "count"), [(0.7, 0.3, 0.1, 4), (0.3, 0.1, 0.1, 2), (1.0, 0.35, 0.1, 6)]
)
def test_levels_survive_decimals(top, start, step, count):
    assert levels(top, start, step) == count


@given(st.floats(100.0, 400.0), st.sampled_from([0.0, 1.0, 37.0]), st.integers(10**6, 10**11))
def test_nobody_stops_above_his_limit_or_before_his_price(limit, step, length):
    descent = Descent(0, length // 1000 * 1000, 100.0, 300.0, step)
    price, t = descent.stop(limit)
    assert 100.0 <= price <= min(limit, 300.0)
    assert t % 1000 == 0
    assert 0 <= t < descent.closes
    if step > 0:
        assert descent.called(t) <= price
        assert t == 0 or descent.called(max(t - 1001, 0)) > price or t == descent.closes - 1000
