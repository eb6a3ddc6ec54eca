"""What is special about each timing habit; what all keep is in ``tests/contract``."""

from __future__ import annotations

import numpy as np

from sim.entities.timing import Window
from sim.entities.units import HOUR, SECOND
from sim.tempo import Early, Incremental, Jump, Proxy, Sniper

WINDOW = Window(opens=24 * HOUR, closes=48 * HOUR, start=100.0, step=10.0, proxy=True)
OPEN_OUTCRY = Window(opens=24 * HOUR, closes=48 * HOUR, start=100.0, step=10.0, proxy=False)
U = np.array([0.0001, 0.25, 0.5, 0.9999])
LIMIT = np.array([90.0, 100.0, 150.0, 300.0])


def test_a_draw_next_to_one_is_still_inside():
    window = Window(opens=0, closes=10**11 * 1000, start=100.0, step=10.0, proxy=True)
    habits = Incremental().habits(window, np.array([150.0]), np.array([np.nextafter(1.0, 0.0)]))
    assert habits.first.tolist() == [window.closes - 1000]


def test_early_comes_in_the_first_twentieth():
    habits = Early().habits(WINDOW, LIMIT, U)
    share = (habits.first - WINDOW.opens) / (24 * HOUR)
    np.testing.assert_allclose(share, U / 20, atol=1e-6)
    assert not habits.lodges.any()


def test_incremental_comes_at_any_time_and_lodges_nothing():
    habits = Incremental().habits(WINDOW, LIMIT, U)
    np.testing.assert_allclose((habits.first - WINDOW.opens) / (24 * HOUR), U, atol=1e-6)
    assert not habits.lodges.any()
    assert np.isnan(habits.opening).all()


def test_proxy_is_incremental_where_nothing_can_be_lodged():
    assert Proxy().habits(WINDOW, LIMIT, U).lodges.all()
    assert not Proxy().habits(OPEN_OUTCRY, LIMIT, U).lodges.any()
    assert np.array_equal(Proxy().habits(WINDOW, LIMIT, U).first, Incremental().habits(WINDOW, LIMIT, U).first)


def test_jump_goes_part_of_the_way():
    nan = np.nan
    share = Jump().habits(WINDOW, LIMIT, U).opening
    np.testing.assert_array_equal(share, [nan, 100.0, 125.0, 200.0])
    np.testing.assert_array_equal(Jump(share=0.0).habits(WINDOW, LIMIT, U).opening, [nan, 100.0, 100.0, 100.0])
    absent = np.array([-np.inf, -np.inf])
    np.testing.assert_array_equal(Jump().habits(WINDOW, absent, U[:2]).opening, [nan, nan])


def test_jump_to_an_amount_is_for_those_who_can_afford_it():
    nan = np.nan
    np.testing.assert_array_equal(Jump(to=150.0).habits(WINDOW, LIMIT, U).opening, [nan, nan, 150.0, 150.0])
    np.testing.assert_array_equal(Jump(to=50.0).habits(WINDOW, LIMIT, U).opening, [nan, nan, nan, nan])


def test_sniper_comes_in_the_last_second_but_one():
    habits = Sniper().habits(WINDOW, LIMIT, U)
    left = WINDOW.closes - habits.first
    assert left.max() == 2 * SECOND
    assert left.min() == SECOND + 1000
    assert habits.lodges.all()
    assert not Sniper().habits(OPEN_OUTCRY, LIMIT, U).lodges.any()
