"""Lots, candidates and the line that the market writes about each lot."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np

from sim.entities.brief import Brief, Record
from sim.entities.payment import Payment
from sim.entities.units import Bools, Floats, Ids, Instant, Keys, Money


@dataclass(frozen=True, slots=True)
class Lot:
    """What is offered. `subject` is the hashed name that keys its draws; `title` the id of a filed lot, or empty."""

    id: int
    subject: int
    group: str
    number: int
    asset_class: str
    region: int
    seller: str
    arrives: Instant
    title: str = ""

    @property
    def name(self) -> str:
        """As printed in tables and traces: ``flats-17``, or the id of a filed lot."""
        return self.title or f"{self.group}-{self.number}"


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Those who may ever want a lot, sorted by (group name, number). One entry a bidder.

    Attributes
    ----------
    groups : tuple of str
        Names of the bidder groups, sorted.
    group : Ids
        Index into `groups`.
    number : Ids
        The bidder's number within the group; visitors of a Poisson group are numbered lot by lot.
    subject : Keys
        Hashed names.
    region : Ids
        Home region.
    reach : Floats
        The bidder's threshold in (0, 1) for this lot: a venue that reaches him with probability p reaches him iff
        ``reach < p``. So the audiences of any two venues are nested.
    """

    groups: tuple[str, ...]
    group: Ids
    number: Ids
    subject: Keys
    region: Ids
    reach: Floats

    def __len__(self) -> int:
        """How many."""
        return len(self.group)

    def take(self, keep: Bools | Ids) -> Candidates:
        """Those selected by a mask or by positions."""
        return Candidates(
            self.groups, self.group[keep], self.number[keep], self.subject[keep], self.region[keep], self.reach[keep]
        )

    def label(self, position: int) -> str:
        """As printed: ``dealers-3``."""
        return f"{self.groups[int(self.group[position])]}-{int(self.number[position])}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of ``lots.csv``: what became of one lot in one arm. None where it does not apply.

    Money is in the scenario's currency, days count from the study's start.
    """

    lot: str
    group: str
    asset_class: str
    region: str
    seller: str
    state: str  # sold, sold_off (in the sell-off), taken (by a creditor) or returned
    round: int  # round in which it sold, the sell-off counting as one more; 0 if it did not
    last_round: int  # round of the last listing
    attempts: int  # listings, the sell-off counting as one, and every auction held again after a default
    appraisal: Money | None
    first_start: Money  # start price of the first round
    start: Money  # start price of the last listing
    first_hammer: Money | None  # price at the first hammer, paid or not
    hammer: Money | None  # price of the sale that was paid for
    buyer_fee: Money
    seller_fee: Money
    buyer_paid: Money  # hammer price and buyer's fee
    defaults: int  # buyers who did not pay
    forfeited: Money  # what they lost of their deposits
    buyer_forfeited: Money  # of that, the later buyer's own
    buyer_costs: Money  # what the buyer spent on coming and looking; 0 if nobody bought
    seller_net: Money  # hammer price less seller's fee, and what was forfeited
    holding_costs: Money  # the seller's, from the arrival to the end
    admin_costs: Money  # the venue's, of all auctions held
    kept_value: Money | None  # keep value of a lot that did not sell, discounted to the arrival
    kept_at_end: Money | None  # the same when the lot's life ended, not discounted
    present_value: Money  # seller_net, or with the keep value, less holding costs, discounted to the arrival
    owed: Money  # to all creditors; the same in every arm
    owed_first: Money  # to the first of them
    taken_by: str | None  # the creditor that took the lot
    taken_at: Money | None  # what that counted for
    worth_common: Money  # the same in every arm
    worth_market: Money  # common worth and wedge; the same in every arm
    worth_public: Money | None  # what public news alone say of it, in the middle; None where they say nothing
    worth_best: Money  # highest worth among the interested, or the keep value: the same in every arm
    worth_buyer: Money | None
    buyer_estimate: Money | None  # what the buyer expected of its worth before winning taught anything
    buyer_limit: Money | None  # the most it would have bid, as a hammer price; None if it played a written script
    buyer: str | None
    buyer_group: str | None
    insider: int | None  # whether the buyer is of a group that knows the worth beforehand
    buyer_break_even: Money | None  # that of one with its signal who allows for what winning teaches; None if unknown
    defect: int | None  # whether it has the hidden flaw of its group; None if the group has none: the same in every arm
    outsider: int | None  # 1 if the buyer lives elsewhere than where the lot lies
    interested: int  # the same in every arm
    aware: int  # heard of the lot in any round
    came: int  # bore the costs of coming, summed over all rounds
    came_once: int  # came to at least one round
    believed: float | None  # how many bidders thought would come, summed over all rounds; None where all who hear do
    inspected: int  # bought the closer look
    entry_costs: Money  # of all who came: journeys and registration
    inspection_costs: Money  # of all who looked closer
    estimates: int  # estimates by those who came, counted anew in every round
    squared_errors: float  # sum of squared logs of estimate over worth
    estimates_best: int  # the same of groups with the most precise own looks
    squared_errors_best: float
    estimates_worst: int  # and of groups with the least precise ones
    squared_errors_worst: float
    entered: int  # registered with a deposit in at least one round
    bid: int  # sent at least one accepted bid
    bids: int  # accepted bids over all rounds
    extension_s: float  # how long soft closes prolonged all rounds together
    listed_day: float
    hammer_day: float | None
    cash_day: float | None


ROW_FIELDS: tuple[str, ...] = tuple(item.name for item in fields(Row))


@dataclass(frozen=True, slots=True)
class Failure:
    """A buyer who did not pay.

    Attributes
    ----------
    when : Instant
        The end of its payment window.
    who : int
        Participant index.
    price, deposit : Money
        The price it had the lot at, and what it had at stake.
    regret : bool
        Whether it walked away from a price above its worth, and not for want of money.
    """

    when: Instant
    who: int
    price: Money
    deposit: Money
    regret: bool


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """All who were aware of a lot at one of its auctions, and what each knew and did. One entry a bidder.

    Attributes
    ----------
    who : Candidates
    home, came, inspected : Bools
        Lives where the lot lies; bore the costs of coming; had bought the closer look by then.
    seat : Ids
        Participant index; -1 for those who did not register.
    signal : Floats
        What it went by, before margin, in the unit of the family of worths; nan for who did not come.
    estimate, worth : Floats
        What it expected before winning taught anything, and what the lot is worth to it, both net of margin.
    limit : Floats
        The most it would bid as a hammer price; nan for who did not come, would not bid, or follows a script.
    hidden : bool
        Whether the lot has a defect of which nothing was published.
    costs, look_costs : Money
        What all together spent on coming to this auction, and on looking closer before it.
    """

    who: Candidates
    home: Bools
    came: Bools
    inspected: Bools
    seat: Ids
    signal: Floats
    estimate: Floats
    worth: Floats
    limit: Floats
    hidden: bool = False
    costs: Money = 0.0
    look_costs: Money = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """One auction of one lot as it was played, for traces and the bid tables.

    Attributes
    ----------
    attempt : int
        Which auction of the lot it was, from 1; above `round` once a buyer has not paid.
    failures : tuple of Failure
        Buyers who did not pay, in order: the winner, then perhaps the next bidder.
    buyer : int
        Participant index of who paid in the end, -1 if nobody did.
    price : Money
        What it had the lot at, before fees; nan if nobody paid.
    heard : Heard or None
        None until all lots are over.
    """

    lot: Lot
    round: int
    listed: Instant
    brief: Brief
    record: Record
    who: Candidates
    worth: Floats
    attempt: int = 1
    failures: tuple[Failure, ...] = ()
    buyer: int = -1
    price: Money = float("nan")
    heard: Heard | None = None

    @property
    def paid(self) -> bool:
        """Whether the lot was sold and paid for."""
        return self.buyer >= 0


@dataclass(slots=True, eq=False)
class Ledger:
    """What a replication of an arm leaves behind: a row a lot in lot order, and listings and payments if asked for."""

    rows: list[Row]
    listings: list[Listing]
    payments: list[Payment] = field(default_factory=list)

    def column(self, name: str) -> np.ndarray:
        """One field of all rows as an array; None becomes nan."""
        values = [getattr(row, name) for row in self.rows]
        if any(isinstance(value, str) for value in values):
            return np.array(["" if value is None else value for value in values])
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
