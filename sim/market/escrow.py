"""Funds put aside for bids, and deposits: what comes back to whom, and when."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.entities.brief import Brief
from sim.entities.market import Candidates
from sim.entities.units import DAY, Bools, Floats, Instant, Money
from sim.entities.venue import Rules
from sim.market.offer import Called, Offer, commission
from sim.market.purse import Purse
from sim.money import all_in, forfeited


class Escrow:
    """What bidders with limited funds have put aside, in all auctions of a market.

    A bidder puts the most aside that an auction may cost it. At the hammer all but what may still be due comes back;
    deposits of those who cannot buy any more follow after the delay of the rules.
    """

    def __init__(self, rules: Rules, tick: Money) -> None:
        self.rules, self.tick = rules, tick
        self.purse = Purse()

    def free(self, who: Candidates, wealth: Floats, limited: Bools, now: Instant) -> Floats:
        """Funds at hand; only limited ones need the purse."""
        if not limited.any():
            return wealth
        free = wealth.copy()
        free[limited] = self.purse.free(who.subject[limited], wealth[limited], now)
        return free

    def hold(self, brief: Brief, limited: Bools, deposit: Money) -> list[tuple[int, Money]]:
        """Put aside the most that this auction may cost each with limited funds; (participant, stake) of them."""
        held: list[tuple[int, Money]] = []
        for position in np.flatnonzero(limited & np.isfinite(brief.limit)):
            bidder, stake = int(brief.who[position]), all_in(self.rules.buyer_fee, float(brief.limit[position]))
            if stake < deposit:
                stake = max(stake, min(deposit, self.purse.at_hand(bidder)))
            self.purse.hold(bidder, stake)
            held.append((int(position), stake))
        return held

    def hammer(
        self, brief: Brief, held: Sequence[tuple[int, Money]], right: Sequence[Offer], deposit: Money, now: Instant,
        lot: int,
    ) -> dict[int, Money]:  # fmt: skip
        """The hammer has fallen: give back what is not needed; what those keep aside who may still buy."""
        back = now + round(self.rules.deposit_release_days * DAY)
        due, aside = {offer.who: max(offer.cost, offer.deposit) for offer in right}, {}
        for position, stake in held:
            bidder = int(brief.who[position])
            kept = min(due.get(position, deposit), stake)
            if position in due:
                aside[position] = kept
            else:
                self.purse.release(bidder, kept, back, lot)
            self.purse.release(bidder, max(stake - kept, 0.0), now, lot)
        return aside

    def paid(self, called: Called, offer: Offer, now: Instant) -> None:
        """A buyer has paid: the rest of what it had aside comes back, and all of those who stood by."""
        for position, kept in called.aside.items():
            spent = offer.cost if position == offer.who else 0.0
            if any(position == other.who for other in called.offers[called.offers.index(offer) :]):
                self.release(called, position, max(kept - spent, 0.0), now)

    def failed(self, called: Called, offer: Offer, now: Instant) -> tuple[int, Money] | None:
        """A buyer has not paid: all but its deposit comes back.

        Returns
        -------
        tuple of int and Money, or None
            The bidder and the deposit that stays, if its funds are limited.
        """
        if offer.who not in called.aside:
            return None
        stays = min(offer.deposit, called.aside[offer.who])
        self.release(called, offer.who, called.aside[offer.who] - stays, now)
        return int(called.listing.brief.who[offer.who]), stays

    def settle(self, pledges: Sequence[tuple[int, Money, Money]], resale: Money, now: Instant, lot: int) -> None:
        """A lot's life is over: what is left of the deposits of those who did not pay comes back.

        Parameters
        ----------
        pledges : sequence of (int, Money, Money)
            Bidder, deposit that stayed, price that it did not pay.
        resale : Money
            Price that was paid in the end, 0 if none was.
        now : Instant
        lot : int
        """
        for bidder, stays, price in pledges:
            lost = forfeited(self.rules, stays, price, commission(self.rules, price, self.tick), resale)
            self.purse.release(bidder, stays - lost, now, lot)

    def release(self, called: Called, position: int, amount: Money, at: Instant) -> None:
        """Give an amount back to a participant."""
        self.purse.release(int(called.listing.brief.who[position]), amount, at, called.listing.lot.id)
