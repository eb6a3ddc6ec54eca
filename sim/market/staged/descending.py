"""The falling price (Dutch auction).

1. The price falls from `top` to the start price over the window, along a line or in steps of equal length of time
   (:class:`sim.formats.dutch.Descent`).
2. A participant raises its hand in the millisecond in which the price first comes down to its limit. Of the hands
   raised in one millisecond the one for the highest price counts, then the lowest tie draw.
3. The lot is knocked down at the price called, at the participant's own instant in that millisecond, and the auction
   is over. Only this move is in the book.
4. A scripted bid stops the price at its own instant, if its amount reaches what is called then; otherwise it is below
   the ask. It pays what is called. After the hammer it is late.
5. Nobody by the close: passed in at the close. A stop below a secret reserve does not buy: the lot is passed in there.
   No hand is lost on the way: people in front of a running clock do not wait for its last moment.
"""

from __future__ import annotations

from collections.abc import Generator

from simpy import Environment, Event

from sim.entities.brief import Brief, Move, Reason, Record
from sim.entities.units import Money
from sim.formats.base import SLACK
from sim.formats.dutch import Descent
from sim.market.staged.stage import Acts, Stage, until
from sim.tempo.instants import own


class Fall(Stage):
    """The falling price, the hands that are up, and who stopped it."""

    def __init__(self, env: Environment, brief: Brief) -> None:
        super().__init__(env, brief)
        self.descent = Descent.of(brief)
        self.hands: list[tuple[Money, float, int]] = []
        self.noticed = env.event()
        self.buyer, self.price, self.hammer = -1, float("nan"), brief.closes

    @property
    def running(self) -> bool:
        """Until the price is stopped, or the window ends."""
        return self.buyer < 0 and super().running

    def raise_hand(self, i: int, price: Money) -> None:
        """A hand goes up; the auctioneer will look round."""
        self.hands.append((-price, float(self.brief.ties[i]), i))
        self.notice()

    def notice(self) -> None:
        """Draw the auctioneer's eye."""
        if not self.noticed.triggered:
            self.noticed.succeed()

    def stop(self, i: int, price: Money) -> None:
        """Knock the lot down."""
        self.book.add(self.now, i, price)
        self.buyer, self.price, self.hammer = i, price, self.now
        self.notice()

    def hear(self, move: Move) -> None:
        """A scripted bid stops the price if it reaches what is called."""
        called = self.descent.called(self.now)
        if move.amount < called - SLACK * self.brief.ladder.step:
            self.refuse(move, Reason.BELOW_ASK)
        else:
            self.stop(move.who, called)


def participant(fall: Fall, i: int) -> Acts:
    """Wait until the price is down to one's limit and raise a hand."""
    limit = float(fall.brief.limit[i])
    if limit < fall.brief.start:
        return
    price, t = fall.descent.stop(limit)
    yield until(fall.env, t)
    if fall.running:
        fall.raise_hand(i, price)


def stage(env: Environment, brief: Brief) -> Generator[Event, None, Record]:
    """The auctioneer: call prices until a hand is up or somebody calls out."""
    yield until(env, brief.opens)
    fall = Fall(env, brief)
    fall.open()
    for i in range(len(brief.limit)):
        env.process(participant(fall, i))
    yield fall.noticed | until(env, brief.closes)
    if fall.running:
        raised = fall.now
        yield env.timeout(1)  # all hands of this millisecond are up now
        price, _, i = min(fall.hands)
        yield until(env, own(raised, i))
        if fall.running:
            fall.stop(i, -price)
    fall.close()
    if fall.buyer < 0 or fall.price < brief.reserve:
        return fall.book.record(winner=-1, price=float("nan"), hammer=fall.hammer)
    return fall.book.record(winner=fall.buyer, price=fall.price, hammer=fall.hammer)
