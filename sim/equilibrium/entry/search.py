"""How many come and what it is worth to come, brought together from several starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from sim.entities.units import Bools, Floats
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
STEPS, CLOSE, LARGEST = 15, 1e-4, 1.0
"""To follow a solution: at most so many steps, down to such a gap in scores, none larger than that."""
NOBODY = 1e-9
"""Share of those reached that is as good as none."""
OUTERMOST = -5.9978, 8.0
"""The scores of that share, rounded inwards, and of all but 1e-15."""
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
       (`low`). The starts are both, their geometric mean, and two crowds in which every other kind has the field to
       itself.
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
    high, low = _bounds(profits, respond, reach)
    even, between = np.arange(len(reach)) % 2 == 0, np.sqrt(high * low)
    alone = [_settle(profits, respond, between, reach, kinds) for kinds in (even, ~even)]
    corners = [high, low, between, *(np.array(each.numbers) for each in alone if each is not None)]
    ends = [_settle(profits, respond, start, reach) for start in np.unique(np.array(corners), axis=0)[::-1]]
    kept: list[Solution] = []
    for end in sorted((end for end in ends if end is not None), key=lambda end: end.residual):
        if not any(np.allclose(end.numbers, other.numbers, rtol=ALIKE, atol=ALIKE) for other in kept):
            kept.append(end)
    kept.sort(key=lambda end: -sum(end.numbers))
    if not kept:
        raise NoEquilibriumError(
            f"no entry equilibrium is found from {len(ends)} starts in {CALLS} steps each; "
            "raise entry_cost_sd, or use behaviour.entry: everyone"
        )
    return Found(tuple(kept), len(ends), ends.count(None))


def reached(profits: Vector, respond: Vector, reach: Floats, which: Select) -> Solution | None:
    """The solution to which the most entrants that there may be lead, or the fewest; None if they lead to none.

    Parameters
    ----------
    profits, respond, reach
        As in :func:`search`, which says whether there are others.
    which : {'largest', 'smallest'}
    """
    high, low = _bounds(profits, respond, reach)
    return _settle(profits, respond, high if which == "largest" else low, reach)


def follow(
    profits: Vector, respond: Vector, reach: Floats, near: Floats, slope: Floats
) -> tuple[Solution, Floats] | None:
    """The solution that continues `near`, that of a game much like this one, and the slope there.

    Broyden's method (1965) from the slope of the other game: one call a step, where :func:`search` takes some ten.

    Parameters
    ----------
    profits, respond : callable
    reach : Floats, shape (n,)
        As in :func:`search`.
    near : Floats, shape (n,)
        Entrants of the other game.
    slope : Floats, shape (n, n)
        Derivatives of ``respond - z``, in scores z.

    Returns
    -------
    tuple of Solution and Floats, or None
        None if it ends in no solution.
    """
    from scipy.special import ndtr

    z, step, last = _scores(near, reach), np.zeros(len(reach)), np.zeros(len(reach))
    for _ in range(STEPS):
        numbers = _numbers(z, reach)
        try:
            answer = _held(respond(profits(numbers)))
        except NoEquilibriumError:
            return None
        gap = answer - z
        if np.any(step != 0.0):
            slope = slope + np.outer(gap - last - slope @ step, step) / (step @ step)
        if np.max(np.abs(gap)) < CLOSE:
            residual = float(np.max(np.abs(reach * ndtr(answer) - numbers)))
            return (Solution(tuple(numbers.tolist()), residual), slope) if residual < TOLERANCE else None
        there = _held(z + np.clip(np.linalg.solve(slope, -gap), -LARGEST, LARGEST))
        last, step = gap, there - z
        z = there
    return None


def slopes(profits: Vector, respond: Vector, reach: Floats, numbers: Floats) -> Floats:
    """Derivatives (n, n) of ``respond - z`` at these entrants (n,), in scores z."""
    z = _scores(numbers, reach)

    def gap(scores: Floats) -> Floats:
        return _held(respond(profits(_numbers(scores, reach)))) - scores

    return np.array([(gap(z + way) - gap(z)) / STEP for way in np.eye(len(z)) * STEP]).T


def _numbers(scores: Floats, reach: Floats) -> Floats:
    """Entrants at these scores; never nobody at all."""
    from scipy.special import ndtr

    come: Floats = np.maximum(reach * ndtr(scores), NOBODY * reach)
    return come


def _scores(numbers: Floats, reach: Floats) -> Floats:
    """Scores of so many entrants, within bounds."""
    from scipy.special import ndtri

    return _held(ndtri(numbers / reach))


def _held(scores: Floats) -> Floats:
    """Scores no further out than where nobody comes, or all do: beyond, they move no entrant but keep searches busy."""
    return np.clip(scores, *OUTERMOST)


def _bounds(profits: Vector, respond: Vector, reach: Floats) -> tuple[Floats, Floats]:
    """Most entrants that there may be (n,), and fewest: who comes to an empty field, and who comes to those."""
    from scipy.special import ndtr

    def answer(numbers: Floats) -> Floats:
        share: Floats = ndtr(respond(profits(np.maximum(numbers, NOBODY * reach))))
        return np.maximum(reach * share, NOBODY * reach)

    return _first(answer, answer(np.zeros(len(reach))))


def _first(answer: Vector, high: Floats) -> tuple[Floats, Floats]:
    """Most entrants, halved until bidders have an equilibrium among so many, and the answer to them."""
    for _ in range(HALVINGS):
        try:
            return high, answer(high)
        except NoEquilibriumError:
            high = 0.5 * high
    return high, answer(high)


def _settle(
    profits: Vector, respond: Vector, start: Floats, reach: Floats, kinds: Bools | None = None
) -> Solution | None:
    """One search; None if it does not settle, or strays where bidders have no equilibrium.

    Where only some `kinds` (n,) may come, nobody of the others does.
    """
    from scipy.optimize import root
    from scipy.special import ndtr

    there = np.ones(len(reach), dtype=np.bool_) if kinds is None else kinds
    scores = np.full(len(reach), OUTERMOST[0])

    def numbers(some: Floats) -> Floats:
        scores[there] = some
        return _numbers(scores, reach)

    def gap(some: Floats) -> Floats:
        return _held(respond(profits(numbers(some))))[there] - some

    if not there.any():
        return Solution(tuple(numbers(scores[there]).tolist()), 0.0)
    first, options = _scores(start, reach)[there], {"xtol": FINE, "eps": STEP**2, "maxfev": CALLS}
    try:
        end = numbers(root(gap, first, method="hybr", options=options).x)
        residual = float(np.max(np.abs(reach * ndtr(respond(profits(end))) - end)[there], initial=0.0))
    except NoEquilibriumError:
        return None
    return Solution(tuple(end.tolist()), residual) if residual < TOLERANCE else None
