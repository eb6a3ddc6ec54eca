"""The examples do what they say, on a small folder of results: Python always, R where it is."""

from __future__ import annotations

import csv
import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from examples import run_a_study
from sim.experiment import Options, Origin, run
from sim.experiment.readme import COLUMNS
from sim.measures import MEASURES
from sim.scenario import load
from tests.house.rooms import CHECKOUT

EXAMPLES = CHECKOUT / "examples"
SCENARIO = CHECKOUT / "scenarios" / "market" / "quickstart.yaml"
SMALL = [
    "replications=3",
    "lots.flats.count=8",
    "by=[lots, region]",
    "measures=[sell_through, price_to_worth, price_if_sold@p50, net_proceeds_share]",
]
TRIED = {"redo_a_contrast.py", "draw_a_figure.py", "run_a_study.py", "with_pandas.py", "read_results.R"}


def nothing(*_):
    pass


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results") / "quickstart"
    loaded = load(SCENARIO, SMALL)
    run(loaded.study, Origin("made by a test", loaded.resolved_yaml(), {}), folder, Options(), nothing, nothing)
    return folder


@pytest.fixture
def spoilt(results, tmp_path):
    """The folder with one difference moved by a hundred-millionth of itself."""
    folder = shutil.copytree(results, tmp_path / "spoilt", ignore=shutil.ignore_patterns(".parts"))
    with (folder / "contrasts.csv").open(newline="") as file:
        header, *rows = csv.reader(file)
    row = next(row for row in rows if row[2] == "net_proceeds_share" and not row[3])
    row[5] = repr(float(row[5]) * (1.0 + 1e-8))
    with (folder / "contrasts.csv").open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return folder


def script(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=EXAMPLES.parent,
    )


def in_r(*words: object) -> subprocess.CompletedProcess[str]:
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("there is no Rscript on the path")
    return subprocess.run(
        [program, "--vanilla", *map(str, words)], capture_output=True, text=True, check=False, timeout=120
    )


def lines(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(newline="") as file:
        return list(csv.DictReader(file))


def test_every_example_is_run_here_and_named_in_the_list():
    files = {path.name for path in EXAMPLES.iterdir() if path.suffix in {".py", ".R"}}
    assert files == TRIED
    told = re.findall(r"^\| \[(\S+)\]\((\S+)\)", (EXAMPLES / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert {name for name, _ in told} == {target for _, target in told} == TRIED


@pytest.mark.parametrize("name", sorted(TRIED))
def test_an_example_begins_with_what_it_needs_and_how_to_run_it(name):
    start = (EXAMPLES / name).read_text(encoding="utf-8").splitlines()[:12]
    assert [word for word in ("Needs:", "Run:") if not any(word in line for line in start)] == []
    assert any(name.removesuffix(".py") in line for line in start if "Run:" in line)


def test_contrasts_are_redone_by_hand(results):
    done = script(EXAMPLES / "redo_a_contrast.py", results)
    assert (done.returncode, done.stderr) == (0, "")
    *told, verdict = done.stdout.splitlines()
    assert [line.split()[0] for line in told] == ["sell_through", "price_to_worth", "net_proceeds_share"]
    assert verdict == "all as in contrasts.csv"


def test_a_contrast_that_is_off_is_noticed(spoilt):
    done = script(EXAMPLES / "redo_a_contrast.py", spoilt)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "1 not as in contrasts.csv")


@pytest.mark.parametrize("name", ["redo_a_contrast.py", "read_results.R", "README.md"])
def test_the_measures_on_lots_sold_in_both_are_named(name):
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    assert [measure for measure, held in MEASURES.items() if held.matched and measure not in text] == []


def test_a_figure_is_drawn(results, tmp_path):
    done = script(EXAMPLES / "draw_a_figure.py", results, tmp_path / "own.png")
    assert (done.returncode, done.stderr) == (0, "")
    sold = [
        {(row["replication"], row["lot"]) for row in lines(results, "lots.csv") if row["hammer"] and row["arm"] == arm}
        for arm in ("hall", "platform")
    ]
    assert done.stdout.strip().endswith(f"{len(sold[0] & sold[1])} of 24 lots sold in both")
    assert (tmp_path / "own.png").read_bytes().startswith(b"\x89PNG")


def test_studies_are_run_from_python(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(run_a_study, "REACHES", (0.02, 0.3))
    monkeypatch.setattr(run_a_study, "SMALL", ["replications=2", "lots.flats.count=6"])
    run_a_study.main(tmp_path)
    shown = capsys.readouterr().out.splitlines()[1:]
    for reach, line in zip(("0.02", "0.3"), shown, strict=True):
        folder = tmp_path / f"reach_{reach}"
        assert (folder / "report.html").is_file()
        row = next(row for row in lines(folder, "contrasts.csv") if row["measure"] == "net_proceeds_share")
        assert f"{float(row['difference']):+.3f} [{float(row['ci_low']):+.3f}" in line
        resolved = (folder / "scenario.resolved.yaml").read_text(encoding="utf-8")
        assert f"aware_elsewhere: {reach}" in resolved


def test_with_pandas_if_it_is_there(results):
    if importlib.util.find_spec("pandas") is None:
        pytest.skip("pandas is not installed")
    done = script("-W", "error", EXAMPLES / "with_pandas.py", results)
    assert (done.returncode, done.stderr) == (0, "")
    assert "net_proceeds_share" in done.stdout


def test_r_reads_the_tables_and_finds_the_same_contrasts(results):
    done = in_r(EXAMPLES / "read_results.R", results)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "all agree to 1e-9"
    assert re.search(r"^2 differences redone from runs\.csv", done.stdout, re.MULTILINE)
    assert f"present_value: {COLUMNS['present_value']}" in " ".join(done.stdout.split())


def test_r_notices_a_contrast_that_is_off(spoilt):
    done = in_r(EXAMPLES / "read_results.R", spoilt)
    assert done.returncode == 1
    assert "they do not agree to 1e-9: net_proceeds_share" in done.stdout
