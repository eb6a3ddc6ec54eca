"""What bidders make of what they see: how far estimates are from worths, and what winning should have taught."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.entities.units import Bools, Floats
from sim.measures.base import Columns, Measure, column


def _told(columns: Columns) -> Bools:
    """Lots sold to buyers who had an estimate, of worths that have logs."""
    return np.asarray((columns["buyer_estimate"] > 0.0) & (columns["worth_buyer"] > 0.0))


def _over(columns: Columns) -> Floats:
    told = _told(columns)
    estimate, worth = (np.where(told, columns[name], 1.0) for name in ("buyer_estimate", "worth_buyer"))
    return np.asarray(np.log(estimate / worth), dtype=np.float64)


def _counted(columns: Columns) -> Floats:
    return _told(columns).astype(np.float64)


def _judged(columns: Columns) -> Bools:
    return np.isfinite(columns["buyer_break_even"])


def _cursed(columns: Columns) -> Floats:
    return np.where(_judged(columns), columns["buyer_limit"] - columns["buyer_break_even"], 0.0)


def _sold_for(columns: Columns) -> Floats:
    return np.where(_judged(columns), columns["worth_common"], 0.0)


def _error(of: str) -> Callable[[Columns], float]:
    """Root mean square of the logs of estimate over worth."""

    def root(columns: Columns) -> float:
        many = float(columns[f"estimates{of}"].sum())
        return float(np.sqrt(columns[f"squared_errors{of}"].sum() / many)) if many > 0.0 else float("nan")

    return root


def _gap(columns: Columns) -> float:
    return _error("_worst")(columns) - _error("_best")(columns)


OVERESTIMATE = Measure(
    "overestimate",
    "ratio",
    "Over the lots sold: the mean log of what the buyer expected, before winning taught anything, over its worth; the "
    "highest of many right estimates is above 0 without any mistake.",
    _over,
    _counted,
)

ESTIMATE_ERROR = Measure(
    "estimate_error",
    "ratio",
    "Over the bidders who came, counted anew in every round: the root of the mean squared log of what they expected "
    "over their worth.",
    column("squared_errors"),
    column("estimates"),
    whole=_error(""),
)

INFORMATION_GAP = Measure(
    "information_gap",
    "ratio",
    "The estimate_error of the groups whose own looks are least precise, less that of the groups whose are most "
    "precise, among those let in; 0 if all groups know equally much.",
    column("squared_errors_worst"),
    column("estimates_worst"),
    whole=_gap,
)

CURSE_GAP = Measure(
    "curse_gap",
    "ratio",
    "Over the common worth of lots sold: the buyer's limit, less that of one with the same signal who allows for what "
    "winning teaches, among the same rivals. 0 in equilibrium and for those who know their worth; lots count where "
    "it is known: not in sealed first-price sales, common-value families or against shaded limits.",
    _cursed,
    _sold_for,
)
