"""Commands that play: run, verify, and the report of what was played."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.manners import FAILED, answering, say
from sim.cli.options import OUT, Command, Language, Playing, Scenario, command, option, same_command
from sim.cli.progress import Bar, arms, games
from sim.errors import ScenarioError

NO_GAP = (
    "there is no block `decompose`, which says what to take apart, e.g. "
    "decompose: {from: hall, to: platform, channels: [reach, fees]}"
)
NO_SWEEP = (
    "there is no block `sweep`, which says what to try, e.g. "
    "sweep: {policies: {arms.platform.rules.reserve_share: [0.7, 0.8, 0.9]}, optimum: {measure: net_proceeds_share}}"
)
MISSING = {"decompose": NO_GAP, "sweep": NO_SWEEP}
"""What to say of a block without which a command has nothing to do."""
NAMES = {"en": "English", "zh": "Chinese"}


@dataclass(frozen=True, kw_only=True)
class Run(Playing, Scenario):
    """Options of ``run``."""

    out: Annotated[Path, typer.Option(metavar="DIR", help="Results go to DIR/<scenario's name>/.")] = OUT
    force: Annotated[bool, typer.Option("--force", help="Play again what is already there.")] = False
    lang: Annotated[
        list[Language] | None, option("--lang", value="en|zh", says="Language of report.html; given twice, both.")
    ] = None

    @property
    def changes(self) -> tuple[str, ...]:
        """The language is a key of the scenario, so that the folder itself says in what its pages are."""
        asked = (f"output.language=[{', '.join(self.lang)}]",) if self.lang else ()
        return (*super().changes, *asked)

    def following(self, command: str) -> str:
        """As for any scenario; the language, which is a key only where there is a page, as that command asks for it."""
        plain = Scenario.following(replace(self, lang=None), command)
        return f"{plain} --lang {self.lang[0]}" if self.lang else plain


@command(Run)
def run(given: Run) -> None:
    """Run a study: play every arm, compare, write tables and report."""
    play(given)


@command(Run)
def decompose(given: Run) -> None:
    """Take the gap between two arms apart: which lever did it."""
    play(given, needs="decompose")


@command(Run)
def sweep(given: Run) -> None:
    """Try other rules under other conditions: what is best, and when."""
    play(given, needs="sweep")


def play(given: Run, *, needs: str = "") -> None:
    """Play a study and end with its table; only one that has the block it `needs`.

    Raises
    ------
    Exit
        With 2 where the block is missing, and as :func:`answering` says.
    """
    quiet = given.quiet
    with (
        answering(same_command()),
        games(quiet=quiet) as solving,
        Bar(quiet=quiet) as bar,
        arms(quiet=quiet) as varying,
    ):
        hashes, loaded = given.fingerprints(), given.load()
        from sim import experiment, report
        from sim.scenario.checking import cautions
        from sim.scenario.unusual import unusual

        if needs and getattr(loaded.study, needs) is None:
            raise ScenarioError(f"{given.scenario}: {MISSING[needs]}")
        for caution in (*cautions(loaded.study, ()), *unusual(loaded.resolved)):
            say(f"warning: {caution}")
        cases = experiment.posed_sweep(loaded)
        origin = experiment.Origin(given.canonical, loaded.resolved_yaml(), hashes)
        options = given.options(solving, tuple(map(str, given.plugin or ())), force=given.force)
        options = replace(options, varying=varying)
        folder = given.out / given.scenario.stem
        before = experiment.command_of(folder)
        with loaded.placing():
            experiment.run(loaded.study, origin, folder, options, bar, report.build, loaded.points(), cases)
        closing, warnings = report.closing_text(folder), report.warnings(folder)
    for warning in warnings:
        say(f"warning: {warning}")
    if before not in ("", given.canonical):
        say(f"note: {folder} held the results of another command, now replaced: {before}; --out DIR keeps both")
    typer.echo(closing)
    typer.echo(f"Report: {folder / 'report.html'}{spoken(folder, loaded.study.language)}")
    typer.echo(f"Next:   {given.following('trace')}    (the story of one lot)")


def spoken(folder: Path, languages: tuple[str, ...]) -> str:
    """What to add where the page is not in English, or there are several, so that nobody misses the one they had.

    Examples
    --------
    >>> spoken(Path("results/a"), ("zh",))
    '    (in Chinese; in English too: report results/a --lang en)'
    >>> spoken(Path("results/a"), ("en",)), spoken(Path("results/a"), ("en", "zh"))
    ('', '    (in English; report.zh.html in Chinese)')
    """
    first, *others = languages
    if others:
        further = ", ".join(f"report.{other}.html in {NAMES[other]}" for other in others)
        return f"    (in {NAMES[first]}; {further})"
    return "" if first == "en" else f"    (in {NAMES[first]}; in English too: report {folder} --lang en)"


@dataclass(frozen=True, kw_only=True)
class Verify(Playing):
    """Options of ``verify``."""

    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Scenarios with expect:, or folders of them.")]


@command(Verify)
def verify(given: Verify) -> None:
    """Hold theory against simulation where expect: says what to find."""
    missed: dict[Path, list[str]] = {}
    with answering():
        from sim import judge
        from sim.scenario import load

        files = scenarios(given.paths)
        for number, file in enumerate(files, start=1):
            loaded = load(file)
            study = loaded.study
            if not study.expect and file not in given.paths:
                typer.echo(f"{file}: nothing is expected of it")
                continue
            typer.echo(f"{file}: {study.title}")
            what = f"file {number} of {len(files)}" if len(files) > 1 else ""
            watch = games(quiet=given.quiet, what=what)
            with loaded.placing(), watch as solving, Bar(quiet=given.quiet, what=what) as bar:
                verdicts = judge.verify(study, given.options(solving), bar)
            typer.echo("\n".join(judge.lines(verdicts)))
            if names := [verdict.name for verdict in verdicts if not verdict.passed]:
                missed[file] = names
    told = "; ".join(f"{file} {', '.join(names)}" for file, names in missed.items())
    typer.echo(f"missed: {told}" if missed else "all within bounds")
    if missed:
        raise typer.Exit(FAILED)


def scenarios(paths: list[Path]) -> list[Path]:
    """Files as they are named, folders as the scenarios inside."""
    return [file for path in paths for file in (sorted(path.rglob("*.yaml")) if path.is_dir() else [path])]


@dataclass(frozen=True, kw_only=True)
class Report(Command):
    """Options of ``report``."""

    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A results folder.")]
    lang: Annotated[
        list[Language] | None, option("--lang", value="en|zh", says="Language; the scenario's if left out.")
    ] = None


@command(Report)
def report(given: Report) -> None:
    """Make figures and report.html again from a folder of tables."""
    with answering():
        from sim import report as room
        from sim.experiment.damage import sound

        sound(given.folder)
        page = room.build(given.folder, [language.value for language in given.lang or ()])
        closing = room.closing_text(given.folder)
    typer.echo(closing)
    typer.echo(f"Report: {page}")
