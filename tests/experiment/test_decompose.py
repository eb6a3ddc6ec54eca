"""A gap taken apart, with a market that can be worked out: parts add up, signs flip, what is equal is equal."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim.entities.entry import Plans
from sim.errors import NoEquilibriumError, ScenarioError
from sim.experiment import Options, Origin, run
from sim.experiment import family as room
from sim.experiment.decompose import DECOMPOSITION, Apart, decomposition, posed
from sim.experiment.shapley import needed
from sim.scenario import load_text
from tests.experiment import stub
from tests.experiment.test_running import nothing, table

ASK = """
decompose:
  from: {}
  to: {}
  channels: {}
  measures: [sell_through, revenue_per_lot]
"""
LEVERS = "{reserve: [rules.reserve], payment: [rules.payment_days], law: [rules.notice_days]}"
MORE = ("arms.high.rules.payment_days=20",)


STUBBED = Options(play=stub.play)


def go(folder, start="low", to="high", levers=LEVERS, sets=MORE, options=STUBBED):
    of = load_text(stub.SCENARIO + ASK.format(start, to, levers), "stub.yaml", sets)
    run(of.study, Origin("stub", of.resolved_yaml(), {}), folder, options, nothing, nothing)
    return folder


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    return go(tmp_path_factory.mktemp("apart") / "stub")


def effects(folder, part, group="", participation="total"):
    return {
        (row["measure"], row["lever"]): float(row["effect"])
        for row in table(folder, "decomposition.csv")
        if (row["part"], row["group"], row["participation"]) == (part, group, participation)
    }


@pytest.mark.parametrize("group", ["", "lots=flats", "lots=shops"])
def test_shares_add_up_to_the_whole_which_is_the_contrast(done, group):
    shares, whole = effects(done, "share", group), effects(done, "whole", group)
    for measure in ("sell_through", "revenue_per_lot"):
        total = sum(effect for (name, _), effect in shares.items() if name == measure)
        assert total == pytest.approx(whole[measure, ""], abs=1e-9)
        contrasts = {(row["measure"], row["group"]): row for row in table(done, "contrasts.csv")}
        if (measure, group) in contrasts:
            assert float(contrasts[measure, group]["difference"]) == pytest.approx(whole[measure, ""], abs=1e-9)


def test_the_only_lever_that_matters_has_it_all_and_the_others_exactly_nothing(done):
    whole = effects(done, "whole")
    for part in ("alone", "last", "share"):
        found = effects(done, part)
        for measure in ("sell_through", "revenue_per_lot"):
            assert found[measure, "reserve"] == pytest.approx(whole[measure, ""], abs=1e-12)
            assert found[measure, "payment"] == 0.0
            assert found[measure, "law"] == 0.0
    for row in table(done, "decomposition.csv"):
        if row["lever"] in ("payment", "law"):
            assert (row["effect"], row["ci_low"], row["ci_high"]) == ("0", "0", "0")
    keys = {row["lever"]: row["keys"] for row in table(done, "decomposition.csv")}
    assert keys == {"": "", "reserve": "rules.reserve", "payment": "rules.payment_days", "law": ""}


def test_last_less_alone_is_paired_so_that_what_is_common_to_both_falls_out():
    """Reserve does 0.2, 0.4, 0.6 alone and 0.1 more each time as the last one: the luck of a replication cancels."""
    of = load_text(stub.SCENARIO + ASK.format("low", "high", LEVERS), "stub.yaml", MORE)
    combinations = posed(of.study)
    luck, reserve = np.array([0.2, 0.4, 0.6]), combinations.names.index("reserve")
    values = {
        subset: luck * (reserve in subset) + 0.05 * len(subset - {reserve}) * (reserve in subset)
        for subset in needed(len(combinations.names))
    }
    found = decomposition(Apart(combinations, {("total", ("sell_through", "")): values}, {}))
    rows = [dict(zip(DECOMPOSITION, line, strict=True)) for line in found]
    (row,) = [row for row in rows if (row["lever"], row["part"]) == ("reserve", "last_less_alone")]
    assert (row["effect"], row["n"], row["order_error"]) == (pytest.approx(0.1), 3, None)
    assert (row["ci_low"], row["ci_high"]) == (pytest.approx(0.1), pytest.approx(0.1))


def test_swapped_ends_flip_all_signs(done, tmp_path):
    back = go(tmp_path / "back", "high", "low")
    for part in ("whole", "share"):
        here, there = effects(done, part), effects(back, part)
        assert here == pytest.approx({key: -effect for key, effect in there.items()}, abs=1e-12)
    assert effects(done, "alone") == pytest.approx({k: -e for k, e in effects(back, "last").items()}, abs=1e-12)


def test_pairs_that_do_not_meet_have_no_interaction(done):
    rows = table(done, "interactions.csv")
    assert {(row["lever"], row["other_lever"]) for row in rows} == {
        ("law", "payment"), ("law", "reserve"), ("payment", "reserve"),
    }  # fmt: skip
    assert all(float(row["effect"]) == 0.0 for row in rows)


def test_equal_combinations_are_played_once_and_the_manifest_counts_them(done):
    told = json.loads((done / "manifest.json").read_text())["decomposition"]
    assert (told["combinations"], told["distinct_arms"], told["replications"]) == (8, 4, 7)
    assert told["levers"] == {"reserve": ["rules.reserve"], "payment": ["rules.payment_days"], "law": []}
    assert told["several_solutions"] == {}


def test_force_plays_everything_again(done, tmp_path):
    folder = go(tmp_path / "stub")
    before = {path: path.stat().st_mtime_ns for path in folder.glob(".parts/*/*/*.part")}
    assert stub.files(folder) == stub.files(done)
    go(folder)
    assert {path: path.stat().st_mtime_ns for path in folder.glob(".parts/*/*/*.part")} == before
    go(folder, options=Options(play=stub.play, force=True))
    after = {path: path.stat().st_mtime_ns for path in folder.glob(".parts/*/*/*.part")}
    assert after.keys() == before.keys()
    assert all(after[path] > before[path] for path in before)
    assert stub.files(folder) == stub.files(done)


def test_a_combination_without_equilibrium_is_named(tmp_path, monkeypatch):
    def prepare(study, how):
        (arm,) = study.arms.values()
        if arm.venue.rules.reserve == 0.6:
            raise NoEquilibriumError("arms.arm, lots.flats: there is none")
        return Plans({})

    monkeypatch.setattr(room, "prepare", prepare)
    with pytest.raises(NoEquilibriumError, match=r"^decompose: low with reserve of high: arms.low, lots.flats: there"):
        go(tmp_path / "stub")
    assert not (tmp_path / "stub" / "manifest.json").exists()


def test_a_combination_to_which_nobody_knows_who_comes_is_told_before_anything_is_played(tmp_path, monkeypatch):
    questions = []

    def asked(study):
        (arm,) = study.arms.values()
        return {("arm", "flats", 1): str(arm.venue.rules.reserve)}, {str(arm.venue.rules.reserve): None}

    def solve(games, how, *, to_the_end):
        questions.extend(games)
        return {key: NoEquilibriumError("nobody knows") if key == "0.6" else None for key in games}

    def play(*_, **__):
        raise AssertionError("nothing is to be played")

    monkeypatch.setattr(room, "asked", asked)
    monkeypatch.setattr(room, "solve", solve)
    told = r"^decompose: low with reserve of high: arms.low, lots.flats: nobody knows$"
    with pytest.raises(NoEquilibriumError, match=told):
        go(tmp_path / "stub", options=Options(play=play))
    assert sorted(questions) == sorted(set(questions)), "asked once"


def test_what_is_no_rule_book_is_refused_before_anything_is_played(tmp_path):
    levers = "{format: [rules.format], step: [rules.increment_share]}"
    sets = (
        "arms.low.rules.format=english", "arms.low.rules.increment_share=0.01",
        "arms.high.rules.format=clock", "arms.high.rules.increment_share=0",
    )  # fmt: skip
    with pytest.raises(ScenarioError, match="low with step of high is no rule book"):
        go(tmp_path / "stub", levers=levers, sets=sets)
    assert not (tmp_path / "stub").exists()


def test_a_study_without_the_block_has_nothing_to_pose():
    assert posed(stub.study()) is None


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        ("[price_to_worth]", ("price_to_worth",)),
        ("[revenue_per_lot, sell_through]", ("revenue_per_lot", "sell_through")),
        ("null", ("sell_through", "price_if_sold", "price_to_worth", "revenue_per_lot@sd")),
    ],
)
def test_what_is_taken_apart_is_what_is_asked_for_or_all_that_the_study_reports(asked, taken):
    """The measure that answers the question is not among them unless it is asked for."""
    sets = (*MORE, "answer=price_if_sold", f"decompose.measures={asked}")
    combinations = posed(load_text(stub.SCENARIO + ASK.format("low", "high", LEVERS), "stub.yaml", sets).study)
    assert {study.measures for study in combinations.studies.values()} == {taken}


def test_where_nobody_decides_to_come_all_effects_are_direct(done):
    for part in ("whole", "alone", "last", "share"):
        assert effects(done, part) == effects(done, part, participation="direct")
