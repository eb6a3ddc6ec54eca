"""Ledgers as columns: what a part holds and what the long tables print.

A column is text ('' is absent) or float64 (nan is absent); a table is a map of columns of equal length. Every table
starts with the column `replication`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.entities.brief import Reason
from sim.entities.market import Ledger, Listing, Row
from sim.entities.payment import Payment
from sim.entities.units import DAY, SECOND, days
from sim.experiment.board import board_lines, listing_line

Columns: TypeAlias = dict[str, NDArray[Any]]
Tables: TypeAlias = dict[str, Columns]

TEXT, NUMBER = "text", "number"

LOTS: Mapping[str, str] = {
    "replication": NUMBER,
    **{item.name: TEXT if str(item.type).startswith("str") else NUMBER for item in fields(Row)},
}
BIDDERS: Mapping[str, str] = {
    "replication": NUMBER,
    "lot": TEXT,
    "round": NUMBER,
    "attempt": NUMBER,
    "bidder": TEXT,
    "bidder_group": TEXT,
    "home": NUMBER,
    "came": NUMBER,
    "inspected": NUMBER,
    "entered": NUMBER,
    "signal": NUMBER,
    "estimate": NUMBER,
    "worth": NUMBER,
    "limit": NUMBER,
    "bids": NUMBER,
    "highest_bid": NUMBER,
    "won": NUMBER,
}
BIDS: Mapping[str, str] = {
    "replication": NUMBER,
    "lot": TEXT,
    "round": NUMBER,
    "attempt": NUMBER,
    "move": NUMBER,
    "day": NUMBER,
    "second": NUMBER,
    "bidder": TEXT,
    "amount": NUMBER,
    "reason": TEXT,
}
LEDGER: Mapping[str, str] = {
    "replication": NUMBER,
    "lot": TEXT,
    "day": NUMBER,
    "payer": TEXT,
    "payer_party": TEXT,
    "payee": TEXT,
    "payee_party": TEXT,
    "amount": NUMBER,
    "what": TEXT,
}
LISTINGS: Mapping[str, str] = {
    "replication": NUMBER,
    "lot": TEXT,
    "round": NUMBER,
    "attempt": NUMBER,
    "listed_day": NUMBER,
    "opens_day": NUMBER,
    "closes_day": NUMBER,
    "ended_day": NUMBER,
    "start": NUMBER,
    "registered": NUMBER,
    "hammer": NUMBER,
    "winner": TEXT,
}
BOARD: Mapping[str, str] = {
    "replication": NUMBER,
    "lot": TEXT,
    "round": NUMBER,
    "attempt": NUMBER,
    "day": NUMBER,
    "second": NUMBER,
    "bidder": TEXT,
    "what": TEXT,
    "standing": NUMBER,
    "holder": TEXT,
}
KINDS: Mapping[str, Mapping[str, str]] = {
    "lots": LOTS,
    "bidders": BIDDERS,
    "bids": BIDS,
    "ledger": LEDGER,
    "listings": LISTINGS,
    "board": BOARD,
}
"""Table name to column name to kind. The first four in the order of the CSV files, which put `arm` in front; `listings`
and `board` are what an outsider may be shown."""

REASONS = tuple(reason.name.lower() for reason in Reason)


def array(values: Sequence[Any], kind: str) -> NDArray[Any]:
    """A column from records in which None is absent."""
    if kind == TEXT:
        return np.array(["" if value is None else value for value in values], dtype=np.str_)
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def tables(played: Sequence[tuple[int, Ledger]], *, observed: bool = False) -> Tables:
    """Ledgers with their replications as tables; only lots have lines if the listings were not kept.

    `listings` and `board` have lines only if what an outsider saw is wanted.
    """
    rows = [row for _, ledger in played for row in ledger.rows]
    numbers = [replication for replication, ledger in played for _ in ledger.rows]
    lots = {name: array([getattr(row, name) for row in rows], kind) for name, kind in list(LOTS.items())[1:]}
    listings = [(replication, listing) for replication, ledger in played for listing in ledger.listings]
    shown = listings if observed else []
    return {
        "lots": {"replication": array(numbers, NUMBER), **lots},
        "bidders": _columns([line for item in listings for line in _bidders(*item)], BIDDERS),
        "bids": _columns([line for item in listings for line in _bids(*item)], BIDS),
        "ledger": _columns([_payment(n, each) for n, ledger in played for each in ledger.payments], LEDGER),
        "listings": _columns([listing_line(*item) for item in shown], LISTINGS),
        "board": _columns([line for item in shown for line in board_lines(*item)], BOARD),
    }


def join(pieces: Sequence[Tables]) -> Tables:
    """Tables one under the other."""
    return {
        table: {name: np.concatenate([piece[table][name] for piece in pieces]) for name in kinds}
        for table, kinds in KINDS.items()
    }


def select(columns: Columns, first: int, last: int) -> Columns:
    """The lines of the replications `first` to `last`, both included, of a table sorted by replication."""
    a, b = np.searchsorted(columns["replication"], [first, last + 1])
    return {name: values[a:b] for name, values in columns.items()}


def _columns(lines: Sequence[Sequence[Any]], kinds: Mapping[str, str]) -> Columns:
    turned: Iterable[Sequence[Any]] = zip(*lines, strict=True) if lines else [()] * len(kinds)
    return {name: array(values, kind) for (name, kind), values in zip(kinds.items(), turned, strict=True)}


def _bidders(replication: int, listing: Listing) -> list[tuple[Any, ...]]:
    """A line for all who were aware of the lot, in the order of group and number; none if that was not kept."""
    record, heard = listing.record, listing.heard
    if heard is None:
        return []
    own = [record.amount[(record.reason == Reason.ACCEPTED) & (record.rank == seat)] for seat in heard.seat]
    return [
        (
            replication,
            listing.lot.name,
            listing.round,
            listing.attempt,
            heard.who.label(position),
            heard.who.groups[int(heard.who.group[position])],
            float(heard.home[position]),
            float(heard.came[position]),
            float(heard.inspected[position]),
            float(seat >= 0),
            float(heard.signal[position]),
            float(heard.estimate[position]),
            float(heard.worth[position]),
            float(heard.limit[position]),
            len(own[position]),
            float(own[position].max()) if len(own[position]) else None,
            float(record.winner == seat >= 0),
        )
        for position, seat in enumerate(heard.seat.tolist())
    ]


def _bids(replication: int, listing: Listing) -> list[tuple[Any, ...]]:
    """A line a move, refused ones included, in the order of time."""
    record = listing.record
    moves = zip(record.t.tolist(), record.rank.tolist(), record.amount.tolist(), record.reason.tolist(), strict=True)
    labels = [listing.who.label(position) for position in range(len(listing.who))]
    return [
        (
            replication,
            listing.lot.name,
            listing.round,
            listing.attempt,
            move + 1,
            t / DAY,
            (t - listing.brief.opens) / SECOND,
            labels[rank],
            amount,
            REASONS[reason],
        )
        for move, (t, rank, amount, reason) in enumerate(moves)
    ]


def _payment(replication: int, payment: Payment) -> tuple[Any, ...]:
    payer, payee = payment.payer, payment.payee
    who = payer.name, payer.party, payee.name, payee.party
    return replication, payment.lot, days(payment.when), *who, payment.amount, payment.what
