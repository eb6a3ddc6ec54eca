"""Which parameters data identify, what they see of the others, and whether a box has to be drawn closer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.entities.units import Bools, Floats
from sim.experiment.fit.box import Box
from sim.experiment.fit.estimation import UNSEEN, Estimates, names_of, seen

LIMIT = 0.5
"""A standard error in logs, or as a share of the box, above which a parameter is not identified."""

REACH = 4.0
"""Standard errors on either side of an estimate that a smaller box keeps."""

NARROWEST = 0.35
"""Least half width of a smaller box, as a share of the box before."""

DOMINATES = 1.2
"""How many times the error that a surface without error would give is worth another round."""

BOXLESS = 4.0
"""Standard error, in half widths of the box, of a direction of which data say nothing, where it is asked what data say
without the box: twice what the box allows."""

ENDLESS = 10.0
"""A standard error above which its size says nothing."""

END = 0.999
"""Coordinates beyond which an estimate lies at the end of the box."""


def smaller(box: Box, here: Box, found: Estimates) -> Box | None:
    """A box around an estimate, if the surface is not good enough there; None if it is.

    What data would see through a surface without error is kept within a few of the standard errors that this would
    give; of the rest the whole box is kept.
    """
    at, best = box.scaled(here.natural(found.at)), found.sharpest * here.half / box.half
    sharp = _told(box, best) == ""
    beyond = (np.abs(found.at) > END) & (np.abs(at) < END) & sharp
    if not np.any((found.se > DOMINATES * found.sharpest) & sharp) and not beyond.any():
        return None
    least = NARROWEST * here.half / box.half
    made = box.around(at, np.where(sharp, np.maximum(REACH * best, least), 2.0))
    return None if np.all(made.half > 0.8 * here.half) and not beyond.any() else made


def _told(box: Box, se: Floats) -> NDArray[np.str_]:
    """Why each parameter is not identified by its standard error, which is a share of half the box; '' if it is."""
    told = []
    for each, half, linear in zip(se, box.half, box.linear, strict=True):
        in_logs, share = each * half, each / 2.0
        if not linear and in_logs > LIMIT:
            told.append(f"by the data alone its standard error is {_size(in_logs)} in logs")
        else:
            told.append(f"by the data alone its standard error is {_size(share)} of its box" if share > LIMIT else "")
    return np.array(told)


def _size(error: float) -> str:
    return f"{error:.2g}" if error < ENDLESS else f"above {ENDLESS:g}"


def judged(box: Box, here: Box, found: Estimates) -> tuple[Bools, tuple[str, ...]]:
    """Which parameters are identified by the data alone, whatever the box, and why the others are not."""
    at = box.scaled(here.natural(found.at))
    alone = np.sqrt(found.se**2 + (BOXLESS**2 - 1.0 / UNSEEN) * found.unseen)
    se = alone * here.half / box.half
    told = _told(box, se).tolist()
    weak = [i for i, why in enumerate(told) if why]
    for i, name in enumerate(box.names):
        if told[i]:
            told[i] = f"not identified: {told[i]}{_combined(box, here, found, weak)}"
        elif abs(at[i]) > END:
            end = "at the high end of its box" if at[i] > 0.0 else "at the low end of its box"
            told[i] = f"{end}: give fit.free.{name} a wider one"
    return np.array([why == "" for why in told]), tuple(told)


def _combined(box: Box, here: Box, found: Estimates, weak: Sequence[int]) -> str:
    """What the data see of several parameters that they do not see one by one."""
    if len(weak) < 2:
        return ""
    scale = here.half[:, None] * here.half[None, :]
    weights, se = seen(found.covariance * scale, np.array(weak))
    names = [box.names[i] if box.linear[i] else f"log {box.names[i]}" for i in weak]
    return f"; what the data see is {names_of(weights, names)}, standard error {se:.2g}" if se <= LIMIT else ""


def held(box: Box, here: Box, found: Estimates, assumed: Mapping[str, float]) -> Floats:
    """Coordinates at which parameters are held that are not identified: what is assumed, as far as the box reaches."""
    values = {
        name: value if np.isfinite(value) and (linear or value > 0.0) else here.natural(found.at)[name]
        for (name, value), linear in zip(assumed.items(), box.linear, strict=True)
    }
    return np.clip(here.scaled(values), -1.0, 1.0)
