"""First-price and Dutch bids with affiliated signals."""

from __future__ import annotations

import math

import numpy as np

from sim.entities.units import Floats, Money
from sim.equilibrium.affiliated.curve import SignalCurve, flat, tabulate
from sim.equilibrium.affiliated.panels import Panels
from sim.equilibrium.affiliated.pivotal import hazard, pivotal, screening
from sim.equilibrium.affiliated.protocol import SignalModel
from sim.equilibrium.affiliated.second_price import above, cursed
from sim.errors import NoEquilibriumError


def first_price(model: SignalModel, n: int, reserve: Money | None = None, chi: float = 0.0) -> SignalCurve:
    """The symmetric increasing equilibrium of `n` bidders, n known; of a Dutch clock too.

    1. Who bids b(t) with signal x wins against Y_1 < t. The best t is x iff b'(x) = (v(x, x) - b(x)) f(x | x) /
       F(x | x), with f and F of Y_1 given X_1 = x (Milgrom and Weber 1982, theorem 14). The cursed put their own v
       in its place, but keep the rate: how often rivals are beaten is not what they are wrong about.
    2. The lowest signal bids what it is worth. Where signals have no lowest one the equation is begun far below: what
       is assumed there decays like the chance to win.
    3. With a reserve the equation begins at b(x*) = reserve, x* from `pivotal.screening`; unless everybody takes part.
    4. Solved by collocation: see `panels.Panels.relax`.

    Parameters
    ----------
    model : SignalModel
    n : int
        At least 1. Alone one bids the reserve.
    reserve : Money, optional
    chi : float, optional
        Degree of cursedness, in [0, 1].

    Raises
    ------
    NoEquilibriumError
        For a sole bidder without a reserve, who would bid ever less.
    """
    if n == 1 and reserve is None:
        raise NoEquilibriumError("no equilibrium of first_price for a sole bidder without a reserve; set rules.reserve")
    method = f"affiliated first price, {n} bidders (Milgrom and Weber 1982{cursed(chi)})"
    lowest = screening(model, n, reserve, chi) if reserve is not None else -math.inf
    if reserve is not None and (n == 1 or lowest == math.inf):
        return flat(method, model, lowest, reserve)

    def solve(panels: Panels) -> Floats:
        nodes = panels.nodes
        target = pivotal(model, nodes.ravel(), n, chi).reshape(nodes.shape)
        rate = np.ones_like(nodes)
        rate[:, 1:] = hazard(model, nodes[:, 1:].ravel(), n).reshape(-1, nodes.shape[1] - 1)
        return panels.relax(rate, target, float(target[0, 0]) if reserve is None or lowest == -math.inf else reserve)

    return tabulate(method, model, above(model.edges(n), lowest), lowest, solve)
