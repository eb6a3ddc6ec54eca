"""The same lot offered again after nobody came in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.entities.units import Floats
from sim.equilibrium.anonymous.crowd import Crowd, Subgroup


def relist(crowd: Crowd, thresholds: Floats, fresh: tuple[Subgroup, ...] = ()) -> Crowd:
    """The crowd at the second listing.

    1. A pass-in says that every signal was below its threshold x*(1): the density of the common part is multiplied by
       ``e^{-Lam_1(c)}``, Lam_1 the expected number of signals above, given c.
    2. Those who were there come back with signals below x*(1): given c, ``lam [Phi((x* - c) / sd) - Phi((x - c) /
       sd)]`` of them lie above x. Together with step 1 this is the Lam of the first listing, cut at x*: a `ceiling`.
    3. Who comes fresh is Poisson on top, and reads the pass-in as all others do.

    The same cut holds for known numbers, but for fresh arrivals. Nobody is taken to have stayed out in wait for a lower
    start price.

    Parameters
    ----------
    crowd : Crowd
    thresholds : Floats, shape (k,)
        Of the first listing.
    fresh : tuple of Subgroup

    Raises
    ------
    ValueError
        If numbers are known and somebody comes fresh: then they are no longer known.
    """
    if fresh and crowd.knows != "poisson":
        raise ValueError("fresh arrivals need Poisson numbers")
    back = tuple(
        replace(each, ceiling=min(each.ceiling, float(limit)))
        for each, limit in zip(crowd.subgroups, np.asarray(thresholds), strict=True)
    )
    return replace(crowd, subgroups=back + fresh)
