"""Studies that differ in some numbers, played side by side: every arm that occurs is played once.

A worker is sent one arm with its study; it solves what the arm needs and plays it, so neither plans nor ledgers travel.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

from sim.entities.entry import Plans
from sim.entities.study import Study
from sim.equilibrium.entry import EntryGame
from sim.errors import NoEquilibriumError
from sim.experiment.executors import execute
from sim.experiment.identity import arm_key
from sim.experiment.prepare import answered, asked, attended, prepare, signature
from sim.experiment.shelf import Shelf
from sim.experiment.solving import Solving, Watch, solve
from sim.experiment.store import Store
from sim.experiment.work import Job, Player, tasks
from sim.market.market import play as play_market

ARM = "arm"
Bundle: TypeAlias = dict[str, Study]
"""Key of an arm to the study that has only this arm."""


class How(Protocol):
    """How to play; :class:`sim.experiment.runner.Options` does."""

    @property
    def jobs(self) -> int:
        """Processes."""

    @property
    def engine(self) -> str:
        """Who resolves auctions."""

    @property
    def solving(self) -> Watch:
        """Told how many games of entry are solved."""

    @property
    def plugin_files(self) -> tuple[str, ...]:
        """Loaded in every worker."""

    @property
    def play(self) -> Player:
        """What plays a replication."""


@dataclass(frozen=True)
class Outcome:
    """What became of an arm.

    Attributes
    ----------
    refused : str
        Why it has no equilibrium; empty if it was played.
    solutions : int
        The most numbers of entrants that are self-fulfilling in one of its games; 1 where the answer is unique.
    """

    refused: str = ""
    solutions: int = 1


@dataclass(frozen=True)
class Family:
    """What a worker does with some studies of one arm each, whose bidders face the same games: it solves them once."""

    store: Store
    engine: str = "auto"
    play: Player = play_market

    def do(self, bundle: Bundle) -> dict[str, Outcome]:
        """Solve and play what the store does not hold of them; what came of each, by its key."""
        how = Solving(shelf=Shelf(self.store))
        first = next(iter(bundle.values()))
        todo = {key: parts for key, study in bundle.items() if (parts := tasks(study, self.store))}
        try:
            plans = prepare(first, how) if todo else Plans({}, attended(first, how))
        except NoEquilibriumError as error:
            return dict.fromkeys(bundle, Outcome(refused=str(error)))
        for key, parts in todo.items():
            job = Job(bundle[key], plans, self.store, self.engine, self.play)
            for part in parts:
                job.do(part)
        solutions = max((len(each.solutions) for each in plans.turnouts.values()), default=1)
        return dict.fromkeys(bundle, Outcome(solutions=solutions))


def alone(study: Study, arm: str) -> Study:
    """A study of one of its arms, under a name of its own, so that plans for equal games are interchangeable."""
    return replace(study, arms={ARM: replace(study.arms[arm], name=ARM)}, baseline=ARM, contrasts=())


def refused(studies: Iterable[Study], store: Store, how: How) -> dict[str, Outcome]:
    """Solve who comes to all arms of some studies, before anything is played; the arms without an answer, by key.

    Each distinct question is solved once, side by side.

    Raises
    ------
    RunError
        If a worker died.
    """
    outcomes: dict[str, Outcome] = {}
    keys: dict[str, Mapping[tuple[str, str, int], str]] = {}
    questions: dict[str, EntryGame] = {}
    for key, study in _cases(studies).items():
        try:
            keys[key], mine = asked(study)
        except NoEquilibriumError as error:
            outcomes[key] = Outcome(refused=str(error))
        else:
            questions |= mine
    answers = solve(questions, Solving(how.jobs, how.plugin_files, Shelf(store), how.solving), to_the_end=True)
    for key, places in keys.items():
        try:
            answered(places, answers)
        except NoEquilibriumError as error:
            outcomes[key] = Outcome(refused=str(error))
    return outcomes


def play_all(
    studies: Iterable[Study], store: Store, how: How, watch: Watch, known: Mapping[str, Outcome] | None = None
) -> dict[str, Outcome]:
    """Play all arms of some studies; what came of each, by its key.

    1. Of arms that are equal in all but name, one is played, with the most replications that any study asks for.
    2. Who comes is solved first: :func:`refused`.
    3. Arms whose bidders face the same games are played by the same worker, which solves their bids once.

    Parameters
    ----------
    studies : iterable of Study
    store : Store
    how : How
    watch : callable
        Told how many arms are played.
    known : mapping, optional
        What :func:`refused` has found for them, if it was asked already.

    Raises
    ------
    RunError
        If a worker died.
    """
    cases = _cases(studies)
    outcomes = dict(refused(cases.values(), store, how) if known is None else known)
    bundles: dict[str, Bundle] = {}
    for key, study in cases.items():
        if key not in outcomes:
            try:
                bundles.setdefault(signature(study), {})[key] = study
            except NoEquilibriumError as error:
                outcomes[key] = Outcome(refused=str(error))
    todo = list(bundles.values())
    watch(len(outcomes), len(cases))
    with contextlib.closing(execute(Family(store, how.engine, how.play), todo, how.jobs, how.plugin_files)) as played:
        for found in played:
            outcomes |= found
            watch(len(outcomes), len(cases))
    return outcomes


def times(studies: Iterable[Study], of: Study) -> float:
    """How many times as much is solved for the arms of some studies as for those of another, equal games once.

    Games of entry are counted, which take longest, or, where nobody decides to come, arms whose bids differ.
    """
    here, there = _games(studies), _games([of])
    return here[0] / there[0] if there[0] else here[1] / max(there[1], 1)


def _games(studies: Iterable[Study]) -> tuple[int, int]:
    """Distinct games of entry, and arms between which all games differ; without those that cannot be stated."""
    entry, bids = set[str](), set[str]()
    for study in _cases(studies).values():
        with contextlib.suppress(NoEquilibriumError):
            entry |= asked(study)[1].keys()
            bids.add(signature(study))
    return len(entry), len(bids)


def _cases(studies: Iterable[Study]) -> dict[str, Study]:
    """All arms of some studies, each alone, by key: with the most replications that any study asks for."""
    cases: dict[str, Study] = {}
    for study in studies:
        for arm in sorted(study.arms):
            key = arm_key(study, arm)
            if key not in cases or cases[key].replications < study.replications:
                cases[key] = alone(study, arm)
    return cases


def forget(studies: Iterable[Study], store: Store) -> None:
    """Drop what is held of all arms of some studies."""
    for study in studies:
        for arm in study.arms:
            store.forget(arm_key(study, arm))


def refusal(study: Study, outcomes: dict[str, Outcome]) -> str:
    """Why a study has no results; empty if it has."""
    for arm in sorted(study.arms):
        if told := outcomes[arm_key(study, arm)].refused:
            return told.replace(f"arms.{ARM},", f"arms.{arm},", 1)
    return ""
