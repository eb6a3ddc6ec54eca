"""What is played beside the study itself: points of what is uncertain, combinations of levers, cells of a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.entities.study import Study
from sim.experiment import csvfile, sweep, tables, verdicts
from sim.experiment.decompose import Apart, Combinations, apart, settled
from sim.experiment.evaluation import Evaluation
from sim.experiment.family import Outcome
from sim.experiment.ranges import Moved, moved
from sim.experiment.store import Store
from sim.experiment.sweep import Cases, Swept, swept
from sim.scenario.variants import Point


@dataclass(frozen=True)
class Asked:
    """Variants of a study that have to be played.

    Attributes
    ----------
    points : sequence of Point
    combinations : Combinations, optional
    cases : Cases, optional
    """

    points: Sequence[Point] = ()
    combinations: Combinations | None = None
    cases: Cases | None = None

    @property
    def studies(self) -> list[Study]:
        """All of them."""
        return [
            *(point.study for point in self.points),
            *(self.combinations.studies.values() if self.combinations else ()),
            *(self.cases.studies.values() if self.cases else ()),
        ]

    def settled(self, study: Study) -> Asked:
        """The same with as many replications as the study has played in the end, where no other number is given."""
        return replace(
            self,
            combinations=settled(self.combinations, study) if self.combinations else None,
            cases=self.cases.settled(study.replications) if self.cases else None,
        )

    def read(self, outcomes: dict[str, Outcome], store: Store) -> Variations:
        """What they show, once they are played."""
        return Variations(
            moved(self.points, outcomes, store),
            apart(self.combinations, outcomes, store) if self.combinations else None,
            swept(self.cases, outcomes, store) if self.cases else None,
        )


@dataclass(frozen=True)
class Variations:
    """What the variants show.

    Attributes
    ----------
    moved : Moved
    gap : Apart, optional
    swept : Swept, optional
    """

    moved: Moved
    gap: Apart | None
    swept: Swept | None

    @property
    def told(self) -> dict[str, Any]:
        """For the manifest."""
        return self.moved.told | (self.gap.told if self.gap else {}) | (self.swept.told if self.swept else {})

    def write(self, folder: Path, study: Study, found: Evaluation) -> None:
        """The tables about them."""
        if self.moved.points:
            tables.write_ranges(folder, study, found, self.moved)
        if self.gap is not None:
            tables.write_decomposition(folder, self.gap)
        if self.swept is not None:
            write_sweep(folder, self.swept)


WRITTEN = {
    "sweep_points.csv": (sweep, "SWEEP_POINTS", sweep.sweep_points),
    "sweep.csv": (sweep, "SWEEP", sweep.sweep_lines),
    "sweep_sensitivity.csv": (sweep, "SWEEP_SENSITIVITY", sweep.sweep_sensitivity),
    "optimum.csv": (verdicts, "OPTIMUM", verdicts.optimum_lines),
    "box.csv": (verdicts, "BOX", verdicts.box_lines),
}


def write_sweep(folder: Path, found: Swept) -> None:
    """The tables about a sweep."""
    for name, (module, columns, rows) in WRITTEN.items():
        if sweep.writes(found.cases.sweep, columns):
            csvfile.write(folder / name, getattr(module, columns), rows(found))
