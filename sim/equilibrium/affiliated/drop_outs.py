"""The clock on which drop-outs are seen: at which price each bidder leaves."""

from __future__ import annotations

import math

import numpy as np

from sim.entities.units import Floats, Ids
from sim.equilibrium.affiliated.curve import coordinate
from sim.equilibrium.affiliated.protocol import SignalModel


def drop_outs(
    model: SignalModel, signals: Floats, chi: float = 0.0, lowest: float = -math.inf, away: int = 0
) -> Floats:
    """Prices at which bidders leave, given all their signals.

    1. The first to leave is the one with the lowest signal s_1, at E[V | all signals equal s_1]: at that price he just
       breaks even if all leave with him. His price shows s_1 to the others.
    2. The k-th leaves at E[V | s_1, ..., s_(k - 1), all others equal s_k] (Milgrom and Weber 1982, theorem 10). These
       prices ascend, so whoever has the lowest signal left does leave first.
    3. The last to leave sets the price, v(x_(2), x_(2), x_(3), ...). The winner's entry is where he would have left in
       the last round, had his rival stayed.
    4. With a reserve, signals below x* never show up. All see who did: the others are known to lie below x*.
    5. The cursed mix this with E[V | x] (Eyster and Rabin 2005): their prices still rise with their signals, so they
       reveal them all the same. chi = 1 leaves at E[V | x], whatever is seen.

    Parameters
    ----------
    model : SignalModel
    signals : Floats, shape (lots, n)
    chi : float, optional
        Degree of cursedness, in [0, 1].
    lowest : float, optional
        Coordinate of the lowest signal that takes part, from :func:`sim.equilibrium.affiliated.pivotal.screening`.
    away : int, optional
        How many more bidders there are whose signals are below `lowest`, beside those in `signals`: that they stay
        away is bad news, so it matters whether they are counted.

    Returns
    -------
    Floats, shape (lots, n)
        Money, in the bidders' order; -inf for those who do not take part.
    """
    at = coordinate(signals, odds=model.odds)
    order = np.argsort(at, axis=1, kind="stable")
    nobodies = np.full((len(at), away), -np.inf)
    ascending = np.concatenate([nobodies, np.take_along_axis(at, order, axis=1)], axis=1)
    silent = (ascending < lowest).sum(axis=1)
    leave = np.full_like(ascending, -np.inf)
    held = silent < ascending.shape[1]
    if held.any():
        leave[held] = _leave(model, np.maximum(ascending[held], lowest), silent[held], chi, lowest)
    prices = np.empty_like(at)
    np.put_along_axis(prices, order, leave[:, away:], axis=1)
    return prices


def _leave(model: SignalModel, ascending: Floats, silent: Ids, chi: float, lowest: float) -> Floats:
    """Prices for signals that ascend along each row, of which the first `silent` are never shown."""
    leave = np.zeros_like(ascending)
    if chi < 1.0:
        leave += (1.0 - chi) * model.revealed(ascending, silent, lowest)
    if chi > 0.0:
        leave += chi * model.belief(ascending.ravel(), 0, 0).estimate.reshape(ascending.shape)
    leave[np.arange(ascending.shape[1]) < silent[:, None]] = -np.inf
    # Where the own signal does not matter, rounding must not let a higher one leave first.
    return np.maximum.accumulate(leave, axis=1)
