"""Who may buy a lot once the hammer has fallen, at what price, and whether it pays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.entities.brief import Brief, Reason, Record
from sim.entities.market import Listing
from sim.entities.nature import Nature
from sim.entities.study import BidderGroup
from sim.entities.units import Money
from sim.entities.venue import Rules
from sim.money import fee, near


@dataclass(frozen=True, slots=True)
class Offer:
    """The right to buy a lot until the end of a payment window.

    Attributes
    ----------
    who : int
        Participant index.
    price, cost : Money
        Before and with the buyer's fee.
    deposit : Money
        What is at stake.
    """

    who: int
    price: Money
    cost: Money
    deposit: Money


@dataclass(frozen=True, slots=True, eq=False)
class Called:
    """An auction that is over.

    Attributes
    ----------
    listing : Listing
    offers : tuple of Offer
        Who may buy, one after the other: the winner, then the next bidder where the rules know one.
    aside : mapping of int to Money
        What those of them with limited funds still have put aside, by participant.
    """

    listing: Listing
    offers: tuple[Offer, ...]
    aside: Mapping[int, Money]


def buyer_fee(rules: Rules, price: Money, tick: Money) -> Money:
    """Buyer's fee, to the nearest tick."""
    return near(fee(rules.buyer_fee, price), tick)


def seller_fee(rules: Rules, price: Money, tick: Money) -> Money:
    """Seller's fee, to the nearest tick."""
    return near(fee(rules.seller_fee, price), tick)


def commission(rules: Rules, price: Money, tick: Money) -> Money:
    """Both fees on a price."""
    return buyer_fee(rules, price, tick) + seller_fee(rules, price, tick)


def offers(brief: Brief, record: Record, rules: Rules, deposit: Money, tick: Money) -> tuple[Offer, ...]:
    """Who may buy after an auction; nobody if the lot was passed in."""
    right = [(record.winner, record.price)] if record.sold else []
    if record.sold and rules.next_bidder:
        right += runner_up(brief, record)
    return tuple(Offer(who, price, price + buyer_fee(rules, price, tick), deposit) for who, price in right)


def runner_up(brief: Brief, record: Record) -> list[tuple[int, Money]]:
    """The highest bidder but the winner and its highest bid, the earlier of equals; empty if it is not to be had.

    Its bid must reach the start price, and be one that it would still pay: a script may have bid above the own limit.
    """
    others = (record.reason == Reason.ACCEPTED) & (record.rank != record.winner)
    if not others.any():
        return []
    amount, rank = record.amount[others], record.rank[others]
    best = int(np.argmax(amount))
    who, bid = int(rank[best]), float(amount[best])
    return [(who, bid)] if brief.start <= bid <= brief.limit[who] else []


def fails(nature: Nature, listing: Listing, offer: Offer, groups: Mapping[str, BidderGroup], tick: Money) -> str:
    """Why a buyer does not pay when it is due: ``no money``, ``regret``, or nothing.

    1. It finds no money with probability `cannot_pay`.
    2. With probability `learns_before_paying` it has learnt its worth. It walks away if that is less than what paying
       costs beyond what walking away costs: price and fee less the deposit at stake.

    Each is one keyed uniform below the probability, so more of either only adds defaults.
    """
    group = groups[listing.who.groups[int(listing.who.group[offer.who])]]
    key = listing.lot.subject, int(listing.who.subject[offer.who]), listing.attempt
    if _happens(nature, "cannot pay", key, group.cannot_pay):
        return "no money"
    spared = offer.cost - offer.deposit
    regrets = float(listing.worth[offer.who]) + tick < spared - 1e-9 * offer.cost
    return "regret" if regrets and _happens(nature, "learns", key, group.learns_before_paying) else ""


def _happens(nature: Nature, what: str, key: tuple[int, int, int], chance: float) -> bool:
    return chance > 0.0 and float(nature.uniform(what, *key)[0]) < chance
