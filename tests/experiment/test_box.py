"""The box of bad conditions: planted boxes are found, idle axes are left out, chance makes none."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.box import box_of, rare
from sim.experiment.designs import sobol


def planted(points=128, axes=4, seed=1):
    """Bad where the first axis is low and the third high."""
    x = sobol(points, axes, seed)
    return x, (x[:, 0] < 0.4) & (x[:, 2] > 0.6)


@pytest.mark.parametrize("seed", range(3))
def test_a_planted_box_is_found_and_nothing_else(seed):
    x, bad = planted(seed=seed)
    box = box_of(x, bad, seed)
    assert set(box.limits) == {0, 2}
    (low, high), (from_, to) = box.limits[0], box.limits[2]
    assert np.isnan(low)
    assert np.isnan(to)
    assert high == pytest.approx(0.4, abs=0.05)
    assert from_ == pytest.approx(0.6, abs=0.05)
    assert box.coverage > 0.9
    assert box.density > 0.9
    assert box.chance == 0.01


def test_counts_are_those_of_the_limits():
    x, bad = planted()
    box = box_of(x, bad, 1)
    inside = (x[:, 0] <= box.limits[0][1]) & (x[:, 2] >= box.limits[2][0])
    assert (box.inside, box.bad_inside, box.bad, box.points) == (
        inside.sum(), (inside & bad).sum(), bad.sum(), len(x),
    )  # fmt: skip
    assert box.coverage == (inside & bad).sum() / bad.sum()
    assert box.density == (inside & bad).sum() / inside.sum()


def test_a_box_in_the_middle_has_both_ends():
    x = sobol(256, 2, 5)
    box = box_of(x, (x[:, 1] > 0.3) & (x[:, 1] < 0.7), 5)
    assert set(box.limits) == {1}
    assert box.limits[1] == pytest.approx((0.3, 0.7), abs=0.02)


def test_a_box_is_found_through_noise():
    x, bad = planted(256)
    box = box_of(x, bad ^ (np.random.default_rng(1).random(256) < 0.05), 1)
    assert set(box.limits) == {0, 2}
    assert box.coverage > 0.7
    assert box.density > 0.8
    assert box.chance == 0.01


def test_units_of_the_axes_do_not_matter():
    x, bad = planted()
    scaled = x * [1e6, 1.0, 0.01, 5.0]
    plain, other = box_of(x, bad, 1), box_of(scaled, bad, 1)
    assert other.limits[0][1] == pytest.approx(plain.limits[0][1] * 1e6)
    assert (other.inside, other.chance) == (plain.inside, plain.chance)


def test_levels_of_a_grid_go_together():
    levels = np.linspace(0.0, 1.0, 4)
    x = np.array([(a, b) for a in levels for b in levels])
    box = box_of(x, x[:, 0] < 0.5, 1)
    assert (box.coverage, box.density, box.inside) == (1.0, 1.0, 8)
    assert box.limits[0][1] == pytest.approx(1 / 3)


def test_bad_points_by_chance_make_no_box_more_often_than_said():
    x = sobol(32, 3, 7)
    rng = np.random.default_rng(8)
    found = [box_of(x, np.isin(np.arange(32), rng.permutation(32)[:8]), 7) for _ in range(200)]
    small = sum(box.chance <= 0.05 for box in found)
    assert small <= 10 + 4 * np.sqrt(200 * 0.05 * 0.95)
    assert {box.chance for box in found if not box.limits} == {1.0}, "all points are a box that any deal has"
    assert any(box.limits for box in found)


def test_the_same_every_time():
    x, bad = planted(64)
    assert str(box_of(x, bad, 3)) == str(box_of(x.copy(), bad.copy(), 3))


@pytest.mark.parametrize("points", [10, 30, 300])
def test_the_rule_of_three(points):
    assert (1.0 - rare(points)) ** points == pytest.approx(0.05)
    assert rare(points) == pytest.approx(3.0 / points, rel=0.15)
