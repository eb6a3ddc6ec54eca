"""First-price bids of bidders who are risk neutral or have constant relative risk aversion."""

from __future__ import annotations

import numpy as np

from sim.entities.units import Floats
from sim.equilibrium.quadrature import Nodes
from sim.equilibrium.strongest import TINY, Beaten, Contest, beaten

VANISHING = 1e-6
"""The rho below which a bid is so close to the worth that its slope is better taken from the worths it averages."""


def crra_bids(contest: Contest, worths: Floats, risk_aversion: float, nodes: Nodes) -> tuple[Floats, Floats]:
    """Bids, and their slopes, with utility u(x) = x ^ rho, rho = 1 - `risk_aversion`.

    1. In a symmetric increasing equilibrium b, a bidder with worth v who bids b(t) gets (v - b(t)) ^ rho G(t), with
       G(t) the probability that all rivals lie below t (Riley and Samuelson 1981, "Optimal auctions").
    2. The best t is also that of (v - b(t)) G(t) ^ (1 / rho): the game is the risk-neutral one against a rival with
       law G ^ (1 / rho) (Cox, Smith and Walker 1982; Holt 1980).
    3. t = v is best iff d/dv [b G ^ (1 / rho)] = v d/dv [G ^ (1 / rho)], or b' = (v - b) (log G)' / rho. The lowest
       type that takes part is the reserve r, and it bids r.
    4. Integrated: b(v) = v - int_r^v (G(t) / G(v)) ^ (1 / rho) dt. By parts: b(v) = E[max(r, Y) | Y < v], where Y has
       the law G ^ (1 / rho): one bids what the strongest rival is worth on average, given that one wins.

    With a chance to be alone, below the support's bottom lo > r too, step 4 holds as it stands: G is constant there,
    and the lowest type bids r, because it wins only when alone. If a rival is certain, G(lo) = 0, and it bids lo.

    The numbers of rivals enter through G only (McAfee and McMillan 1987, "Auctions with a stochastic number of
    bidders"). At rho = 0 a bidder wants to win at any profit and bids the worth.
    """
    exponent = 1.0 - risk_aversion
    rivals = beaten(contest, worths, exponent, nodes)
    bids = rivals.nobody[:, 0] * contest.reserve + rivals.expect(rivals.worth)
    if exponent < VANISHING:
        return bids, _slopes_of_worths(contest, rivals, exponent)
    shade = rivals.nobody[:, 0] * (worths - contest.reserve) + rivals.expect(worths[:, None] - rivals.worth)
    return bids, shade * rivals.rate / exponent


def _slopes_of_worths(contest: Contest, rivals: Beaten, exponent: float) -> Floats:
    """Slopes where the shade v - b is too small, and the exponent too, to divide one by the other.

    At a given share of G(v) ^ (1 / rho), log G at the rival moves with log G(v); so Y moves by the ratio of the
    derivatives of log G at v and at Y. With the reserve below the floor, a second term counts those who stop being
    alone and pay at least the floor.
    """
    rate_below = contest.rate(rivals.below, rivals.worth)
    moved = np.divide(rivals.rate[:, None], rate_below, out=np.zeros_like(rate_below), where=rate_below > 0.0)
    leaving = rivals.rate * rivals.nobody[:, 0] / max(exponent, TINY)
    return rivals.expect(moved) + leaving * (contest.floor - contest.reserve)
