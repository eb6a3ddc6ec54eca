"""Sealed second-price bids with affiliated signals, and what people bid who ignore what winning means."""

from __future__ import annotations

import math

import numpy as np

from sim.entities.units import Floats, Money
from sim.equilibrium.affiliated.curve import SignalCurve, flat, tabulate
from sim.equilibrium.affiliated.panels import Panels
from sim.equilibrium.affiliated.pivotal import pivotal, screening
from sim.equilibrium.affiliated.protocol import SignalModel

NARROW = 1e-10
"""Width of the narrowest panel, relative to all of them."""


def second_price(model: SignalModel, n: int, reserve: Money | None = None, chi: float = 0.0) -> SignalCurve:
    """The symmetric increasing equilibrium of `n` bidders, n known.

    1. b(x) = v(x, x): if the highest rival bids the same, one just breaks even; any other bid wins when that loses, or
       loses when it gains (Milgrom and Weber 1982, theorem 6). The cursed put their own v in its place.
    2. With a reserve only signals of x* and above bid (see `pivotal.screening`), and nobody bids between the reserve
       and v(x*, x*). Who is alone pays the reserve.

    It is *an* equilibrium: with common values there are asymmetric ones, in which one bids high and the others give up.

    Parameters
    ----------
    model : SignalModel
    n : int
        At least 1. Alone, the limit is E[V | x].
    reserve : Money, optional
    chi : float, optional
        Degree of cursedness, in [0, 1].
    """
    method = f"affiliated second price, {n} bidders (Milgrom and Weber 1982{cursed(chi)})"
    return limits_above(method, model, n, screening(model, n, reserve, chi) if reserve is not None else -math.inf, chi)


def naive(model: SignalModel) -> SignalCurve:
    """Bid E[V | x], what one's own signal says, in any format: the winner's curse in full (Kagel and Levin 1986)."""
    return limits_above("heuristic: own estimate", model, 1, -math.inf, 0.0)


def limits_above(method: str, model: SignalModel, n: int, lowest: float, chi: float) -> SignalCurve:
    """Table of v(x, x) from the coordinate `lowest` upwards."""
    if lowest == math.inf:
        return flat(method, model, lowest, 0.0)

    def solve(panels: Panels) -> Floats:
        return pivotal(model, panels.nodes.ravel(), n, chi).reshape(panels.nodes.shape)

    return tabulate(method, model, above(model.edges(n), lowest), lowest, solve)


def above(edges: Floats, lowest: float) -> Floats:
    """The part of the edges from `lowest` on, without a first panel too narrow to have nodes."""
    return edges if lowest == -math.inf else np.append(lowest, edges[edges > lowest + NARROW * (edges[-1] - edges[0])])


def cursed(chi: float) -> str:
    """How the method says that bidders are cursed."""
    return f"; cursed {chi:g}, Eyster and Rabin 2005" if chi else ""
