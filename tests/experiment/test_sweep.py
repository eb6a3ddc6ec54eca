"""Sweeps: every cell at every point, the same numbers as of studies run alone, designs, verdicts, bytes."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from sim.entities.entry import Plans
from sim.entities.study import Range, Sweep
from sim.errors import NoEquilibriumError, ScenarioError
from sim.experiment import Options, Origin, posed_sweep, run, to_play
from sim.experiment import family as room
from sim.experiment.designs import conditions, sobol
from sim.experiment.identity import arm_key
from sim.experiment.optimum import best_of
from sim.experiment.statistics import estimate
from sim.scenario import load_text
from tests.experiment import stub
from tests.experiment.test_ranges import only
from tests.experiment.test_running import nothing, table

SWEPT = """
sweep:
  policies: {arms.high.rules.reserve: [0.5, 0.6, 0.7, 0.9], arms.low.rules.reserve: [0.1, 0.3]}
  uncertainties: {lots.flats.count: {low: 2, high: 9}}
  design: lhs
  points: 4
  replications: 5
  measures: [sell_through]
  optimum: {measure: revenue_per_lot}
"""
QUICK = Options(play=stub.play)
HIGH, LOW = "arms.high.rules.reserve", "arms.low.rules.reserve"


def loaded(*sets, text=SWEPT):
    return load_text(stub.SCENARIO + text, "stub.yaml", sets)


def go(folder, *sets, options=QUICK, text=SWEPT):
    of = loaded(*sets, text=text)
    run(of.study, Origin("python run_sim.py stub.yaml", of.resolved_yaml(), {}), folder, options, nothing, nothing,
        of.points(), posed_sweep(of))  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    return go(tmp_path_factory.mktemp("sweep") / "stub")


def alone(folder, values, replications=5):
    """The study with other numbers in it, run by itself; its measures by arm, one value a replication."""
    values = {path: round(value) if path.endswith("count") else value for path, value in values.items()}
    sets = [f"{path}={value!r}" for path, value in values.items()]
    of = load_text(stub.SCENARIO, "stub.yaml", (*sets, f"replications={replications}", "measures=[revenue_per_lot]"))
    run(of.study, Origin("stub", of.resolved_yaml(), {}), folder, QUICK, nothing, nothing)
    found = {}
    for line in table(folder, "runs.csv"):
        if not line["group"]:
            found.setdefault(line["arm"], []).append(float(line["value"]))
    return {arm: np.array(values) for arm, values in found.items()}


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory):
    """Cell and point to arm to revenue, from studies run alone."""
    cases = posed_sweep(loaded())
    folder = tmp_path_factory.mktemp("alone")
    return {
        (cell, point): alone(folder / f"{cell}-{point}", {**policies, **held})
        for cell, policies in enumerate(cases.cells, start=1)
        for point, held in enumerate(cases.points)
    }


def value(done, cell, point, arm, baseline=""):
    (line,) = only(
        table(done, "sweep.csv"),
        cell=str(cell), point=str(point), arm=arm, baseline=baseline, measure="revenue_per_lot", group="",
    )  # fmt: skip
    return {name: float(line[name]) for name in ("value", "ci_low", "ci_high", "n")}


def told(values):
    each = estimate(values)
    return pytest.approx({"value": each.mean, "ci_low": each.low, "ci_high": each.high, "n": each.n}, rel=1e-10)


def test_every_cell_at_every_point_is_the_study_with_its_values(done, by_hand):
    assert len(by_hand) == 8 * 5
    for (cell, point), arms in by_hand.items():
        assert value(done, cell, point, "high") == told(arms["high"])
        assert value(done, cell, point, "high", "low") == told(arms["high"] - arms["low"])


def test_last_comes_the_mean_over_the_points_without_the_study_itself(done, by_hand):
    for cell in range(1, 9):
        mean = np.mean([by_hand[cell, point]["high"] for point in range(1, 5)], axis=0)
        assert value(done, cell, "", "high") == told(mean)


def test_cells_are_all_combinations_and_point_0_is_the_study(done):
    lines = table(done, "sweep_points.csv")
    cells = {}
    for line in lines:
        if line["cell"]:
            assert line["point"] == ""
            cells.setdefault(line["cell"], {})[line["path"]] = float(line["value"])
    assert {(each[HIGH], each[LOW]) for each in cells.values()} == {
        (a, b) for a in (0.5, 0.6, 0.7, 0.9) for b in (0.1, 0.3)
    }
    assert [line["point"] for line in lines if not line["cell"]] == ["1", "2", "3", "4"]


def test_an_arm_is_played_once_for_all_cells_that_do_not_touch_it(done):
    cases = posed_sweep(loaded())
    counts = Counter(arm_key(study, arm) for study in cases.studies.values() for arm in study.arms)
    assert to_play(cases) == (len(counts), 5 * len(counts))
    assert len(counts) <= 5 * (4 + 2)
    assert to_play(None) == (0, 0)
    said = "sweep: 8 combinations of policies at the study's own conditions and 4 points: "
    assert cases.said == f"{said}{len(counts)} arms x 5 replications"


def test_the_optimum_is_that_of_the_curves(done, by_hand):
    cases = posed_sweep(loaded())
    number = {tuple(sorted(each.items())): cell for cell, each in enumerate(cases.cells, start=1)}
    cells = [number[tuple(sorted({HIGH: v, LOW: 0.1}.items()))] for v in (0.5, 0.6, 0.7, 0.9)]
    for point, at in (("0", [0]), ("3", [3]), ("", [1, 2, 3, 4])):
        curves = np.array([np.mean([by_hand[cell, each]["high"] for each in at], axis=0) for cell in cells]).T
        best = best_of([0.5, 0.6, 0.7, 0.9], curves)
        (line,) = only(table(done, "optimum.csv"), point=point, arm="high")
        assert (line["path"], line["given"], line["unit"]) == (HIGH, "", "money")
        assert float(line["best"]) == [0.5, 0.6, 0.7, 0.9][best.place]
        assert float(line["value"]) == pytest.approx(best.level)
        assert line["alike"].split() == [f"{[0.5, 0.6, 0.7, 0.9][place]:g}" for place in best.alike]
        assert (line["n"], line["reaches"], line["by"]) == ("5", best.end, "curve" if best.curved else "values")


BOTH = """
sweep:
  policies: {arms.*.rules.reserve: [0.2, 0.8], arms.high.rules.rounds: [1, 2]}
  optimum: {measure: revenue_per_lot, best: lowest}
"""


def test_several_policies_of_an_arm_are_told_given_the_others_and_together(tmp_path):
    folder = go(tmp_path / "stub", text=BOTH)
    assert not (folder / "box.csv").exists()
    assert not (folder / "sweep_sensitivity.csv").exists()
    lines = table(folder, "optimum.csv")
    assert {line["point"] for line in lines} == {"0"}
    every, rounds = "arms.*.rules.reserve", "arms.high.rules.rounds"
    assert [(line["arm"], line["path"], line["given"]) for line in lines if line["path"]] == [
        ("low", every, ""),
        ("high", every, f"{rounds}=1"),
        ("high", every, f"{rounds}=2"),
        ("high", rounds, f"{every}=0.2"),
        ("high", rounds, f"{every}=0.8"),
    ]
    (together,) = only(lines, path="")
    assert (together["arm"], together["optimum"], together["by"]) == ("high", "", "")
    assert [line["best"] for line in lines if line["path"] == every] == ["0.8"] * 3, "the lowest revenue"
    assert all(float(line["value"]) > 0.0 for line in lines)
    cells = {line["cell"] for line in table(folder, "sweep_points.csv") if line["value"] == "0.8"}
    assert set(together["alike"].split()) == cells, "rounds do not matter to the stand-in"


def test_the_box_counts_points_at_which_the_arm_loses(done, by_hand):
    lines = table(done, "box.csv")
    assert {(line["arm"], line["baseline"], line["measure"]) for line in lines} == {("high", "low", "revenue_per_lot")}
    for cell in range(1, 9):
        gaps = [by_hand[cell, point]["high"] - by_hand[cell, point]["low"] for point in range(1, 5)]
        losing = sum(gap.mean() < 0.0 for gap in gaps)
        surely = sum(estimate(gap).high < 0.0 for gap in gaps)
        mine = only(lines, cell=str(cell))
        assert {(line["losing"], line["surely"], line["points"]) for line in mine} == {(str(losing), str(surely), "4")}
        some = {"never"} if losing == 0 else {"always"} if losing == 4 else {"box", "none"}
        assert {line["found"] for line in mine} <= some
        if losing == 0:
            assert (1.0 - float(mine[0]["at_most"])) ** 4 == pytest.approx(0.05)


def test_conditions_that_move_an_arm_are_told(done):
    lines = only(table(done, "sweep_sensitivity.csv"), cell="1", measure="revenue_per_lot", group="")
    assert {(line["arm"], line["baseline"]) for line in lines} == {("low", ""), ("high", ""), ("high", "low")}
    assert {(line["path"], line["low"], line["high"], line["n"]) for line in lines} == {
        ("lots.flats.count", "2", "9", "4")
    }
    xs = [float(line["value"]) for line in table(done, "sweep_points.csv") if line["point"]]
    ys = [value(done, 1, point, "low")["value"] for point in range(1, 5)]
    (level,) = only(lines, arm="low")
    assert float(level["change"]) == pytest.approx(7.0 * np.polyfit(xs, ys, 1)[0])


def test_the_manifest_counts_and_the_page_explains(done):
    told = json.loads((done / "manifest.json").read_text())["sweep"]
    assert told["cells"] == 8
    assert told["points"] == 4
    assert told["design"] == "lhs"
    assert told["replications"] == 5
    assert "refused" not in told
    page = (done / "README.txt").read_text()
    assert all(f"{name}: " in page for name in ("sweep.csv", "sweep_points.csv", "optimum.csv", "box.csv"))


def test_processes_and_resumes_make_the_same_bytes(done, tmp_path):
    before = stub.files(done)
    assert stub.files(go(tmp_path / "a" / "stub", options=replace(QUICK, jobs=3))) == before
    parts = sorted((tmp_path / "a" / "stub").glob(".parts/*/*/*.part"))
    parts[0].unlink()
    parts[-1].unlink()
    assert stub.files(go(tmp_path / "a" / "stub")) == before


def test_the_same_study_without_a_sweep_has_the_same_other_tables_and_no_sweep(done, tmp_path):
    go(tmp_path / "stub")
    plain = go(tmp_path / "stub", text="")
    assert not list(plain.glob("sweep*.csv"))
    for name in ("runs.csv", "summary.csv", "contrasts.csv", "lots.csv"):
        assert (plain / name).read_bytes() == (done / name).read_bytes()


def test_what_has_no_equilibrium_is_left_out_and_named(tmp_path, monkeypatch):
    def prepare(study, how):
        if any(arm.venue.rules.reserve == 0.9 for arm in study.arms.values()):
            raise NoEquilibriumError("arms.arm, lots.flats: there is none")
        return Plans({})

    monkeypatch.setattr(room, "prepare", prepare)
    folder = go(tmp_path / "stub")
    cells = [cell for cell, values in enumerate(posed_sweep(loaded()).cells, 1) if values[HIGH] == 0.9]
    told = json.loads((folder / "manifest.json").read_text())["sweep"]["refused"]
    assert [(each["cell"], each["point"]) for each in told] == [(cell, point) for cell in cells for point in range(5)]
    assert told[0]["why"] == "arms.high, lots.flats: there is none"
    assert {line["cell"] for line in table(folder, "sweep.csv")} == {str(n) for n in range(1, 9) if n not in cells}
    assert {line["cell"] for line in table(folder, "box.csv")} == {str(n) for n in range(1, 9) if n not in cells}
    assert not only(table(folder, "optimum.csv"), arm="high"), "a value of the policy is missing"
    assert only(table(folder, "optimum.csv"), arm="low")


def test_values_that_do_not_fit_together_are_refused_before_anything_is_played():
    low, high = "lots.flats.worth.low: {low: 0, high: 0.9}", "lots.flats.worth.high: {low: 0.1, high: 1}"
    text = f"\nsweep: {{uncertainties: {{{low}, {high}}}}}\n"
    with pytest.raises(ScenarioError, match=r"stub.yaml: sweep: .* do not fit together: lots.flats"):
        posed_sweep(loaded(text=text))


def test_no_sweep_no_cases():
    assert posed_sweep(load_text(stub.SCENARIO, "stub.yaml")) is None


def test_a_sweep_that_gives_no_number_has_the_replications_of_the_study():
    cases = posed_sweep(loaded("sweep.replications=null"))
    assert cases.study.replications == 7
    assert cases.settled(12).study.replications == 12
    assert posed_sweep(loaded()).settled(12).study.replications == 5


HELD = {"a": Range(0.0, 1.0), "b": Range(1.0, 100.0, "log")}


def test_a_grid_has_all_levels_with_all():
    found = conditions(Sweep(uncertainties=HELD, points=3), 1)
    assert [tuple(each.values()) for each in found] == [
        (a, pytest.approx(b)) for a in (0.0, 0.5, 1.0) for b in (1.0, 10.0, 100.0)
    ]
    assert len(conditions(Sweep(uncertainties=HELD), 1)) == 9
    assert conditions(Sweep(), 1) == []


@pytest.mark.parametrize(("design", "points"), [("lhs", 12), ("sobol", 16), ("sobol", None)])
def test_other_designs_have_a_value_in_every_stratum_and_are_keyed(design, points):
    sweep = Sweep(uncertainties=HELD, design=design, points=points)
    found, many = conditions(sweep, 7), points or 32
    shares = np.array([(each["a"], np.log(each["b"]) / np.log(100.0)) for each in found])
    assert [sorted(np.floor(column * many).astype(int)) for column in shares.T] == [list(range(many))] * 2
    assert conditions(sweep, 7) == found
    assert conditions(sweep, 8) != found


def test_a_sobol_set_fills_every_block_once():
    x = sobol(16, 2, 3)
    blocks = Counter(zip(np.floor(x[:, 0] * 4).astype(int), np.floor(x[:, 1] * 4).astype(int), strict=True))
    assert set(blocks.values()) == {1}
    assert len(blocks) == 16


@pytest.mark.parametrize(("design", "bounds"), [("lhs", {0.05}), ("grid", set())])
def test_points_that_are_drawn_bound_the_share_of_conditions_and_a_grid_does_not(tmp_path, design, bounds):
    sets = (f"sweep.design={design}", "sweep.optimum={measure: revenue_per_lot, best: lowest}")
    never = only(table(go(tmp_path / "stub", *sets), "box.csv"), found="never")
    assert never
    told = {line["at_most"] for line in never}
    assert {round((1.0 - float(text)) ** 4, 6) for text in told if text} == bounds
    assert bounds or told == {""}
