"""What the rooms promise one another. No noun imports a rule; rules implement these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from sim.entities.brief import Brief, Ladder, Play, Record
from sim.entities.knowledge import UNKNOWN, Later, Levels, Looks, Public
from sim.entities.units import Floats, Ids, Money

if TYPE_CHECKING:
    from sim.entities.study import Cara
    from sim.entities.venue import Rules


@runtime_checkable
class Law(Protocol):
    """A probability law of one real variable, written ``{distribution: name, …}`` or as a plain number."""

    distribution: ClassVar[str]
    continuous: ClassVar[bool]

    @property
    def mean(self) -> float:
        """Expectation."""

    @property
    def support(self) -> tuple[float, float]:
        """Lowest and highest value; may be infinite."""

    def cdf(self, x: Floats) -> Floats:
        """P(X <= x), elementwise."""

    def pdf(self, x: Floats) -> Floats:
        """Density, elementwise; a law with ``continuous = False`` raises TypeError."""

    def ppf(self, u: Floats) -> Floats:
        """Inverse of the cdf for u in (0, 1), elementwise. Every draw is ``ppf(uniform)``."""


@dataclass(frozen=True, slots=True, eq=False)
class Clearing:
    """What a rule makes of fixed bids, one entry a lot: winner's column (-1 passed in) and price (nan)."""

    winner: Ids
    price: Floats


@dataclass(frozen=True, slots=True)
class Complaint:
    """A rule book that cannot be played: the key at fault and what is wrong with it."""

    key: str
    what: str


@runtime_checkable
class Format(Protocol):
    """An allocation and payment rule: a small frozen object, no clock, no state, no generator."""

    name: ClassVar[str]
    play: ClassVar[Play]
    pays_second: ClassVar[bool]

    def ladder(self, rules: Rules, start: Money) -> Ladder:
        """The numbers a play needs, for a lot that starts at `start`."""

    def clear(self, limits: Floats, start: Money, step: Money, ties: Floats) -> Clearing:
        """The outcome the play must reach when every participant has a fixed limit: the rule, without time.

        Parameters
        ----------
        limits : Floats, shape (lots, bidders)
            The most each will bid; nan or -inf is absent.
        start : Money
            Reserve and start price, inclusive.
        step : Money
            Increment or decrement; 0 is none.
        ties : Floats, shape (lots, bidders)
            Uniform draws; the lowest wins a tie.
        """

    def complaints(self, rules: Rules) -> tuple[Complaint, ...]:
        """What in these rules cannot be played in this format; empty if nothing."""


@dataclass(frozen=True)
class Rivals:
    """One group as its rivals see it.

    Attributes
    ----------
    law : Law or None
        Law of worths, net of margin; None where worths share a common part.
    others : float
        How many *other* bidders of the group there may be (a count, or the mean of a Poisson law).
    poisson : bool
        Whether `others` is the mean of a Poisson law.
    heard : float
        Probability with which each of them takes part.
    strategy : Strategy
        What the group is declared to do.
    risk_aversion : float or Cara
    constrained : bool
        Whether its limits may be cut by funds.
    looks : Looks or None
        How its members know their worths; None where worths have no common part.
    name : str
        For messages and for limits that all set together: the group's, and what sets its kind apart.
    numbers : tuple of float
        How many such rivals are expected at each of the game's `levels`, where that depends on the lot; empty: `others`
        times `heard` at all of them.
    informed, saw : bool
        Whether they know if the lot has a hidden defect, and if so, whether it has.
    leaves : float
        Probability with which such a buyer learns more of its worth before it pays, and may walk away.
    forfeits : float
        Share of a typical price that this costs: the deposit.
    """

    law: Law | None
    others: float
    poisson: bool
    heard: float
    strategy: Strategy
    risk_aversion: float | Cara = 0.0
    constrained: bool = False
    looks: Looks | None = None
    name: str = ""
    numbers: tuple[float, ...] = ()
    informed: bool = False
    saw: bool = False
    leaves: float = 0.0
    forfeits: float = 1.0


@dataclass(frozen=True)
class Game:
    """All that a bidder may know of the contest. Hashable, so that a plan is solved once per game.

    Attributes
    ----------
    format : Format
    own : Law or None
        The group's own law of worths; None where worths share a common part that the bidder does not know apart.
    reserve : Money
        The lowest all-in payment that buys (reserve plus the buyer's fee on it); nan where it differs from lot to lot.
    step : Money
        Increment or decrement.
    rounds : int
        This one, and those that a bidder may wait for; 1 also where bidders do not look ahead.
    rivals : tuple of Rivals
        Own kind first, then the others by name.
    risk_aversion : float or Cara
    constrained : bool
        Whether limits may be cut by funds.
    min_bidders : int
        With fewer registered the auction is not held.
    looks : Looks or None
        How one's own group knows its worths; None where worths have no common part.
    common : object or None
        The family of worths that are the same for all and come with their own signals; None otherwise.
    public_variance : float
        Variance of the log common worth given all that is published.
    shows : tuple of str
        What the board shows.
    hurried : bool
        Whether bids are cried out one by one against a fixed end, so that a slow bidder may be cut off.
    levels : Levels or None
        Kinds of lots for which numbers of rivals were solved; None where numbers do not depend on the lot.
    verdicts : tuple of float
        How likely each published verdict on a loan is right.
    later : tuple of Later
        The rounds that a bidder may wait for.
    usual : float
        Log all-in start price of a typical lot of median worth, over that worth; -inf is none.
    defect, loss : float
        Probability of a hidden defect that was not published, and the share of worth that it takes.
    learnt : Law or None
        What is added to one's worth, unknown before one has won; None where there is nothing of the kind.
    deposit : Money
        What such a buyer has at stake; of a typical lot, if that differs.
    """

    format: Format
    own: Law | None
    reserve: Money
    step: Money
    rounds: int
    rivals: tuple[Rivals, ...]
    risk_aversion: float | Cara
    constrained: bool
    min_bidders: int = 1
    looks: Looks | None = None
    common: object = None
    public_variance: float = 0.0
    shows: tuple[str, ...] = ("bids",)
    hurried: bool = False
    verdicts: tuple[float, ...] = ()
    levels: Levels | None = None
    later: tuple[Later, ...] = ()
    usual: float = float("-inf")
    defect: float = 0.0
    loss: float = 0.0
    learnt: Law | None = None
    deposit: Money = 0.0


@runtime_checkable
class Plan(Protocol):
    """Solved behaviour of one group in one game: numbers only, so that it pickles and compiles."""

    @property
    def method(self) -> str:
        """How it was found, for the manifest: ``dominant strategy (Vickrey 1961)``, ``heuristic: shaded 0.9``."""

    @property
    def residual(self) -> float:
        """Stated numerical error relative to the top of the limits; 0 where exact."""

    @property
    def script(self) -> tuple[tuple[float, Money], ...]:
        """Bids written down beforehand, (seconds after the opening, amount); empty for almost everyone."""

    def limit(self, signal: Floats, public: Public = UNKNOWN) -> Floats:
        """The most a bidder with this signal pays all in, before its own margin; -inf stays out. Elementwise."""


@runtime_checkable
class Together(Protocol):
    """A plan whose limits move as rivals are seen to drop out: known only once all signals are."""

    @property
    def names(self) -> tuple[str, ...]:
        """Bidder groups whose drop-outs are read."""

    def together(self, groups: tuple[str, ...], group: Ids, signal: Floats, public: Public) -> Floats:
        """All-in limits of everybody who is aware of a lot, before their margins; -inf stays out.

        Each limit uses the own signal and what the board has shown by then, nothing else. `group` holds indices into
        the names `groups`; `signal` has the same shape.
        """


@runtime_checkable
class Strategy(Protocol):
    """How much to bid: one file, one frozen dataclass, one table line."""

    name: ClassVar[str]

    def plan(self, game: Game) -> Plan:
        """Solve the game.

        Raises
        ------
        NoEquilibriumError
            If this strategy has no answer here; the message names the game and what to change.
        """


class Engine(Protocol):
    """Plays briefs: same brief, same record."""

    name: ClassVar[str]

    def resolve(self, briefs: Sequence[Brief]) -> list[Record]:
        """One record a brief, in order."""
