"""A fit from the scenario to its folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from sim.entities.study import Fit
from sim.errors import ScenarioError
from sim.experiment.fit.box import Box, assumed, usual
from sim.experiment.fit.fitting import Found, fit
from sim.experiment.fit.moments import cells_of
from sim.experiment.fit.reading import read_sales
from sim.experiment.fit.sales import Sales
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
    asked = loaded.study.fit
    if asked is None:
        raise ScenarioError(f"{loaded.path}: {NO_FIT}")
    study, beside = loaded.study, loaded.path.parent
    arm = asked.arm or study.baseline
    files = {name: beside / name for name in (asked.data, asked.bids) if name}
    bids = None if asked.bids is None else files[asked.bids]
    lots, classes = read_sales(files[asked.data], bids, arm, [of.asset_class for of in study.lots.values()])
    told = _told(loaded, origin, arm, files, _box(loaded, asked, lots))
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder):
        store = Store(folder, program_key(origin.plugins))
        store.sweep()
        at = partial(loaded.fitted, told.box.ranges())
        stage = Stage(at, told.box, arm, asked, study.seed, store, options, options.varying, options.force)
        cells = cells_of(lots, asked.moments, classes)
        _write(folder, fit(asked, told.box, lots, cells, told.assumed, study.seed, stage), told, dress)
    return folder / FOLDER


def _box(loaded: Loaded, asked: Fit, lots: Sales) -> Box:
    """Where is looked: where the scenario says, or where it is usual."""
    box = Box(usual(loaded.resolved, lots) if asked.free is None else asked.free)
    if not box.free:
        what = "fit.free is missing: what is usually fitted takes worths of model lognormal"
        raise ScenarioError(f"{loaded.path}: {what}")
    return box


def _told(loaded: Loaded, origin: Origin, arm: str, files: Mapping[str, Path], box: Box) -> Told:
    return Told(
        origin=origin,
        resolved=loaded.resolved,
        title=loaded.study.title,
        arm=loaded.study.arms[arm].label,
        files=files,
        box=box,
        assumed={name: assumed(loaded.resolved, name, of) for name, of in box.free.items()},
    )


def _write(folder: Path, found: Found, told: Told, dress: Callable[[Path], object]) -> None:
    """All files of a fit, in the place of those of an earlier one."""
    staging = folder / f".{FOLDER}"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir()
    write_fit(staging, found, told)
    dress(staging)
    shutil.rmtree(folder / FOLDER, ignore_errors=True)
    staging.replace(folder / FOLDER)
    sync_folder(folder)
