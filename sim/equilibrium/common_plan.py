"""Plans for worths that are the same for all and come with their own signals: symmetric bidders, number known."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from sim.entities.knowledge import UNKNOWN, Public
from sim.entities.protocols import Game
from sim.entities.units import Floats, Ids, Money
from sim.equilibrium.affiliated import SignalCurve, SignalModel, drop_outs, first_price, model_of, naive, second_price
from sim.equilibrium.affiliated import screening as lowest_signal
from sim.equilibrium.cursedness import cursedness
from sim.equilibrium.rivalry import present
from sim.errors import NoEquilibriumError
from sim.values.common import CommonLognormalWorth, CommonNormalWorth, SignalWorth

FIRST_PRICE = frozenset({"first_price", "dutch"})
SECOND_PRICE = frozenset({"second_price", "english", "clock"})


@dataclass(frozen=True, slots=True, eq=False)
class CurvePlan:
    """A table of limits over signals."""

    curve: SignalCurve
    method: str
    residual: float
    centre: float = math.nan
    script: tuple[tuple[float, Money], ...] = ()

    def limit(self, signal: Floats, public: Public = UNKNOWN) -> Floats:
        """All-in limits, elementwise; -inf for signals that stay away."""
        return self.curve.limit(signal, shifted(self.centre, public))


@dataclass(frozen=True, slots=True, eq=False)
class LeavingPlan:
    """Prices at which bidders leave a clock that shows who has left (Milgrom & Weber 1982, theorem 10)."""

    model: SignalModel
    chi: float
    lowest: float
    names: tuple[str, ...]
    centre: float = math.nan
    method: str = "equilibrium with drop-outs seen (Milgrom & Weber 1982)"
    residual: float = 0.0
    script: tuple[tuple[float, Money], ...] = ()

    def limit(self, signal: Floats, public: Public = UNKNOWN) -> Floats:
        """Of one who is alone; what is played is :meth:`together`."""
        return np.array(
            [self.together((), np.zeros(1, dtype=np.int64), signal[k : k + 1], public)[0] for k in range(len(signal))]
        )

    def together(self, groups: tuple[str, ...], group: Ids, signal: Floats, public: Public) -> Floats:
        """Limits of all who are there, as those who leave show their signals."""
        if len(signal) == 0:
            return np.empty(0)
        shift = shifted(self.centre, public)
        limits: Floats = drop_outs(self.model, signal[None, :] - shift, self.chi, self.lowest)[0]
        return limits * math.exp(shift) if self.model.logs else limits + shift


def common_plan(game: Game) -> CurvePlan | LeavingPlan:
    """The symmetric equilibrium of this game.

    Raises
    ------
    NoEquilibriumError
        If bidders are not alike, their number is not known, or no solver fits; the message says what to change.
    """
    name, worth = game.format.name, game.common
    refuse(game)
    if not isinstance(worth, SignalWorth):
        raise NoEquilibriumError(f"no equilibrium is known for {name} with worths of this kind")
    (chi,), n = cursedness(game), round(present(game)[0].others) + 1
    reserve = game.reserve if game.reserve > 0.0 else None
    told, centre = informed(worth, game.public_variance)
    if reserve is not None and told != worth:
        raise NoEquilibriumError(
            f"no equilibrium is known for {name} with public facts and a reserve; drop one of them"
        )
    if name in {"english", "clock"} and "dropouts" in game.shows:
        model = model_of(told)
        lowest = -math.inf if reserve is None else lowest_signal(model, n, reserve, chi)
        return LeavingPlan(model, chi, lowest, (present(game)[0].name,), centre)
    curve = solved(told, name, n, reserve, chi)
    return CurvePlan(curve, f"equilibrium, {curve.method}", curve.residual, centre)


@lru_cache(maxsize=256)
def solved(worth: SignalWorth, name: str, n: int, reserve: float | None, chi: float) -> SignalCurve:
    """The table of limits, once for each game."""
    return (first_price if name in FIRST_PRICE else second_price)(model_of(worth), n, reserve, chi)


def own_estimate(game: Game) -> CurvePlan:
    """What a bidder bids who asks its own signal and what is public, and forgets that winning is news."""
    if not isinstance(game.common, SignalWorth):
        raise NoEquilibriumError("there are no signals to go by")
    told, centre = informed(game.common, game.public_variance)
    curve = naive(model_of(told))
    return CurvePlan(curve, curve.method, curve.residual, centre)


def informed(worth: SignalWorth, variance: float) -> tuple[SignalWorth, float]:
    """The family as it is after public facts that leave this variance, and the mean for which it is solved.

    With normal facts about a normal worth only mean and variance change, and limits move with the mean. Families about
    which nothing can be published stay as they are, and their mean is nan.
    """
    if isinstance(worth, CommonNormalWorth | CommonLognormalWorth):
        centre = worth.mean if isinstance(worth, CommonNormalWorth) else math.log(worth.median)
        prior = worth.sd**2
        return (worth if variance >= prior * (1.0 - 1e-12) else replace(worth, sd=math.sqrt(variance))), centre
    return worth, math.nan


def shifted(centre: float, public: Public) -> float:
    """How far public facts moved the mean away from the one that was solved for."""
    return 0.0 if math.isnan(centre) or math.isnan(public.mean) else public.mean - centre


def refuse(game: Game) -> None:
    """Say what no solver here can take.

    Raises
    ------
    NoEquilibriumError
    """
    name, groups = game.format.name, present(game)
    obstacles = (
        (name not in FIRST_PRICE | SECOND_PRICE, "with common values; use english, clock, a sealed format or dutch"),
        (game.rounds > 1, f"over {game.rounds} rounds: a bidder may gain by waiting; use rounds: 1, or truthful"),
        (len(groups) != 1, "between several groups with common values; put all bidders into one group"),
        (groups[0].poisson or groups[0].heard != 1.0, "with common values and an unknown number of rivals"),
        (game.risk_aversion != 0.0 or game.constrained, "with common values, risk aversion or limited funds"),
        (math.isnan(game.reserve), "with common values and a reserve that differs from lot to lot; set rules.reserve"),
        (name == "dutch" and game.step > 0.0, "with common values on a grid of prices; set no increment"),
    )
    for found, what in obstacles:
        if found:
            raise NoEquilibriumError(f"no equilibrium is known for {name} {what}")
