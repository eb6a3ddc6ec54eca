"""Who comes to an auction as if it were another: what is left when participation is held fixed is the direct effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.entities.entry import Kind, Prospects, Turnout
from sim.entities.knowledge import Levels, Public
from sim.entities.units import Bools
from sim.equilibrium.levels import count, every, shares


@dataclass(frozen=True, slots=True, eq=False)
class AsIn:
    """Follows :class:`sim.entities.entry.Turnout`.

    To a lot of some public mean as many come as to one of that public mean there, at its usual start price: who comes
    does not answer to the start price here.

    Attributes
    ----------
    there : Turnout
    levels : Levels or None
        Of the auction here, at which bidders reckon with the numbers there.
    """

    there: Turnout
    levels: Levels | None

    @property
    def solutions(self) -> tuple[Mapping[str, float], ...]:
        """Those there."""
        return self.there.solutions

    @property
    def method(self) -> str:
        """How it was found."""
        return f"as in another arm: {self.there.method}"

    @property
    def residual(self) -> float:
        """That there."""
        return self.there.residual

    def numbers(self, kind: Kind) -> tuple[float, ...]:
        """Expected numbers of a kind, one a level here."""
        try:
            there = np.array(self.there.numbers(kind))
        except KeyError:  # such bidders are let in here only
            there = np.zeros(1 if self.there.levels is None else count(self.there.levels))
        if self.levels is None or self.there.levels is None:
            return tuple(there.tolist())
        return tuple(
            float(shares(self.there.levels, Public(mean=level.mean, loss=float(level.told))) @ there)
            for level in every(self.levels)
        )

    def decide(self, who: Prospects, public: Public) -> tuple[Bools, Bools]:
        """Who comes and who looks closer, as there."""
        return self.there.decide(who, _usual(public))

    def expected(self, public: Public) -> float:
        """How many are believed to come, as there."""
        return self.there.expected(_usual(public))


def _usual(public: Public) -> Public:
    """The lot at the usual start price of its kind."""
    return replace(public, start=float("nan"))


def as_in(there: Turnout, levels: Levels | None) -> AsIn:
    """A turnout elsewhere as that of an auction with levels of its own."""
    return AsIn(there, levels)
