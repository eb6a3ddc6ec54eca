"""The command that looks for better replies: audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from sim.cli.manners import answering
from sim.cli.options import Looking, command
from sim.cli.progress import games


@dataclass(frozen=True, kw_only=True)
class Audit(Looking):
    """Options of ``audit``."""

    arm: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this arm.", show_default=False)] = None


@command(Audit)
def audit(given: Audit) -> None:
    """Say how much each group could gain by bidding otherwise."""
    with answering():
        from sim.judge import audit as room

        loaded = given.load()
        with loaded.placing(), games(quiet=given.quiet) as bar:
            rows = room.audit(loaded.study, given.arm or (), given.solving(bar))
        typer.echo("\n".join(room.lines(rows)))
