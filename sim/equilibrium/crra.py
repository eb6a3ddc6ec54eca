"""First-price bids of bidders who are risk neutral or have constant relative risk aversion."""

from __future__ import annotations

import numpy as np

from sim.entities.units import Floats
from sim.equilibrium.quadrature import Nodes
from sim.equilibrium.strongest import Contest, beaten


def crra_bids(contest: Contest, worths: Floats, risk_aversion: float, nodes: Nodes) -> tuple[Floats, Floats]:
    """Bids, and their slopes, with utility u(x) = x ^ rho, rho = 1 - `risk_aversion`.

    1. In a symmetric increasing equilibrium b, a bidder with worth v who bids b(t) gets (v - b(t)) ^ rho G(t), with
       G(t) the probability that all rivals lie below t (Riley and Samuelson 1981, "Optimal auctions").
    2. The best t is also that of (v - b(t)) G(t) ^ (1 / rho): the game is the risk-neutral one against a rival with
       law G ^ (1 / rho) (Cox, Smith and Walker 1982; Holt 1980).
    3. t = v is best iff d/dv [b G ^ (1 / rho)] = v d/dv [G ^ (1 / rho)]. The lowest type that takes part is the reserve
       r, and it bids r.
    4. Integrated: b(v) = v - int_r^v (G(t) / G(v)) ^ (1 / rho) dt. By parts: b(v) = E[max(r, Y) | Y < v], where Y has
       the law G ^ (1 / rho): one bids what the strongest rival is worth on average, given that one wins.

    With a chance to be alone, below the support's bottom lo > r too, step 4 holds as it stands: G is constant there,
    and the lowest type bids r, because it wins only when alone. If a rival is certain, G(lo) = 0, and it bids lo.

    The numbers of rivals enter through G only (McAfee and McMillan 1987, "Auctions with a stochastic number of
    bidders"). At rho = 0 a bidder wants to win at any profit and bids the worth.
    """
    exponent = 1.0 - risk_aversion
    law = beaten(contest, worths, exponent, nodes)
    nobody = law.nobody[:, 0]
    bids = nobody * contest.reserve + law.somebody(law.worth)
    # Where nobody takes part between the reserve and the floor, winning alone becomes rarer by a jump in what is paid.
    alone = np.divide(nobody * law.rate, exponent, out=np.zeros_like(nobody), where=nobody > 0.0)
    return bids, law.somebody(law.slope) + alone * (contest.floor - contest.reserve)
