"""How far the groups of a game forget that winning is news."""

from __future__ import annotations

from sim.entities.protocols import Game, Rivals
from sim.equilibrium.rivalry import present
from sim.errors import NoEquilibriumError


def cursedness(game: Game) -> tuple[float, ...]:
    """How far each group present forgets that winning is news: 0 in equilibrium, 1 if it bids its own estimate.

    Raises
    ------
    NoEquilibriumError
        If a group plays something that cannot be said so.
    """
    return tuple(forgets(group) for group in present(game))


def forgets(group: Rivals) -> float:
    """How far one group does.

    Raises
    ------
    NoEquilibriumError
        If it plays something that cannot be said so.
    """
    strategy = group.strategy
    known = {"equilibrium": 0.0, "truthful": 1.0}
    if strategy.name in known:
        return known[strategy.name]
    chi = getattr(strategy, "chi", None)
    if isinstance(chi, int | float):
        return float(chi)
    raise NoEquilibriumError(
        f"no equilibrium is known against {group.name}, who play {strategy.name} on noisy looks; "
        "give them equilibrium, cursed or truthful"
    )
