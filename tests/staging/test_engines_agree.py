"""Same brief, same record, whichever engine plays it: move by move, to the last bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import simpy

from sim.entities.brief import Ladder, Move, Play
from sim.entities.units import SECOND
from sim.errors import RunError
from sim.market.engines import ENGINES, stage
from tests.briefs import PLAYS, brief, differences, disagreements, random_brief

KERNEL, STAGED = ENGINES["kernel"], ENGINES["staged"]


@pytest.mark.parametrize("play", PLAYS)
def test_on_random_briefs(play):
    first = PLAYS.index(play)
    assert disagreements(range(first, 2000, len(PLAYS)), KERNEL, STAGED) == []


def test_the_random_briefs_reach_every_corner():
    briefs = [random_brief(seed) for seed in range(2000)]
    records = KERNEL.resolve(briefs)
    met = {(made.play, int(reason)) for made, record in zip(briefs, records, strict=True) for reason in record.reason}
    no_loss = {(Play.BUTTON, 4), (Play.DESCENDING, 4)}
    only_a_board = {(play, 5) for play in (Play.SEALED, Play.BUTTON, Play.DESCENDING)}
    assert met == {(play, reason) for play in PLAYS for reason in range(6)} - no_loss - only_a_board
    assert {len(made.limit) for made in briefs} == {0, 1, 2, 3, 4, 5, 6, 8, 12}
    assert {(made.play, record.sold) for made, record in zip(briefs, records, strict=True)} == {
        (play, sold) for play in PLAYS for sold in (True, False)
    }
    ascending = [record for made, record in zip(briefs, records, strict=True) if made.play is Play.ASCENDING]
    assert sum(record.extended > 0 for record in ascending) > 40
    assert max(record.bids for record in ascending) > 40


def test_a_difference_is_seen():
    one, other = KERNEL.resolve([random_brief(2)]), KERNEL.resolve([random_brief(7)])
    assert differences(one[0], one[0]) == []
    assert {"t", "winner", "price", "hammer"} <= set(differences(one[0], other[0]))
    shifted = replace(one[0], t=one[0].t + 1)
    assert differences(one[0], shifted) == ["t"]


@pytest.mark.parametrize("play", PLAYS)
def test_inside_a_running_clock(play):
    """The market plays an auction on its own clock: the record comes at the hammer and is the engine's."""
    made = brief(
        play, [150.0, 180.0], opens=7200 * SECOND, closes=9000 * SECOND, first=np.array([7300, 7400]) * SECOND + [1, 2]
    )
    env = simpy.Environment(initial_time=3600 * SECOND)
    seen = []

    def market():
        record = yield from stage(env, made)
        seen.append((env.now, record))

    env.process(market())
    env.run()
    [(now, record)] = seen
    assert now == record.hammer
    assert differences(record, KERNEL.resolve([made])[0]) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_whoever_lost_a_bid_does_not_try_again_though_a_script_speaks_for_him(engine):
    """Own bid lost, scripted bid accepted, outbid: silence."""
    end = 3600 * SECOND
    made = brief(
        Play.ASCENDING,
        [500.0, 500.0],
        ladder=Ladder(step=10.0),
        first=np.array([end - 1_500_000 + 1, end - 1_200_000 + 2]),
        reply=np.full((2, 1), 100_000),
        lost=np.array([True, False]),
        scripted=(Move(end - 1_400_000, 0, 100.0),),
    )
    record = ENGINES[engine].resolve([made])[0]
    assert (record.rank.tolist(), record.reason.tolist(), record.price) == ([0, 0, 1], [4, 0, 0], 110.0)


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_to_play(engine):
    assert ENGINES[engine].name == engine
    assert ENGINES[engine].resolve([]) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_more_participants_than_instants(engine):
    with pytest.raises(RunError, match="an auction with 1000 participants; one auction can tell 999 apart"):
        ENGINES[engine].resolve([brief(Play.SEALED, [150.0] * 1000)])
    assert ENGINES[engine].resolve([brief(Play.ASCENDING, [150.0] * 999)])[0].sold


@pytest.mark.parametrize("engine", ENGINES)
def test_open_outcry_without_an_increment_is_refused(engine):
    with pytest.raises(ValueError, match="an ascending auction without an increment needs a proxy"):
        ENGINES[engine].resolve([brief(Play.ASCENDING, [150.0], ladder=Ladder())])
