"""The market's clock: whole microseconds."""

from __future__ import annotations

import simpy

from sim.entities.units import Instant


def now(env: simpy.Environment) -> Instant:
    """The present instant. SimPy allows fractions of time; this market has none."""
    return int(env.now)
