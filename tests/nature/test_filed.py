"""Lots of a file: what is given is taken, what is left open is drawn given the rest."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.entities.filed import FiledLot
from sim.entities.study import Appraisal, Creditor
from sim.entities.units import DAY
from sim.laws import Uniform
from sim.market.line import debts
from sim.nature import StudyNature
from sim.values import LognormalWorth, PrivateWorth
from sim.values.filed import around, told_by_file, worth_of
from tests.studies import a_bidder_group, a_lot_group, a_study, an_arm

UNLIKELY = 1e-4
APPRAISER = Appraisal(0.05, 0.2)


def filed(rows, **changes):
    """A group of filed lots, worth 100 in the middle unless a row says otherwise."""
    base = {"worth": LognormalWorth(100.0, 0.4), "count": None, "rows": rows, "appraisal": APPRAISER}
    return a_lot_group(**base | changes)


def nature(rows, group=None, replication=0, **changes):
    lots = {group or "mine": filed(rows, **changes)}
    study = a_study(an_arm(), lots=lots, regions={"east": 1.0, "west": 3.0}, horizon_days=10.0)
    return StudyNature(study, "one", replication)


def drawn(of, name):
    """What a file leaves open of a lot, by id."""
    return {lot.name: getattr(of, name)(lot) for lot in of.lots()}


def test_what_is_given_is_taken():
    row = FiledLot(2.5, "east", "home", 120.0, None, 90.0, 50.0)
    (lot,) = nature({"H1": row}, arrive="spread").lots()
    world = nature({"H1": row}, arrive="spread")
    assert (lot.name, lot.number, lot.region, lot.arrives) == ("H1", 0, 0, round(2.5 * DAY))
    assert (world.appraisal(lot), world.common(lot)) == (120.0, 90.0)
    assert nature({"H1": FiledLot()}).lots()[0].arrives == 0


def test_a_worth_is_drawn_given_the_appraisal():
    """log a = c + 0.05 + 0.2 e with c of mean log 100 and sd 0.4: the regression of c on a, and what it leaves."""
    rows = {f"H{i}": FiledLot(appraisal=150.0) for i in range(4000)}
    logs = np.log(list(drawn(nature(rows), "common").values()))
    share = 0.4**2 / (0.4**2 + 0.2**2)
    mean = math.log(100.0) + share * (math.log(150.0) - 0.05 - math.log(100.0))
    assert stats.kstest(logs, stats.norm(mean, 0.4 * math.sqrt(1.0 - share)).cdf).pvalue > UNLIKELY


def test_worths_given_appraisals_and_appraisals_given_worths_agree():
    """Lots drawn by the usual group, filed with their appraisals only: worths have the same law given them."""
    usual = StudyNature(a_study(an_arm(), lots={"flats": filed(None, count=4000)}), "one", 0)
    a, c = (np.log([part(lot) for lot in usual.lots()]) for part in (usual.appraisal, usual.common))
    rows = {f"H{i:04}": FiledLot(appraisal=math.exp(each)) for i, each in enumerate(a)}
    again = nature(rows, arrive="at_start")
    back = np.log([again.common(lot) for lot in again.lots()])
    for x, y in ((c, back), (c - a, back - a), (c * a, back * a)):
        assert stats.ks_2samp(x, y).pvalue > UNLIKELY


def test_an_appraisal_left_open_is_drawn_around_the_worth():
    world = nature({f"H{i}": FiledLot(common_worth=90.0) for i in range(4000)})
    logs = np.log(list(drawn(world, "appraisal").values())) - math.log(90.0)
    assert stats.kstest(logs, stats.norm(0.05, 0.2).cdf).pvalue > UNLIKELY
    free = nature({f"H{i}": FiledLot() for i in range(4000)})
    assert (
        stats.kstest(np.log(list(drawn(free, "common").values())), stats.norm(math.log(100.0), 0.4).cdf).pvalue
        > UNLIKELY
    )


def test_days_and_regions_left_open_are_drawn_like_those_of_counted_lots():
    lots = nature({f"H{i}": FiledLot() for i in range(4000)}, arrive="spread").lots()
    assert stats.kstest([lot.arrives / DAY for lot in lots], stats.uniform(0.0, 10.0).cdf).pvalue > UNLIKELY
    assert stats.binomtest(sum(lot.region for lot in lots), len(lots), 0.75).pvalue > UNLIKELY


def test_another_row_another_order_or_another_group_moves_no_draw_of_a_lot():
    rows = {name: FiledLot(appraisal=100.0) for name in ("A", "B", "C")}
    base = drawn(nature(rows, arrive="spread"), "common")
    fewer = nature({name: rows[name] for name in ("C", "A")}, group="other", arrive="spread")
    assert drawn(fewer, "common") == {name: base[name] for name in ("A", "C")}
    assert len(set(base.values())) == 3
    assert drawn(nature(rows, replication=1), "common") != base
    when = {lot.name: lot.arrives for lot in nature(rows, arrive="spread").lots()}
    assert {lot.name: lot.arrives for lot in fewer.lots()} == {name: when[name] for name in ("A", "C")}


def test_a_lot_has_the_law_of_its_group_around_its_own_median():
    lots = filed({"A": FiledLot(median=250.0), "B": FiledLot()}, worth=LognormalWorth(100.0, 0.4, pool=3))
    assert worth_of(lots, "A").centre == pytest.approx(250.0)
    assert worth_of(lots, "A").spread == lots.worth.spread
    assert worth_of(lots, "B") is lots.worth
    assert worth_of(a_lot_group(), "flats-1") == PrivateWorth(Uniform(0.0, 1.0))
    assert around(LognormalWorth(None, 0.4), 7.0).centre == 7.0
    assert LognormalWorth(None, 0.4).centre == 1.0


def test_what_a_file_tells_of_a_worth():
    lots = filed({"A": FiledLot(appraisal=150.0, median=80.0), "B": FiledLot()}, appraisal=Appraisal(0.3, 0.2, 0.0))
    told, believed = told_by_file(lots, "A"), told_by_file(lots, "A", believed=True)
    weights = np.array([0.4**-2.0, 0.2**-2.0])
    assert told.mean == pytest.approx(weights @ [math.log(80.0), math.log(150.0) - 0.3] / weights.sum())
    assert believed.mean - told.mean == pytest.approx(0.3 * weights[1] / weights.sum())
    assert told.variance == believed.variance == pytest.approx(1.0 / weights.sum())
    assert told_by_file(lots, "B") == LognormalWorth(100.0, 0.4).public(())
    assert told_by_file(filed({"A": FiledLot()}, appraisal=None), "A").variance == pytest.approx(0.16)


def test_a_claim_is_split_over_the_creditors():
    owed = (Creditor("bank", owed_share=0.8), Creditor("others", owed_share=0.4))
    lots = filed({"A": FiledLot(median=50.0), "B": FiledLot(claim=30.0), "C": FiledLot(claim=0.0)}, creditors=owed)
    assert debts(lots, "A") == pytest.approx((40.0, 20.0))
    assert debts(lots, "B") == pytest.approx((20.0, 10.0))
    assert debts(lots, "C") == (0.0, 0.0)
    mixed = filed({"A": FiledLot(claim=30.0)}, creditors=(Creditor("tax", owed=20.0), Creditor("bank", owed_share=0.4)))
    assert debts(mixed, "A") == pytest.approx((10.0, 20.0))
    nothing = filed({"A": FiledLot(claim=30.0)}, creditors=(Creditor("bank", owed_share=0.0),))
    assert debts(nothing, "A") == (0.0,)
    assert debts(a_lot_group(worth=LognormalWorth(100.0, 0.4), creditors=owed)) == pytest.approx((80.0, 40.0))


def test_bidders_of_filed_lots_are_those_of_any_lot():
    group = {"crowd": a_bidder_group(count=5, taste_sd=0.3)}
    study = a_study(an_arm("one", group), lots={"mine": filed({f"H{i}": FiledLot(median=10.0) for i in range(2000)})})
    world = StudyNature(study, "one", 0)
    logs = [np.log(world.worth(lot, world.interested(lot)) / world.common(lot)) for lot in world.lots()]
    assert stats.kstest(np.concatenate(logs), stats.norm(0.0, 0.3).cdf).pvalue > UNLIKELY
