"""What it is worth to come, as a function of how many come."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import replace

import numpy as np

from sim.entities.units import Floats
from sim.equilibrium.anonymous.crowd import Crowd
from sim.equilibrium.anonymous.fixed_point import Solved, solve
from sim.equilibrium.anonymous.payoffs import payoffs
from sim.errors import NoEquilibriumError

KEPT = 64
"""Games that are remembered."""
LEAST = 1e-3
"""Entrants; fewer are as good as none to all others."""


class Profits:
    """Expected profit of one more entrant of each group, before looking, against given Poisson numbers of entrants.

    A call solves the game among these numbers, beginning with the bids and thresholds of the call whose numbers were
    closest: neighbouring crowds bid alike. So the last digits depend on the calls, which whoever searches for a fixed
    point makes in a fixed order.

    Parameters
    ----------
    crowd : Crowd
        Poisson. `numbers` of a subgroup are what one entrant of its group contributes: the probability of being of that
        subgroup, by state.
    log_start : float
        Log all-in start price, less m.
    """

    def __init__(self, crowd: Crowd, log_start: float = -math.inf) -> None:
        self.crowd, self.log_start = crowd, log_start
        self.groups = tuple(dict.fromkeys(each.group for each in crowd.subgroups))
        member = np.array([[each.group == name for each in crowd.subgroups] for name in self.groups], dtype=np.float64)
        shares = np.array([each.numbers for each in crowd.subgroups])
        self._share = member * (shares @ np.array([1.0 - crowd.defect, crowd.defect]))
        self._solved: deque[tuple[Floats, Solved]] = deque(maxlen=KEPT)
        self._limits: Floats | None = None

    def solved(self, numbers: Floats) -> Solved:
        """The game among these numbers (g,) of entrants, in the order of `groups`."""
        come = dict(zip(self.groups, numbers.tolist(), strict=True))
        crowd = replace(
            self.crowd,
            subgroups=tuple(
                replace(each, numbers=(each.numbers[0] * come[each.group], each.numbers[1] * come[each.group]))
                for each in self.crowd.subgroups
            ),
        )
        place = np.log(np.maximum(numbers, LEAST))
        before = self._closest(place)
        try:
            solved = solve(crowd, before)
        except NoEquilibriumError:
            if before is None:
                raise
            solved = solve(crowd)
        self._solved.append((place, solved))
        return solved

    def _closest(self, place: Floats) -> Solved | None:
        """The game whose log numbers (g,) were closest to these, of the last ones."""
        if not self._solved:
            return None
        far = [float(np.sum(np.abs(place - other))) for other, _ in self._solved]
        return self._solved[far.index(min(far))][1]

    def __call__(self, numbers: Floats, log_start: float | None = None) -> Floats:
        """Profits (g,) in units of e^m against these numbers (g,) of entrants, at another start price if one is given.

        Raises
        ------
        NoEquilibriumError
            If these entrants have no equilibrium.
        """
        start = self.log_start if log_start is None else log_start
        found = payoffs(self.solved(numbers), start, in_money=True, near=self._limits)
        self._limits = found.limits
        mean: Floats = self._share @ found.expected_profit()
        return mean
