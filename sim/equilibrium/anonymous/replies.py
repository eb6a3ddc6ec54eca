"""What a lot is worth to a bidder whose bid the highest rival just matches."""

from __future__ import annotations

import math

import numpy as np

from sim.entities.units import Floats
from sim.equilibrium.anonymous.crowd import Crowd
from sim.equilibrium.anonymous.curves import Curves
from sim.equilibrium.anonymous.kinds import Kinds
from sim.equilibrium.anonymous.rivals import below, rivalry
from sim.errors import NoEquilibriumError

NODES = 31
WIDTH = 6.0
"""The common part is integrated over so many standard deviations of what a signal leaves unknown of it."""
MOST_NODES = 301
ROUNDING = 1e-9
"""Of the signal that bids just as much, at the highest there is."""
FINE = 0.9
"""Step of the trapezoidal rule, in standard deviations of the narrowest normal factor: the error is below 1e-9."""


class Replies:
    """Conditional worths at given signals (k, m), by quadrature over the common part and the state."""

    def __init__(self, crowd: Crowd, kinds: Kinds, signals: Floats) -> None:
        self.crowd, self.kinds = crowd, kinds
        self.rivalry = rivalry(crowd, kinds.numbers)
        z = np.linspace(-WIDTH, WIDTH, node_count(crowd, kinds))
        self.common = (kinds.kappa[:, None] * signals)[:, :, None] + kinds.doubt[:, None, None] * z
        self.who = np.broadcast_to(np.arange(len(signals))[:, None, None], self.common.shape)
        with np.errstate(divide="ignore"):
            self.log_weight = -0.5 * z[:, None] ** 2 + np.log(kinds.state)[:, None, None, :]
        value = kinds.log_value(signals, self.common)
        self.value = np.exp(value[..., None] + kinds.power[:, None, None, None] * kinds.lost)

    def worth(self, log_event: Floats) -> Floats:
        """Log certainty equivalents (k, m) of worth, given an event of log probability (k, m, n, d)."""
        log = self.log_weight + log_event
        weight = np.exp(log - log.max(axis=(2, 3), keepdims=True))
        mean = np.sum(weight * self.value, axis=(2, 3)) / np.sum(weight, axis=(2, 3))
        worth: Floats = np.log(mean) / self.kinds.power[:, None]
        return worth

    def to(self, rivals: Curves, bids: Floats) -> Floats:
        """Log worth (k, m) if the highest rival bids exactly the own log bid (k, m); nothing is learnt without rivals.

        The density of one rival's bid is that of min(limit, funds).
        """
        signals, slopes = rivals.inverse(bids.ravel())
        shape, kinds = (len(signals), *bids.shape, 1), self.kinds
        spread = kinds.spread[:, None]
        chance = below(self.crowd, kinds, signals.reshape(shape), bids, self.common)
        z = (signals.reshape(shape) - self.common) / spread[..., None, None]
        there = signals <= kinds.ceiling[:, None] + ROUNDING
        scale = there / (slopes * spread * math.sqrt(2.0 * math.pi))
        density = np.exp(-0.5 * z * z) * scale.reshape(shape)
        for k, each in enumerate(self.crowd.subgroups):
            if each.funds is not None:
                short, rate = (law(bids)[..., None] for law in (each.funds.cdf, each.funds.pdf))
                rich = (chance[k] - short) / np.maximum(1.0 - short, 1e-12)
                density[k] = (1.0 - short) * density[k] + rate * (1.0 - rich)
        chance, rate = self.rivalry.log_density(chance, density, self.who)
        return self.worth(chance + rate)

    def contests(self, rivals: Curves, bids: Floats) -> Floats:
        """Probability (k, m) that at most one rival bids more: that the bid sets the price or wins."""
        signals, _ = rivals.inverse(bids.ravel())
        chance = below(self.crowd, self.kinds, signals.reshape(-1, *bids.shape, 1), bids, self.common)
        above = -self.rivalry.log_chance(chance, self.who)
        weight = np.exp(self.log_weight)
        mean: Floats = np.sum(weight * np.exp(-above) * (1.0 + above), axis=(2, 3)) / np.sum(weight, axis=(2, 3))
        return mean


def node_count(crowd: Crowd, kinds: Kinds) -> int:
    """Nodes for which the trapezoidal rule resolves the sharpest rival's signals.

    Raises
    ------
    NoEquilibriumError
        If somebody knows the common part so well that there is no resolving it.
    """
    doubt = float(kinds.doubt.max())
    spread = np.where(kinds.numbers.any(axis=1), kinds.spread, np.inf)
    ratio = doubt * math.sqrt(1.0 / doubt**2 + 1.0 / spread.min() ** 2) * 2.0 * WIDTH / FINE
    if ratio > MOST_NODES:
        group = crowd.subgroups[int(spread.argmin())].group
        raise NoEquilibriumError(
            f"no equilibrium is computed for sales at the second-highest bid among anonymous bidders where group "
            f"{group} knows the common worth almost exactly (its signals lie within {spread.min():.2g} of it in logs, "
            f"those of others leave {doubt:.2g}); raise its taste_sd to {1.1 * spread.min() * ratio / MOST_NODES:.2g} "
            "or more"
        )
    nodes = 2 * math.ceil(WIDTH * doubt / (FINE * narrowest(kinds, doubt))) + 1
    return min(max(NODES, nodes), MOST_NODES)


def narrowest(kinds: Kinds, doubt: float) -> float:
    """Width of the sharpest factor in an integral over the common part: what is left unknown times the highest signal.

    The highest of n signals has about 1 / sqrt(2 log n) of the spread of one (Gumbel's law).
    """
    spread = float(np.where(kinds.numbers.any(axis=1), kinds.spread, np.inf).min())
    number = max(float(kinds.numbers.sum(axis=0).max()), math.e)
    return 1.0 / math.sqrt(1.0 / doubt**2 + 2.0 * math.log(number) / spread**2)
