"""What is known of a lot: by everybody, and by the members of a group."""

from __future__ import annotations

from dataclasses import dataclass

from sim.entities.units import Money


@dataclass(frozen=True, slots=True)
class Public:
    """What everybody knows of a lot at its opening.

    Attributes
    ----------
    mean : float
        Mean of the log common worth given all that is public; nan where worths have no common part.
    variance : float
        Its variance; 0 where there is nothing left to learn.
    start : Money
        The lowest all-in payment that buys; nan before it is known.
    loss : float
        Share of worth that a published defect takes; 0 where none is published.
    """

    mean: float = float("nan")
    variance: float = 0.0
    start: Money = float("nan")
    loss: float = 0.0


UNKNOWN = Public()
"""Nothing is public that would help to know a worth."""


@dataclass(frozen=True, slots=True)
class Looks:
    """How a bidder of a group knows its worth where worths share a common part (Hong & Shum 2003), in logs.

    Attributes
    ----------
    taste : float
        Variance of the private part of worth.
    noise : float
        Variance of the error of all own looks together; 0: knows its worth, inf: has no look.
    keeps : float
        What a margin leaves of a worth, the same for the whole group; nan where margins differ within it.
    """

    taste: float
    noise: float
    keeps: float = 1.0


@dataclass(frozen=True, slots=True)
class Levels:
    """Kinds of lots at which numbers of rivals are solved: by what is expected of a lot, and by how it is priced.

    Costs of coming are money, so that the same cost is less of a hurdle for a dear lot; and a start price that is a
    share of an appraisal is more of a hurdle where other news say that the appraisal is too high.

    Attributes
    ----------
    means : tuple of float
        Public means of log common worth, ascending.
    starts : tuple of float
        The log all-in start price to be expected at each of the means; -inf where there is none.
    apart : tuple of float
        Ascending distances from that start price; levels are all pairs, mean after mean.
    told : float
        Share of worth that a defect takes, if one may be published: then the levels come twice, first for lots of which
        none is published, then for lots of which one is. 0: none ever is.
    """

    means: tuple[float, ...]
    starts: tuple[float, ...]
    apart: tuple[float, ...] = (0.0,)
    told: float = 0.0


@dataclass(frozen=True, slots=True)
class Later:
    """A round to which a lot comes back if nobody takes part in this one.

    Attributes
    ----------
    start : float
        Its all-in start price, over that of this round.
    discount : float
        What a gain there is worth to a bidder now, between 0 and 1.
    """

    start: float
    discount: float
