"""Plans where a verdict on a loan is published: one plan for each thing that may be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from sim.entities.knowledge import UNKNOWN, Public
from sim.entities.protocols import Game, Plan, Together
from sim.entities.units import Floats, Ids, Money
from sim.errors import NoEquilibriumError
from sim.values.common import LoanWorth

MOST = 6
"""Verdicts that are published at most: each doubles what has to be solved."""


@dataclass(frozen=True, slots=True, eq=False)
class VerdictPlan:
    """Limits by what the published verdicts leave of the worth to be expected.

    Attributes
    ----------
    expected : Floats, shape (k,)
        Expected worths after the verdicts, money.
    plans : tuple of Plan
        What is played after each: the game of a loan that has that much of a chance (Milgrom & Weber 1982, section 6).
    """

    expected: Floats
    plans: tuple[Plan, ...]
    script: tuple[tuple[float, Money], ...] = ()

    @property
    def method(self) -> str:
        """How each was found."""
        return f"{self.plans[0].method}; after each public verdict"

    @property
    def residual(self) -> float:
        """The largest error of a table."""
        return max(plan.residual for plan in self.plans)

    def read(self, public: Public) -> Plan:
        """The plan for what was published of a lot."""
        return self.plans[int(np.argmin(np.abs(self.expected - public.mean)))]

    def limit(self, signal: Floats, public: Public = UNKNOWN) -> Floats:
        """All-in limits, elementwise; -inf for signals that stay away."""
        return self.read(public).limit(signal, public)


@dataclass(frozen=True, slots=True, eq=False)
class SeenVerdictPlan(VerdictPlan):
    """The same where limits move as rivals are seen to leave."""

    names: tuple[str, ...] = ()

    def together(self, groups: tuple[str, ...], group: Ids, signal: Floats, public: Public) -> Floats:
        """Limits of all who are there."""
        plan = self.read(public)
        if not isinstance(plan, Together):
            raise TypeError("a plan without drop-outs among plans with them")
        return plan.together(groups, group, signal, public)


def by_verdict(game: Game, solve: Callable[[Game], Plan]) -> Plan:
    """The plans of `solve` for a loan after each of the verdicts that may be published of it.

    Parameters
    ----------
    game : Game
        Without verdicts its plan is that of `solve`.
    solve : callable

    Raises
    ------
    NoEquilibriumError
        As `solve` does, and for too many verdicts.
    """
    if not game.verdicts or not isinstance(game.common, LoanWorth):
        return solve(game)
    if len(game.verdicts) > MOST:
        raise NoEquilibriumError(f"no more than {MOST} verdicts on a loan can be public; lower place.disclosure_level")
    after: dict[float, Plan] = {}
    for said in product((0.0, 1.0), repeat=len(game.verdicts)):
        chance = game.common.chance(tuple(zip(said, game.verdicts, strict=True)))
        worth = replace(game.common, good_probability=chance)
        if not any(abs(chance - other) < 1e-12 for other in after):
            after[chance] = solve(replace(game, common=worth, verdicts=()))
    expected = np.array([game.common.expected(chance) for chance in after])
    plans = tuple(after.values())
    if isinstance(plans[0], Together):
        return SeenVerdictPlan(expected, plans, names=plans[0].names)
    return VerdictPlan(expected, plans)
