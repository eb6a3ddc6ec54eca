"""Who comes to an auction, and who looks closer before it: what the market asks of a solved game of entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from sim.entities.knowledge import Levels, Public
from sim.entities.protocols import Plan
from sim.entities.units import Bools, Floats, Ids, Money

SAW = ", saw the defect"
"""How the name of a kind ends whose members have found a defect."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Bidders of a group who know equally much of a lot.

    Attributes
    ----------
    group : str
    looked : bool
        Whether they have bought the closer look.
    saw : bool
        Whether they have found a defect that was not published.

    Examples
    --------
    >>> Kind("dealers").name, Kind("dealers", looked=True, saw=True).name
    ('dealers', 'dealers, looked, saw the defect')
    """

    group: str
    looked: bool = False
    saw: bool = False

    @property
    def name(self) -> str:
        """The group's name, and what sets the kind apart."""
        return self.group + ", looked" * self.looked + SAW * self.saw


@dataclass(frozen=True, slots=True, eq=False)
class Prospects:
    """Bidders of one group, all at home or all from elsewhere, who have heard of a lot. One entry a bidder.

    Attributes
    ----------
    group : str
    home : bool
    signal : Floats
        What the lot looks worth to them, before margin: for those who decide knowing it.
    rank, look_rank : Floats
        Own costs of coming, and of looking closer, as ranks in (0, 1) among the group: with equal costs ranks decide.
    cost, look_cost : Floats
        The same in money.
    looked : Bools
        Who has bought the closer look before an earlier round: it knows what it saw, and that is paid for.
    """

    group: str
    home: bool
    signal: Floats
    rank: Floats
    cost: Floats
    look_rank: Floats
    look_cost: Floats
    looked: Bools


class Turnout(Protocol):
    """A solved game of entry into the auctions of one lot group in one arm."""

    @property
    def method(self) -> str:
        """How it was found."""

    @property
    def residual(self) -> float:
        """By how many entrants the best reply to the numbers differs from them at most."""

    @property
    def solutions(self) -> tuple[Mapping[str, float], ...]:
        """All solutions at the middle level, the one that is played first: kind to expected number of entrants."""

    @property
    def levels(self) -> Levels | None:
        """Lots at which numbers were solved; None where all lots are alike."""

    def numbers(self, kind: Kind) -> tuple[float, ...]:
        """How many bidders of a kind are believed to come, at each level; one number where all lots are alike.

        Those who know of a hidden defect are counted as if they were there whether the lot has it or not.
        """

    def decide(self, who: Prospects, public: Public) -> tuple[Bools, Bools]:
        """Who comes, and who of all would buy the closer look before."""

    def expected(self, public: Public) -> float:
        """How many are believed to come to such a lot."""


class Expectation(Protocol):
    """What a kind of bidders takes lots to be worth to it from its own signals and public news alone."""

    @property
    def noise(self) -> float:
        """Error variance of all own looks together: 0 knows the worth, inf has no look. It ranks kinds."""

    def worth(self, signal: Floats, mean: Floats, loss: Floats) -> Floats:
        """Expected worth, money, before the margin; elementwise, one entry a bidder of any lot.

        Parameters
        ----------
        signal : Floats, shape (n,)
        mean, loss : Floats, shape (n,)
            Of what is public of its lot (:class:`~sim.entities.knowledge.Public`).
        """


class Taught(Protocol):
    """What one of a kind would have bid who allows for what winning teaches, among rivals who bid as they do."""

    def limit(self, who: int, groups: tuple[str, ...], group: Ids, signal: Floats, public: Public) -> Money:
        """All-in limit, before the margin, of one of those who came to a lot; nan where there is none.

        Parameters
        ----------
        who : int
            Which of them.
        groups : tuple of str
            Names of kinds.
        group : Ids, shape (n,)
            Index into them, of all who came.
        signal : Floats, shape (n,)
        public : Public
        """


@dataclass(frozen=True, slots=True, eq=False)
class Plans:
    """All that was solved before a study is played.

    Attributes
    ----------
    limits : mapping
        Plans by (arm, lot group, name of the kind of bidder, round); the sell-off counts as one round more.
    turnouts : mapping
        By (arm, lot group, round); missing where to come costs nothing and there is nothing to look at.
    expectations : mapping
        By (arm, lot group, name of the kind of bidder).
    taught : mapping
        As `limits`: None where its own limit allows for what winning teaches; missing where none is known that does.
    """

    limits: Mapping[tuple[str, str, str, int], Plan]
    turnouts: Mapping[tuple[str, str, int], Turnout] = field(default_factory=dict)
    expectations: Mapping[tuple[str, str, str], Expectation] = field(default_factory=dict)
    taught: Mapping[tuple[str, str, str, int], Taught | None] = field(default_factory=dict)
