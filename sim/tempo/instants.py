"""Whose instant is whose, and when an answer is given: the arithmetic of time that both engines share."""

from __future__ import annotations

from dataclasses import replace

from sim.entities.brief import Brief, Move
from sim.entities.units import MILLISECOND, Instant


def own(t: Instant, who: int) -> Instant:
    """The instant of participant `who` (an index) within the millisecond of `t`.

    Examples
    --------
    >>> own(5_000, 0), own(5_731, 11)
    (5001, 5012)
    """
    return t - t % MILLISECOND + who + 1


def answer(t: Instant, who: int, reply: Instant, end: Instant, guard: Instant) -> Instant:
    """When participant `who`, outbid at `t`, looks again: after `reply`, but nobody lets the clock run out.

    An answer that would come later than ``end - guard``, with `end` as it stands at `t`, is given at ``end - guard``;
    if that has passed, as late as it comes.
    """
    rank = who + 1
    when, last = t + reply, end - guard
    when += rank - when % MILLISECOND
    last += rank - last % MILLISECOND
    return last if when > last > t else when


def script(brief: Brief) -> list[Move]:
    """The scripted moves in order, each at its participant's own instant within the millisecond it was written for.

    Moves of one participant in one millisecond keep the order in which they are written.
    """
    moves = [replace(move, t=own(move.t, move.who)) for move in brief.scripted]
    return sorted(moves, key=lambda move: move.t)
