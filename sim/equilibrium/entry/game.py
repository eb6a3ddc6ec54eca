"""The game of entry: who might come, at what cost, and how much they would know."""

from __future__ import annotations

from dataclasses import dataclass

from sim.entities.entry import Kind
from sim.entities.knowledge import Levels
from sim.entities.protocols import Format, Rivals
from sim.entities.units import Money
from sim.equilibrium.entry.costs import Entrants


@dataclass(frozen=True, slots=True)
class Comers:
    """Bidders of one group who would bear the same costs to come, up to their own factor.

    Attributes
    ----------
    group : str
    home : bool
        Whether they live where the lot lies; True also for those to whom that makes no difference.
    heads : float
        How many bidders the whole group may have, on average.
    heard : float
        Probability that one of them lives here, wants the lot and hears of it.
    poisson : bool
        Whether `heads` is the mean of a Poisson law.
    cost : Money
        Median own cost of coming; 0 is free.
    spread : float
        Standard deviation of log own costs, also of those to look; 0 where costs are equal and bidders mix.
    look : Money or None
        Median own cost of the closer look; None where there is none to be had.
    always : bool
        Whether whoever comes looks closer.
    """

    group: str
    home: bool
    heads: float
    heard: float
    poisson: bool
    cost: Money
    spread: float
    look: Money | None = None
    always: bool = False

    @property
    def reach(self) -> float:
        """How many of them hear of a lot, on average."""
        return self.heads * self.heard

    @property
    def least(self) -> Money:
        """Median own cost of what nobody can come without."""
        return self.cost + (self.look or 0.0) * self.always

    @property
    def mixes(self) -> bool:
        """Whether all bear the same costs, so that those who come are indifferent."""
        return self.spread == 0.0 and self.least > 0.0

    @property
    def entrants(self) -> Entrants:
        """As those who weigh what coming costs against what it earns; where all is free the spread is of nothing."""
        return Entrants(self.group, self.reach, self.cost, self.spread or 1.0, self.look, self.always)


@dataclass(frozen=True)
class EntryGame:
    """All that decides who comes to the auctions of one lot group in one arm, in one round. Hashable.

    Attributes
    ----------
    comers : tuple of Comers
    kinds : tuple of (Kind, Rivals)
        Kinds of bidders as the game among entrants knows them; `others` counts all, `heard` is not used.
    format : Format
    reserve : Money
        Lowest all-in payment that buys; nan where it differs from lot to lot.
    public_variance : float
        Of the log common worth given all that is published.
    levels : Levels or None
        Lots at which to solve; None where worths have no common part and all lots are alike.
    defect, loss : float
        Probability of a hidden defect that was not published, and the share of worth that it takes.
    after_signal : bool
        Whether bidders know their worth when they decide to come (Samuelson 1985).
    select : str
        ``largest`` or ``smallest``: which of several solutions is played.
    dropouts : bool
        Whether the board shows who leaves.
    rounds, min_bidders : int
        As in :class:`sim.entities.protocols.Game`.
    """

    comers: tuple[Comers, ...]
    kinds: tuple[tuple[Kind, Rivals], ...]
    format: Format
    reserve: Money
    public_variance: float
    levels: Levels | None
    defect: float
    loss: float
    after_signal: bool
    select: str
    dropouts: bool
    rounds: int
    min_bidders: int
