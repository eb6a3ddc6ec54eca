"""A verdict is a miss when it should be one."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.entities.study import Expect
from sim.errors import RunError
from sim.experiment import Options
from sim.experiment.statistics import Estimate, estimate
from sim.judge import Verdict, lines, verify
from tests.experiment import stub

HALF = Expect(arm="low", measure="sell_through", value=0.5)


def verdict(mean, se, **changes):
    found = Estimate(mean, se * 10.0, mean, mean, 100)
    return Verdict("x", replace(HALF, **changes), found)


@pytest.mark.parametrize(
    ("mean", "se", "changes", "said"),
    [
        (0.5, 0.01, {}, "ok"),
        (0.5399, 0.01, {}, "ok"),
        (0.5401, 0.01, {}, "miss"),
        (0.4599, 0.01, {}, "miss"),
        (0.5499, 0.01, {"error": 0.01}, "ok"),
        (0.5501, 0.01, {"error": 0.01}, "miss"),
        (0.5, 0.01, {"se_below": 0.02}, "ok"),
        (0.5, 0.03, {"se_below": 0.02}, "too wide"),
        (0.7, 0.03, {"se_below": 0.02}, "miss"),
        (0.5, 0.0, {}, "ok"),
        (0.5 + 1e-14, 0.0, {}, "ok"),
        (0.501, 0.0, {}, "miss"),
        (math.nan, math.nan, {}, "empty"),
        (0.5, math.nan, {}, "empty"),
    ],
)
def test_verdicts(mean, se, changes, said):
    judged = verdict(mean, se, **changes)
    assert judged.verdict == said
    assert judged.passed == (said == "ok")


def test_distance_is_in_standard_errors():
    assert verdict(0.52, 0.01).z == pytest.approx(2.0)
    assert verdict(0.5, 0.0).z == 0.0
    assert verdict(0.6, 0.0).z == math.inf
    assert verdict(0.4, 0.0).z == -math.inf


def test_the_table_has_a_line_a_value():
    head, line = lines([verdict(0.52, 0.01, group="lots=flats")])
    assert head.split() == ["id", "quantity", "theory", "simulated", "std.", "error", "z", "verdict"]
    assert line.split() == ["x", "sell_through", "(low,", "lots=flats)", "0.5", "0.52", "0.01", "+2.00", "ok"]


def test_a_net_that_is_too_wide_says_what_to_do():
    *_, line = lines([verdict(0.5, 0.0011, se_below=0.001)])
    assert line.endswith("too wide: std. error 0.0011 above 0.001: more replications")


def test_a_study_is_held_against_its_theory_over_replications_also_for_spreads_and_groups():
    expect = """
expect:
  spread: {arm: low, measure: revenue_per_lot@sd, value: 0.255}
  shops: {arm: low, measure: sell_through, group: lots=shops, value: 0.9}
  wrong: {arm: low, measure: sell_through, group: lots=shops, value: 0.1}
  nobody: {arm: never, measure: price_if_sold, value: 0.1}
"""
    text = stub.SCENARIO.replace("baseline:", "  never: {like: low, rules: {reserve: 2}}\nbaseline:")
    study = stub.study(text + expect, "replications=200")
    told = []
    verdicts = verify(study, Options(play=stub.play), lambda done, total: told.append((done, total)))
    assert [item.name for item in verdicts] == ["nobody", "shops", "spread", "wrong"]
    assert [item.verdict for item in verdicts] == ["empty", "ok", "ok", "miss"]
    assert told[-1] == (400, 400)  # the arm nobody asks about is not played
    worth = np.array([np.random.default_rng([5, r]).random(5) for r in range(200)])
    price = np.where(0.9 * worth >= 0.1, 0.9 * worth, 0.0)
    assert verdicts[2].found.se == pytest.approx(estimate(price.std(axis=1, ddof=1)).se)
    assert verdicts[1].found.mean == pytest.approx((0.9 * worth[:, 3:] >= 0.1).mean())


def test_a_study_that_expects_nothing_is_told_so():
    with pytest.raises(RunError, match="there is no expect block"):
        verify(stub.study(), Options(play=stub.play), lambda *_: None)
