"""Run a study: plan, play what the store does not hold, evaluate, write everything, swap it in."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.entities.entry import Plans
from sim.entities.study import Study
from sim.errors import RunError
from sim.experiment import readme, tables
from sim.experiment.decompose import posed, require
from sim.experiment.differences import differences
from sim.experiment.evaluation import evaluate
from sim.experiment.executors import crew
from sim.experiment.family import forget, play_all, refused
from sim.experiment.gains import write_gains
from sim.experiment.identity import program_key
from sim.experiment.manifest import Origin, manifest, write_manifest
from sim.experiment.observed import write_observed
from sim.experiment.prepare import prepare
from sim.experiment.rounds import write_rounds
from sim.experiment.shelf import Shelf
from sim.experiment.solving import Solving, Watch, silent
from sim.experiment.stopping import Stop, looks, settle
from sim.experiment.store import Store, sync_folder
from sim.experiment.sweep import Cases
from sim.experiment.variations import Asked, Variations
from sim.experiment.work import Job, Player, arms_to_play, task_length, tasks
from sim.market.market import play as play_market
from sim.scenario.variants import Point

STAGING = ".new"
RESULTS = (
    "manifest.json", "scenario.resolved.yaml", "runs.csv", "summary.csv", "contrasts.csv", "transitions.csv",
    "choice.csv", "points.csv", "ranges.csv", "sensitivity.csv", "decomposition.csv", "interactions.csv",
    "sweep_points.csv", "sweep.csv", "sweep_sensitivity.csv", "optimum.csv", "box.csv",
    "differences_in_rules.csv", "lots.csv", "bids.csv", "bidders.csv", "README.txt", "report.html", "figures",
    "report.en.html", "report.zh.html", "who_gains.csv", "rounds.csv", "ledger.csv", "observed",
)  # fmt: skip
"""What a run may leave in a results folder. Of these, what a new run does not make again is removed."""


@dataclass(frozen=True)
class Options:
    """How to run, none of which reaches a number.

    Attributes
    ----------
    jobs : int
        Processes.
    engine : {'auto', 'staged', 'kernel'}
    force : bool
        Play again what the store holds.
    plugin_files : tuple of str
        Loaded in every worker.
    play : callable
        What plays a replication: the market.
    solving : callable
        Told how many games of entry are solved.
    varying : callable
        Told how many arms are played at points of what is uncertain.
    """

    jobs: int = 1
    engine: str = "auto"
    force: bool = False
    plugin_files: tuple[str, ...] = ()
    play: Player = play_market
    solving: Watch = silent
    varying: Watch = silent

    def how(self, shelf: Shelf | None = None) -> Solving:
        """The same, of the games of entry."""
        return Solving(self.jobs, self.plugin_files, shelf, self.solving)


def run(
    study: Study,
    origin: Origin,
    folder: Path,
    options: Options,
    watch: Watch,
    dress: Callable[[Path], object],
    points: Sequence[Point] = (),
    cases: Cases | None = None,
) -> None:
    """Run a study into a results folder. All files appear at the end; until then the folder shows the last run.

    Parameters
    ----------
    study : Study
    origin : Origin
        For the manifest, and the resolved scenario.
    folder : Path
    options : Options
    watch : callable
        Told how many replications are played.
    dress : callable
        Given the finished tables' folder, adds figures and report.
    points, cases : sequence of Point, Cases or None
        The study with other values of what is uncertain, for ranges, and those of its sweep.

    Raises
    ------
    ScenarioError
        If a combination of levers is no rule book; nothing is written.
    NoEquilibriumError
        Before anything is written but games of entry that were solved before it was found.
    RunError
        If another run is writing there, or a worker died.
    """
    store = Store(folder, program_key(origin.plugins))
    asked, shelf = Asked(points, posed(study), cases), Shelf(store)
    if options.force:
        shelf.forget()
    plans = prepare(study, options.how(shelf))
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder):
        store.sweep()
        study, stop, varied = played(study, plans, store, options, watch, asked)
        staging = folder / STAGING / folder.resolve().name
        shutil.rmtree(staging.parent, ignore_errors=True)
        staging.mkdir(parents=True)
        write(staging, study, plans, origin, store, stop, varied)
        dress(staging)
        swap(staging, folder)


def played(
    study: Study, plans: Plans, store: Store, options: Options, watch: Watch, asked: Asked
) -> tuple[Study, Stop, Variations]:
    """Play the study and its variants, as far as the store does not hold them.

    What comes back is the study with as many replications as were played, where it stopped, and what the variants show.
    """
    if options.force:
        forget(asked.studies, store)
    known = refused(asked.studies, store, options)
    if asked.combinations is not None:
        require(asked.combinations, known)
    stop = simulate(study, plans, store, options, watch)
    study = replace(study, replications=stop.played, stopping=None)
    asked = asked.settled(study)
    return study, stop, asked.read(play_all(asked.studies, store, options, options.varying, known), store)


def simulate(study: Study, plans: Plans, store: Store, options: Options, watch: Watch) -> Stop:
    """Play what the store does not hold, until the study's rule says that it is enough."""
    arms = arms_to_play(study)
    if options.force:
        for key in arms:
            store.forget(key)
    total, done = len(arms) * study.replications, 0

    def play(replications: int) -> None:
        nonlocal done
        missing = tasks(replace(study, replications=replications), store)
        done = len(arms) * replications - sum(map(len, missing))
        watch(done, total)
        for task in do(missing):
            done += len(task)
            watch(done, total)

    first = study.replications if study.stopping is None else looks(study)[0]
    at_once = len(arms) * -(-first // task_length(study))
    job = Job(study, plans, store, options.engine, options.play)
    with crew(job, min(options.jobs, at_once), options.plugin_files) as do:
        return settle(study, store, play)


def write(
    folder: Path, study: Study, plans: Plans, origin: Origin, store: Store, stop: Stop, varied: Variations
) -> None:
    """All tables, the resolved scenario, README and manifest."""
    found = evaluate(study, store)
    tables.write_results(folder, study, found, varied.moved)
    varied.write(folder, study, found)
    if stop.choice is not None:
        tables.write_choice(folder, stop.choice, found)
    write_gains(folder, study, found.parties)
    write_rounds(folder, study, found.rounds)
    tables.write_long(folder, study, store)
    if study.observed:
        write_observed(folder, study, store)
    tables.write_differences(folder, differences(study))
    (folder / "scenario.resolved.yaml").write_text(origin.resolved, encoding="utf-8", newline="\n")
    (folder / "README.txt").write_text(readme.text(study), encoding="utf-8", newline="\n")
    told = manifest(folder, study, plans, origin, found.came)
    write_manifest(folder, told | stop.told | varied.told)


def swap(staging: Path, folder: Path) -> None:
    """Put finished files in the place of the old ones, each at once, the manifest last."""
    for name in sorted(RESULTS, key=lambda name: name == "manifest.json"):
        new, old = staging / name, folder / name
        if old.is_dir():
            shutil.rmtree(old)
        if new.exists():
            new.replace(old)
        else:
            old.unlink(missing_ok=True)
    shutil.rmtree(staging.parent)
    sync_folder(folder)


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a results folder for one run at a time, where the system can; a killed run holds nothing.

    Raises
    ------
    RunError
        If another run holds it.
    """
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        _lock(handle, folder)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RunError(f"{folder}: another run is writing here; wait for it or choose another --out") from None
