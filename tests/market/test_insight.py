"""What bidders took lots to be worth: against closed forms of normal learning, and line by line."""

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.stats import norm

from sim import measures
from sim.experiment.columns import tables
from sim.experiment.prepare import prepare
from sim.market.market import play
from sim.scenario import load_text

ALONE = """
title: t
question: q
seed: 11
replications: 40
lots:
  flats: {count: 100, worth: {model: lognormal, median: 100, common_sd: 0.4}, appraisal: {bias: 0.1, sd: 0.3}}
bidders:
  crowd: {count: 4, taste_sd: 0.15, signal_sd: 0.25, margin: 0.2, strategy: truthful}
arms:
  one: {venue: frictionless, rules: {format: second_price}}
baseline: one
"""

GROUPS = """
title: t
question: q
seed: 12
replications: 4
lots:
  flats:
    count: 60
    worth: {model: lognormal, median: 100, common_sd: 0.4}
    appraisal: {bias: 0, sd: 0.3}
    defect: {probability: 0.3, loss_share: 0.4}
bidders:
  close: {count: 2, taste_sd: 0.1, signal_sd: 0.1, strategy: truthful, inspects: never}
  far: {count: 3, taste_sd: 0.1, signal_sd: 0.4, strategy: truthful, inspects: always}
  known: {count: 1, taste_sd: 0.1, signal_sd: 0, strategy: truthful}
arms:
  one:
    venue: frictionless
    place: {registration_cost: 2, inspection_cost: 1, inspection_sd: 0.3, aware_same_region: 0.7, defect_revealed: 0.5}
    rules: {format: second_price, reserve: 60}
  two: {like: one, place: {insiders: barred}}
baseline: one
behaviour: {entry: everyone}
output: {tables: [lots, bidders]}
"""


def played(text, replications, arm="one"):
    study = load_text(text).study
    plans = prepare(study)
    return tables([(r, play(study, arm, r, plans, keep=True)) for r in range(replications)])


def value(name, columns):
    return measures.evaluate(measures.find(name), columns, measures.cells(columns))


def highest(n):
    """Mean of the highest of n standard normal numbers."""
    return quad(lambda z: z * n * norm.pdf(z) * norm.cdf(z) ** (n - 1), -9, 9, epsabs=1e-12)[0]


def test_one_group_of_gaussian_logs_has_closed_forms():
    """Errors of estimates have mean nu S / 2 and variance nu S in logs; the buyer's look is the highest of four."""
    lots = played(ALONE, 40)["lots"]
    prior, taste, noise = 1.0 / (0.4**-2 + 0.3**-2), 0.15**2, 0.25**2
    nu, rho = (prior + taste) / (prior + taste + noise), taste / (taste + noise)
    error = value("estimate_error", lots)
    by_hand = math.sqrt(nu * noise + (nu * noise / 2.0) ** 2)
    assert error.mean() == pytest.approx(by_hand, abs=4 * error.std(ddof=1) / math.sqrt(len(error)))
    over = value("overestimate", lots)
    by_hand = (nu - rho) * math.sqrt(taste + noise) * highest(4) + nu * noise / 2.0
    assert over.mean() == pytest.approx(by_hand, abs=4 * over.std(ddof=1) / math.sqrt(len(over)))
    assert over.std(ddof=1) / math.sqrt(len(over)) < 0.05 * by_hand
    assert value("information_gap", lots) == pytest.approx(0.0)
    assert np.isnan(lots["defect"]).all()
    truthful = lots["buyer_estimate"] / lots["buyer_limit"]
    assert truthful == pytest.approx(np.ones(len(truthful)))


def test_a_line_for_all_who_were_aware_and_lots_add_them_up():
    both = played(GROUPS, 4)
    lots, lines = both["lots"], both["bidders"]
    assert set(np.unique(lots["defect"])) == {0.0, 1.0}
    assert lots["defect"].mean() == pytest.approx(0.3, abs=4 * math.sqrt(0.21 / len(lots["defect"])))
    came, entered = lines["came"] == 1.0, lines["entered"] == 1.0
    for lot in range(len(lots["lot"])):
        of = (lines["lot"] == lots["lot"][lot]) & (lines["replication"] == lots["replication"][lot])
        assert of.sum() == lots["aware"][lot]
        assert (of & came).sum() == lots["came"][lot] == lots["estimates"][lot]
        assert (of & entered).sum() == lots["entered"][lot]
        assert lines["inspected"][of].sum() == lots["inspected"][lot]
        square = np.log(lines["estimate"][of] / lines["worth"][of]) ** 2
        assert square.sum() == pytest.approx(lots["squared_errors"][lot], abs=1e-12)
        for end, group in (("best", "known"), ("worst", "far")):
            there = lines["bidder_group"][of] == group
            assert there.sum() == lots[f"estimates_{end}"][lot]
            assert square[there].sum() == pytest.approx(lots[f"squared_errors_{end}"][lot], abs=1e-12)
        won = of & (lines["won"] == 1.0)
        assert won.sum() == (not np.isnan(lots["hammer"][lot]))
        assert lines["estimate"][won] == pytest.approx(lots["buyer_estimate"][lot : lot + 1][: won.sum()])
        assert lines["limit"][won] == pytest.approx(lots["buyer_limit"][lot : lot + 1][: won.sum()])
    assert (lines["limit"][entered] >= 60.0).all()
    assert not (lines["limit"][came & ~entered] >= 60.0).any()
    assert (lines["inspected"] == (lines["bidder_group"] == "far")).all()
    assert (lines["home"] == 1.0).all()
    assert set(lots["lot"]) == {f"flats-{number}" for number in range(60)}


def test_the_estimate_of_a_line_uses_signal_and_public_news_alone():
    """By hand from what stands in the tables, for lots of which no defect was told."""
    both = played(GROUPS, 4)
    lots, lines = both["lots"], both["bidders"]
    public = dict(zip(zip(lots["replication"], lots["lot"], strict=True), lots["worth_public"], strict=True))
    flawed = dict(zip(zip(lots["replication"], lots["lot"], strict=True), lots["defect"], strict=True))
    where = list(zip(lines["replication"], lines["lot"], strict=True))
    mean, defect = (np.array([of[key] for key in where]) for of in (public, flawed))
    prior = 1.0 / (0.4**-2 + 0.3**-2) + 0.1**2
    hidden = 0.3 * 0.5 / (0.7 + 0.3 * 0.5)
    for group, noise in (("close", 0.1**2), ("far", 1.0 / (0.4**-2 + 0.3**-2))):
        nu = prior / (prior + noise)
        of = lines["bidder_group"] == group
        plain = np.exp(np.log(mean) + nu * (np.log(lines["signal"]) - np.log(mean)) + nu * noise / 2.0)[of]
        ratio = lines["estimate"][of] / plain
        left = (1.0 - 0.4 * hidden,) if group == "close" else (1.0,)
        for share, sound in ((left[0], True), (0.6, False)):
            assert np.isclose(ratio, share).sum() > 0, (group, share)
            some = np.isclose(ratio, share)
            assert group == "close" or np.array_equal(defect[of][some] == 0.0, np.full(some.sum(), sound))
        assert (np.isclose(ratio, left[0]) | np.isclose(ratio, 0.6)).all()


def test_where_insiders_are_barred_the_next_group_is_the_best_informed():
    lots = played(GROUPS, 4, "two")["lots"]
    lines = played(GROUPS, 4, "two")["bidders"]
    assert set(lines["bidder_group"]) == {"close", "far"}
    assert lots["estimates_best"].sum() == (lines["bidder_group"] == "close").sum()
    gap = value("information_gap", lots)
    assert np.isfinite(gap).all()
    square = np.log(lines["estimate"] / lines["worth"]) ** 2
    first = lines["replication"] == 0.0
    far, close = (math.sqrt(square[first & (lines["bidder_group"] == name)].mean()) for name in ("far", "close"))
    assert gap[0] == pytest.approx(far - close)


def test_costs_of_losers_are_what_the_buyer_did_not_bear():
    """Everybody but those who look closer spends the same, own factors apart: here they are all one."""
    text = GROUPS.replace("signal_sd", "entry_cost_sd: 0, signal_sd")
    lots = played(text, 2)["lots"]
    sold = ~np.isnan(lots["hammer"])
    own = np.where(sold, 2.0 + (lots["buyer_group"] == "far"), 0.0)
    spent = 2.0 * lots["came"] + lots["inspected"] - own
    by_hand = [spent[lots["replication"] == r].mean() for r in (0, 1)]
    assert value("loser_cost_per_lot", lots) == pytest.approx(by_hand)


CURSED = ALONE.replace("strategy: truthful", "strategy: {use: cursed, chi: 1}").replace(
    "baseline: one",
    """  seen: {like: one, rules: {format: clock, shows: [bids, dropouts]}}
  rational: {like: one, bidders: {crowd: {strategy: equilibrium}}}
  sealed: {like: one, rules: {format: first_price}, bidders: {crowd: {strategy: truthful}}}
baseline: one""",
)


def by_integrals(x, mean, variance, taste, noise, n):
    """Log bid among n - 1 naive rivals at which the worth, given a tie with the highest of them, is the price."""
    spread, rho = math.sqrt(taste + noise), taste / (taste + noise)
    nu = (variance + taste) / (variance + taste + noise)
    c = mean + math.sqrt(variance) * np.linspace(-8.0, 8.0, 4001)

    def gap(y):
        weight = norm.pdf(c, mean, math.sqrt(variance)) * norm.pdf(x, c, spread) * norm.pdf(y, c, spread)
        weight *= norm.cdf((y - c) / spread) ** (n - 2)
        worth = math.log(np.sum(weight * np.exp(rho * x + (1 - rho) * c + rho * noise / 2)) / np.sum(weight))
        return worth - (mean + nu * (y - mean) + nu * noise / 2)

    y = brentq(gap, x - 1.5, x + 1.5)
    return mean + nu * (y - mean) + nu * noise / 2


def test_how_far_the_naive_go_beyond_what_winning_teaches():
    """Lot by lot against integrals, in sales without drop-outs seen; margins are a fifth."""
    both = played(CURSED, 2)
    lots, lines = both["lots"], both["bidders"]
    won = lines["won"] == 1.0
    signals = dict(
        zip(zip(lines["replication"][won], lines["lot"][won], strict=True), lines["signal"][won], strict=True)
    )
    variance = 1.0 / (0.4**-2 + 0.3**-2)
    gaps, worths = 0.0, 0.0
    for lot in range(100):
        signal = signals[lots["replication"][lot], lots["lot"][lot]]
        mean = math.log(lots["worth_public"][lot])
        log = by_integrals(math.log(signal), mean, variance, 0.15**2, 0.25**2, 4)
        assert lots["buyer_break_even"][lot] == pytest.approx(0.8 * math.exp(log), rel=3e-3)
        gaps += lots["buyer_limit"][lot] - 0.8 * math.exp(log)
        worths += lots["worth_common"][lot]
    assert value("curse_gap", lots)[0] == pytest.approx(gaps / worths, abs=1e-3)


def test_nobody_goes_too_far_in_equilibrium_and_what_is_not_known_is_empty():
    lots = played(CURSED, 2, "rational")["lots"]
    assert np.array_equal(lots["buyer_break_even"], lots["buyer_limit"])
    assert np.array_equal(value("curse_gap", lots), [0.0, 0.0])
    assert (value("curse_gap", played(CURSED, 2, "seen")["lots"]) > 0.0).all()
    unknown = played(CURSED, 1, "sealed")["lots"]
    assert np.isnan(unknown["buyer_break_even"]).all()
    assert np.isnan(value("curse_gap", unknown)).all()
