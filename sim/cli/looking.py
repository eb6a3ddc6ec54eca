"""Commands that look without playing a study: check, new, list, show, diff, schema, trace."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from sim.cli.manners import answering, say
from sim.cli.options import Command, Engine, Language, Looking, Plugged, command
from sim.cli.progress import games

if TYPE_CHECKING:
    from sim.entities.entry import Plans
    from sim.entities.market import Row
    from sim.entities.study import Study
    from sim.experiment import Cases
    from sim.experiment.fit.posing import Posed


@command(Looking)
def check(given: Looking) -> None:
    """Say whether a scenario is right, and how long it will play."""
    with answering():
        from sim.experiment import entry_lines, plan_lines, posed_sweep, prepare, rough, warnings
        from sim.experiment.fit.posing import posed_fit
        from sim.scenario.checking import cautions, check_text
        from sim.scenario.unusual import unusual

        loaded = given.load()
        cases, fit = posed_sweep(loaded), posed_fit(loaded)
        began, busy = time.perf_counter(), worked()
        with loaded.placing(), games(quiet=given.quiet) as bar:
            plans = prepare(loaded.study, given.solving(bar))
        solved = Spent(time.perf_counter() - began, worked() - busy)
        once, tried = first(loaded.study, plans)
        known = (*warnings(entry_lines(plans, {})), *rough(plan_lines(plans)))
        for warning in (*known, *cautions(loaded.study, tried), *unusual(loaded.resolved)):
            say(f"warning: {warning}")
        typer.echo(check_text(loaded))
        if cases is not None:
            typer.echo(cases.said)
        typer.echo(estimate(loaded.study, solved, once, given.workers, cases))
        if fit is not None:
            typer.echo(fit.said)
            each = once if fit.arm == loaded.study.baseline else first(loaded.study, plans, fit.arm)[0]
            typer.echo(fitting(loaded.study, solved, each, given.workers, fit))


class Spent(NamedTuple):
    """Seconds on the clock, and of all processors together."""

    clock: float
    work: float


def worked() -> float:
    """Seconds that this process and the workers that it has ended have kept a processor busy."""
    return sum(os.times()[:4])


def first(study: Study, plans: Plans, arm: str = "") -> tuple[float, list[Row]]:
    """How many seconds one replication of an arm, the baseline if none is named, takes, and what became of its lots."""
    from sim.market.market import play

    began = time.perf_counter()
    rows = play(study, arm or study.baseline, 0, plans).rows
    return time.perf_counter() - began, rows


def estimate(study: Study, solved: Spent, once: float, workers: int, cases: Cases | None = None) -> str:
    """How long a run will take; what is uncertain is solved and played anew at each of its points.

    Parameters
    ----------
    study : Study
    solved : Spent
        What it took to solve all games of the study itself.
    once : float
        Seconds that it took to play a replication of the baseline.
    workers : int
        Processes.
    cases : Cases, optional
        What its sweep plays.
    """
    from sim.experiment import times, to_play, variants

    points = study.ranges.points if study.uncertain else 0
    each = min(study.ranges.replications, study.fewest)
    between, tried = variants(study), to_play(cases)
    others = between[1] + tried[1]
    anew = points + between[2] + (times(cases.studies.values(), study) if cases else 0.0)
    solving = solved.clock + max(solved) * anew / workers
    known = once * (len(study.arms) * points * each + others) / workers
    ends = dict.fromkeys(
        spell(solving + known + once * len(study.arms) * number / workers)
        for number in (study.fewest, study.replications)
    )
    how = "judging by one replication of the baseline"
    if solving >= 1.0:
        how = f"{spell(solving)} of it to solve games, {how} and by how long solving took now"
    if between[0]:
        how = f"{between[0]} combinations of levers among what is played, {how}"
    return f"about {' to '.join(ends)} on {workers} processor{'s' * (workers != 1)}, {how}"


def fitting(study: Study, solved: Spent, once: float, workers: int, posed: Posed) -> str:
    """How long a fit will take: games are solved at each point, of one arm.

    Parameters
    ----------
    study : Study
    solved : Spent
        What it took to solve all games of the study.
    once : float
        Seconds that it took to play a replication of the arm.
    workers : int
        Processes.
    posed : Posed
        What is to be fitted.
    """
    solving = max(solved) / len(study.arms)
    ends = dict.fromkeys(
        spell((points * solving + plays * once) / workers)
        for points, plays in zip(posed.points, posed.plays, strict=True)
    )
    return f"fit: about {' to '.join(ends)} on {workers} processor{'s' * (workers != 1)}, judging in the same way"


def spell(seconds: float) -> str:
    """A length of time in words.

    Examples
    --------
    >>> spell(0.2), spell(42), spell(600), spell(9000)
    ('1 s', '42 s', '10 min', '2.5 h')
    """
    if seconds < 120:
        return f"{max(seconds, 1.0):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


@dataclass(frozen=True, kw_only=True)
class New(Command):
    """Options of ``new``."""

    file: Annotated[Path, typer.Argument(metavar="FILE.yaml", help="Where to write it.", show_default=False)]
    template: Annotated[str, typer.Option(metavar="NAME", help="One of: list templates.")] = "market"


@command(New)
def new(given: New) -> None:
    """Start a scenario from a template."""
    with answering():
        from sim.scenario import templates

        typer.echo(templates.new(given.template, given.file))


@dataclass(frozen=True, kw_only=True)
class Kind(Plugged):
    """Options of ``list``."""

    kind: Annotated[str, typer.Argument(metavar="[KIND]", help="Left out: say what can be listed.")] = ""
    markdown: Annotated[bool, typer.Option("--markdown", help="Keys as a page: docs/keys.md.")] = False


@command(Kind)
def listing(given: Kind) -> None:
    """List presets, formats, strategies, laws, measures and keys."""
    with answering():
        from sim.scenario import listing as lists

        given.fingerprints()
        if given.markdown:
            from sim.scenario.keypage import page

            typer.echo(page(given.kind), nl=False)
        else:
            screen = sys.stdout.isatty()
            typer.echo(lists.listing(given.kind, screen=screen) if given.kind else "\n".join(lists.kinds()))


@dataclass(frozen=True, kw_only=True)
class Name(Plugged):
    """Options of ``show``."""

    name: Annotated[str, typer.Argument(metavar="NAME", help="A preset, format, strategy, law, measure or key.")]


@command(Name)
def show(given: Name) -> None:
    """Show one thing in full, with the article of each number."""
    with answering():
        from sim.scenario.showing import show as shown

        given.fingerprints()
        typer.echo(shown(given.name))


@dataclass(frozen=True, kw_only=True)
class Two(Command):
    """Options of ``diff``."""

    a: Annotated[str, typer.Argument(metavar="A", help="A preset, or FILE.yaml:ARM.")]
    b: Annotated[str, typer.Argument(metavar="B", help="Another.")]


@command(Two)
def diff(given: Two) -> None:
    """Show how two rule books, places or arms differ."""
    with answering():
        from sim.scenario.books import diff as differ

        typer.echo(differ(given.a, given.b))


@command(Command)
def schema(_: Command) -> None:
    """Print the JSON schema of scenario files, for editors."""
    with answering():
        from sim.scenario.schema import schema_text

        typer.echo(schema_text(), nl=False)


@dataclass(frozen=True, kw_only=True)
class Trace(Looking):
    """Options of ``trace``."""

    lot: Annotated[
        str,
        typer.Argument(
            metavar="[LOT]", help="E.g. flats-17; left out: the one whose prices differ most.", show_default=False
        ),
    ] = ""
    arm: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this arm.", show_default=False)] = None
    replication: Annotated[int, typer.Option(min=0, metavar="N", help="Which draw of nature.")] = 0
    engine: Annotated[Engine, typer.Option(help="Who plays; the story is the same.")] = Engine.STAGED
    lang: Annotated[Language, typer.Option(help="Language of the story.")] = Language.EN


@command(Trace)
def trace(given: Trace) -> None:
    """Tell the story of one lot, bid by bid, in each arm."""
    with answering():
        from sim import report
        from sim.experiment import prepare, telling_lot

        loaded = given.load()
        study = loaded.study
        with loaded.placing(), games(quiet=given.quiet) as bar:
            plans = prepare(study, given.solving(bar))
        arms = given.arm or [study.baseline, *(arm for arm in study.arms if arm != study.baseline)]
        lot = given.lot or telling_lot(study, plans, arms, given.replication, given.engine.value)
        tongue = report.Tongue(given.lang.value, study.words.get(given.lang.value, {}))
        typer.echo(report.trace(study, plans, arms, lot, given.replication, given.engine.value, tongue), nl=False)
