"""Purses refuse what is not there and give back only later."""

import numpy as np
import pytest

from sim.market.purse import Purse

ANN, BOB = np.array([1], dtype=np.uint64), np.array([2], dtype=np.uint64)
TEN = np.array([10.0])


def test_held_money_is_gone_until_it_is_released():
    purse = Purse()
    assert purse.free(ANN, TEN, 0)[0] == 10.0
    purse.hold(1, 6.0)
    assert purse.free(ANN, TEN, 5)[0] == 4.0
    purse.release(1, 6.0, at=7, lot=0)
    assert purse.free(ANN, TEN, 7)[0] == 4.0, "money that comes free at the very instant is too late"
    assert purse.free(ANN, TEN, 8)[0] == 10.0
    assert purse.free(BOB, TEN, 9)[0] == 10.0


def test_a_purse_refuses():
    purse = Purse()
    purse.free(ANN, TEN, 0)
    with pytest.raises(ValueError, match=r"holds 10.0 and cannot put 11.0 aside"):
        purse.hold(1, 11.0)
