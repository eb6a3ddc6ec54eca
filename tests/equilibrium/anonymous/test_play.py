"""Payoffs, thresholds and prices against auctions drawn and played one by one; no profitable deviation."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import ndtr

from sim.equilibrium.anonymous import Line, Profits, by_sight, outcome, payoffs, relist, solve, thresholds, trials
from sim.equilibrium.anonymous.crowd import Crowd, Subgroup
from sim.equilibrium.anonymous.screening import silence
from sim.equilibrium.audit import Trial, audit
from sim.laws import Normal
from tests.equilibrium.anonymous.crowds import (
    CASES,
    DEFECT,
    KNOWN,
    POISSON,
    START,
    SYMMETRIC,
    TENS,
    Draws,
    crowd,
    group,
    near,
    solved,
)

LOTS = 60_000
every_case = pytest.mark.parametrize("game", CASES.values(), ids=list(CASES))
POOR = crowd(
    0.04,
    group("rich", 0.02, 0.02, 3),
    group("poor", 0.02, 0.02, 4, funds=Normal(-0.05, 0.2)),
    knows="poisson",
)


@every_case
def test_no_group_gains_by_another_bid_or_by_silence(game):
    verdicts = audit(trials(solved(game)))
    assert [each.group for each in verdicts] == list(dict.fromkeys(each.group for each in game.subgroups))
    for each in verdicts:
        assert each.passes
        assert each.gain <= 1e-3 * each.profit + 1e-7


@every_case
def test_a_start_price_is_answered_nearly_as_well(game):
    assert all(each.passes for each in audit(trials(solved(game), START)))


def test_a_start_price_is_answered_exactly_by_equals():
    (verdict,) = audit(trials(solved(SYMMETRIC), START))
    assert 0.0 <= verdict.gain <= 1e-6 * verdict.profit


@pytest.mark.parametrize("k", range(3))
def test_never_bidding_fails_the_audit(k):
    base = trials(solved(TENS))[k]
    (verdict,) = audit([replace(base, played=np.zeros_like(base.played))])
    profit = float(base.weight @ base.played)
    assert verdict.gain == pytest.approx(profit, rel=1e-6)
    assert not verdict.passes
    if k == 0:
        assert 0.0019 < profit / base.worth < 0.0023


@pytest.mark.parametrize("k", range(3))
def test_naive_bidding_fails_the_audit(k):
    """One naive bidder among rational ones, and for the best group all of it."""
    game = solved(TENS)
    paid, base = payoffs(game), trials(game)[k]
    naive = paid.of(k, game.kinds.naive(paid.signals)[k])
    (verdict,) = audit([replace(base, played=naive)])
    assert verdict.gain > 0.001
    assert not verdict.passes
    if k == 0:
        best, *others = TENS.subgroups
        whole = solve(replace(TENS, subgroups=(replace(best, cursed=1.0), *others)))
        verdicts = audit(trials(whole))
        assert [each.passes for each in verdicts] == [False, True, True]
        assert verdicts[0].profit < 0.0 < verdicts[0].gain


@pytest.mark.parametrize("start", [-math.inf, START], ids=["no start price", "start price"])
@pytest.mark.parametrize("game", [POISSON, DEFECT, POOR], ids=["poisson", "defect", "funds"])
def test_quadrature_agrees_with_auctions_that_are_played(game, start):
    found, paid, draws = solved(game), payoffs(solved(game), start), Draws(game, LOTS, 7)
    bids = draws.limits(found, start)
    if game is POOR:
        funds = -0.05 + 0.2 * draws.rng.standard_normal(bids.shape)
        bids = np.where(draws.kind == 1, np.minimum(bids, funds), bids)
        bids = np.where(bids >= start, bids, -np.inf)
    winner, price, sold = draws.sale(bids, start)
    expected = outcome(found, start)
    assert near(sold, expected.sold)
    assert near(price * sold, expected.revenue)
    gain = np.where(sold, np.take_along_axis(draws.worth, winner[:, None], axis=1)[:, 0] - price, 0.0)
    for k in range(len(game.subgroups)):
        come = float(found.kinds.numbers[k] @ [1.0 - game.defect, game.defect][: len(found.kinds.lost)])
        wins = sold & (draws.kind[winner] == k)
        assert near(gain * wins, come * paid.expected_profit()[k])
        assert near(wins, come * paid.chance_to_win()[k])


def test_known_numbers_agree_with_auctions_that_are_played():
    """The same three and three bidders in every lot: revenue, profit and chance to win."""
    found, paid, rng = solved(KNOWN), payoffs(solved(KNOWN), START), np.random.default_rng(3)
    taste, noise = (np.repeat([getattr(each, part) for each in KNOWN.subgroups], 3) for part in ("taste", "noise"))
    kind, edge = np.repeat([0, 1], 3), thresholds(found, START)
    worth = 0.2 * rng.standard_normal((LOTS, 1)) + np.sqrt(taste) * rng.standard_normal((LOTS, 6))
    signal = worth + np.sqrt(noise) * rng.standard_normal((LOTS, 6))
    bids = np.hstack(
        [found.curves.at(signal.T[3 * k : 3 * k + 3].reshape(1, -1).repeat(2, 0))[k].reshape(3, LOTS).T for k in (0, 1)]
    )
    bids = np.where(signal >= edge[kind], np.maximum(bids, START), -np.inf)
    winner, price, sold = Draws.sale(bids, START)
    expected = outcome(found, START)
    assert near(sold, expected.sold)
    assert near(price * sold, expected.revenue)
    for k in (0, 1):
        wins = sold & (kind[winner] == k)
        gain = np.where(wins, np.exp(np.take_along_axis(worth, winner[:, None], axis=1)[:, 0]) - price, 0.0)
        assert near(gain, 3 * paid.expected_profit()[k])
        assert near(wins, 3 * paid.chance_to_win()[k])


@pytest.mark.parametrize(("start", "rel"), [(-math.inf, 1e-5), (START, 1e-3)])
@every_case
def test_chances_to_win_add_up_to_a_sale(game, start, rel):
    """With a start price they have kinks where another group comes in, which cost some digits."""
    found = solved(game)
    if game.knows == "count":
        come = found.kinds.numbers[:, 0] * game.count / found.kinds.numbers[:, 0].sum()
    else:
        come = found.kinds.numbers @ np.array([1.0 - game.defect, game.defect])[: len(found.kinds.lost)]
    assert come @ payoffs(found, start).chance_to_win() == pytest.approx(outcome(found, start).sold, rel=rel)


def test_a_bidder_alone_buys_at_the_start_price():
    found = solved(crowd(0.04, group("alone", 0.01, 0.03, 1)))
    edge = float(thresholds(found, START)[0])
    assert found.kinds.naive(np.array([[edge]]))[0, 0] == pytest.approx(START, abs=1e-9)
    x = np.linspace(-0.4, 0.4, 5)
    assert_allclose(found.curves.at(x[None]), found.kinds.naive(x[None]), atol=1e-9)
    assert outcome(found, START).revenue == pytest.approx(math.exp(START) * outcome(found, START).sold, rel=1e-9)


def test_the_averse_to_risk_bid_less_and_count_money_where_told():
    averse = solved(crowd(0.06, group("all", 0.01, 0.04, 5, risk_aversion=0.6)))
    x = np.linspace(-0.5, 0.5, 5)[None]
    assert np.all(averse.curves.at(x) < solved(SYMMETRIC).curves.at(x))
    (verdict,) = audit(trials(averse, START))
    assert verdict.gain <= 1e-5 * verdict.profit
    found, draws = payoffs(averse, START, in_money=True), solved(SYMMETRIC)
    assert found.expected_profit()[0] > payoffs(draws, START).expected_profit()[0]
    one = replace(averse.crowd, knows="poisson", subgroups=(replace(averse.crowd.subgroups[0], numbers=(1.0, 1.0)),))
    profits = Profits(one, START)
    money = payoffs(profits.solved(np.array([4.0])), START, in_money=True).expected_profit()
    assert_allclose(profits(np.array([4.0])), money, rtol=1e-6)


def test_the_naive_count_the_defect_but_not_the_rivals():
    """E[V | x]: worth at face value, less what a bidder who saw nothing still expects to be hidden."""
    naive = replace(DEFECT, subgroups=tuple(replace(each, cursed=1.0) for each in DEFECT.subgroups))
    saw, saw_not = solved(naive).curves.at(np.full((4, 1), 0.3))[:2, 0]
    nu = 0.06 / 0.07
    hidden = 0.2 * 0.5 / (0.2 * 0.5 + 0.8)
    assert saw == pytest.approx(nu * 0.3 + 0.5 * nu * 0.01 + math.log(1.0 - 0.25), abs=1e-9)
    assert saw_not == pytest.approx(nu * 0.3 + 0.5 * nu * 0.01 + math.log(1.0 - hidden * 0.25), abs=1e-9)


def test_a_declared_strategy_is_taken_as_given():
    """Bidders who shade in logs; the others answer, and the audit holds for these."""
    shy, keen = group("shy", 0.02, 0.03, 3, bids=Line(-0.3, 0.6)), group("keen", 0.02, 0.03, 3)
    found = solved(crowd(0.04, shy, keen, knows="poisson"))
    x = np.linspace(-0.5, 0.5, 5)
    bids = found.curves.at(np.array([x, x]))
    assert_allclose(bids[0], -0.3 + 0.6 * x, atol=1e-9)
    alike = solved(crowd(0.04, group("a", 0.02, 0.03, 3), keen, knows="poisson")).curves.at(np.array([x, x]))
    assert np.all(bids[1] > alike[1])
    assert [each.passes for each in audit(trials(found))] == [False, True]
    assert thresholds(found, -0.3)[0] == pytest.approx(0.0, abs=1e-9)


def test_who_meets_rivals_short_of_funds_reckons_with_it():
    """The highest bid of a poor rival says less of what the lot is worth."""
    verdicts = audit(trials(solved(POOR)))
    assert all(each.gain <= 1e-6 * each.profit for each in verdicts)
    rich = solved(replace(POOR, subgroups=tuple(replace(each, funds=None) for each in POOR.subgroups)))
    high = np.full((2, 1), 0.5)
    assert solved(POOR).curves.at(high)[0] > rich.curves.at(high)[0] + 0.01


def test_nobody_pays_where_nobody_else_bids():
    """Alone without a start price; and cursed bidders come where they believe it worth it."""
    alone = solved(crowd(0.04, group("alone", 0.01, 0.03, 1)))
    assert payoffs(alone).expected_profit()[0] == pytest.approx(math.exp(0.5 * (0.04 + 0.01)), rel=1e-5)
    assert outcome(alone).revenue == pytest.approx(0.0, abs=1e-9)
    naive = solved(crowd(0.04, group("naive", 0.01, 0.03, 5, cursed=1.0)))
    edge = thresholds(naive, START)
    assert naive.curves.at(edge[:, None])[0, 0] == pytest.approx(START, abs=1e-9)


@pytest.mark.parametrize("knows", ["poisson", "composition"])
@pytest.mark.parametrize("start", [-0.5, 0.0, 0.3])
def test_thresholds_of_large_crowds_settle(knows, start):
    """What silence of four hundred says is far from what the signal says."""
    found = solved(crowd(0.04, group("all", 1e-4, 0.04, 400), knows=knows))
    edge = float(thresholds(found, start)[0])
    common = np.linspace(-1.6, 1.6, 20001)
    spread, kappa, rho = math.sqrt(0.0401), 0.04 / 0.0801, 1e-4 / 0.0401
    silent = ndtr((edge - common) / spread)
    log = 399 * np.log(np.maximum(silent, 1e-300)) if knows == "composition" else -400 * (1.0 - silent)
    weight = np.exp(log - log[common < 1.0].max() - 0.5 * (common - kappa * edge) ** 2 / (0.04 * (1.0 - kappa)))
    worth = np.exp(common + rho * (edge - common) + 0.5 * rho * 0.04)
    assert math.log(weight @ worth / weight.sum()) == pytest.approx(start, abs=1e-5)


@pytest.mark.parametrize(("start", "edge"), [(-0.3, -0.1125), (-0.45, -0.3966)])
def test_of_several_thresholds_the_highest_is_played(start, edge):
    """Low thresholds make silence say that nobody came: at -0.45, some near -1.28 and -0.79 would do as well."""
    found = solved(crowd(0.035, group("all", 0.0139, 0.0884, 13), knows="poisson"))
    assert thresholds(found, start)[0] == pytest.approx(edge, abs=0.005)
    assert all(each.passes for each in audit(trials(found, start)))


def test_groups_are_judged_by_those_of_them_who_occur():
    """A group's profit weighs who saw the defect by how often anybody does."""
    paid, (sharp, vague) = payoffs(solved(DEFECT)), audit(trials(solved(DEFECT)))
    share = np.array([0.2 * 0.5, 1.0 - 0.2 * 0.5, 0.2 * 0.2, 1.0 - 0.2 * 0.2])
    parts = share * paid.expected_profit()
    assert sharp.profit == pytest.approx(parts[:2].sum(), rel=1e-9)
    assert vague.profit == pytest.approx(parts[2:].sum(), rel=1e-9)
    assert sharp.worth == pytest.approx(math.exp(0.5 * 0.06) * (1.0 - 0.2 * 0.25), rel=1e-9)
    lone = (by_sight(group("sharp", 0.02, 0.01, 1), 0.5), by_sight(group("vague", 0.04, 0.0625, 1), 0.2))
    one = replace(DEFECT, subgroups=(*lone[0], *lone[1]))
    assert_allclose(Profits(one)(np.array([4.0, 5.0])), [sharp.profit, vague.profit], rtol=1e-5)


def test_a_second_listing_is_read_as_bad_news():
    """Same bidders and fresh ones after a pass-in at the first start price, drawn and played.

    Silence at the lower start price says all that the pass-in said, so thresholds do not move; bids do.
    """
    first = crowd(0.05, group("old", 0.02, 0.04, 3), knows="poisson")
    start, lower = math.log(1.05), math.log(0.85)
    edge = thresholds(solved(first), start)
    again = solved(relist(first, edge, (group("new", 0.02, 0.04, 1.5),)))
    come = crowd(0.05, *first.subgroups, group("new", 0.02, 0.04, 1.5), knows="poisson")
    assert_allclose(thresholds(again, lower), thresholds(solved(come), lower), atol=1e-9)
    high = np.full((2, 1), edge[0] + 0.2)
    assert again.curves.at(high)[1] < solved(come).curves.at(high)[1] - 0.01
    draws = Draws(come, LOTS, 11)
    passed = ~np.any((draws.signal >= edge[0]) & (draws.kind == 0), axis=1)
    bids = draws.limits(again, lower)[passed]
    winner, price, sold = draws.sale(bids, lower)
    expected, paid = outcome(again, lower), payoffs(again, lower)
    assert near(sold, expected.sold)
    assert near(price * sold, expected.revenue)
    gain = np.where(sold, np.take_along_axis(draws.worth[passed], winner[:, None], axis=1)[:, 0] - price, 0.0)
    for k, come_back in enumerate((np.mean(np.sum(draws.signal[passed][:, draws.kind == 0] > -np.inf, axis=1)), 1.5)):
        assert near(gain * (sold & (draws.kind[winner] == k)), come_back * paid.expected_profit()[k])
    assert all(each.passes for each in audit(trials(again, lower)))


def test_a_second_listing_of_a_known_crowd_has_nobody_new():
    edge = thresholds(solved(SYMMETRIC), 0.1)
    again = relist(SYMMETRIC, edge)
    assert again.subgroups[0].ceiling == pytest.approx(edge[0])
    assert outcome(solved(again), -0.1).sold < outcome(solved(SYMMETRIC), -0.1).sold
    with pytest.raises(ValueError, match="fresh arrivals need Poisson numbers"):
        relist(SYMMETRIC, edge, (group("new", 0.01, 0.01, 1),))


def test_payoffs_of_any_bid_are_those_of_its_neighbours():
    paid = payoffs(solved(POISSON), START)
    own = np.where(paid.played[1] >= 0, paid.bids[paid.played[1]], -np.inf)
    assert_allclose(paid.of(1, own), paid.earned()[1], atol=1e-15)


def test_a_trial_that_earns_nothing_is_judged_by_worth_alone():
    nothing = Trial("a", 1.0, np.ones(1), np.array([[-0.1, 5e-5]]), np.zeros(1), 1.0)
    assert audit([nothing])[0].passes


def test_where_silence_is_out_of_the_question_whoever_bids_the_start_price_comes_in():
    """Fifty-odd bidders at half the worth: conditions on silence have many roots or none, and none of them matters."""
    sharper = 1.0 / (1.0 / 0.09 + 1.0 / 0.0144), 1.0 / (1.0 / 0.04 + 1.0 / 0.0144)
    many = (
        Subgroup("funds", 0.0144, 0.09, (2.10646585, 2.10646585), margin=math.log(0.82)),
        Subgroup("funds, looked", 0.0144, sharper[0], (3.64190068, 3.64190068), margin=math.log(0.82)),
        Subgroup("regulars", 0.01, 0.04, (47.95931929, 47.95931929), margin=math.log(0.78)),
        Subgroup("regulars, looked", 0.01, sharper[1], (0.10298134, 0.10298134), margin=math.log(0.78)),
    )
    solved, start = solve(Crowd(0.013963, many)), -0.83865
    found = thresholds(solved, start)
    assert float(np.max(silence(solved, found))) < 1e-3
    assert_allclose(found, solved.curves.inverse(np.array([start]))[0][:, 0])
    few = solve(Crowd(0.014, (Subgroup("a", 0.01, 0.04, (0.5, 0.5)),)))
    alone = silence(few, np.array([-9.0]))
    assert alone == pytest.approx([math.exp(-0.5)], abs=1e-6), "nobody else is there"
    assert silence(few, np.array([9.0])) == pytest.approx([1.0])
