"""Who takes part at a start price: screening signals from a table, so that a lot of its own price costs no solve."""

from __future__ import annotations

import math

import numpy as np

from sim.entities.units import Bools, Floats, Ids
from sim.equilibrium.visible.groups import Group
from sim.equilibrium.visible.thresholds import tabled, thresholds

MESH = 1.0 / 32.0
"""Distance of the start prices on the grid, in logs."""


def takes_part(
    groups: tuple[Group, ...], precision: float, mean: float, start: float, member: Ids, signal: Floats
) -> Bools:
    """Which of the bidders aware of a lot take part at a start price: those with a signal at the threshold or above.

    Parameters
    ----------
    groups : tuple of Group
    precision, mean, start : float
        K0, m and the logarithm of the least all-in payment; -inf is no start price.
    member : Ids, shape (n,)
    signal : Floats, shape (n,)
    """
    counts = np.bincount(member, minlength=len(groups)).tolist()
    found = np.array(tabulated(groups, tuple(counts), precision, start - mean))
    inside: Bools = signal - mean >= found[member]
    return inside


def tabulated(groups: tuple[Group, ...], counts: tuple[int, ...], precision: float, start: float) -> tuple[float, ...]:
    """As :func:`~.thresholds.thresholds`, by the cubic through the four nearest start prices of a fixed grid.

    The miss is mostly below 1e-7; where nearly everybody knows the common part and few have tastes it may reach 1e-5.
    The table depends on the arguments alone, never on what was solved before.
    """
    if start == -math.inf:
        return thresholds(groups, counts, precision, start)
    below = math.floor(start / MESH)
    f = start / MESH - below
    shares = (
        -f * (f - 1.0) * (f - 2.0) / 6.0,
        (f + 1.0) * (f - 1.0) * (f - 2.0) / 2.0,
        -(f + 1.0) * f * (f - 2.0) / 2.0,
        (f + 1.0) * f * (f - 1.0) / 6.0,
    )
    table = tabled(groups, counts, precision, tuple((below + k) * MESH for k in (-1, 0, 1, 2)))
    found = []
    for node in zip(*table, strict=True):
        if all(map(math.isfinite, node)):
            found.append(math.fsum(share * each for share, each in zip(shares, node, strict=True)))
        elif len(set(node)) == 1:
            found.append(node[0])
        else:
            return thresholds(groups, counts, precision, start)
    return tuple(found)
