"""Sweeps in a file: cells, values as they are written, and what the resolved file says."""

from __future__ import annotations

import pytest

from sim.entities.asked import Optimum
from sim.entities.study import Range, Sweep
from sim.errors import ScenarioError
from sim.scenario import load_text
from sim.scenario.sweeping import asked_points, cells
from tests.scenario.helpers import small

RESERVE, ROUNDS = "arms.site.rules.reserve_share", "arms.site.rules.rounds"
SWEPT = f"""
sweep:
  policies: {{{RESERVE}: [0.7, 0.9], {ROUNDS}: [1, 2]}}
  uncertainties: {{bidders.*.taste_sd: {{low: 0.5, high: 2, scale: factor}}}}
  optimum: {{measure: net_proceeds_share, best: lowest}}
"""


def test_cells_are_all_combinations():
    found = cells(Sweep(policies={"a": (1.0, 2.0), "b": (3.0, 4.0, 5.0)}))
    assert [tuple(each.values()) for each in found] == [(a, b) for a in (1.0, 2.0) for b in (3.0, 4.0, 5.0)]
    assert cells(Sweep()) == [{}]


@pytest.mark.parametrize(("design", "points", "many"), [("grid", None, 3), ("lhs", None, 32), ("sobol", 8, 8)])
def test_a_design_without_points_has_a_usual_number(design, points, many):
    assert asked_points(Sweep(design=design, points=points)) == many


def test_the_resolved_file_says_what_is_swept_and_reads_back():
    loaded = small(add=SWEPT)
    assert load_text(loaded.resolved_yaml()).study.sweep == loaded.study.sweep
    assert dict(loaded.study.sweep.policies) == {RESERVE: (0.7, 0.9), ROUNDS: (1, 2)}
    assert dict(loaded.study.sweep.uncertainties) == {"bidders.*.taste_sd": Range(0.5, 2.0, "factor")}
    assert loaded.study.sweep.optimum == Optimum("net_proceeds_share", "lowest")


def test_a_policy_is_written_as_it_is_and_a_condition_as_its_scale_says():
    loaded = small("bidders.dealers.taste_sd=0.2", add=SWEPT)
    study = loaded.at({RESERVE: 0.9, ROUNDS: 1, "bidders.*.taste_sd": 1.5})
    assert study.arms["site"].venue.rules.reserve_share == 0.9
    assert study.arms["site"].venue.rules.rounds == 1
    assert study.arms["site"].bidders["dealers"].taste_sd == pytest.approx(0.3)
    assert study.arms["hall"] == loaded.at({"bidders.*.taste_sd": 1.5}).arms["hall"], "the other arm is left alone"
    assert study.sweep is None
    with pytest.raises(ScenarioError, match="must be a whole number"):
        loaded.at({ROUNDS: 1.5})


def test_without_policies_or_conditions_the_study_stays_as_it_is():
    loaded = small(add=SWEPT)
    assert loaded.at({}).arms == loaded.study.arms
