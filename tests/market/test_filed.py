"""Lots of a file in the market: what is public of them, and what is owed on them."""

from __future__ import annotations

import math

import pytest

from sim.entities.filed import FiledLot
from sim.entities.study import Appraisal, Creditor
from sim.experiment.prepare import prepare
from sim.market.market import play
from sim.values import LognormalWorth
from tests.studies import a_bidder_group, a_lot_group, a_study, an_arm

ROWS = {
    "small": FiledLot(appraisal=120.0, median=100.0),
    "large": FiledLot(appraisal=9000.0, median=10_000.0, claim=5000.0),
}


def test_a_lot_is_known_by_its_id_judged_by_its_own_median_and_owed_for_by_its_own_claim():
    lots = a_lot_group(
        worth=LognormalWorth(1000.0, 0.4),
        count=None,
        rows=ROWS,
        appraisal=Appraisal(0.0, 0.2),
        creditors=(Creditor(owed_share=0.5), Creditor("others", owed_share=1.5)),
    )
    group = {"crowd": a_bidder_group(count=3, signal_sd=0.0)}
    study = a_study(an_arm("one", group), lots={"mine": lots})
    found = {row.lot: row for row in play(study, "one", 0, prepare(study)).rows}
    for name, owed, first in (("small", 200.0, 50.0), ("large", 5000.0, 1250.0)):
        row, told = found[name], ROWS[name]
        middle = 0.2 * math.log(told.median) + 0.8 * math.log(told.appraisal)  # precisions 1/0.4^2 and 1/0.2^2
        assert row.worth_public == pytest.approx(math.exp(middle))
        assert (row.owed, row.owed_first) == pytest.approx((owed, first))
        assert (row.appraisal, row.group) == (told.appraisal, "mine")
