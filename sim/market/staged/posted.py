"""The posted price.

1. The lot stands at the start price through the window. A participant whose limit reaches it takes it at its first
   look; a scripted bid takes it at its instant, at the start price whatever its amount, unless that is lower: then it
   is below the ask.
2. The first taker buys at once and the hammer falls: what is scripted for later is late. Nobody by the close: passed in
   at the close. No bid is lost on the way: nobody waits for the last moment of a posting.
3. If the ladder has a window, the first bid does not buy: it opens an ascending auction of this length under the same
   ladder, of which it is the first move, with jump or lodged maximum if that is how this participant opens. Everybody
   registered is told (:func:`sim.formats.posted_price.opened`), and :mod:`sim.market.staged.ascending` takes over.
"""

from __future__ import annotations

from collections.abc import Generator

from simpy import Environment, Event

from sim.entities.brief import Brief, Move, Reason, Record
from sim.formats.base import SLACK
from sim.formats.posted_price import opened
from sim.market.staged import ascending
from sim.market.staged.stage import Acts, Stage, until


class Shelf(Stage):
    """Where the lot stands until somebody takes it."""

    def __init__(self, env: Environment, brief: Brief) -> None:
        super().__init__(env, brief)
        self.taken = env.event()
        self.taker, self.hammer = -1, brief.closes
        self.spoken: tuple[Move, ...] = ()

    @property
    def running(self) -> bool:
        """Until it is taken, or the window ends."""
        return self.taker < 0 and super().running

    def hear(self, move: Move) -> None:
        """A scripted bid takes the lot, if it reaches the price."""
        if move.amount < self.brief.start - SLACK * self.brief.ladder.step:
            self.refuse(move, Reason.BELOW_ASK)
        else:
            self.spoken = (move,)
            self.take(move.who)

    def take(self, who: int) -> None:
        """The first taker."""
        self.taker, self.hammer = who, self.now
        self.taken.succeed()


def participant(shelf: Shelf, i: int) -> Acts:
    """Look once, and take the lot if it is worth its price and still there."""
    yield until(shelf.env, int(shelf.brief.first[i]))
    if shelf.running and shelf.brief.limit[i] >= shelf.brief.start:
        shelf.take(i)


def stage(env: Environment, brief: Brief) -> Generator[Event, None, Record]:
    """The platform: leave the lot on the shelf until somebody takes it or the window ends."""
    yield until(env, brief.opens)
    shelf = Shelf(env, brief)
    shelf.open()
    for i in range(len(brief.limit)):
        env.process(participant(shelf, i))
    yield shelf.taken | until(env, brief.closes)
    if shelf.taker >= 0 and brief.ladder.window > 0:
        auction = opened(brief, shelf.now, (*shelf.spoken, *shelf.script))
        return (yield from ascending.stage(env, auction, shelf.book))
    if shelf.taker >= 0:
        shelf.book.add(shelf.hammer, shelf.taker, brief.start)
    shelf.close()
    if shelf.taker < 0 or brief.start < brief.reserve:
        return shelf.book.record(winner=-1, price=float("nan"), hammer=shelf.hammer)
    return shelf.book.record(winner=shelf.taker, price=brief.start, hammer=shelf.hammer)
