"""A study from end to end, with a market that can be worked out."""

import csv
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.errors import RunError
from sim.experiment import Options, Origin, csvfile, run
from sim.experiment.columns import KINDS
from sim.experiment.executors import execute
from sim.experiment.readme import COLUMNS, FILES, header
from sim.experiment.runner import RESULTS, alone
from sim.experiment.store import Store
from sim.experiment.work import Job, Task
from tests.experiment import stub

ORIGIN = Origin("python run_sim.py stub.yaml", stub.resolved(), {})
STUBBED = Options(play=stub.play)
LONG = "output={tables: [lots, bids, bidders, ledger], observed: true}"


VARIANTS = {
    "choice.csv",
    "points.csv",
    "ranges.csv",
    "sensitivity.csv",
    "decomposition.csv",
    "interactions.csv",
    "sweep_points.csv",
    "sweep.csv",
    "sweep_sensitivity.csv",
    "optimum.csv",
    "box.csv",
}
PAGES = {"report.html", "report.en.html", "report.zh.html", "figures"}


def nothing(*_):
    pass


class Counted(list):
    """Keeps what the progress was told: (done, total)."""

    def __call__(self, done, total):
        self.append((done, total))

    @property
    def played(self):
        return self[-1][0] - self[0][0]


def go(folder, *sets, options=STUBBED, dress=nothing, text=stub.SCENARIO):
    watch = Counted()
    study = stub.study(text, *sets)
    run(study, replace(ORIGIN, resolved=stub.resolved(text, *sets)), folder, options, watch, dress)
    return watch


def table(folder, name):
    with (folder / name).open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results") / "stub"
    go(folder, LONG)
    return folder


def worths():
    """(replication, lot) to worth, as the stand-in draws them."""
    return np.array([np.random.default_rng([5, r]).random(5) for r in range(7)])


def test_the_folder_holds_what_it_should(done):
    assert {path.name for path in done.iterdir()} == {*RESULTS, ".parts"} - PAGES - VARIANTS
    assert {name.partition("/")[0] for name in FILES} == set(RESULTS) - {"README.txt"}


def test_runs_and_summary_are_the_measures_of_the_lots(done):
    sold = 0.9 * worths() >= 0.6
    price = np.where(sold, 0.9 * worths(), 0.0)
    expected = {
        "sell_through": sold.mean(axis=1),
        "revenue_per_lot@sd": price.std(axis=1, ddof=1),
        "price_if_sold": price.sum(axis=1) / sold.sum(axis=1),
    }
    runs = table(done, "runs.csv")
    for name, values in expected.items():
        found = [line["value"] for line in runs if (line["arm"], line["measure"], line["group"]) == ("high", name, "")]
        assert [float(value) for value in found] == pytest.approx(values, rel=1e-11)
    (line,) = [
        line
        for line in table(done, "summary.csv")
        if (line["arm"], line["measure"], line["group"]) == ("high", "sell_through", "lots=shops")
    ]
    shops = sold[:, 3:].mean(axis=1)
    assert float(line["mean"]) == pytest.approx(shops.mean())
    assert float(line["sd"]) == pytest.approx(shops.std(ddof=1))
    assert (line["n"], line["unit"]) == ("7", "share")


def test_an_unsold_group_leaves_an_empty_cell_and_lowers_n(done):
    sold = (0.9 * worths() >= 0.6)[:, 3:].any(axis=1)
    assert 0 < sold.sum() < 7
    lines = [line for line in table(done, "runs.csv") if line["arm"] == "high" and line["group"] == "lots=shops"]
    assert [line["value"] != "" for line in lines if line["measure"] == "price_to_worth"] == sold.tolist()
    (line,) = [
        line
        for line in table(done, "contrasts.csv")
        if (line["measure"], line["group"]) == ("price_to_worth", "lots=shops")
    ]
    both = (0.9 * worths() >= 0.1)[:, 3:].any(axis=1) & sold
    assert int(line["n"]) == both.sum()


def test_prices_are_compared_on_lots_sold_in_both_arms(done):
    """The stand-in pays the same for a lot in both arms, so the paired price difference is nil."""
    (line,) = [
        line for line in table(done, "contrasts.csv") if (line["measure"], line["group"]) == ("price_if_sold", "")
    ]
    assert float(line["difference"]) == 0.0
    means = {
        line["arm"]: float(line["mean"]) for line in table(done, "summary.csv") if line["measure"] == "price_if_sold"
    }
    assert means["high"] > means["low"] + 0.05


def test_transitions_count_every_lot_once(done):
    low, high = 0.9 * worths() >= 0.1, 0.9 * worths() >= 0.6
    (line,) = [line for line in table(done, "transitions.csv") if line["group"] == ""]
    assert (line["arm"], line["baseline"]) == ("high", "low")
    assert int(line["sold_in_both"]) == high.sum()
    assert int(line["only_there"]) == (low & ~high).sum()
    assert (line["only_here"], int(line["neither"])) == ("0", (~low).sum())
    assert float(line["price_ratio"]) == 1.0
    assert sum(int(line[name]) for line in table(done, "transitions.csv") for name in stub_fates()) == 2 * 35


def stub_fates():
    return ("sold_in_both", "only_here", "only_there", "neither")


def test_differences_in_rules_name_the_key(done):
    (line,) = table(done, "differences_in_rules.csv")
    assert (line["arm"], line["baseline"], line["key"]) == ("high", "low", "rules.reserve")
    assert (line["here"], line["there"], line["channel"]) == ("0.6", "0.1", "reserve_and_rounds")


def test_long_tables_have_a_line_a_lot_in_order(done):
    lots = table(done, "lots.csv")
    assert [line["lot"] for line in lots[:5]] == ["flats-0", "flats-1", "flats-2", "shops-0", "shops-1"]
    assert [(line["arm"], int(line["replication"])) for line in lots[::5]] == [
        (arm, r) for arm in ("high", "low") for r in range(7)
    ]
    unsold = next(line for line in lots if line["state"] == "returned")
    assert (unsold["hammer"], unsold["buyer"], unsold["worth_buyer"]) == ("", "", "")
    assert len(table(done, "bids.csv")) == len(table(done, "bidders.csv")) == 2 * 2 * 35
    assert len(lots[0]["worth_common"]) <= len("0.") + 12


def test_numbers_have_12_significant_digits_and_absent_is_empty():
    values = np.array([1 / 3, 2e6 / 3, np.nan, -0.0, 17.0, 1e15])
    fields = ["0.333333333333", "666666.666667", "", "0", "17", "1e+15"]
    assert csvfile.column(values) == fields
    assert [csvfile.cell(float(value)) for value in values] == fields
    assert csvfile.column(np.array(["a", ""])) == ["a", ""]
    assert (csvfile.cell(12), csvfile.cell(None)) == ("12", "")


def test_every_column_is_explained_and_every_explanation_used(done):
    page = (done / "README.txt").read_text()
    used = set()
    for name in [
        *KINDS,
        "RUNS",
        "SUMMARY",
        "CONTRASTS",
        "TRANSITIONS",
        "DIFFERENCES",
        "POINTS",
        "RANGES",
        "SENSITIVITY",
        "SWEEP_POINTS",
        "SWEEP",
        "SWEEP_SENSITIVITY",
        "OPTIMUM",
        "BOX",
        "WHO_GAINS",
        "ROUNDS",
        "OBSERVED_LOTS",
        "OBSERVED_BIDS",
        "DECOMPOSITION",
        "INTERACTIONS",
        "CHOICE",
    ]:
        used |= set(header(name))
    assert used == set(COLUMNS)
    for path in done.glob("*.csv"):
        columns, _ = FILES[path.name]
        with path.open() as file:
            assert file.readline().strip().split(",") == list(header(columns))
        assert f"{path.name}: " in page
    assert "sell_through (share): Of all lots" in page


def test_the_manifest_says_how_to_do_it_again_and_has_no_clock(done):
    manifest = json.loads((done / "manifest.json").read_text())
    assert manifest["command"] == "python run_sim.py stub.yaml"
    assert manifest["arms"] == {"high": "High reserve", "low": "Low reserve"}
    assert (manifest["baseline"], manifest["seed"], manifest["lots_per_replication"]) == ("low", 5, 5)
    assert {"lots.csv", "README.txt", "scenario.resolved.yaml"} < set(manifest["files"])
    assert all("method" in plan and "residual" in plan for plan in manifest["plans"])
    assert not {"time", "date", "host", "jobs", "engine"} & set(manifest)


def test_the_resolved_scenario_runs_alone_to_the_same_bytes(done, tmp_path):
    text = (done / "scenario.resolved.yaml").read_text()
    again = tmp_path / "stub"
    go(again, text=text)
    assert stub.files(again) == stub.files(done)


def test_two_workers_and_one_make_the_same_bytes(done, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.experiment.tables.LINES", 3)
    monkeypatch.setattr("sim.experiment.work.TASK_LOTS", 10)
    watch = go(tmp_path / "stub", LONG, options=replace(STUBBED, jobs=2))
    assert watch[0] == (0, 14)
    assert len(watch) == 1 + 2 * 4
    assert stub.files(tmp_path / "stub") == stub.files(done)


def test_the_engine_and_the_progress_leave_no_trace(done, tmp_path):
    go(tmp_path / "stub", LONG, options=replace(STUBBED, engine="staged"))
    assert stub.files(tmp_path / "stub") == stub.files(done)


def test_a_second_run_plays_nothing_and_writes_the_same(tmp_path):
    folder = tmp_path / "stub"
    assert go(folder).played == 14
    before = stub.files(folder)
    assert go(folder).played == 0
    assert stub.files(folder) == before
    assert go(folder, options=replace(STUBBED, force=True)).played == 14
    assert stub.files(folder) == before


def test_an_edited_arm_plays_again_alone(tmp_path):
    folder = tmp_path / "stub"
    go(folder)
    assert go(folder, "arms.high.rules.reserve=0.5").played == 7
    assert go(folder).played == 0
    assert go(folder, "arms.high.label=Other", "measures=[sell_through]", "by=[]", "title=T").played == 0
    assert go(folder, "replications=10").played == 6
    assert go(folder, "replications=4").played == 0


def test_words_in_another_language_play_nothing_again_and_change_no_table(tmp_path):
    folder = tmp_path / "stub"
    go(folder)
    tables = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    assert go(folder, "output={words: {zh: {flats: 住宅, Low reserve: 低底价}}}").played == 0
    assert {path.name: path.read_bytes() for path in folder.glob("*.csv")} == tables
    assert 'flats: "住宅"' in (folder / "scenario.resolved.yaml").read_text(encoding="utf-8")


def test_tables_do_not_depend_on_how_the_study_grew(tmp_path):
    grown, fresh = tmp_path / "a" / "stub", tmp_path / "b" / "stub"
    for replications in (3, 5, 12):
        go(grown, f"replications={replications}")
    go(fresh, "replications=12")
    assert stub.files(grown) == stub.files(fresh)


def test_a_twin_arm_is_played_once(tmp_path):
    text = stub.SCENARIO.replace("baseline: low", "  twin: {like: high, label: Twin}\nbaseline: low")
    assert go(tmp_path / "stub", text=text).played == 14
    lots = table(tmp_path / "stub", "lots.csv")
    assert len(lots) == 3 * 35


def test_adding_or_turning_arms_moves_no_byte_of_the_others(tmp_path):
    text = stub.SCENARIO.replace(
        "  low: {venue: frictionless, label: Low reserve, rules: {format: second_price, reserve: 0.1}}\n"
        "  high: {like: low, label: High reserve, rules: {reserve: 0.6}}\n",
        "  mid: {like: low, rules: {reserve: 0.3}}\n"
        "  high: {like: low, label: High reserve, rules: {reserve: 0.6}}\n"
        "  low: {venue: frictionless, label: Low reserve, rules: {format: second_price, reserve: 0.1}}\n",
    )
    go(tmp_path / "a")
    go(tmp_path / "b", text=text)
    for name in ("runs.csv", "summary.csv", "contrasts.csv", "lots.csv", "transitions.csv"):
        one, other = (table(tmp_path / folder, name) for folder in "ab")
        for line in (*one, *other):  # corrected for the number of comparisons, so for those with the new arm, too
            line.pop("p_adjusted", None)
        assert [line for line in other if line["arm"] != "mid"] == one


def test_a_table_that_is_no_longer_wanted_goes(tmp_path):
    folder = tmp_path / "stub"
    go(folder, "output.tables=[bids]", dress=lambda staging: (staging / "figures").mkdir())
    assert (folder / "bids.csv").exists()
    assert (folder / "figures").is_dir()
    go(folder)
    assert not (folder / "bids.csv").exists()
    assert not (folder / "figures").exists()


def test_nothing_is_replaced_before_all_is_made(tmp_path):
    folder = tmp_path / "stub"
    go(folder)
    before = stub.files(folder)

    def fail(staging):
        assert (staging / "manifest.json").exists()
        assert staging.name == "stub"
        raise RunError("no ink")

    with pytest.raises(RunError, match="no ink"):
        go(folder, "arms.high.rules.reserve=0.5", dress=fail)
    left = {name: data for name, data in stub.files(folder).items() if not name.startswith(".new")}
    assert left == before
    go(folder)
    assert stub.files(folder) == before


def test_damage_is_repaired(tmp_path):
    folder = tmp_path / "stub"
    go(folder)
    before = stub.files(folder)
    part = next(folder.glob(".parts/*/*/*.part"))
    part.write_bytes(part.read_bytes()[:-1])
    assert go(folder).played == 7
    assert stub.files(folder) == before


def test_a_study_without_lots_has_empty_cells(tmp_path):
    go(tmp_path / "stub", "lots.flats.count=0", "lots.shops.count=0")
    assert {line["value"] for line in table(tmp_path / "stub", "runs.csv")} == {""}
    assert {(line["mean"], line["n"]) for line in table(tmp_path / "stub", "summary.csv")} == {("", "0")}
    assert table(tmp_path / "stub", "transitions.csv") == []
    assert table(tmp_path / "stub", "lots.csv") == []


def test_a_run_sweeps_up_after_killed_runs_and_older_programs(tmp_path):
    folder = tmp_path / "stub"
    go(folder)
    part = next(folder.glob(".parts/*/*/*.part"))
    half = part.with_name(f".{part.name}.77")
    older = folder / ".parts" / "older" / "arm"
    older.mkdir(parents=True)
    for leftover in (half, older / part.name):
        leftover.write_bytes(b"half")
    go(folder)
    assert not half.exists()
    assert not older.parent.exists()


def test_one_run_at_a_time(tmp_path):
    with alone(tmp_path), pytest.raises(RunError, match="another run is writing here"), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


def test_a_dead_worker_is_an_error_with_advice_and_an_error_in_a_worker_is_itself(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.experiment.work.TASK_LOTS", 10)
    with pytest.raises(RunError, match="a worker process died"):
        go(tmp_path / "a", options=Options(jobs=2, play=stub.play_and_die))
    with pytest.raises(ArithmeticError, match="money is not conserved"):
        go(tmp_path / "b", options=Options(jobs=2, play=stub.play_badly))
    assert go(tmp_path / "b").played == 14


def test_stopping_early_does_not_wait_for_the_workers(tmp_path):
    study = stub.study()
    job = Job(study, {}, Store(tmp_path, "p"), "auto", stub.play_for_ever)
    finished = execute(job, [Task("low", number, number) for number in range(4)], 2)
    assert next(finished).first == 0
    began = time.monotonic()
    finished.close()
    assert time.monotonic() - began < 15.0


def test_workers_may_be_started_from_any_thread(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.experiment.work.TASK_LOTS", 10)
    seen = []
    thread = threading.Thread(target=lambda: seen.append(go(tmp_path, options=replace(STUBBED, jobs=2))))
    thread.start()
    thread.join()
    assert seen[0].played == 14


def test_arms_that_met_other_lots_are_not_compared(tmp_path):
    with pytest.raises(RunError, match="did not meet the same lots"):
        go(tmp_path, options=Options(play=stub.play_other_lots))


KILLED = """
from pathlib import Path
from sim.experiment import Options
from tests.experiment import stub, test_running
from sim.experiment import work
if __name__ == "__main__":
    work.TASK_LOTS = 5
    test_running.go(Path({folder!r}), options=Options(jobs=2, play=stub.play_slowly))
"""


def children(pid):
    """Processes that a process started, as the system lists them."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid):
    """Whether a process is there and no mere entry in the table."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_killed_in_the_middle_and_run_again_makes_the_same_bytes(tmp_path):
    folder = tmp_path / "stub"
    script = tmp_path / "killed.py"
    script.write_text(KILLED.format(folder=str(folder)))
    checkout = Path(__file__).parents[2]
    killed = subprocess.Popen([sys.executable, script], env={**os.environ, "PYTHONPATH": str(checkout)})
    deadline = time.monotonic() + 60
    while not list(folder.glob(".parts/*/*/[0-9]*.part")):
        assert killed.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    workers = children(killed.pid)
    assert workers
    killed.kill()
    killed.wait()
    while any(map(alive, workers)):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert not (folder / "manifest.json").exists()
    watch = go(folder)
    assert 0 < watch.played < 14
    go(tmp_path / "fresh" / "stub")
    assert stub.files(folder) == stub.files(tmp_path / "fresh" / "stub")
    assert not list(folder.rglob(".0*"))
