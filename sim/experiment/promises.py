"""A user's own strategy held to the promise of a plan, before anything is played.

The strategies of this package are held to it by tests; only those that came by ``--plugin`` are asked here, once a
game and at a few signals, so that no lot has to be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np

from sim import plugins
from sim.entities.protocols import Game, Plan, Strategy
from sim.entities.units import Floats
from sim.entities.worth import Worth
from sim.errors import RunError

T = TypeVar("T")

MEMBERS = ("method", "residual", "script", "limit")
"""What a plan must have."""

RANKS = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
"""Where in the law of worths the limits are tried."""

FOUND = ("heuristic", "equilibrium", "dominant")
"""How the method of a plan may begin that says what it is."""

FAILURES = (TypeError, ValueError, AttributeError, NameError, LookupError, ArithmeticError)
"""What a slip of the pen raises."""


def promised(strategy: Strategy, game: Game, worth: Worth) -> Plan:
    """The plan of a strategy in a game; one that came by a plug-in is tried first.

    Parameters
    ----------
    strategy : Strategy
    game : Game
    worth : Worth
        Of the lots, to try the plan at signals that may occur.

    Raises
    ------
    NoEquilibriumError
        As the strategy raises it.
    RunError
        If a plug-in's plan fails, lacks something, or has limits that are no numbers.
    """
    if not plugins.brought(strategy):
        return strategy.plan(game)
    plan = _asked(strategy, "plan", lambda: strategy.plan(game))
    missing = [name for name in MEMBERS if not hasattr(plan, name)]
    if missing:
        raise RunError(f"strategy {strategy.name}: its plan lacks {', '.join(missing)}")
    if not isinstance(plan.method, str) or not isinstance(plan.residual, int | float):
        raise RunError(f"strategy {strategy.name}: its plan's method must be text and its residual a number")
    _tried(strategy, plan, game, worth)
    return plan


def told(plan: Plan) -> str:
    """How the plan was found, for the report: a plug-in's is a heuristic unless it says otherwise."""
    honest = not plugins.brought(plan) or plan.method.lower().startswith(FOUND)
    return plan.method if honest else f"heuristic: {plan.method}"


def _tried(strategy: Strategy, plan: Plan, game: Game, worth: Worth) -> None:
    """Refuse limits that are not one number a signal."""
    signals = worth.common(RANKS) if game.own is None else game.own.ppf(RANKS)
    start = float(np.median(signals)) if np.isnan(game.reserve) else game.reserve
    public = replace(worth.public(()), start=start)
    limits: Floats = _asked(strategy, "limit", lambda: np.asarray(plan.limit(signals, public), dtype=np.float64))
    if limits.shape != signals.shape:
        raise RunError(
            f"strategy {strategy.name}: its limits for {len(signals)} signals have shape {limits.shape}, "
            f"not {signals.shape}"
        )
    if np.isnan(limits).any():
        signal = signals[np.isnan(limits)][0]
        raise RunError(f"strategy {strategy.name}: its limit at a signal of {signal:g} is nan; -inf stays out")


def _asked(strategy: Strategy, what: str, answer: Callable[[], T]) -> T:
    """The answer of a user's code; a slip in it becomes a sentence with its line."""
    try:
        return answer()
    except FAILURES as error:
        place = plugins.place(type(strategy), error)
        raise RunError(f"strategy {strategy.name}: its {what} fails{place}: {type(error).__name__}: {error}") from error
