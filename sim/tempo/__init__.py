"""Tempo: when participants look, how they open, when they answer. One file and one line here for each habit."""

from __future__ import annotations

from sim.entities.timing import Timing
from sim.tables import Table
from sim.tempo.early import Early
from sim.tempo.incremental import Incremental
from sim.tempo.jump import Jump
from sim.tempo.proxy import Proxy
from sim.tempo.sniper import Sniper

TIMINGS: Table[type[Timing]] = Table(
    "timing",
    {
        "early": Early,
        "incremental": Incremental,
        "proxy": Proxy,
        "jump": Jump,
        "sniper": Sniper,
    },
)
