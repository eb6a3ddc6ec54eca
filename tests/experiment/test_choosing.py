"""Choosing the best arm: by hand, and as often right as promised on data whose truth is known."""

import math

import numpy as np
import pytest

from sim.entities.stopping import Choose
from sim.experiment.choosing import CHOICE, choose, intercepts, lines

ASKED = Choose("sell_through", 1.0)
LOOKS = (20, 30, 40)


def drawn(rng, means, n, *, sd=3.0, common=5.0):
    """Arms (k, n) whose luck is mostly common; some vary more than others."""
    spread = sd * np.linspace(0.6, 1.4, len(means))[:, None]
    return np.array(means)[:, None] + common * rng.normal(size=n) + spread * rng.normal(size=(len(means), n))


def looks(n):
    return tuple(range(20, n + 1, 10))


def test_the_line_begins_where_a_hand_computation_says():
    """Two arms, differences 0 and 2 in turn: S^2 = 20/19 of 1; eta is (0.05 ** (-2/19) - 1) / 2."""
    first = np.array([[2.0, 0.0] * 10, [0.0, 0.0] * 10])
    eta = (0.05 ** (-2 / 19) - 1) / 2
    found = intercepts(first, ASKED)
    assert found[0, 1] == found[1, 0] == pytest.approx(eta * 19 * (20 / 19) / 1.0)


def test_an_arm_is_chosen_once_no_other_can_be_better_by_more_than_matters():
    """Arm b is better by 1 on average: the bound on a is -1 + 1/2 + a/r, below 0 at once where a < 10."""
    values = np.array([[2.0, 0.0] * 20, [0.0, 0.0] * 20])
    eta = (0.05 ** (-2 / 19) - 1) / 2
    found = choose(ASKED, ("b", "a"), values, LOOKS)
    assert (found.leader, found.chosen_at, found.out_at, found.still_in) == (0, 20, (None, 20), ["b"])
    assert found.better == pytest.approx([0.0, -1.0 + 0.5 + eta * 20 / 40])
    assert found.short == 0.0
    first, second = lines(found)
    assert dict(zip(CHOICE, second, strict=True)) == {
        "arm": "a", "measure": "sell_through", "group": "", "unit": "share", "mean": 0.0, "difference": -1.0,
        "ci_low": pytest.approx(-1.0 - 2.022690920 * math.sqrt(40 / 39) / math.sqrt(40)),
        "ci_high": pytest.approx(-1.0 + 2.022690920 * math.sqrt(40 / 39) / math.sqrt(40)),
        "n": 40, "better_by_at_most": 0.0, "eliminated_at": 20, "chosen": 0.0, "probability": 0.95, "indifference": 1.0,
    }  # fmt: skip
    assert (first[0], first[5:8], first[11]) == ("b", (0.0, None, None), 1.0)


def test_the_lowest_is_the_highest_of_the_negative():
    rng = np.random.default_rng(1)
    values = drawn(rng, [0.0, 0.0, 4.0], 200)
    high = choose(ASKED, "abc", values, looks(200))
    low = choose(Choose("sell_through", 1.0, best="lowest"), "abc", -values, looks(200))
    assert (high.leader, high.chosen_at, high.out_at) == (low.leader, low.chosen_at, low.out_at)
    assert high.better == pytest.approx(low.better)


def test_without_a_decision_those_that_may_be_best_are_named():
    rng = np.random.default_rng(2)
    found = choose(Choose("sell_through", 0.4), "abc", drawn(rng, [0.0, 0.0, -20.0], 40), LOOKS)
    assert found.chosen_at is None
    assert found.still_in == ["a", "b"]
    assert 0.4 < found.short < 20.0
    assert found.told["choice"]["chosen"] is None
    assert found.told["choice"]["leader"] in "ab"
    assert [line[11] for line in lines(found)] == [0.0, 0.0, 0.0]


def test_arms_that_never_differ_cannot_put_out_one_another():
    luck = np.random.default_rng(3).normal(size=100)
    found = choose(ASKED, "abc", np.array([luck, luck, luck - 9.0]), looks(100))
    assert (found.chosen_at, found.still_in) == (None, ["a", "b"])
    assert found.told["choice"]["short_of_best_at_most"] is None
    assert [line[9] for line in lines(found)] == [0.0, None, 0.0]


def test_a_difference_that_never_varies_decides_at_once():
    luck = np.random.default_rng(4).integers(0, 9, size=40) * 1.0
    found = choose(ASKED, "ab", np.array([luck, luck + 2.0]), LOOKS)
    assert (found.leader, found.chosen_at, found.out_at) == (1, 20, (20, None))


def test_replications_without_a_value_in_some_arm_do_not_count():
    values = np.array([[2.0, 0.0] * 20, [0.0, 0.0] * 20])
    values[1, 5] = np.nan
    found = choose(ASKED, "ba", values, LOOKS)
    assert (found.values.shape[1], found.chosen_at) == (39, 30)  # 20 are there only at the second look


@pytest.mark.parametrize("n", [0, 7])
def test_too_few_replications_decide_nothing(n):
    found = choose(ASKED, "ab", np.full((2, 7), np.nan) if n == 0 else np.arange(14.0).reshape(2, 7), (7,))
    assert (found.chosen_at, found.still_in, found.short) == (None, ["a", "b"], math.inf)
    assert found.values.shape[1] == n
    assert next(lines(found))[4] == (3.0 if n and found.leader == 0 else None if not n else pytest.approx(3.0))


@pytest.mark.parametrize(
    "means", [[1.0, 0.0], [1.0, 0.0, 0.0, 0.0], [1.0, 0.4, 0.4, -0.4, -0.4]], ids=["two", "least favourable", "near"]
)
def test_the_choice_is_right_at_least_as_often_as_promised(means):
    """400 tries at the indifference. What is chosen is the best or less than the indifference below it."""
    rng = np.random.default_rng(len(means))
    tries, right, covered = 400, 0, 0
    for _ in range(tries):
        found = choose(ASKED, "abcde"[: len(means)], drawn(rng, means, 600), looks(600))
        assert found.chosen_at is not None
        right += means[found.leader] > means[0] - 1.0
        covered += found.out_at[0] is None
    error = math.sqrt(0.95 * 0.05 / tries)
    assert right / tries >= 0.95 - 2 * error
    assert covered / tries >= 0.95 - 2 * error
