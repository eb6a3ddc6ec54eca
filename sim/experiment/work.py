"""The task: play some replications of one arm and keep them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from sim.entities.entry import Plans
from sim.entities.market import Ledger
from sim.entities.study import Study
from sim.experiment.columns import tables
from sim.experiment.identity import arm_key, keeps_listings
from sim.experiment.store import Store
from sim.market.market import play as play_market

TASK_LOTS = 200
"""A task plays about this many lots: long enough to be worth a file, short enough that an interruption costs little."""

TASK_REPLICATIONS = 250
"""And at most so many replications."""


class Player(Protocol):
    """What plays a replication of an arm: the market, or a stand-in."""

    def __call__(
        self, study: Study, arm_name: str, replication: int, plans: Plans, engine: str, *, keep: bool
    ) -> Ledger:
        """Play to the end; `keep` keeps every listing."""


@dataclass(frozen=True)
class Task:
    """The replications `first` to `last` of an arm."""

    arm: str
    first: int
    last: int

    def __len__(self) -> int:
        """How many replications."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class Job:
    """What a worker has to know to do any task of a study: it pickles, so that it can be sent once."""

    study: Study
    plans: Plans
    store: Store
    engine: str = "auto"
    play: Player = play_market

    def do(self, task: Task) -> Task:
        """Play a task and keep what came of it."""
        keep = keeps_listings(self.study)
        played = [
            (replication, self.play(self.study, task.arm, replication, self.plans, self.engine, keep=keep))
            for replication in range(task.first, task.last + 1)
        ]
        kept = tables(played, observed=self.study.observed)
        self.store.write(arm_key(self.study, task.arm), task.first, task.last, kept)
        return task


def lots_expected(study: Study) -> float:
    """How many lots a replication has, on average."""
    return sum(
        group.rate_per_day * study.horizon_days
        if group.rate_per_day is not None
        else len(group.rows or ()) or group.count or 0
        for group in study.lots.values()
    )


def task_length(study: Study) -> int:
    """Replications a task: a property of the study, not of how many workers there are."""
    return max(1, min(TASK_REPLICATIONS, int(TASK_LOTS / max(lots_expected(study), 1.0))))


def arms_to_play(study: Study) -> dict[str, str]:
    """Key to arm: arms that are equal in everything but name are played once."""
    found: dict[str, str] = {}
    for name in sorted(study.arms):
        found.setdefault(arm_key(study, name), name)
    return found


def tasks(study: Study, store: Store) -> list[Task]:
    """What has to be played that the store does not hold, in the order of arms and replications."""
    length = task_length(study)
    found = []
    for key, arm in arms_to_play(study).items():
        missing = store.missing(key, study.replications)
        breaks = [place for place, (a, b) in enumerate(pairwise(missing), 1) if b != a + 1 or b % length == 0]
        edges = [0, *breaks, len(missing)] if missing else []
        found += [Task(arm, missing[a], missing[b - 1]) for a, b in pairwise(edges)]
    return found
