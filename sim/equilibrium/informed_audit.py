"""Bidders who see a common part through noise, before the audit: in the hall and among rivals one cannot see."""

from __future__ import annotations

import math
from dataclasses import replace

from sim.entities.entry import SAW
from sim.entities.knowledge import Looks
from sim.entities.protocols import Game, Rivals
from sim.equilibrium.anonymous.crowd import Crowd, Line, Subgroup
from sim.equilibrium.anonymous.fixed_point import solve
from sim.equilibrium.anonymous.trials import trials as unseen
from sim.equilibrium.audit import Verdict, audit
from sim.equilibrium.informed import DROP_OUTS_SEEN, SECOND_PRICE
from sim.equilibrium.levels import middle
from sim.equilibrium.rivalry import present
from sim.equilibrium.site_crowd import People
from sim.equilibrium.visible.groups import Group
from sim.equilibrium.visible.intercept import Attitude
from sim.equilibrium.visible.path import Room
from sim.equilibrium.visible.trials import trials as seen
from sim.errors import NoEquilibriumError

READERS = frozenset({"equilibrium", "cursed"})
"""Strategies that read drop-outs where they are seen."""


def informed_audit(game: Game, start: float) -> Verdict:
    """What a bidder of the own kind gains at most by another reply to what all others are declared to play.

    Where drop-outs are seen and somebody reads them, the hall is played with the numbers to be expected, rounded; else
    it is the second-price game among rivals one cannot see, and replies are single limits.

    Parameters
    ----------
    game : Game
    start : float
        Log of the least all-in payment, less the public mean of the log common worth; -inf is none.

    Raises
    ------
    NoEquilibriumError
        If no audit is known; the message says why.
    """
    _refuse(game)
    own = present(game)[0]
    _known(own)
    if game.format.name in DROP_OUTS_SEEN and "dropouts" in game.shows and _reads(game):
        if game.defect > 0.0:
            raise NoEquilibriumError("no audit is known with hidden defects where drop-outs are seen")
        found_trials = seen(_room(game, start), only=own.name)
    else:
        found_trials = unseen(solve(_crowd(game)), start)
    (verdict,) = (each for each in audit(found_trials) if each.group == own.name.removesuffix(SAW))
    return verdict


def _refuse(game: Game) -> None:
    """Say why there is no audit."""
    name, groups = game.format.name, present(game)
    for found, why in (
        (name not in SECOND_PRICE, f"no audit of {name} is known where worths share a common part"),
        (game.rounds > 1, f"over {game.rounds} rounds waiting may pay"),
        (game.min_bidders > 1, "the auction may not be held"),
        (any(each.constrained for each in groups), "funds may run short"),
        (any(math.isnan(each.heard) for each in groups), "reach depends on where the lot lies"),
        (game.public_variance == 0.0, "nothing is left unknown of the common part"),
    ):
        if found:
            raise NoEquilibriumError(why)


def _reads(game: Game) -> bool:
    return any(group.strategy.name in READERS for group in present(game))


def _room(game: Game, start: float) -> Room:
    """All who are likely to be aware of a lot, the bidder included."""
    groups = sorted(present(game), key=lambda each: each.name)
    own = present(game)[0].name
    counts = tuple(round(_rivals(game, each)) + (each.name == own) for each in groups)
    return Room(tuple(_group(each) for each in groups), counts, game.public_variance, start)


def _group(rivals: Rivals) -> Group:
    looks, aversion = _known(rivals)
    attitude = Attitude(risk_aversion=aversion, discount=math.log(looks.keeps))
    return Group(rivals.name, looks.taste, looks.noise, _chi(rivals), attitude)


def _crowd(game: Game) -> Crowd:
    """The game among rivals one cannot see, at a typical lot; known numbers include oneself."""
    groups = sorted(present(game), key=lambda each: each.name)
    own = present(game)[0].name
    known = game.levels is None and all(not each.poisson and each.heard == 1.0 for each in groups)
    heads = [_rivals(game, each) + float(known and each.name == own) for each in groups]
    if sum(heads) <= float(known):
        raise NoEquilibriumError("there is no rival")
    if heads[[each.name for each in groups].index(own)] == 0.0:
        raise NoEquilibriumError("nobody of the group is expected to come")
    kinds = tuple((each, 0.0 if _share(each) else _chi(each)) for each in groups)
    people = People(kinds, game.public_variance, game.defect, game.loss)
    crowd = people.crowd(heads, knows="composition" if known else "poisson")
    shaded = [_shaded(*pair) for pair in zip(crowd.subgroups, groups, strict=True)]
    return replace(crowd, subgroups=tuple(shaded))


def _shaded(subgroup: Subgroup, rivals: Rivals) -> Subgroup:
    """The subgroup, bidding a share of what it sees if that is what it is declared to do."""
    _known(rivals)
    share = _share(rivals)
    return replace(subgroup, bids=Line(math.log(share) + subgroup.margin, 1.0)) if share else subgroup


def _share(rivals: Rivals) -> float:
    """Of the worth that is bid by rule of thumb; 0 for those who do otherwise."""
    share = getattr(rivals.strategy, "share", 0.0) if rivals.strategy.name == "shaded" else 0.0
    return float(share)


def _rivals(game: Game, rivals: Rivals) -> float:
    """How many are expected to come to a typical lot, oneself not counted."""
    return rivals.numbers[middle(game.levels)] if game.levels and rivals.numbers else rivals.others * rivals.heard


def _known(rivals: Rivals) -> tuple[Looks, float]:
    """Looks and constant relative risk aversion of a group."""
    looks, aversion = rivals.looks, rivals.risk_aversion
    if looks is None or math.isinf(looks.noise):
        raise NoEquilibriumError(f"{rivals.name} has no look of its own")
    if math.isnan(looks.keeps):
        raise NoEquilibriumError(f"margins differ within {rivals.name}")
    if not isinstance(aversion, int | float):
        raise NoEquilibriumError(f"no audit is known with cara, which {rivals.name} has")
    if rivals.leaves > 0.0:
        raise NoEquilibriumError(f"no audit is known where buyers may walk away, as those of {rivals.name} may")
    return looks, float(aversion)


def _chi(rivals: Rivals) -> float:
    """How far a group forgets that winning is news."""
    known = {"equilibrium": 0.0, "truthful": 1.0, "cursed": getattr(rivals.strategy, "chi", None)}
    chi = known.get(rivals.strategy.name)
    if chi is None:
        raise NoEquilibriumError(f"{rivals.name} plays {rivals.strategy.name}, of which only its limits are known")
    return chi
