"""What the staged plays share: sleeping until an instant, the book of moves, and the scripted bids still to come."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator
from typing import Any

from simpy import Environment, Event

from sim.entities.brief import Brief, Move, Moves, Reason
from sim.entities.units import Instant
from sim.tempo.instants import script

Acts = Generator[Event, Any, None]
"""A process: it yields events and returns nothing."""


def until(env: Environment, t: Instant) -> Event:
    """Sleep until an instant; at once if it has come."""
    return env.timeout(max(int(t) - env.now, 0))


class Stage(ABC):
    """One auction being played: who said what, and what the scenario will make somebody say.

    Scripted bids are put on the agenda at the opening, before the first looks, so that a scripted bid comes first
    should the same participant also act of its own accord at that instant. No two participants share an instant.
    """

    def __init__(self, env: Environment, brief: Brief, book: Moves | None = None) -> None:
        self.env = env
        self.brief = brief
        self.book = Moves() if book is None else book
        self.script = script(brief)

    @property
    def now(self) -> Instant:
        """What the clock says."""
        return int(self.env.now)

    @property
    def running(self) -> bool:
        """Whether a bid may still be made."""
        return self.now < self.brief.closes

    def open(self) -> None:
        """Refuse what was said before the opening, and put the rest of the script on the agenda."""
        while self.script and self.script[0].t < self.brief.opens:
            self.refuse(self.script.pop(0), Reason.EARLY)
        for move in self.script:
            self.env.process(self.speak(move))

    def speak(self, move: Move) -> Acts:
        """A scripted bid: sleep until its instant, and say it if the auction is still running."""
        yield until(self.env, move.t)
        if self.running:
            self.hear(self.script.pop(0))

    @abstractmethod
    def hear(self, move: Move) -> None:
        """What a scripted bid does in this play."""

    def refuse(self, move: Move, reason: Reason) -> None:
        """Write down a scripted bid that was refused."""
        self.book.add(move.t, move.who, move.amount, reason)

    def close(self) -> None:
        """Whatever was not said by now comes too late."""
        for move in self.script:
            self.refuse(move, Reason.LATE)
