"""The continuous Dutch clock."""

from __future__ import annotations

from sim.entities.protocols import Game
from sim.equilibrium.curve import BidCurve
from sim.equilibrium.first_price import first_price
from sim.errors import NoEquilibriumError
from sim.formats.dutch import Dutch

SLACK = 1e-9
"""A first price that misses the highest bid by this share of it is high enough."""


def dutch(game: Game) -> BidCurve:
    """The first-price equilibrium: stop the clock at the bid one would seal (Vickrey 1961).

    1. Until somebody stops it, the clock tells a bidder only that nobody has yet, which is the case in which his plan
       matters; so planning when to stop is choosing a sealed bid.
    2. That needs every bid to be on the clock: if it starts below the highest bid, those above it all stop at once.

    Raises
    ------
    NoEquilibriumError
        If the first price called lies below the highest bid.
    """
    curve = first_price(game)
    if isinstance(game.format, Dutch):
        top = game.format.highest(game.reserve)
        highest = float(curve.limit(curve.worths[-1:])[0])
        if top < highest * (1.0 - SLACK):
            raise NoEquilibriumError(
                f"no equilibrium is known for dutch with a first price called of {top:g}, below the highest bid, "
                f"{highest:g}; raise the format's top, or use shaded"
            )
    return curve
