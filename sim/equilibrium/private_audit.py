"""Bidders with independent private worths before the audit: any limits, sealed bids and second prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.entities.protocols import Game, Law, Plan
from sim.entities.study import Cara
from sim.entities.units import Floats
from sim.equilibrium.audit import Trial, Verdict, audit
from sim.equilibrium.rivalry import present
from sim.errors import NoEquilibriumError

FIRST_PRICE = frozenset({"first_price", "dutch"})
SECOND_PRICE = frozenset({"second_price", "english", "clock"})
TYPES = 400
"""Ranks at which the own worth is tried."""
RANKS = 20_000
"""Ranks at which rivals' limits are taken; in between they are interpolated."""
BIDS = 1500
"""Bids tried, evenly spaced over all that anybody bids or might want to."""


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """The law of one bidder's limit: limits at ascending ranks, and how many stay out."""

    ranks: Floats
    limits: Floats
    out: float

    def below(self, bids: Floats) -> Floats:
        """Probability that the limit lies below, or that there is none."""
        if not len(self.limits):
            return np.ones_like(bids)
        return np.interp(bids, self.limits, self.ranks, left=self.out, right=1.0)


def private_audit(game: Game, plans: Mapping[str, Plan]) -> Verdict:
    """What a bidder of the own group gains at most by another limit, all others playing these plans.

    1. Worths are independent, so a bid b wins with the probability G(b) that no rival's limit is higher; rivals' laws
       of limits are those of their plans at evenly spaced ranks.
    2. Who pays the own bid earns the certainty equivalent of (v - b) with probability G(b); who pays the highest rival
       limit, or the reserve r, earns ``(v - b) G(b) + int_r^b G(p) dp`` (by parts).

    Parameters
    ----------
    game : Game
    plans : mapping
        Plan of every group that takes part, by name.

    Raises
    ------
    NoEquilibriumError
        If no audit is known; the message says why.
    """
    law = _refuse(game)
    own, *_ = groups = present(game)
    worths = law.ppf((np.arange(TYPES) + 0.5) / TYPES)
    played = plans[own.name].limit(worths)
    crowd = [(_limits(_law(each.law), plans[each.name]), each) for each in groups]
    ends = np.concatenate([each.limits[[0, -1]] for each, _ in crowd if len(each.limits)] + [worths[[0, -1]]])
    bids = np.linspace(game.reserve, max(float(ends.max()), game.reserve), BIDS)
    bids = np.unique(np.concatenate([bids, played[np.isfinite(played)]]))
    bids = bids[bids >= game.reserve]
    unbeaten = np.ones_like(bids)
    for limits, rivals in crowd:
        higher = rivals.heard * (1.0 - limits.below(bids))
        unbeaten *= np.exp(-rivals.others * higher) if rivals.poisson else (1.0 - higher) ** rivals.others
    if game.format.name in FIRST_PRICE:
        payoffs = _certain(worths[:, None] - bids, unbeaten, game.risk_aversion)
    else:
        steps = 0.5 * (unbeaten[1:] + unbeaten[:-1]) * np.diff(bids)
        payoffs = (worths[:, None] - bids) * unbeaten + np.append(0.0, steps.cumsum())
    at = np.minimum(np.searchsorted(bids, played), len(bids) - 1)
    earned = np.where(played >= game.reserve, payoffs[np.arange(TYPES), at], 0.0)
    (verdict,) = audit([Trial(own.name, 1.0, np.full(TYPES, 1.0 / TYPES), payoffs, earned, float(law.mean))])
    return verdict


def _refuse(game: Game) -> Law:
    """The own law of worths; or why there is no audit."""
    name, groups = game.format.name, present(game)
    for found, why in (
        (name not in FIRST_PRICE | SECOND_PRICE, f"no audit is known for {name}"),
        (game.rounds > 1, f"over {game.rounds} rounds waiting may pay"),
        (not np.isfinite(game.reserve), "the start price differs from lot to lot"),
        (game.min_bidders > 1, "the auction may not be held"),
        (any(each.constrained for each in groups), "funds may run short"),
        (any(not np.isfinite(each.heard) for each in groups), "reach depends on where the lot lies"),
        (name in SECOND_PRICE and game.hurried, "a hard close may cut the bidding off"),
        (name in FIRST_PRICE and game.step > 0.0, "prices are on a grid"),
    ):
        if found:
            raise NoEquilibriumError(why)
    return _law(game.own)


def _law(law: Law | None) -> Law:
    """The law of worths of a group."""
    if law is None:
        raise NoEquilibriumError("the law of a single worth is not known apart")
    return law


def _limits(law: Law, plan: Plan) -> Limits:
    """The law of the limits of one bidder."""
    found = plan.limit(law.ppf((np.arange(RANKS) + 0.5) / RANKS))
    bidding = np.sort(found[np.isfinite(found)])
    out = 1.0 - len(bidding) / RANKS
    return Limits(out + (np.arange(len(bidding)) + 0.5) / RANKS, bidding, out)


def _certain(gain: Floats, chance: Floats, aversion: float | Cara) -> Floats:
    """What for certain would be as good as this gain with that chance; a loss counts as it is."""
    if isinstance(aversion, Cara):
        with np.errstate(divide="ignore"):
            lost, won = np.log1p(-chance), np.log(chance)
        return np.asarray(-np.logaddexp(lost, won - aversion.cara * gain) / aversion.cara)
    return np.asarray(np.where(gain > 0.0, gain * chance ** (1.0 / max(1.0 - aversion, 1e-9)), gain * chance))
