"""Ranges over what is uncertain: the same estimates as of studies run alone, least and greatest, and slopes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.entities.entry import Plans
from sim.errors import NoEquilibriumError
from sim.experiment import Options, Origin, run
from sim.experiment import family as room
from sim.experiment.family import Outcome, play_all, refusal, times
from sim.experiment.identity import arm_key
from sim.experiment.prepare import asked
from sim.experiment.ranges import Moved, slopes
from sim.experiment.store import Store
from sim.scenario import load_text
from tests.experiment import stub
from tests.experiment.test_running import nothing, table

UNCERTAIN = """
uncertain: {arms.high.rules.reserve: {low: 0.5, high: 0.9}}
ranges: {points: 4, replications: 5}
"""
QUICK = Options(play=stub.play)


def loaded(*sets):
    return load_text(stub.SCENARIO + UNCERTAIN, "stub.yaml", sets)


def go(folder, *sets, options=QUICK):
    of = loaded(*sets)
    run(of.study, Origin("python run_sim.py stub.yaml", of.resolved_yaml(), {}), folder, options, nothing, nothing,
        of.points())  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    return go(tmp_path_factory.mktemp("ranges") / "stub")


def only(rows, **wanted):
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def test_a_point_is_the_study_with_its_values(done, tmp_path):
    for point in loaded().points():
        (value,) = point.values.values()
        alone = tmp_path / str(point.number)
        of = load_text(stub.SCENARIO, "stub.yaml", (f"arms.high.rules.reserve={value!r}", "replications=5"))
        run(of.study, Origin("stub", of.resolved_yaml(), {}), alone, QUICK, nothing, nothing)
        number = str(point.number)
        (told,) = only(table(done, "points.csv"), point=number)
        assert float(told["value"]) == pytest.approx(value, rel=1e-11)
        for theirs in table(alone, "contrasts.csv"):
            (ours,) = only(
                table(done, "ranges.csv"),
                point=number, arm="high", baseline="low", measure=theirs["measure"], group=theirs["group"],
            )  # fmt: skip
            same = {"value": "difference", "ci_low": "ci_low", "ci_high": "ci_high", "n": "n", "unit": "unit"}
            assert {name: ours[name] for name in same} == {name: theirs[other] for name, other in same.items()}
        for theirs in table(alone, "summary.csv"):
            (ours,) = only(
                table(done, "ranges.csv"),
                point=number, arm=theirs["arm"], baseline="", measure=theirs["measure"], group=theirs["group"],
            )  # fmt: skip
            assert (ours["value"], ours["n"]) == (theirs["mean"], theirs["n"])


@pytest.mark.parametrize(("name", "value"), [("summary.csv", "mean"), ("contrasts.csv", "difference")])
def test_a_range_is_from_the_least_to_the_greatest_with_the_study_itself(done, name, value):
    for row in table(done, name):
        found = only(
            table(done, "ranges.csv"),
            arm=row["arm"], baseline=row.get("baseline", ""), measure=row["measure"], group=row["group"],
        )  # fmt: skip
        values = [float(each["value"]) for each in [*found, {"value": row[value]}] if each["value"]]
        assert len(found) == 4
        assert [float(row["range_low"]), float(row["range_high"])] == [min(values), max(values)]


def test_an_arm_that_nothing_uncertain_touches_is_played_once(done, tmp_path):
    keys = {arm_key(point.study, "low") for point in loaded().points()}
    assert keys == {arm_key(loaded().study, "low")}
    told = []
    studies = [point.study for point in loaded().points()]
    outcomes = play_all(studies, Store(tmp_path, "p"), QUICK, lambda done, total: told.append((done, total)))
    assert told == [(number, 5) for number in range(6)]
    assert set(outcomes.values()) == {Outcome()}


def test_processes_and_resumes_make_the_same_bytes(done, tmp_path):
    before = stub.files(done)
    assert stub.files(go(tmp_path / "a" / "stub", options=replace(QUICK, jobs=3))) == before
    parts = sorted((tmp_path / "a" / "stub").glob(".parts/*/*/*.part"))
    parts[0].unlink()
    parts[-1].unlink()
    assert stub.files(go(tmp_path / "a" / "stub")) == before


def test_sensitivity_finds_a_straight_line():
    rng = np.random.default_rng(1)
    shares = rng.random((30, 2))
    values = 3.0 + shares @ [2.0, -1.0] + 0.01 * rng.standard_normal(30)
    up, down = slopes(shares, values)
    for each, true in ((up, 2.0), (down, -1.0)):
        assert each.mean == pytest.approx(true, abs=0.03)
        assert each.low < each.mean < each.high
    from scipy.stats import linregress

    (one,) = slopes(shares[:, :1], values)
    held = linregress(shares[:, 0], values)
    assert (one.mean, one.sd) == pytest.approx((held.slope, held.stderr), rel=1e-9)


def test_sensitivity_covers_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(1000):
        shares = rng.random((12, 3))
        first = slopes(shares, shares @ [1.0, 0.0, 2.0] + rng.standard_normal(12))[0]
        held += first.low <= 1.0 <= first.high
    assert abs(held - 950) < 4 * np.sqrt(1000 * 0.95 * 0.05)


@pytest.mark.parametrize(
    ("shares", "values"),
    [
        (np.random.default_rng(3).random((4, 2)), np.arange(4.0)),  # nothing to spare
        (np.random.default_rng(3).random((9, 2)), np.array([*range(8), np.nan])),  # a point without a value
        (np.ones((9, 2)), np.arange(9.0)),  # nothing moves
        (np.random.default_rng(3).random((9, 2)), np.arange(5.0)),  # not all points
    ],
)
def test_no_slope_where_none_can_be_told(shares, values):
    assert all(np.isnan([each.mean, each.low, each.high]).all() for each in slopes(shares, values))


def test_points_without_equilibrium_are_left_out_and_named(tmp_path, monkeypatch):
    refused = arm_key(loaded().points()[1].study, "high")

    def prepare(study, how):
        if refused in {arm_key(study, arm) for arm in study.arms}:
            raise NoEquilibriumError("arms.arm, lots.flats: there is none")
        return Plans({})

    monkeypatch.setattr(room, "prepare", prepare)
    folder = go(tmp_path / "stub")
    assert [row["point"] for row in table(folder, "points.csv") if row["refused"]] == ["2"]
    assert {row["point"] for row in table(folder, "ranges.csv")} == {"1", "3", "4"}
    assert (
        '"points_refused": [\n  {\n   "point": 2,\n   "why": "arms.high, lots.flats: there is none"'
        in (folder / "manifest.json").read_text()
    )


def test_nothing_is_refused_where_all_is_played():
    (point, *_) = loaded().points()
    outcomes = {arm_key(point.study, arm): Outcome() for arm in point.study.arms}
    assert refusal(point.study, outcomes) == ""


def test_without_points_there_are_no_ranges():
    low, high = Moved().level("low", ("sell_through", ""), 0.5)
    assert np.isnan(low)
    assert np.isnan(high)
    assert Moved().told == {}


def test_solutions_of_entry_games_are_counted(tmp_path):
    from tests.experiment.test_solving import study as asks

    of = replace(asks(), replications=1)
    outcomes = play_all([of], Store(tmp_path, "p"), Options(), nothing)
    assert {outcome.solutions for outcome in outcomes.values()} == {1}


def test_games_that_arms_share_are_solved_once_and_reckoned_so():
    from tests.experiment.test_solving import study as asks

    of = asks()
    first = replace(of, arms={name: of.arms[name] for name in sorted(of.arms)[:1]}, contrasts=())
    assert times([], of) == 0.0
    assert times([of, of, first], of) == 1.0
    assert times([first], of) == len(asked(first)[1]) / len(asked(of)[1]) < 1.0
    free = stub.study()
    assert asked(free)[1] == {}
    assert times([free, free], free) == 1.0
