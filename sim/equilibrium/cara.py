"""First-price bids of bidders with constant absolute risk aversion."""

from __future__ import annotations

import numpy as np

from sim.entities.units import Floats
from sim.equilibrium.quadrature import Nodes
from sim.equilibrium.strongest import Contest, beaten

NEAR = 30.0
"""Where a (v - r) is below this, bids are computed relative to the reserve, elsewhere relative to the worth."""
TINY = 1e-100
"""Far in the tail of a heavy law a large `a` times the rounding of a quantile underflows; 230 / a is shade enough."""


def cara_bids(contest: Contest, worths: Floats, a: float, nodes: Nodes) -> tuple[Floats, Floats]:
    """Bids, and their slopes, with utility u(x) = (1 - exp(-a x)) / a.

    1. A bidder with worth v who bids b(t) gets u(v - b(t)) G(t), with G(t) the probability that all rivals lie
       below t (Matthews 1987, "Comparing auctions for risk averse buyers").
    2. t = v is best iff b' = (exp(a (v - b)) - 1) / a G' / G.
    3. With z = exp(a b) this is linear: d/dv [z G] = exp(a v) G'. The lowest type that takes part, the reserve r,
       bids r.
    4. Integrated: exp(a b(v)) = E[exp(a max(r, Y)) | Y < v], where Y is the strongest rival, with law G. This is
       b = v + ln(1 - a int_r^v exp(-a (v - t)) G(t) / G(v) dt) / a by parts, and as a tends to 0 the risk-neutral bid.

    Evaluated relative to r where a (v - r) is small, so that a small `a` or a bid near r keeps its digits, and
    relative to v elsewhere, so that a large `a` does not overflow.
    """
    rivals = beaten(contest, worths, 1.0, nodes)
    over = np.minimum(a * (rivals.worth - contest.reserve), NEAR)
    from_reserve = contest.reserve + np.log1p(rivals.expect(np.expm1(over))) / a
    own = a * (worths - contest.reserve)
    under = rivals.nobody[:, 0] * np.exp(-own) + rivals.expect(np.exp(a * (rivals.worth - worths[:, None])))
    from_worth = worths + np.log(np.maximum(under, TINY)) / a
    bids = np.where(own < NEAR, from_reserve, from_worth)
    return bids, np.expm1(a * (worths - bids)) / a * rivals.rate
