"""What ``fit`` leaves and prints: tables, a scenario that runs, a page; faults of data before anything is played."""

from __future__ import annotations

import csv
import json
import sys
from types import SimpleNamespace

import pytest

from sim.cli import looking, main
from sim.entities.study import Fit, Free
from sim.experiment.fit.box import Box
from sim.experiment.fit.posing import Posed
from sim.scenario import load

SCENARIO = """
title: Our sales
seed: 9
replications: 3
lots:
  flats: {count: 40, worth: {model: lognormal, median: 900000, common_sd: 0.4}, appraisal: {bias: 0, sd: 0.15}}
bidders:
  buyers: {count: 30, interest: 0.2, taste_sd: 0.1, signal_sd: 0, strategy: truthful}
arms:
  ours: {venue: frictionless, rules: {format: second_price, reserve_share: 0.9, shows: [bids, bidder_count]}}
sources: {lots.flats.worth.median: "assumed: a guess"}
output: {language: [en, zh], words: {zh: {"assumed: a guess": 假定, Our sales: 我们的成交}}}
uncertain: {bidders.*.taste_sd: {low: 0.05, high: 0.2}, lots.flats.worth.median: {low: 800000, high: 1000000}}
"""
FIT = """
fit:
  data: observed/lots.csv
  points: 14
  free:
    lots.flats.worth.median: {low: 600000, high: 1400000, scale: log}
    bias: {paths: [lots.*.appraisal.bias], low: -0.3, high: 0.4}
"""


@pytest.fixture
def typed(tmp_path, capsys, monkeypatch):
    """Run a command in an empty folder with a scenario; returns exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        monkeypatch.setenv(name, "1")
    (tmp_path / "study.yaml").write_text(SCENARIO + FIT)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["run_sim.py", *arguments])
        code = 0
        try:
            main()
        except SystemExit as leave:
            code = leave.code or 0
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_scenario_is_fitted_to_what_another_run_has_shown(typed, tmp_path):
    """Data at a median of 1,050,000 and a bias of 0.1: both are found, and put into a scenario that runs."""
    truth = ("--set", "lots.flats.worth.median=1050000", "--set", "lots.flats.appraisal.bias=0.1")
    ours = ("--set", "output.observed=true", "--replications", "8", "--set", "ranges.points=0", "--set", "fit=null")
    assert typed("study.yaml", "--seed", "5", "--jobs", "1", "--quiet", *truth, *ours)[0] == 0
    (tmp_path / "results" / "study" / "observed").rename(tmp_path / "observed")
    code, out, err = typed("fit", "study.yaml", "--jobs", "1", "--quiet")
    assert (code, err) == (0, "")
    folder = tmp_path / "results" / "study" / "fit"
    left = {"fit.csv", "moments.csv", "fitted.yaml", "manifest.json", "README.txt", "figures"}
    assert {path.name for path in folder.iterdir()} == left | {"fit.html", "fit.zh.html"}
    assert "<h1>我们的成交" in (folder / "fit.zh.html").read_text(encoding="utf-8")
    found = {row["path"]: row for row in rows(folder / "fit.csv")}
    for name, true in {"lots.flats.worth.median": 1_050_000, "bias": 0.1}.items():
        row = found[name]
        width = float(row["ci_high"]) - float(row["ci_low"])
        assert abs(float(row["estimate"]) - true) < 0.75 * width
        assert row["identified"] == "1"
    assert float(found["lots.flats.worth.median"]["assumed"]) == 900_000
    fitted = load(folder / "fitted.yaml")
    assert fitted.study.lots["flats"].worth.median == pytest.approx(float(found["lots.flats.worth.median"]["used"]))
    assert fitted.study.fit is None
    assert fitted.study.words == {"zh": {"Our sales": "我们的成交"}}
    assert fitted.study.sources["lots.flats.worth.median"] == "fitted to observed/lots.csv"
    assert list(fitted.study.uncertain) == ["bidders.*.taste_sd"]
    moments = rows(folder / "moments.csv")
    assert {"sell_through", "ratio_mean", "sold_at_start", "bidders_mean"} <= {row["moment"] for row in moments}
    assert {row["moment"] for row in moments if row["why"]} == {"first_round_share"}
    assert all(row["z"] for row in moments if not row["why"])
    assert "Not compared: first_round_share (fewer than 5 lots of either kind)." in out
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["command"].startswith("python run_sim.py fit study.yaml")
    assert manifest["lots"] == {"fitted_to": 224, "kept_apart": 96}
    assert "Fitted to 224 lots, 96 more kept apart" in out
    page = (folder / "fit.html").read_text(encoding="utf-8")
    assert "bias" in page
    assert "src=" not in page
    assert "http" not in page.replace("http://www.w3.org", "")
    before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert typed("fit", "study.yaml", "--jobs", "2", "--quiet", "--force")[0] == 0
    assert {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_faults_of_the_data_come_before_anything_is_played(typed, tmp_path):
    (tmp_path / "sales.csv").write_text("appraisal,hammer\n-1,x\n")
    code, _, err = typed("fit", "study.yaml", "--set", "fit.data=sales.csv")
    assert code == 2
    assert err.splitlines() == [
        "sales.csv:2:1: appraisal: must be above 0, got -1",
        'sales.csv:2:4: hammer: must be a number, got "x"; leave it empty if the lot went unsold',
    ]
    assert not (tmp_path / "results").exists()


def test_check_reads_the_data_and_says_how_much_is_to_be_played(typed, tmp_path):
    """14 points of 3 replications and a level of 60; at most 3 boxes of 14 points and 3 levels."""
    lots = "".join(
        f"{900_000 + 7_000 * (i % 9)},{'' if i % 5 == 0 else 800_000 + 9_000 * (i % 7)}\n" for i in range(60)
    )
    (tmp_path / "sales.csv").write_text("appraisal,hammer\n" + lots)
    data = ("--set", "fit.data=sales.csv", "--set", "ranges.points=0")
    code, out, err = typed("check", "study.yaml", *data, "--jobs", "1", "--quiet")
    assert (code, err) == (0, "")
    plays = "1 to 3 boxes, each of 14 points x 3 replications and up to 3 levels of 60 each"
    assert f"fit: 60 lots, 2 free parameters; {plays}\nfit: about " in out
    (tmp_path / "sales.csv").write_text("appraisal,price\n-1,5\nabc,5\n")
    code, out, err = typed("check", "study.yaml", *data)
    assert (code, out) == (2, "")
    assert [line.partition(",")[0] for line in err.splitlines()] == [
        "sales.csv:1:1: hammer: the column is missing",
        "sales.csv:1:1: price: unknown column; known: appraisal",
        "sales.csv:2:1: appraisal: must be above 0",
        "sales.csv:3:1: appraisal: must be a number",
    ]


def test_points_that_are_too_few_are_told_before_playing(typed, tmp_path):
    """A quadratic in 2 parameters has 6 terms, and 2 points more judge it."""
    lots = "".join(f"900000,{800_000 + 9_000 * (i % 7)}\n" for i in range(60))
    (tmp_path / "sales.csv").write_text("appraisal,hammer\n" + lots)
    told = "must be at least 8, which a surface in 2 free parameters takes, got 7; raise it, or free fewer"
    for command in ("check", "fit"):
        code, out, err = typed(command, "study.yaml", "--set", "fit.data=sales.csv", "--set", "fit.points=7")
        assert (code, out, err) == (2, "", f"study.yaml: fit.points: {told}\n")
    assert not (tmp_path / "results").exists()


def test_the_time_of_a_fit_by_hand():
    """At least 15 games and 102 plays, at most 51 and 666: 1 s a game of one arm, 0.5 s a play, by 2 workers."""
    study, asked = SimpleNamespace(arms={"ours": None, "theirs": None}), Fit(data="sales.csv", points=14)
    box = Box({"a": Free(0.0, 1.0)})
    posed = Posed(asked, "ours", {}, lots=None, box=box, cells=None, replications=3)
    assert (posed.points, posed.plays) == ((15, 51), (102, 666))
    assert looking.fitting(study, looking.Spent(1.0, 2.0), 0.5, 2, posed) == (
        "fit: about 33 s to 3 min on 2 processors, judging in the same way"
    )


def test_there_must_be_something_to_fit_to(typed):
    code, _, err = typed("fit", "study.yaml", "--set", "fit=null")
    assert code == 2
    assert err == ("study.yaml: there is no block `fit`, which says what to fit to, e.g. fit: {data: sales.csv}\n")
    code, _, err = typed("fit", "study.yaml")
    assert (code, err) == (2, "observed/lots.csv: there is no such file\n")
