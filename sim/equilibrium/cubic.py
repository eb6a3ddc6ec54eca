"""Piecewise cubics: how bid functions are kept as tables."""

from __future__ import annotations

from sim.entities.units import Floats


def piecewise(knots: Floats, cubic: Floats, at: Floats) -> Floats:
    """A piecewise cubic at points between the first and the last knot.

    Parameters
    ----------
    knots : Floats, shape (n,)
        Ascending.
    cubic : Floats, shape (4, n - 1)
        See :func:`horner`, one for each interval.
    at : Floats
    """
    left = knots[1:-1].searchsorted(at, side="right")
    return horner(cubic[:, left], at - knots[left])


def horner(cubic: Floats, distance: Floats) -> Floats:
    """Cubics at a distance from their left knots.

    Parameters
    ----------
    cubic : Floats, shape (4, ...)
        Coefficients, highest power first.
    distance : Floats, shape (...)
    """
    value: Floats = ((cubic[0] * distance + cubic[1]) * distance + cubic[2]) * distance + cubic[3]
    return value
