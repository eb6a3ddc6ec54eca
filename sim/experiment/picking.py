"""Which lot to tell about when nobody asked for one."""

from __future__ import annotations

from collections.abc import Sequence

from sim.entities.entry import Plans
from sim.entities.market import Row
from sim.entities.study import Study
from sim.entities.units import Money
from sim.errors import RunError
from sim.market.market import play
from sim.tables import did_you_mean


def telling_lot(study: Study, plans: Plans, arms: Sequence[str], replication: int, engine: str = "auto") -> str:
    """The lot whose prices lie farthest apart, against its worth, in some two of the arms; of one arm the busiest.

    Where no lot is sold in two arms, the one that is sold for most, against its worth, in one.

    Raises
    ------
    RunError
        If there is no such arm, or the replication has no lots.
    """
    for arm in arms:
        if arm not in study.arms:
            raise RunError(f"there is no arm {arm}{did_you_mean(arm, list(study.arms))}")
    rows = [play(study, arm, replication, plans, engine).rows for arm in arms]
    lots = list(zip(*rows, strict=True))
    if not lots:
        raise RunError(f"replication {replication} has no lots")
    told: Row = max(lots, key=_gap if len(arms) > 1 else _bids)[0]
    return told.lot


def gap(prices: Sequence[Money], worth: Money) -> tuple[bool, float]:
    """Whether a lot is sold in two arms, and how far its prices lie apart, as a share of its common worth.

    Parameters
    ----------
    prices : sequence of float
        In the arms in which it is sold; one price alone counts from 0.
    worth : float
    """
    several = len(prices) > 1
    return several, (max(prices, default=0.0) - (min(prices) if several else 0.0)) / (abs(worth) or 1.0)


def _gap(same: Sequence[Row]) -> tuple[bool, float]:
    return gap([row.hammer for row in same if row.hammer is not None], same[0].worth_common)


def _bids(same: Sequence[Row]) -> tuple[bool, float]:
    return True, float(same[0].bids)
