"""A loan that recovers or not: two states, and beliefs are odds."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from sim.entities.units import Floats, Ids
from sim.equilibrium.affiliated.protocol import Belief

CORE = 35.0
"""Log odds of a signal which a share of 1e-15 does not reach."""
RUN_IN = 30.0
"""Log odds before the core over which a wrong first bid is forgotten."""
PANELS = 64


@dataclass(frozen=True)
class LoanSignals:
    """Worth `good` with probability p, else `bad`; P(x_i <= x) is x^power if good, 1 - (1 - x)^power if bad.

    Each signal multiplies the odds of a good loan by (x / (1 - x))^(power - 1): in log odds of the signal everything is
    smooth, and beliefs are sums.
    """

    good: float
    bad: float
    good_probability: float
    power: float

    @property
    def logs(self) -> bool:
        """Limits are tabulated in money."""
        return False

    @property
    def odds(self) -> bool:
        """The coordinate is the log odds of the signal."""
        return True

    @property
    def core(self) -> tuple[float, float]:
        """All signals but 1e-15 of them, in log odds."""
        reach = CORE + math.log(self.power)
        return -reach, reach

    @property
    def spread(self) -> float:
        """What there is to win."""
        return self.good - self.bad

    def edges(self, n: int) -> Floats:
        """Panels of equal width, from well below the core; refining finds out where odds turn, whatever `n`."""
        del n
        low, high = self.core
        return np.linspace(low - RUN_IN, high, PANELS + 1)

    def told(self, news: float, accuracy: float) -> LoanSignals:
        """The model after a public verdict, 1 good or 0 bad, that is right with probability `accuracy`.

        Milgrom and Weber 1982, section 6: the prior gives way to the posterior.
        """
        if_good, if_bad = (accuracy, 1.0 - accuracy) if news else (1.0 - accuracy, accuracy)
        good = self.good_probability * if_good
        return replace(self, good_probability=good / (good + (1.0 - self.good_probability) * if_bad))

    def belief(self, at: Floats, beaten: int, tied: int) -> Belief:
        """See :class:`sim.equilibrium.affiliated.protocol.SignalModel`: Bayes' rule in logs for the two states."""
        log_x, log_rest = -np.logaddexp(0.0, -at), -np.logaddexp(0.0, at)
        below_good, below_bad = self._below(at)
        looks, each = 1.0 + tied, math.log(self.power)
        good = looks * (each + self.power * log_x + log_rest) + beaten * below_good + _log(self.good_probability)
        bad = looks * (each + self.power * log_rest + log_x) + beaten * below_bad + _log(1.0 - self.good_probability)
        return Belief(self._worth(good - bad), np.logaddexp(good, bad))

    def revealed(self, at: Floats, silent: Ids, threshold: float) -> Floats:
        """See :class:`sim.equilibrium.affiliated.protocol.SignalModel`; log odds add up."""
        n = at.shape[1]
        place = np.arange(n)
        shown = np.where(place >= silent[:, None], at, 0.0)
        below = np.cumsum(shown, axis=1) - shown
        alike = np.broadcast_to(n - place, at.shape).astype(np.float64)
        if n > 1:
            paired = silent < n - 1
            below[:, -1] -= np.where(paired, at[:, -2], 0.0)
            alike[:, -1] += paired
        log_odds = (self.power - 1.0) * (below + alike * at) + _log(self.good_probability)
        if silent.any():
            below_good, below_bad = self._below(np.array(threshold))
            log_odds += silent[:, None] * (below_good - below_bad)
        return self._worth(log_odds - _log(1.0 - self.good_probability))

    def _below(self, at: Floats) -> tuple[Floats, Floats]:
        """Log probabilities of a lower signal if the loan is good, and if it is bad."""
        return -self.power * np.logaddexp(0.0, -at), np.log(-np.expm1(-self.power * np.logaddexp(0.0, at)))

    def _worth(self, log_odds: Floats) -> Floats:
        """Expected worth at these log odds of a good loan."""
        return self.bad + (self.good - self.bad) * np.exp(-np.logaddexp(0.0, -log_odds))


def _log(probability: float) -> float:
    """Logarithm, of 0 too."""
    return math.log(probability) if probability > 0.0 else -math.inf
