"""First-price bids of bidders with constant absolute risk aversion."""

from __future__ import annotations

import numpy as np

from sim.entities.units import Floats
from sim.equilibrium.quadrature import Nodes
from sim.equilibrium.strongest import Contest, beaten


def cara_bids(contest: Contest, worths: Floats, a: float, nodes: Nodes) -> tuple[Floats, Floats]:
    """Bids, and their slopes, with utility u(x) = (1 - exp(-a x)) / a.

    1. A bidder with worth v who bids b(t) gets u(v - b(t)) G(t), with G(t) the probability that all rivals lie
       below t (Matthews 1987, "Comparing auctions for risk averse buyers").
    2. t = v is best iff b' = (exp(a (v - b)) - 1) / a G' / G.
    3. With z = exp(a b) this is linear: d/dv [z G] = exp(a v) G'. The lowest type that takes part, the reserve r,
       bids r.
    4. Integrated: exp(a b(v)) = E[exp(a max(r, Y)) | Y < v], where Y is the strongest rival, with law G. This is
       b = v + ln(1 - a int_r^v exp(-a (v - t)) G(t) / G(v) dt) / a by parts, and as a tends to 0 the risk-neutral bid.

    Evaluated relative to v, so that neither large nor small `a` loses digits.
    """
    law = beaten(contest, worths, 1.0, nodes)
    to_reserve = np.expm1(-a * (worths - contest.reserve))
    to_rival = np.expm1(-a * (worths[:, None] - law.worth))
    shade = -np.log1p(law.nobody[:, 0] * to_reserve + law.somebody(to_rival)) / a
    return worths - shade, np.expm1(a * shade) / a * law.rate
