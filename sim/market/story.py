"""What is written down about a lot while it lives."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.entities.market import Failure, Listing, Lot
from sim.entities.units import Bools, Floats, Instant, Money
from sim.market.coming import Coming
from sim.market.crowd import Audience
from sim.procedures import Round


@dataclass(slots=True, eq=False)
class Story:
    """One lot in one arm, from its arrival to its end.

    Attributes
    ----------
    lot : Lot
    audience : Audience
    common, market : Money
        Common worth, and market value.
    appraisal : Money
        nan without one.
    defective : bool
        Whether it has the hidden defect of its group.
    rounds : tuple of Round
        What it may go through.
    listings : list of Listing
        Auctions held, each with what became of its sale.
    came : list of Coming
        One an auction.
    limits : list of Floats
        The most each of the audience would bid, an entry an auction; -inf stays out.
    barred : list of int
        Subjects that may not bid for it any more.
    pledges : list of (int, Money, Money)
        Deposits that were not returned, of bidders with limited funds: subject, deposit, price not paid.
    taken : tuple of str and Money, or None
        The creditor that took the lot, and what that counted for.
    ended : Instant
    """

    lot: Lot
    audience: Audience
    common: Money
    market: Money
    appraisal: Money
    defective: bool
    rounds: tuple[Round, ...]
    listings: list[Listing] = field(default_factory=list)
    came: list[Coming] = field(default_factory=list)
    limits: list[Floats] = field(default_factory=list)
    barred: list[int] = field(default_factory=list)
    pledges: list[tuple[int, Money, Money]] = field(default_factory=list)
    taken: tuple[str, Money] | None = None
    ended: Instant = 0

    @property
    def attempt(self) -> int:
        """Number of the auction that is next or under way, from 1."""
        return len(self.listings) + 1

    @property
    def looked(self) -> Bools:
        """Who has bought the closer look so far."""
        return self.came[-1].looked if self.came else np.zeros(len(self.audience.who), dtype=np.bool_)

    @property
    def welcome(self) -> Bools | np.bool_:
        """Who may bid; a single True as long as nobody is kept out."""
        if not self.barred:
            return np.True_
        return np.isin(self.audience.who.subject, np.array(self.barred, dtype=np.uint64), invert=True)

    @property
    def last(self) -> Listing:
        """The listing that was played last."""
        return self.listings[-1]

    @property
    def failures(self) -> list[tuple[Listing, Failure]]:
        """Buyers who did not pay, in order, each with its auction."""
        return [(listing, failure) for listing in self.listings for failure in listing.failures]

    @property
    def resale(self) -> Money:
        """The price that was paid in the end, before fees; 0 if none was."""
        return self.last.price if self.last.paid else 0.0
