"""Normal learning: what several looks at one number tell together."""

from __future__ import annotations

from collections.abc import Iterable

from sim.entities.knowledge import Public


def updated(mean: float, sd: float, looks: Iterable[tuple[float, float]]) -> Public:
    """A normal belief after independent looks with normal errors.

    1. Before any look the number is normal around `mean` with variance sd^2.
    2. A look z with error sd s adds precision 1/s^2 and pulls the mean to z.
    3. An exact look, or a number that is known, leaves nothing to learn.

    Parameters
    ----------
    mean, sd : float
    looks : iterable of (float, float)
        What was seen, and the sd of its error.
    """
    if sd == 0.0:
        return Public(mean, 0.0)
    precision = sd**-2.0
    pull = mean * precision
    for seen, error in looks:
        if error == 0.0:
            return Public(seen, 0.0)
        precision += error**-2.0
        pull += seen * error**-2.0
    return Public(pull / precision, 1.0 / precision)
