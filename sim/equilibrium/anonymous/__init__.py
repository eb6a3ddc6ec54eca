"""Second price among bidders who do not see one another: log-bid functions that answer one another (game G2)."""

from __future__ import annotations

from sim.equilibrium.anonymous.crowd import Crowd, Line, Subgroup, by_sight
from sim.equilibrium.anonymous.fixed_point import Solved, solve
from sim.equilibrium.anonymous.outcome import Outcome, outcome
from sim.equilibrium.anonymous.payoffs import Payoffs, payoffs
from sim.equilibrium.anonymous.profits import Profits
from sim.equilibrium.anonymous.relisting import relist
from sim.equilibrium.anonymous.screening import thresholds
from sim.equilibrium.anonymous.trials import trials

__all__ = [
    "Crowd",
    "Line",
    "Outcome",
    "Payoffs",
    "Profits",
    "Solved",
    "Subgroup",
    "by_sight",
    "outcome",
    "payoffs",
    "relist",
    "solve",
    "thresholds",
    "trials",
]
