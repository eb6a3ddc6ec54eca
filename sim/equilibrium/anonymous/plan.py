"""A subgroup's bids as numbers: what is left of a game once it is solved."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.entities.units import Floats, Money
from sim.equilibrium.anonymous.fixed_point import Solved
from sim.equilibrium.anonymous.screening import thresholds

KNOWN = {"poisson": "Poisson numbers", "count": "known number", "composition": "known composition"}


@dataclass(frozen=True, slots=True, eq=False)
class AnonymousPlan:
    """Normalised bids of one subgroup: for a lot with public mean m, ``limit(x) = m + limit_0(x - m)``, all in logs.

    Attributes
    ----------
    method, residual : str, float
        See :class:`sim.entities.protocols.Plan`; the residual, in logs and so relative to a limit, covers solution and
        interpolation.
    signals, bids : Floats, shape (n,)
        Table of log limits in all-in money, interpolated on straight lines; they end where next to nobody is.
    starts, thresholds : Floats, shape (s,)
        Log start prices over e^m, ascending, and the lowest signals that bid at them: interpolated, held at the ends.
    """

    method: str
    residual: float
    signals: Floats
    bids: Floats
    starts: Floats
    thresholds: Floats
    script: tuple[tuple[float, Money], ...] = ()

    def limit(self, signal: Floats, log_start: Floats | float = -math.inf) -> Floats:
        """The log of the most a bidder pays all in; -inf stays out.

        Parameters
        ----------
        signal : Floats, shape (n,)
            Sufficient statistic of the looks, less m.
        log_start : float or Floats, shape (n,)
            Log all-in start price, less m; -inf keeps nobody out, and so does any start price if no thresholds were
            tabulated.
        """
        bid = np.interp(signal, self.signals, self.bids)
        if len(self.starts) == 0:
            return np.maximum(bid, log_start)
        lowest = np.interp(log_start, self.starts, self.thresholds)
        silent = (signal < lowest) & (log_start > -math.inf)
        return np.where(silent, -math.inf, np.maximum(bid, log_start))


def plans(solved: Solved, log_starts: Sequence[float] = ()) -> tuple[AnonymousPlan, ...]:
    """One plan a subgroup, in the order of the crowd.

    Parameters
    ----------
    solved : Solved
    log_starts : sequence of float
        Ascending finite start prices at which thresholds are tabulated; intensities of entry are taken to be the same
        at all of them.

    Raises
    ------
    NoEquilibriumError
        If the thresholds at one of them do not settle.
    """
    count = len(solved.crowd.subgroups)
    limits = np.array([thresholds(solved, start) for start in log_starts]).reshape(-1, count)
    residual = solved.residual + _interpolation(solved)
    starts, table = np.array(log_starts, dtype=np.float64), solved.curves
    return tuple(
        AnonymousPlan(_method(solved, k), residual, table.signals[k], table.bids[k], starts, limits[:, k])
        for k in range(count)
    )


def _interpolation(solved: Solved) -> float:
    """Most that a straight line is off, from the change of slope between neighbours in the table."""
    width = np.diff(solved.curves.signals[:, 1:-1], axis=1)
    bend = np.diff(solved.curves.slopes[:, 1:-1], axis=1)
    return float(np.max(np.abs(bend) * width)) / 8.0


def _method(solved: Solved, k: int) -> str:
    """What was solved, and by whom first."""
    own = solved.crowd.subgroups[k]
    if own.bids is not None:
        return "declared strategy"
    attitude = f", CRRA {own.risk_aversion:g}" if own.risk_aversion else ""
    cursed = f", cursed {own.cursed:g} (Eyster and Rabin 2005)" if own.cursed else ""
    others = "; declared strategies of others as given" if any(each.bids for each in solved.crowd.subgroups) else ""
    return f"anonymous second price (Milgrom and Weber 1982; {KNOWN[solved.crowd.knows]}{attitude}{cursed}{others})"
