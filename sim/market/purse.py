"""Liquid funds. Nobody waits for money: a purse answers at once, and books what comes back later."""

from __future__ import annotations

import heapq

import numpy as np

from sim.entities.units import Floats, Instant, Keys, Money


class Purse:
    """Liquid funds of all bidders with limited wealth.

    Whoever registers puts aside the most that the auction may cost him. Money comes free at a stated instant and can be
    used in openings strictly later: what happens at one instant is so independent of the order in which an event loop
    serves it.
    """

    def __init__(self) -> None:
        self._free: dict[int, Money] = {}
        self._due: list[tuple[Instant, int, int, Money]] = []

    def free(self, who: Keys, wealth: Floats, now: Instant) -> Floats:
        """Funds at hand at an opening, inf where unlimited.

        Parameters
        ----------
        who : Keys
            Hashed bidders.
        wealth : Floats
            What each began with, used when a bidder is seen for the first time.
        now : Instant
            The opening; money that comes free at this very instant is too late for it.
        """
        while self._due and self._due[0][0] < now:
            _, _, bidder, amount = heapq.heappop(self._due)
            self._free[bidder] += amount
        return np.array(
            [self._free.setdefault(int(key), float(money)) for key, money in zip(who, wealth, strict=True)],
            dtype=np.float64,
        )

    def at_hand(self, bidder: int) -> Money:
        """What a bidder seen before has free."""
        return self._free[bidder]

    def hold(self, bidder: int, amount: Money) -> None:
        """Put an amount aside.

        Raises
        ------
        ValueError
            If the bidder does not have it: a purse never goes below nothing.
        """
        rest = self._free[bidder] - amount
        if rest < -1e-6 * max(1.0, amount):
            raise ValueError(f"bidder {bidder} holds {self._free[bidder]} and cannot put {amount} aside")
        self._free[bidder] = max(rest, 0.0)

    def release(self, bidder: int, amount: Money, at: Instant, lot: int) -> None:
        """Give back an amount at a later instant; equal instants are booked by lot."""
        heapq.heappush(self._due, (at, lot, bidder, amount))
