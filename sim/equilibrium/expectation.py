"""What a bidder takes a lot to be worth to it, given what it has seen and what is public: nothing about winning."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.entities.entry import Expectation
from sim.entities.knowledge import Looks
from sim.entities.protocols import Game
from sim.entities.units import Floats, Money
from sim.equilibrium.affiliated import SignalModel, model_of
from sim.equilibrium.affiliated.curve import coordinate
from sim.equilibrium.common_plan import informed
from sim.equilibrium.estimate import left
from sim.values.common import (
    CommonLognormalWorth,
    CommonWorth,
    LoanWorth,
    MineralRightsWorth,
    MixedWorth,
    SignalWorth,
)

OWN_SIGNALS = 1.0
"""Error variance that stands for the signals that a family of worths gives to all alike: neither 0 nor inf."""


@dataclass(frozen=True, slots=True)
class Knows:
    """The worth is known, but for what may be learnt after winning, of which `more` is the mean."""

    more: Money = 0.0
    noise: float = 0.0

    def worth(self, signal: Floats, mean: Floats, loss: Floats) -> Floats:
        """The signal is the worth."""
        return signal + self.more


@dataclass(frozen=True, slots=True)
class InLogs:
    """Normal learning in logs from a common part of this `variance` and own looks; see :class:`.estimate.Estimate`.

    Attributes
    ----------
    variance : float
        Of the log common worth given all that is published.
    looks : Looks
    left : float
        What a hidden defect leaves on average, as far as such a bidder knows.
    """

    variance: float
    looks: Looks
    left: float = 1.0

    @property
    def noise(self) -> float:
        """Error variance of all own looks together."""
        return self.looks.noise

    def worth(self, signal: Floats, mean: Floats, loss: Floats) -> Floats:
        """exp(m + nu (ln x - m) + nu S / 2) with nu = (V0 + T) / (V0 + T + S); without a look exp(m + (V0 + T) / 2)."""
        prior, noise = self.variance + self.looks.taste, self.looks.noise
        rest = np.where(loss > 0.0, 1.0 - loss, self.left)
        if prior == 0.0 or math.isinf(noise):
            return np.asarray(rest * np.exp(mean + 0.5 * prior))
        weight = prior / (prior + noise)
        return np.asarray(rest * np.exp(mean + weight * (np.log(signal) - mean) + 0.5 * weight * noise))


@dataclass(frozen=True, slots=True)
class FromSignal:
    """E[V | x] where the family of worths gives the signals.

    Attributes
    ----------
    model : SignalModel
        After public facts, whose mean is `centre`.
    centre : float
        nan where no public fact moves the mean.
    """

    model: SignalModel
    centre: float
    noise: float = OWN_SIGNALS

    def worth(self, signal: Floats, mean: Floats, loss: Floats) -> Floats:
        """Signals and estimates move with the public mean."""
        moved = np.zeros_like(mean) if math.isnan(self.centre) else mean - self.centre
        found = self.model.belief(coordinate(signal - moved, odds=self.model.odds), 0, 0).estimate
        return np.asarray(found * np.exp(moved) if self.model.logs else found + moved)


@dataclass(frozen=True, slots=True)
class FromLoan:
    """The same of a loan after public verdicts, which leave it a worth to be expected and so a chance to recover."""

    loan: LoanWorth
    noise: float = OWN_SIGNALS

    def worth(self, signal: Floats, mean: Floats, loss: Floats) -> Floats:
        """Bayes' rule: the odds of the public chance times those of the signal."""
        spread = self.loan.good - self.loan.bad
        public = (mean - self.loan.bad) / spread
        with np.errstate(divide="ignore"):
            odds = np.log(public) - np.log1p(-public) + (self.loan.power - 1.0) * coordinate(signal, odds=True)
        return np.asarray(self.loan.bad + spread / (1.0 + np.exp(-odds)))


@dataclass(frozen=True, slots=True)
class Publicly:
    """Only what is public is known.

    Attributes
    ----------
    usual : float
        Mean worth before public facts; nan where the public mean says it.
    half : float
        Half the variance that is left, where the public mean is in logs.
    logs : bool
    """

    usual: float = math.nan
    half: float = 0.0
    logs: bool = False
    noise: float = math.inf

    def worth(self, signal: Floats, mean: Floats, loss: Floats) -> Floats:
        """The same for all, whatever was drawn."""
        if self.logs:
            return np.exp(mean + self.half)
        return mean.copy() if math.isnan(self.usual) else np.full_like(mean, self.usual)


def expectation(game: Game) -> Expectation:
    """What the own kind expects of its worth, before its margin, in this game.

    Examples
    --------
    A look with an error as wide as the law of log worth is half believed; half of its variance is left.

    >>> import numpy as np
    >>> one = InLogs(0.04, Looks(0.0, 0.04))
    >>> round(float(np.log(one.worth(np.exp([0.2]), np.zeros(1), np.zeros(1)))[0]), 4)
    0.11
    """
    looks, worth = game.looks, game.common
    if worth is None and looks is not None and (looks.noise > 0.0 or game.loss > 0.0):
        return InLogs(game.public_variance, looks, left(game))
    if worth is None:
        return Knows(0.0 if game.learnt is None else game.learnt.mean)
    if isinstance(worth, LoanWorth) and looks is None:
        return FromLoan(worth)
    if isinstance(worth, SignalWorth) and looks is None:
        told, centre = informed(worth, game.public_variance)
        return FromSignal(model_of(told), centre)
    return Knows() if looks is not None and looks.noise == 0.0 else _publicly(worth, game.public_variance)


def _publicly(worth: object, variance: float) -> Publicly:
    """What those expect who know nothing of a common worth but its law and public facts."""
    match worth:
        case CommonLognormalWorth():
            return Publicly(half=0.5 * variance, logs=True)
        case CommonWorth():
            return Publicly(worth.law.mean)
        case MineralRightsWorth():
            return Publicly(0.5 * (worth.low + worth.high))
        case MixedWorth():
            return Publicly(worth.mean)
        case _:
            return Publicly()
