"""What an outsider saw: the listings of the venues and, on request, the bids on their boards. Nothing else.

No worths, limits, signals or kinds of bidders; nor whether a price was paid. Bidders are told apart within an auction
by numbers in the order in which they are seen, and across auctions only where the board shows who they are.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.entities.study import Study
from sim.entities.units import Money
from sim.entities.venue import Rules
from sim.experiment import csvfile
from sim.experiment.board import LET_GO
from sim.experiment.columns import Columns, Tables
from sim.experiment.identity import arm_key
from sim.experiment.store import Store
from sim.market.offer import buyer_fee, seller_fee
from sim.money import deposit

OBSERVED_LOTS = (
    "arm", "replication", "lot", "asset_class", "region", "seller", "round", "attempt", "kind", "listed_day",
    "opens_day", "closes_day", "ended_day", "appraisal", "start", "deposit", "sold", "hammer", "buyer_fee",
    "seller_fee", "winner", "registered", "seen", "bids",
)  # fmt: skip
OBSERVED_BIDS = (
    "arm", "replication", "lot", "round", "attempt", "day", "second", "bidder", "what", "standing", "holder",
)  # fmt: skip

Line = tuple[str | float | None, ...]
Auction = tuple[float, str, float]
"""Replication, lot and attempt."""


@dataclass(frozen=True)
class Codes:
    """What bidders are called on a board: ``codes[auction][label]``, empty for those who were not seen."""

    codes: Mapping[Auction, Mapping[str, str]]
    identities: bool

    def of(self, auction: Auction, label: str) -> str:
        """What a bidder is called; '' if it cannot be told."""
        if self.identities and label:
            return identity(label)
        return self.codes.get(auction, {}).get(label, "")


def identity(label: str) -> str:
    """A name that stays the same in all auctions and does not tell of what kind a bidder is.

    Examples
    --------
    >>> identity("dealers-3") == identity("dealers-3") != identity("dealers-4")
    True
    """
    return "b" + hashlib.sha256(label.encode()).hexdigest()[:8]


def write_observed(folder: Path, study: Study, store: Store) -> None:
    """Write ``observed/lots.csv``, and ``observed/bids.csv`` if bids are wanted."""
    place = folder / "observed"
    place.mkdir()
    wanted = {"lots.csv": (OBSERVED_LOTS, _listings)} | (
        {"bids.csv": (OBSERVED_BIDS, _bids)} if "bids" in study.tables else {}
    )
    for name, (header, made) in wanted.items():
        csvfile.write(
            place / name,
            header,
            (
                line
                for arm in sorted(study.arms)
                for _, part in store.read(arm_key(study, arm), study.replications)
                for line in made(study, arm, part)
            ),
        )


def visible(rules: Rules, what: str) -> bool:
    """Whether the board shows bids, or those who let go."""
    return ("dropouts" if what == LET_GO else "bids") in rules.shows


def codes(rules: Rules, board: Columns) -> Codes:
    """Bidders of each auction numbered in the order in which the board shows them."""
    found: dict[Auction, dict[str, str]] = {}
    for replication, lot, attempt, label, what in _rows(board, "replication", "lot", "attempt", "bidder", "what"):
        if visible(rules, what):
            numbered = found.setdefault((replication, lot, attempt), {})
            numbered.setdefault(label, str(len(numbered) + 1))
    return Codes(found, "identities" in rules.shows)


def _bids(study: Study, arm: str, part: Tables) -> Iterator[Line]:
    """A line for all that the board showed, in the order in which it was seen."""
    rules, board = study.arms[arm].venue.rules, part["board"]
    names = codes(rules, board)
    for replication, lot, number, attempt, day, second, bidder, what, standing, holder in _rows(board, *BOARD_ORDER):
        if visible(rules, what):
            auction = replication, lot, attempt
            who = names.of(auction, bidder), what, standing, names.of(auction, holder)
            yield arm, replication, lot, number, attempt, day, second, *who


BOARD_ORDER = ("replication", "lot", "round", "attempt", "day", "second", "bidder", "what", "standing", "holder")


def _listings(study: Study, arm: str, part: Tables) -> Iterator[Line]:
    """A line a listing."""
    rules, listings = study.arms[arm].venue.rules, part["listings"]
    names = codes(rules, part["board"])
    shown = Counter(
        (replication, lot, attempt)
        for replication, lot, attempt, what in _rows(part["board"], "replication", "lot", "attempt", "what")
        if visible(rules, what)
    )
    about = {
        (replication, lot): rest
        for replication, lot, *rest in _rows(
            part["lots"], "replication", "lot", "asset_class", "region", "seller", "appraisal"
        )
    }
    boards = {"bids", "dropouts"} & set(rules.shows)
    for replication, lot, number, attempt, *when, start, registered, price, winner in _rows(listings, *LISTING_ORDER):
        *said, appraisal = about[replication, lot]
        auction = replication, lot, attempt
        last_resort = number > rules.rounds
        sold = not math.isnan(price)
        yield (
            arm, replication, lot, *said, number, attempt, "sell_off" if last_resort else "auction", *when, appraisal,
            start, deposit(rules, start, appraisal, sell_off=last_resort), int(sold),
            *(_terms(rules, price, study.tick) if sold else (None, None, None)),
            names.of(auction, winner) if sold else "",
            registered if "bidder_count" in rules.shows else None,
            len(names.codes.get(auction, ())) if boards else None,
            shown[auction] if boards else None,
        )  # fmt: skip


LISTING_ORDER = (
    "replication", "lot", "round", "attempt", "listed_day", "opens_day", "closes_day", "ended_day", "start",
    "registered", "hammer", "winner",
)  # fmt: skip


def _terms(rules: Rules, price: Money, tick: Money) -> tuple[Money, Money, Money]:
    """A hammer price, and both fees on it."""
    return price, buyer_fee(rules, price, tick), seller_fee(rules, price, tick)


def _rows(columns: Columns, *names: str) -> Iterator[tuple[Any, ...]]:
    """Lines of a table, the named columns only."""
    return zip(*(columns[name].tolist() for name in names), strict=True)
