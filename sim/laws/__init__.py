"""Probability laws of one variable: worths, wealth, margins, reply times. Every draw is ``ppf(uniform)``."""

from __future__ import annotations

from sim.entities.protocols import Law
from sim.laws.choice import Choice
from sim.laws.constant import Constant
from sim.laws.exponential import Exponential
from sim.laws.lognormal import Lognormal
from sim.laws.normal import Normal
from sim.laws.poisson import Poisson
from sim.laws.power import Power
from sim.laws.truncated import Truncated
from sim.laws.uniform import Uniform
from sim.laws.weibull import Weibull
from sim.tables import Table

LAWS: Table[type[Law]] = Table(
    "distribution",
    {
        "uniform": Uniform,
        "normal": Normal,
        "lognormal": Lognormal,
        "exponential": Exponential,
        "power": Power,
        "weibull": Weibull,
        "poisson": Poisson,
        "choice": Choice,
        "truncated": Truncated,
        "constant": Constant,
    },
)

__all__ = [
    "LAWS",
    "Choice",
    "Constant",
    "Exponential",
    "Lognormal",
    "Normal",
    "Poisson",
    "Power",
    "Truncated",
    "Uniform",
    "Weibull",
]
