"""Nature as the market asks it: the same answer however it is asked, in the stated law."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.draws import Draws
from sim.entities.market import Candidates
from sim.entities.study import PoissonCount
from sim.laws import Choice, Exponential, Uniform
from sim.nature import StudyNature, study_nature
from sim.values import LognormalWorth, PrivateWorth
from tests.studies import a_bidder_group, a_lot_group, a_study, an_arm

UNLIKELY = 1e-4
BIDDERS = {
    "amateurs": a_bidder_group(count=3000, interest=0.004, margin=Uniform(0.0, 0.3), wealth=Exponential(1e6)),
    "brokers": a_bidder_group(count=4, taste_sd=0.2),
    "crowd": a_bidder_group(count=PoissonCount(3.0), margin=Uniform(0.0, 0.3), wealth=Exponential(1e6)),
}
LOTS = {
    "flats": a_lot_group(count=40, arrive="spread", worth=LognormalWorth(median=1e6, common_sd=0.4)),
    "pools": a_lot_group(count=30, arrive="spread", worth=PrivateWorth(Uniform(0.0, 1.0), pool=3)),
}
MARKET = a_study(an_arm(bidders=BIDDERS), lots=LOTS, regions={"a": 1.0, "b": 2.0})
COLUMNS = ("group", "number", "subject", "region", "reach")


def nature(study=MARKET):
    return StudyNature(study, "one", 0)


def one_group(count=300, lots=1, worth=None, **traits):
    """A study with one bidder group and one lot group."""
    offered = a_lot_group(count=lots) if worth is None else a_lot_group(count=lots, worth=worth)
    return a_study(an_arm(bidders={"crowd": a_bidder_group(count=count, **traits)}), lots={"flats": offered})


def columns(who):
    return [getattr(who, name) for name in COLUMNS]


def same(one, other):
    return all(np.array_equal(x, y) and x.dtype == y.dtype for x, y in zip(one, other, strict=True))


@pytest.fixture(scope="module")
def alone():
    """Each lot asked of a nature of its own."""
    answers = []
    for i in range(70):
        fresh = nature()
        lot = fresh.lots()[i]
        who = fresh.interested(lot)
        answers.append([*columns(who), fresh.worth(lot, who), fresh.wealth(who)])
    return answers


@settings(deadline=None, max_examples=30)
@given(order=st.lists(st.integers(0, 69), max_size=40), at_once=st.sampled_from([1, 50, 500, 1 << 15]))
def test_lots_answer_the_same_in_any_order_and_any_batch(alone, order, at_once):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(study_nature, "_DRAWS_AT_ONCE", at_once)
        asked = nature()
        for i in order:
            lot = asked.lots()[i]
            who = asked.interested(lot)
            assert same([*columns(who), asked.worth(lot, who), asked.wealth(who)], alone[i])


def test_lots_asked_in_order_are_evaluated_in_batches(monkeypatch):
    asked, sizes = nature(), []
    evaluate = StudyNature._evaluate
    monkeypatch.setattr(
        StudyNature,
        "_evaluate",
        lambda self, group, first, size: sizes.append(size) or evaluate(self, group, first, size),
    )
    for lot in asked.lots():
        asked.interested(lot)
    assert sizes == [31, 31, 31]  # 40 and 30 lots
    asked.interested(next(lot for lot in asked.lots() if lot.group == "flats"))
    assert sizes[3:] == [1]  # asked for again when its batch is gone


@pytest.mark.parametrize("i", [0, 1, 30, 69])
def test_a_selection_is_worth_what_the_whole_is(i):
    asked = nature()
    lot = asked.lots()[i]
    who = asked.interested(lot)
    worth = asked.worth(lot, who)
    for keep in (who.reach < 0.5, who.group == 1, np.zeros(len(who), dtype=bool), np.arange(len(who))[::-1]):
        assert np.array_equal(asked.worth(lot, who.take(keep)), worth[keep])
        assert np.array_equal(asked.wealth(who.take(keep)), asked.wealth(who)[keep])


def test_worth_is_the_asked_lots_even_for_the_candidates_of_another():
    asked = nature(one_group(count=5, lots=2))
    first, second = asked.lots()
    who = asked.interested(first)
    worth = asked.worth(first, who)
    others = asked.interested(second)
    assert same(columns(who)[:3], columns(others)[:3])
    assert not np.array_equal(worth, asked.worth(second, others))
    assert np.array_equal(worth, asked.worth(first, others))
    assert np.array_equal(asked.worth(second, who), asked.worth(second, others))


def test_candidates_are_sorted_and_named():
    asked = nature()
    for lot in asked.lots():
        who = asked.interested(lot)
        assert who.groups == ("amateurs", "brokers", "crowd")
        assert np.array_equal(np.lexsort((who.number, who.group)), np.arange(len(who)))
        assert (who.group == 1).sum() == 4
        assert set(who.region) <= {0, 1}
    assert isinstance(who, Candidates)


def test_nobody_may_want_a_lot():
    asked = nature(one_group(count=3, interest=1e-12))
    lot = asked.lots()[0]
    who = asked.interested(lot)
    assert len(who) == len(asked.worth(lot, who)) == len(asked.wealth(who)) == 0
    assert [part.dtype.kind for part in columns(who)] == ["i", "i", "u", "i", "f"]
    empty = nature(a_study(an_arm(bidders={})))
    assert len(empty.interested(empty.lots()[0])) == 0


def test_bidders_come_only_for_the_classes_they_want():
    bidders = {
        "all": a_bidder_group(),
        "some": a_bidder_group(wants=("flats", "goods")),
        "none": a_bidder_group(wants=()),
    }
    lots = {"cars": a_lot_group(count=1, asset_class="goods"), "flats": a_lot_group(count=1), "x": a_lot_group(count=1)}
    asked = nature(a_study(an_arm(bidders=bidders), lots=lots))
    cars, flats, other = (asked.interested(lot) for lot in asked.lots())
    assert cars.groups == ("all", "none", "some")
    assert cars.group.tolist() == flats.group.tolist() == [0, 0, 2, 2]
    assert other.group.tolist() == [0, 0]


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_a_venue_reaches_its_share_and_audiences_are_nested(p):
    asked = nature(one_group(count=2000, interest=0.5, lots=20))
    reached = total = 0
    for lot in asked.lots():
        who = asked.interested(lot)
        here, wider = who.take(who.reach < p), who.take(who.reach < p + 0.05)
        assert set(here.subject.tolist()) <= set(wider.subject.tolist())
        reached, total = reached + len(here), total + len(who)
    assert abs(reached / total - p) < 4.5 * np.sqrt(p * (1 - p) / total)


def test_private_worths_are_independent_draws_of_the_law():
    asked = nature(one_group(count=50, lots=200))
    worths = np.array([asked.worth(lot, asked.interested(lot)) for lot in asked.lots()])
    assert stats.kstest(worths.ravel(), "uniform").pvalue > UNLIKELY
    for x, y in ((worths[1:], worths[:-1]), (worths[:, 1:], worths[:, :-1])):
        assert abs(np.corrcoef(x.ravel(), y.ravel())[0, 1]) < 4.5 / np.sqrt(x.size)
    thresholds = np.array([asked.interested(lot).reach for lot in asked.lots()])
    assert abs(np.corrcoef(worths.ravel(), thresholds.ravel())[0, 1]) < 4.5 / np.sqrt(worths.size)


def test_a_pool_takes_a_draw_for_each_item():
    asked = nature(one_group(count=50, lots=200, worth=PrivateWorth(Uniform(0.0, 1.0), pool=12)))
    worths = np.concatenate([asked.worth(lot, asked.interested(lot)) for lot in asked.lots()])
    assert abs(worths.mean() - 6.0) < 4.5 / np.sqrt(len(worths))
    assert abs(worths.var() - 1.0) < 4.5 * np.sqrt(2 / len(worths))


def test_tastes_are_around_the_common_worth():
    asked = nature(one_group(count=50, lots=200, worth=LognormalWorth(median=10.0, common_sd=1.0), taste_sd=0.3))
    lots = asked.lots()
    logs = np.concatenate([np.log(asked.worth(lot, asked.interested(lot)) / asked.common(lot)) for lot in lots])
    assert stats.kstest(logs, stats.norm(0, 0.3).cdf).pvalue > UNLIKELY


def test_margins_and_wealth_belong_to_the_bidder_whatever_the_lot():
    law = PrivateWorth(Choice(values=(8.0,)))
    asked = nature(one_group(count=500, lots=3, worth=law, margin=Uniform(0.0, 0.5), wealth=Uniform(0.0, 4.0)))
    answers = [(asked.worth(lot, who), asked.wealth(who)) for lot in asked.lots() for who in [asked.interested(lot)]]
    assert same(answers[0], answers[1])
    assert same(answers[0], answers[2])
    assert stats.kstest(answers[0][0], stats.uniform(4, 4).cdf).pvalue > UNLIKELY
    assert stats.kstest(answers[0][1], stats.uniform(0, 4).cdf).pvalue > UNLIKELY
    assert abs(np.corrcoef(*answers[0])[0, 1]) < 4.5 / np.sqrt(500)


def test_visitors_bring_their_own_margins_and_wealth_to_each_lot():
    law = PrivateWorth(Choice(values=(8.0,)))
    study = one_group(count=PoissonCount(40.0), lots=2, worth=law, margin=Uniform(0.0, 0.5), wealth=Uniform(0.0, 4.0))
    asked = nature(study)
    first, second = (
        (asked.worth(lot, who), asked.wealth(who)) for lot in asked.lots() for who in [asked.interested(lot)]
    )
    assert not set(first[0]) & set(second[0])
    assert not set(first[1]) & set(second[1])


def test_wealth_is_unlimited_if_nothing_is_said():
    asked = nature(one_group(count=3))
    assert asked.wealth(asked.interested(asked.lots()[0])).tolist() == [np.inf] * 3


def test_homes_are_drawn_by_weight_or_stated():
    bidders = {"any": a_bidder_group(count=3000), "there": a_bidder_group(count=5, region="there")}
    asked = nature(a_study(an_arm(bidders=bidders), regions={"there": 1.0, "here": 3.0}))
    first, second = (asked.interested(lot) for lot in asked.lots()[:2])
    assert set(first.region[first.group == 1]) == {1}
    assert abs((first.region[first.group == 0] == 0).mean() - 0.75) < 4.5 * np.sqrt(0.75 * 0.25 / 3000)
    assert np.array_equal(first.region, second.region)


def test_the_market_draws_apart_from_nature():
    asked, keys = nature(), np.arange(5)
    assert asked.uniform("tie", 3, keys, 2).tolist() == asked.uniform("tie", 3, keys[:, None], 2)[:, 0].tolist()
    for purpose in ("taste", "interest", "margin", "common"):
        assert not set(asked.uniform(purpose, 3, keys)) & set(Draws(1, 0).uniform(purpose, 3, keys))
    assert stats.kstest(asked.uniform("reply", np.arange(9999)), "uniform").pvalue > UNLIKELY
