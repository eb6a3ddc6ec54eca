"""Plays a study at values of what is free, and brings its lots to the form in which real sales come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sim.draws import digest
from sim.entities.study import Fit, Study
from sim.errors import NoEquilibriumError, ScenarioError
from sim.experiment.family import ARM, How, alone, forget, play_all, refusal
from sim.experiment.fit.box import Box
from sim.experiment.fit.sales import Sales, joined, simulated
from sim.experiment.identity import arm_key
from sim.experiment.solving import Watch
from sim.experiment.store import Store
from sim.scenario.document import LARGEST_SEED


@dataclass(frozen=True)
class Stage:
    """Plays a study at values of what is free, in an arm.

    Attributes
    ----------
    at : callable
        Values by path to the study.
    box : Box
    arm : str
    asked : Fit
    seed : int
    store : Store
    how : How
    watch : Watch
        Told how many points are played.
    force : bool
        Play again what the store holds.
    """

    at: Callable[[Mapping[str, float]], Study]
    box: Box
    arm: str
    asked: Fit
    seed: int
    store: Store
    how: How
    watch: Watch
    force: bool = False

    def __call__(self, points: Sequence[Mapping[str, float]], draws: str, times: int) -> list[Sales | None]:
        """Lots at each point, all on the same draws, with so many times the replications of a point."""
        studies = [self._study(values, draws, times) for values in points]
        there = [each for each in studies if each is not None]
        if self.force:
            forget(there, self.store)
        outcomes = play_all(there, self.store, self.how, self.watch)
        return [None if each is None or refusal(each, outcomes) else self._lots(each) for each in studies]

    def _study(self, values: Mapping[str, float], draws: str, times: int) -> Study | None:
        """The study at a point; None if the file does not allow the values together, or they have no equilibrium."""
        try:
            made = self.at(self.box.at_paths(values))
        except (ScenarioError, NoEquilibriumError):
            return None
        seed = digest(f"fit {self.seed} / {draws}") % LARGEST_SEED
        many = times * (self.asked.replications or made.replications)
        made = replace(made, seed=seed, replications=many, stopping=None, observed=True, tables=("lots",), measures=())
        return alone(made, self.arm)

    def _lots(self, study: Study) -> Sales:
        parts = self.store.read(arm_key(study, ARM), study.replications)
        return joined([simulated(part) for _, part in parts])
