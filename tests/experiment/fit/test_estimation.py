"""The economics of a fit against worlds whose answer is known: linear moments, quadratic surfaces, blind directions."""

from __future__ import annotations

import math
from typing import get_args

import numpy as np
import pytest

from sim.entities.asked import MomentName
from sim.entities.study import Fit, Free
from sim.errors import ScenarioError
from sim.experiment.fit.box import Box, usual
from sim.experiment.fit.comparing import simulated_too, told_by
from sim.experiment.fit.estimation import estimate, names_of, seen, whitening
from sim.experiment.fit.fitting import _Design, fit, laid
from sim.experiment.fit.judging import judged
from sim.experiment.fit.misfit import missed, misses, unlikely
from sim.experiment.fit.moments import MOMENTS, Cells, cells_of, covariance
from sim.experiment.fit.sales import Sales, ladder
from sim.experiment.fit.surface import Surface, basis, fitted, slopes, terms
from tests.scenario.helpers import small


def lots(n: int, seed: int = 1, *, mean: float = 0.0, sd: float = 0.3, classes: int = 1) -> Sales:
    """Lots whose log price over appraisal is normal; a tenth goes unsold."""
    rng = np.random.default_rng(seed)
    appraisal = np.exp(rng.normal(10.0, 0.5, n))
    hammer = np.where(rng.uniform(size=n) < 0.9, appraisal * np.exp(rng.normal(mean, sd, n)), np.nan)
    nothing = np.full(n, np.nan)
    bidders = rng.integers(1, 9, n).astype(float)
    names = np.array([f"c{i % classes}" for i in range(n)])
    return Sales(appraisal, hammer, nothing, nothing, bidders, nothing, nothing, nothing, nothing, names)


def test_the_words_of_the_scenario_are_the_moments():
    assert get_args(MomentName) == tuple(MOMENTS)


def test_moments_by_hand():
    n = 20
    appraisal = np.array([100.0, 200.0] * 10)
    hammer = np.where(np.arange(n) < 4, np.nan, appraisal * np.exp(np.where(appraisal == 100.0, 0.1, 0.3)))
    nothing = np.full(n, np.nan)
    start = np.where(np.arange(n) < 12, hammer, 1.0)
    rounds = np.where(np.arange(n) < 8, 1.0, 2.0)
    bidders = np.where(appraisal == 100.0, 1.0, math.e)
    held = Sales(appraisal, hammer, start, rounds, bidders, nothing, hammer / 2, hammer / 4, nothing, np.full(n, ""))
    found = {name: moment.of(held, 1.0) for name, moment in MOMENTS.items()}
    assert found["sell_through"] == pytest.approx(0.8)
    assert found["appraisal_mean"] == pytest.approx(math.log(100.0) + math.log(2.0) / 2.0)
    assert found["ratio_mean"] == pytest.approx(0.2)
    assert found["ratio_sd"] == pytest.approx(0.1 * math.sqrt(16.0 / 15.0))
    assert found["ratio_on_appraisal"] == pytest.approx(0.2 / math.log(2.0))
    assert found["ratio_on_bidders"] == pytest.approx(0.2)
    assert found["first_round_share"] == pytest.approx(4 / 16)
    assert found["sold_at_start"] == pytest.approx(8 / 16)
    assert found["second_mean"] == pytest.approx(math.log(2.0))
    assert found["lowest_sd"] == pytest.approx(0.0, abs=1e-9)
    assert found["lowest_on_ratio"] == pytest.approx(1.0)
    assert math.isnan(found["spread_mean"])
    assert math.isnan(found["ratio_sd_few"])  # eight lots are too few for a spread


def test_the_ladder_by_hand():
    second, lowest, spread = ladder(np.array([0, 2, 0, 0, 2]), np.array([5.0, 8.0, 9.0, 7.0, 4.0]), 3)
    np.testing.assert_allclose(second, [7.0, np.nan, 4.0])
    np.testing.assert_allclose(lowest, [5.0, np.nan, 4.0])
    np.testing.assert_allclose(spread, [np.std(np.log([5.0, 7.0, 9.0]), ddof=1), np.nan, np.nan])


def test_what_the_data_have_no_column_for_is_not_compared():
    cells = cells_of(lots(200), None, ())
    assert "bidders_mean" in cells.names
    assert not {"first_round_share", "sold_at_start", "second_mean"} & set(cells.names)
    assert cells_of(lots(200), ("ratio_sd", "sold_at_start"), ()).names == ["ratio_sd"]
    assert cells_of(lots(200, classes=2), ("ratio_sd",), ("c0", "c1")).names == ["ratio_sd@c0", "ratio_sd@c1"]


def test_errors_of_moments_are_those_of_theory():
    """Mean of n normals: sd / root n; their spread: sd / root 2n (normal theory)."""
    made = lots(2000)
    cells = cells_of(made, ("ratio_mean", "ratio_sd", "sell_through"), ())
    found = np.sqrt(np.diag(covariance(cells, made, 3)))
    sold = int((~np.isnan(made.hammer)).sum())
    theory = [0.3 / math.sqrt(sold), 0.3 / math.sqrt(2 * sold), math.sqrt(0.9 * 0.1 / 2000)]
    np.testing.assert_allclose(found, theory, rtol=0.12)
    np.testing.assert_array_equal(covariance(cells, made, 3), covariance(cells, made, 3))


def test_a_surface_finds_what_is_quadratic_and_its_derivatives():
    rng = np.random.default_rng(4)
    true = rng.normal(size=(terms(3), 4))
    points = rng.uniform(-1, 1, (40, 3))
    made = fitted(points, basis(points) @ true, np.eye(4), 100)
    np.testing.assert_allclose(made.weights, true, atol=1e-10)
    np.testing.assert_allclose(made.error, 0.0, atol=1e-18)
    at, step = np.array([0.2, -0.4, 0.7]), 1e-6
    apart = [(made.at(at + step * e) - made.at(at - step * e)) / (2 * step) for e in np.eye(3)]
    np.testing.assert_allclose(made.jacobian(at), np.transpose(apart), atol=1e-8)
    assert slopes(at).shape == (3, terms(3))


def test_an_anchor_sets_the_level_and_error_grows_with_the_distance():
    points = np.random.default_rng(5).uniform(-1, 1, (30, 2))
    made = fitted(points, np.exp(points), np.eye(2), 50)
    at = np.array([0.5, -0.5])
    there = made.anchored(at, np.exp(at), 0.01 * np.eye(2), 500)
    np.testing.assert_allclose(there.at(at), np.exp(at))
    np.testing.assert_allclose(there.uncertainty(at), 0.01 * np.eye(2))
    np.testing.assert_allclose(there.uncertainty(np.array([1.0, -0.5])), 0.01 * np.eye(2) + 0.25 * made.error)
    np.testing.assert_allclose(there.sampling(50), 0.1 * np.eye(2))


def plane(jacobian: np.ndarray, level: np.ndarray) -> Surface:
    """Moments that are linear in the parameters, without error."""
    k, p = jacobian.shape
    weights = np.zeros((terms(p), k))
    weights[1 : p + 1] = jacobian.T
    return Surface(weights, np.eye(terms(p)), np.zeros((k, k)), level, 10**12, np.zeros(k), np.zeros(p))


def test_generalised_least_squares_on_a_plane():
    """(J'V^-1 J)^-1 J'V^-1 m, and its covariance (Aitken 1936)."""
    rng = np.random.default_rng(6)
    jacobian = rng.normal(size=(6, 2))
    root = rng.normal(size=(6, 6))
    errors = root @ root.T / 1000.0
    surface = plane(jacobian, errors / 1e9)  # of 1e12 lots: of 1000 lots it is `errors`
    observed = jacobian @ [0.1, -0.2] + 0.01 * rng.normal(size=6)
    found = estimate(observed, errors, 1000, surface)
    inverse = np.linalg.inv(errors)
    spread = np.linalg.inv(jacobian.T @ inverse @ jacobian)
    np.testing.assert_allclose(found.at, spread @ jacobian.T @ inverse @ observed, atol=1e-6)
    np.testing.assert_allclose(found.covariance, spread, rtol=1e-5)
    rest = observed - jacobian @ found.at
    assert found.distance == pytest.approx(rest @ inverse @ rest, rel=1e-5)
    assert found.spare == 4


def test_noise_of_derivatives_is_not_taken_for_information():
    """A parameter that moves nothing, seen through a surface with noise, and one that moves a moment."""
    rng = np.random.default_rng(8)
    errors, blind = [], 0
    for _ in range(200):
        points = rng.uniform(-1, 1, (60, 2))
        moments = np.column_stack([points[:, 0] + 0.1 * rng.normal(size=60), 0.1 * rng.normal(size=60)])
        made = fitted(points, moments, 1e-4 * np.eye(2), 100).anchored(
            np.zeros(2), np.zeros(2), 1e-6 * np.eye(2), 10_000
        )
        found = estimate(np.zeros(2), 1e-4 * np.eye(2), 100, made)
        errors.append(found.se)
        blind += found.se[1] > 1.0
    assert np.median(np.array(errors)[:, 0]) < 0.2
    assert blind > 100


def test_what_is_held_stays_and_the_others_are_found_given_it():
    jacobian = np.array([[1.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    surface = plane(jacobian, 1e-9 * np.eye(3))
    found = estimate(np.array([0.5, 0.3, 0.3]), 1e-3 * np.eye(3), 10**9, surface, np.array([np.nan, 0.2]))
    assert found.at[1] == 0.2
    assert found.at[0] == pytest.approx(0.3)  # mean of 0.5 - 0.2 and 0.3
    assert found.covariance[1, 1] == 0.0


def test_a_direction_that_nothing_sees_is_named_with_what_is_seen():
    """Only the sum of two parameters moves the moments: each alone is not identified, their sum is."""
    box = Box({name: Free(0.5, 2.0, "factor", ("x",)) for name in ("alone", "taste", "signal")})
    jacobian = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 1.0], [0.5, 1.0, 1.0]])
    found = estimate(np.zeros(3), 1e-4 * np.eye(3), 1000, plane(jacobian, 1e-13 * np.eye(3)))
    known, why = judged(box, box, found)
    assert known.tolist() == [True, False, False]
    assert "what the data see is 0.71 log taste + 0.71 log signal, standard error" in why[1]
    weights, se = seen(found.covariance, np.array([1, 2]))
    np.testing.assert_allclose(weights, np.sqrt([0.5, 0.5]), atol=1e-6)
    assert se < 0.02
    assert names_of(np.array([0.01, -1.0]), ["a", "b"]) == "-1.00 b"


def test_an_estimate_at_the_end_of_its_box_is_told():
    box = Box({"level": Free(1.0, 2.0, "log", ("x",))})
    found = estimate(np.array([9.0]), np.array([[1e-4]]), 1000, plane(np.array([[1.0]]), np.array([[1e-13]])))
    known, why = judged(box, box, found)
    assert not known[0]
    assert why[0] == "at the high end of its box: give fit.free.level a wider one"


def test_moments_without_variance_have_no_weight():
    root = whitening(np.diag([4.0, 0.0]))
    np.testing.assert_allclose(root.T @ root, np.diag([0.25, 0.0]), atol=1e-12)


def test_boxes_turn_values_into_coordinates_and_back():
    box = Box({"a": Free(-1.0, 3.0), "b": Free(0.5, 2.0, "factor")})
    np.testing.assert_allclose(box.scaled({"a": 2.0, "b": 1.0}), [0.5, 0.0])
    assert box.natural(np.array([0.5, 0.0])) == pytest.approx({"a": 2.0, "b": 1.0})
    smaller = box.around(np.array([0.5, 0.9]), np.array([0.25, 0.5]))
    assert (smaller.free["a"].low, smaller.free["a"].high) == pytest.approx((1.5, 2.5))
    assert smaller.free["b"].high == pytest.approx(2.0)
    assert len(box.points(5, 1)) == 5


def player(mean_of):
    """Plays normal ratios whose mean and spread are what is free."""

    def play(points, draws, times):
        seed = sum(map(ord, draws))
        return [lots(400 * times, seed, mean=values["mean"], sd=mean_of * values["sd"]) for values in points]

    return play


NORMAL = Box({"mean": Free(-0.5, 0.5, "linear", ("m",)), "sd": Free(0.5, 2.0, "factor", ("s",))})
ASKED = Fit(data="x.csv", points=15)


def test_a_fit_of_normal_prices():
    """Mean and spread of a normal sample are found within theory's errors; what was kept apart agrees."""
    data = lots(1500, 77, mean=0.12, sd=0.36)
    cells = cells_of(data, ("ratio_mean", "ratio_sd", "sell_through"), ())
    found = fit(ASKED, NORMAL, data, cells, {"mean": 0.0, "sd": 1.0}, 5, player(0.3))
    at = found.last.natural(found.joint.at)
    assert found.identified.all()
    assert at["mean"] == pytest.approx(0.12, abs=3 * 0.36 / math.sqrt(1000))
    assert at["sd"] == pytest.approx(1.2, rel=3 / math.sqrt(2 * 1000))
    assert found.se[0] == pytest.approx(0.36 / math.sqrt(0.9 * 1050), rel=0.25)
    assert (found.seen.lots, found.apart.lots) == (1050, 450)
    predicted, spread = found.predicted
    assert np.all(np.abs(found.apart.moments - predicted) < 4 * np.sqrt(np.diag(spread + found.apart.errors)))


def test_too_few_moments_and_too_few_points_are_told():
    data = lots(500)
    cells = cells_of(data, ("ratio_mean",), ())
    with pytest.raises(ScenarioError, match="1 moments cannot tell 2 parameters apart"):
        fit(ASKED, NORMAL, data, cells, {"mean": 0.0, "sd": 1.0}, 5, player(0.3))
    cells = Cells((("ratio_mean", ""), ("ratio_sd", "")), {"": 4.0})
    with pytest.raises(ScenarioError, match="0 points of the box have an equilibrium and all moments"):
        fit(ASKED, NORMAL, data, cells, {"mean": 0.0, "sd": 1.0}, 5, lambda points, draws, times: [None] * len(points))


def rarely(data: Sales) -> Sales:
    """The same with 12 lots in 40 of many bidders: too few for a spread once three lots in ten are kept apart."""
    bidders = np.where(np.arange(len(data)) % 40 < 10, 3.0, 1.0)
    return Sales(**{**vars(data), "bidders": bidders})


def test_a_moment_that_few_lots_have_is_left_out_and_the_errors_of_the_others_stay():
    """Ten of forty lots have it: half the resamples have fewer, so its own error is not known."""
    made = rarely(lots(40))
    cells = Cells((("appraisal_mean", ""), ("ratio_sd_many", ""), ("bidders_mean", "")), {"": 1.0})
    found = covariance(cells, made, 3)
    alone = covariance(Cells((("appraisal_mean", ""), ("bidders_mean", "")), {"": 1.0}), made, 3)
    np.testing.assert_array_equal(found[np.ix_([0, 2], [0, 2])], alone)
    assert np.isnan(found[1]).all()
    assert np.isnan(covariance(Cells((("ratio_sd_many", ""),), {"": 5.0}), made, 3)).all()
    all_sold = Sales(**{**vars(made), "hammer": made.appraisal * 1.1, "bidders": np.full(40, 2.0)})
    names = ("appraisal_mean", "ratio_mean", "bidders_mean", "bidders_sd", "ratio_on_bidders", "sell_through")
    kept = told_by(cells_of(all_sold, names, ()), all_sold, 3)
    assert kept.names == ["appraisal_mean"]
    assert kept.left == (
        ("ratio_on_bidders", "", "all lots are alike, or too few have it"),
        ("sell_through", "", "fewer than 5 lots of either kind"),
        ("ratio_mean", "", "all lots are alike, or too few have it"),
        ("bidders_mean", "", "all lots are alike, or too few have it"),
        ("bidders_sd", "", "all lots are alike, or too few have it"),
    )
    sold = Sales(**{**vars(made), "hammer": made.appraisal * np.exp(np.arange(40) / 40)})
    assert told_by(cells, sold, 3).left == (("ratio_sd_many", "", "too few lots have it"),)


def test_a_moment_that_simulated_lots_do_not_have_is_left_out():
    """One lacks at most points, one in most resamples of the middle, one is the same everywhere."""
    played = [lots(40, seed) for seed in range(5)]
    played = [Sales(**{**vars(each), "bidders": np.full(40, 2.0)}) for each in played]
    cells = Cells((("ratio_on_bidders", ""), ("ratio_mean", ""), ("bidders_mean", ""), ("ratio_sd", "")), {"": 2.0})
    errors = np.diag([np.nan, 0.01, 0.0, np.nan])
    kept = simulated_too(cells, played, errors)
    assert kept.names == ["ratio_mean"]
    assert [(name, why) for name, _, why in kept.left] == [
        ("ratio_on_bidders", "too few simulated lots have it, or all are alike, at most points"),
        ("ratio_sd", "too few simulated lots have it, raise fit.replications"),
        ("bidders_mean", "the same in all simulated lots"),
    ]


def test_a_fit_whose_lots_kept_apart_lack_a_moment_has_all_other_numbers():
    """60 lots, 18 of them kept apart, of which too few have many bidders for a spread: no warning, no gap elsewhere."""
    data = lots(60, 77, mean=0.12, sd=0.36)
    names = ("ratio_mean", "ratio_sd", "appraisal_mean", "ratio_sd_many")
    cells = cells_of(data, names, ())
    assert cells.names[-1] == "ratio_sd_many"
    found = fit(ASKED, NORMAL, data, cells, {"mean": 0.0, "sd": 1.0}, 5, player(0.3))
    assert found.cells.names == list(names)
    assert np.isfinite(found.se).all()
    assert np.isfinite(np.diag(found.apart.errors)[:3]).all()
    assert np.isnan(np.diag(found.apart.errors)[3])


def test_too_few_simulated_lots_in_a_later_box_are_told():
    points = {"mean": 0.0, "sd": 1.0}
    design = _Design([{**points, "mean": step} for step in np.linspace(-0.5, 0.5, 9)], [rarely(lots(40))] * 9)
    cells = Cells((("ratio_mean", ""), ("ratio_sd_many", "")), {"": 1.0})
    with pytest.raises(ScenarioError, match=r"too few simulated lots have it, .*: ratio_sd_many"):
        laid(design, NORMAL, cells, 5)


def test_a_model_that_cannot_bring_forth_the_moments_is_told_with_what_it_misses():
    """Appraisals a unit of logs above those that the model has, whatever is free."""
    data = lots(1500, 77, mean=0.12, sd=0.36)
    data = Sales(**{**vars(data), "appraisal": data.appraisal * math.e, "hammer": data.hammer * math.e})
    cells = cells_of(data, ("ratio_mean", "ratio_sd", "appraisal_mean"), ())
    found = fit(ASKED, NORMAL, data, cells, {"mean": 0.0, "sd": 1.0}, 5, player(0.3))
    assert unlikely(found)
    worst = misses(found)
    assert worst[0]["moment"] == "appraisal_mean"
    assert all(abs(miss["apart"]) < 10.0 for miss in worst[1:])  # drawn along by chance correlations
    assert worst[0]["observed"] == pytest.approx(11.0, abs=0.1)
    assert worst[0]["simulated"] == pytest.approx(10.0, abs=0.1)
    assert worst[0]["apart"] == pytest.approx(-1.0 / (0.5 / math.sqrt(1050)), rel=0.15)  # spread 0.5 of 1,050 lots
    told = missed({"moment": "ratio_sd", "observed": 0.3, "simulated": 0.25, "apart": -6.1})
    assert told == "ratio_sd 0.25 simulated, 0.3 observed (6.1 standard errors apart)"


def test_what_is_usually_free_depends_on_what_the_data_show():
    resolved = small("bidders.dealers.interest=0.2").resolved
    some = lots(50)
    assert list(usual(resolved, some)) == ["median", "bias", "common_sd", "turnout", "dispersion"]
    free = usual(resolved, Sales(**{**vars(some), "lowest": some.appraisal}))
    assert list(free) == ["median", "bias", "common_sd", "turnout", "taste_sd", "signal_sd", "appraisal_sd"]
    assert free["turnout"].paths == ("bidders.dealers.interest",)
    assert usual(small().resolved, some)["turnout"].paths == ("bidders.dealers.count",)
    assert free["signal_sd"].paths == ("bidders.dealers.signal_sd",)
