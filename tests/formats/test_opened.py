"""The auction that a posted price opens: who comes when."""

from __future__ import annotations

import numpy as np

from sim.entities.brief import Ladder, Move, Play
from sim.entities.units import HOUR, MINUTE
from sim.formats.posted_price import opened
from tests.briefs import brief

DAYS = 24 * HOUR
POSTING = brief(
    Play.POSTED,
    [150.0, 150.0, 150.0, 150.0, 90.0],
    ladder=Ladder(step=10.0, window=24 * HOUR),
    closes=60 * DAYS,
    first=np.array([10 * DAYS + 1, 35 * DAYS + 2, 60 * DAYS - 998, 10 * DAYS + 4, 2 * DAYS + 5]),
)


def test_everybody_comes_at_the_same_share_of_the_opened_window():
    t = 10 * DAYS + 1
    script = (Move(11 * DAYS + 3, 2, 500.0),)
    auction = opened(POSTING, t, script)
    now = 10 * DAYS
    assert (auction.play, auction.opens, auction.closes) == (Play.ASCENDING, now, t + 24 * HOUR)
    assert auction.first[0] == t
    assert abs(auction.first[1] - (now + 12 * HOUR)) < MINUTE / 1000
    assert auction.first[2] == now + 24 * HOUR - 1000 + 3
    assert auction.first[3] == now + 1000 + 4  # in the same millisecond as the opener: in the next one
    assert auction.first[4] == now + 1000 + 5  # had looked before; does not want it anyway
    assert auction.scripted == script
    assert np.array_equal(auction.first % 1000, [1, 2, 3, 4, 5])
    assert auction.first.max() < auction.closes
