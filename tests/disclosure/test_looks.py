"""What is published and seen: precisions add, looks are independent, and nothing is shown twice."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.disclosure import published, published_sds
from sim.entities.knowledge import Looks, Public
from sim.entities.study import Appraisal
from sim.entities.venue import Place
from sim.equilibrium.estimate import Estimate
from sim.laws import Constant, Uniform
from sim.nature import StudyNature
from sim.values import LognormalWorth, PrivateWorth
from tests.studies import a_bidder_group, a_lot_group, a_study, an_arm

SDS = st.lists(st.floats(0.05, 2.0), max_size=4)
HOMES = LognormalWorth(100.0, 0.5)


def test_a_place_publishes_the_appraisal_and_the_first_steps():
    lots = a_lot_group(worth=HOMES, appraisal=Appraisal(0.0, 0.1), disclosure_steps=(0.4, 0.25, 0.15))
    assert published_sds(lots, Place()) == (0.1,)
    assert published_sds(lots, Place(disclosure_level=2)) == (0.1, 0.4, 0.25)
    assert published_sds(lots, Place(disclosure_level="all")) == (0.1, 0.4, 0.25, 0.15)
    without = a_lot_group(worth=HOMES, appraisal=None)
    assert published((1, 2, 3), without, Place(disclosure_level=1)) == (1,)


@given(SDS)
def test_precisions_add(sds):
    public = HOMES.public(tuple((100.0, sd) for sd in sds))
    assert 1.0 / public.variance == pytest.approx(1.0 / 0.25 + sum(sd**-2 for sd in sds))
    assert public.mean == pytest.approx(math.log(100.0))


def test_a_look_pulls_the_mean_by_its_precision():
    public = HOMES.public(((200.0, 0.5),))
    assert public.mean == pytest.approx(0.5 * (math.log(100.0) + math.log(200.0)))
    assert HOMES.public(((200.0, 0.0), (5.0, 1.0))) == Public(math.log(200.0), 0.0)
    assert LognormalWorth(100.0, 0.0).public(((200.0, 0.5),)) == Public(math.log(100.0), 0.0)
    assert math.isnan(PrivateWorth(Uniform(0.0, 1.0)).public(()).mean)


def test_signals_are_unbiased_in_logs_with_the_precision_of_all_looks():
    u = np.random.default_rng(1).random((200_000, 2))
    own = np.full(len(u), 50.0)
    error = np.log(HOMES.seen(own, own, (0.3, 0.4), u) / own)
    variance = 1.0 / (0.3**-2 + 0.4**-2)
    assert error.mean() == pytest.approx(0.0, abs=4 * math.sqrt(variance / len(u)))
    assert error.var() == pytest.approx(variance, rel=0.02)
    assert (HOMES.seen(own, own, (0.3, 0.0), u) == own).all()
    assert np.isnan(HOMES.seen(own, own, (), u[:, :0])).all()
    assert (PrivateWorth(Uniform(0.0, 1.0)).seen(own, own, (0.3,), u) == own).all()


def test_an_estimate_is_the_expected_worth_given_the_look():
    """Against a regression of worth on what is seen, in a large sample."""
    rng = np.random.default_rng(2)
    c = rng.normal(0.3, 0.4, 400_000)
    w = c + rng.normal(0.0, 0.2, len(c))
    x = w + rng.normal(0.0, 0.3, len(c))
    limit = Estimate(Looks(0.04, 0.09)).limit(np.exp(x), Public(0.3, 0.16))
    near = np.abs(x - 0.6) < 0.02
    spread = np.exp(w[near]).std() / math.sqrt(near.sum())
    assert np.exp(w[near]).mean() == pytest.approx(limit[near].mean(), abs=4 * spread)
    assert limit.mean() == pytest.approx(np.exp(w).mean(), rel=0.01)
    blind = Estimate(Looks(0.04, math.inf)).limit(np.array([np.nan]), Public(0.3, 0.16))
    assert blind[0] == pytest.approx(math.exp(0.3 + 0.1))
    sure = Estimate(Looks(0.0, 0.09)).limit(np.array([9.0]), Public(0.3, 0.0))
    assert sure[0] == pytest.approx(math.exp(0.3))


def a_nature(steps=(0.4, 0.25), **group):
    lots = {"homes": a_lot_group(worth=HOMES, count=50, appraisal=Appraisal(0.1, 0.2), disclosure_steps=steps)}
    bidders = {"crowd": a_bidder_group(**({"count": 6, "signal_sd": 0.3} | group))}
    return StudyNature(a_study(an_arm("one", bidders), lots=lots), "one", 0)


def test_another_look_leaves_the_first_as_it_was():
    """A venue's second look is drawn apart: with weight nearly nothing it changes nearly nothing."""
    nature = a_nature()
    for lot in nature.lots():
        who = nature.interested(lot)
        one, two = nature.signal(lot, who, ()), nature.signal(lot, who, (1e6,))
        np.testing.assert_allclose(one, two, rtol=1e-5)
        assert (nature.signal(lot, who, (0.01,)) != one).all()


def test_an_insider_sees_its_worth_and_the_uninformed_nothing():
    for sd, more, exact in ((0.0, (), True), (None, (), False), (None, (0.0,), True)):
        nature = a_nature(signal_sd=sd, margin=Constant(0.2))
        lot = nature.lots()[0]
        who = nature.interested(lot)
        signal, keeps = nature.signal(lot, who, more), nature.keeps(lot, who)
        assert keeps.tolist() == [0.8] * len(who)
        if exact:
            np.testing.assert_array_equal(signal * keeps, nature.worth(lot, who))
        else:
            assert np.isnan(signal).all()


def test_published_looks_have_the_errors_they_say():
    nature = a_nature()
    looks = np.array(
        [[math.log(money / nature.common(lot)) for money, _ in nature.looks(lot)] for lot in nature.lots()]
    )
    sds = [sd for _, sd in nature.looks(nature.lots()[0])]
    assert sds == [0.2, 0.4, 0.25]
    np.testing.assert_allclose(looks.std(axis=0), sds, rtol=0.4)
    assert abs(np.corrcoef(looks.T)[np.triu_indices(3, 1)]).max() < 0.5
    private = a_study(an_arm("one"))
    nature = StudyNature(private, "one", 0)
    assert nature.looks(nature.lots()[0]) == []
    lots = {"homes": a_lot_group(worth=HOMES, appraisal=None, disclosure_steps=(0.4,))}
    nature = StudyNature(a_study(an_arm("one"), lots=lots), "one", 0)
    assert len(nature.looks(nature.lots()[0])) == 1
