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


def forfeited(rules: Rules, deposit: Money, price: Money, commission: Money, resale: Money) -> Money:
    """What a buyer who does not pay loses of its deposit.

    Parameters
    ----------
    rules : Rules
        `forfeit: all` keeps the whole deposit; `shortfall` only what covers the loss, and the rest is returned.
    deposit : Money
        At stake.
    price, commission : Money
        Of the sale that fell through: its price, and buyer's and seller's fee on it.
    resale : Money
        Price at which the lot was sold and paid for afterwards, 0 if it never was.

    Examples
    --------
    >>> from sim.formats import FORMATS
    >>> book = Rules(FORMATS["english"](), forfeit="shortfall")
    >>> forfeited(book, 20.0, 100.0, 5.0, 90.0), forfeited(book, 20.0, 100.0, 5.0, 0.0)
    (15.0, 20.0)
    """
    if rules.forfeit == "all":
        return deposit
    return min(deposit, max(price - resale, 0.0) + commission)
