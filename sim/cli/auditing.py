"""The command that looks for better replies: audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from sim.cli.manners import answering
from sim.cli.options import Scenario, command


@dataclass(frozen=True, kw_only=True)
class Audit(Scenario):
    """Options of ``audit``."""

    arm: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this arm.", show_default=False)] = None


@command(Audit)
def audit(given: Audit) -> None:
    """Say how much each group could gain by bidding otherwise."""
    with answering():
        from sim.judge import audit as room

        typer.echo("\n".join(room.lines(room.audit(given.load().study, given.arm or ()))))
