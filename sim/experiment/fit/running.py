"""A fit from the scenario to its folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sim.errors import ScenarioError
from sim.experiment.fit.box import assumed
from sim.experiment.fit.fitting import Found, fit
from sim.experiment.fit.posing import Posed, posed_fit
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
    posed = posed_fit(loaded)
    if posed is None:
        raise ScenarioError(f"{loaded.path}: {NO_FIT}")
    told = _told(loaded, origin, posed)
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder):
        store = Store(folder, program_key(origin.plugins))
        store.sweep()
        at, seed = partial(loaded.fitted, told.box.ranges()), loaded.study.seed
        stage = Stage(at, told.box, posed.arm, posed.asked, seed, store, options, options.varying, options.force)
        found = fit(posed.asked, posed.box, posed.lots, posed.cells, told.assumed, seed, stage)
        _write(folder, found, told, dress)
    return folder / FOLDER


def _told(loaded: Loaded, origin: Origin, posed: Posed) -> Told:
    return Told(
        origin=origin,
        resolved=loaded.resolved,
        title=loaded.study.title,
        arm=loaded.study.arms[posed.arm].label,
        files=posed.files,
        box=posed.box,
        assumed={name: assumed(loaded.resolved, name, of) for name, of in posed.box.free.items()},
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
