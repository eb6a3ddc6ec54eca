"""Prices taken apart: on the lots that sell in every combination, so that parts add up, signs flip and equals share."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from sim.entities.market import Ledger
from sim.errors import RunError
from sim.experiment import Options, Origin, run
from sim.scenario import load_text
from tests.experiment import stub
from tests.experiment.test_running import nothing, table

ASK = """
by: [lots]
decompose:
  from: {}
  to: {}
  channels:
    reserve: [rules.reserve]
    payment: [rules.payment_days]
    cost: [place.admin_cost]
    law: [rules.notice_days]
  measures: [price_if_sold, price_to_worth, price_if_sold@p50, sell_through]
"""
ENDS = {"reserve": (0.1, 0.6), "payment": (10.0, 20.0), "cost": (10.0, 20.0)}
SETS = (
    "replications=40", "arms.low.rules.payment_days=10", "arms.low.place.admin_cost=10",
    "arms.high.rules.payment_days=20", "arms.high.place.admin_cost=20",
)  # fmt: skip
PRICES = ("price_if_sold", "price_to_worth", "price_if_sold@p50")


def price(worth, reserve, payment, cost):
    """The reserve lifts prices and keeps lots from selling; payment and cost do the same, and more so together."""
    bid = worth * (0.9 - 0.01 * (payment + cost) + 0.0005 * payment * cost * (1.0 + reserve))
    return max(bid, 0.5 * (bid + reserve)) if bid >= reserve else None


def play(study, arm_name, replication, plans, engine, *, keep):
    venue = study.arms[arm_name].venue
    ledger = stub.play(study, arm_name, replication, plans, engine, keep=keep)
    worths = [row.worth_common for row in ledger.rows]
    lots = [listing.lot for listing in stub.play(study, arm_name, replication, plans, engine, keep=True).listings]
    known = venue.rules.reserve, venue.rules.payment_days, venue.place.admin_cost
    least = 0.0 if study.frozen is None else 0.8
    prices = [price(worth, *known) if worth > least else None for worth in worths]
    return Ledger([stub.row(*each) for each in zip(lots, prices, worths, strict=True)], ledger.listings)


def go(folder, start="low", to="high"):
    of = load_text(stub.SCENARIO + ASK.format(start, to), "stub.yaml", SETS)
    run(of.study, Origin("stub", of.resolved_yaml(), {}), folder, Options(play=play), nothing, nothing)
    return folder


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    return go(tmp_path_factory.mktemp("apart") / "stub")


def lines(folder, **where):
    return [row for row in table(folder, "decomposition.csv") if where.items() <= row.items()]


def effects(folder, part, lever=None):
    rows = lines(folder, part=part, **({} if lever is None else {"lever": lever}))
    return {(row["measure"], row["group"], row["participation"], row["lever"]): float(row["effect"]) for row in rows}


def level(measure, prices, worths):
    if measure == "price_to_worth":
        return sum(prices) / sum(worths)
    return float((np.median if measure == "price_if_sold@p50" else np.mean)(prices))


def by_hand(measure, kind):
    """(replications with a value, mean at the start, mean gap, share of lots): worked out from the draws."""
    starts, gaps, kept, lots = [], [], 0, 0
    for replication in range(40):
        worths = np.random.default_rng([5, replication]).random(5)
        found = {each: [price(worth, *each) for worth in worths] for each in product(*ENDS.values())}
        mine = [lot for lot in range(5) if kind == "" or (lot < 3) == (kind == "lots=flats")]
        both = [lot for lot in mine if all(prices[lot] is not None for prices in found.values())]
        kept, lots = kept + len(both), lots + len(mine)
        if both:
            ends = [[found[tuple(end[side] for end in ENDS.values())][lot] for lot in both] for side in (0, 1)]
            levels = [level(measure, prices, worths[both]) for prices in ends]
            starts.append(levels[0])
            gaps.append(levels[1] - levels[0])
    return len(gaps), np.mean(starts), np.mean(gaps), kept / lots


@pytest.mark.parametrize("group", ["", "lots=flats", "lots=shops"])
@pytest.mark.parametrize("measure", PRICES)
def test_the_gap_in_a_price_is_that_on_lots_sold_in_every_combination(done, measure, group):
    n, start, gap, share = by_hand(measure, group)
    assert 0.1 < share < 0.5
    assert 5 < n < 40, "some replications have no such lot"
    for row in lines(done, part="whole", measure=measure, group=group):
        assert int(row["n"]) == n
        assert [float(row[name]) for name in ("level", "effect", "lots_share")] == pytest.approx([start, gap, share])


def test_parts_add_up_and_what_does_nothing_has_nothing(done):
    shares, whole = effects(done, "share"), effects(done, "whole")
    assert {measure for measure, *_ in whole} == {*PRICES, "sell_through"}
    for head, gap in ((key[:3], gap) for key, gap in whole.items()):
        assert sum(share for key, share in shares.items() if key[:3] == head) == pytest.approx(gap, abs=1e-9)
    for part in ("alone", "last", "share"):
        assert set(effects(done, part, "law").values()) == {0.0}


def test_equal_levers_do_equally_much(done):
    for part in ("alone", "last", "share"):
        one, other = (effects(done, part, lever) for lever in ("payment", "cost"))
        assert list(one.values()) == pytest.approx(list(other.values()), abs=1e-12)
        assert all(effect for (measure, *_), effect in one.items() if measure in PRICES)


def test_swapped_ends_flip_all_signs_on_the_same_lots(done, tmp_path):
    back = go(tmp_path / "back", "high", "low")
    for here, there in (("whole", "whole"), ("share", "share"), ("alone", "last")):
        flipped = {key: -effect for key, effect in effects(back, there).items()}
        assert effects(done, here) == pytest.approx(flipped, abs=1e-12)
    assert [row["lots_share"] for row in lines(done)] == [row["lots_share"] for row in lines(back)]


def test_a_measure_over_all_lots_is_of_all_lots_and_its_gap_the_contrast(done):
    for row in lines(done, measure="sell_through"):
        assert (row["lots_share"], row["n"]) == ("1", "40")
    (whole,) = lines(done, measure="sell_through", part="whole", group="", participation="total")
    (contrast,) = [
        row for row in table(done, "contrasts.csv") if (row["measure"], row["group"]) == ("sell_through", "")
    ]
    assert float(whole["effect"]) == pytest.approx(float(contrast["difference"]), abs=1e-12)


def test_where_no_lot_sells_in_every_combination_there_is_no_gap(tmp_path):
    of = load_text(stub.SCENARIO + ASK.format("low", "high"), "stub.yaml", (*SETS, "arms.high.rules.reserve=2"))
    run(of.study, Origin("stub", of.resolved_yaml(), {}), tmp_path / "stub", Options(play=play), nothing, nothing)
    for measure, group in product(PRICES, ("", "lots=flats", "lots=shops")):
        rows = lines(tmp_path / "stub", measure=measure, group=group)
        assert rows
        assert {(row["effect"], row["n"], row["lots_share"], row["level"]) for row in rows} == {("", "0", "0", "")}


def test_arms_that_did_not_meet_the_same_lots_are_not_compared(tmp_path):
    def play_others(study, arm_name, *rest, keep):
        ledger = play(study, arm_name, *rest, keep=keep)
        rules = study.arms[arm_name].venue.rules
        mixed = (rules.reserve, rules.payment_days) == (0.6, 10.0)
        return Ledger(ledger.rows[::-1] if mixed else ledger.rows, ledger.listings)

    of = load_text(stub.SCENARIO + ASK.format("low", "high"), "stub.yaml", SETS)
    told = "^low with nothing of high and low with reserve of high did not meet the same lots$"
    with pytest.raises(RunError, match=told):
        run(of.study, Origin("s", of.resolved_yaml(), {}), tmp_path / "s", Options(play=play_others), nothing, nothing)


def test_lots_sell_whoever_comes_in_total_and_directly(tmp_path):
    """With those coming who come to the first arm a lot sells here only above 0.8: total effects, too, are on these."""
    fee = ("arms.low.place.registration_cost=0.01", "arms.high.place.registration_cost=0.01")
    of = load_text(stub.SCENARIO + ASK.format("low", "high"), "stub.yaml", (*SETS, *fee))
    run(of.study, Origin("stub", of.resolved_yaml(), {}), tmp_path / "stub", Options(play=play), nothing, nothing)
    worths = [np.random.default_rng([5, replication]).random(5) for replication in range(40)]
    known = [end[0] for end in ENDS.values()], [end[1] for end in ENDS.values()]
    sells = [[worth > 0.8 and all(price(worth, *each) is not None for each in product(*ENDS.values()))
              for worth in each] for each in worths]  # fmt: skip
    for participation in ("total", "direct"):
        (whole,) = lines(
            tmp_path / "stub", part="whole", measure="price_if_sold", group="", participation=participation
        )
        assert float(whole["lots_share"]) == pytest.approx(np.mean(sells))
        assert int(whole["n"]) == sum(map(any, sells))
        gaps = [np.mean([price(worth, *known[1]) - price(worth, *known[0]) for worth in each[kept]])
                for each, kept in zip(worths, sells, strict=True) if any(kept)]  # fmt: skip
        assert float(whole["effect"]) == pytest.approx(np.mean(gaps))


def test_without_any_lot_there_are_lines_without_a_value(tmp_path):
    def play_nothing(study, *_, keep):
        return Ledger([], [])

    of = load_text(stub.SCENARIO + ASK.format("low", "high"), "stub.yaml", SETS)
    run(of.study, Origin("s", of.resolved_yaml(), {}), tmp_path / "s", Options(play=play_nothing), nothing, nothing)
    found = {(row["measure"], row["effect"], row["n"], row["level"]) for row in lines(tmp_path / "s", part="whole")}
    assert found == {(measure, "", "0", "") for measure in (*PRICES, "sell_through")}
