"""The life of a lot, as the rule book tells it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from itertools import repeat
from typing import Any

import simpy

from sim.entities.market import Failure, Listing
from sim.entities.units import DAY
from sim.market.clock import now
from sim.market.offer import Called, Offer, fails
from sim.market.saleroom import Saleroom
from sim.market.story import Story
from sim.procedures import Round, again, creditors_price

Life = Generator[simpy.Event, Any, None]


def life(env: simpy.Environment, saleroom: Saleroom, story: Story) -> Life:
    """A lot is published, called, and paid for, or passed in and relisted, until its rounds are used up.

    1. After a failed round the seller waits; then the notice is published and runs.
    2. The lot is called at the next opening of its venue, and the hammer falls, or it is passed in.
    3. Sold: the buyer pays within the payment window, and the seller has its money. If not, see :func:`called`.
    4. Passed in: a creditor takes the lot, where the rules allow it and one may. Otherwise comes the next round of
       the procedure, at its lower start price; after the last one the lot goes back.
    """
    for listing in story.rounds:
        yield from called(env, saleroom, story, listing)
        if story.last.paid or taken(saleroom, story, listing):
            break
    story.ended = now(env)
    saleroom.escrow.settle(story.pledges, story.resale, now(env), story.lot.id)


def called(env: simpy.Environment, saleroom: Saleroom, story: Story, listing: Round) -> Life:
    """One round: an auction, and as long as buyers do not pay another one at the same start price.

    After `reauctions` more the lot counts as passed in.
    """
    rules = saleroom.rules
    for call in (listing, *repeat(again(rules, listing), rules.reauctions)):
        yield env.timeout(call.wait)
        listed = now(env)
        yield env.timeout(call.notice)
        story.listings.append((yield from sale(env, saleroom, story, (yield saleroom.enlist(story, call, listed)))))
        if story.last.paid or not story.last.failures:
            break


def sale(
    env: simpy.Environment, saleroom: Saleroom, story: Story, over: Called
) -> Generator[simpy.Event, Any, Listing]:
    """From the hammer to the money: the winner, then perhaps the next bidder, has the payment window to pay.

    Whoever does not pay loses its deposit as the rules say, and is kept out of further auctions of the lot.
    """
    listing, failures = over.listing, []
    for offer in over.offers:
        yield env.timeout(round(saleroom.rules.payment_days * DAY))
        why = fails(saleroom.nature, listing, offer, saleroom.arm.bidders, saleroom.study.tick)
        if not why:
            saleroom.escrow.paid(over, offer, now(env))
            listing = replace(listing, buyer=offer.who, price=offer.price)
            break
        failures.append(Failure(now(env), offer.who, offer.price, offer.deposit, why == "regret"))
        defaulted(saleroom, story, over, offer)
    return replace(listing, failures=tuple(failures)) if failures else listing


def defaulted(saleroom: Saleroom, story: Story, over: Called, offer: Offer) -> None:
    """The deposit stays, the rest of the funds comes back, the bidder is kept out."""
    pledge = saleroom.escrow.failed(over, offer, now(saleroom.env))
    if pledge is not None:
        story.pledges.append((*pledge, offer.price))
    if saleroom.rules.bars_defaulter:
        story.barred.append(int(over.listing.brief.who[offer.who]))


def taken(saleroom: Saleroom, story: Story, listing: Round) -> bool:
    """Whether the first creditor that may take the lot does, now that a round has failed."""
    price = creditors_price(saleroom.rules, listing, last=listing is story.rounds[-1])
    creditors = saleroom.study.lots[story.lot.group].creditors
    taker = next((each.name for each in creditors if each.may_take), None)
    if price is None or taker is None:
        return False
    story.taken = taker, price
    return True
