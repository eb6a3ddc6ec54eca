"""Two ways to play a brief, one record: processes that read like the rule book, or plain functions."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import ClassVar

from simpy import Environment, Event

from sim.entities.brief import Brief, Record
from sim.entities.protocols import Engine
from sim.entities.units import TOP_RANK
from sim.errors import RunError
from sim.kernel import KERNEL
from sim.market.staged import STAGED
from sim.tables import Table


def seated(brief: Brief) -> Brief:
    """The brief, if its participants can be told apart.

    Raises
    ------
    RunError
        If there are more participants than a millisecond has instants.
    """
    if len(brief.limit) > TOP_RANK:
        raise RunError(f"an auction with {len(brief.limit)} participants; one auction can tell {TOP_RANK} apart")
    return brief


def stage(env: Environment, brief: Brief) -> Generator[Event, None, Record]:
    """Play one auction inside a running clock: ``record = yield from stage(env, brief)`` returns at the hammer."""
    return STAGED[brief.play](env, seated(brief))


class Staged:
    """SimPy processes: what you read and trace."""

    name: ClassVar[str] = "staged"

    def resolve(self, briefs: Sequence[Brief]) -> list[Record]:
        """One environment for all, one process a participant and one an auction."""
        env = Environment(initial_time=min((brief.opens for brief in briefs), default=0))
        records: dict[int, Record] = {}
        for place, brief in enumerate(briefs):
            env.process(keep(env, brief, records, place))
        env.run()
        return [records[place] for place in range(len(briefs))]


def keep(env: Environment, brief: Brief, records: dict[int, Record], place: int) -> Generator[Event, None, None]:
    """Play one auction and put its record where it belongs."""
    records[place] = yield from stage(env, brief)


class Kernel:
    """Plain loops: what a national year runs on."""

    name: ClassVar[str] = "kernel"

    def resolve(self, briefs: Sequence[Brief]) -> list[Record]:
        """One function call a brief."""
        return [KERNEL[brief.play](seated(brief)) for brief in briefs]


ENGINES: Table[Engine] = Table("engine", {"kernel": Kernel(), "staged": Staged()})
