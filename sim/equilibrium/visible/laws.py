"""Many laws of the common part under silence at once, and how they move with what the silent would have shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.entities.units import Floats, Ids
from sim.equilibrium.visible.bell import FLAT, ROOT
from sim.equilibrium.visible.silence import MOST, NEWTON, REACH, STEP

SURE = 8.0
"""Standard deviations beyond which Phi is 1 to the last bit."""


@dataclass(frozen=True, slots=True, eq=False)
class Laws:
    """m laws as quadratures of all in all n nodes, one law after the other.

    Attributes
    ----------
    mode : Floats, shape (m,)
    first : Ids, shape (m,)
        Place of the first node of each law.
    which : Ids, shape (n,)
        The law of each node.
    off, weight : Floats, shape (n,)
        Nodes less the mode; weights sum to 1 in each law.
    pull : Floats, shape (g, n)
        By how much the log density at a node rises with the threshold of each group.
    """

    mode: Floats
    first: Ids
    which: Ids
    off: Floats
    weight: Floats
    pull: Floats

    def mean(self, values: Floats) -> Floats:
        """Expectations (..., m) of what is given at the nodes (..., n)."""
        expected: Floats = np.add.reduceat(self.weight * values, self.first, axis=-1)
        return expected


def laws(heads: Floats, edges: Floats, spreads: Floats, mean: Floats, precision: Floats, near: Floats) -> Laws:
    """As :func:`~.silence.given_silence`, for m laws of g silent groups each; bits do not depend on the other laws.

    Parameters
    ----------
    heads : Floats, shape (m, g)
        How many of each group are silent.
    edges : Floats, shape (m, g)
        Their thresholds, finite.
    spreads : Floats, shape (g,)
        Standard deviation of a signal of each group around the common part.
    mean, precision : Floats, shape (m,)
        Of the normal laws.
    near : Floats, shape (m,)
        Where to look for the modes first.
    """
    from scipy.special import erfcx

    mode, curvature = _modes(heads, edges, spreads, mean, precision, near)
    width = 1.0 / np.sqrt(curvature)
    cut = np.where(heads > 0.0, spreads / np.sqrt(1.0 + 2.0 * np.log(np.maximum(heads, 1.0))), np.inf)
    step = STEP * np.minimum(width, np.min(cut, axis=1))
    left, right = (np.minimum(np.ceil(REACH * sd / step), MOST).astype(np.int64) for sd in (precision**-0.5, width))
    count = left + right + 1
    first = np.cumsum(count) - count
    which = np.repeat(np.arange(len(mode)), count)
    off = (np.arange(len(which)) - (first + left)[which]) * step[which]
    c = mode[which] + off
    z = np.minimum((edges.T[:, which] - c) / spreads[:, None], SURE)
    scaled, crowd = erfcx(z * -ROOT), heads.T[:, which]
    log = np.sum(crowd * (np.log(0.5 * scaled) - 0.5 * z * z), axis=0)
    log -= 0.5 * precision[which] * (c - mean[which]) ** 2
    height = np.exp(log - np.maximum.reduceat(log, first)[which])
    weight = height / np.add.reduceat(height, first)[which]
    return Laws(mode, first, which, off, weight, crowd * (FLAT / scaled) / spreads[:, None])


def _modes(
    heads: Floats, edges: Floats, spreads: Floats, mean: Floats, precision: Floats, near: Floats
) -> tuple[Floats, Floats]:
    """Modes (m,), and minus the second derivatives (m,) of the log densities there."""
    from scipy.special import erfcx

    c, curvature, going = near, precision, np.ones(len(mean), dtype=np.bool_)
    for _ in range(NEWTON):
        z = np.minimum((edges - c[:, None]) / spreads, SURE)
        rate = FLAT / erfcx(z * -ROOT)
        pull = heads * rate / spreads
        slope = precision * (mean - c) - np.sum(pull, axis=1)
        curvature = np.where(going, precision + np.sum(pull * (rate + z) / spreads, axis=1), curvature)
        c = np.where(going, c + slope / curvature, c)
        going = going & (np.abs(slope) > 1e-3 * np.sqrt(curvature))
        if not going.any():
            break
    return c, curvature
