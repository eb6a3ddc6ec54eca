"""Open ascending bids (English auction) on a platform or in a hall with a clock on the wall.

*The board* shows the standing bid and the end. The **ask** is the start price, later the standing bid and one
increment; with no increment, where only a proxy makes the auction finite, it is the next number above the standing bid.
Prices are ``start + k * step`` with an integer k: a bid between two rungs counts as the lower one. Only a proxy puts
prices between rungs.

*A bid* is accepted if it reaches the ask, comes from the opening on and before the end, and not from whoever holds the
standing bid. What is refused moves nothing and extends nothing. A bid at the closing instant is late.

*Proxy.* A participant may lodge a maximum; the book shows the maximum. A bid out loud is its own maximum. If a new
maximum does not beat the holder's, the price rises to one increment above it or to the holder's maximum, whichever is
lower, the holder stays, and the newcomer is outbid at once; so equal maxima go to the earlier one. If it does, the
newcomer holds the lot, at the price called out, or if he lodged at one increment above the old maximum or his own,
whichever is lower; at the start price if he is the first.

*Soft close.* An accepted bid in the last `trigger` before the end moves the end to bid time + `extension`: never to the
old end + extension, never back, and not past the scheduled close + cap.

*A participant* has a limit. It looks for the first time at `first`. If the ask is above its limit it leaves for good
and says nothing. Otherwise it bids: at the first look the jump it has in mind, if that is above the ask (cut to its
limit), or its limit if it lodges and the platform takes it; in all other cases the ask. Without an increment it always
lodges. When it is outbid it answers after its reply time, but nobody lets the clock run out: an answer that would come
later than `guard` before the end, as the end stands when it is outbid, is given at ``end - guard`` if that is still to
come. Whoever finds the auction closed sends nothing. A bid sent in the last moment before the end over a line that
fails (`lost`) never arrives, and there is no time to try again.

*The hammer* falls at the end, sold or not. The holder buys at the standing bid, if it reaches a secret reserve.
"""

from __future__ import annotations

import math
from collections.abc import Generator

from simpy import Environment, Event

from sim.entities.brief import Brief, Move, Moves, Reason, Record
from sim.entities.units import Money
from sim.formats.base import SLACK, rung
from sim.market.staged.stage import Acts, Stage, until
from sim.tempo.instants import answer


class Platform(Stage):
    """The board, and what the platform keeps to itself: the maximum of the holder."""

    def __init__(self, env: Environment, brief: Brief, book: Moves | None) -> None:
        super().__init__(env, brief, book)
        self.end = brief.closes
        self.holder = -1
        self.price = self.maximum = brief.start
        self.outbid = [env.event() for _ in brief.limit]
        if brief.ladder.step == 0 and not brief.ladder.proxy:
            raise ValueError("an ascending auction without an increment needs a proxy")

    @property
    def running(self) -> bool:
        """Until the end, wherever soft close has moved it."""
        return self.now < self.end

    @property
    def ask(self) -> Money:
        """The least that is accepted."""
        step, start = self.brief.ladder.step, self.brief.start
        if self.holder < 0:
            return start
        if step == 0:
            return math.nextafter(self.price, math.inf)
        if self.brief.ladder.proxy:
            return self.price + step
        return start + (rung(self.price, start, step) + 1) * step

    def hear(self, move: Move) -> None:
        """A scripted bid, out loud. What is a hair below a rung because of its decimals is on it."""
        ladder = self.brief.ladder
        hair = SLACK * ladder.step
        if move.who == self.holder:
            self.refuse(move, Reason.HOLDER)
        elif move.amount < self.ask - hair:
            self.refuse(move, Reason.BELOW_ASK)
        else:
            self.call(move.who, max(move.amount, self.ask) if ladder.proxy else move.amount + hair)

    def call(self, who: int, amount: Money) -> None:
        """A bid out loud, of at least the ask."""
        if not self.brief.ladder.proxy:
            amount = self.on_ladder(amount)
        self.accept(who, amount, price=amount)

    def on_ladder(self, amount: Money) -> Money:
        """The rung a bid counts as."""
        start, step = self.brief.start, self.brief.ladder.step
        return start + rung(amount, start, step) * step

    def lodge(self, who: int, maximum: Money) -> None:
        """A maximum of at least the ask; the platform bids for whoever lodged it."""
        alone = self.holder < 0
        price = self.brief.start if alone else min(maximum, self.maximum + self.brief.ladder.step)
        self.accept(who, maximum, price=price)

    def accept(self, who: int, maximum: Money, price: Money) -> None:
        """Write the bid down, see who holds the lot now and at what price, move the end."""
        self.book.add(self.now, who, maximum)
        self.prolong()
        if self.holder >= 0 and maximum <= self.maximum:
            self.price = min(self.maximum, maximum + self.brief.ladder.step)
            return
        before, self.holder = self.holder, who
        self.price, self.maximum = price, maximum
        if before >= 0:
            self.outbid[before].succeed()
            self.outbid[before] = self.env.event()

    def prolong(self) -> None:
        """Soft close."""
        ladder, now = self.brief.ladder, self.now
        if self.end - now > ladder.trigger:
            return
        end = now + ladder.extension
        if ladder.cap >= 0:
            end = min(end, self.brief.closes + ladder.cap)
        self.end = max(self.end, end)

    def result(self) -> Record:
        """The hammer."""
        self.close()
        moved = self.end - self.brief.closes
        if self.holder < 0 or self.price < self.brief.reserve:
            return self.book.record(winner=-1, price=float("nan"), hammer=self.end, extended=moved)
        return self.book.record(winner=self.holder, price=self.price, hammer=self.end, extended=moved)


def participant(platform: Platform, i: int) -> Acts:
    """Look, bid while the ask is within the limit, wait to be outbid, think, look again."""
    brief, env = platform.brief, platform.env
    limit, reply = float(brief.limit[i]), brief.reply[i]
    if limit < brief.start:
        return
    yield until(env, int(brief.first[i]))
    answers = 0
    while platform.running and limit >= platform.ask:
        if platform.holder != i and not bid(platform, i, limit, first=answers == 0):
            return
        if platform.holder == i:
            yield platform.outbid[i]
            if limit < platform.ask:
                return
        pause = int(reply[answers % len(reply)])
        yield until(env, answer(platform.now, i, pause, platform.end, brief.guard))
        answers += 1


def bid(platform: Platform, i: int, limit: Money, *, first: bool) -> bool:
    """Send a bid: a jump, the limit, or the ask. Returns whether it arrived."""
    brief, ask = platform.brief, platform.ask
    jump = float(brief.opening[i])
    jumps = first and jump > ask
    lodges = not jumps and brief.ladder.proxy and (brief.ladder.step == 0 or (first and bool(brief.lodges[i])))
    amount = min(limit, jump) if jumps else limit if lodges else ask
    if brief.lost[i] and platform.end - platform.now <= brief.last_moment:
        platform.book.add(platform.now, i, amount, Reason.LOST)
        return False
    if lodges:
        platform.lodge(i, amount)
    else:
        platform.call(i, amount)
    return True


def stage(env: Environment, brief: Brief, book: Moves | None = None) -> Generator[Event, None, Record]:
    """The platform: open, let people bid, and look at the clock until the end has really come.

    Parameters
    ----------
    env : Environment
    brief : Brief
        Of play ASCENDING.
    book : Moves, optional
        Moves made before, when a posted price has just been taken.
    """
    yield until(env, brief.opens)
    platform = Platform(env, brief, book)
    platform.open()
    for i in range(len(brief.limit)):
        env.process(participant(platform, i))
    while platform.running:
        yield until(env, platform.end)
    return platform.result()
