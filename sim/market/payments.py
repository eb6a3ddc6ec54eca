"""Who paid whom about a lot: its line of the ledger taken apart into payments."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.entities import payment as accounts
from sim.entities.market import Row
from sim.entities.payment import DEBTOR, ESCROW, OUTSIDE, VENUE, Account, Payment
from sim.entities.units import Money
from sim.market.line import Terms, forfeit
from sim.market.story import Story


def payments(row: Row, story: Story, terms: Terms) -> list[Payment]:
    """All payments about a lot whose life is over, in the order of time.

    What comes in goes through the escrow and out of it again: fees to the venue, the costs of holding to the outside,
    the rest to creditors by rank and to the debtor. Deposits that were returned are not payments.

    Parameters
    ----------
    row : Row
    story : Story
    terms : Terms
    """
    made = [*_costs(story, terms), *_forfeits(story, terms), *_sale(row, story), *_handed_out(row, story, terms)]
    return sorted((payment for payment in made if payment.amount != 0.0), key=lambda payment: payment.when)


def _bidder(story: Story, subject: int) -> Account:
    """A bidder: the lot's buyer, or one of the others."""
    who, last = story.audience.who, story.last
    bought = last.paid and int(last.brief.who[last.buyer]) == subject
    party = accounts.BUYERS if bought else accounts.OTHER_BIDDERS
    return Account(who.label(int(np.argmax(who.subject == subject))), party)


def _costs(story: Story, terms: Terms) -> Iterator[Payment]:
    """What was spent on each auction: by those who came and looked before it, and by the venue on holding it."""
    lot, subject = story.lot.name, story.audience.who.subject
    for come, listing in zip(story.came, story.listings, strict=True):
        opens = listing.brief.opens
        for who, costs, what in (
            (come.comes, come.costs, "journeys and registration"),
            (come.new, come.look_costs, "closer look"),
        ):
            for place in np.flatnonzero(who & (costs != 0.0)):
                payer = _bidder(story, int(subject[place]))
                yield Payment(lot, opens, payer, OUTSIDE, float(costs[place]), what)
        yield Payment(lot, listing.record.hammer, VENUE, OUTSIDE, terms.admin_cost, "administration")


def _forfeits(story: Story, terms: Terms) -> Iterator[Payment]:
    """Deposits that stayed: when they were lost, or at the end where they cover a shortfall."""
    at_end = terms.rules.forfeit == "shortfall"
    for listing, failure in story.failures:
        payer = _bidder(story, int(listing.brief.who[failure.who]))
        lost = forfeit(failure, story.resale, terms)
        when = story.ended if at_end else failure.when
        yield Payment(story.lot.name, when, payer, ESCROW, lost, "forfeited deposit")


def _sale(row: Row, story: Story) -> Iterator[Payment]:
    """The price and both fees; or what the lot yields to those who keep it."""
    lot, end, last = row.lot, story.ended, story.last
    if not last.paid:
        yield Payment(lot, end, OUTSIDE, ESCROW, row.kept_at_end or 0.0, "keep value")
        return
    buyer = _bidder(story, int(last.brief.who[last.buyer]))
    yield Payment(lot, end, buyer, ESCROW, row.hammer or 0.0, "price")
    yield Payment(lot, end, buyer, VENUE, row.buyer_fee, "buyer's fee")
    yield Payment(lot, end, ESCROW, VENUE, row.seller_fee, "seller's fee")


def _handed_out(row: Row, story: Story, terms: Terms) -> Iterator[Payment]:
    """What is left in the escrow by rank; what it lacks is advanced by the first creditor, else by the debtor."""
    lot, end = row.lot, story.ended
    yield Payment(lot, end, ESCROW, OUTSIDE, row.holding_costs, "holding cost")
    left: Money = row.seller_net + (row.kept_at_end or 0.0) - row.holding_costs
    if left < 0.0:
        bears = _creditor(terms, 0) if row.owed_first > 0.0 else DEBTOR
        yield Payment(lot, end, bears, ESCROW, -left, "costs advanced")
        return
    for rank, owed in enumerate(terms.owed):
        share = min(left, owed)
        left -= share
        yield Payment(lot, end, ESCROW, _creditor(terms, rank), share, "distribution")
    yield Payment(lot, end, ESCROW, DEBTOR, left, "distribution")


def _creditor(terms: Terms, rank: int) -> Account:
    """A creditor by rank."""
    return Account(terms.lots.creditors[rank].name, accounts.OTHER_CREDITORS if rank else accounts.FIRST_CREDITOR)
