"""Worths with a common part that is seen through noise: which game is played depends on what the board shows.

==================================  =====================================================  ========================
board and format                    game                                                   solver
==================================  =====================================================  ========================
clock or english, drop-outs shown   limits move as rivals are seen to leave (Hong & Shum)  :mod:`.visible`
clock, english, second price        second price against rivals one cannot see             :mod:`.anonymous`
first price, dutch                  sealed bids                                            :mod:`.sealed`
posted price, in a sell-off         the same as a heuristic, and named so                  :mod:`.anonymous`
anything else                       none known here: an error that says what to change
==================================  =====================================================  ========================
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from sim.entities.protocols import Game, Plan, Rivals
from sim.equilibrium.cursedness import cursedness
from sim.equilibrium.dominant import own_worth
from sim.equilibrium.estimate import Estimate, left, way_out
from sim.equilibrium.hall_plan import HallPlan, hall_plan
from sim.equilibrium.rivalry import present
from sim.equilibrium.sealed_plan import SEALED, SealedPlan, sealed_plan
from sim.equilibrium.site_plan import SitePlan, site_plan
from sim.errors import NoEquilibriumError

SELL_OFF = "heuristic: in a sell-off at a price, limits and thresholds are those of an auction that starts there"
DROP_OUTS_SEEN = frozenset({"english", "clock"})
SECOND_PRICE = frozenset({"english", "clock", "second_price", "posted_price"})

TRUTHFUL = "bids the own estimate: no waiting for a cut, no allowance for the winner's curse"
"""What the way out costs."""


def noisy(game: Game) -> bool:
    """Whether anybody who may take part does not know what the lot is worth to it, or its looks do not say all."""
    return any(group.looks is not None and (group.looks.noise > 0.0 or game.loss > 0.0) for group in present(game))


def solve_informed(game: Game) -> Plan:
    """The equilibrium plan of the own group.

    Raises
    ------
    NoEquilibriumError
        If none is known; the message says what stands in the way.
    """
    name = game.format.name
    if name in SEALED:
        return sealed_plan(game)
    refuse(game, name)
    sure = all(group.looks is not None and group.looks.noise == 0.0 for group in present(game))
    if game.looks is not None and sure and not game.later:
        return Estimate(game.looks, own_worth(game).method, left=left(game))
    if game.looks is not None and game.public_variance == 0.0 and not game.later:
        known = "dominant strategy (Vickrey 1961): the common part is known"
        return Estimate(game.looks, known, left=left(game), more=way_out(game))
    if name in DROP_OUTS_SEEN and "dropouts" in game.shows:
        return hall_plan(game, cursedness(game))
    if any(group.looks is not None and math.isinf(group.looks.noise) for group in present(game)):
        raise NoEquilibriumError(
            f"no equilibrium is known for {name} against unseen rivals for bidders without a look, who would all bid "
            "alike; give signal_sd as a number, or show dropouts"
        )
    plan = site_plan(game, cursedness(game))
    return replace(plan, method=f"{SELL_OFF}; {plan.method}") if name == "posted_price" else plan


def refuse(game: Game, name: str) -> None:
    """Say what no solver here can take.

    Raises
    ------
    NoEquilibriumError
    """
    what = obstacle(present(game), name)
    what = f"{what}, or use truthful ({TRUTHFUL})" if what else impatient(game)
    if what:
        raise NoEquilibriumError(f"no equilibrium is known for {name} {what}")


def impatient(game: Game) -> str:
    """What stands in the way of waiting for a later round; empty if nothing does."""
    if not game.later:
        return ""
    obstacles = (
        (any(group.risk_aversion != 0.0 for group in present(game)), "among bidders averse to risk"),
        (game.min_bidders > 1, f"held before {game.min_bidders} bidders or more only"),
    )
    what = next((what for found, what in obstacles if found), "")
    way_out = "; take each round for the last, behaviour: {foresight: myopic}"
    return f"over {game.rounds} rounds, where a bidder may wait, {what}{way_out}" if what else ""


def obstacle(groups: Sequence[Rivals], name: str) -> str:
    """What stands in the way of any solver here, and what to change; empty if nothing does."""
    obstacles = (
        (name not in SECOND_PRICE, "with noisy looks; use english, clock or second_price"),
        (
            any(group.looks is None or math.isnan(group.looks.keeps) for group in groups),
            "with margins that differ within a group; give margin as one number",
        ),
        (
            any(not isinstance(group.risk_aversion, int | float) for group in groups),
            "with cara and noisy looks; give risk_aversion as a number",
        ),
        (any(group.constrained for group in groups), "among bidders whose funds may run short; leave wealth out"),
        (
            any(math.isnan(group.heard) for group in groups),
            "where reach depends on the lot's region; give regions as a number",
        ),
    )
    return next((what for found, what in obstacles if found), "")


__all__ = ["HallPlan", "SealedPlan", "SitePlan", "noisy", "solve_informed"]
