"""Fixed points of vectors, from damped steps that remember the last few."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

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
    _seen: deque[tuple[Floats, Floats]] = field(init=False)

    def __post_init__(self) -> None:
        self._seen = deque(maxlen=self.memory + 1)

    def next(self, place: Floats, gap: Floats, damping: float) -> Floats:
        """Remember `place` and its `gap`, shape (n,), and go on from there."""
        self._seen.append((place.copy(), gap.copy()))
        if len(self._seen) == 1:
            return place + damping * gap
        moves, turns = (np.array(list(steps)).T for steps in zip(*self._steps(), strict=True))
        share = np.linalg.lstsq(turns * self.weight[:, None], gap * self.weight, rcond=SINGULAR)[0]
        return place + damping * gap - (moves + damping * turns) @ share

    def _steps(self) -> Iterator[tuple[Floats, Floats]]:
        """Differences between one remembered place, and gap, and the next."""
        return ((x1 - x0, f1 - f0) for (x0, f0), (x1, f1) in pairwise(self._seen))
