"""The lots of a replication."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.draws import Draws, subject
from sim.entities.study import Appraisal, SellerGroup
from sim.entities.units import DAY
from sim.laws import Uniform
from sim.nature import StudyNature
from sim.nature.lots import Regions, arrivals
from sim.values import LognormalWorth, PrivateWorth
from tests.studies import a_lot_group, a_study, an_arm

UNLIKELY = 1e-4
MARKET = LognormalWorth(median=1e6, common_sd=0.4)


def nature(lots, **changes):
    return StudyNature(a_study(an_arm(), lots=lots, **changes), "one", 0)


def test_lots_come_in_order_of_arrival_and_are_numbered_so():
    groups = {name: a_lot_group(count=20, arrive="spread") for name in ("b", "a", "c")}
    lots = nature(groups | {"now": a_lot_group(count=2), "also": a_lot_group(count=2)}).lots()
    assert [lot.id for lot in lots] == list(range(64))
    assert [lot.name for lot in lots[:4]] == ["also-0", "also-1", "now-0", "now-1"]
    order = [(lot.arrives, lot.group, lot.number) for lot in lots]
    assert order == sorted(order)
    assert {lot.group for lot in lots[4:]} == {"a", "b", "c"}


def test_a_lot_is_made_of_plain_numbers():
    lot = nature({"flats": a_lot_group(arrive="spread")}).lots()[0]
    assert [type(part) for part in (lot.id, lot.subject, lot.number, lot.region, lot.arrives)] == [int] * 5
    assert lot.subject == subject("flats", lot.number)[0]


def test_class_and_seller_have_their_defaults():
    lots = {"flats": a_lot_group(count=1), "cars": a_lot_group(count=1, asset_class="goods", seller="bank")}
    sellers = {"court": SellerGroup(), "bank": SellerGroup(kind="bank")}
    cars, flats = StudyNature(a_study(an_arm(sellers={"court": SellerGroup()}), lots=lots), "one", 0).lots()
    assert (flats.asset_class, flats.seller) == ("flats", "court")
    assert (cars.asset_class, cars.seller) == ("goods", "bank")
    assert StudyNature(a_study(an_arm(sellers=sellers), lots=lots), "one", 0).lots()[0].seller == "bank"


def test_there_are_a_hundred_lots_unless_said_otherwise():
    assert len(nature({"flats": a_lot_group(count=None)}).lots()) == 100
    assert len(nature({"flats": a_lot_group(count=0), "cars": a_lot_group(count=1)}).lots()) == 1


def test_counted_lots_arrive_anywhere_within_the_horizon_in_whole_milliseconds():
    at = arrivals(Draws(1, 1), "flats", a_lot_group(count=20_000, arrive="spread"), 30.0)
    assert at.dtype == np.int64
    assert (at % 1000 == 0).all()
    assert stats.kstest(at / (30 * DAY), "uniform").pvalue > UNLIKELY


@settings(deadline=None)
@given(horizon=st.floats(1e-9, 1e5), rate=st.none() | st.floats(1e-3, 5.0))
def test_no_lot_arrives_after_the_horizon(horizon, rate):
    group = a_lot_group(count=None if rate else 50, rate_per_day=rate and min(rate, 100 / horizon), arrive="spread")
    at = arrivals(Draws(1, 1), "flats", group, horizon)
    assert ((at >= 0) & (at < max(1, round(horizon * 86_400_000)) * 1000)).all()


def test_a_stream_is_a_poisson_process():
    group = a_lot_group(count=None, rate_per_day=2.0)
    streams = [arrivals(Draws(1, number), "flats", group, 10.0) for number in range(1000)]
    counts = np.array([len(at) for at in streams])
    assert abs(counts.mean() - 20) < 4.5 * np.sqrt(20 / 1000)
    assert abs(counts.var() / 20 - 1) < 4.5 * np.sqrt(2.1 / 1000)
    assert stats.kstest(np.concatenate(streams) / (10 * DAY), "uniform").pvalue > UNLIKELY
    assert all((np.diff(at) >= 0).all() for at in streams)


def test_appraisals_are_biased_and_noisy_as_stated():
    found = nature({"flats": a_lot_group(count=5000, worth=MARKET, appraisal=Appraisal(0.1, 0.2))})
    common = np.array([found.common(lot) for lot in found.lots()])
    errors = np.log([found.appraisal(lot) for lot in found.lots()]) - np.log(common)
    assert stats.kstest(errors, stats.norm(0.1, 0.2).cdf).pvalue > UNLIKELY
    assert stats.kstest(np.log(common), stats.norm(np.log(1e6), 0.4).cdf).pvalue > UNLIKELY
    assert abs(np.corrcoef(errors, common)[0, 1]) < 4.5 / np.sqrt(5000)


def test_without_an_appraiser_there_is_no_appraisal():
    found = nature({"flats": a_lot_group(worth=PrivateWorth(Uniform(0.0, 1.0)))})
    assert {str(found.appraisal(lot)) for lot in found.lots()} == {"nan"}
    assert {found.common(lot) for lot in found.lots()} == {0.5}


def test_regions_are_drawn_by_weight_and_known_by_name():
    subjects, draws = subject("flats", np.arange(10_000)), Draws(1, 1)
    regions = Regions({"west": 1, "east": 3, "north": 4})
    counts = np.bincount(regions.place("any", draws, "region", subjects))
    assert stats.chisquare(counts, np.array([3, 4, 1]) * 1250).pvalue > UNLIKELY
    assert set(regions.place("west", draws, "region", subjects)) == {2}
    assert np.array_equal(
        Regions({"north": 8, "west": 2, "east": 6}).place("any", draws, "region", subjects),
        regions.place("any", draws, "region", subjects),
    )


def test_one_region_needs_no_draw():
    assert Regions({"here": 0.3}).place("any", Draws(1, 1), "region", subject("f", np.arange(3))).tolist() == [0, 0, 0]


def test_an_unknown_region_is_an_error():
    with pytest.raises(KeyError, match="south"):
        Regions({"here": 1}).place("south", Draws(1, 1), "region", subject("f", np.arange(3)))
