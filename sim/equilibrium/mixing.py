"""Fixed points of vectors, from damped steps that remember the last few."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from sim.entities.units import Floats

SINGULAR = 1e-8


@dataclass(slots=True, eq=False)
class Mixing:
    """Where to look next for x = g(x) (Anderson 1965, "Iterative procedures for nonlinear integral equations").

    1. Of the last steps taken, with gaps f = g(x) - x, find the combination that would bring the present gap, weighted,
       closest to 0 if g were linear.
    2. Go to that combination of places, and from there the share `damping` of its remaining gap.

    With an empty memory this is the damped iteration; with one dimension it is the secant method.

    Attributes
    ----------
    weight : Floats, shape (n,)
        How much each entry of a gap counts.
    memory : int
        How many steps are remembered.
    """

    weight: Floats
    memory: int = 5
    _steps: deque[tuple[Floats, Floats]] = field(init=False)
    _last: tuple[Floats, Floats] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._steps = deque(maxlen=self.memory)

    def next(self, place: Floats, gap: Floats, damping: float) -> Floats:
        """Remember `place` and its `gap`, shape (n,), and go on from there."""
        if self._last is not None:
            self._steps.append((place - self._last[0], gap - self._last[1]))
        self._last = place.copy(), gap.copy()
        if not self._steps:
            return place + damping * gap
        moves, turns = (np.array(steps).T for steps in zip(*self._steps, strict=True))
        share = np.linalg.lstsq(turns * self.weight[:, None], gap * self.weight, rcond=SINGULAR)[0]
        return place + damping * gap - (moves + damping * turns) @ share

    def again(self, weight: Floats, memory: int) -> Mixing:
        """For another map much like this one: what a step does to a gap is remembered, where it was taken is not."""
        other = Mixing(weight, memory)
        other._steps.extend(self._steps)
        return other
