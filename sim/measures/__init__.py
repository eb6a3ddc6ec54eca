"""Measures: from the lots of a replication to numbers. To add one, write it in a file here and add a line below."""

from __future__ import annotations

from collections.abc import Mapping

from sim.measures import buyers, credit, insight, news, participation, price, proceeds, sale, welfare
from sim.measures.base import Columns, Measure, sold
from sim.measures.quantity import GROUP_COLUMNS, Cells, GroupKind, Quantity, cells, evaluate, valid_statistic
from sim.tables import Table

MEASURES: Table[Measure] = Table(
    "measure",
    {
        "sell_through": sale.SELL_THROUGH,
        "listing_success": sale.LISTING_SUCCESS,
        "first_round_share": sale.FIRST_ROUND_SHARE,
        "default_share": sale.DEFAULT_SHARE,
        "revenue_per_lot": price.REVENUE_PER_LOT,
        "price_if_sold": price.PRICE_IF_SOLD,
        "price_to_worth": price.PRICE_TO_WORTH,
        "price_to_market": price.PRICE_TO_MARKET,
        "price_to_appraisal": price.PRICE_TO_APPRAISAL,
        "premium_over_start": price.PREMIUM_OVER_START,
        "price_at_hammer": price.PRICE_AT_HAMMER,
        "fire_sale_share": price.FIRE_SALE_SHARE,
        "net_proceeds_share": proceeds.NET_PROCEEDS_SHARE,
        "net_proceeds_per_lot": proceeds.NET_PROCEEDS_PER_LOT,
        "time_to_cash_days": proceeds.TIME_TO_CASH_DAYS,
        "cash_within_180_days": proceeds.CASH_WITHIN_180_DAYS,
        "commission_per_lot": proceeds.COMMISSION_PER_LOT,
        "admin_cost_per_lot": proceeds.ADMIN_COST_PER_LOT,
        "creditor_recovery": credit.CREDITOR_RECOVERY,
        "first_creditor_recovery": credit.FIRST_CREDITOR_RECOVERY,
        "loss_given_default": credit.LOSS_GIVEN_DEFAULT,
        "debtor_surplus": credit.DEBTOR_SURPLUS,
        "bidders_aware": participation.BIDDERS_AWARE,
        "bidders_came": participation.BIDDERS_CAME,
        "inspections_per_lot": participation.INSPECTIONS_PER_LOT,
        "bidders_cost_per_lot": participation.BIDDERS_COST_PER_LOT,
        "loser_cost_per_lot": participation.LOSER_COST_PER_LOT,
        "bidders_entered": participation.BIDDERS_ENTERED,
        "bidders_per_sale": participation.BIDDERS_PER_SALE,
        "outsider_share": participation.OUTSIDER_SHARE,
        "bids_per_lot": participation.BIDS_PER_LOT,
        "extension_minutes": participation.EXTENSION_MINUTES,
        "buyer_profit": buyers.BUYER_PROFIT,
        "buyer_loss_share": buyers.BUYER_LOSS_SHARE,
        "surplus_per_bidder": buyers.SURPLUS_PER_BIDDER,
        "welfare_per_lot": welfare.WELFARE_PER_LOT,
        "welfare_share": welfare.WELFARE_SHARE,
        "right_winner_share": welfare.RIGHT_WINNER_SHARE,
        "price_error": news.PRICE_ERROR,
        "price_informativeness": news.PRICE_INFORMATIVENESS,
        "overestimate": insight.OVERESTIMATE,
        "estimate_error": insight.ESTIMATE_ERROR,
        "information_gap": insight.INFORMATION_GAP,
        "curse_gap": insight.CURSE_GAP,
        "insider_share": news.INSIDER_SHARE,
        "insider_gain": news.INSIDER_GAIN,
    },
)

DEFAULT: tuple[str, ...] = (
    "sell_through",
    "listing_success",
    "price_to_worth",
    "net_proceeds_share",
    "time_to_cash_days",
    "bidders_entered",
    "bids_per_lot",
    "commission_per_lot",
)
"""What a scenario without `measures` reports."""

BESIDES: Mapping[str, tuple[str, ...]] = {
    "costs of coming": ("bidders_came", "bidders_cost_per_lot"),
    "closer looks": ("inspections_per_lot",),
    "defaults": ("default_share",),
    "creditors": ("creditor_recovery",),
}
"""What it reports besides, where the scenario has such things."""


def find(name: str) -> Quantity:
    """The quantity called `name`: a measure, or ``name@sd``, ``name@p10``.

    Raises
    ------
    KeyError
        If there is no such measure or statistic; the message has a hint.

    Examples
    --------
    >>> find("sell_through").measure.unit
    'share'
    >>> find("revenue_per_lot@sd").name
    'revenue_per_lot@sd'
    """
    base, at, statistic = name.partition("@")
    measure = MEASURES[base]
    if at and not valid_statistic(statistic):
        raise KeyError(f"unknown statistic {statistic} of {base}; known: sd, p0 to p100")
    if at and measure.whole is not None:
        raise KeyError(f"{base} is of all lots together; it has no {statistic} over lots")
    return Quantity(measure, statistic)


__all__ = [
    "BESIDES",
    "DEFAULT",
    "GROUP_COLUMNS",
    "MEASURES",
    "Cells",
    "Columns",
    "GroupKind",
    "Measure",
    "Quantity",
    "cells",
    "evaluate",
    "find",
    "sold",
]
