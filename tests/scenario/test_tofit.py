"""What may be fitted: faults of the block word for word, before any data are read."""

from __future__ import annotations

from sim.entities.study import Fit, Free
from sim.scenario import load_text
from tests.scenario.helpers import said, small

NEGATIVE = "bidders.dealers.taste_sd: must be a number from 0 to 3, got -1"
FIT = "fit: {data: sales.csv, free: {%s}}\n"


def test_a_block_is_read_and_written():
    first = "bidders.*.taste_sd: {low: 0.5, high: 2, scale: factor}"
    add = FIT % f"{first}, level: {{paths: [lots.*.worth.median], low: 1, high: 2}}"
    loaded = small(add=add)
    taste, level = Free(0.5, 2.0, "factor"), Free(1.0, 2.0, "linear", ("lots.*.worth.median",))
    assert loaded.study.fit == Fit("sales.csv", free={"bidders.*.taste_sd": taste, "level": level})
    assert load_text(loaded.resolved_yaml()).study.fit == loaded.study.fit


def test_faults():
    assert said(add="fit: {data: sales.csv, arm: halt}\n") == [
        "t.yaml:10:29: fit.arm: there is no arm halt; did you mean hall?"
    ]
    assert said(add="fit: {data: sales.xlsx}\n") == ["t.yaml:10:13: fit.data: must be the name of a CSV file"]
    assert said(add="fit: {data: sales.csv, free: {}}\n") == [
        "t.yaml:10:24: fit.free: is empty; leave it out to fit what such data can see"
    ]
    assert said(add=FIT % "bidders.*.taste: {low: 1, high: 2}") == [
        "t.yaml:10:31: fit.free.bidders.*.taste: no number is at this path; did you mean bidders.dealers.taste_sd?"
    ]
    assert said(add=FIT % "bidders.*.taste_sd: {low: -1, high: 2}") == [
        f"t.yaml:10:57: fit.free.bidders.*.taste_sd.low: does not fit: {NEGATIVE}"
    ]


def test_faults_of_several_paths_under_a_name():
    assert said(add=FIT % "t: {paths: [bidders.*.taste], low: 1, high: 2}") == [
        "t.yaml:10:35: fit.free.t.paths: no number is at bidders.*.taste; did you mean bidders.dealers.taste_sd?"
    ]
    assert said(add=FIT % "t: {paths: [], low: 1, high: 2}") == [
        "t.yaml:10:35: fit.free.t.paths: must be a list of at least one path"
    ]
    assert said(add=FIT % "t: {paths: [bidders.*.taste_sd], low: 2, high: 1}") == [
        "t.yaml:10:78: fit.free.t.high: must be above low, 2"
    ]
    assert said(add=FIT % "t: {paths: [bidders.*.taste_sd], low: 0, high: 1, scale: log}") == [
        "t.yaml:10:69: fit.free.t.low: must be above 0 where the scale is log"
    ]
    assert said(add=FIT % "t: {paths: [bidders.*.taste_sd], low: -1, high: 1}") == [
        f"t.yaml:10:69: fit.free.t.low: does not fit: {NEGATIVE}"
    ]
    twice = "bidders.*.taste_sd: {low: 0.1, high: 1}, t: {paths: [bidders.dealers.taste_sd], low: 0.1, high: 1}"
    assert said(add=FIT % twice) == [
        "t.yaml:10:72: fit.free.t: bidders.dealers.taste_sd is fitted as bidders.*.taste_sd already"
    ]
