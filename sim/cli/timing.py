"""The command that times: bench."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from sim.cli.manners import answering
from sim.cli.options import Command, command


@dataclass(frozen=True, kw_only=True)
class Bench(Command):
    """Options of ``bench``."""

    auctions: Annotated[int, typer.Option(min=1, metavar="N", help="How many auctions.")] = 1000
    passes: Annotated[int, typer.Option(min=1, metavar="N", help="How often each plays them all.")] = 5


@command(Bench)
def bench(given: Bench) -> None:
    """Time both engines beside two plain SimPy programs, and how long it takes to solve who comes."""
    with answering():
        from sim.judge.bench import bench as race
        from sim.judge.entry_bench import entry_bench

        typer.echo(race(given.auctions, given.passes))
        typer.echo(f"\n{entry_bench()}")
