"""The line of the ledger that a lot becomes when its life is over."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.entities.market import Failure, Listing, Row
from sim.entities.study import LotGroup, SellerGroup
from sim.entities.units import SECOND, YEAR, Instant, Keys, Money, days
from sim.entities.venue import Rules
from sim.market.insight import Insight, Lessons, break_even, place_of_buyer
from sim.market.offer import buyer_fee, commission, seller_fee
from sim.market.story import Story
from sim.money import forfeited
from sim.values.filed import worth_of


@dataclass(frozen=True, slots=True)
class Terms:
    """What turns a hammer price into money in hand.

    Attributes
    ----------
    rules : Rules
    lots : LotGroup
    seller : SellerGroup
    regions : tuple of str
    tick : Money
    insiders : frozenset of str
        Bidder groups that know the worth beforehand.
    admin_cost : Money
        Of one auction.
    owed : tuple of Money
        To each creditor, by rank.
    """

    rules: Rules
    lots: LotGroup
    seller: SellerGroup
    regions: tuple[str, ...]
    tick: Money
    insiders: frozenset[str] = frozenset()
    admin_cost: Money = 0.0
    owed: tuple[Money, ...] = ()


def debts(lots: LotGroup, name: str = "") -> tuple[Money, ...]:
    """What is owed to each creditor of a lot (its name counts for filed lots): money, or a share of its median worth.

    A claim that is filed with the lot is all that the debtor owes on it: each creditor holds as much of it as of what
    would be owed without it.
    """
    median = float(worth_of(lots, name).common(np.array([0.5]))[0])
    owed = tuple(each.owed_share * median if each.owed is None else each.owed for each in lots.creditors)
    claim = None if lots.rows is None else lots.rows[name].claim
    return owed if claim is None or sum(owed) == 0.0 else tuple(each / sum(owed) * claim for each in owed)


def present_value(amount: Money, paid: Instant, arrived: Instant, rate: float) -> Money:
    """An amount discounted to the lot's arrival at a yearly rate."""
    return amount if rate == 0.0 else amount * math.pow(1.0 + rate, -(paid - arrived) / YEAR)


def present_flow(yearly: Money, length: Instant, rate: float) -> Money:
    """A steady flow from the arrival on, discounted to it: the integral of ``yearly (1 + rate) ^ -t``."""
    years = length / YEAR
    return yearly * (years if rate == 0.0 else -math.expm1(-years * math.log1p(rate)) / math.log1p(rate))


def row(story: Story, terms: Terms, insight: Insight, lessons: Lessons) -> Row:
    """The ledger's line about a lot whose life is over.

    Raises
    ------
    ArithmeticError
        If the money that buyers paid and lost is not the money that seller and venue received, to half a cent.
    """
    lot, last, sold = story.lot, story.last, story.last.paid
    hammer = last.price if sold else 0.0
    on_top, off = buyer_fee(terms.rules, hammer, terms.tick), seller_fee(terms.rules, hammer, terms.tick)
    failures = [failure for _, failure in story.failures]
    forfeits = [forfeit(failure, story.resale, terms) for failure in failures]
    line = Row(
        lot=lot.name,
        group=lot.group,
        asset_class=lot.asset_class,
        region=terms.regions[lot.region],
        seller=lot.seller,
        state=_state(story),
        round=last.round if sold else 0,
        last_round=last.round,
        attempts=len(story.listings),
        appraisal=None if math.isnan(story.appraisal) else story.appraisal,
        first_start=story.rounds[0].start,
        start=last.brief.start,
        first_hammer=next((each.record.price for each in story.listings if each.record.sold), None),
        hammer=hammer if sold else None,
        buyer_fee=on_top,
        seller_fee=off,
        buyer_paid=hammer + on_top,
        **_defaults(story, forfeits),
        seller_net=hammer - off + sum(forfeits),
        admin_costs=terms.admin_cost * len(story.listings),
        **_in_hand(story, terms, hammer - off, [failure.when for failure in failures], forfeits),
        **_creditors(story, terms),
        worth_common=story.common,
        worth_market=story.market,
        worth_public=_expected(story, terms.lots),
        worth_best=max(float(story.audience.worth.max(initial=0.0)), terms.lots.keep_value * story.common),
        **_buyer(last, terms),
        **_known(story, terms, insight, lessons),
        interested=len(story.audience.who),
        **_attendance(story),
        bids=sum(listing.record.bids for listing in story.listings),
        extension_s=sum(listing.record.extended for listing in story.listings) / SECOND,
        **_days(story),
    )
    return _conserved(line)


def _buyer(last: Listing, terms: Terms) -> dict[str, Any]:
    """Who paid in the end, and what the lot is worth to it."""
    if not last.paid:
        return dict.fromkeys(("worth_buyer", "buyer", "buyer_group", "insider", "outsider"))
    group = last.who.groups[int(last.who.group[last.buyer])]
    return {
        "worth_buyer": float(last.worth[last.buyer]),
        "buyer": last.who.label(last.buyer),
        "buyer_group": group,
        "insider": int(group in terms.insiders),
        "outsider": int(last.who.region[last.buyer] != last.lot.region),
    }


def _days(story: Story) -> dict[str, Any]:
    """When it was listed, and when the hammer and the money came."""
    last = story.last
    return {
        "listed_day": days(story.listings[0].listed),
        "hammer_day": days(last.record.hammer) if last.paid else None,
        "cash_day": days(story.ended) if last.paid else None,
    }


def _defaults(story: Story, forfeits: list[Money]) -> dict[str, Any]:
    """Buyers who did not pay, what they lost, and what the buyer who did bore besides the price."""
    failed = {"defaults": len(forfeits), "forfeited": sum(forfeits)}
    if not story.last.paid:
        return failed | {"buyer_forfeited": 0.0, "buyer_costs": 0.0}
    buyer = story.last.brief.who[story.last.buyer]
    lost = [
        amount
        for (listing, failure), amount in zip(story.failures, forfeits, strict=True)
        if listing.brief.who[failure.who] == buyer
    ]
    own = story.audience.who.subject == buyer
    return failed | {"buyer_forfeited": sum(lost), "buyer_costs": sum(come.spent_by(own) for come in story.came)}


def _known(story: Story, terms: Terms, insight: Insight, lessons: Lessons) -> dict[str, Any]:
    """What nature hid, and what bidders made of what they saw."""
    estimate = limit = own = math.nan
    if story.last.paid:
        buyer, limit = place_of_buyer(story), float(story.last.brief.limit[story.last.buyer])
        estimate = float(insight.estimates[-1][buyer])
        own = break_even(story, buyer, lessons, terms.rules, terms.tick)
    (many, best, worst), (error, error_best, error_worst) = insight.counts.tolist(), insight.squares.tolist()
    return {
        "defect": None if terms.lots.defect is None else int(story.defective),
        "buyer_estimate": None if math.isnan(estimate) else estimate,
        "buyer_limit": limit if math.isfinite(limit) else None,
        "buyer_break_even": own if math.isfinite(own) else None,
        "estimates": int(many),
        "squared_errors": error,
        "estimates_best": int(best),
        "squared_errors_best": error_best,
        "estimates_worst": int(worst),
        "squared_errors_worst": error_worst,
    }


def _creditors(story: Story, terms: Terms) -> dict[str, Any]:
    """What is owed, and which creditor took the lot, if one did."""
    by, at = story.taken or (None, None)
    owed = {"owed": sum(terms.owed), "owed_first": terms.owed[0] if terms.owed else 0.0}
    return owed | {"taken_by": by, "taken_at": at}


def forfeit(failure: Failure, resale: Money, terms: Terms) -> Money:
    """What a buyer who did not pay has lost."""
    fees = commission(terms.rules, failure.price, terms.tick)
    return forfeited(terms.rules, failure.deposit, failure.price, fees, resale)


def _in_hand(story: Story, terms: Terms, net: Money, lost: list[Instant], forfeits: list[Money]) -> dict[str, Any]:
    """What the seller has in the end, discounted to the arrival.

    Deposits that are kept whole are the seller's when they are lost; those that cover a shortfall only at the end,
    when it is known. Holding the lot costs a steady flow.
    """
    arrived, rate, at_end = story.lot.arrives, terms.seller.discount_rate, terms.rules.forfeit == "shortfall"
    kept = None if story.last.paid else terms.lots.keep_value * story.common
    value = present_value(net if kept is None else kept, story.ended, arrived, rate)
    yearly, held = terms.seller.holding_cost_share_per_year * story.common, story.ended - arrived
    came_in = [
        present_value(amount, story.ended if at_end else when, arrived, rate)
        for when, amount in zip(lost, forfeits, strict=True)
    ]
    return {
        "holding_costs": yearly * held / YEAR,
        "kept_value": None if kept is None else value,
        "kept_at_end": kept,
        "present_value": value + sum(came_in) - present_flow(yearly, held, rate),
    }


def _conserved(line: Row) -> Row:
    """The line, if what was paid and lost is what was received."""
    given = line.buyer_paid + line.forfeited
    if abs(given - line.seller_net - line.buyer_fee - line.seller_fee) > 0.005:
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
        "came_once": int(np.count_nonzero(np.any([come.comes for come in story.came], axis=0))),
        "believed": _believed(story),
        "inspected": int(np.count_nonzero(story.looked)),
        "entry_costs": sum(come.spent[0] for come in story.came),
        "inspection_costs": sum(come.spent[1] for come in story.came),
        "entered": _distinct([listing.brief.who for listing in story.listings]),
        "bid": _distinct([_senders(listing) for listing in story.listings]),
    }


def _believed(story: Story) -> float | None:
    """How many were believed to come to all rounds together."""
    total = sum(come.believed for come in story.came)
    return None if math.isnan(total) else total


def _state(story: Story) -> str:
    if not story.last.paid:
        return "taken" if story.taken else "returned"
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
