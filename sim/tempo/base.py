"""What the timing habits share."""

from __future__ import annotations

import numpy as np

from sim.entities.timing import Window
from sim.entities.units import MILLISECOND, Bools, Floats, Ids, Instant


def spread(window: Window, earliest: Instant, latest: Instant, u: Floats) -> Ids:
    """Whole milliseconds from `earliest` to before `latest` (the close at most), but not before the opening."""
    t = earliest + np.floor(u * ((latest - earliest) / MILLISECOND)).astype(np.int64) * MILLISECOND
    inside: Ids = np.maximum(t - t % MILLISECOND, window.opens)
    return inside


def the_ask(limit: Floats) -> Floats:
    """First amounts of those who bid the ask."""
    return np.full(limit.shape, np.nan)


def everybody(limit: Floats, *, do: bool) -> Bools:
    """The same flag for everybody."""
    return np.full(limit.shape, do)
