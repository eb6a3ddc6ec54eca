"""Who comes: quick to solve, as many as believed, and told where the answer is not unique or not found."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from sim.equilibrium.entry import market
from sim.errors import NoEquilibriumError
from sim.experiment import entry_lines, prepare, warnings
from sim.judge.entry_bench import MARKET, solvings
from sim.scenario import load_text
from tests.acceptance.conftest import CHECKOUT

FEW = "--replications", "12", "--jobs", "2", "--quiet"


def test_the_default_market_is_solved_while_one_waits(verdict):
    for row in solvings(3):
        name = f"seconds to solve who comes, three groups of ten, {row.arm}"
        verdict(name, row.seconds, "below 5, median of 3 on one core", row.seconds < 5.0)
        verdict(f"residual in entrants, {row.arm}", row.residual, "below 0.001", row.residual < 1e-3)


def test_beliefs_come_true_and_cheaper_journeys_bring_more(verdict, tmp_path):
    command = [sys.executable, "run_sim.py", "scenarios/market/journeys.yaml", *FEW, "--out", str(tmp_path)]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    lines = json.loads((tmp_path / "journeys" / "manifest.json").read_text())["entry"]
    came = {line["arm"]: line["came_per_lot"] for line in lines}
    for line in lines:
        gap = abs(line["belief_gap"])
        verdict(f"belief gap of journeys.yaml, {line['arm']}", gap, "below 0.02", gap < 0.02)
    found = came["hall"] < came["nearby"] < came["online"]
    verdict(
        "bidders who came: hall, nearby, online", [round(each, 2) for each in came.values()], "more and more", found
    )
    verdict("warnings of the run", done.stderr or "none", "none", done.stderr == "")


class Stubborn:
    """Profits that one kind of bidder takes from the others: each is best alone."""

    def __init__(self, crowd: object) -> None:
        del crowd

    def __call__(self, numbers, log_start=None):
        others = numbers.sum() - numbers
        return 0.01 / (1.0 + numbers + 3.0 * others)


def test_several_solutions_are_told(verdict, monkeypatch):
    monkeypatch.setattr(market, "Profits", Stubborn)
    sets = [f"bidders.{name}.entry_cost_sd=0.05" for name in ("dealers", "investors", "households")]
    told = warnings(entry_lines(prepare(load_text(MARKET, sets=sets).study), {}))
    found = bool(told) and "entry solutions at" in told[0] and "behaviour.select" in told[0]
    verdict("nearly equal costs, groups that keep one another out", told[0] if told else "nothing", "a warning", found)


def test_no_solution_is_an_error_with_a_way_out(verdict, monkeypatch):
    monkeypatch.setattr(market.Stage, "all", lambda stage: market.search(lambda n: n, _never, stage.market.reach))
    with pytest.raises(NoEquilibriumError) as error:
        prepare(load_text(MARKET).study)
    message = str(error.value)
    found = "raise entry_cost_sd, or use behaviour.entry: everyone" in message
    found = found and message.startswith("arms.hall, lots.flats: ")
    verdict("no solution", message, "an error with arm, lots and a way out", found)


def _never(numbers):
    """An answer that no number is content with."""
    return 4.0 - 8.0 * (numbers > 1.0)
