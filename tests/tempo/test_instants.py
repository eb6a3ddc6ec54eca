"""Own instants, answers, scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.entities.brief import Move, Play
from sim.entities.units import SECOND
from sim.tempo.instants import answer, own, script
from tests.briefs import brief


@pytest.mark.parametrize(
    ("t", "reply", "end", "when"),
    [
        (10 * SECOND + 9, 20 * SECOND, 60 * SECOND, 30 * SECOND + 3),  # as long as it takes
        (50 * SECOND + 9, 20 * SECOND, 60 * SECOND, 59 * SECOND + 3),  # nobody lets the clock run out
        (59 * SECOND + 1, 20 * SECOND, 60 * SECOND, 59 * SECOND + 3),  # just in time
        (59 * SECOND + 9, 20 * SECOND, 60 * SECOND, 79 * SECOND + 3),  # too late, as late as it comes
        (10 * SECOND + 9, 20 * SECOND, 31 * SECOND + 7, 30 * SECOND + 3),  # an end with a remainder
    ],
)
def test_answer(t, reply, end, when):
    assert answer(t, 2, reply, end, SECOND) == when


@given(st.integers(0, 10**12), st.integers(0, 998), st.integers(1, 10**5), st.integers(0, 10**6), st.integers(1, 5000))
def test_an_answer_comes_after_the_question_and_at_an_instant_of_ones_own(t, who, reply_ms, to_end, guard_ms):
    when = answer(t, who, reply_ms * 1000, t + to_end, guard_ms * 1000)
    assert when > t
    assert when % 1000 == who + 1
    assert when <= own(t + reply_ms * 1000, who)


def test_a_script_is_played_in_order_at_own_instants():
    written = (Move(5_000, 1, 1.0), Move(4_731, 2, 2.0), Move(5_002, 1, 0.5), Move(-1, 0, 4.0))
    assert [(move.t, move.who, move.amount) for move in script(brief(Play.SEALED, [1, 2, 3], scripted=written))] == [
        (-999, 0, 4.0),
        (4_003, 2, 2.0),
        (5_002, 1, 1.0),
        (5_002, 1, 0.5),
    ]
