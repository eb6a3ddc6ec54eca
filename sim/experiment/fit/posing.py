"""What a file's `fit` asks for, before anything is played: data that were read, the box, how much is to be played."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.entities.study import Fit
from sim.errors import ScenarioError
from sim.experiment.fit.box import Box, usual
from sim.experiment.fit.comparing import enough, told_by
from sim.experiment.fit.fitting import ANCHORED, ANCHORS, ROUNDS, least_points, parted, points_of
from sim.experiment.fit.moments import Cells, cells_of
from sim.experiment.fit.reading import read_sales
from sim.experiment.fit.sales import Sales
from sim.scenario.loading import Loaded


@dataclass(frozen=True)
class Posed:
    """A fit that can be made.

    Attributes
    ----------
    asked : Fit
    arm : str
        Under whose rules lots were sold.
    files : dict of str to Path
        Data: how the scenario names them, and where they are.
    lots : Sales
    box : Box
    cells : Cells
        What can be compared of all lots.
    replications : int
        Of a point.
    """

    asked: Fit
    arm: str
    files: Mapping[str, Path]
    lots: Sales
    box: Box
    cells: Cells
    replications: int

    @property
    def points(self) -> tuple[int, int]:
        """How many points are played: in the first box, and where a level is set; in all boxes at most."""
        many = points_of(self.asked, self.box)
        return many + 1, ROUNDS * (many + ANCHORS)

    @property
    def plays(self) -> tuple[int, int]:
        """Replications of the arm, at least and at most: a level takes some twenty times those of a point."""
        many = points_of(self.asked, self.box)
        least = many + ANCHORED
        return least * self.replications, ROUNDS * (many + ANCHORS * ANCHORED) * self.replications

    @property
    def said(self) -> str:
        """How much it is, in a line."""
        many, few = points_of(self.asked, self.box), self.replications
        level = f"up to {ANCHORS} levels of {ANCHORED * few} each"
        free = len(self.box.free)
        return (
            f"fit: {len(self.lots)} lots, {free} free parameter{'s' * (free != 1)}; "
            f"1 to {ROUNDS} boxes, each of {many} points x {few} replications and {level}"
        )


def posed_fit(loaded: Loaded) -> Posed | None:
    """The fit that a file asks for; None if it asks for none.

    Raises
    ------
    ScenarioError
        With all faults of the data, if these cannot tell so many parameters apart, or points are too few for a surface.
    """
    study, asked, beside = loaded.study, loaded.study.fit, loaded.path.parent
    if asked is None:
        return None
    arm = asked.arm or study.baseline
    files = {name: beside / name for name in (asked.data, asked.bids) if name}
    bids = None if asked.bids is None else files[asked.bids]
    lots, classes = read_sales(files[asked.data], bids, arm, [of.asset_class for of in study.lots.values()])
    box = Box(usual(loaded.resolved, lots) if asked.free is None else asked.free)
    if not box.free:
        what = "fit.free is missing: what is usually fitted takes worths of model lognormal"
        raise ScenarioError(f"{loaded.path}: {what}")
    if points_of(asked, box) < (need := least_points(box)):
        what = f"must be at least {need}, which a surface in {len(box.free)} free parameters takes, got {asked.points}"
        raise ScenarioError(f"{loaded.path}: fit.points: {what}; raise it, or free fewer")
    cells = cells_of(lots, asked.moments, classes)
    enough(told_by(cells, parted(asked, lots, study.seed)[0], study.seed), len(box.free))
    return Posed(asked, arm, files, lots, box, cells, asked.replications or study.replications)
