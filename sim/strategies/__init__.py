"""How much to bid at most. To add a strategy, write a frozen dataclass in a file here and add a line below."""

from __future__ import annotations

from sim.entities.protocols import Strategy
from sim.strategies.cursed import Cursed
from sim.strategies.equilibrium import Equilibrium
from sim.strategies.scripted import Scripted
from sim.strategies.shaded import Shaded
from sim.strategies.truthful import Truthful
from sim.tables import Table

STRATEGIES: Table[type[Strategy]] = Table(
    "strategy",
    {
        "truthful": Truthful,
        "equilibrium": Equilibrium,
        "cursed": Cursed,
        "shaded": Shaded,
        "scripted": Scripted,
    },
)

__all__ = ["STRATEGIES", "Cursed", "Equilibrium", "Scripted", "Shaded", "Truthful"]
