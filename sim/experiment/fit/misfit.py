"""Whether one model can bring forth all moments at once, and where it fails."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.experiment.fit.fitting import Found

UNLIKELY = 0.01
"""Below this probability the data speak against the model (Hansen 1982)."""

NAMED = 3
"""Moments that are named."""

APART = 2.0
"""Standard errors by which a moment is missed."""

Miss = Mapping[str, str | float]


def unlikely(found: Found) -> bool:
    """Whether the data speak against the model."""
    return found.joint.p_value < UNLIKELY


def misses(found: Found) -> list[Miss]:
    """The moments that are missed most, worst first: name, observed, simulated, and standard errors between.

    These are the errors by which the test weighs: of so many lots if the model is right, and of the surface.
    """
    simulated, at = found.predicted[0], found.joint.at
    errors = np.sqrt(np.diag(found.surface.sampling(found.seen.lots) + found.surface.uncertainty(at)))
    off = (simulated - found.seen.moments) / np.where(errors > 0.0, errors, np.inf)
    order = np.argsort(-np.abs(off), kind="stable")
    return [
        {
            "moment": found.cells.names[i],
            "observed": float(f"{found.seen.moments[i]:.4g}"),
            "simulated": float(f"{simulated[i]:.4g}"),
            "apart": float(f"{off[i]:.2g}"),
        }
        for place, i in enumerate(order[:NAMED].tolist())
        if place == 0 or abs(off[i]) > APART
    ]


def missed(miss: Miss) -> str:
    """One of them in words."""
    return (
        f"{miss['moment']} {miss['simulated']:g} simulated, {miss['observed']:g} observed"
        f" ({abs(float(miss['apart'])):g} standard errors apart)"
    )
