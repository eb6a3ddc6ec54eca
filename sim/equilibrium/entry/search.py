"""How many come and what it is worth to come, brought together from several starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from sim.entities.units import Floats
from sim.errors import NoEquilibriumError

Vector: TypeAlias = Callable[[Floats], Floats]
Select: TypeAlias = Literal["largest", "smallest"]

TOLERANCE = 1e-3
"""Residual in entrants above which an end is no solution."""
STEP = 1e-2
"""Of the derivatives, relative: profits are computed to some eight digits."""
FINE = 1e-6
"""Relative change at which a search stops."""
CALLS = 120
NOBODY = 1e-9
"""Share of those reached that is as good as none."""
HALVINGS = 12
ALIKE = 0.01
"""Two ends within this share, or this many entrants, are one solution."""


@dataclass(frozen=True, slots=True)
class Solution:
    """Entrants by kind, and how far the response to them is from them, in entrants."""

    numbers: tuple[float, ...]
    residual: float


@dataclass(frozen=True, slots=True)
class Found:
    """All solutions, those with most entrants in total first; and from how many of the starts none was reached."""

    solutions: tuple[Solution, ...]
    starts: int
    failed: int

    def select(self, which: Select = "largest") -> Solution:
        """The solution to play; several mean that the answer depends on this choice."""
        return self.solutions[0 if which == "largest" else -1]


def search(profits: Vector, respond: Vector, reach: Floats) -> Found:
    """Solve ``lam = reach * Phi(respond(profits(lam)))`` from five starts.

    1. Rivals deter, so nobody has more entrants than against an empty field (`high`), nor fewer than against `high`
       (`low`). The starts are both, their geometric mean, and both mixtures that favour every other kind.
    2. The unknowns are ``z = Phi^-1(lam / reach)``, in which the response is nearly linear. A step of the plain
       iteration cycles between nobody and everybody; Newton's, ``(respond - z) / (1 + |slope|)`` in one dimension, does
       not. Powell's hybrid method (1970) is Newton's with a trusted region and updated derivatives.
    3. Ends that differ are all kept.

    Parameters
    ----------
    profits : callable
        From entrants (n,) to profits (n,).
    respond : callable
        From profits (n,) to standard normal scores (n,) of the share that enters.
    reach : Floats, shape (n,)
        How many could come.

    Raises
    ------
    NoEquilibriumError
        If no start ends in a solution, or if bidders have no equilibrium in any crowd.
    """
    from scipy.special import ndtr

    def answer(numbers: Floats) -> Floats:
        share: Floats = ndtr(respond(profits(np.maximum(numbers, NOBODY * reach))))
        return np.maximum(reach * share, NOBODY * reach)

    high, low = _first(answer, answer(np.zeros(len(reach))))
    even = np.arange(len(reach)) % 2 == 0
    corners = [high, low, np.sqrt(high * low), np.where(even, high, low), np.where(even, low, high)]
    starts = np.unique(np.array(corners), axis=0)[::-1]
    ends = [_settle(profits, respond, start, reach) for start in starts]
    kept: list[Solution] = []
    for end in sorted((end for end in ends if end is not None), key=lambda end: -sum(end.numbers)):
        if not any(np.allclose(end.numbers, other.numbers, rtol=ALIKE, atol=ALIKE) for other in kept):
            kept.append(end)
    if not kept:
        raise NoEquilibriumError(
            f"no entry equilibrium is found from {len(ends)} starts in {CALLS} steps each; "
            "raise entry_cost_sd, or use entry: everyone"
        )
    return Found(tuple(kept), len(ends), ends.count(None))


def _first(answer: Vector, high: Floats) -> tuple[Floats, Floats]:
    """Most entrants, halved until bidders have an equilibrium among so many, and the answer to them."""
    for _ in range(HALVINGS):
        try:
            return high, answer(high)
        except NoEquilibriumError:
            high = 0.5 * high
    return high, answer(high)


def _settle(profits: Vector, respond: Vector, start: Floats, reach: Floats) -> Solution | None:
    """One search; None if it does not settle, or strays where bidders have no equilibrium."""
    from scipy.optimize import root
    from scipy.special import ndtr, ndtri

    def numbers(scores: Floats) -> Floats:
        come: Floats = np.maximum(reach * ndtr(scores), NOBODY * reach)
        return come

    def gap(scores: Floats) -> Floats:
        return respond(profits(numbers(scores))) - scores

    first = ndtri(np.clip(start / reach, NOBODY, 1.0 - NOBODY))
    try:
        end = numbers(root(gap, first, method="hybr", options={"xtol": FINE, "eps": STEP**2, "maxfev": CALLS}).x)
        residual = float(np.max(np.abs(reach * ndtr(respond(profits(end))) - end)))
    except NoEquilibriumError:
        return None
    return Solution(tuple(end.tolist()), residual) if residual < TOLERANCE else None
