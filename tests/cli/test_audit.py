"""What ``audit`` prints: a table whatever it finds, an error only where nothing can be solved."""

import sys

import pytest

from sim.cli import main

SCENARIO = """
title: Rules of thumb
question: What do they cost
seed: 3
replications: 2
lots:
  lot: {count: 5, arrive: at_start, appraisal: none, worth: {model: private, distribution: uniform, low: 0, high: 1}}
bidders: {all: {count: 3}}
arms:
  best: {venue: frictionless, rules: {format: first_price, reserve: 0}}
  thumb: {like: best, bidders: {all: {strategy: {use: shaded, share: 0.9}}}}
baseline: best
measures: [sell_through]
"""


@pytest.fixture
def typed(tmp_path, capsys, monkeypatch):
    """Run ``audit`` on the scenario; returns exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    (tmp_path / "study.yaml").write_text(SCENARIO)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["run_sim.py", "audit", "study.yaml", *arguments])
        code = 0
        try:
            main()
        except SystemExit as leave:
            code = leave.code or 0
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_to_miss_the_best_reply_is_information(typed):
    code, out, err = typed()
    assert (code, err) == (0, "")
    head, best, thumb, *_ = out.splitlines()
    assert head.split()[:3] == ["arm", "lots", "bidders"]
    assert best.endswith("pass")
    assert thumb.endswith("fail")


def test_only_one_arm(typed):
    out = typed("--arm", "thumb")[1]
    assert "heuristic: shaded 0.9" in out
    assert "best  " not in out.splitlines()[1]
    assert typed("--arm", "thump") == (1, "", "error: there is no arm thump; did you mean thumb?\n")


def test_what_cannot_be_solved_cannot_be_audited(typed):
    code, out, err = typed("--set", "arms.best.rules.min_bidders=2")
    assert (code, out) != (0, "")
    assert "no equilibrium is known for first_price" in err
