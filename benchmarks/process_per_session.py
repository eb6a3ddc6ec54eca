"""Ascending auctions with a soft close, written plainly in SimPy: a process for every session.

The auction is the unit of thought: one process a lot keeps the board and a heap of who looks next, and sleeps from look
to look. Bidders are entries of lists.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from heapq import heapify, heappop, heappush
from typing import Any

import simpy


class Session:
    """One lot.

    Parameters
    ----------
    env : simpy.Environment
        Time is counted in microseconds.
    sale : object
        Attributes ``opens, closes, start, step, trigger, extension, guard`` (numbers), ``limits, firsts`` (an entry a
        bidder) and ``replies`` (a list of reply times a bidder, used in turn).
    """

    def __init__(self, env: simpy.Environment, sale: Any) -> None:
        self.env, self.sale = env, sale
        self.end = sale.closes
        self.holder = -1
        self.price = sale.start
        self.bids: list[tuple[int, int, float]] = []
        self.looks = [(t, who) for who, t in enumerate(sale.firsts)]
        self.answers = [0] * len(sale.firsts)
        heapify(self.looks)
        env.process(self.run())

    @property
    def ask(self) -> float:
        """The least that the next bid must be."""
        return self.sale.start + len(self.bids) * self.sale.step

    def run(self) -> Generator[simpy.Event, Any, None]:
        """Go from look to look until the end comes first."""
        env = self.env
        while self.looks and self.looks[0][0] < self.end:
            t, who = heappop(self.looks)
            yield env.timeout(t - env.now)
            if who != self.holder and self.sale.limits[who] >= self.ask:
                self.bid(t, who)
        yield env.timeout(self.end - env.now)

    def bid(self, t: int, who: int) -> None:
        """Take the ask; a bid shortly before the end moves it; the bidder who held the lot will look again."""
        self.price = self.ask
        self.bids.append((t, who, self.price))
        if self.end - t <= self.sale.trigger:
            self.end = t + self.sale.extension
        loser, self.holder = self.holder, who
        if loser >= 0 and self.sale.limits[loser] >= self.ask:
            heappush(self.looks, (self.answer(t, loser), loser))

    def answer(self, t: int, who: int) -> int:
        """When a bidder outbid at `t` looks again: after its reply time, but it does not let the clock run out.

        Each bidder acts in its own microsecond of a millisecond, so that no two act at the same instant.
        """
        replies = self.sale.replies[who]
        when = own(t + replies[self.answers[who] % len(replies)], who)
        self.answers[who] += 1
        last = own(self.end - self.sale.guard, who)
        return last if when > last > t else when


def own(t: int, who: int) -> int:
    """The bidder's own microsecond within the millisecond of `t`."""
    return t - t % 1000 + who + 1


def play(sales: Sequence[Any]) -> list[tuple[int, float, int]]:
    """Winner (-1: nobody), price (the start price if nobody bid) and number of bids of each sale."""
    env = simpy.Environment()
    sessions = [Session(env, sale) for sale in sales]
    env.run()
    return [(session.holder, session.price, len(session.bids)) for session in sessions]
