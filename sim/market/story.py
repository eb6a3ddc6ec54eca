"""What is written down about a lot while it lives, and the line of the ledger it becomes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.entities.market import Listing, Lot, Row
from sim.entities.study import LotGroup, SellerGroup
from sim.entities.units import DAY, SECOND, Bools, Instant, Keys, Money, days
from sim.entities.venue import Rules
from sim.market.coming import Coming
from sim.market.crowd import Audience
from sim.money import fee, near
from sim.procedures import Round

YEAR = 365 * DAY


@dataclass(slots=True, eq=False)
class Story:
    """One lot in one arm, from its arrival to its end."""

    lot: Lot
    audience: Audience
    common: Money
    market: Money
    appraisal: Money
    rounds: tuple[Round, ...]
    listings: list[Listing] = field(default_factory=list)
    came: list[Coming] = field(default_factory=list)
    ended: Instant = 0

    @property
    def looked(self) -> Bools:
        """Who has bought the closer look so far."""
        return self.came[-1].looked if self.came else np.zeros(len(self.audience.who), dtype=np.bool_)

    @property
    def last(self) -> Listing:
        """The listing that was played last."""
        return self.listings[-1]


@dataclass(frozen=True, slots=True)
class Terms:
    """What turns a hammer price into money in hand."""

    rules: Rules
    lots: LotGroup
    seller: SellerGroup
    regions: tuple[str, ...]
    tick: Money
    insiders: frozenset[str] = frozenset()


def buyer_fee(rules: Rules, hammer: Money, tick: Money) -> Money:
    """Buyer's fee, to the nearest tick."""
    return near(fee(rules.buyer_fee, hammer), tick)


def present_value(amount: Money, paid: Instant, arrived: Instant, rate: float) -> Money:
    """An amount discounted to the lot's arrival at a yearly rate."""
    return amount if rate == 0.0 else amount * math.pow(1.0 + rate, -(paid - arrived) / YEAR)


def row(story: Story, terms: Terms) -> Row:
    """The ledger's line about a lot whose life is over.

    Raises
    ------
    ArithmeticError
        If the money that the buyer paid is not the money that seller and venue received, to half a cent.
    """
    lot, last, sold = story.lot, story.last, story.last.record.sold
    hammer = last.record.price if sold else 0.0
    on_top, off = buyer_fee(terms.rules, hammer, terms.tick), near(fee(terms.rules.seller_fee, hammer), terms.tick)
    net, keeps = hammer - off, terms.lots.keep_value * story.common
    buyer = int(last.record.winner)
    group = last.who.groups[int(last.who.group[buyer])] if sold else None
    line = Row(
        lot=lot.name,
        group=lot.group,
        asset_class=lot.asset_class,
        region=terms.regions[lot.region],
        seller=lot.seller,
        state=_state(story),
        round=last.round if sold else 0,
        attempts=len(story.listings),
        appraisal=None if math.isnan(story.appraisal) else story.appraisal,
        first_start=story.rounds[0].start,
        start=last.brief.start,
        hammer=hammer if sold else None,
        buyer_fee=on_top,
        seller_fee=off,
        buyer_paid=hammer + on_top,
        seller_net=net,
        present_value=present_value(net if sold else keeps, story.ended, lot.arrives, terms.seller.discount_rate),
        worth_common=story.common,
        worth_market=story.market,
        worth_public=_expected(story, terms.lots),
        worth_best=max(float(story.audience.worth.max(initial=0.0)), keeps),
        worth_buyer=float(last.worth[buyer]) if sold else None,
        buyer=last.who.label(buyer) if sold else None,
        buyer_group=group,
        insider=int(group in terms.insiders) if sold else None,
        interested=len(story.audience.who),
        **_attendance(story),
        bids=sum(listing.record.bids for listing in story.listings),
        extension_s=sum(listing.record.extended for listing in story.listings) / SECOND,
        listed_day=days(story.listings[0].listed),
        hammer_day=days(last.record.hammer) if sold else None,
        cash_day=days(story.ended) if sold else None,
    )
    return _conserved(line)


def _conserved(line: Row) -> Row:
    """The line, if what was paid is what was received."""
    if abs(line.buyer_paid - line.seller_net - line.buyer_fee - line.seller_fee) > 0.005:
        raise ArithmeticError(f"{line.lot}: money is not conserved")
    return line


def _expected(story: Story, lots: LotGroup) -> Money | None:
    """What public news alone say of the common worth: its mean, or its median where news are in logs."""
    mean = story.audience.public.mean
    if math.isnan(mean):
        return None
    return math.exp(mean) if lots.worth.discloses == "logs" else mean


def _attendance(story: Story) -> dict[str, Any]:
    """How many heard, came, looked, registered and bid, and what that cost them."""
    return {
        "aware": int(np.count_nonzero(story.audience.aware)),
        "came": sum(int(np.count_nonzero(come.comes)) for come in story.came),
        "believed": _believed(story),
        "inspected": int(np.count_nonzero(story.looked)),
        "entry_costs": sum(come.costs for come in story.came),
        "inspection_costs": sum(come.look_costs for come in story.came),
        "entered": _distinct([listing.brief.who for listing in story.listings]),
        "bid": _distinct([_senders(listing) for listing in story.listings]),
    }


def _believed(story: Story) -> float | None:
    """How many were believed to come to all rounds together."""
    total = sum(come.believed for come in story.came)
    return None if math.isnan(total) else total


def _state(story: Story) -> str:
    if not story.last.record.sold:
        return "returned"
    return "sold_off" if story.rounds[story.last.round - 1].sell_off else "sold"


def _senders(listing: Listing) -> Keys:
    """Subjects whose bid was accepted; the winner of a clock sends none and counts."""
    record = listing.record
    sent = record.rank[record.reason == 0]
    senders: Keys = listing.brief.who[np.append(sent, record.winner) if record.sold else sent]
    return senders


def _distinct(audiences: list[Keys]) -> int:
    """How many different subjects there are in some lists together."""
    if len(audiences) == 1:
        return len(set(audiences[0].tolist()))
    return len(set().union(*(audience.tolist() for audience in audiences)))
