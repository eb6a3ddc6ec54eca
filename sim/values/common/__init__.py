"""Lots that are worth the same, or nearly so, to everybody, and of which everybody has only a signal.

A family says how the common worth is drawn, how signals are drawn around it, what a lot is worth to the holder of a
signal, and what may be announced to all. What bidders make of it is the business of `sim.equilibrium.affiliated`.
"""

from __future__ import annotations

from sim.values.common.known import CommonWorth
from sim.values.common.loan import LoanWorth
from sim.values.common.logs import CommonLognormalWorth
from sim.values.common.mineral_rights import MineralRightsWorth
from sim.values.common.mixed import MixedWorth
from sim.values.common.normal import CommonNormalWorth
from sim.values.common.protocol import SignalWorth

__all__ = [
    "CommonLognormalWorth",
    "CommonNormalWorth",
    "CommonWorth",
    "LoanWorth",
    "MineralRightsWorth",
    "MixedWorth",
    "SignalWorth",
]
