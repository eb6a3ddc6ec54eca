"""What the lots bring to those who are owed money, and what is left for the debtor."""

from __future__ import annotations

import numpy as np

from sim.entities.units import Floats
from sim.measures.base import Columns, Measure, PerLot, column, one


def _recovered(owed: str) -> PerLot:
    """Proceeds up to what is owed by rank so far; costs of holding may eat up all of them, but nobody owes more."""

    def take(columns: Columns) -> Floats:
        return np.asarray(np.clip(columns["present_value"], 0.0, columns[owed]), dtype=np.float64)

    return take


def _lost(columns: Columns) -> Floats:
    return np.asarray(columns["owed"] - _recovered("owed")(columns), dtype=np.float64)


def _left(columns: Columns) -> Floats:
    return np.asarray(np.maximum(columns["present_value"] - columns["owed"], 0.0), dtype=np.float64)


CREDITOR_RECOVERY = Measure(
    "creditor_recovery",
    "share",
    "Over what is owed to all creditors: the discounted proceeds, or keep value, up to that, lot by lot.",
    _recovered("owed"),
    column("owed"),
)

FIRST_CREDITOR_RECOVERY = Measure(
    "first_creditor_recovery",
    "share",
    "Over what is owed to the first creditor: the discounted proceeds, or keep value, up to that, lot by lot.",
    _recovered("owed_first"),
    column("owed_first"),
)

LOSS_GIVEN_DEFAULT = Measure(
    "loss_given_default",
    "share",
    "Over what is owed to all creditors: what the discounted proceeds, or keep value, do not cover of it.",
    _lost,
    column("owed"),
)

DEBTOR_SURPLUS = Measure(
    "debtor_surplus",
    "money",
    "Per lot: the discounted proceeds, or keep value, beyond all that is owed.",
    _left,
    one,
)
