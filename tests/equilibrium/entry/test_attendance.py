"""Decisions, lot by lot, from what was solved at a few kinds of lots."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.entities.entry import Kind, Prospects
from sim.entities.knowledge import Levels, Public
from sim.equilibrium.entry import Attendance, Comers, Prospect
from sim.equilibrium.levels import count, every, middle, shares

LEVELS = Levels((0.0, 1.0), (-0.2, 0.9), (-0.1, 0.0, 0.1))
EDGE = np.nextafter(1.0, 2.0)


def sort(**changes):
    given = {"group": "dealers", "home": True, "heads": 10.0, "heard": 0.5, "poisson": True, "cost": 1.0, "spread": 0.5}
    return Comers(**given | changes)


def those(cost=(1.0,), look=(1.0,), rank=(0.5,), group="dealers", home=True, looked=False):
    arrays = [np.array(each, dtype=float) for each in (rank, cost, rank, look)]
    return Prospects(group, home, np.full(len(rank), np.nan), *arrays, np.full(len(rank), looked))


def attendance(comers, prospect, levels=None, believed=(2.0,)):
    held = {(comers.group, comers.home): (comers, prospect)}
    return Attendance(held, {Kind("dealers"): believed}, levels, (), "a stub", 0.0)


def prospect(plain=(1.0,), looked=(math.nan,), share=(0.5,)):
    return Prospect(*(np.array(each, dtype=float) for each in (plain, looked, share)))


def decided(found, who, public=None):
    comes, looks = found.decide(who, public or Public())
    return comes.tolist(), looks.tolist()


def test_levels_are_all_pairs_and_lots_between_them_mix_their_neighbours():
    assert count(LEVELS) == 6
    assert every(LEVELS)[middle(LEVELS)] == pytest.approx((1.0, -0.1, False))
    assert every(LEVELS)[0] == pytest.approx((0.0, -0.3, False))
    for position, (mean, above, _) in enumerate(every(LEVELS)):
        weights = shares(LEVELS, Public(mean, start=math.exp(mean + above)))
        assert weights == pytest.approx(np.eye(6)[position])
    weights = shares(LEVELS, Public(0.25, start=math.exp(-0.2 + 0.25 * 1.1 + 0.05)))
    assert weights == pytest.approx([0.0, 0.375, 0.375, 0.0, 0.125, 0.125])
    beyond = shares(LEVELS, Public(9.0, start=math.exp(99.0)))
    assert beyond.tolist() == [0, 0, 0, 0, 0, 1]


def test_a_published_defect_makes_lots_of_another_kind():
    levels = replace(LEVELS, told=0.2)
    assert count(levels) == 12
    sound, flawed = every(levels)[:6], every(levels)[6:]
    assert sound == every(LEVELS)
    for a, b in zip(sound, flawed, strict=True):
        assert b.mean == pytest.approx(a.mean + math.log(0.8))
        assert b.mean + b.start == pytest.approx(a.mean + a.start), "the same start price, in money"
        assert b.told
    public = Public(1.0, start=math.exp(0.9))
    assert shares(levels, public) == pytest.approx([*shares(LEVELS, public), *np.zeros(6)])
    assert shares(levels, replace(public, loss=0.2)) == pytest.approx([*np.zeros(6), *shares(LEVELS, public)])


def test_without_a_start_price_the_middle_one_counts():
    for public in (Public(0.0), Public(0.0, start=0.0)):
        assert shares(LEVELS, public).tolist() == [0, 1, 0, 0, 0, 0]


def test_who_comes_are_those_whose_cost_the_profit_covers():
    found = attendance(sort(), prospect(plain=(1.0,)))
    assert decided(found, those(cost=(0.5, 1.0, EDGE), look=(0, 0, 0), rank=(0.1, 0.2, 0.3))) == (
        [True, True, False],
        [False, False, False],
    )


def test_profits_between_levels_are_interpolated_in_logs():
    levels = Levels((0.0, 1.0), (-math.inf, -math.inf))
    found = attendance(sort(), prospect(plain=(1.0, 4.0), looked=(math.nan,) * 2, share=(0, 0)), levels, (2.0, 6.0))
    who = those(cost=(1.99, 2.01), look=(0, 0), rank=(0.5, 0.5))
    assert decided(found, who, Public(0.5))[0] == [True, False]
    share = 0.5 * (1.0 + math.erf(0.25 * math.log(4.0) / 0.5 / math.sqrt(2.0)))
    assert found.expected(Public(0.25)) == pytest.approx(5.0 * share), "as many as come"
    nothing = attendance(sort(), prospect(plain=(-1.0, 4.0), looked=(math.nan,) * 2, share=(0, 0)), levels, (0.0, 6.0))
    assert decided(nothing, who, Public(0.5))[0] == [True, False]
    assert decided(nothing, who, Public(0.0))[0] == [False, False]


def test_a_look_is_bought_if_it_pays_and_counts_with_the_cost_of_coming():
    found = attendance(sort(look=0.5), prospect(plain=(1.0,), looked=(1.6,)))
    who = those(cost=(1.0, 1.0, 1.01, 1.1, 1.2), look=(0.7, 0.6, 0.6, 0.4, 0.41), rank=(0.5,) * 5)
    comes, looks = decided(found, who)
    assert looks == [False, True, True, True, True]
    assert comes == [True, True, False, True, False]


def test_those_who_always_look_pay_for_both():
    found = attendance(sort(look=0.5, always=True), prospect(plain=(math.nan,), looked=(1.6,)))
    assert decided(found, those(cost=(1.0, 1.0), look=(0.6, 0.7), rank=(0.5, 0.5))) == ([True, False], [True, True])


def test_a_look_of_an_earlier_round_is_paid_for():
    """It comes iff the journey alone is covered, by the profit of one who looked, however dear looking is."""
    costs, dear = (0.9, 1.1, 1.6, 1.61), (9.0,) * 4
    optional = attendance(sort(look=0.5), prospect(plain=(1.0,), looked=(1.6,)))
    always = attendance(sort(look=0.5, always=True), prospect(plain=(math.nan,), looked=(1.6,)))
    equal = attendance(sort(look=0.5, always=True, spread=0.0), prospect((math.nan,), looked=(1.6,), share=(0.4,)))
    for found, before in ((optional, [True, False, False, False]), (always, [False] * 4), (equal, [False] * 4)):
        who = those(cost=costs, look=dear, rank=(0.5,) * 4)
        assert decided(found, who)[0] == before
        again = those(cost=costs, look=dear, rank=(0.5,) * 4, looked=True)
        assert decided(found, again) == ([True, True, True, False], [True] * 4)


def test_with_equal_costs_ranks_decide():
    found = attendance(sort(spread=0.0), prospect(share=(0.4,)))
    assert decided(found, those(cost=(1, 1), look=(0, 0), rank=(0.39, 0.41)))[0] == [True, False]
    free = attendance(sort(spread=0.0, cost=0.0), prospect(plain=(0.1,), share=(0.4,)))
    assert decided(free, those(cost=(0, 0), look=(0, 0), rank=(0.39, 0.41)))[0] == [True, True]


def test_as_many_are_believed_to_come_as_decide_to():
    """Drawn one by one, at a lot between two kinds: with looks, with looks only, with equal costs."""
    levels = Levels((0.0, 1.0), (-math.inf, -math.inf))
    rng = np.random.default_rng(5)
    n = 200_000
    cost, look = (np.exp(0.5 * rng.normal(size=n)) for _ in range(2))
    ranks, new = rng.uniform(size=(2, n)), np.zeros(n, dtype=bool)
    who = Prospects("dealers", True, np.full(n, np.nan), ranks[0], cost, ranks[1], 0.3 * look, new)
    for sorted_, worth in (
        (sort(look=0.3), prospect(plain=(1.0, 2.0), looked=(1.4, 2.9), share=(0, 0))),
        (sort(look=0.3, always=True), prospect(plain=(math.nan,) * 2, looked=(1.4, 2.9), share=(0, 0))),
        (sort(spread=0.0), prospect(plain=(1.0, 2.0), looked=(math.nan,) * 2, share=(0.2, 0.6))),
    ):
        found = attendance(sorted_, worth, levels, (1.0, 1.0))
        comes, _ = found.decide(who, Public(0.3))
        assert found.expected(Public(0.3)) == pytest.approx(5.0 * comes.mean(), abs=5.0 * 4 * 0.5 / n**0.5)


def test_those_at_home_stand_for_all_where_it_makes_no_difference_and_strangers_stay_away():
    found = attendance(sort(), prospect())
    assert decided(found, those(home=False))[0] == [True]
    assert decided(found, those(group="aliens")) == ([False], [False])
    away = attendance(replace(sort(), home=False), prospect())
    assert decided(away, those())[0] == [False]


def test_those_who_saw_a_defect_are_as_many_as_those_of_their_looks():
    found = attendance(sort(), prospect())
    assert found.numbers(Kind("dealers", saw=True)) == found.numbers(Kind("dealers")) == (2.0,)
    assert sort().reach == 5.0
