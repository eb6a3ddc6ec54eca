"""The clock with buttons (Japanese auction).

1. Whoever would pay the start price presses a button at the opening. A scripted amount, whenever in the window it is
   written for, is an instruction read at the opening: that participant stays until this amount, whatever its limit; the
   last one counts. Below the start price it is refused at its instant.
2. The price rises. In steps, level k is ``start + k * step`` and a participant stays at it if its limit reaches it;
   without steps it stays up to its limit. It lets go one by one: the one who stays least far first; between equals the
   highest tie draw lets go first. The book shows the last price at which each one stayed. Who buys has no line in it.
3. The clock stops when one button is left. Without steps its owner pays the price at which the last other one let go.
   In steps he pays the first level at which he is alone; if the last two let go at the same level, the level they last
   stayed at. Who is alone from the start pays the start price.
4. The pace of the clock is set so that the drop-outs divide the window into equal parts; the hammer falls at its end.
   (The price does not depend on it.) The window leaves a millisecond to each participant.
5. If the price at which the clock stops is below a secret reserve the lot is passed in.
"""

from __future__ import annotations

from collections.abc import Generator

from simpy import Environment, Event

from sim.entities.brief import Brief, Move, Reason, Record
from sim.entities.units import Money
from sim.formats.base import rung
from sim.market.staged.stage import Acts, Stage, until
from sim.tempo.instants import own


class Clock(Stage):
    """The price, and who still presses."""

    def __init__(self, env: Environment, brief: Brief) -> None:
        super().__init__(env, brief)
        self.price = brief.start
        told = {m.who: m.amount for m in self.script if brief.opens <= m.t < brief.closes and m.amount >= brief.start}
        stays = [told.get(i, limit) for i, limit in enumerate(brief.limit.tolist())]
        self.level = {i: self.last_level(stay) for i, stay in enumerate(stays) if stay >= brief.start}
        self.passed = {i: env.event() for i in self.level}

    def last_level(self, stay: Money) -> Money:
        """The last price at which somebody stays: in steps the number of the level, else the amount."""
        return rung(stay, self.brief.start, self.brief.ladder.step) if self.brief.ladder.step > 0 else stay

    def money(self, level: Money) -> Money:
        """A level in money."""
        return self.brief.start + level * self.brief.ladder.step if self.brief.ladder.step > 0 else level

    def next_out(self) -> int:
        """Who lets go next."""
        return min(self.level, key=lambda i: (self.level[i], -self.brief.ties[i], -i))

    def let_go(self, i: int) -> None:
        """A button is released; the clock now stands where only the others stay."""
        level = self.level.pop(i)
        self.book.add(self.now, i, self.money(level))
        alone = min(self.level.values()) > level
        self.price = self.money(level + 1 if alone and self.brief.ladder.step > 0 else level)

    def hear(self, move: Move) -> None:
        """An instruction was read at the opening, unless it lay below the start price."""
        if move.amount < self.brief.start:
            self.refuse(move, Reason.BELOW_ASK)


def participant(clock: Clock, i: int) -> Acts:
    """Press, and let go once the price has passed what one would pay."""
    yield clock.passed[i]
    clock.let_go(i)


def stage(env: Environment, brief: Brief) -> Generator[Event, None, Record]:
    """The auctioneer: let the price rise from one drop-out to the next until one button is left."""
    yield until(env, brief.opens)
    clock = Clock(env, brief)
    clock.open()
    people = {i: env.process(participant(clock, i)) for i in clock.level}
    gone, pressed = 0, len(people)
    while len(clock.level) > 1:
        gone += 1
        out = clock.next_out()
        yield until(env, own(brief.opens + gone * (brief.closes - brief.opens) // pressed, out))
        clock.passed[out].succeed()
        yield people[out]
    yield until(env, brief.closes)
    clock.close()
    if not clock.level or clock.price < brief.reserve:
        return clock.book.record(winner=-1, price=float("nan"), hammer=brief.closes)
    return clock.book.record(winner=min(clock.level), price=clock.price, hammer=brief.closes)
