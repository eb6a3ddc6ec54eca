"""Games with defaults, so that a test names only what it is about."""

from __future__ import annotations

from typing import Any

from sim.entities.protocols import Game, Law, Rivals
from sim.entities.study import Cara
from sim.formats import FORMATS
from sim.formats.dutch import Dutch
from sim.laws import Exponential, Lognormal, Normal, Power, Truncated, Uniform, Weibull
from sim.strategies import Equilibrium

UNIT = Uniform(0.0, 1.0)
LOGNORMAL = Lognormal(1.0, 0.5)
WEIBULL = Weibull(1.5, 1.0)
CUT_EXPONENTIAL = Truncated(Exponential(0.5), 0.0, 1.0)
SQUARE = Power(2.0)


def some_rivals(law: Law | None, others: float, **changes: Any) -> Rivals:
    """A fixed number of rivals in equilibrium who all take part."""
    return Rivals(**{"law": law, "others": others, "poisson": False, "heard": 1.0, "strategy": Equilibrium()} | changes)


def a_game(
    law: Law | None = UNIT, others: float = 1, *, poisson: bool = False, heard: float = 1.0, **changes: Any
) -> Game:
    """A sealed first-price auction without reserve against `others` of one's own group."""
    own = some_rivals(law, others, poisson=poisson, heard=heard)
    standard = {
        "format": FORMATS["first_price"](),
        "own": law,
        "reserve": 0.0,
        "step": 0.0,
        "rounds": 1,
        "rivals": (own,),
        "risk_aversion": 0.0,
        "constrained": False,
    }
    return Game(**standard | changes)


SOLVABLE: dict[str, Game] = {
    "two uniform": a_game(),
    "five uniform, reserve": a_game(others=4, reserve=0.5),
    "three lognormal, reserve": a_game(LOGNORMAL, 2, reserve=0.8),
    "four weibull, reserve": a_game(WEIBULL, 3, reserve=0.6),
    "three cut exponential": a_game(CUT_EXPONENTIAL, 2, reserve=0.2),
    "six square": a_game(SQUARE, 5, reserve=0.4),
    "wide lognormal": a_game(Lognormal(1e6, 2.0), 9),
    "heavy weibull": a_game(Weibull(0.5, 3.0), 6, reserve=1.0),
    "normal, many without a positive worth": a_game(Normal(1.0, 1.0), 2),
    "normal far from 0": a_game(Normal(100.0, 5.0), 3),
    "three hundred": a_game(others=299, reserve=0.3),
    "poisson uniform": a_game(others=3.0, poisson=True),
    "poisson lognormal, reserve": a_game(LOGNORMAL, 5.0, poisson=True, reserve=0.9),
    "poisson, nobody worth less than 1, reserve below": a_game(Uniform(1.0, 2.0), 2.0, poisson=True, reserve=0.5),
    "heard by half": a_game(others=4, heard=0.5, reserve=0.1),
    "heard by few, nobody worth less than 1": a_game(Uniform(1.0, 2.0), 4, heard=0.3, reserve=0.25),
    "heard by almost nobody": a_game(LOGNORMAL, 3, heard=1e-9),
    "heard by almost everybody": a_game(LOGNORMAL, 3, heard=0.999999),
    "crra": a_game(risk_aversion=0.5),
    "crra, reserve": a_game(others=3, risk_aversion=0.3, reserve=0.3),
    "crra lognormal": a_game(LOGNORMAL, 2, risk_aversion=0.4, reserve=0.8),
    "crra, nearly 1": a_game(LOGNORMAL, 3, risk_aversion=0.97),
    "crra poisson": a_game(LOGNORMAL, 3.0, poisson=True, risk_aversion=0.6, reserve=0.2),
    "crra heard, nobody worth less than 1": a_game(Uniform(1, 2), 2, heard=0.4, risk_aversion=0.5),
    "cara": a_game(others=2, risk_aversion=Cara(3.0)),
    "cara, weak": a_game(others=2, risk_aversion=Cara(1e-7), reserve=0.2),
    "cara, strong": a_game(others=2, risk_aversion=Cara(400.0), reserve=0.2),
    "cara poisson lognormal": a_game(LOGNORMAL, 4.0, poisson=True, risk_aversion=Cara(1.5), reserve=0.5),
    "cara heard, nobody worth less than 1": a_game(Uniform(1, 2), 3, heard=0.6, risk_aversion=Cara(2.0), reserve=0.5),
    "cara, heavy tail": a_game(Lognormal(1.0, 2.0), 4, risk_aversion=Cara(1000.0)),
    "dutch": a_game(others=4, reserve=0.5, format=Dutch(top=1.0)),
}
"""Games of many kinds that have an increasing symmetric equilibrium."""

DELICATE = {"heard by almost nobody", "cara, heavy tail"}
"""Games whose textbook integrals a general-purpose library cannot do to nine digits."""
