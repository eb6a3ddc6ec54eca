"""Sealed bids.

1. Each participant whose limit is at least the start price hands in one envelope, at its first look, holding its limit.
2. A scripted envelope replaces what the same participant handed in before, and is replaced by what comes after. Below
   the start price, before the opening, or from the closing instant on it is refused.
3. An envelope sent in the last moment before the close by a participant whose line fails (`lost`) never arrives.
4. At the close the envelopes are opened. The highest bid buys if it reaches the reserve; the lowest tie draw decides
   between equal bids. The hammer falls at the close, sold or not.
5. The buyer pays the own bid; in a second-price auction the second-highest bid and the increment, if there is one, but
   not more than the own bid and not less than the reserve: a secret reserve counts like a bid of the seller.
"""

from __future__ import annotations

from collections.abc import Generator

from simpy import Environment, Event

from sim.entities.brief import Brief, Move, Reason, Record
from sim.entities.units import Money
from sim.market.staged.stage import Acts, Stage, until


class Box(Stage):
    """The clerk's box: the envelope of each participant, the latest one."""

    def __init__(self, env: Environment, brief: Brief) -> None:
        super().__init__(env, brief)
        self.envelopes: dict[int, Money] = {}

    def hear(self, move: Move) -> None:
        """Take a scripted envelope."""
        if move.amount < self.brief.start:
            self.refuse(move, Reason.BELOW_ASK)
        else:
            self.take(move.who, move.amount)

    def take(self, who: int, amount: Money) -> None:
        """Take an envelope."""
        self.book.add(self.now, who, amount)
        self.envelopes[who] = amount


def participant(box: Box, i: int) -> Acts:
    """Come at the first look and hand in the limit."""
    brief, limit = box.brief, float(box.brief.limit[i])
    yield until(box.env, int(brief.first[i]))
    if limit < brief.start:
        return
    if brief.lost[i] and brief.closes - box.now <= brief.last_moment:
        box.book.add(box.now, i, limit, Reason.LOST)
    else:
        box.take(i, limit)


def stage(env: Environment, brief: Brief) -> Generator[Event, None, Record]:
    """The clerk: set up the box, wait for the close, open the envelopes."""
    yield until(env, brief.opens)
    box = Box(env, brief)
    box.open()
    for i in range(len(brief.limit)):
        env.process(participant(box, i))
    yield until(env, brief.closes)
    box.close()
    valid = sorted((-amount, float(brief.ties[i]), i) for i, amount in box.envelopes.items())
    if not valid or -valid[0][0] < brief.reserve:
        return box.book.record(winner=-1, price=float("nan"), hammer=brief.closes)
    best = -valid[0][0]
    price = best
    if brief.pays_second:
        second = -valid[1][0] + brief.ladder.step if len(valid) > 1 else brief.reserve
        price = max(min(second, best), brief.reserve)
    return box.book.record(winner=valid[0][2], price=price, hammer=brief.closes)
