"""Panels, tables, and the odd games: alone, nobody, unknown families."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest

from sim.equilibrium.affiliated import (
    GaussianSignals,
    LoanSignals,
    MineralRights,
    SignalModel,
    first_price,
    gaussian,
    loan,
    model_of,
    naive,
    screening,
    second_price,
)
from sim.equilibrium.affiliated.panels import Panels
from sim.errors import NoEquilibriumError
from sim.laws import Uniform
from sim.values.common import CommonLognormalWorth, CommonNormalWorth, LoanWorth, MineralRightsWorth, MixedWorth
from sim.values.private import PrivateWorth

MODELS = {
    "normal": GaussianSignals(5.0, 1.0, 1.0),
    "lognormal": GaussianSignals(0.0, 0.5, 0.4, logs=True),
    "uniform": MineralRights(50.0, 250.0, 12.0),
    "loan": LoanSignals(1.0, 0.0, 0.5, 2.0),
}
RESERVES = dict(zip(MODELS.values(), (6.0, 1.1, 120.0, 0.4), strict=True))
every_model = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)


def test_panels_differentiate_polynomials_exactly():
    panels = Panels(np.array([0.0, 1.0, 1.5, 4.0]))
    x = panels.nodes
    assert panels.slopes(x**8 - 3.0 * x) == pytest.approx(8.0 * x**7 - 3.0, rel=1e-9, abs=1e-9)


def test_panels_share_their_edges_to_the_last_bit():
    panels = Panels(np.sort(np.random.default_rng(8).normal(size=300)))
    assert np.array_equal(panels.nodes[:-1, -1], panels.nodes[1:, 0])
    assert panels.nodes[-1, -1] == panels.edges[-1]


def test_panels_are_split_where_wanted():
    panels = Panels(np.array([0.0, 1.0, 3.0]))
    assert panels.split().edges.tolist() == [0.0, 0.5, 1.0, 2.0, 3.0]
    assert panels.split(np.array([-1.0, 1.0])).edges.tolist() == [0.0, 1.0, 2.0, 3.0]


@pytest.mark.parametrize("rate", [1e-3, 1.0, 30.0, 1e9])
def test_relaxing_to_a_line_is_exact_at_any_rate(rate):
    """b' = r (x - b) from b(0) = 1 has b = x - 1 / r + (1 + 1 / r) exp(-r x)."""
    panels = Panels(np.linspace(0.0, 2.0, 129))
    x = panels.nodes
    found = panels.relax(np.full_like(x, rate), x, 1.0)
    exact = x - 1.0 / rate + (1.0 + 1.0 / rate) * np.exp(-rate * x)
    far = x >= 1.0
    assert found[far] == pytest.approx(exact[far], rel=1e-8, abs=1e-8)
    if rate <= 30.0:
        assert found == pytest.approx(exact, rel=1e-9, abs=1e-9)


@every_model
def test_they_are_models(model):
    assert isinstance(model, SignalModel)


@every_model
def test_beyond_the_table_limits_are_those_of_its_ends(model):
    curve = second_price(model, 3)
    signals = np.array([0.0, 1e-320, 1.0 - 1e-16, 1.0]) if model.odds else np.array([-1e9, -1e8, 1e8, 1e9])
    limits = curve.limit(signals)
    assert limits[0] == limits[1]
    assert limits[2] == pytest.approx(limits[3], rel=1e-9)
    assert np.all(np.isfinite(limits))


@every_model
def test_alone_one_pays_the_reserve_and_knows_only_the_own_signal(model):
    reserve = RESERVES[model]
    at = screening(model, 1, reserve)
    x = 1.0 / (1.0 + math.exp(-at)) if model.odds else at
    assert naive(model).limit(np.array([x]))[0] == pytest.approx(reserve, rel=1e-8)
    around = np.array([x - 1e-6, x + 1e-6])
    assert first_price(model, 1, reserve).limit(around).tolist() == [-np.inf, reserve]
    assert second_price(model, 1, reserve).limit(around) == pytest.approx([-np.inf, reserve], rel=1e-5)
    with pytest.raises(NoEquilibriumError, match="sole bidder without a reserve"):
        first_price(model, 1)


@every_model
def test_a_reserve_below_every_estimate_changes_nothing_and_one_above_all_keeps_all_away(model):
    low, high = (-100.0, 1000.0)
    signals = np.linspace(0.2, 0.8, 5) * (1.0 if model.odds else 10.0)
    signals += 140.0 if isinstance(model, MineralRights) else 0.0
    for solver in (first_price, second_price):
        assert np.array_equal(solver(model, 3, low).limit(signals), solver(model, 3).limit(signals))
        nobody = solver(model, 3, high * (1e6 if model.logs else 1.0))
        assert nobody.limit(signals).tolist() == [-np.inf] * 5
        assert nobody.residual == 0.0
    assert screening(model, 3, low) == -math.inf


def test_a_reserve_at_the_highest_worth_keeps_all_away_and_one_at_the_lowest_nobody():
    model = MODELS["uniform"]
    assert screening(model, 3, 250.0) == math.inf
    assert screening(model, 3, 50.0) == -math.inf
    for reserve in (50.0 + 1e-6, 250.0 - 1e-4):
        curve = first_price(model, 3, reserve)
        assert curve.residual <= 1e-9
        assert curve.limit(np.array([curve.lowest]))[0] == pytest.approx(reserve, rel=1e-12)


@every_model
def test_screening_is_stricter_with_more_rivals_and_laxer_for_the_cursed(model):
    reserve = RESERVES[model]
    levels = [screening(model, n, reserve) for n in (1, 2, 4, 8)]
    assert np.all(np.diff(levels) > 0.0)
    cursed = [screening(model, 4, reserve, chi) for chi in (0.0, 0.5, 1.0)]
    assert np.all(np.diff(cursed) < 0.0)
    assert cursed[-1] == pytest.approx(levels[0], rel=1e-9, abs=1e-9)


@every_model
def test_methods_name_their_source_and_the_curse(model):
    assert first_price(model, 3).method == "affiliated first price, 3 bidders (Milgrom and Weber 1982)"
    assert "cursed 0.25, Eyster and Rabin 2005" in second_price(model, 3, chi=0.25).method
    assert naive(model).method.startswith("heuristic: ")


@every_model
def test_plans_travel(model):
    curve = first_price(model, 4)
    again = pickle.loads(pickle.dumps(curve))
    x = np.linspace(0.1, 0.9, 9)
    assert np.array_equal(again.limit(x), curve.limit(x))


@pytest.mark.parametrize(("sd", "n"), [(0.0, 2), (1e-3, 50), (0.01, 400), (1.0, 100), (10.0, 20), (100.0, 3)], ids=str)
def test_the_hard_normal_cases_are_solved_to_their_tolerance(sd, n):
    curve = first_price(GaussianSignals(0.0, sd, 1.0), n)
    assert curve.residual <= 1e-9
    assert len(curve.knots) < 3000


@pytest.mark.parametrize(
    ("room", "name", "far"), [(gaussian, "normal", 9.0), (gaussian, "lognormal", 9.0), (loan, "loan", 90.0)]
)
def test_what_is_assumed_far_below_is_forgotten(room, name, far, monkeypatch):
    model = LoanSignals(1.0, 0.0, 0.5, 1.1) if name == "loan" else MODELS[name]
    at = np.linspace(*model.core, 200)
    signals = 1.0 / (1.0 + np.exp(-at)) if model.odds else at
    usual = first_price(model, 2).limit(signals)
    monkeypatch.setattr(room, "RUN_IN", far)
    assert first_price(model, 2).limit(signals) == pytest.approx(usual, rel=1e-8 if model.logs else 0.0, abs=1e-8)


@pytest.mark.parametrize("mean", [1e3, 1e6, 1e9])
def test_a_table_is_as_good_as_rounding_allows_and_says_so(mean):
    curve = first_price(GaussianSignals(mean, 1.0, 1.0), 3)
    bid = curve.limit(np.array([mean + 0.5]))[0] - mean
    plain = first_price(GaussianSignals(0.0, 1.0, 1.0), 3).limit(np.array([0.5]))[0]
    assert abs(bid - plain) < 1e-12 * mean
    assert curve.residual < 2e-12 * mean
    assert len(curve.knots) < 2000


@pytest.mark.parametrize("width", [1e-4, 0.5, 50.0, 99.9, 100.0, 1e4])
def test_uniform_signals_of_any_width_are_solved_to_their_tolerance(width):
    for solver in (first_price, second_price):
        curve = solver(MineralRights(100.0, 300.0, width), 5)
        assert curve.residual <= 1e-9 + 2e-12 * 300.0 / width
        assert len(curve.knots) < 2000


def test_models_are_in_the_units_of_the_signals():
    assert model_of(CommonLognormalWorth(1e6, 0.5, 0.4)) == GaussianSignals(math.log(1e6), 0.5, 0.4, logs=True)
    assert model_of(CommonNormalWorth(3.0, 2.0, 1.0)) == GaussianSignals(3.0, 2.0, 1.0)
    assert model_of(MixedWorth(3.0, 2.0, 1.0, 0.4)) == GaussianSignals(3.0, 2.0, 1.0, own_share=0.4)
    assert model_of(MineralRightsWorth(1.0, 9.0, 2.0)) == MineralRights(1.0, 9.0, 2.0)
    assert model_of(LoanWorth(bad=1.0, good=9.0, good_probability=0.3, power=2.5)) == LoanSignals(9.0, 1.0, 0.3, 2.5)


def test_a_family_without_signals_is_refused():
    with pytest.raises(NoEquilibriumError, match="worth model private"):
        model_of(PrivateWorth(Uniform(0.0, 1.0)))


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"power": 1.0}, "power must be above 1"), ({"good": 0.0}, "good must be above bad, not 0 and 0")],
)
def test_a_loan_whose_signals_tell_nothing_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        LoanWorth(**{"good": 1.0, "bad": 0.0, "good_probability": 0.5, "power": 2.0} | changes)
