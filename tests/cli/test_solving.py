"""Commands that solve who comes: they say how far they are, and read what a run has left."""

import sys
from types import SimpleNamespace

import pytest

from sim.cli import looking, main, progress
from sim.entities.study import Ranges
from sim.experiment import solving

SCENARIO = """
title: Who comes
question: Does a dear trip keep bidders away?
seed: 11
replications: 2
lots:
  flats:
    count: 5
    arrive: at_start
    worth: {model: lognormal, median: 100, common_sd: 0.3}
    appraisal: none
bidders:
  dealers: {count: {poisson: 6}, taste_sd: 0.15, signal_sd: 0.25, strategy: equilibrium}
arms:
  here:
    place: {like: frictionless_place, registration_cost: 2}
    rules: {like: frictionless, format: second_price, reserve: 80, shows: [bids]}
  there: {like: here, place: {registration_cost: 4}}
baseline: here
measures: [sell_through, bidders_came]
"""


@pytest.fixture
def typed(tmp_path, capsys, monkeypatch):
    """Run a command on the scenario; returns exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    (tmp_path / "study.yaml").write_text(SCENARIO)

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


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_looks_read_what_a_run_has_left_and_write_nothing(typed, tmp_path, monkeypatch):
    solved, attend = [], solving.attend
    monkeypatch.setattr(solving, "attend", lambda game: solved.append(game) or attend(game))
    looks = [("check", "study.yaml"), ("trace", "study.yaml"), ("audit", "study.yaml")]
    assert typed("check", "study.yaml", "--jobs", "1")[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["study.yaml"]
    assert typed("study.yaml", "--jobs", "1", "--quiet")[0] == 0
    assert len(solved) == 4
    before = contents(tmp_path)
    fresh = {look: typed(*look, "--jobs", "1")[:2] for look in looks}
    assert {code for code, _ in fresh.values()} == {0}
    assert len(solved) == 4
    assert contents(tmp_path) == before
    (tmp_path / "results").rename(tmp_path / "elsewhere")
    for look in looks[1:]:
        assert typed(*look, "--jobs", "2", "--quiet") == (*fresh[look], "")
    assert len(solved) == 4, "two games are solved in two other processes"


def test_check_reckons_with_the_time_that_solving_takes():
    """Two arms of two replications; then 32 points of two replications more, at which all is solved anew."""
    arms = {"here": None, "there": None}
    certain = SimpleNamespace(arms=arms, replications=2, fewest=2, decompose=None, uncertain={}, ranges=Ranges())
    assert looking.estimate(certain, looking.Spent(0.9, 0.9), 100.0, 4) == (
        "about 101 s on 4 processors, judging by one replication of the baseline"
    )
    assert looking.estimate(certain, looking.Spent(40.0, 70.0), 10.0, 2) == (
        "about 60 s on 2 processors, 40 s of it to solve games, "
        "judging by one replication of the baseline and by how long solving took now"
    )
    ruled = SimpleNamespace(**vars(certain) | {"replications": 60, "fewest": 20})
    assert looking.estimate(ruled, looking.Spent(0.9, 0.9), 1.0, 1).startswith("about 41 s to 2 min on 1 processor, ")
    assert looking.estimate(
        SimpleNamespace(**vars(certain) | {"uncertain": {"x": None}}), looking.Spent(10.0, 9.0), 5.0, 1
    ) == (
        "about 16 min on 1 processor, 6 min of it to solve games, "
        "judging by one replication of the baseline and by how long solving took now"
    )


def test_progress_counts_games(capsys, monkeypatch):
    clock = iter([100.0, 100.0, 104.0, 108.0, 112.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    with progress.games(quiet=False) as bar:
        for done in range(4):
            bar(done, 8)
    assert capsys.readouterr().err == "solving who comes: 3 of 8 games, about 20 s left\n"
    clock = iter([0.0, 0.0, 20.0])
    with progress.games(quiet=False, what="file 7 of 25") as bar:
        bar(0, 2)
        bar(1, 2)
    assert capsys.readouterr().err == "file 7 of 25: solving who comes: 1 of 2 games, about 20 s left\n"
    with progress.games(quiet=True) as bar:
        bar(0, 8)
        bar(3, 8)
    assert capsys.readouterr().err == ""


def test_a_bar_goes_when_all_is_solved_and_makes_room_for_the_next(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with progress.games(quiet=False) as solved, progress.Bar(quiet=False) as played:
        solved(0, 2)
        solved(2, 2)
        gone = capsys.readouterr().err
        assert "solving who comes: games" in gone
        played(0, 4)
        played(1, 4)
        solved(2, 2)
    assert "games" not in capsys.readouterr().err
