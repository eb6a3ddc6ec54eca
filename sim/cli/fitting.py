"""The command that fits a scenario to real sales: fit."""

from __future__ import annotations

from dataclasses import replace

import typer

from sim.cli.manners import answering
from sim.cli.options import command, same_command
from sim.cli.progress import Bar, games
from sim.cli.running import Run


@command(Run)
def fit(given: Run) -> None:
    """Fit what is not known to a CSV of real sales."""
    with (
        answering(same_command()),
        games(quiet=given.quiet) as solving,
        Bar(quiet=given.quiet, what="fit", unit="points") as bar,
    ):
        hashes, loaded = given.fingerprints(), given.load()
        from sim import experiment
        from sim.experiment.fit.running import run_fit
        from sim.report import fit_page, fitted

        words = given.canonical.replace("run_sim.py ", "run_sim.py fit ", 1)
        origin = experiment.Origin(words, loaded.resolved_yaml(), hashes)
        options = given.options(solving, tuple(map(str, given.plugin or ())), force=given.force)
        folder = run_fit(loaded, origin, given.out / given.scenario.stem, replace(options, varying=bar), fit_page.dress)
        told = fitted.text(folder)
    typer.echo(told)
    typer.echo(f"Page:   {folder / 'fit.html'}")
    typer.echo(f"Next:   python run_sim.py {folder / 'fitted.yaml'}    (the scenario with what was identified put in)")
