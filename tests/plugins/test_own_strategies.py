"""A strategy from a plug-in is held to its promise before anything is played, and the documented one works."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sim import plugins
from sim.entities.entry import Plans
from sim.entities.protocols import Plan
from sim.errors import RunError
from sim.experiment import prepare
from sim.experiment.manifest import plan_lines
from sim.scenario import load, load_text
from tests.plugins.test_plugins import TIMID

CHECKOUT = Path(__file__).resolve().parents[2]
PAGE = (CHECKOUT / "docs" / "plugins.md").read_text(encoding="utf-8")
STUDY = """\
title: Timid bidders
seed: 7
lots:
  flats: {count: 2, worth: WORTH}
bidders:
  all: {count: 3, strategy: timid}
arms:
  hall: {venue: cn_court_hall_2009}
"""
COMMON = "{model: lognormal, median: 900000, common_sd: 0.4}"
TYPES = "its plan's method must be text and its residual a number"
PRIVATE = "{model: private, distribution: uniform, low: 1, high: 2}"


@pytest.fixture(autouse=True)
def tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Afterwards tables and modules are as they were."""
    for promise in plugins.PROMISES.values():
        monkeypatch.setattr(promise.table, "_entries", dict(promise.table))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if name.startswith(plugins.MODULE):
            del sys.modules[name]


def planned(folder: Path, text: str, worth: str = COMMON) -> Plan:
    """The plan that a plug-in makes for the first round."""
    path = folder / "mine.py"
    path.write_text(text, encoding="utf-8")
    plugins.load(path)
    study = load_text(STUDY.replace("WORTH", worth)).study
    return prepare(study).limits["hall", "flats", "all", 1]


@pytest.mark.parametrize("worth", [COMMON, PRIVATE])
def test_a_plan_that_keeps_its_promise_is_taken_as_it_is(tmp_path, worth):
    plan = planned(tmp_path, TIMID, worth)
    assert plan.method == "heuristic: timid"
    assert plan.limit(np.array([3.0]))[0] == 1.5


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    residual: float = 0.0\n    script: tuple = ()\n", "", "its plan lacks residual, script"),
        ("return Half()", "return None", "its plan lacks method, residual, script, limit"),
        ("def limit", "def bid", "its plan lacks limit"),
        (
            'method: str = "heuristic: timid"',
            "method: int = 3",
            "its plan's method must be text and its residual a number",
        ),
        ("float = 0.0", 'str = "no"', TYPES),
        ("0.5 * np.asarray(signal)", "signal.half", "its limit fails (PATH:13): AttributeError"),
        ("0.5 * np.asarray(signal)", "np.full(len(signal), np.nan)", "its limit at a signal of "),
        ("0.5 * np.asarray(signal)", "0.5", "its limits for 5 signals have shape (), not (5,)"),
        ("(self, signal, public=None)", "(self, signal)", "its limit fails: TypeError: "),
        ("return Half()", "return Half(1, 2, 3, 4)", "its plan fails (PATH:21): TypeError: "),
        ("return Half()", "return game.nothing", "its plan fails (PATH:21): AttributeError: "),
    ],
)
def test_a_promise_that_is_broken_is_one_sentence(tmp_path, old, new, message):
    assert old in TIMID
    with pytest.raises(RunError) as caught:
        planned(tmp_path, TIMID.replace(old, new))
    said = str(caught.value)
    assert said.startswith(f"strategy timid: {message.replace('PATH', str(tmp_path / 'mine.py'))}")
    assert len(said.splitlines()) == 1


def test_nan_is_told_with_its_signal(tmp_path):
    bad = TIMID.replace("0.5 * np.asarray(signal)", "np.where(np.asarray(signal) > 1.9, np.nan, 1.0)")
    with pytest.raises(RunError, match=r"^strategy timid: its limit at a signal of 1\.95 is nan; -inf stays out$"):
        planned(tmp_path, bad, PRIVATE)


@pytest.mark.parametrize(
    ("method", "printed"),
    [
        ("half", "heuristic: half"),
        ("heuristic: half", "heuristic: half"),
        ("Equilibrium of mine", "Equilibrium of mine"),
        ("dominant here", "dominant here"),
    ],
)
def test_what_claims_to_be_nothing_is_printed_as_a_heuristic(tmp_path, method, printed):
    plan = planned(tmp_path, TIMID.replace("heuristic: timid", method))
    assert [line["method"] for line in plan_lines(Plans({("hall", "flats", "all", 1): plan}))] == [printed]


def test_the_documented_plugin_works_as_written(tmp_path):
    (code,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    (tmp_path / "frugal.py").write_text(code, encoding="utf-8")
    (scenario, change) = re.findall(r'run_sim\.py (\S+) --plugin frugal\.py --set "([^"]+)"', PAGE)[0]
    plugins.load(tmp_path / "frugal.py")
    plans = prepare(load(CHECKOUT / scenario, (change,)).study)
    plan = plans.limits["hall", "flats", "households", 1]
    assert list(plan.limit(np.array([1e5, 1e6]))) == [1e5, 4e5]
    assert plan.method.startswith("heuristic: ")
