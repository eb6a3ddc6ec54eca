"""What the right to learn and to walk away adds to a limit, where worth is learnt in part after winning."""

from __future__ import annotations

import numpy as np

from sim.entities.protocols import Law
from sim.entities.units import Money
from sim.equilibrium.quadrature import double_exponential
from sim.errors import NoEquilibriumError
from sim.laws.base import BELOW_ONE

STEP = 1.0 / 32.0


def option(learnt: Law, leaves: float, deposit: Money) -> Money:
    """The k in "bid x + k", x being what is known and eta what is learnt (Waehrer 1995; Board 2007).

    1. With probability `leaves` the winner learns eta before it pays, and keeps max(x + eta - p, -deposit).
    2. Otherwise it pays and gets x + eta - p.
    3. One is indifferent at p = x + k:  ``(1 - leaves) (E eta - k) + leaves E max(eta - k, -deposit) = 0``, of which
       the left side falls in k. If it always learns, ``E (eta - c)^+ = deposit`` with c = k - deposit.
    4. Rivals set the price, so the limit is dominant.

    Raises
    ------
    NoEquilibriumError
        If to walk away is always possible and costs nothing.

    Examples
    --------
    >>> from sim.laws import Uniform
    >>> round(option(Uniform(-0.3, 0.3), 1.0, 0.1), 7)
    0.0535898
    """
    if leaves >= 1.0 and deposit <= 0.0:
        raise NoEquilibriumError("no limit is high enough where walking away is free; ask for a deposit")
    if leaves == 0.0:
        return learnt.mean

    from scipy.optimize import brentq

    def gain(k: Money) -> float:
        return (1.0 - leaves) * (learnt.mean - k) + leaves * (above(learnt, k - deposit) - deposit)

    reach = max(deposit, abs(learnt.mean), 1e-9)
    while gain(learnt.mean + reach) > 0.0:
        reach *= 2.0
    return float(brentq(gain, learnt.mean - 1e-9 * reach, learnt.mean + reach, xtol=1e-14 * reach))


def above(law: Law, level: float) -> float:
    """``E (X - level)^+``: quantiles beyond the level, at nodes that do not mind a heavy tail."""
    nodes = double_exponential(STEP)
    below = float(law.cdf(np.array([level]))[0])
    u = np.minimum(below + (1.0 - below) * nodes.x, BELOW_ONE)
    return (1.0 - below) * float(np.sum(nodes.weight * np.maximum(law.ppf(u) - level, 0.0)))
