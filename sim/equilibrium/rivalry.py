"""How likely it is that no rival has a higher worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.entities.protocols import Game, Rivals
from sim.entities.units import Floats


class Rivalry(Protocol):
    """The law of the strongest rival's worth, as a function of the law F of one worth."""

    @property
    def alone(self) -> bool:
        """Whether there is certainly nobody else."""

    def log_win(self, below: Floats) -> Floats:
        """Log of G, the probability that all rivals lie below a worth with F = `below`; -inf where G is 0."""

    def below(self, log_win: Floats) -> Floats:
        """The F at which log G is `log_win`; outside [0, 1] where no worth has it."""

    def intensity(self, below: Floats) -> Floats:
        """Derivative of log G in F."""


@dataclass(frozen=True, slots=True)
class Known:
    """`count` rivals, each taking part with probability `heard`: G = (1 - heard (1 - F)) ^ count."""

    count: float
    heard: float

    @property
    def alone(self) -> bool:
        """Whether there is certainly nobody else."""
        return self.count * self.heard == 0

    def log_win(self, below: Floats) -> Floats:
        """Log of G at F = `below`."""
        with np.errstate(divide="ignore"):
            return self.count * np.log((1.0 - self.heard) + self.heard * below)

    def below(self, log_win: Floats) -> Floats:
        """The F at which log G is `log_win`."""
        return (np.exp(log_win / self.count) - (1.0 - self.heard)) / self.heard

    def intensity(self, below: Floats) -> Floats:
        """Derivative of log G in F."""
        return self.count * self.heard / ((1.0 - self.heard) + self.heard * below)


@dataclass(frozen=True, slots=True)
class Expected:
    """A Poisson number of rivals with this `mean`: G = exp(-mean (1 - F))."""

    mean: float

    @property
    def alone(self) -> bool:
        """Whether there is certainly nobody else."""
        return self.mean == 0

    def log_win(self, below: Floats) -> Floats:
        """Log of G at F = `below`."""
        return -self.mean * (1.0 - below)

    def below(self, log_win: Floats) -> Floats:
        """The F at which log G is `log_win`."""
        return 1.0 + log_win / self.mean

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
