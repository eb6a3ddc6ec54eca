"""Games in which bidding one's worth is best whatever the rivals do."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.entities.knowledge import UNKNOWN, Public
from sim.entities.protocols import Game
from sim.entities.units import Floats, Money
from sim.equilibrium.option import option

FORMATS = frozenset({"english", "clock", "second_price", "posted_price"})
"""Formats in which a bid decides whether one buys, not what one pays."""


@dataclass(frozen=True, slots=True)
class OwnWorth:
    """The plan to bid up to one's worth, and `more` for what may yet be learnt of it."""

    method: str
    residual: float = 0.0
    script: tuple[tuple[float, Money], ...] = ()
    more: Money = 0.0

    def limit(self, signal: Floats, public: Public = UNKNOWN) -> Floats:
        """The worth itself, elementwise."""
        return np.array(signal + self.more, dtype=np.float64)


def own_worth(game: Game) -> OwnWorth:
    """Bid one's worth (Vickrey 1961, "Counterspeculation, auctions, and competitive sealed tenders").

    1. The price is set by the highest rival, by a clock or by the seller, not by one's own bid.
    2. A limit above the worth wins only more lots, each above worth; one below loses only lots below worth.
    3. So the worth is a best limit against any rivals, laws, attitudes to risk and funds.

    With an increment the price may exceed the highest rival's bid by up to one step, or may skip the own limit; the
    argument then holds within one increment, and `method` says so. Against a fixed end, without a limit lodged with the
    platform, whoever answers slowly is cut off before the own worth is reached: a habit, and `method` says that too.

    Where part of the worth is learnt after winning, the worth is that of the right to buy; see :func:`.option.option`.
    """
    more = 0.0 if game.learnt is None else option(game.learnt, game.rivals[0].leaves, game.deposit)
    if game.hurried:
        return OwnWorth("heuristic: own worth, though a hard close may cut the bidding off", more=more)
    return OwnWorth("dominant strategy (Vickrey 1961)" if game.step == 0 else _WITHIN_STEP, more=more)


def truthful(game: Game) -> OwnWorth:
    """The same plan in any game, called what it is there: dominant, right within a round, or a heuristic."""
    if game.format.name not in FORMATS:
        return OwnWorth("heuristic: truthful", more=0.0 if game.learnt is None else game.learnt.mean)
    if game.rounds > 1:
        own = own_worth(game)
        return replace(own, method=f"{own.method} in each round; heuristic: truthful, as waiting may pay")
    return own_worth(game)


_WITHIN_STEP = "dominant strategy within one increment (Vickrey 1961)"
