"""Published facts beside a folder of results that is made up, so that every number can be worked out by hand."""

import math

import numpy as np
import pytest

from sim.errors import RunError, ScenarioError
from sim.experiment.statistics import Estimate
from sim.judge.findings import Finding
from sim.judge.folder import arms_of, lots_of, wanted
from sim.judge.realism import realism
from sim.judge.telling import HEAD, bounds, cells, lines, what
from sim.measures import MEASURES, find
from sim.scenario.facts import Fact
from tests.judge.made_up import BIDS, COLUMNS, make

COURT, SPC = "cn_court_offline_2009", "cn_spc_online_2017"
BASE = {"claim": "It was so", "source": "A book", "kind": "level", "use": "validate", "why": "it may"}


@pytest.fixture
def folder(tmp_path):
    return make(tmp_path)


def fact(**keys):
    return Fact(**(BASE | keys))


def level(**keys):
    return fact(**({"band": (0.0, 1.0)} | keys))


def found(folder, one):
    return {(item.arm, item.baseline): item for item in realism(folder, {"one": one})}


def test_an_arm_is_known_by_its_law_whatever_its_name(folder):
    assert {arm.arm: arm.law for arm in arms_of(folder)} == {
        "hall": COURT,
        **dict.fromkeys(["site", "told", "tolder", "dear", "mixed"], SPC),
    }


def test_a_level_is_the_mean_over_replications_with_its_interval(folder):
    item = found(folder, level(measure="sell_through", rules=COURT))["hall", ""]
    assert (item.found.mean, item.found.n) == (0.5, 2)
    item = found(folder, level(measure="listing_success", rules=COURT))["hall", ""]
    assert item.found.mean == 1 / 4
    item = found(folder, level(measure="price_to_market", rules=COURT))["hall", ""]
    one, two = 20 / 40, 8 / 12.5
    half = 12.706204736 * abs(one - two) / 2
    assert item.found.mean == pytest.approx((one + two) / 2)
    assert item.found.low == pytest.approx((one + two) / 2 - half)
    assert item.found.high == pytest.approx((one + two) / 2 + half)
    assert math.isnan(item.share)


def test_every_arm_under_the_law_is_read(folder):
    assert list(found(folder, level(measure="sell_through", rules=SPC))) == [
        (arm, "") for arm in ("site", "told", "tolder", "dear", "mixed")
    ]
    assert found(folder, level(measure="sell_through", rules="frictionless")) == {}


def test_only_lots_of_the_classes_count_and_a_discount_is_the_complement(folder):
    item = found(folder, level(measure="price_to_market", complement=True, rules=SPC, classes=("flats", "homes")))
    assert item["site", ""].found.mean == pytest.approx(1 - (9 + 10) / 2 / 12.5)
    assert math.isnan(item["dear", ""].found.mean)
    assert item["dear", ""].verdict == "not shown"


def test_a_quantile_over_lots_can_be_read(folder):
    item = found(folder, level(measure="price_to_appraisal@p50", rules=SPC))["site", ""]
    assert item.found.mean == pytest.approx(((9 + 30) / 2 + (10 + 20) / 2) / 2 / 11)


def test_a_contrast_of_two_laws_and_a_measure_over_another(folder):
    pairs = found(folder, level(measure="commission_per_lot", over="revenue_per_lot", rules=COURT, against=SPC))
    assert pairs["hall", "site"].found.mean == pytest.approx(0.05)
    assert set(pairs) == {("hall", arm) for arm in ("site", "told", "tolder", "dear", "mixed")}
    assert math.isnan(pairs["hall", "dear"].found.mean)


def test_prices_are_compared_on_lots_sold_in_both(folder):
    one = level(measure="price_to_market", rules=SPC, against=COURT)
    pair = found(folder, one)["site", "hall"]
    assert pair.found.mean == pytest.approx(((30 - 20) / 40 + (10 - 8) / 12.5) / 2)


def test_a_ratio_is_relative_to_the_baseline(folder):
    one = fact(kind="ratio", measure="sell_through", rules=SPC, against=COURT, value=(0.8,))
    pair = found(folder, one)["site", "hall"]
    assert (pair.found.mean, pair.found.low, pair.found.high, pair.found.n) == (1.0, 1.0, 1.0, 2)
    assert one.bounds == pytest.approx((0.4, 1.2))
    assert pair.verdict == "hit"


def test_a_sign_is_read_where_arms_differ_in_its_keys_only_and_the_same_way(folder):
    more = fact(
        kind="sign", sign="up", measure="revenue_per_lot", more=("place.disclosure_level", "place.defect_revealed")
    )
    pairs = found(folder, more)
    assert set(pairs) == {("told", "site"), ("tolder", "site"), ("tolder", "told")}
    assert pairs["told", "site"].found.mean == pytest.approx(1.25)
    assert pairs["told", "site"].share == 1.0
    assert pairs["tolder", "told"].share == 0.5
    less = fact(kind="sign", sign="down", measure="revenue_per_lot", less=("place.registration_cost",))
    pairs = found(folder, less)
    assert set(pairs) == {("site", "dear")}
    assert (pairs["site", "dear"].found.mean, pairs["site", "dear"].share) == (17.25, 0.0)


def test_a_sign_of_a_measure_that_is_never_there_has_no_share(folder):
    one = fact(kind="sign", sign="up", measure="price_if_sold", less=("place.registration_cost",))
    (pair,) = found(folder, one).values()
    assert math.isnan(pair.share)
    assert pair.verdict == "not shown"


def finding(low, high, **keys):
    return Finding("one", fact(**keys), "a", "b", Estimate((low + high) / 2, 1.0, low, high, 9))


UP = {"kind": "sign", "sign": "up", "measure": "sell_through", "more": ("place.disclosure_level",)}
BAND = {"kind": "shape", "measure": "sell_through", "rules": "frictionless", "band": (0.2, 0.4)}


@pytest.mark.parametrize(
    ("low", "high", "keys", "verdict"),
    [
        (0.1, 0.2, UP, "hit"),
        (-0.1, 0.2, UP, "not shown"),
        (-0.2, -0.1, UP, "miss"),
        (-0.2, -0.1, UP | {"sign": "down"}, "hit"),
        (0.1, 0.2, UP | {"sign": "down"}, "miss"),
        (0.2, 0.4, BAND, "hit"),
        (0.1, 0.3, BAND, "not shown"),
        (0.3, 0.5, BAND, "not shown"),
        (0.0, 0.1, BAND, "miss"),
        (0.5, 0.6, BAND, "miss"),
        (0.2 - 1e-8, 0.4 + 1e-8, BAND, "hit"),
        (math.nan, math.nan, BAND, "not shown"),
        (0.5, 0.6, BAND | {"use": "calibrate"}, "not graded"),
        (0.5, 0.6, UP | {"use": "calibrate"}, "not graded"),
    ],
)
def test_grades(low, high, keys, verdict):
    assert finding(low, high, **keys).verdict == verdict


def test_what_the_folder_does_not_hold_is_said(folder):
    missing = found(folder, level(measure="bids_per_lot", rules=COURT))["hall", ""]
    assert (missing.verdict, missing.why) == ("not told", "lots.csv has no column bids")
    kinds = found(folder, level(measure="sell_through", rules=COURT, classes=("cars", "vans")))
    assert kinds["hall", ""].why == "no lots of class cars or vans"
    kinds = found(folder, level(measure="sell_through", rules=COURT, classes=("cars",)))
    assert kinds["hall", ""].why == "no lots of class cars"
    table = folder / "lots.csv"
    table.write_text(
        "".join(line for line in table.read_text().splitlines(keepends=True) if not line.startswith("hall,"))
    )
    none = found(folder, level(measure="sell_through", rules=COURT))["hall", ""]
    assert (none.verdict, none.why) == ("not told", "no lot was offered")
    table.write_text(",".join(COLUMNS) + "\n")
    assert lots_of(folder, []) == {}


def test_single_bids_are_read_where_they_were_written(folder):
    late = level(measure="late_bid_share", rules=SPC, classes=("homes",))
    all_lots, gap = level(measure="late_bid_share", rules=SPC), level(measure="reply_gap_s@p50", rules=SPC)
    unwritten = found(folder, late)["site", ""]
    assert unwritten.verdict == "not told"
    assert unwritten.why == "the study wrote no bids.csv (output: {tables: [lots, bids]})"
    (folder / "bids.csv").write_text(BIDS)
    assert found(folder, late)["site", ""].found.mean == pytest.approx((2 / 3 + 1) / 2)
    assert found(folder, all_lots)["site", ""].found.mean == pytest.approx((2 / 4 + 1) / 2)
    assert found(folder, gap)["site", ""].found.mean == pytest.approx((60 + 10) / 2)
    assert found(folder, late)["told", ""].why == "no bid was made"
    (folder / "bids.csv").write_text(BIDS.replace("reason", "verdict"))
    with pytest.raises(RunError, match=r"bids.csv: is damaged: 'reason' is not in list"):
        found(folder, late)


def test_arms_that_met_other_lots_are_not_compared(folder):
    table = folder / "lots.csv"
    table.write_text(table.read_text().replace("site,0,homes-1", "site,0,homes-2"))
    with pytest.raises(RunError, match=r"arms hall and site did not meet the same lots"):
        found(folder, level(measure="sell_through", rules=COURT, against=SPC))


def test_folders_that_hold_no_results_or_damaged_ones(folder, tmp_path):
    one = level(measure="sell_through", rules=COURT)
    table = folder / "lots.csv"
    table.write_text(table.read_text().replace("homes-1,homes,9", "homes-1,homes,nine"))
    with pytest.raises(RunError, match=r"lots.csv: is damaged: could not convert string to float: 'nine'"):
        found(folder, one)
    table.write_text(table.read_text().replace("asset_class", "kind"))
    with pytest.raises(RunError, match=r"lots.csv: is damaged: 'asset_class' is not in list"):
        found(folder, one)
    table.unlink()
    with pytest.raises(RunError, match=r"no results here \(there is no lots.csv\)"):
        found(folder, one)
    (folder / "scenario.resolved.yaml").write_text("arms: {")
    with pytest.raises(ScenarioError, match=r"scenario.resolved.yaml:1"):
        found(folder, one)
    (folder / "scenario.resolved.yaml").write_text("title: Nothing")
    assert found(folder, one) == {}
    (folder / "scenario.resolved.yaml").unlink()
    with pytest.raises(RunError, match=r"no results here \(there is no scenario.resolved.yaml\)"):
        found(folder, one)


@pytest.mark.parametrize("name", [name for name in MEASURES if MEASURES[name].whole is None])
def test_the_columns_that_a_measure_wants_are_all_it_reads(name):
    asked = wanted(find(name))
    columns = {column: np.ones(3) for column in asked}
    assert len(find(name).measure.numerator(columns)) == 3
    assert len(find(name).measure.denominator(columns)) == 3


def test_a_row_says_what_is_read_and_where_it_should_lie():
    one = finding(0.1, 0.3, **UP)
    assert dict(zip(HEAD, cells(one), strict=True)) == {
        "fact": "one",
        "arm": "a less b",
        "what is read": "sell_through",
        "published": "up",
        "simulated": "0.2",
        "95 % interval": "0.1 to 0.3",
        "should lie": "above 0",
        "verdict": "hit",
    }
    assert bounds(fact(**(UP | {"sign": "down"}))) == "below 0"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({}, "sell_through"),
        ({"complement": True}, "1 - sell_through"),
        ({"over": "listing_success"}, "sell_through / listing_success"),
        ({"kind": "ratio", "value": (1.0,), "against": "frictionless"}, "sell_through, relative"),
    ],
)
def test_what_is_read_in_words(keys, said):
    assert what(fact(**(BAND | keys))) == said


def test_the_tables_end_with_the_tally(folder):
    facts = {
        "rate": level(measure="sell_through", rules=COURT, value=(0.6,), band=(0.9, 1.0)),
        "seen": fact(kind="sign", sign="up", measure="revenue_per_lot", more=("place.disclosure_level",)),
        "price": fact(use="calibrate", measure="price_if_sold", rules=COURT, value=(1500.0,)),
        "silent": level(measure="sell_through", rules="cn_tfae_offline_local"),
    }
    told = lines(realism(folder, facts), facts)
    assert told[0].split() == " ".join(HEAD).split()
    assert told[1].split() == [
        "rate",
        "hall",
        "sell_through",
        "0.6",
        "0.5",
        "0.5",
        "to",
        "0.5",
        "0.9",
        "to",
        "1",
        "miss",
    ]
    assert told[2].split()[-2:] == ["not", "shown"]
    assert told[4] == "May be used to set numbers, so not graded:"
    assert told[7].split()[:5] == ["price", "hall", "price_if_sold", "1,500", "14"]
    assert "  rate: It was so. Source: A book. Band: it may." in told
    assert told[-2:] == ["1 of 4 facts speak of no arm in this folder.", "0 hits, 1 miss, 1 not shown, 0 not told"]


def test_a_folder_of_which_nothing_is_known():
    assert lines([], {"one": fact(**UP)}) == [
        "1 of 1 facts speak of no arm in this folder.",
        "0 hits, 0 misses, 0 not shown, 0 not told",
    ]
