"""Lots of a file differ in size: kinds of lots at which it is solved who comes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.entities.filed import FiledLot
from sim.entities.knowledge import Public
from sim.entities.study import Appraisal, Behaviour
from sim.experiment.attendance import levels
from sim.experiment.prepare import prepare
from sim.experiment.setting import Setting
from sim.experiment.sizes import APART_AT_MOST, sizes
from sim.nature import StudyNature
from sim.strategies.equilibrium import Equilibrium
from sim.values import LognormalWorth
from sim.values.filed import worth_of
from tests.studies import a_bidder_group, a_lot_group, a_study, a_venue, an_arm


def setting(rows, place=None, **lots):
    base = {"worth": LognormalWorth(100.0, 0.25), "count": None, "rows": rows, "appraisal": Appraisal(0.05, 0.1)} | lots
    groups = {"crowd": a_bidder_group(count=12, signal_sd=0.3, taste_sd=0.2, strategy=Equilibrium())}
    venue = a_venue(place, reserve=None, reserve_share=0.7)
    study = a_study(
        an_arm("one", groups, venue=venue),
        lots={"mine": a_lot_group(**base)},
        behaviour=Behaviour("before_signal", "myopic"),
    )
    return Setting(study, study.arms["one"], study.lots["mine"], "mine")


def of_size(size):
    """A lot around its appraisal."""
    return FiledLot(appraisal=size, median=size * math.exp(-0.05))


def observed(case, shown):
    """Public means and log appraisals of a replication."""
    world = StudyNature(case.study, "one", 0)
    means = [worth_of(case.lots, lot.name).public(tuple(world.looks(lot)[:shown])).mean for lot in world.lots()]
    return np.array(means), np.log([world.appraisal(lot) for lot in world.lots()])


@pytest.mark.parametrize("level", [0, 2])
@pytest.mark.parametrize("kind", ["own", "law", "open"])
def test_lots_are_levelled_where_they_are(level, kind):
    """Range, regression of appraisals on public means and what it leaves, as in a large replication."""
    sizes_of = np.exp(np.random.default_rng(5).uniform(3.0, 8.0, 4000))
    law = 100.0 * np.exp(0.05 + math.hypot(0.25, 0.1) * np.random.default_rng(6).normal(size=4000))
    rows = {
        "own": {f"H{i}": of_size(float(size)) for i, size in enumerate(sizes_of)},
        "law": {f"H{i}": FiledLot(appraisal=float(size)) for i, size in enumerate(law)},
        "open": {f"H{i}": FiledLot() for i in range(4000)},
    }[kind]
    case = setting(rows, {"disclosure_level": level})
    found = sizes(case)
    means, appraisals = observed(case, 1 + level)
    slope, cut = np.polyfit(means, appraisals, 1)
    assert found.slope == pytest.approx(slope, abs=0.02)
    assert found.appraised + found.slope * (5.0 - found.mean) == pytest.approx(slope * 5.0 + cut, abs=0.02)
    assert found.rest == pytest.approx(np.std(appraisals - slope * means - cut), abs=0.005)
    assert found.means[0] - 0.02 < np.quantile(means, 0.02 if kind == "open" else 0.0) + 0.1
    assert found.means[0] <= np.quantile(means, 0.03)
    assert found.means[-1] >= np.quantile(means, 0.97)
    assert found.means[-1] - found.means[0] <= np.ptp(means) + 1.0
    assert np.diff(found.means).max() <= APART_AT_MOST


def test_equal_lots_of_which_nothing_more_is_published_are_one_level():
    assert levels(
        setting({"A": of_size(50.0), "B": of_size(50.0)}), setting({"A": of_size(50.0)}).listings[0]
    ).means == (pytest.approx(math.log(50.0) - 0.05),)


def test_without_an_appraisal_there_is_none_to_expect():
    found = sizes(setting({"A": FiledLot(median=50.0), "B": FiledLot(median=90.0)}, appraisal=None))
    assert math.isnan(found.appraised)
    assert (found.means[0], found.means[-1]) == pytest.approx((math.log(50.0), math.log(90.0)))


def test_who_comes_to_a_lot_among_others_of_all_sizes_is_who_comes_to_its_like_alone():
    """Solved at a few sizes and interpolated: within a hundredth of the bidders that equal lots would bring."""
    place = {"registration_cost": 2.0}
    together = prepare(setting({f"H{i}": of_size(100.0 * 3.0**i) for i in range(4)}, place).study)
    found = []
    for size in (100.0, 170.0, 900.0, 2000.0):
        alone = prepare(setting({"A": of_size(size)}, place).study)
        at = Public(mean=math.log(size) - 0.05, start=0.7 * size)
        here, there = (each.turnouts["one", "mine", 1].expected(at) for each in (together, alone))
        assert here == pytest.approx(there, rel=0.01)
        found.append(here)
    assert np.diff(found).min() > 0.1
