"""An anonymous auction before the audit."""

from __future__ import annotations

import math

import numpy as np

from sim.equilibrium.anonymous.fixed_point import Solved
from sim.equilibrium.anonymous.payoffs import payoffs
from sim.equilibrium.audit import Trial


def trials(solved: Solved, log_start: float = -math.inf) -> tuple[Trial, ...]:
    """What every subgroup plays, and what it would earn with any other bid, or with silence.

    Payoffs of those averse to risk are in utility, whose marginal value is 1 at e^m.
    """
    played, own = payoffs(solved, log_start), solved.kinds
    prior = np.array([1.0 - solved.crowd.defect, solved.crowd.defect])[: len(own.lost)]
    taste = own.own * own.spread**2
    margin = np.array([each.margin for each in solved.crowd.subgroups])
    worth = np.exp(margin + 0.5 * (solved.crowd.variance + taste)) * (own.state @ np.exp(own.lost))
    share = own.numbers @ prior
    earned = played.earned()
    return tuple(
        Trial(each.group, float(share[k]), played.weight[k], played.profit[k], earned[k], float(worth[k]))
        for k, each in enumerate(solved.crowd.subgroups)
        if share[k] > 0.0
    )
