"""Normal signals of a normal common part: common values in money or in logs, or partly private ones."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from sim.entities.units import Floats, Ids
from sim.equilibrium.affiliated.protocol import Belief

CORE = 8.0
"""Predictive standard deviations within which the tables are held to their error."""
RUN_IN = 3.0
"""Standard deviations before the core over which a wrong first bid is forgotten."""
REACH = 7.5
"""Standard deviations to either side of its mode beyond which a log-concave weight is dropped: 1e-13."""
STEP = 0.4
"""Step of the quadrature, in standard deviations at the mode: beyond it the weight may be narrower by half."""
PANELS = 64
MODES = 60
"""Most Newton steps towards a mode."""
ROOT = math.sqrt(2.0 * math.pi)


@dataclass(frozen=True)
class GaussianSignals:
    """Common part c ~ N(mean, sd^2), signals x_i = c + noise z_i, independent standard normal z_i.

    The worth to bidder i is own_share x_i + (1 - own_share) c, or exp(c) in logs. With own_share 0 it is the model of
    Wilson 1977; the mixture is the bridge to private values in Milgrom and Weber 1982.

    Attributes
    ----------
    mean, sd : float
        Of the common part; sd 0 means that it is known.
    noise : float
        Standard deviation of signals around it, above 0.
    own_share : float
        In [0, 1]; 0 in logs.
    logs : bool
        Whether all this is in logs of money.
    """

    mean: float
    sd: float
    noise: float
    own_share: float = 0.0
    logs: bool = False

    @property
    def odds(self) -> bool:
        """The coordinate is the signal."""
        return False

    @property
    def core(self) -> tuple[float, float]:
        """All signals but 1e-15 of them."""
        reach = CORE * math.hypot(self.sd, self.noise)
        return self.mean - reach, self.mean + reach

    @property
    def spread(self) -> float:
        """Standard deviation of a signal in money; 1 in logs."""
        return 1.0 if self.logs else math.hypot(self.sd, self.noise)

    def edges(self, n: int) -> Floats:
        """Panels of equal width, from well below the core: bids are smooth whatever `n`."""
        del n
        low, high = self.core
        return np.linspace(low - RUN_IN / CORE * (high - low) / 2.0, high, PANELS + 1)

    def told(self, news: float, precision: float) -> GaussianSignals:
        """The model after a public signal `news` = c + N(0, 1 / precision): the prior gives way to the posterior.

        Milgrom and Weber 1982, section 6. `precision` may be 0, no news, or inf: then c is known.
        """
        if precision == 0.0 or self.sd == 0.0:
            return self
        if precision == math.inf:
            return replace(self, mean=news, sd=0.0)
        learnt = precision / (precision + self.sd**-2)
        return replace(self, mean=self.mean + learnt * (news - self.mean), sd=self.sd * math.sqrt(1.0 - learnt))

    def belief(self, at: Floats, beaten: int, tied: int) -> Belief:
        """See :class:`sim.equilibrium.affiliated.protocol.SignalModel`.

        1. Own signal and ties are signals of equal precision: c is normal given them.
        2. The tie itself, given the own signal, has a normal density.
        3. That `beaten` rivals are lower has the chance Phi((x - c) / noise)^beaten given c: see `_tilted`.
        """
        centre, sd = self._posterior(at, 1.0 + tied)
        estimate, log_chance = self._tilted(at, centre, float(sd), (at - centre) / self.noise, beaten)
        if tied:
            before, doubt = self._posterior(at, 1.0)
            around = math.hypot(float(doubt), self.noise)
            log_chance = log_chance - 0.5 * np.square((at - before) / around) - math.log(around * ROOT)
        return Belief(estimate, log_chance)

    def revealed(self, at: Floats, silent: Ids, threshold: float) -> Floats:
        """See :class:`sim.equilibrium.affiliated.protocol.SignalModel`.

        The mean of the signals shown, with all unseen ones equal to one's own, is enough; silence tilts as in `belief`.
        """
        n = at.shape[1]
        place = np.arange(n)
        shown = np.where(place >= silent[:, None], at, 0.0)
        below = np.cumsum(shown, axis=1) - shown
        alike = np.broadcast_to(n - place, at.shape).astype(np.float64)
        if n > 1:
            paired = silent < n - 1
            below[:, -1] -= np.where(paired, at[:, -2], 0.0)
            alike[:, -1] += paired
        looks = (n - silent)[:, None].astype(np.float64)
        centre, sd = self._posterior((below + alike * at) / looks, looks)
        if not silent.any():
            return self._worth(at, centre, sd)
        estimates = np.empty_like(at)
        for count in np.unique(silent):
            rows = silent == count
            own, mean, doubt = at[rows].ravel(), centre[rows].ravel(), float(sd[rows][0, 0])
            tilted, _ = self._tilted(own, mean, doubt, (threshold - mean) / self.noise, int(count))
            estimates[rows] = tilted.reshape(-1, n)
        return estimates

    def _posterior(self, mean: Floats, looks: Floats | float) -> tuple[Floats, Floats]:
        """Mean and standard deviation of c given so many signals with this `mean`."""
        total = self.noise**2 + looks * self.sd**2
        centre = self.mean + looks * self.sd**2 / total * (mean - self.mean)
        return centre, np.asarray(self.sd * self.noise / np.sqrt(total))

    def _worth(self, own: Floats, centre: Floats, sd: Floats | float) -> Floats:
        """Expected worth if c is normal."""
        if self.logs:
            return np.exp(centre + 0.5 * np.square(sd))
        return self.own_share * own + (1.0 - self.own_share) * centre

    def _tilted(self, own: Floats, centre: Floats, sd: float, gap: Floats, beaten: int) -> tuple[Floats, Floats]:
        """Expected worth, and log chance, if c ~ N(centre, sd^2) is weighted by P(a signal < bound | c)^beaten.

        1. With c = centre + sd t and g = sd / noise the weight is phi(t) Phi(gap - g t)^beaten. It is log-concave, and
           its log is curved at least as much as phi's.
        2. Its mode is found by Newton's method; from 0 this approaches from one side, because the slope is convex.
        3. The trapezoidal rule around the mode converges geometrically (Trefethen and Weideman 2014, "The exponentially
           convergent trapezoidal rule").

        Parameters
        ----------
        own, centre : Floats, shape (m,)
        sd : float
        gap : Floats, shape (m,)
            (bound - centre) / noise.
        beaten : int
        """
        from scipy.special import log_ndtr

        if beaten == 0:
            return self._worth(own, centre, sd), np.zeros_like(own)
        ratio = sd / self.noise
        mode, curvature = _mode(gap, ratio, beaten)
        reach = REACH + (sd if self.logs else 0.0)
        steps = math.ceil(reach * math.sqrt(float(curvature.max())) / STEP)
        t = mode[:, None] + reach / steps * np.arange(-steps, steps + 1)
        log_weight = beaten * log_ndtr(gap[:, None] - ratio * t) - 0.5 * t * t
        top = log_weight.max(axis=1)
        weight = np.exp(log_weight - top[:, None])
        mass = weight.sum(axis=1)
        state = sd * t
        value = np.exp(state) if self.logs else state
        mean = (weight * value).sum(axis=1) / mass
        log_chance = top + np.log(mass * (reach / steps / ROOT))
        return (np.exp(centre) * mean if self.logs else self._worth(own, centre + mean, 0.0)), log_chance


def _mode(gap: Floats, ratio: float, beaten: int) -> tuple[Floats, Floats]:
    """Where -t^2 / 2 + beaten log Phi(gap - ratio t) is highest, and its curvature there."""
    from scipy.special import log_ndtr

    mode = np.zeros_like(gap)
    for _ in range(MODES):
        z = gap - ratio * mode
        mills = np.exp(-0.5 * z * z - log_ndtr(z)) / ROOT
        curvature = 1.0 + beaten * ratio**2 * mills * (z + mills)
        step = (mode + beaten * ratio * mills) / curvature
        mode -= step
        if float(np.abs(step).max()) < 1e-3:
            break
    return mode, curvature
