"""How many come, if what it is worth to come depends on how many come (Levin and Smith 1994)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from sim.entities.entry import Turnout
from sim.entities.units import Floats
from sim.equilibrium.entry.attendance import Attendance, Prospect
from sim.equilibrium.entry.costs import Entrants
from sim.equilibrium.entry.game import Comers, EntryGame
from sim.equilibrium.entry.noisy import attend_noisy, essence
from sim.equilibrium.entry.private import before_signals
from sim.equilibrium.entry.samuelson import Selection, after_signals
from sim.equilibrium.entry.search import Found, Select, Solution, search


def enter(groups: Sequence[Entrants], profits: Callable[[Floats], Floats]) -> Found:
    """Solve ``lam_g = reach_g P(own cost <= Pi_g(lam))`` for all groups at once.

    Parameters
    ----------
    groups : sequence of Entrants
    profits : callable
        Expected profit (n,) of one more entrant of each kind against entrants (n,) of each kind, by quadrature: beliefs
        may depend on rules and parameters, not on draws. Kinds are those of ``Entrants.kinds``, group after group.

    Returns
    -------
    Found
        Numbers of entrants by kind; with equal costs, or next to, there may be several solutions.

    Raises
    ------
    NoEquilibriumError
        If none is found, or if the game among entrants has no equilibrium on the way.
    """
    ends = np.cumsum([len(group.kinds) for group in groups])[:-1]

    def respond(earned: Floats) -> Floats:
        parts = np.split(earned, ends)
        return np.concatenate([group.scores(part) for group, part in zip(groups, parts, strict=True)])

    reach = np.concatenate([np.full(len(group.kinds), group.reach) for group in groups])
    return search(profits, respond, reach)


def attend(game: EntryGame) -> Turnout:
    """Who comes, in an equilibrium of entry.

    Raises
    ------
    NoEquilibriumError
        If none is known or found; the message says what to change.
    """
    if game.levels is not None:
        return attend_noisy(game)
    return after_signals(game) if game.after_signal else before_signals(game)


__all__ = [
    "Attendance",
    "Comers",
    "Entrants",
    "EntryGame",
    "Found",
    "Prospect",
    "Select",
    "Selection",
    "Solution",
    "attend",
    "enter",
    "essence",
    "search",
]
