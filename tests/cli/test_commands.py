"""What a person types and what comes back: texts, exit codes, files."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim import plugins
from sim.cli import main, manners, progress, running
from sim.errors import NoEquilibriumError, RunError, ScenarioError, SimError
from tests.experiment import stub

CHECKOUT = Path(__file__).parents[2]
SCENARIO = """
title: Two rules for the same lots
question: Does a reserve pay?
seed: 3
replications: 6
lots:
  lot: {count: 20, arrive: at_start, appraisal: none, worth: {model: private, distribution: uniform, low: 0, high: 1}}
bidders: {all: {count: 3}}
arms:
  free: {venue: frictionless, label: No reserve, rules: {format: second_price, reserve: 0}}
  reserve: {like: free, label: Reserve, rules: {reserve: 0.5}}
baseline: free
measures: [sell_through, revenue_per_lot]
expect:
  two_thirds: {arm: free, measure: revenue_per_lot, value: 0.5, se_below: 0.05, source: Vickrey 1961}
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to work in, with one scenario."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        monkeypatch.setenv(name, "1")
    (tmp_path / "study.yaml").write_text(SCENARIO)
    return tmp_path


@pytest.fixture
def sim(here, capsys, monkeypatch):
    """Run a command line; returns exit code, stdout, stderr."""

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


def test_a_study_ends_with_its_table_its_report_and_what_to_do_next(sim, here):
    code, out, err = sim("study.yaml", "--jobs", "1")
    assert (code, err) == (0, "")
    assert "No reserve" in out
    *_, report, following = out.strip().splitlines()
    assert report == "Report: results/study/report.html"
    assert following.startswith("Next:   python run_sim.py trace study.yaml")
    assert (here / "results/study/report.html").exists()


def test_run_may_be_said_options_may_come_first_and_engines_agree(sim, here):
    assert sim("--out", "a", "--quiet", "--jobs", "1", "study.yaml")[0] == 0
    assert sim("run", "study.yaml", "--jobs", "1", "--out", "b", "--engine", "staged")[0] == 0
    assert sim("run", "study.yaml", "--jobs", "1", "--out", "c", "--engine", "kernel")[0] == 0
    assert stub.files(here / "a/study") == stub.files(here / "b/study") == stub.files(here / "c/study")


def test_changes_reach_the_study_and_the_command_that_repeats_it(sim, here):
    options = ["--seed", "9", "--replications", "4", "--set", "lots.lot.count=5", "--set", "title=a b"]
    code, out, _ = sim("study.yaml", "--jobs", "1", *options)
    assert code == 0
    changes = "--set lots.lot.count=5 --set 'title=a b' --set seed=9 --set replications=4"
    assert f"Next:   python run_sim.py trace study.yaml {changes}    (" in out
    assert "title: a b" in (here / "results/study/scenario.resolved.yaml").read_text()
    lots = (here / "results/study/lots.csv").read_text().splitlines()
    assert len(lots) == 1 + 2 * 4 * 5
    manifest = (here / "results/study/manifest.json").read_text()
    assert "study.yaml --set lots.lot.count=5 --set 'title=a b' --set seed=9 --set replications=4" in manifest
    assert str(here) not in manifest


def test_a_folder_that_held_another_commands_results_is_named(sim, here):
    assert sim("study.yaml", "--jobs", "1", "--quiet")[2] == ""
    assert sim("study.yaml", "--jobs", "1", "--quiet")[2] == ""
    _, _, err = sim("study.yaml", "--jobs", "1", "--seed", "9", "--quiet")
    assert err == (
        "note: results/study held the results of another command, now replaced: python run_sim.py study.yaml; "
        "--out DIR keeps both\n"
    )
    assert sim("study.yaml", "--jobs", "1", "--seed", "9", "--out", "other", "--quiet")[2] == ""


def test_a_gap_is_taken_apart_only_where_the_scenario_says_which(sim, here):
    code, out, err = sim("decompose", "study.yaml", "--jobs", "1")
    assert (code, out) == (2, "")
    assert err.startswith("study.yaml: there is no block `decompose`, which says what to take apart")
    assert not (here / "results").exists()
    (here / "apart.yaml").write_text(
        f"{SCENARIO}decompose: {{from: free, to: reserve, channels: [reserve_and_rounds, fees]}}\n"
    )
    code, out, err = sim("decompose", "apart.yaml", "--jobs", "1", "--quiet")
    assert (code, err) == (0, "")
    assert "which lever did it: sell-through, Reserve against No reserve" in out
    assert "\nreserve and rounds " in out
    assert (here / "results/apart/figures/waterfall.png").exists()
    assert sim("run", "apart.yaml", "--jobs", "1", "--quiet", "--out", "again")[:2] == (
        0, out.replace("results/", "again/"),
    )  # fmt: skip
    assert stub.files(here / "results/apart") == stub.files(here / "again/apart")


def test_a_sweep_needs_its_block_and_ends_with_its_verdicts(sim, here):
    code, out, err = sim("sweep", "study.yaml", "--jobs", "1")
    assert (code, out) == (2, "")
    assert err.startswith("study.yaml: there is no block `sweep`, which says what to try, e.g. sweep: {policies: {")
    assert not (here / "results").exists()
    (here / "swept.yaml").write_text(
        f"{SCENARIO}sweep:\n  policies: {{arms.reserve.rules.reserve: [0.2, 0.4, 0.6, 0.8]}}\n"
        "  uncertainties: {bidders.all.count: {low: 2, high: 4}}\n  points: 2\n  replications: 2\n"
        "  optimum: {measure: revenue_per_lot}\n"
    )
    code, out, err = sim("check", "swept.yaml")
    assert (code, err) == (0, "")
    assert "\nsweep: 4 combinations of policies at the study's own conditions and 2 points: 15 arms x 2 rep" in out
    code, out, err = sim("sweep", "swept.yaml", "--jobs", "1", "--quiet")
    assert (code, err) == (0, "")
    assert "reserve in Reserve" in out
    assert "loses to No reserve at" in " ".join(out.split())
    assert (here / "results/swept/figures/response.png").exists()
    assert sim("run", "swept.yaml", "--jobs", "1", "--quiet", "--out", "again")[:2] == (
        0, out.replace("results/", "again/"),
    )  # fmt: skip


def test_the_help_says_what_taking_apart_is(sim):
    assert "Take the gap between two arms apart: which lever did it." in " ".join(sim("--help")[1].split())


CAUTIONS = {
    "arms.free: none of 20 lots is sold in the replication that was tried; compare the reserve with what bidders are "
    "ready to pay, and the reach with how many there are": ("arms.free.rules.reserve=2",),
    "arms.reserve: bids on a lot are taken for 60 minutes, and the hall calls the next one after 30 minutes; lower "
    "rules.window_hours or raise place.sessions.minutes_per_lot": (
        "arms.reserve.place={sessions: {weekdays: [mon], minutes_per_lot: 30}}",
    ),
    "arms.reserve: rules.proxy is true and no group of bidders uses it; write timing: proxy for those who do": (
        "arms.reserve.rules={format: english, proxy: true, increment: 0.1, reserve: 0}",
    ),
    "arms.reserve: place.inspection_sd is set and nobody looks closer; that takes worths of model lognormal, and "
    "bidders with a signal_sd above 0 who do not say inspects: never": ("arms.reserve.place={inspection_sd: 0.1}",),
}


@pytest.mark.parametrize("said", CAUTIONS, ids=lambda said: said[:40])
def test_what_is_allowed_and_hardly_meant_is_a_warning(sim, said):
    changes = [word for change in CAUTIONS[said] for word in ("--set", change)]
    code, _, err = sim("check", "study.yaml", *changes)
    assert (code, err) == (0, f"warning: {said}\n")


def test_nothing_is_warned_of_where_nothing_is_odd(sim):
    lodged = ["arms.free.rules={format: english, proxy: true, increment: 0.1, reserve: 0}", "bidders.all.timing=sniper"]
    hall = ["arms.free.place={sessions: {weekdays: [mon], minutes_per_lot: 30}}", "arms.free.rules.window_hours=0.5"]
    assert sim("check", "study.yaml")[2] == ""
    assert sim("check", "study.yaml", *[word for change in lodged + hall for word in ("--set", change)])[2] == ""


def test_a_path_of_this_machine_does_not_reach_the_manifest(sim, here):
    assert sim(str(here / "study.yaml"), "--jobs", "1", "--replications", "2")[0] == 0
    assert (
        '"command": "python run_sim.py study.yaml --set replications=2"'
        in (here / "results/study/manifest.json").read_text()
    )


@pytest.fixture
def own_tables(monkeypatch):
    """What a plug-in adds is gone afterwards, and so is its module."""
    for promise in plugins.PROMISES.values():
        monkeypatch.setattr(promise.table, "_entries", dict(promise.table))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if name.startswith("sim_plugin_"):
            del sys.modules[name]


@pytest.mark.usefixtures("own_tables")
def test_a_plugin_is_loaded_and_hashed(sim, here):
    (here / "own.py").write_text(
        "from sim.measures import Measure\n"
        "from sim.measures.base import one\n"
        'MEASURES = {"lots_here": Measure("lots_here", "ratio", "Per lot: one.", one, one)}\n'
    )
    code, _, err = sim("study.yaml", "--jobs", "1", "--plugin", "own.py", "--set", "measures=[lots_here]")
    assert (code, err) == (0, "")
    assert '"own.py": "' in (here / "results/study/manifest.json").read_text()
    assert "free,0,lots_here,,1\n" in (here / "results/study/runs.csv").read_text()


def test_a_wrong_scenario_is_a_message_exit_2_and_no_file(sim, here):
    (here / "study.yaml").write_text(SCENARIO.replace("seed: 3", "sed: 3"))
    code, out, err = sim("study.yaml")
    assert (code, out) == (2, "")
    assert "study.yaml:4:1: sed" in err
    assert "did you mean seed" in err
    assert [path.name for path in here.iterdir()] == ["study.yaml"]


def test_a_game_without_an_answer_is_one_line_exit_2_and_no_file(sim, here):
    changes = [
        "--set",
        "lots.lot.worth={model: lognormal, median: 1, common_sd: 0.3}",
        "--set",
        "arms.free.rules.format=first_price",
    ]
    code, _, err = sim("study.yaml", *changes)
    assert code == 2
    assert err == (
        "study.yaml:11:3: arms.reserve, bidders.all: no equilibrium is known for first_price with noisy looks "
        "and a reserve; set reserve: 0, or use shaded\n"
    )
    assert not (here / "results").exists()


@pytest.mark.parametrize("command", [["check"], ["trace"], ["audit"], ["verify"]])
def test_every_command_that_solves_says_where_the_arm_stands(sim, here, command):
    (here / "hard.yaml").write_text(
        SCENARIO.replace("second_price, reserve: 0", "first_price, reserve: 0.1, rounds: 2")
    )
    code, _, err = sim(*command, "hard.yaml")
    assert code == 2
    assert err == (
        "hard.yaml:10:3: arms.free, bidders.all: no equilibrium is known for first_price over 2 rounds: a bidder may "
        "gain by waiting for the next start price; use behaviour: {foresight: myopic}, rounds: 1, or shaded\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["chek", "study.yaml"],
        ["study.yaml", "--jobs", "0"],
        ["study.yaml", "--engine", "steam"],
        ["study.yaml", "--nonsense"],
        ["run"],
        ["verify"],
        ["nowhere.yaml"],
        ["study.yaml", "--set", "seed=x"],
        ["show", "nothing_like_it"],
        ["new", "a.yaml", "--template", "nothing_like_it"],
        ["list", "nothing_like_it"],
        ["diff", "frictionless", "nothing_like_it"],
        ["study.yaml", "--plugin", "nowhere.py"],
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_is_exit_2(sim, here, arguments):
    code, out, err = sim(*arguments)
    assert (code, out) == (2, "")
    assert err
    assert "Traceback" not in err
    assert not (here / "results").exists()


def test_check_says_what_is_to_be_played_and_writes_nothing(sim, here):
    code, out, _ = sim("check", "study.yaml")
    assert code == 0
    assert "study.yaml: right" in out
    assert "20 lots x 6 replications x 2 arms = 240 lots to play" in out
    assert re.search(r"\nabout \d+ s on \d+ processors, .*judging by one replication of the baseline", out)
    assert [path.name for path in here.iterdir()] == ["study.yaml"]


def test_new_starts_a_scenario_that_is_right(sim, here):
    code, out, _ = sim("new", "mine.yaml")
    assert code == 0
    assert "check mine.yaml" in out
    assert sim("check", "mine.yaml")[0] == 0
    assert sim("new", "textbook.yaml", "--template", "textbook")[0] == 0
    assert sim("check", "textbook.yaml")[0] == 0
    assert sim("new", "mine.yaml")[0] == 2


def test_listing_showing_and_comparing(sim):
    kinds = sim("list")[1].split()
    assert {"measures", "formats", "keys"} < set(kinds)
    for kind in kinds:
        code, out, _ = sim("list", kind)
        assert code == 0
        assert out
    assert "sell-off included" in sim("show", "sell_through")[1]
    code, out, _ = sim("diff", "study.yaml:free", "study.yaml:reserve")
    assert code == 0
    assert "rules.reserve" in out
    assert sim("schema")[1].startswith("{")


def test_verify_tells_hits_from_misses(sim, here):
    code, out, _ = sim("verify", "study.yaml", "--jobs", "1")
    assert code == 0
    assert "two_thirds" in out
    assert out.strip().endswith("all within bounds")
    assert [path.name for path in here.iterdir()] == ["study.yaml"]
    (here / "study.yaml").write_text(SCENARIO.replace("value: 0.5", "value: 0.7"))
    code, out, _ = sim("verify", str(here), "--jobs", "1", "--quiet")
    assert code == 1
    assert out.strip().endswith(f"missed: {here / 'study.yaml'} two_thirds")
    (here / "study.yaml").write_text(SCENARIO[: SCENARIO.index("expect:")])
    code, _, err = sim("verify", "study.yaml")
    assert (code, "nothing to verify" in err) == (1, True)
    code, out, _ = sim("verify", ".")
    assert code == 0
    assert out.splitlines() == ["study.yaml: nothing is expected of it", "all within bounds"]


def test_verify_names_what_missed_in_which_file_and_how_far_it_is(sim, here, monkeypatch):
    labels = []

    class Noted(progress.Bar):
        def __init__(self, *, quiet, what=""):
            labels.append(what)
            super().__init__(quiet=quiet, what=what)

    monkeypatch.setattr(running, "Bar", Noted)
    wide = SCENARIO.replace("se_below: 0.05", "se_below: 0.0001")
    (here / "study.yaml").write_text(wide.replace("value: 0.5", "value: 0.7"))
    (here / "wide.yaml").write_text(wide)
    code, out, _ = sim("verify", ".", "--jobs", "1")
    assert code == 1
    assert "too wide: std. error 0.0" in out
    assert "above 0.0001: more replications" in out
    assert out.splitlines()[-1] == "missed: study.yaml two_thirds; wide.yaml two_thirds"
    assert labels == ["file 1 of 2", "file 2 of 2"]


@pytest.mark.parametrize("command", [[], ["run"], ["check"], ["list"], ["verify"], ["bench"]], ids=" ".join)
def test_h_is_help(sim, command):
    assert sim(*command, "-h") == sim(*command, "--help")
    assert sim(*command, "-h")[1].startswith("Usage: run_sim.py")


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("summary.csv", "free,revenue_per_lot", "summary.csv:3: is damaged: 2 fields where the header has 12"),
        (
            "summary.csv",
            "free,revenue_per_lot,,money,x,1,1,1,1,,,",
            'summary.csv:3: is damaged: mean is "x", not a number',
        ),
        ("lots.csv", "free", "lots.csv:3: is damaged: 1 fields where the header has "),
        ("manifest.json", "}", "manifest.json: is damaged: "),
    ],
)
def test_a_damaged_table_is_named_with_its_line(sim, here, file, line, said):
    sim("study.yaml", "--jobs", "1")
    path = here / "results/study" / file
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:2], line, *lines[3:], ""]))
    code, out, err = sim("report", "results/study")
    assert (code, out) == (1, "")
    assert err.startswith(f"error: results/study/{said}")
    assert len(err.splitlines()) == 1


def test_a_table_that_is_not_text(sim, here):
    sim("study.yaml", "--jobs", "1")
    (here / "results/study/lots.csv").write_bytes(b"arm\n\xff\n")
    assert sim("report", "results/study")[2].startswith("error: results/study/lots.csv: is damaged: ")


@pytest.mark.usefixtures("own_tables")
def test_lists_and_show_take_plugins(sim, here):
    (here / "own.py").write_text(
        "from sim.measures import Measure\n"
        "from sim.measures.base import one\n"
        'MEASURES = {"lots_here": Measure("lots_here", "ratio", "Per lot: one.", one, one)}\n'
    )
    assert sim("show", "lots_here")[0] == 2
    assert "lots_here" in sim("list", "measures", "--plugin", "own.py")[1]
    assert "Per lot: one." in sim("show", "lots_here", "--plugin", "own.py")[1]


def test_the_list_of_keys_fits_a_screen_and_in_a_pipe_has_a_line_a_key(sim, monkeypatch):
    piped = sim("list", "keys")[1].splitlines()
    assert all(line.split()[0][0].isalpha() and "  " in line for line in piped)
    (count,) = [line for line in piped if line.startswith("replications ")]
    assert count.endswith(" how often nature is drawn, or until when (default 40)")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    out = sim("list", "keys")[1]
    assert max(map(len, out.splitlines())) <= 120
    assert len(out.splitlines()) > len(piped)
    assert "by the weights" in out
    assert " (required)" in out
    assert " (default 40)" in out


WITHOUT = """
import runpy, sys
package = sys.argv[1]
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name == package:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
sys.argv = ["run_sim.py", "check", "study.yaml"]
runpy.run_path(RUN_SIM, run_name="__main__")
"""


@pytest.mark.parametrize("package", ["typer", "numpy", "yaml"])
def test_a_python_without_the_packages_is_told_where_they_are(here, package):
    program = WITHOUT.replace("RUN_SIM", repr(str(CHECKOUT / "run_sim.py")))
    done = subprocess.run(
        [sys.executable, "-c", program, package],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == f"{package} is missing: set up as in README.md (this is {sys.executable})\n"


def test_trace_tells_a_lot_and_report_rebuilds(sim, here):
    code, out, _ = sim("trace", "study.yaml", "lot-3", "--replication", "2")
    assert code == 0
    assert "Lot lot-3, replication 2" in out
    assert "No reserve" in out
    assert out.index("No reserve") < out.index("== Reserve ==")
    one = sim("trace", "study.yaml", "--arm", "reserve")[1]
    assert "No reserve" not in one
    assert sim("trace", "study.yaml", "--arm", "reservee") == (
        1,
        "",
        "error: there is no arm reservee; did you mean reserve?\n",
    )
    assert sim("trace", "study.yaml", "lot-99")[0] == 1
    assert "nothing" not in sim("trace", "study.yaml")[1]
    sim("study.yaml", "--jobs", "1")
    before = stub.files(here / "results/study")
    (here / "results/study/report.html").unlink()
    assert sim("report", "results/study")[0] == 0
    assert stub.files(here / "results/study") == before
    assert sim("report", "nowhere")[0] == 1


def test_the_page_in_another_language(sim, here):
    """A key of the scenario like any other, so the folder remembers; nobody's page is written over."""
    sim("study.yaml", "--jobs", "1", "--lang", "zh", "--lang", "en")
    pages = {path.name: path.read_text(encoding="utf-8") for path in (here / "results/study").glob("report*")}
    assert {name: '<html lang="zh-Hans">' in text for name, text in pages.items()} == {
        "report.html": True,
        "report.en.html": False,
    }
    before = stub.files(here / "results/study")
    assert b"--set 'output.language=[zh, en]'" in before["manifest.json"]
    assert b"report.en.html: The same page in English." in before["README.txt"]
    assert b"report.zh.html" not in before["README.txt"]
    (here / "results/study/report.en.html").unlink()
    assert sim("report", "results/study")[0] == 0
    assert stub.files(here / "results/study") == before
    sim("study.yaml", "--jobs", "1")
    assert not (here / "results/study/report.en.html").exists()
    assert sim("report", "results/study", "--lang", "zh")[1].endswith("Report: results/study/report.zh.html\n")
    assert sim("report", "results/study", "--lang", "de")[0] == 2


def test_a_run_in_chinese_says_so_and_how_to_go_on(sim):
    """The story of a lot takes the language as an option, not as a key of a page that it does not make."""
    *_, report, following = sim("study.yaml", "--jobs", "1", "--lang", "zh")[1].strip().splitlines()
    assert report == (
        "Report: results/study/report.html    (in Chinese; in English too: report results/study --lang en)"
    )
    assert following == "Next:   python run_sim.py trace study.yaml --lang zh    (the story of one lot)"
    code, out, _ = sim("trace", "study.yaml", "--lang", "zh")
    assert (code, "== " in out) == (0, True)
    *_, report, following = sim("study.yaml", "--jobs", "1", "--lang", "en", "--lang", "zh")[1].strip().splitlines()
    assert report == "Report: results/study/report.html    (in English; report.zh.html in Chinese)"
    assert following == "Next:   python run_sim.py trace study.yaml --lang en    (the story of one lot)"


def test_a_run_warns_as_check_does(sim):
    """What is hardly meant is told before it is played."""
    told = "warning: arms.reserve.rules.payment_days: 9000 is 25 years; usual is at most 365 days\n"
    assert sim("study.yaml", "--jobs", "1", "--set", "arms.reserve.rules.payment_days=9000")[2].endswith(told)
    assert told in sim("check", "study.yaml", "--set", "arms.reserve.rules.payment_days=9000")[2]


def test_a_replication_without_lots_has_nothing_to_tell(sim):
    code, _, err = sim("trace", "study.yaml", "--set", "lots.lot.count=0")
    assert (code, err) == (1, "error: replication 0 has no lots\n")


def test_the_version(sim):
    assert sim("--version")[1] == "0.1.0\n"


def test_the_help_has_one_line_a_command(sim):
    code, out, _ = sim("--help")
    assert code == 0
    lines = out[out.index("Commands:") :].splitlines()[1:14]
    assert [line.split()[0] for line in lines] == [
        "run", "decompose", "sweep", "fit", "check", "new", "list", "show", "diff", "schema", "trace", "verify",
        "report",
    ]  # fmt: skip
    assert all(len(line.split()) > 3 and not line.rstrip().endswith("...") for line in lines)


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (ScenarioError("a.yaml:1:1: x: wrong"), 2, "a.yaml:1:1: x: wrong\n"),
        (NoEquilibriumError("no"), 2, "no\n"),
        (SimError("no"), 1, "error: no\n"),
        (RunError("no"), 1, "error: no\n"),
        (PermissionError(13, "Permission denied", "results"), 1, "error: results: Permission denied\n"),
        (OSError("disk"), 1, "error: disk\n"),
        (KeyboardInterrupt(), 130, "interrupted; what was played is kept. Go on with: python x\n"),
    ],
)
def test_errors_are_messages_with_their_exit_code(capsys, error, code, said):
    with pytest.raises(manners.typer.Exit) as leave, manners.answering("python x"):
        raise error
    assert leave.value.exit_code == code
    assert capsys.readouterr().err == said


def test_an_interruption_without_anything_to_resume(capsys):
    with pytest.raises(manners.typer.Exit), manners.answering():
        raise KeyboardInterrupt
    assert capsys.readouterr().err == "interrupted\n"


def test_an_error_nobody_foresaw_is_one_line_unless_debugged(capsys, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", None)
    manners.install(["--debug"])
    assert sys.excepthook is None
    manners.install([])
    sys.excepthook(ValueError, ValueError("two\nlines"), None)
    assert capsys.readouterr().err == "internal error: ValueError: two lines; run again with --debug to see where\n"


INNER = """
import sys
import sim.experiment
def broken(*_):
    raise ZeroDivisionError("oh")
sim.experiment.run = broken
from sim.cli import main
main()
"""


@pytest.mark.parametrize("debug", [False, True])
def test_a_traceback_is_shown_only_on_request(here, debug):
    done = subprocess.run(
        [sys.executable, "-c", INNER, "study.yaml", *["--debug"][: int(debug)]],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert ("Traceback" in done.stderr) == debug
    assert ("internal error: ZeroDivisionError: oh" in done.stderr) != debug


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_is_exit_130_with_the_command_that_resumes(here, jobs):
    command = [sys.executable, str(CHECKOUT / "run_sim.py"), "study.yaml", "--replications", "2000", "--jobs", jobs]
    study = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
    deadline = time.monotonic() + 60
    while not list(here.glob("results/study/.parts/*/*/[0-9]*.part")):
        assert study.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.killpg(study.pid, signal.SIGINT)  # as a terminal does: to the workers as well
    out, err = study.communicate(timeout=60)
    assert (study.returncode, out) == (130, "")
    assert err.splitlines()[-1].endswith(f"run_sim.py study.yaml --replications 2000 --jobs {jobs}")
    assert "interrupted; what was played is kept. Go on with: python" in err
    assert "Traceback" not in err
    assert not (here / "results/study/manifest.json").exists()


def test_progress_without_a_terminal_is_a_line_now_and_then(capsys, monkeypatch):
    clock = iter([0.0, 1.0, 2.0, 11.0, 12.0, 30.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    with progress.Bar(quiet=False) as bar:
        for done in (10, 12, 20, 25, 110):
            bar(done, 110)
    assert capsys.readouterr().err == "20 of 110 replications x arms, about 99 s left\n"


def test_progress_says_what_it_is_about(capsys, monkeypatch):
    clock = iter([0.0, 1.0, 20.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    with progress.Bar(quiet=False, what="file 7 of 25") as bar:
        bar(1, 10)
        bar(2, 10)
    assert capsys.readouterr().err.startswith("file 7 of 25: 2 of 10 replications x arms, about ")


def test_quiet_is_quiet_and_a_study_of_nothing_too(capsys):
    with progress.Bar(quiet=True) as bar:
        bar(1, 2)
    with progress.Bar(quiet=False) as bar:
        bar(0, 0)
    assert capsys.readouterr().err == ""


def test_progress_on_a_terminal_is_a_bar(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with progress.Bar(quiet=False) as bar:
        bar(0, 4)
        bar(3, 4)
    assert "replications" in capsys.readouterr().err


def test_words_of_the_users_own_without_a_page_in_that_language(sim, here):
    """`--lang zh` finds them, on the page and in the story; a word for nothing stops before anything is played."""
    file = here / "study.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + "output: {words: {zh: {No reserve: 无底价, lot: 标的物}}}\n", encoding="utf-8")
    sim("study.yaml", "--jobs", "1")
    assert "无底价" not in (here / "results/study/report.html").read_text(encoding="utf-8")
    assert sim("report", "results/study", "--lang", "zh")[0] == 0
    assert "无底价" in (here / "results/study/report.zh.html").read_text(encoding="utf-8")
    told = sim("trace", "study.yaml", "lot-3", "--lang", "zh")[1]
    assert "== 无底价 ==" in told
    assert "标的物-3" in told
    assert "== No reserve ==" in sim("trace", "study.yaml", "lot-3")[1]
    file.write_text(text + "output: {words: {zh: {No reserv: 无底价}}}\n", encoding="utf-8")
    code, out, error = sim("check", "study.yaml")
    assert (code, out) == (2, "")
    assert error.endswith(
        ": output.words.zh.No reserv: nothing in this file is called that; did you mean 'No reserve'?\n"
    )
