"""What the board shows: prices that stand, never a maximum that is not reached."""

from __future__ import annotations

import numpy as np
import pytest

from sim.entities.brief import Ladder, Move, Play
from sim.entities.units import SECOND
from sim.experiment.board import seen
from sim.kernel import KERNEL
from tests.briefs import brief, random_brief


def resolve(case):
    return KERNEL[case.play](case)


def told(made):
    return [(one.who, one.standing, one.holder, one.what) for one in made]


def test_a_lodged_maximum_is_not_seen():
    """The first lodges 200 and holds at 100; the second lodges 150 and lifts the price to 160 without holding it."""
    case = brief(
        Play.ASCENDING, [200.0, 150.0, 155.0], ladder=Ladder(step=10.0, proxy=True), lodges=np.array([True, True, True])
    )
    record = resolve(case)
    assert record.amount.tolist()[:2] == [200.0, 150.0]
    assert told(seen(case, record))[:2] == [(0, 100.0, 0, "bid"), (1, 160.0, 0, "bid")]


def test_what_is_said_aloud_stands():
    """A jump and a scripted bid are prices at once, where a lodged maximum would have been a step above the last."""
    case = brief(
        Play.ASCENDING,
        [200.0, 260.0, -np.inf],
        ladder=Ladder(step=10.0, proxy=True),
        opening=np.array([150.0, np.nan, np.nan]),
        scripted=(Move(9 * SECOND + 3, 2, 240.0),),
    )
    made = told(seen(case, resolve(case)))
    assert made[0] == (0, 150.0, 0, "bid")
    assert (2, 240.0, 2, "bid") in made


def test_sealed_bids_are_seen_when_they_are_opened_the_last_of_each():
    case = brief(Play.SEALED, [120.0, 180.0, 90.0], pays_second=True, scripted=(Move(60 * SECOND + 1, 0, 150.0),))
    record = resolve(case)
    assert told(seen(case, record)) == [(1, 180.0, 1, "sealed"), (0, 150.0, 1, "sealed")]
    assert {one.t for one in seen(case, record)} == {record.hammer}


def test_of_a_clock_those_are_seen_who_let_go_and_of_a_falling_price_who_stops_it():
    case = brief(Play.BUTTON, [120.0, 180.0, 150.0], ladder=Ladder())
    assert told(seen(case, resolve(case))) == [(0, 120.0, -1, "let_go"), (2, 150.0, -1, "let_go")]
    case = brief(Play.DESCENDING, [120.0, 180.0], ladder=Ladder(step=10.0, top=300.0))
    assert told(seen(case, resolve(case))) == [(1, 180.0, 1, "bid")]


@pytest.mark.parametrize("play", Play)
def test_what_is_seen_ends_with_the_sale(play):
    """Over many auctions: prices on a rising board never fall, and the last one is the hammer price of who holds it."""
    sales = 0
    for seed in range(2000):
        case = random_brief(seed, play)
        record = resolve(case)
        made = seen(case, record)
        assert len(made) <= record.bids
        if play in {Play.ASCENDING, Play.POSTED} and made:
            prices = [one.standing for one in made]
            assert prices == sorted(prices)
            assert (prices[-1], made[-1].holder) == (pytest.approx(record.price), record.winner) or not record.sold
        sales += record.sold
    assert sales > 800
