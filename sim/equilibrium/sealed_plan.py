"""The plan of a bidder in a sealed first-price sale of which all see the worth through noise."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.entities.knowledge import UNKNOWN, Public
from sim.entities.protocols import Game
from sim.entities.units import Floats, Money
from sim.equilibrium.anonymous.crowd import Crowd
from sim.equilibrium.cursedness import cursedness
from sim.equilibrium.rivalry import present
from sim.equilibrium.sealed import Sealed, solve
from sim.equilibrium.site_crowd import People
from sim.errors import NoEquilibriumError

SEALED = frozenset({"first_price", "dutch"})


@dataclass(frozen=True, slots=True, eq=False)
class SealedPlan:
    """Log bids over log signals, both less the public mean.

    Attributes
    ----------
    signals, bids : Floats, shape (t,)
    margin : float
        Log of what the own margin leaves; the desk takes margins off, so it is put back here.
    residual : float
        Of the fixed point, in logs of payments.
    """

    signals: Floats
    bids: Floats
    margin: float
    residual: float
    method: str = "equilibrium of sealed bids between groups (Milgrom & Weber 1982), best replies to one another"
    script: tuple[tuple[float, Money], ...] = ()

    def limit(self, signal: Floats, public: Public = UNKNOWN) -> Floats:
        """All-in bids before margin, elementwise."""
        bids = np.interp(np.log(signal) - public.mean, self.signals, self.bids)
        paid: Floats = np.exp(public.mean + bids - self.margin)
        return paid


def sealed_plan(game: Game) -> SealedPlan:
    """The fixed point for these groups.

    Raises
    ------
    NoEquilibriumError
        For a game that is not solved, or does not settle; the message says what to change.
    """
    refuse(game)
    pairs = sorted(((group, 0.0) for group in present(game)), key=lambda pair: pair[0].name)
    own = [rivals for rivals, _ in pairs].index(present(game)[0])
    heads = [rivals.others + float(position == own) for position, (rivals, _) in enumerate(pairs)]
    if sum(heads) < 2.0:
        raise NoEquilibriumError(f"no equilibrium is known for {game.format.name} with a sole bidder without a reserve")
    found = solved(People(tuple(pairs), game.public_variance).crowd(heads, knows="composition"))
    margin = math.log(game.looks.keeps) if game.looks is not None else 0.0
    return SealedPlan(found.curves.signals[own], found.curves.bids[own], margin, found.residual)


@lru_cache(maxsize=64)
def solved(crowd: Crowd) -> Sealed:
    """The fixed point, once for each crowd."""
    return solve(crowd)


def refuse(game: Game) -> None:
    """Say what this solver cannot take.

    Raises
    ------
    NoEquilibriumError
    """
    name, groups = game.format.name, present(game)
    looks = [group.looks for group in groups if group.looks is not None]
    obstacles = (
        (game.rounds > 1, "over several rounds; set rounds: 1"),
        (game.levels is not None, "and costs of coming; set them to 0"),
        (any(math.isnan(look.keeps) for look in looks), "and margins that differ; give margin as one number"),
        (any(group.constrained for group in groups), "and limited funds; leave wealth out"),
        (any(group.poisson or group.heard != 1.0 for group in groups), "and an unknown number of rivals"),
        (not game.reserve <= 0.0, "and a reserve; set reserve: 0"),
        (any(cursedness(game)), "and cursed or truthful bidders; let all play equilibrium"),
        (any(group.risk_aversion != 0.0 for group in groups), "and risk aversion; leave it out"),
        (game.loss > 0.0, "and hidden defects"),
        (game.public_variance == 0.0, "and nothing unknown that all share"),
        (any(math.isinf(look.noise) for look in looks), "and bidders without a look; give signal_sd as a number"),
        (name == "dutch" and game.step > 0.0, "on a grid of prices; set no increment"),
    )
    for found, what in obstacles:
        if found:
            raise NoEquilibriumError(f"no equilibrium is known for {name} with noisy looks {what}, or use shaded")
