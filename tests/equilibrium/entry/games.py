"""Games of entry with defaults, so that a test names only what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.entities.entry import Kind
from sim.entities.protocols import Law
from sim.equilibrium.entry import Comers, EntryGame
from sim.formats import FORMATS
from tests.equilibrium.games import UNIT, some_rivals


def sort(group: str = "all", **changes: Any) -> Comers:
    """Six bidders at home who all hear of the lot, at an equal cost of 0.05."""
    standard = {
        "group": group,
        "home": True,
        "heads": 6.0,
        "heard": 1.0,
        "poisson": False,
        "cost": 0.05,
        "spread": 0.0,
    }
    return Comers(**standard | changes)


def game(sorts: Sequence[Comers], law: Law | None = UNIT, **changes: Any) -> EntryGame:
    """Second prices, no reserve; `views` changes how rivals see a group, by name."""
    views = changes.pop("views", {})
    seen = {one.group: {"others": one.heads, "poisson": one.poisson, "law": law} for one in sorts}
    kinds = tuple((Kind(name), some_rivals(**standard | views.get(name, {}))) for name, standard in seen.items())
    standard = {
        "comers": tuple(sorts),
        "kinds": kinds,
        "format": FORMATS["second_price"](),
        "reserve": 0.0,
        "public_variance": 0.0,
        "levels": None,
        "defect": 0.0,
        "loss": 0.0,
        "after_signal": False,
        "select": "largest",
        "dropouts": False,
        "rounds": 1,
        "min_bidders": 1,
    }
    return EntryGame(**standard | changes)
