"""Studies that differ in some numbers, played side by side: every arm that occurs is played once.

A worker is sent one arm with its study; it solves what the arm needs and plays it, so neither plans nor ledgers travel.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from sim.entities.study import Study
from sim.errors import NoEquilibriumError
from sim.experiment.executors import execute
from sim.experiment.identity import arm_key
from sim.experiment.prepare import attended, prepare
from sim.experiment.shelf import Shelf
from sim.experiment.solving import Solving, Watch
from sim.experiment.store import Store
from sim.experiment.work import Job, Player, tasks
from sim.market.market import play as play_market


class How(Protocol):
    """How to play; :class:`sim.experiment.runner.Options` does."""

    @property
    def jobs(self) -> int:
        """Processes."""

    @property
    def engine(self) -> str:
        """Who resolves auctions."""

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
    """What a worker does with a study of one arm."""

    store: Store
    engine: str = "auto"
    play: Player = play_market

    def do(self, task: tuple[str, Study]) -> tuple[str, Outcome]:
        """Solve and play what the store does not hold of it."""
        key, study = task
        how = Solving(shelf=Shelf(self.store))
        try:
            come = attended(study, how)
            if todo := tasks(study, self.store):
                job = Job(study, prepare(study, how), self.store, self.engine, self.play)
                for part in todo:
                    job.do(part)
        except NoEquilibriumError as error:
            return key, Outcome(refused=str(error))
        return key, Outcome(solutions=max((len(each.solutions) for each in come.values()), default=1))


def alone(study: Study, arm: str) -> Study:
    """A study of one of its arms."""
    return replace(study, arms={arm: study.arms[arm]}, baseline=arm, contrasts=())


def play_all(studies: Iterable[Study], store: Store, how: How, watch: Watch) -> dict[str, Outcome]:
    """Play all arms of some studies; what came of each, by its key.

    Where studies share an arm, the one with most replications counts.

    Parameters
    ----------
    studies : iterable of Study
    store : Store
    how : How
    watch : callable
        Told how many arms are played.

    Raises
    ------
    RunError
        If a worker died.
    """
    found: dict[str, Study] = {}
    for study in studies:
        for arm in sorted(study.arms):
            key = arm_key(study, arm)
            if key not in found or found[key].replications < study.replications:
                found[key] = alone(study, arm)
    outcomes: dict[str, Outcome] = {}
    todo: Sequence[tuple[str, Study]] = list(found.items())
    watch(0, len(todo))
    with contextlib.closing(execute(Family(store, how.engine, how.play), todo, how.jobs, how.plugin_files)) as played:
        for key, outcome in played:
            outcomes[key] = outcome
            watch(len(outcomes), len(todo))
    return outcomes


def refusal(study: Study, outcomes: dict[str, Outcome]) -> str:
    """Why a study has no results; empty if it has."""
    return next((told for arm in sorted(study.arms) if (told := outcomes[arm_key(study, arm)].refused)), "")
