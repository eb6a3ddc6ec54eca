"""Worths that come with their own signals, before the audit: symmetric bidders, sealed bids and second prices."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.entities.protocols import Game, Plan, Together
from sim.entities.units import Floats
from sim.equilibrium.audit import Trial, Verdict, audit
from sim.equilibrium.common_plan import FIRST_PRICE, SECOND_PRICE, informed
from sim.equilibrium.rivalry import present
from sim.errors import NoEquilibriumError
from sim.values.common import (
    CommonLognormalWorth,
    CommonNormalWorth,
    LoanWorth,
    MineralRightsWorth,
    MixedWorth,
    SignalWorth,
)

STATES = 1001
"""States of the world that are integrated over, evenly spaced."""
SIGNALS = 1201
"""Signals that are tried: as types, and as what a type might pretend to have."""
RARE = 1e-9
"""Types so much rarer than the most frequent are left out."""
WIDE = 8.0
"""States and signals of normal families reach over so many standard deviations."""


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """A family on grids: s states, x signals.

    Attributes
    ----------
    prior : Floats, shape (s,)
    signals : Floats, shape (x,)
        Ascending.
    below : Floats, shape (s, x)
        P(a signal <= x) in each state.
    density : Floats, shape (s, x)
    value : Floats, shape (s, x)
        Worth to the holder.
    """

    prior: Floats
    signals: Floats
    below: Floats
    density: Floats
    value: Floats


def common_audit(game: Game, plans: Mapping[str, Plan]) -> Verdict:
    """What a bidder gains at most by another limit among the limits of all signals, all others playing their plan.

    1. Given the state rivals' signals are independent, so who bids as if the signal were t wins with the probability
       F(t | state) ^ (n - 1); see Milgrom and Weber (1982).
    2. Who wins pays the own bid, or the highest rival limit if there is one, else the reserve.
    3. States, own signals and pretended ones lie on grids; one matrix product over the states gives all payoffs.

    Mean worth is that of absolute worths, as normal worths may have the mean 0. Of equal limits the one of the higher
    signal wins.

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
    _refuse(game)
    own, *_ = present(game)
    plan = plans[own.name]
    if isinstance(plan, Together):
        raise NoEquilibriumError("no audit is known for such worths where drop-outs are seen")
    worth, _ = informed(_family(game), game.public_variance)
    there = world(worth)
    limits, won = plan.limit(there.signals), there.below ** round(own.others)
    comes = np.isfinite(limits) & (limits >= game.reserve if game.reserve > 0.0 else True)
    paid = _paid(np.where(comes, limits, game.reserve), won, first=game.format.name in FIRST_PRICE)
    joint = there.prior[:, None] * there.density
    weight = joint.sum(axis=0)
    types = weight > RARE * weight.max()
    posterior, value = joint[:, types] / weight[types], there.value[:, types]
    payoffs = np.where(comes, (posterior * value).T @ won - posterior.T @ paid, -np.inf)
    place = np.flatnonzero(types)
    played = np.where(comes[types], payoffs[np.arange(len(place)), place], 0.0)
    weight = weight[types] / weight[types].sum()
    mean = float(np.sum(posterior * np.abs(value), axis=0) @ weight)
    (verdict,) = audit([Trial(own.name, 1.0, weight, payoffs, played, mean)])
    return verdict


def _paid(bids: Floats, won: Floats, *, first: bool) -> Floats:
    """Expected payment (s, x) of who bids `bids` (x,), which wins with chance `won` (s, x), against the same bids.

    ``b F``, or ``int b dF`` where rivals set the price, of whom the lowest pay the reserve.
    """
    if first:
        return bids * won
    steps = 0.5 * (bids[1:] + bids[:-1]) * np.diff(won, axis=1)
    alone = bids[0] * won[:, :1]
    return np.concatenate([alone, alone + steps.cumsum(axis=1)], axis=1)


def world(worth: SignalWorth) -> World:
    """A family of worths by its definition, on grids."""
    from scipy.special import ndtr

    if isinstance(worth, LoanWorth):
        share, state = worth.good_probability, np.array([[False], [True]])
        x, k = (np.arange(SIGNALS) + 0.5) / SIGNALS, worth.power
        below = np.where(state, x**k, 1.0 - (1.0 - x) ** k)
        density = k * np.where(state, x, 1.0 - x) ** (k - 1.0)
        value = np.where(state, worth.good, worth.bad) + np.zeros_like(x)
        return World(np.array([1.0 - share, share]), x, below, density, value)
    if isinstance(worth, MineralRightsWorth):
        low, high, half = worth.low, worth.high, worth.half_width
        state = low + (high - low) * (np.arange(STATES)[:, None] + 0.5) / STATES
        x = np.linspace(low - half, high + half, SIGNALS)
        below = np.clip((x - state + half) / (2.0 * half), 0.0, 1.0)
        density = np.where(np.abs(x - state) <= half, 0.5 / half, 0.0)
        return World(np.full(STATES, 1.0 / STATES), x, below, density, state + np.zeros_like(x))
    if not isinstance(worth, CommonNormalWorth | CommonLognormalWorth | MixedWorth):
        raise NoEquilibriumError("no audit is known for worths of this kind")
    logs = isinstance(worth, CommonLognormalWorth)
    centre = math.log(worth.median) if isinstance(worth, CommonLognormalWorth) else worth.mean
    z = np.linspace(-WIDE, WIDE, STATES)
    state = (centre + worth.sd * z)[:, None]
    x = centre + np.linspace(-WIDE, WIDE, SIGNALS) * math.hypot(worth.sd, worth.signal_sd)
    apart = (x - state) / worth.signal_sd
    own = worth.own_share if isinstance(worth, MixedWorth) else 0.0
    value = np.exp(state) + np.zeros_like(x) if logs else own * x + (1.0 - own) * state
    prior = np.exp(-0.5 * z * z)
    return World(prior / prior.sum(), x, ndtr(apart), np.exp(-0.5 * apart**2), value)


def _refuse(game: Game) -> None:
    """Say why there is no audit."""
    name, groups = game.format.name, present(game)
    for found, why in (
        (name not in FIRST_PRICE | SECOND_PRICE, f"no audit is known for {name}"),
        (game.rounds > 1, f"over {game.rounds} rounds waiting may pay"),
        (len(groups) != 1, "no audit is known between groups with such worths"),
        (groups[0].looks is not None, "no audit is known for such worths where some know them, or nothing"),
        (bool(game.verdicts), "no audit is known where verdicts are published"),
        (groups[0].poisson or groups[0].heard != 1.0, "no audit is known for such worths and unknown numbers"),
        (game.risk_aversion != 0.0, "no audit is known for such worths and risk aversion"),
        (game.constrained, "funds may run short"),
        (game.min_bidders > 1, "the auction may not be held"),
        (math.isnan(game.reserve), "the start price differs from lot to lot"),
    ):
        if found:
            raise NoEquilibriumError(why)


def _family(game: Game) -> SignalWorth:
    if isinstance(game.common, SignalWorth):
        return game.common
    raise NoEquilibriumError("no audit is known for worths of this kind")
