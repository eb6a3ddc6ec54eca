"""Game to plan. Which game is played, and what it must be like, is the one table below; anything else is an error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from sim.entities.protocols import Game, Plan
from sim.equilibrium import requirements as need
from sim.equilibrium.announced_plan import READ_OUT, announced_plan
from sim.equilibrium.common_plan import common_plan
from sim.equilibrium.curve import BidCurve
from sim.equilibrium.dominant import OwnWorth, own_worth, truthful
from sim.equilibrium.dutch import dutch
from sim.equilibrium.first_price import first_price
from sim.equilibrium.informed import noisy, solve_informed
from sim.equilibrium.insider_plan import apart, insider_plan
from sim.equilibrium.sealed_plan import SEALED
from sim.equilibrium.verdict_plan import by_verdict
from sim.equilibrium.waiting import patient
from sim.errors import NoEquilibriumError
from sim.tables import Table

Requirement: TypeAlias = Callable[[Game], str]


@dataclass(frozen=True)
class Solution:
    """A solver, and what a game must be like for it."""

    solver: Callable[[Game], Plan]
    requires: tuple[Requirement, ...]


_OWN_WORTH = Solution(own_worth, (need.one_round, need.neutral_to_news))

_WORTHS = (need.private_worths, need.one_law, need.continuous_law)
_AUCTION = (
    need.one_reserve,
    need.sole_bidder_buys,
    need.no_budgets,
    need.all_in_equilibrium,
    need.one_regional_reach,
    need.one_view_of_rivals,
)
_SEALED = (need.one_sealed_round, *_WORTHS, need.one_attitude, *_AUCTION)
_WAITING = Solution(patient, (*_WORTHS, need.neutral, *_AUCTION))
"""Who knows its worth may still gain by waiting for a lower start price."""

GAMES: Table[Solution] = Table(
    "game",
    {
        "english": _OWN_WORTH,
        "clock": _OWN_WORTH,
        "second_price": _OWN_WORTH,
        "posted_price": _OWN_WORTH,
        "first_price": Solution(first_price, _SEALED),
        "dutch": Solution(dutch, (*_SEALED, need.no_grid)),
    },
)


def solve(game: Game) -> Plan:
    """The equilibrium plan of the own group.

    Raises
    ------
    NoEquilibriumError
        If none is known; the message names the format, what stands in the way and what to change.
    """
    name = game.format.name
    unsettled = need.settled(game)
    if unsettled and (game.common is not None or name in SEALED):
        raise NoEquilibriumError(f"no equilibrium is known for {name} {unsettled}")
    if READ_OUT in game.shows:
        return announced_plan(game)
    if game.common is not None:
        return insider_plan(game) if apart(game) else by_verdict(game, common_plan)
    if noisy(game) or (game.later and game.looks is not None):
        return solve_informed(game)
    if name not in GAMES:
        raise NoEquilibriumError(f"no equilibrium is known for {name}; use {', '.join(GAMES)}, or strategy shaded")
    waits = bool(game.later) and GAMES[name] is _OWN_WORTH
    solution = _WAITING if waits else GAMES[name]
    for requirement in solution.requires:
        obstacle = requirement(game)
        if obstacle:
            over = f"over {game.rounds} rounds, where a bidder may wait, " if waits else ""
            out = "; or take each round for the last, behaviour: {foresight: myopic}" if waits else ""
            raise NoEquilibriumError(f"no equilibrium is known for {name} {over}{obstacle}{out}")
    return solution.solver(game)


__all__ = ["GAMES", "BidCurve", "OwnWorth", "Solution", "solve", "truthful"]
