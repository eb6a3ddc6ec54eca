"""Who comes is solved once a question, in one process or in several, and kept as text that comes back to the bit."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import numpy as np
import pytest

from sim.entities.entry import Kind
from sim.entities.knowledge import Levels
from sim.equilibrium.entry import Attendance, Comers, Prospect
from sim.errors import NoEquilibriumError
from sim.experiment import Options, Origin, prepare, run, shelf, solving
from sim.experiment.identity import canonical
from sim.experiment.prepare import attended
from sim.experiment.shelf import Shelf
from sim.experiment.solving import Solving
from sim.experiment.store import Store, hashed
from sim.scenario import load_text
from tests.experiment import stub

MARKET = """
title: Who comes
question: Does a dear trip keep bidders away?
seed: 11
replications: 2
lots:
  flats:
    count: 20
    arrive: at_start
    worth: {model: lognormal, median: 100, common_sd: 0.3}
    appraisal: {bias: 0.05, sd: 0.15}
  shops: {like: flats}
bidders:
  dealers: {count: {poisson: 6}, taste_sd: 0.15, signal_sd: 0.25, strategy: equilibrium}
arms:
  here:
    place: {like: frictionless_place, registration_cost: 2}
    rules: {like: frictionless, format: second_price, reserve_share: 0.7, shows: [bids]}
  there: {like: here, place: {registration_cost: 4}}
baseline: here
measures: [sell_through, bidders_came]
"""
"""Two questions, each asked for two lot groups of which start prices differ from lot to lot."""
ONE_PRICE = tuple(
    f"{key}=none" if "appraisal" in key else f"{key}=80"
    for key in ("lots.flats.appraisal", "lots.shops.appraisal", "arms.here.rules.reserve", "arms.there.rules.reserve")
)
"""The same with a start price in money, which is solved at fewer levels and so more quickly."""
KNOWN = """
title: Who comes knowing what it is worth
seed: 11
replications: 1
lots: {flats: {count: 5, appraisal: none, worth: {model: private, distribution: uniform, low: 0, high: 1}}}
bidders: {all: {count: 3}}
behaviour: {entry: after_signal}
arms:
  here: {place: {like: frictionless_place, registration_cost: 0.1}, rules: {like: frictionless, reserve: 0}}
baseline: here
"""


def study(*sets):
    return load_text(MARKET, sets=sets).study


@pytest.fixture
def asked(monkeypatch):
    """The games that are solved in this process."""
    games, attend = [], solving.attend

    def solve(game):
        games.append(game)
        return attend(game)

    monkeypatch.setattr(solving, "attend", solve)
    return games


def text(turnouts):
    """All that was found, to the last bit."""
    return {where: shelf.pack(found, "") for where, found in turnouts.items()}


def go(folder, jobs=1, *, force=False):
    loaded = load_text(MARKET)
    told = []
    options = Options(jobs, force=force, solving=lambda done, total: told.append((done, total)))
    origin = Origin("python run_sim.py who.yaml", loaded.resolved_yaml(), {})
    run(loaded.study, origin, folder, options, lambda _done, _total: None, lambda _: None)
    return told


def kept(folder):
    return sorted(folder.glob(".parts/*/entry/*.turnout"))


def test_equal_questions_are_solved_once(asked):
    told = []
    found = attended(study(), Solving(watch=lambda done, total: told.append((done, total))))
    assert sorted(found) == [(arm, lots, 1) for arm in ("here", "there") for lots in ("flats", "shops")]
    assert len(asked) == 2
    assert told == [(0, 2), (1, 2), (2, 2)]
    assert found["here", "flats", 1] is found["here", "shops", 1]


def test_three_processes_and_one_find_the_same_bits(tmp_path):
    alone, together = prepare(study()), prepare(study(), Solving(jobs=3))
    assert text(together.turnouts) == text(alone.turnouts)
    assert list(together.limits) == list(alone.limits)
    for where, plan in alone.limits.items():
        other = together.limits[where]
        assert (other.method, other.residual) == (plan.method, plan.residual)
        for one, two in zip(plan.sheets, other.sheets, strict=True):
            assert all(np.array_equal(getattr(one, item.name), getattr(two, item.name)) for item in fields(one))


def test_a_run_makes_the_same_bytes_with_and_without_the_shelf_and_for_one_and_three_processes(tmp_path, asked):
    assert go(tmp_path / "a" / "who") == [(0, 2), (1, 2), (2, 2)]
    assert len(asked) == 2
    assert go(tmp_path / "b" / "who", jobs=3) == [(0, 2), (1, 2), (2, 2)]
    assert [path.read_bytes() for path in kept(tmp_path / "a")] == [path.read_bytes() for path in kept(tmp_path / "b")]
    before = stub.files(tmp_path / "a" / "who")
    assert before == stub.files(tmp_path / "b" / "who")
    for part in (tmp_path / "a" / "who").glob(".parts/*/*/*.part"):
        part.unlink()
    asked.clear()
    assert go(tmp_path / "a" / "who") == []
    assert asked == []
    assert stub.files(tmp_path / "a" / "who") == before
    assert len(go(tmp_path / "a" / "who", force=True)) == 3
    assert len(asked) == 2


DAMAGE = {
    "cut": lambda data: data[:-1],
    "flipped": lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    "empty": lambda _: b"",
    "not JSON": lambda _: hashed(b"\x80\x04N."),
    "something else": lambda _: hashed(b"[1, 2]"),
    "lacks": lambda data: hashed(data.partition(b"\n")[2].replace(b'"believed"', b'"beliefs"')),
    "of another kind": lambda data: hashed(data.partition(b"\n")[2].replace(b'"spread"', b'"width"')),
    "another question's": lambda data: hashed(data.partition(b"\n")[2].replace(b'"question": "', b'"question": "0')),
}


def test_what_is_damaged_or_foreign_is_solved_again(tmp_path, asked):
    place = Shelf(Store(tmp_path, "p" * 64))
    found = text(attended(study(*ONE_PRICE), Solving(shelf=place)))
    whole = [path.read_bytes() for path in kept(tmp_path)]
    assert len(whole) == 2
    for spoil in DAMAGE.values():
        asked.clear()
        spoilt, good = kept(tmp_path)
        spoilt.write_bytes(spoil(whole[0]))
        assert text(attended(study(*ONE_PRICE), Solving(shelf=place))) == found
        assert len(asked) == 1
        assert [spoilt.read_bytes(), good.read_bytes()] == whole


def test_another_program_reuses_nothing_and_a_look_leaves_nothing(tmp_path, asked):
    attended(study(*ONE_PRICE), Solving(shelf=Shelf(Store(tmp_path, "p" * 64))))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    asked.clear()
    attended(study(*ONE_PRICE), Solving(shelf=Shelf(Store(tmp_path, "q" * 64), keeps=False)))
    assert len(asked) == 2
    attended(study(*ONE_PRICE), Solving(shelf=Shelf(Store(tmp_path, "p" * 64), keeps=False)))
    assert len(asked) == 2
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    attended(study(*ONE_PRICE), Solving(shelf=Shelf(Store(tmp_path / "none", "p" * 64), keeps=False)))
    assert not (tmp_path / "none").exists()


def test_any_attendance_comes_back_to_the_bit():
    rng = np.random.default_rng(3)
    hard = np.array([0.1 + 0.2, -0.0, np.nan, -np.inf, 5e-324, 1.7976931348623157e308])
    sort = Comers('of, "the" 市', home=False, heads=1 / 3, heard=1e-300, poisson=True, cost=7, spread=0.5)
    answer = Attendance(
        comers={
            ("b", True): (replace(sort, look=0.1, always=True), Prospect(hard, rng.random(6), hard[::-1])),
            ("a", False): (sort, Prospect(rng.random(6), hard, hard)),
        },
        believed={Kind("b", looked=True): tuple(rng.random(6).tolist()), Kind("a"): (0.1, 2.0)},
        levels=Levels((-1.0, 1 / 3), (-np.inf, 0.3), (-0.7, 0.0, 0.7), 0.25),
        solutions=({"b, looked": 1 / 7}, {}),
        method="by hand",
        residual=1e-17,
    )
    back = shelf.unpack(shelf.pack(answer, "key"), "key")
    assert list(back.comers) == list(answer.comers)
    for where, (sort, worth) in answer.comers.items():
        other, there = back.comers[where]
        assert canonical(other) == canonical(sort)
        for item in fields(worth):
            assert getattr(there, item.name).tobytes() == getattr(worth, item.name).tobytes()
    assert list(back.believed.items()) == list(answer.believed.items())
    assert back.levels == answer.levels
    assert (back.solutions, back.method, back.residual) == (answer.solutions, answer.method, answer.residual)
    assert replace(answer, levels=None).levels is shelf.unpack(shelf.pack(replace(answer, levels=None), ""), "").levels


def test_what_is_quickly_solved_is_not_kept(tmp_path):
    attended(load_text(KNOWN).study, Solving(shelf=Shelf(Store(tmp_path, "p" * 64))))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("jobs", [1, 3])
def test_the_first_that_has_no_answer_is_named_and_what_was_solved_is_kept(tmp_path, jobs):
    refused = study(*ONE_PRICE, "arms.there.rules.format=first_price")
    with pytest.raises(
        NoEquilibriumError, match=r"^arms.there, lots.flats: no equilibrium of entry is known for first"
    ):
        prepare(refused, Solving(jobs, shelf=Shelf(Store(tmp_path, "p" * 64))))
    assert len(kept(tmp_path)) == 1
    both = study(*ONE_PRICE, "arms.here.rules.format=first_price", "arms.there.rules.format=dutch")
    with pytest.raises(NoEquilibriumError, match=r"^arms.here, lots.flats: .* first_price"):
        prepare(both, Solving(jobs))


def test_a_file_is_a_hash_and_a_line_of_json(tmp_path):
    attended(study(*ONE_PRICE), Solving(shelf=Shelf(Store(tmp_path, "p" * 64))))
    for path in kept(tmp_path):
        _, body = path.read_bytes().split(b"\n")
        told = json.loads(body)
        assert told["question"].startswith(path.stem)
        assert list(told) == ["question", "comers", "believed", "levels", "solutions", "method", "residual"]
