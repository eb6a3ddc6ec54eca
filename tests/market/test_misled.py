"""Bidders who are wrong about the bias of appraisals."""

from __future__ import annotations

import numpy as np
import pytest

from sim.entities.study import Appraisal
from sim.entities.venue import Place, Rules, Venue
from sim.experiment.prepare import prepare
from sim.formats import FORMATS
from sim.market.market import play
from sim.nature import StudyNature
from sim.strategies import Equilibrium
from sim.values import LognormalWorth
from tests.studies import a_bidder_group, a_lot_group, a_study, an_arm

COMMON, SD, LOOK, TASTE = 0.4, 0.2, 0.3, 0.1


def a_study_of(believed):
    rules = Rules(format=FORMATS["clock"](), reserve=0.0, shows=("bids", "dropouts"))
    bidders = {"all": a_bidder_group(count=4, taste_sd=TASTE, signal_sd=LOOK, strategy=Equilibrium())}
    homes = a_lot_group(
        worth=LognormalWorth(1.0, COMMON), count=200, appraisal=Appraisal(0.3, SD, believed), disclosure_steps=()
    )
    return a_study(an_arm("one", bidders, venue=Venue(Place(), rules)), lots={"homes": homes})


def hammers(believed):
    study = a_study_of(believed)
    return np.array([row.hammer for row in play(study, "one", 0, prepare(study)).rows])


def test_null_is_the_true_bias():
    assert Appraisal(0.3, 0.1).corrected == Appraisal(0.3, 0.1, 0.3).corrected == 0.3
    assert np.array_equal(hammers(None), hammers(0.3))


def test_who_believes_in_less_bias_than_there_is_pays_more_by_the_weight_of_the_appraisal():
    """The price is what the lot is worth to the last to drop out, who takes the highest bidder for equal to itself.

    In it the common part counts by 1 - rho, and the appraisal in that by its share of all precisions.
    """
    true, misled = np.log(hammers(None)), np.log(hammers(0.0))
    known = 1 / COMMON**2 + 1 / SD**2 + 4 / (TASTE**2 + LOOK**2)
    rho = TASTE**2 / (TASTE**2 + LOOK**2)
    assert misled - true == pytest.approx(np.full(200, (1 - rho) * 0.3 / SD**2 / known), rel=1e-9)


def test_worths_and_appraisals_are_what_they_were():
    true, misled = (StudyNature(a_study_of(believed), "one", 0) for believed in (None, 0.0))
    for lot in true.lots():
        assert misled.appraisal(lot) == true.appraisal(lot)
        assert misled.common(lot) == true.common(lot)
        assert true.looks(lot)[0][0] == pytest.approx(misled.looks(lot)[0][0] * np.exp(-0.3))
