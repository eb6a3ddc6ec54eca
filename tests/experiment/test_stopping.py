"""Stopping: a rule looks at the first n replications, whoever played them and whatever else is there."""

import json
import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sim.entities.stopping import Stopping, Until
from sim.errors import RunError
from sim.experiment import Store
from sim.experiment.identity import arm_key, program_key
from sim.experiment.statistics import estimate, needed
from sim.experiment.stopping import Stop, looks, settle, values
from sim.experiment.work import Job, Task
from sim.scenario import load_text
from tests.experiment import stub
from tests.experiment.test_running import STUBBED, go, table

RULE = "replications={until: {measure: sell_through, contrast: [high, low], half_width: 0.06}, max: 200}"
UNTIL = Until("sell_through", ("high", "low"), 0.06)
CHOICE = "choose={measure: revenue_per_lot, indifference: 0.1}"


def sold(reserve, n):
    """Share of the stand-in's five lots that sell in each replication."""
    worths = np.array([np.random.default_rng([5, r]).random(5) for r in range(n)])
    return (0.9 * worths >= reserve).mean(axis=1)


def expected(half_width=0.06, most=200):
    """The first of 30, 40, … at which, and ten before, the interval is narrow; the differences are hardly skewed."""
    apart = sold(0.6, most) - sold(0.1, most)
    t = {20: 2.093024, 30: 2.045230, 40: 2.022691, 50: 2.009575, 60: 2.000995, 70: 1.994945, 80: 1.990450, 90: 1.986979}
    narrow = [n for n in t if t[n] * apart[:n].std(ddof=1) / math.sqrt(n) <= half_width]
    return next(n for n in narrow if n - 10 in narrow)


def bytes_of(folder, *sets, options=STUBBED):
    go(folder, *sets, options=options)
    return stub.files(folder)


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text())


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stopping") / "stub"
    go(folder, RULE, CHOICE)
    return folder


def test_it_stops_at_the_second_look_at_which_the_interval_is_narrow(done):
    n = expected()
    assert 20 < n < 90
    told = manifest(done)
    assert told["replications"] == n
    assert {name: told["stopping"][name] for name in ("played", "why", "narrow", "pairs", "min", "max")} == {
        "played": n, "why": "enough", "narrow": True, "pairs": n, "min": 20, "max": 200,
    }  # fmt: skip
    assert {line["replication"] for line in table(done, "runs.csv")} == {str(r) for r in range(n)}
    (line,) = [
        line
        for line in table(done, "contrasts.csv")
        if (line["measure"], line["group"], line["arm"]) == ("sell_through", "", "high")
    ]
    half = (float(line["ci_high"]) - float(line["ci_low"])) / 2
    assert told["stopping"]["reached"] == pytest.approx(half)
    assert half <= 0.06


def test_only_what_is_needed_is_played(done):
    study, store = stub.study(stub.SCENARIO, RULE, CHOICE), Store(done, program_key({}))
    for arm in study.arms:
        assert max(last for _, last, _ in store.parts(arm_key(study, arm))) == expected() - 1


def test_processes_resumes_and_parts_beyond_make_the_same_bytes(done, tmp_path):
    before = stub.files(done)
    assert bytes_of(tmp_path / "a" / "stub", RULE, CHOICE, options=replace(STUBBED, jobs=3)) == before
    go(tmp_path / "b" / "stub", "replications=150")
    assert bytes_of(tmp_path / "b" / "stub", RULE, CHOICE) == before
    go(tmp_path / "c" / "stub", "replications=23")
    assert bytes_of(tmp_path / "c" / "stub", RULE, CHOICE) == before


def test_what_depends_on_the_study_has_as_many_replications_as_were_played(tmp_path):
    """Combinations of levers as many as the study; points, which are made before, no more than it plays for certain."""
    sets = (RULE, "decompose={from: low, to: high, channels: {reserve: [rules.reserve]}}")
    go(tmp_path / "stub", *sets)
    told = manifest(tmp_path / "stub")
    assert told["decomposition"]["replications"] == told["replications"] == expected()
    text = f"{stub.SCENARIO}uncertain: {{arms.high.rules.reserve: {{low: 0.5, high: 0.7}}}}\n"
    ranged = load_text(text, sets=(RULE, "ranges={replications: 50, points: 2}"))
    assert {point.study.replications for point in ranged.points()} == {20}


def test_the_most_is_the_end_and_it_says_so(tmp_path):
    go(tmp_path / "stub", RULE.replace("0.06", "0.001").replace("200", "35"))
    told = manifest(tmp_path / "stub")
    assert (told["replications"], told["stopping"]["why"], told["stopping"]["narrow"]) == (35, "max", False)
    assert told["stopping"]["reached"] > 0.001


def test_a_measure_that_is_never_there_is_told_as_such(tmp_path):
    empty = RULE.replace("sell_through", "price_if_sold").replace("200", "30")
    go(tmp_path / "stub", empty, "arms.high.rules.reserve=0.95")
    told = manifest(tmp_path / "stub")["stopping"]
    assert (told["why"], told["pairs"], told["reached"]) == ("max", 0, None)


def test_the_choice_is_told_by_group_too_in_paired_differences(tmp_path):
    done = tmp_path / "stub"
    go(done, RULE, CHOICE, "measures=[sell_through, revenue_per_lot]")
    leader, n = manifest(done)["choice"]["leader"], manifest(done)["replications"]
    runs = [line for line in table(done, "runs.csv") if line["measure"] == "revenue_per_lot" and line["group"]]
    groups = sorted({line["group"] for line in runs})
    assert groups
    lines = [line for line in table(done, "choice.csv") if line["group"]]
    assert [(line["group"], line["arm"]) for line in lines] == [
        (group, arm) for group in groups for arm in ("low", "high")
    ]
    for line in lines:
        by_arm = {arm: [] for arm in ("low", "high")}
        for run in runs:
            if run["group"] == line["group"]:
                by_arm[run["arm"]].append(float(run["value"]))
        assert float(line["mean"]) == pytest.approx(np.mean(by_arm[line["arm"]]))
        assert (line["better_by_at_most"], line["eliminated_at"], line["n"]) == ("", "", str(n))
        if line["arm"] != leader:
            apart = estimate(np.array(by_arm[line["arm"]]) - np.array(by_arm[leader]))
            said = [float(line[name]) for name in ("difference", "ci_low", "ci_high")]
            assert said == pytest.approx([apart.mean, apart.low, apart.high])


def test_a_choice_in_one_group_has_no_lines_of_others(tmp_path):
    go(tmp_path / "stub", "replications=20", CHOICE.replace("}", ", group: lots=flats}"))
    assert {line["group"] for line in table(tmp_path / "stub", "choice.csv")} == {"lots=flats"}


@pytest.mark.parametrize(("half_width", "last"), [("0.06", "interval"), ("0.5", "choice")])
def test_since_when_the_interval_is_narrow_is_told_beside_the_choice(tmp_path, half_width, last):
    small = "choose={measure: revenue_per_lot, indifference: 0.002}" if last == "choice" else CHOICE
    go(tmp_path / "stub", RULE.replace("0.06", half_width), small)
    told = manifest(tmp_path / "stub")
    narrow, chosen, played = told["stopping"]["narrow_at"], told["choice"]["chosen_at"], told["stopping"]["played"]
    assert max(narrow, chosen) == played
    assert narrow == (expected(float(half_width)) if last == "interval" else 30)
    assert (narrow < chosen) == (last == "choice")


def test_who_chooses_goes_on_until_it_has_chosen(done, tmp_path):
    told = manifest(done)["choice"]
    assert told["chosen"] == told["leader"]
    lines = table(done, "choice.csv")
    assert [line["arm"] for line in lines if not line["group"]] == ["low", "high"]
    go(tmp_path / "stub", "replications={max: 60}", "choose={measure: revenue_per_lot, indifference: 0.0001}")
    found = manifest(tmp_path / "stub")
    assert (found["stopping"]["why"], found["replications"]) == ("max", 60)
    assert (found["choice"]["chosen"], "until" in found["stopping"]) == (None, False)


def test_a_plain_number_is_played_whole_whatever_is_chosen(tmp_path):
    go(tmp_path / "stub", "replications=60", CHOICE)
    found = manifest(tmp_path / "stub")
    assert found["replications"] == 60
    assert found["choice"]["chosen_at"] in (20, 30, 40, 50, 60)
    assert "stopping" not in found


@pytest.mark.parametrize(
    ("rule", "most", "expected"),
    [(Stopping(), 40, [20, 30, 40]), (Stopping(fewest=25), 45, [30, 40, 45]), (None, 7, [7]), (None, 30, [20, 30])],
)
def test_looks_are_at_whole_blocks_and_at_the_end(rule, most, expected):
    assert looks(replace(stub.study(), stopping=rule, replications=most)) == expected


def ruled(series, until=UNTIL):
    return Stop(len(series), Stopping(until), estimate(series), needed(series))


def test_an_interval_needs_twenty_pairs_and_some_spread():
    narrow = np.full(20, 0.5) + 1e-3 * np.arange(20)
    assert ruled(narrow).enough
    assert not ruled(narrow[:19]).enough
    assert not ruled(np.zeros(100)).enough
    assert not ruled(100.0 * narrow).enough


def test_a_difference_that_rests_on_a_few_replications_takes_more():
    rare = np.zeros(100)
    rare[[7, 31]] = 0.01
    found = ruled(rare)
    assert (found.enough, found.told["stopping"]["narrow"]) == (False, False)
    assert found.told["stopping"]["reached"] < UNTIL.half_width
    assert found.told["stopping"]["needs"] > 100


def test_values_are_those_of_the_tables(done):
    """By group, and for a measure compared on the lots sold in both arms."""
    study = stub.study(stub.SCENARIO, RULE, CHOICE)
    store = Store(done, program_key({}))
    for measure, group in (("sell_through", "lots=shops"), ("price_if_sold", "")):
        found = values(study, store, ("high", "low"), (measure, group), 10, 30)
        runs = [line for line in table(done, "runs.csv") if (line["measure"], line["group"]) == (measure, group)]
        for row, arm in zip(found, ("high", "low"), strict=True):
            own = [float(line["value"] or "nan") for line in runs if line["arm"] == arm][10:30]
            if measure == "sell_through":
                assert row == pytest.approx(own, nan_ok=True)
        if measure == "price_if_sold":
            assert (found[0] - found[1])[~np.isnan(found[0])] == pytest.approx(0.0)


def test_arms_must_meet_the_same_lots(tmp_path):
    study = replace(stub.study(), stopping=Stopping(UNTIL), replications=20)
    store = Store(tmp_path, "x")
    for arm in study.arms:
        Job(study, None, store, "auto", stub.play_other_lots).do(Task(arm, 0, 19))
    with pytest.raises(RunError, match="did not meet the same lots"):
        settle(study, store, lambda n: None)


def test_without_rule_and_choice_there_is_nothing_to_tell():
    played = []
    found = settle(stub.study(), Store(Path(), ""), played.append)
    assert (found, played, found.told, found.enough) == (Stop(7), [7], {}, True)


@pytest.mark.parametrize("many", [25, 60])
def test_intervals_after_stopping_cover_the_truth(many):
    """2,000 normal series, stopped when narrow enough twice running; `many` is what a known spread would ask for."""
    rng = np.random.default_rng(many)
    until, hits, tries = replace(UNTIL, half_width=1.96 / math.sqrt(many)), 0, 2000
    for _ in range(tries):
        series = rng.normal(size=400)
        found = [ruled(series[:n], until) for n in range(20, 201, 10)]
        end = next(here for before, here in pairwise(found) if before.enough and here.enough).apart
        hits += end.low <= 0.0 <= end.high
    assert 0.93 <= hits / tries <= 0.97
