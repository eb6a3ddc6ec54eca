"""First-price bids with uniform signals after the lowest signal has been read out."""

from __future__ import annotations

import numpy as np

from sim.entities.units import Floats
from sim.equilibrium.affiliated.mineral_rights import TINY, MineralRights


def announced_bids(model: MineralRights, signals: Floats) -> Floats:
    """Bids of all n bidders, each of whom knows the lowest signal x_L beside his own.

    1. Put T = V + half_width - x_L. Given T the other n - 1 signals are uniform on [x_L, x_L + T]; so t = x - x_L is
       uniform on [0, T], and how V was drawn only cuts T off below at T_1 = max(0, low + half_width - x_L) and above at
       T_2 = min(2 half_width, high + half_width - x_L).
    2. For the holder of t whose strongest rival but x_L holds t as well T is uniform on [max(t, T_1), T_2], so
       v(t, t) = x_L - half_width + (max(t, T_1) + T_2) / 2. The rival's hazard is (n - 2) / t, wherever T is cut off.
    3. b(t) is the mean of v(s, s) over s with P(s < u) = (u / t)^(n - 2) (Milgrom and Weber 1982, theorem 14). Away
       from the ends of the range this is x_L + (n - 2) / (n - 1) t / 2 (Kagel and Levin 1986).

    Parameters
    ----------
    model : MineralRights
    signals : Floats, shape (lots, n)
        n at least 2. With two, both bid what the lower signal holds the lot worth.

    Returns
    -------
    Floats, shape (lots, n)
        Money.
    """
    known = signals.min(axis=1, keepdims=True)
    rivals = signals.shape[1] - 2
    t = signals - known
    floor = np.maximum(0.0, model.low + model.half_width - known)
    top = np.minimum(2.0 * model.half_width, model.high + model.half_width - known)
    # E[max(s, floor)] = floor P(s < floor) + E[s; s > floor]
    under = np.power(np.minimum(floor / np.maximum(t, TINY), 1.0), rivals)
    over = rivals / (rivals + 1.0) * (t - np.minimum(floor, t) * under)
    bids: Floats = known - model.half_width + 0.5 * (top + floor * under + over)
    return bids
