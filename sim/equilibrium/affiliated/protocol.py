"""What a symmetric model of affiliated signals must be able to say. Everything else is the same for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from sim.entities.units import Floats, Ids
from sim.equilibrium.affiliated.curve import Scale


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """What the holder of a signal believes after an event, elementwise.

    Attributes
    ----------
    estimate : Floats
        Expected worth to the holder, in money.
    log_chance : Floats
        Log of the probability (per unit of the coordinate for each tie) of the event, up to a term that depends on the
        own signal alone.
    """

    estimate: Floats
    log_chance: Floats


@runtime_checkable
class SignalModel(Scale, Protocol):
    """Given a state of the world, signals are independent and alike; worths rise with signals and with the state.

    Milgrom and Weber 1982 ("A theory of auctions and competitive bidding", Econometrica 50). Signals are handed over
    in a *coordinate* on the line in which bids are smooth: the signal itself, or its log odds.
    """

    def edges(self, n: int) -> Floats:
        """Coordinates that cut the signals into pieces on which bids of `n` bidders are smooth.

        The first is the lowest signal, or lies so far below the core that what is assumed there is forgotten.
        """

    def belief(self, at: Floats, beaten: int, tied: int) -> Belief:
        """Belief of the holder of signal `at` if `beaten` rivals have lower signals and `tied` (0 or 1) the same."""

    def revealed(self, at: Floats, silent: Ids, threshold: float) -> Floats:
        """Estimates in a room where drop-outs are seen.

        Parameters
        ----------
        at : Floats, shape (lots, n)
            Signals, ascending along each row.
        silent : Ids, shape (lots,)
            So many of a row's lowest signals were never shown; all that is known of them is that they lie below
            `threshold`. Less than n.
        threshold : float
            Counts only where somebody is silent.

        Returns
        -------
        Floats, shape (lots, n)
            Entry k: what the holder of the k-th signal expects if he knows the signals shown below his own, and all
            others are equal to his. The last entry treats the last but one as not yet shown: it too equals his.
            Entries of the silent mean nothing.
        """
