"""What is uncertain: which paths there are, which points are tried, and what is refused before anything is played."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.entities.study import Range, Ranges
from sim.scenario import load_text
from sim.scenario.variants import between, latin, matching, varied
from tests.scenario.helpers import said, small

RANGES = "\nranges: {points: 5, replications: 3}\n"
MARGIN = "\nuncertain: {bidders.dealers.margin: {low: 0.0, high: 0.2}}\n"


def test_points_differ_in_nothing_but_what_is_uncertain():
    loaded = small("bidders.dealers.margin=0.1", add=MARGIN + RANGES)
    points = loaded.points()
    assert [point.number for point in points] == [1, 2, 3, 4, 5]
    for point in points:
        margin = point.values["bidders.dealers.margin"]
        again = small(f"bidders.dealers.margin={margin!r}", "replications=3", add=RANGES).study
        assert replace(point.study, sources=again.sources) == again
        assert 0.0 < margin < 0.2
    assert len({point.values["bidders.dealers.margin"] for point in points}) == 5


def test_nothing_uncertain_no_points():
    assert small().points() == ()
    assert small("bidders.dealers.margin=0.1", "ranges.points=0", add=MARGIN).points() == ()


def test_points_have_no_more_replications_than_the_study():
    (first, *_) = small("bidders.dealers.margin=0.1", "replications=4", add=MARGIN).points()
    assert first.study.replications == 4


def test_each_path_has_one_value_in_every_stratum():
    uncertain = {"a": Range(0.0, 1.0), "b": Range(1.0, 16.0, "log"), "c": Range(0.5, 2.0, "factor")}
    points = latin(uncertain, Ranges(points=32), 7)
    strata = {
        "a": np.array([point["a"] for point in points]) * 32,
        "b": np.log([point["b"] for point in points]) / np.log(16.0) * 32,
        "c": np.log(np.array([point["c"] for point in points]) / 0.5) / np.log(4.0) * 32,
    }
    for name, places in strata.items():
        assert sorted(np.floor(places).astype(int)) == list(range(32)), name
    assert len({tuple(np.argsort(places)) for places in strata.values()}) == 3


def test_another_path_moves_no_value_and_another_seed_moves_all():
    one, two = {"a": Range(0.0, 1.0)}, {"a": Range(0.0, 1.0), "b": Range(0.0, 1.0)}
    alone = [point["a"] for point in latin(one, Ranges(points=9), 1)]
    assert [point["a"] for point in latin(two, Ranges(points=9), 1)] == alone
    assert not set(alone) & {point["a"] for point in latin(one, Ranges(points=9), 2)}


def test_a_star_is_any_one_name():
    plain = {"arms": {"x": {"place": {"aware": 1}}, "y": {"place": {"aware": 2, "deep": {"er": 3}}}}, "list": [4]}
    assert matching(plain, "arms.*.place.aware") == ["arms.x.place.aware", "arms.y.place.aware"]
    assert matching(plain, "arms.*.place.*") == ["arms.x.place.aware", "arms.y.place.aware"]
    assert matching(plain, "list.0") == ["list.0"]
    changed = varied(plain, {"list.0": Range(1.0, 9.0)}, {"list.0": 6.7})
    assert changed["list"] == [7]
    assert plain["list"] == [4]


def test_a_factor_multiplies_what_each_block_says():
    plain = {"b": {"x": {"sd": 0.1, "count": 10}, "y": {"sd": 0.4, "count": 3}}}
    of = {"b.*.sd": Range(0.5, 2.0, "factor"), "b.*.count": Range(0.5, 2.0, "factor")}
    found = varied(plain, of, {"b.*.sd": 2.0, "b.*.count": 0.5})
    assert found["b"] == {"x": {"sd": 0.2, "count": 5}, "y": {"sd": 0.8, "count": 2}}


@pytest.mark.parametrize("scale", ["linear", "log", "factor"])
def test_shares_of_the_way_begin_at_low_and_end_at_high(scale):
    assert between(Range(2.0, 8.0, scale), [0.0, 1.0]) == pytest.approx([2.0, 8.0], rel=1e-15)


WRONG = {
    "bidders.dealres.margin: {low: 0, high: 1}": (
        "t.yaml:11:13: uncertain.bidders.dealres.margin: no number is at this path; "
        "did you mean bidders.dealers.margin?"
    ),
    "seed: {low: 1, high: 2}": (
        "t.yaml:11:13: uncertain.seed: only lots, sellers, bidders, behaviour, arms can be uncertain"
    ),
    "lots.flats.worth: {low: 1, high: 2}": (
        "t.yaml:11:13: uncertain.lots.flats.worth: no number is at this path; "
        "inside it are, such as lots.flats.worth.median"
    ),
    "bidders.dealers.wealth: {low: 1, high: 2}": (
        "t.yaml:11:13: uncertain.bidders.dealers.wealth: bidders.dealers.wealth is null, not a number; "
        "write a number there first"
    ),
    "bidders.dealers.taste_sd: {low: 2, high: 1}": (
        "t.yaml:11:54: uncertain.bidders.dealers.taste_sd.high: must be above low, 2"
    ),
    "bidders.dealers.taste_sd: {low: 0, high: 1, scale: log}": (
        "t.yaml:11:45: uncertain.bidders.dealers.taste_sd.low: must be above 0 where the scale is log"
    ),
    "bidders.dealers.cannot_pay: {low: 0.5, high: 2}": (
        "t.yaml:11:58: uncertain.bidders.dealers.cannot_pay.high: does not fit: bidders.dealers.cannot_pay: "
        "must be a number from 0 to 1, got 2; for 2 % write 0.02"
    ),
    "bidders.dealers.taste_sd: {low: 0.1, high: 0.2, scales: log}": (
        "t.yaml:11:61: uncertain.bidders.dealers.taste_sd.scales: unknown key; did you mean scale?"
    ),
}


@pytest.mark.parametrize("written", WRONG)
def test_what_is_refused_says_where(written):
    assert said(add=f"\nuncertain: {{{written}}}\n") == [WRONG[written]]


def test_the_resolved_file_says_what_is_uncertain_and_reads_back():
    loaded = small("bidders.dealers.margin=0.1", add=MARGIN)
    again = load_text(loaded.resolved_yaml())
    assert again.study.uncertain == loaded.study.uncertain == {"bidders.dealers.margin": Range(0.0, 0.2)}
    assert [point.study.arms for point in again.points()] == [point.study.arms for point in loaded.points()]
