"""Which moments are compared: those of which data say something, and that simulated lots have too."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.entities.units import Floats
from sim.errors import ScenarioError
from sim.experiment.fit.moments import ALIKE, Cells, covariance
from sim.experiment.fit.sales import Sales

NOTHING = 1e-9
"""A spread that is none but for rounding: moments are shares, logs and numbers of bidders."""

MOST = 0.5
"""Share of the points that must have a moment."""

FEW = "too few lots have it"
FEW_SIMULATED = "too few simulated lots have it, raise fit.replications"
MISSING = "too few simulated lots have it, or all are alike, at most points"
SAME = "the same in all simulated lots"


def told_by(cells: Cells, lots: Sales, seed: int) -> Cells:
    """The moments that lots have, with an error that is known and not 0."""
    cells = cells.without(np.isnan(cells.of(lots)), ALIKE)
    errors = np.diag(covariance(cells, lots, seed))
    known = ~np.isnan(errors)
    return cells.without(~known, FEW).without(np.sqrt(errors[known]) <= NOTHING, ALIKE)


def simulated_too(cells: Cells, played: Sequence[Sales], errors: Floats) -> Cells:
    """The moments that simulated lots have too, and that can differ between them.

    Parameters
    ----------
    cells : Cells
    played : sequence of Sales
        A point each.
    errors : Floats, shape (k, k)
        Covariance of the moments at a point in the middle.
    """
    made, own = np.array([cells.of(lots) for lots in played]), np.diag(errors)
    missing = np.isnan(made).mean(axis=0) > MOST
    few = ~missing & np.isnan(own)
    rest = ~(missing | few)
    spread = np.nanmax(made[:, rest], axis=0) - np.nanmin(made[:, rest], axis=0)
    same = (spread <= NOTHING) & (np.sqrt(own[rest]) <= NOTHING)
    return cells.without(missing, MISSING).without(few[~missing], FEW_SIMULATED).without(same, SAME)


def enough(cells: Cells, parameters: int) -> None:
    """Refuse fewer moments than parameters.

    Raises
    ------
    ScenarioError
        With what is not compared, a line each.
    """
    if len(cells.cells) < parameters:
        told = f"{len(cells.cells)} moments cannot tell {parameters} parameters apart"
        left = "".join(f"\nfit: not compared: {f'{name}@{of}' if of else name}: {why}" for name, of, why in cells.left)
        raise ScenarioError(f"fit: {told}; free fewer, or give more columns{left}")
