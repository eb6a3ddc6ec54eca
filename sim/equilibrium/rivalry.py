"""How likely it is that no rival has a higher worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.entities.protocols import Game, Rivals
from sim.entities.units import Floats


class Rivalry(Protocol):
    """The law of the strongest rival's worth, as a function of the law F of one worth.

    G(F) is the probability that all rivals have a worth below. Only differences of log G are asked for, so that
    neither a tiny F nor a G that is nearly 1 throughout loses its digits.
    """

    @property
    def alone(self) -> bool:
        """Whether there is certainly nobody else."""

    def gain(self, low: Floats, high: Floats) -> Floats:
        """Log of G(high) / G(low); inf where G(low) is 0."""

    def at(self, start: Floats, gain: Floats) -> Floats:
        """The F at which log G exceeds that at `start` by `gain`, which may be negative."""

    def intensity(self, below: Floats) -> Floats:
        """Derivative of log G in F."""


@dataclass(frozen=True, slots=True)
class Known:
    """`count` rivals, each taking part with probability `heard`: G = (1 - heard (1 - F)) ^ count.

    Up to a factor this is (absent + F) ^ count, with `absent` the odds that a rival stays away.
    """

    count: float
    heard: float

    @property
    def alone(self) -> bool:
        """Whether there is certainly nobody else."""
        return self.count * self.heard == 0

    @property
    def absent(self) -> float:
        """Odds that a rival does not take part."""
        return (1.0 - self.heard) / self.heard

    def gain(self, low: Floats, high: Floats) -> Floats:
        """Log of G(high) / G(low)."""
        with np.errstate(divide="ignore"):
            return self.count * np.log1p((high - low) / (self.absent + low))

    def at(self, start: Floats, gain: Floats) -> Floats:
        """The F at which log G exceeds that at `start` by `gain`."""
        if self.absent == 0:
            return start * np.exp(gain / self.count)
        return start + (self.absent + start) * np.expm1(gain / self.count)

    def intensity(self, below: Floats) -> Floats:
        """Derivative of log G in F."""
        return self.count / (self.absent + below)


@dataclass(frozen=True, slots=True)
class Expected:
    """A Poisson number of rivals with this `mean`: G = exp(-mean (1 - F))."""

    mean: float

    @property
    def alone(self) -> bool:
        """Whether there is certainly nobody else."""
        return self.mean == 0

    def gain(self, low: Floats, high: Floats) -> Floats:
        """Log of G(high) / G(low)."""
        return self.mean * (high - low)

    def at(self, start: Floats, gain: Floats) -> Floats:
        """The F at which log G exceeds that at `start` by `gain`."""
        return start + gain / self.mean

    def intensity(self, below: Floats) -> Floats:
        """Derivative of log G in F."""
        return np.full(np.shape(below), self.mean)


def present(game: Game) -> tuple[Rivals, ...]:
    """The groups that take part in the game: one's own, and those others that have anybody in them."""
    own, *others = game.rivals
    return own, *(group for group in others if group.others > 0)


def rivalry(game: Game) -> Rivalry:
    """The rivals of a symmetric game (see `requirements`) taken together.

    All numbers are fixed, with one probability to take part, or all are Poisson; then thinning a Poisson number by
    `heard` and adding up gives a Poisson number again.
    """
    groups = [group for group in present(game) if group.others > 0]
    if groups and groups[0].poisson:
        return Expected(sum(group.others * group.heard for group in groups))
    return Known(sum(group.others for group in groups), groups[0].heard if groups else 1.0)
