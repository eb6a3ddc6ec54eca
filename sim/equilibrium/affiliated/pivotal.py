"""What a signal is worth at the margin: the three functions behind every bid of a symmetric affiliated model."""

from __future__ import annotations

import math

import numpy as np

from sim.entities.units import Floats
from sim.equilibrium.affiliated.protocol import SignalModel

PRECISION = 1e-13
"""Of the screening signal, relative to the length of the core."""
NOBODY = 1e-9
"""Part of the core at its upper end that no signal reaches."""


def pivotal(model: SignalModel, at: Floats, n: int, chi: float) -> Floats:
    """Expected worth if the strongest rival has just one's own signal.

    1. v(x, x) = E[V | X_1 = x, Y_1 = x], with Y_1 the highest of the n - 1 rival signals (Milgrom and Weber 1982).
    2. A chi-cursed bidder thinks that with probability chi rivals' bids tell nothing (Eyster and Rabin 2005, "Cursed
       equilibrium", Econometrica 73): (1 - chi) v(x, x) + chi E[V | X_1 = x]. 0 is rational, 1 is naive.

    Parameters
    ----------
    model : SignalModel
    at : Floats
        Coordinates of signals.
    n : int
        Bidders, at least 1; alone there is nobody to learn from.
    chi : float
        In [0, 1].
    """
    return _blend(model, at, model.belief(at, n - 2, 1).estimate if n > 1 else None, chi)


def winning(model: SignalModel, at: Floats, n: int, chi: float) -> Floats:
    """Expected worth if all rivals have lower signals: E[V | X_1 = x, Y_1 < x], or what the cursed take for it."""
    return _blend(model, at, model.belief(at, n - 1, 0).estimate if n > 1 else None, chi)


def hazard(model: SignalModel, at: Floats, n: int) -> Floats:
    """f(x | x) / F(x | x) of the strongest of n - 1 > 0 rival signals given one's own, per unit of the coordinate.

    Given the state rivals are independent, so f is (n - 1) times the chance of one tie and n - 2 beaten rivals, and F
    that of n - 1 beaten ones.
    """
    tie, win = model.belief(at, n - 2, 1), model.belief(at, n - 1, 0)
    return (n - 1) * np.exp(tie.log_chance - win.log_chance)


def screening(model: SignalModel, n: int, reserve: float, chi: float = 0.0) -> float:
    """The lowest signal that takes part, x*: E[V | X_1 = x*, Y_1 < x*] = reserve (Milgrom and Weber 1982, section 7).

    Whoever has it just breaks even by buying at the reserve when nobody else takes part. It is *not* the signal at
    which the worth is expected to be the reserve: that nobody else came is bad news.

    Returns
    -------
    float
        A coordinate; -inf if everybody takes part, inf if nobody does.
    """
    from scipy.optimize import brentq

    def margin(at: float) -> float:
        return float(winning(model, np.array([at]), n, chi)[0]) - reserve

    low, high = model.core
    high -= NOBODY * (high - low)
    if margin(low) >= 0.0:
        return -math.inf
    if margin(high) <= 0.0:
        return math.inf
    return float(brentq(margin, low, high, xtol=PRECISION * (high - low), rtol=1e-15))


def _blend(model: SignalModel, at: Floats, rational: Floats | None, chi: float) -> Floats:
    """Rational and naive estimates, mixed; neither is computed without need."""
    if rational is not None and chi == 0.0:
        return rational
    naive = model.belief(at, 0, 0).estimate
    return naive if rational is None or chi == 1.0 else (1.0 - chi) * rational + chi * naive
