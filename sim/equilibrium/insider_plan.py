"""Plans where one bidder knows more of a common worth, and all others know only what is public."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from sim.entities.knowledge import UNKNOWN, Looks, Public
from sim.entities.protocols import Game, Law, Rivals
from sim.entities.units import Floats, Money
from sim.equilibrium.affiliated import InsiderGame, RankedBids
from sim.equilibrium.common_plan import FIRST_PRICE, SECOND_PRICE
from sim.equilibrium.dominant import OwnWorth, truthful
from sim.equilibrium.rivalry import present
from sim.errors import NoEquilibriumError
from sim.laws import Lognormal, Normal, Uniform
from sim.values.common import CommonLognormalWorth, CommonNormalWorth, CommonWorth, MineralRightsWorth

CHOSEN = "equilibrium in which those who know nothing stay out (Engelbrecht-Wiggans, Milgrom and Weber 1983)"
"""Where the price is the highest rival's bid there are others, in which they bid and lose nothing by it either."""


@dataclass(frozen=True, slots=True)
class Estimates:
    """What the insider makes of its signals, before the public mean moves.

    Attributes
    ----------
    law : Law
        Of the estimate H = E[V | signal and public], money.
    signals : Law
        Of the signal; H rises with it, so both have one rank.
    centre : float
        Public mean for which the laws hold; nan where nothing can be published.
    logs : bool
        Whether the public mean is in logs.
    known : bool
        Whether the signal is the worth itself, money; else it is in the unit of the public mean.
    """

    law: Law
    signals: Law
    centre: float
    logs: bool
    known: bool

    def moved(self, public: Public) -> float:
        """How far public news moved the mean."""
        return 0.0 if math.isnan(self.centre) or math.isnan(public.mean) else public.mean - self.centre

    def standard(self, signal: Floats, public: Public) -> Floats:
        """Signals as they would be had the mean not moved."""
        moved = self.moved(public)
        back: Floats = signal * math.exp(-moved) if self.logs and self.known else signal - moved
        return back

    def there(self, amount: Floats, public: Public) -> Floats:
        """Amounts of money where the mean is now."""
        moved = self.moved(public)
        there: Floats = amount * math.exp(moved) if self.logs else amount + moved
        return there


@dataclass(frozen=True, slots=True, eq=False)
class RankPlan:
    """First-price bids by rank: the insider's rank is its signal's, an outsider's is drawn (see `InsiderGame`)."""

    bids: RankedBids
    estimates: Estimates
    informed: bool
    script: tuple[tuple[float, Money], ...] = ()

    @property
    def method(self) -> str:
        """How it was found."""
        return f"equilibrium, {self.bids.method}"

    @property
    def residual(self) -> float:
        """Error of the table."""
        return self.bids.residual

    def limit(self, signal: Floats, public: Public = UNKNOWN) -> Floats:
        """Bids, money, elementwise; the signals of those who know nothing are uniform draws in (0, 1)."""
        at = self.estimates.standard(signal, public) if self.informed else signal
        return self.estimates.there(self.bids.limit(at), public)


@dataclass(frozen=True, slots=True)
class EstimatePlan:
    """The insider bids up to its estimate."""

    estimates: Estimates
    method: str = "dominant strategy (Vickrey 1961): the own estimate"
    residual: float = 0.0
    script: tuple[tuple[float, Money], ...] = ()

    def limit(self, signal: Floats, public: Public = UNKNOWN) -> Floats:
        """The estimate, money, elementwise."""
        if self.estimates.known:
            return signal.copy()
        ranks = self.estimates.signals.cdf(self.estimates.standard(signal, public))
        return self.estimates.there(self.estimates.law.ppf(ranks), public)


@dataclass(frozen=True, slots=True)
class AwayPlan:
    """Those who know nothing stay out."""

    method: str = CHOSEN
    residual: float = 0.0
    script: tuple[tuple[float, Money], ...] = ()

    def limit(self, signal: Floats, public: Public = UNKNOWN) -> Floats:
        """-inf, elementwise."""
        return np.full(np.shape(signal), -np.inf)


@dataclass(frozen=True, slots=True)
class ExpectedPlan:
    """Bid what is publicly expected: the mean of what one would know who knew all."""

    estimates: Estimates
    method: str = "heuristic: what the public expects"
    residual: float = 0.0
    script: tuple[tuple[float, Money], ...] = ()

    def limit(self, signal: Floats, public: Public = UNKNOWN) -> Floats:
        """The same amount of money whatever was drawn."""
        return self.estimates.there(np.full(np.shape(signal), self.estimates.law.mean), public)


def apart(game: Game) -> bool:
    """Whether some group knows the worth, or nothing, where the family of worths gives signals to the others."""
    return any(group.looks is not None for group in present(game))


def insider_plan(game: Game) -> RankPlan | EstimatePlan | AwayPlan | ExpectedPlan:
    """The equilibrium of one insider, who knows the worth or has the family's signal, and others who know nothing.

    1. At the first price the insider bids the mean of all estimates below its own, and the others mix: see
       :class:`~sim.equilibrium.affiliated.InsiderGame`.
    2. Where the highest rival's bid is the price the insider bids its estimate, which is dominant. Who knows nothing
       and outbids it pays what the lot is worth, and more if the estimate is below the reserve. So he stays out, and
       the insider pays the reserve.
    3. Two or more who all know nothing bid up to what the public expects.

    Raises
    ------
    NoEquilibriumError
        For any other number of insiders or outsiders, for families and sales that are not solved; the message says what
        to change.
    """
    refuse(game)
    name, groups = game.format.name, present(game)
    members = [round(group.others) + (position == 0) for position, group in enumerate(groups)]
    informed = [group for group, count in zip(groups, members, strict=True) for _ in range(count) if knows(group)]
    if not informed and (sum(members) > 1 or name in SECOND_PRICE):
        return ExpectedPlan(public_estimates(game), "equilibrium: what the public expects, which all know alike")
    if len(informed) != 1:
        raise NoEquilibriumError(
            f"no equilibrium is known for {name} between {len(informed)} bidders who know more than the public and "
            "others who know nothing; let one bidder know, or leave signal_sd out everywhere"
        )
    estimates = estimates_of(game, informed[0])
    if name in SECOND_PRICE:
        return EstimatePlan(estimates) if knows(groups[0]) else AwayPlan()
    sale = InsiderGame(estimates.law, sum(members) - 1)
    if not knows(groups[0]):
        return RankPlan(sale.outsider(), estimates, informed=False)
    return RankPlan(RankedBids(sale.insider().curve, estimates.signals), estimates, informed=True)


def knows(group: Rivals) -> bool:
    """Whether members of a group know more than what is public."""
    return group.looks is None or not math.isinf(group.looks.noise)


def estimates_of(game: Game, insider: Rivals) -> Estimates:
    """What the insider makes of its signals in this family of worths.

    Raises
    ------
    NoEquilibriumError
        For a family in which that is not a continuous law known here.
    """
    worth, known = game.common, insider.looks is not None
    match worth:
        case CommonWorth() if known:
            return Estimates(worth.law, worth.law, math.nan, logs=False, known=True)
        case MineralRightsWorth() if known:
            law = Uniform(worth.low, worth.high)
            return Estimates(law, law, math.nan, logs=False, known=True)
        case CommonNormalWorth() | CommonLognormalWorth() if game.public_variance > 0.0:
            return _normal(worth, game.public_variance, 0.0 if known else worth.signal_sd**2)
        case _:
            raise NoEquilibriumError(
                f"no equilibrium is known for {game.format.name} with an insider and worths of this kind; use worth "
                "model common, common_normal or common_lognormal, and leave something to know"
            )


def _normal(worth: CommonNormalWorth | CommonLognormalWorth, variance: float, noise: float) -> Estimates:
    """Normal learning from one signal with error variance `noise`, in money or in logs, `variance` being unknown yet.

    1. The signal x is normal around the public mean m with variance `variance` + `noise`.
    2. The posterior mean m + k (x - m), k = variance / (variance + noise), has the spread `far` below.
    3. In logs the estimate is the exponential of that and half the variance k noise that is left.
    """
    spread, k = math.sqrt(variance + noise), variance / (variance + noise)
    far = k * spread
    if isinstance(worth, CommonNormalWorth):
        return Estimates(
            Normal(worth.mean, far), Normal(worth.mean, spread), worth.mean, logs=False, known=noise == 0.0
        )
    centre = math.log(worth.median)
    law = Lognormal(worth.median * math.exp(0.5 * k * noise), far)
    signals = Normal(centre, spread) if noise > 0.0 else law
    return Estimates(law, signals, centre, logs=True, known=noise == 0.0)


def own_expectation(game: Game) -> OwnWorth | ExpectedPlan:
    """What those bid who ask only what they know: the worth, or what the public expects of it.

    Raises
    ------
    NoEquilibriumError
        For a family of which that is not known here.
    """
    own = game.rivals[0]
    if own.looks is None or not math.isinf(own.looks.noise):
        return truthful(game)
    return ExpectedPlan(public_estimates(game))


def public_estimates(game: Game) -> Estimates:
    """What is public of the worth, as the law of a perfect insider's estimate."""
    return estimates_of(game, replace(game.rivals[0], looks=Looks(0.0, 0.0)))


def refuse(game: Game) -> None:
    """Say what no solver here can take.

    Raises
    ------
    NoEquilibriumError
    """
    name, groups = game.format.name, present(game)
    first = name in FIRST_PRICE
    obstacles = (
        (name not in FIRST_PRICE | SECOND_PRICE, "use english, clock, a sealed format or dutch"),
        (game.rounds > 1, "set rounds: 1"),
        (any(group.poisson or group.heard != 1.0 for group in groups), "let their number be known"),
        (
            any(group.risk_aversion != 0.0 or group.constrained for group in groups),
            "leave out wealth and risk_aversion",
        ),
        (any(group.strategy.name != "equilibrium" for group in groups), "let all play equilibrium"),
        (first and not game.reserve <= 0.0, "set reserve: 0"),
        (name == "dutch" and game.step > 0.0, "set no increment"),
    )
    for found, what in obstacles:
        if found:
            raise NoEquilibriumError(
                f"no equilibrium is known for {name} between an insider and those who know nothing; {what}"
            )
