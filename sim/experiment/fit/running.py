"""A fit from the scenario to its folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sim.entities.study import Fit
from sim.errors import ScenarioError
from sim.experiment.fit.box import Box, assumed, usual
from sim.experiment.fit.fitting import fit
from sim.experiment.fit.moments import cells_of
from sim.experiment.fit.reading import read_sales
from sim.experiment.fit.stage import Stage
from sim.experiment.fit.writing import Told, write_fit
from sim.experiment.identity import program_key
from sim.experiment.manifest import Origin
from sim.experiment.runner import Options, alone
from sim.experiment.store import Store, sync_folder
from sim.scenario.loading import Loaded

FOLDER = "fit"
"""Where a fit lies inside a results folder: a run leaves it alone."""

NO_FIT = "there is no block `fit`, which says what to fit to, e.g. fit: {data: sales.csv}"


def run_fit(loaded: Loaded, origin: Origin, folder: Path, options: Options, dress: Callable[[Path], object]) -> Path:
    """Fit a scenario to the sales that it names, and leave what was found in ``fit/`` of a results folder.

    Parameters
    ----------
    loaded : Loaded
    origin : Origin
        For the manifest.
    folder : Path
        The results folder; points that were played are kept there, as parts of a run are.
    options : Options
        `varying` is told how many points are played.
    dress : callable
        Given the finished tables' folder, adds figure and page.

    Returns
    -------
    Path
        The folder of the fit.

    Raises
    ------
    ScenarioError
        If there is nothing to fit, or the data cannot be used.
    RunError
        If another run is writing there, or a worker died.
    """
    study, asked = loaded.study, loaded.study.fit
    if asked is None:
        raise ScenarioError(f"{loaded.path}: {NO_FIT}")
    arm = asked.arm or study.baseline
    files = {name: loaded.path.parent / name for name in (asked.data, asked.bids) if name}
    lots, classes = read_sales(*_paths(loaded, asked), arm, [of.asset_class for of in study.lots.values()])
    box = Box(asked.free if asked.free is not None else usual(loaded.resolved, lots))
    if not box.free:
        raise ScenarioError(
            f"{loaded.path}: fit.free is missing: what is usually fitted takes worths of model lognormal"
        )
    told = Told(
        origin=origin,
        resolved=loaded.resolved,
        title=study.title,
        arm=study.arms[arm].label,
        files=files,
        assumed={name: assumed(loaded.resolved, name, of) for name, of in box.free.items()},
    )
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder):
        store = Store(folder, program_key(origin.plugins))
        store.sweep()
        at = partial(loaded.fitted, box.ranges())
        stage = Stage(at, box, arm, asked, study.seed, store, options, options.varying)
        found = fit(asked, box, lots, cells_of(lots, asked.moments, classes), told.assumed, study.seed, stage)
        staging = folder / f".{FOLDER}"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        write_fit(staging, found, told)
        dress(staging)
        shutil.rmtree(folder / FOLDER, ignore_errors=True)
        staging.replace(folder / FOLDER)
        sync_folder(folder)
    return folder / FOLDER


def _paths(loaded: Loaded, asked: Fit) -> tuple[Path, Path | None]:
    """Data lie beside the scenario."""
    beside = loaded.path.parent
    return beside / asked.data, None if asked.bids is None else beside / asked.bids
