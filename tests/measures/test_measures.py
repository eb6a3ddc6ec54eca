"""Every measure on four lots that can be worked out by hand."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.entities.market import ROW_FIELDS
from sim.measures import DEFAULT, GROUP_COLUMNS, MEASURES, cells, evaluate, find

NAN = np.nan

# Lot 0 sells in round 1 to the best bidder, lot 1 in round 2 at a loss to the buyer, lot 2 is returned,
# lot 3 sells in the sell-off without an appraisal.
LOTS = {
    "replication": np.zeros(4),
    "group": np.array(["flats", "shops", "flats", "flats"]),
    "asset_class": np.array(["home", "shop", "home", "home"]),
    "region": np.array(["east", "east", "west", "west"]),
    "seller": np.array(["court", "bank", "court", "court"]),
    "state": np.array(["sold", "sold", "returned", "sold_off"]),
    "round": np.array([1.0, 2.0, 0.0, 3.0]),
    "attempts": np.array([1.0, 2.0, 3.0, 3.0]),
    "appraisal": np.array([100.0, 200.0, 120.0, NAN]),
    "first_start": np.array([70.0, 140.0, 84.0, 50.0]),
    "start": np.array([70.0, 112.0, 54.0, 40.0]),
    "first_hammer": np.array([90.0, 170.0, 95.0, 40.0]),
    "hammer": np.array([90.0, 150.0, NAN, 40.0]),
    "buyer_fee": np.array([4.5, 7.5, 0.0, 0.0]),
    "seller_fee": np.array([0.9, 1.5, 0.0, 0.0]),
    "buyer_paid": np.array([94.5, 157.5, 0.0, 40.0]),
    "defaults": np.array([0.0, 1.0, 2.0, 0.0]),
    "forfeited": np.array([0.0, 5.0, 8.0, 0.0]),
    "holding_costs": np.array([1.0, 2.0, 3.0, 1.0]),
    "admin_costs": np.array([2.0, 4.0, 6.0, 6.0]),
    "kept_value": np.array([NAN, NAN, 15.0, NAN]),
    "owed": np.array([100.0, 150.0, 120.0, 30.0]),
    "owed_first": np.array([60.0, 150.0, 100.0, 30.0]),
    "seller_net": np.array([89.1, 148.5, 0.0, 40.0]),
    "present_value": np.array([88.0, 140.0, 20.0, 36.0]),
    "worth_common": np.array([110.0, 190.0, 100.0, 60.0]),
    "worth_market": np.array([121.0, 209.0, 110.0, 70.0]),
    "worth_public": np.array([100.0, 180.0, 120.0, NAN]),
    "worth_best": np.array([120.0, 200.0, 90.0, 50.0]),
    "worth_buyer": np.array([120.0, 150.0, NAN, 48.0]),
    "outsider": np.array([0.0, 1.0, NAN, 1.0]),
    "insider": np.array([1.0, 0.0, NAN, 0.0]),
    "interested": np.array([5.0, 6.0, 7.0, 2.0]),
    "aware": np.array([4.0, 5.0, 6.0, 1.0]),
    "came": np.array([3.0, 4.0, 1.0, 1.0]),
    "inspected": np.array([1.0, 0.0, 0.0, 0.0]),
    "entry_costs": np.array([0.6, 0.8, 0.2, 0.4]),
    "inspection_costs": np.array([0.5, 0.0, 0.0, 0.0]),
    "buyer_costs": np.array([0.7, 0.8, 0.0, 0.1]),
    "buyer_estimate": np.array([132.0, 135.0, NAN, 48.0]),
    "buyer_limit": np.array([130.0, 140.0, NAN, 48.0]),
    "buyer_break_even": np.array([100.0, 145.0, NAN, NAN]),
    "estimates": np.array([4.0, 2.0, 3.0, 1.0]),
    "squared_errors": np.array([0.4, 0.1, 0.3, 0.1]),
    "estimates_best": np.array([2.0, 1.0, 1.0, 0.0]),
    "squared_errors_best": np.array([0.04, 0.0, 0.0, 0.0]),
    "estimates_worst": np.array([2.0, 1.0, 1.0, 1.0]),
    "squared_errors_worst": np.array([0.36, 0.1, 0.24, 0.1]),
    "entered": np.array([3.0, 2.0, 0.0, 1.0]),
    "bid": np.array([3.0, 1.0, 0.0, 1.0]),
    "bids": np.array([10.0, 4.0, 0.0, 1.0]),
    "extension_s": np.array([600.0, 0.0, 0.0, 0.0]),
    "listed_day": np.array([0.0, 10.0, 20.0, 30.0]),
    "cash_day": np.array([40.0, 110.0, NAN, 430.0]),
}

BY_HAND = {
    "sell_through": 3 / 4,
    "listing_success": 3 / 9,
    "first_round_share": 1 / 3,
    "default_share": 3 / 6,
    "price_at_hammer": 395 / 4,
    "fire_sale_share": 0.0,
    "cash_within_180_days": 2 / 4,
    "admin_cost_per_lot": 18 / 4,
    "creditor_recovery": (88 + 140 + 20 + 30) / 400,
    "first_creditor_recovery": (60 + 140 + 20 + 30) / 340,
    "loss_given_default": (12 + 10 + 100 + 0) / 400,
    "debtor_surplus": 6 / 4,
    "revenue_per_lot": 280 / 4,
    "price_if_sold": 280 / 3,
    "price_to_worth": 280 / 360,
    "price_to_market": 280 / 400,
    "price_to_appraisal": 240 / 300,
    "premium_over_start": 280 / 222 - 1,
    "net_proceeds_share": 284 / 460,
    "net_proceeds_per_lot": 284 / 4,
    "time_to_cash_days": (40 + 100 + 365 + 365) / 4,
    "commission_per_lot": 14.4 / 4,
    "bidders_aware": 16 / 4,
    "bidders_came": 9 / 4,
    "inspections_per_lot": 1 / 4,
    "bidders_cost_per_lot": 2.5 / 4,
    "loser_cost_per_lot": (0.4 + 0.0 + 0.2 + 0.3) / 4,
    "bidders_entered": 6 / 4,
    "bidders_per_sale": 5 / 3,
    "bids_per_lot": 15 / 4,
    "extension_minutes": 10 / 4,
    "buyer_profit": (25.5 - 7.5 + 8) / 3,
    "buyer_loss_share": 1 / 3,
    "surplus_per_bidder": (25.5 - 7.5 + 8 - 13) / 20,
    "welfare_per_lot": (120 + 150 + 15 + 48 - 2.5 - 7 - 18) / 4,
    "welfare_share": (120 + 150 + 15 + 48 - 2.5 - 7 - 18) / 460,
    "right_winner_share": 1 / 4,
    "price_error": ((20**2 + 40**2 + 20**2) / 3) ** 0.5,
    "price_informativeness": 1.0,
    "outsider_share": 2 / 3,
    "overestimate": (math.log(1.1) + math.log(0.9) + 0.0) / 3,
    "estimate_error": (0.9 / 10) ** 0.5,
    "information_gap": (0.8 / 5) ** 0.5 - (0.04 / 4) ** 0.5,
    "curse_gap": (30 - 5) / 300,
    "insider_share": 1 / 3,
    "insider_gain": 25.5 / 4,
}

NO_SALE_IS_EMPTY = {
    "fire_sale_share",
    "first_round_share",
    "price_if_sold",
    "price_to_worth",
    "price_to_market",
    "price_to_appraisal",
    "premium_over_start",
    "buyer_profit",
    "buyer_loss_share",
    "price_error",
    "price_informativeness",
    "insider_share",
    "outsider_share",
    "overestimate",
    "curse_gap",
    "bidders_per_sale",
}

WHOLE = {name for name in MEASURES if MEASURES[name].whole is not None}


def value(name, columns, kind=""):
    return evaluate(find(name), columns, cells(columns, kind))


def take(keep):
    return {name: column[keep] for name, column in LOTS.items()}


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_against_a_sum_by_hand(name):
    assert value(name, LOTS) == pytest.approx([BY_HAND[name]], rel=1e-12)


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_is_named_defined_and_reads_only_columns_of_the_row(name):
    measure = MEASURES[name]
    assert measure.name == name
    assert measure.definition.endswith(".")
    assert measure.unit in {"share", "ratio", "money", "days", "minutes", "bidders", "bids"}
    columns = {field: LOTS[field] for field in ROW_FIELDS if field in LOTS}
    for part in (measure.numerator, measure.denominator):
        assert np.isfinite(part(columns)).all()
        assert len(part(columns)) == 4
    assert (measure.denominator(columns) >= 0.0).all()


@pytest.mark.parametrize("name", MEASURES)
def test_without_a_sale_the_cell_is_empty_or_zero_never_an_error(name):
    (alone,) = value(name, take(np.array([2])))
    assert np.isnan(alone) == (name in NO_SALE_IS_EMPTY)


@pytest.mark.parametrize("name", MEASURES)
def test_without_lots_there_are_no_cells(name):
    nothing = take(np.array([], dtype=int))
    assert value(name, nothing).shape == (0,)
    assert name in WHOLE or value(f"{name}@sd", nothing).shape == (0,)


def test_the_default_measures_exist_and_no_measure_is_forgotten_here():
    assert set(DEFAULT) <= set(MEASURES)
    assert set(BY_HAND) == set(MEASURES)


def test_a_worth_paid_to_the_last_bit_is_no_loss():
    columns = dict(LOTS) | {"worth_buyer": LOTS["buyer_paid"] * (1 - 1e-15)}
    assert value("buyer_loss_share", columns) == pytest.approx([0.0])


def test_a_price_under_half_of_the_worth_is_a_fire_sale_and_half_is_none():
    columns = dict(LOTS) | {"hammer": np.array([54.9, 95.0, NAN, 29.0])}
    assert value("fire_sale_share", columns) == pytest.approx([2 / 3])


def test_what_holding_costs_beyond_the_proceeds_is_not_owed_twice():
    columns = dict(LOTS) | {"present_value": np.array([-5.0, 0.0, -1.0, 40.0])}
    assert value("creditor_recovery", columns) == pytest.approx([30 / 400])
    assert value("loss_given_default", columns) == pytest.approx([370 / 400])
    assert value("debtor_surplus", columns) == pytest.approx([10 / 4])


def test_without_defaults_a_hammer_is_a_sale():
    assert np.isnan(value("default_share", dict(LOTS) | {"defaults": np.zeros(4), "hammer": np.full(4, NAN)}))
    assert np.isnan(value("price_at_hammer", dict(LOTS) | {"first_hammer": np.full(4, NAN)}))


def test_spread_and_quantiles_are_over_the_lots_that_count():
    assert value("revenue_per_lot@sd", LOTS) == pytest.approx([np.std([90, 150, 0, 40], ddof=1)])
    assert value("price_if_sold@p50", LOTS) == pytest.approx([90.0])
    assert value("price_if_sold@p0", LOTS) == pytest.approx([40.0])
    assert value("price_if_sold@p100", LOTS) == pytest.approx([150.0])
    assert value("price_to_worth@p50", LOTS) == pytest.approx([150 / 190])
    one_sold = take(np.array([0, 2]))
    assert np.isnan(value("price_if_sold@sd", one_sold)).all()
    assert value("price_if_sold@p10", one_sold) == pytest.approx([90.0])
    assert np.isnan(value("price_if_sold@p10", take(np.array([2])))).all()


def test_find_names_statistics_and_hints():
    assert find("sell_through").name == "sell_through"
    assert find("sell_through").definition == MEASURES["sell_through"].definition
    assert find("price_if_sold@p12.5").name == "price_if_sold@p12.5"
    assert find("price_if_sold@sd").definition.startswith("Standard deviation over lots")
    assert find("price_if_sold@p12.5").definition.startswith("12.5 % quantile over lots")
    with pytest.raises(KeyError, match="did you mean sell_through"):
        find("sell_trough")
    for wrong in ("sell_through@", "sell_through@p101", "sell_through@mean", "sell_through@p1000"):
        with pytest.raises(KeyError, match="unknown statistic"):
            find(wrong)


def test_what_is_of_all_lots_together_has_no_spread():
    for name in WHOLE:
        with pytest.raises(KeyError, match=f"{name} is of all lots together; it has no sd over lots"):
            find(f"{name}@sd")


def test_prices_tell_what_the_partial_correlation_says():
    """Against the textbook formula from three plain correlations; a price that repeats the news tells nothing."""
    rng = np.random.default_rng(162)
    news, more = rng.normal(size=500), rng.normal(size=500)
    worth = 5.0 + news + 0.5 * more
    price = 0.3 * news + 0.2 * more + 0.1 * rng.normal(size=500)
    columns = {
        "replication": np.zeros(500),
        "hammer": np.exp(price),
        "worth_common": np.exp(worth),
        "worth_public": np.exp(news),
    }
    with_price, with_news, between = (
        np.corrcoef(pair)[0, 1] for pair in ((worth, price), (worth, news), (price, news))
    )
    partial = (with_price - with_news * between) / math.sqrt((1 - with_news**2) * (1 - between**2))
    assert value("price_informativeness", columns) == pytest.approx([partial**2], rel=1e-9)
    silent = columns | {"worth_public": np.full(500, NAN)}
    assert value("price_informativeness", silent) == pytest.approx([with_price**2], rel=1e-9)
    assert value("price_informativeness", columns | {"hammer": np.exp(2.0 * news)}) == pytest.approx([0.0])
    assert np.isnan(value("price_informativeness", columns | {"worth_common": np.full(500, 7.0)}))
    low = np.arange(500) < 10
    without = {name: values[~low] for name, values in columns.items()}
    for change in (
        {"hammer": np.where(low, NAN, columns["hammer"])},
        {"hammer": np.where(low, -1.0, columns["hammer"])},
    ):
        assert value("price_informativeness", columns | change) == value("price_informativeness", without)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("", ("",)),
        ("lots", ("lots=flats", "lots=shops")),
        ("class", ("class=home", "class=shop")),
        ("region", ("region=east", "region=west")),
        ("seller", ("seller=bank", "seller=court")),
    ],
)
def test_groups_are_sorted_and_named(kind, names):
    assert cells(LOTS, kind).group == names


def test_groups_split_the_sums():
    assert value("sell_through", LOTS, "lots") == pytest.approx([2 / 3, 1.0])
    assert value("price_to_appraisal", LOTS, "region") == pytest.approx([240 / 300, NAN], nan_ok=True)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3), st.sampled_from(["a", "b", "c"])), max_size=40))
def test_many_replications_at_once_equal_one_after_the_other(lots):
    lots = sorted(lots, key=lambda lot: lot[0])
    columns = {name: column[[lot[1] for lot in lots]] for name, column in LOTS.items()} if lots else take([])
    columns["replication"] = np.array([lot[0] for lot in lots], dtype=float)
    columns["group"] = np.array([lot[2] for lot in lots], dtype=str)
    for kind in ("", "lots"):
        split = cells(columns, kind)
        for name in ("price_to_worth", "net_proceeds_share", "revenue_per_lot@sd", "price_if_sold@p90"):
            together = evaluate(find(name), columns, split)
            for cell, (replication, group) in enumerate(zip(split.replication, split.group, strict=True)):
                keep = columns["replication"] == replication
                if kind:
                    keep &= columns["group"] == group.removeprefix("lots=")
                alone = value(name, {key: column[keep] for key, column in columns.items()})
                assert np.array_equal(together[cell : cell + 1], alone, equal_nan=True)


def test_what_may_be_grouped_by_is_a_text_column_of_the_row():
    assert set(GROUP_COLUMNS.values()) <= set(ROW_FIELDS)
    with pytest.raises(dataclasses.FrozenInstanceError):
        find("sell_through").statistic = "sd"
