"""The command that holds results against published facts: realism."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.manners import answering
from sim.cli.options import Command, command


@dataclass(frozen=True, kw_only=True)
class Realism(Command):
    """Options of ``realism``."""

    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A results folder.")]
    facts: Annotated[
        Path | None,
        typer.Option(metavar="FILE.yaml", help="Your own facts instead of those that come along.", show_default=False),
    ] = None


@command(Realism)
def realism(given: Realism) -> None:
    """Hold published facts of real markets beside results."""
    with answering():
        from sim.judge import realism as room
        from sim.judge import telling
        from sim.scenario import facts

        known = facts.load_facts(given.facts) if given.facts else facts.published()
        typer.echo("\n".join(telling.lines(room.realism(given.folder, known), known)))
