"""Where the conditions of a sweep are tried: a grid, a Latin hypercube, or a scrambled Sobol set."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np

from sim.draws import digest
from sim.entities.study import Range, Ranges, Sweep
from sim.entities.units import Floats
from sim.scenario.sweeping import asked_points
from sim.scenario.variants import between, latin


def conditions(sweep: Sweep, seed: int) -> list[dict[str, float]]:
    """Values of what is uncertain at each point; no point without uncertainties.

    Parameters
    ----------
    sweep : Sweep
    seed : int
        The study's: a Latin hypercube and the scrambling of a Sobol set are keyed by it.
    """
    held, many = sweep.uncertainties, asked_points(sweep)
    if not held:
        return []
    if sweep.design == "lhs":
        return latin(held, Ranges(points=many), seed)
    if sweep.design == "sobol":
        return _values(held, sobol(many, len(held), seed))
    levels = np.linspace(0.0, 1.0, many)
    return _values(held, np.array(list(product(levels, repeat=len(held)))))


def sobol(points: int, axes: int, seed: int) -> Floats:
    """Shares in (0, 1), shape (points, axes): a Sobol set under Owen's scrambling (Sobol 1967; Owen 1998).

    Parameters
    ----------
    points : int
        A power of 2: then every axis, and many a block of them, is covered evenly.
    axes, seed : int
    """
    from scipy.stats import qmc

    keyed = np.random.default_rng(digest(f"sobol / {seed}"))
    found: Floats = qmc.Sobol(axes, scramble=True, rng=keyed).random_base2(points.bit_length() - 1)
    return found


def _values(held: Mapping[str, Range], shares: Floats) -> list[dict[str, float]]:
    columns = {path: between(of, shares[:, place].tolist()) for place, (path, of) in enumerate(held.items())}
    return [{path: column[i] for path, column in columns.items()} for i in range(len(shares))]
