"""The table of ``audit``: who is judged by theorem, who by integrals, who not, and why."""

from __future__ import annotations

import math

import pytest

from sim.equilibrium.audit import Verdict
from sim.equilibrium.dominant import OwnWorth
from sim.errors import RunError
from sim.experiment.setting import Setting
from sim.judge.audit import Audited, audit, lines
from sim.scenario.loading import load_text

HEAD = """
title: Looks
question: How far from best replies
seed: 5
replications: 2
"""
NOISY = (
    HEAD
    + """
lots:
  flats: {count: 4, appraisal: APPRAISAL, worth: {model: lognormal, median: 2, common_sd: 0.3}}
bidders:
  dealers: {count: 2, taste_sd: 0.1, signal_sd: 0.15}
  households: {count: 3, taste_sd: 0.2, signal_sd: 0.3}
arms:
  seen: {venue: frictionless, rules: {format: clock, shows: [bids, dropouts], reserve: 0}}
  unseen: {like: seen, rules: {shows: [bids]}}
  naive: {like: unseen, bidders: {dealers: {strategy: truthful}, households: {strategy: truthful}}}
  shaded: {like: unseen, bidders: {dealers: {strategy: {use: shaded, share: 0.8}}, households: {strategy: truthful}}}
  sealed: {like: naive, rules: {format: first_price}}
  priced: {like: seen, rules: {reserve: null, reserve_share: 0.7}}
baseline: seen
measures: [sell_through]
"""
)
PRIVATE = (
    HEAD
    + """
lots:
  lot: {count: 4, appraisal: none, worth: {model: private, distribution: uniform, low: 0, high: 1}}
bidders: {all: {count: 3}}
arms:
  open: {venue: frictionless, rules: {format: second_price, reserve: 0}}
  sealed: {like: open, rules: {format: first_price}}
  thumb: {like: sealed, bidders: {all: {strategy: {use: shaded, share: 0.9}}}}
  script: {like: open, bidders: {all: {strategy: {use: scripted, bids: [[1, 0.5]]}}}}
baseline: open
measures: [sell_through]
"""
)
COMMON = (
    HEAD
    + """
lots:
  lot: {count: 4, appraisal: none, worth: {model: mineral_rights, low: 50, high: 250, half_width: 12}}
bidders: {all: {count: 3}}
arms:
  only: {venue: frictionless, rules: {format: first_price, reserve: 0}}
  naive: {like: only, bidders: {all: {strategy: truthful}}}
  seen: {like: only, rules: {format: clock, shows: [bids, dropouts]}}
baseline: only
measures: [sell_through]
"""
)


def study(text, appraisal="none"):
    return load_text(text.replace("APPRAISAL", appraisal)).study


def told(rows):
    return {(row.arm, row.bidders): row.told for row in rows}


def test_noisy_looks():
    rows = audit(study(NOISY, "{bias: 0.1, sd: 0.2}"))
    assert told(rows) == {
        ("seen", "dealers"): "pass",
        ("seen", "households"): "pass",
        ("unseen", "dealers"): "pass",
        ("unseen", "households"): "pass",
        ("naive", "dealers"): "fail",
        ("naive", "households"): "fail",
        ("shaded", "dealers"): "fail",
        ("shaded", "households"): "fail",
        ("sealed", "dealers"): "not audited: no audit of first_price is known where worths share a common part",
        ("sealed", "households"): "not audited: no audit of first_price is known where worths share a common part",
        ("priced", "dealers"): "pass",
        ("priced", "households"): "pass",
    }
    naive = next(row for row in rows if row.arm == "naive")
    assert naive.plan.method.startswith("heuristic: own estimate")


def test_private_worths():
    rows = audit(study(PRIVATE))
    assert told(rows) == {
        ("open", "all"): "pass, by theorem",
        ("sealed", "all"): "pass",
        ("thumb", "all"): "fail",
        ("script", "all"): "not audited: it follows a script",
    }


def test_families_with_their_own_signals():
    assert told(audit(study(COMMON))) == {
        ("only", "all"): "pass",
        ("naive", "all"): "fail",
        ("seen", "all"): "not audited: no audit is known for such worths where drop-outs are seen",
    }


def test_one_arm_may_be_asked_for():
    assert [row.arm for row in audit(study(COMMON), ["naive"])] == ["naive"]
    with pytest.raises(RunError, match="there is no arm onyl; did you mean only"):
        audit(study(COMMON), ["onyl"])


def test_a_typical_start_price_is_that_of_a_lot_of_median_worth():
    """Seven tenths of an appraisal that is a tenth too high, in logs, on average."""
    whole = study(NOISY, "{bias: 0.1, sd: 0.2}")
    for arm, start in (("seen", -math.inf), ("priced", math.log(0.7) + 0.1)):
        setting = Setting(whole, whole.arms[arm], whole.lots["flats"], "flats")
        assert setting.usual(setting.listings[0]) == pytest.approx(start)


def test_the_table_has_a_line_a_group_and_says_what_it_means():
    plan = OwnWorth("some way", 0.001)
    rows = [
        Audited("a", "flats", "x", plan, Verdict("x", 0.003, 0.007, 2.0)),
        Audited("a", "flats", "y", plan, Verdict("y", 1e-14, 0.007, 2.0)),
        Audited("a", "flats", "z", plan, Verdict("z", 0.0, 0.0, 2.0)),
        Audited("a", "flats", "v", plan),
        Audited("a", "flats", "w", plan, why="nobody knows"),
    ]
    head, *body = [line.split() for line in lines(rows)[:6]]
    assert head[:2] == ["arm", "lots"]
    assert body[0] == ["a", "flats", "x", "some", "way", "0.001", "30", "%", "0.15", "%", "fail"]
    assert body[1][6:] == ["0", "%", "0", "%", "pass"]
    assert body[2][6:] == ["0", "%", "0", "%", "pass"]
    assert body[3][6:] == ["0", "%", "0", "%", "pass,", "by", "theorem"]
    assert body[4][6:] == ["not", "audited:", "nobody", "knows"]
    assert "at most 1 %\nand 0.1 %; where the reply itself earns under 0.01 % of worth" in "\n".join(lines(rows))
