"""The brief (everything one auction depends on) and the record (what happened)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

import numpy as np

from sim.entities.units import Bools, Floats, Ids, Instant, Keys, Money


class Play(StrEnum):
    """How bids reach the board. A new format that uses one of these is one file; a new play is three (see DESIGN)."""

    SEALED = "sealed"
    BUTTON = "button"
    ASCENDING = "ascending"
    DESCENDING = "descending"
    POSTED = "posted"


class Reason(IntEnum):
    """Why a move was refused. Refused bids are moves too."""

    ACCEPTED = 0
    BELOW_ASK = 1  # under the start price, the reserve or standing bid + increment; moves nothing, extends nothing
    LATE = 2  # at or after the close: a bid at the closing instant is late
    EARLY = 3  # before the opening
    LOST = 4  # sent in the last moment and never arrived
    HOLDER = 5  # the bidder already holds the standing bid


@dataclass(frozen=True, slots=True)
class Move:
    """A bid written into the scenario: at `t`, the participant at index `who` sends `amount`, whatever its limit."""

    t: Instant
    who: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Ladder:
    """The numbers a play needs from the rule book.

    Attributes
    ----------
    step : Money
        Increment (ascending, button, second price with a minimum raise) or decrement (descending). Prices on a ladder
        are ``start + k * step`` with an integer k. 0 where the play is finite without one: continuous clock and Dutch,
        sealed bids, ascending with proxy.
    top : Money
        Where a descending price starts; unused elsewhere.
    trigger, extension : Instant
        Soft close: an accepted bid in the last `trigger` before the end moves the end to bid time + `extension`.
        A hard close has ``trigger = 0``.
    cap : Instant
        The end never moves past the scheduled close by more than this; -1 is no cap.
    proxy : bool
        Whether a participant may lodge its limit and let the platform bid for it.
    window : Instant
        Posted price only: length of the ascending auction that the first bid opens; 0 means the first taker buys.
    """

    step: Money = 0.0
    top: Money = 0.0
    trigger: Instant = 0
    extension: Instant = 0
    cap: Instant = -1
    proxy: bool = False
    window: Instant = 0


@dataclass(frozen=True, slots=True, eq=False)
class Brief:
    """Everything one auction depends on, fixed at its opening. Same brief, same record, whoever plays it.

    Arrays have one entry a participant, in the order of the ranks: participant ``i`` has rank ``i + 1`` and acts only
    at instants with remainder ``i + 1`` modulo 1000.

    Attributes
    ----------
    key : int
        Names the auction in a trace.
    play : Play
    pays_second : bool
        Sealed bids: whether the winner pays the second-highest bid (else the own bid).
    ladder : Ladder
    opens, closes : Instant
        The window; multiples of a millisecond. Opening is inclusive, the close exclusive.
    start : Money
        The lowest bid that is taken.
    reserve : Money
        Below it the lot is passed in. At least `start`; equal to it unless the reserve is secret.
    who : Keys
        Hashed subjects, for traces.
    limit : Floats
        The most the participant will bid, as a hammer price.
    first : Ids
        The instant of the first look, within the window and with the participant's remainder.
    reply : Ids, shape (n, r)
        The j-th answer of a participant takes ``reply[i, j % r]`` microseconds, a multiple of 1000, at least 1000.
    guard : Instant
        Nobody lets the clock run out: a reply that would come later than ``end - guard`` is given at ``end - guard``.
    opening : Floats
        Ascending: amount of the first bid (a jump), nan for the ask.
    lodges : Bools
        Ascending with proxy: the participant lodges its limit at the first look.
    lost : Bools
        A bid of this participant that is sent in the last `last_moment` before the end never arrives.
    last_moment : Instant
    ties : Floats
        Uniform draws; the lowest wins a tie.
    scripted : tuple of Move
        Bids from the scenario, played whatever the limits say. A participant with limit -inf only plays its script.
    """

    key: int
    play: Play
    ladder: Ladder
    opens: Instant
    closes: Instant
    start: Money
    reserve: Money
    who: Keys
    limit: Floats
    first: Ids
    reply: Ids
    opening: Floats
    lodges: Bools
    lost: Bools
    ties: Floats
    pays_second: bool = False
    guard: Instant = 1_000_000
    last_moment: Instant = 2_000_000
    scripted: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """What happened, as columns from the start so that a batch can be played in lockstep.

    Attributes
    ----------
    t : Ids
        Instant of each move, ascending. Sealed bids appear when they are handed in.
    rank : Ids
        Participant index (0-based) of each move.
    amount : Floats
        The bid. In a button auction the price at which the participant let go.
    reason : Ids
        :class:`Reason` of each move; 0 is accepted.
    winner : int
        Participant index, -1 if the lot is passed in.
    price : Money
        Hammer price, nan if passed in.
    hammer : Instant
        When the auction ended, sold or not.
    extended : Instant
        How far the soft close moved the end past the scheduled one.
    """

    t: Ids
    rank: Ids
    amount: Floats
    reason: Ids
    winner: int
    price: Money
    hammer: Instant
    extended: Instant

    @property
    def sold(self) -> bool:
        """Whether somebody bought."""
        return self.winner >= 0

    @property
    def bids(self) -> int:
        """How many bids were accepted."""
        return int(np.count_nonzero(self.reason == 0))


@dataclass(slots=True)
class Moves:
    """Moves as they are made: four lists that become the columns of a :class:`Record`."""

    t: list[int] = field(default_factory=list)
    rank: list[int] = field(default_factory=list)
    amount: list[float] = field(default_factory=list)
    reason: list[int] = field(default_factory=list)

    def add(self, t: Instant, rank: int, amount: Money, reason: int = Reason.ACCEPTED) -> None:
        """Write down one move."""
        self.t.append(t)
        self.rank.append(rank)
        self.amount.append(amount)
        self.reason.append(int(reason))

    def record(self, *, winner: int, price: Money, hammer: Instant, extended: Instant = 0) -> Record:
        """Close the book."""
        return Record(
            np.array(self.t, dtype=np.int64),
            np.array(self.rank, dtype=np.int64),
            np.array(self.amount, dtype=np.float64),
            np.array(self.reason, dtype=np.int64),
            winner,
            price,
            hammer,
            extended,
        )
