"""A payment: who paid whom, when and for what."""

from __future__ import annotations

from dataclasses import dataclass

from sim.entities.units import Instant, Money


@dataclass(frozen=True, slots=True)
class Account:
    """Who pays or is paid: its name, and which party to the sale it is of."""

    name: str
    party: str


ESCROW, VENUE, OUTSIDE, DEBTOR = (Account(name, name) for name in ("escrow", "venue", "outside", "debtor"))
"""Accounts that are not bidders or creditors. Whatever a sale brings goes through the escrow, which keeps nothing."""

BUYERS, OTHER_BIDDERS = "buyers", "other_bidders"
FIRST_CREDITOR, OTHER_CREDITORS = "first_creditor", "other_creditors"


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment about a lot.

    Attributes
    ----------
    lot : str
    when : Instant
    payer, payee : Account
    amount : Money
        Never 0.
    what : str
        What it was for.
    """

    lot: str
    when: Instant
    payer: Account
    payee: Account
    amount: Money
    what: str
