"""The kernel: a brief in, its record out, one plain function a play.

No clock and no events: the rules are those of the staged plays in :mod:`sim.market.staged`, where they are written to
be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim.entities.brief import Brief, Play, Record
from sim.kernel.ascending import ascending
from sim.kernel.button import button
from sim.kernel.descending import descending
from sim.kernel.posted import posted
from sim.kernel.sealed import sealed

KERNEL: Mapping[Play, Callable[[Brief], Record]] = {
    Play.SEALED: sealed,
    Play.BUTTON: button,
    Play.ASCENDING: ascending,
    Play.DESCENDING: descending,
    Play.POSTED: posted,
}
