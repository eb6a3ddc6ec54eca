"""Ascending auctions with a soft close, written plainly in SimPy: a process for every bidder.

The bidder is the unit of thought, as in a first textbook program: it looks, bids the ask, sleeps until somebody outbids
it, takes its time and bids again, until the ask passes its limit. One more process a lot watches the clock.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import simpy

Happening = Generator[simpy.Event, Any, None]


class Auction:
    """One lot: the board that its bidders share.

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
        self.ask = self.price = sale.start
        self.holder = -1
        self.bids: list[tuple[int, int, float]] = []
        self.outbid: dict[int, simpy.Event] = {}
        env.process(self.clock())
        for who in range(len(sale.limits)):
            env.process(self.bidder(who))

    def clock(self) -> Happening:
        """Sleep until the end, which may have moved meanwhile."""
        while self.env.now < self.end:
            yield self.env.timeout(self.end - self.env.now)

    def bidder(self, who: int) -> Happening:
        """Look, bid, wait to be outbid, answer."""
        sale, env = self.sale, self.env
        yield env.timeout(sale.firsts[who] - env.now)
        answers = 0
        while env.now < self.end and sale.limits[who] >= self.ask:
            self.bid(who)
            yield self.outbid[who]
            yield env.timeout(self.pause(who, sale.replies[who][answers % len(sale.replies[who])]))
            answers += 1

    def bid(self, who: int) -> None:
        """Take the ask; a bid shortly before the end moves it."""
        sale, now = self.sale, self.env.now
        self.bids.append((now, who, self.ask))
        if self.end - now <= sale.trigger:
            self.end = now + sale.extension
        loser, self.holder, self.price = self.holder, who, self.ask
        self.ask = sale.start + len(self.bids) * sale.step
        self.outbid[who] = self.env.event()
        if loser >= 0:
            self.outbid[loser].succeed()

    def pause(self, who: int, reply: int) -> int:
        """How long a bidder takes to answer: its own time, but it does not let the clock run out.

        Each bidder acts in its own microsecond of a millisecond, so that no two act at the same instant.
        """
        now = self.env.now
        when, last = own(now + reply, who), own(self.end - self.sale.guard, who)
        return (last if when > last > now else when) - now


def own(t: int, who: int) -> int:
    """The bidder's own microsecond within the millisecond of `t`."""
    return t - t % 1000 + who + 1


def play(sales: Sequence[Any]) -> list[tuple[int, float, int]]:
    """Winner (-1: nobody), price (the start price if nobody bid) and number of bids of each sale."""
    env = simpy.Environment()
    auctions = [Auction(env, sale) for sale in sales]
    env.run()
    return [(auction.holder, auction.price, len(auction.bids)) for auction in auctions]
