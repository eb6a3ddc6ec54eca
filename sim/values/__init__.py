"""What lots are worth: uniforms from nature in, money out. One file a family, one line in the table."""

from __future__ import annotations

from sim.entities.worth import Worth
from sim.tables import Table
from sim.values.common import (
    CommonLognormalWorth,
    CommonNormalWorth,
    CommonWorth,
    LoanWorth,
    MineralRightsWorth,
    MixedWorth,
)
from sim.values.lognormal import LognormalWorth, errors, lift, taste
from sim.values.private import PrivateWorth

WORTHS: Table[type[Worth]] = Table(
    "worth model",
    {
        "lognormal": LognormalWorth,
        "private": PrivateWorth,
        "common_normal": CommonNormalWorth,
        "common_lognormal": CommonLognormalWorth,
        "mineral_rights": MineralRightsWorth,
        "mixed_normal": MixedWorth,
        "two_state": LoanWorth,
        "common": CommonWorth,
    },
)

__all__ = ["WORTHS", "LognormalWorth", "PrivateWorth", "errors", "lift", "taste"]
