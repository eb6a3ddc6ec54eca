"""The staged engine: each play as processes that read like the rule book, one file a play, one line here each.

A play is ``stage(env, brief)``, a process that returns the record at the hammer. Every participant is a process of its
own; the stage itself is the auctioneer, the clerk or the platform. The rules are written at the head of each file and
hold for both engines.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping

from simpy import Environment, Event

from sim.entities.brief import Brief, Play, Record
from sim.market.staged import ascending, button, descending, posted, sealed

STAGED: Mapping[Play, Callable[[Environment, Brief], Generator[Event, None, Record]]] = {
    Play.SEALED: sealed.stage,
    Play.BUTTON: button.stage,
    Play.ASCENDING: ascending.stage,
    Play.DESCENDING: descending.stage,
    Play.POSTED: posted.stage,
}
