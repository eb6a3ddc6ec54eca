"""What one would have bid who allows for what winning teaches, among rivals who bid as they do.

Where the limit of a bidder exceeds it, this is the winner's curse as a mistake; what rational winners learn is none.

===================================  ==============================================================================
game                                 limit
===================================  ==============================================================================
equilibrium, or the worth is known   the own
drop-outs seen                       :func:`.visible.taught.taught`: closed form in each round
second price, rivals unseen          that of one more such bidder, of no weight, in the same fixed point
anything else                        none is known here
===================================  ==============================================================================
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.entities.entry import Taught
from sim.entities.knowledge import Public
from sim.entities.protocols import Game
from sim.entities.units import Floats, Ids, Money
from sim.equilibrium.cursedness import cursedness
from sim.equilibrium.estimate import Estimate
from sim.equilibrium.expectation import expectation
from sim.equilibrium.hall_plan import HallPlan, hall_plan, present_at
from sim.equilibrium.informed import DROP_OUTS_SEEN, refuse
from sim.equilibrium.rivalry import present
from sim.equilibrium.site_plan import SitePlan, site_plan
from sim.equilibrium.visible.taught import taught
from sim.errors import NoEquilibriumError


@dataclass(frozen=True, slots=True, eq=False)
class Unseen:
    """Among rivals one cannot see: a function of the own signal."""

    plan: SitePlan | Estimate

    def limit(self, who: int, groups: tuple[str, ...], group: Ids, signal: Floats, public: Public) -> Money:
        """Others do not matter."""
        return float(self.plan.limit(signal[who : who + 1], public)[0])


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Among rivals who are seen to drop out."""

    plan: HallPlan

    def limit(self, who: int, groups: tuple[str, ...], group: Ids, signal: Floats, public: Public) -> Money:
        """The price at which one would have left, given what the drop-outs of the others showed by then."""
        read = np.array([name in self.plan.names for name in groups])[group]
        who = int(np.count_nonzero(read[:who]))
        people, member, looks = self.plan.seated(groups, group[read], signal[read], public)
        inside, start = present_at(people, member, looks, public)
        inside[who] = True
        log = taught(people, 1.0 / public.variance, public.mean, start, member, looks, inside, who)
        return math.exp(log - self.plan.margins[member[who]])


def taught_limit(game: Game) -> Taught | None:
    """The limit of one of the own kind who allows for what winning teaches; None where its own limit is that.

    Raises
    ------
    NoEquilibriumError
        Where none is known.
    """
    name, own = game.format.name, game.rivals[0]
    if own.strategy.name == "equilibrium" or expectation(game).noise == 0.0:
        return None
    if game.looks is None or game.common is not None:
        raise NoEquilibriumError("what winning teaches is known for lognormal worths only")
    refuse(game, name)
    if game.public_variance == 0.0:
        return None
    if name in DROP_OUTS_SEEN and "dropouts" in game.shows:
        return Seen(hall_plan(game, cursedness(game)))
    if any(group.looks is not None and math.isinf(group.looks.noise) for group in present(game)):
        raise NoEquilibriumError("what winning teaches is not known among unseen rivals without a look")
    return Unseen(site_plan(game, cursedness(game), taught=True))
