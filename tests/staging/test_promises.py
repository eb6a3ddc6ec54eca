"""What any record of any brief keeps, and what does not change it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.entities.brief import Brief, Ladder, Move, Play, Reason
from sim.entities.units import HOUR, SECOND
from sim.kernel import KERNEL
from tests.briefs import PLAYS, brief, random_brief

seeds = st.integers(0, 10**7)
quick = settings(derandomize=True, max_examples=150, deadline=None)


def play(made: Brief):
    return KERNEL[made.play](made)


@pytest.mark.parametrize("kind", PLAYS)
@quick
@given(seed=seeds)
def test_a_record_is_in_order_and_no_sale_is_below_the_reserve(kind, seed):
    made = random_brief(seed, kind)
    record = play(made)
    accepted = record.reason == Reason.ACCEPTED
    assert (np.diff(record.t) >= 0).all()
    assert np.array_equal(record.t % 1000 - 1, record.rank)
    assert (record.t[record.reason == Reason.EARLY] < made.opens).all()
    assert (record.t[record.reason == Reason.LATE] >= record.hammer).all()
    assert (record.t[accepted] <= record.hammer).all()
    assert record.extended >= 0
    assert record.sold == (record.price == record.price)
    if record.sold:
        told = [move.amount for move in made.scripted if move.who == record.winner]
        most = max([made.limit[record.winner], *told])
        assert made.reserve <= record.price <= most + 1e-9
    if not made.scripted:
        assert (record.amount[accepted] <= made.limit[record.rank[accepted]]).all()


@pytest.mark.parametrize("kind", PLAYS)
@quick
@given(seed=seeds)
def test_money_in_other_units(kind, seed):
    """Four times the money, four times the price; nothing else moves (4 is exact in binary)."""
    made = random_brief(seed, kind)
    ladder = replace(made.ladder, step=4 * made.ladder.step, top=4 * made.ladder.top)
    script = tuple(replace(move, amount=4 * move.amount) for move in made.scripted)
    dearer = replace(
        made,
        ladder=ladder,
        scripted=script,
        start=4 * made.start,
        reserve=4 * made.reserve,
        limit=4 * made.limit,
        opening=4 * made.opening,
    )
    one, other = play(made), play(dearer)
    assert np.array_equal(one.t, other.t)
    assert np.array_equal(4 * one.amount, other.amount)
    assert np.array_equal(4 * np.array(one.price), other.price, equal_nan=True)
    assert (one.winner, one.hammer) == (other.winner, other.hammer)


@pytest.mark.parametrize("kind", PLAYS)
@quick
@given(seed=seeds)
def test_another_day(kind, seed):
    made, day = random_brief(seed, kind), 24 * HOUR
    script = tuple(replace(move, t=move.t + day) for move in made.scripted)
    later = replace(made, opens=made.opens + day, closes=made.closes + day, first=made.first + day, scripted=script)
    one, other = play(made), play(later)
    assert np.array_equal(one.t + day, other.t)
    assert np.array_equal(one.amount, other.amount)
    assert (one.winner, one.hammer + day, one.extended) == (other.winner, other.hammer, other.extended)


@pytest.mark.parametrize("kind", PLAYS)
@quick
@given(seed=seeds)
def test_who_has_which_rank_does_not_matter(kind, seed):
    """Permuting participants with all that is theirs permutes the record, unless two act in one millisecond."""
    made = random_brief(seed, kind)
    n = len(made.limit)
    order = np.random.default_rng(seed).permutation(n)
    place = np.argsort(order)
    rank = made.first % 1000
    columns = {
        name: getattr(made, name)[order] for name in ("who", "limit", "reply", "opening", "lodges", "lost", "ties")
    }
    first = (made.first - rank)[order] + np.arange(1, n + 1)
    script = tuple(Move(move.t, int(place[move.who]), move.amount) for move in made.scripted)
    said = [move.t // 1000 for move in script]
    assume(len({*(first // 1000).tolist(), *said}) == n + len(said))
    one, other = play(made), play(replace(made, first=first, scripted=script, **columns))
    assume(all(len(set(record.t // 1000)) == len(record.t) for record in (one, other)))
    assert np.array_equal(one.t // 1000, other.t // 1000)
    assert np.array_equal(place[one.rank], other.rank)
    assert np.array_equal(one.amount, other.amount)
    assert np.array_equal(one.price, other.price, equal_nan=True)
    assert one.winner == (order[other.winner] if other.sold else -1)


@quick
@given(seed=seeds)
def test_soft_close(seed):
    """No gap above the extension once the trigger has begun, and the last bid to the end is the extension."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 9))
    made = brief(
        Play.ASCENDING,
        rng.uniform(90, 300, n),
        ladder=Ladder(step=10.0, trigger=300 * SECOND, extension=300 * SECOND),
        first=HOUR - rng.integers(1, 600_000, n) * 1000 + np.arange(1, n + 1),
        reply=rng.integers(1, 400_000, (n, 3)) * 1000,
    )
    record = play(made)
    soft = record.t[(record.reason == 0) & (record.t >= HOUR - 300 * SECOND)]
    assert (np.diff(soft) <= 300 * SECOND).all()
    if len(soft):
        assert record.hammer == soft[-1] + 300 * SECOND
        assert record.extended == record.hammer - HOUR
    else:
        assert record.hammer == HOUR


@quick
@given(seed=seeds, cap=st.integers(0, 20), extension=st.sampled_from([30, 300, 900]))
def test_the_end_never_moves_back_nor_past_the_cap(seed, cap, extension):
    made = random_brief(seed, Play.ASCENDING)
    ladder = replace(made.ladder, trigger=300 * SECOND, extension=extension * SECOND, cap=cap * 60 * SECOND)
    record = play(replace(made, ladder=ladder))
    assert made.closes <= record.hammer <= made.closes + cap * 60 * SECOND
    assert record.hammer - made.closes == record.extended
