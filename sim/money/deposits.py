"""Deposits: what a bidder must show before it may bid."""

from __future__ import annotations

import math

from sim.entities.units import Money
from sim.entities.venue import Rules


def deposit(rules: Rules, start: Money, appraisal: Money, *, sell_off: bool = False) -> Money:
    """Deposit for one lot.

    Parameters
    ----------
    rules : Rules
    start : Money
        Start price of this round.
    appraisal : Money
        Published appraisal; nan without one (the deposit then falls back on the start price).
    sell_off : bool
        Whether this is the sell-off, which may ask for more (China since 2017: the whole price).
    """
    if sell_off and rules.selloff_deposit_share is not None:
        return rules.selloff_deposit_share * start
    on_appraisal = rules.deposit_basis == "appraisal" and not math.isnan(appraisal)
    return rules.deposit_share * (appraisal if on_appraisal else start)
