"""What a seller asks in the first round."""

from __future__ import annotations

from sim.entities.units import Money
from sim.entities.venue import Rules
from sim.money import up


def first_start(rules: Rules, appraisal: Money, tick: Money) -> Money:
    """Reserve and start price of the first round: fixed in money, or a share of the appraisal, rounded up to the tick.

    Rounding up keeps a legal minimum such as "at least 70 % of the appraisal".
    """
    asked = rules.reserve if rules.reserve is not None else rules.reserve_share * appraisal
    return up(asked, tick)
