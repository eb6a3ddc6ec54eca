"""From a family of worths to the model of its signals."""

from __future__ import annotations

import math

from sim.equilibrium.affiliated.gaussian import GaussianSignals
from sim.equilibrium.affiliated.loan import LoanSignals
from sim.equilibrium.affiliated.mineral_rights import MineralRights
from sim.equilibrium.affiliated.protocol import SignalModel
from sim.errors import NoEquilibriumError
from sim.values.common import (
    CommonLognormalWorth,
    CommonNormalWorth,
    LoanWorth,
    MineralRightsWorth,
    MixedWorth,
    SignalWorth,
)


def model_of(worth: SignalWorth) -> SignalModel:
    """What bidders know before anything is announced.

    Raises
    ------
    NoEquilibriumError
        For a family that is not known here.
    """
    match worth:
        case CommonNormalWorth():
            return GaussianSignals(worth.mean, worth.sd, worth.signal_sd)
        case MixedWorth():
            return GaussianSignals(worth.mean, worth.sd, worth.signal_sd, own_share=worth.own_share)
        case CommonLognormalWorth():
            return GaussianSignals(math.log(worth.median), worth.sd, worth.signal_sd, logs=True)
        case MineralRightsWorth():
            return MineralRights(worth.low, worth.high, worth.half_width)
        case LoanWorth():
            return LoanSignals(worth.good, worth.bad, worth.good_probability, worth.power)
        case _:
            raise NoEquilibriumError(f"no equilibrium is known for signals of the worth model {worth.model}")
