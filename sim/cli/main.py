"""Entry point: ``python run_sim.py SCENARIO.yaml`` is ``run SCENARIO.yaml``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from sim import __version__
from sim.cli import manners
from sim.cli.auditing import audit
from sim.cli.fitting import fit
from sim.cli.judging import realism
from sim.cli.looking import check, diff, listing, new, schema, show, trace
from sim.cli.running import decompose, report, run, sweep, verify
from sim.cli.timing import bench

app = typer.Typer(
    name="run_sim.py",
    help="Auctions of distressed assets, offline and online: play a scenario, compare its arms.",
    epilog="SCENARIO.yaml alone is short for: run SCENARIO.yaml",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

COMMANDS = {
    "run": run,
    "decompose": decompose,
    "sweep": sweep,
    "fit": fit,
    "check": check,
    "new": new,
    "list": listing,
    "show": show,
    "diff": diff,
    "schema": schema,
    "trace": trace,
    "verify": verify,
    "report": report,
    "bench": bench,
    "audit": audit,
    "realism": realism,
}
"""Name to function. The first line of a function's docstring is its help."""

for _name, _function in COMMANDS.items():
    app.command(_name)(_function)

THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)
"""Sums of several threads end in other last bits than sums of one."""


def with_default(arguments: list[str]) -> list[str]:
    """Put ``run`` in front of arguments that start with an option or a file.

    Examples
    --------
    >>> with_default(["a.yaml", "--jobs", "2"]), with_default(["check", "a.yaml"]), with_default(["--help"])
    (['run', 'a.yaml', '--jobs', '2'], ['check', 'a.yaml'], ['--help'])
    >>> with_default(["chek", "a.yaml"])
    ['chek', 'a.yaml']
    """
    if not arguments or arguments[0] in COMMANDS or arguments[0] in {"-h", "--help"}:
        return arguments
    first = arguments[0]
    return ["run", *arguments] if first.startswith("-") or Path(first).suffix or "/" in first else arguments


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; leaves with the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    os.environ.update(dict.fromkeys(THREADS, "1"))
    manners.install(given)
    if given[:1] == ["--version"]:
        typer.echo(__version__)
        return
    typer.main.get_command(app)(args=with_default(given), prog_name="run_sim.py")
