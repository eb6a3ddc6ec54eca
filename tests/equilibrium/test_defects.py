"""Defects: hidden from all, found by some, published; in the hall, among unseen rivals, and for who knows its worth."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from sim.entities.knowledge import Levels, Looks, Public
from sim.entities.protocols import Rivals
from sim.equilibrium import solve
from sim.equilibrium.estimate import Estimate
from sim.equilibrium.hall_plan import HallPlan
from sim.equilibrium.site_crowd import People
from sim.equilibrium.site_plan import SitePlan, solved_once
from sim.errors import NoEquilibriumError
from sim.formats import FORMATS
from sim.strategies import Equilibrium, Truthful
from tests.equilibrium.games import a_game

HALF, KNOWS, V0, Q, LOSS = Looks(0.04, 0.09), Looks(0.04, 0.0), 0.05, 0.2, 0.3
SEEN, X = ("bids", "identities", "dropouts"), np.exp(np.linspace(-0.6, 0.6, 13))
LOT, TOLD = Public(0.0, V0, 0.0), Public(0.0, V0, 0.0, LOSS)


def group(looks=HALF, others=3.0, name="ours", **changes):
    base = {"law": None, "poisson": False, "heard": 1.0, "strategy": Equilibrium()}
    return Rivals(**(base | {"looks": looks, "others": others, "name": name} | changes))


def game(*rivals, shows=("bids",), **changes):
    rivals = rivals or (group(),)
    base = {"format": FORMATS["english"](), "rivals": rivals, "looks": rivals[0].looks, "shows": shows}
    return a_game(None, **(base | {"public_variance": V0, "defect": Q, "loss": LOSS} | changes))


def bids(plan, public=LOT):
    """Limits of the own group at several signals; in a hall, of so many people."""
    if isinstance(plan, HallPlan):
        return plan.together(("ours",), np.zeros(len(X), dtype=np.int64), X, public)
    return plan.limit(X, public)


@pytest.mark.parametrize("shows", [("bids",), SEEN])
@pytest.mark.parametrize("reserve", [0.0, 0.9])
def test_what_nobody_sees_takes_off_what_it_takes_on_average(shows, reserve):
    """With a start price, that of a lot so much cheaper."""
    left = 1.0 - Q * LOSS
    hidden = solve(game(shows=shows, reserve=reserve))
    sound = solve(game(shows=shows, reserve=reserve, defect=0.0, loss=0.0))
    found, usual = bids(hidden, replace(LOT, start=reserve)), bids(sound, replace(LOT, start=reserve / left))
    assert_allclose(
        found[found > reserve * 1.001], left * usual[found > reserve * 1.001], rtol=2e-3 if reserve else 1e-7
    )


@pytest.mark.parametrize("shows", [("bids",), SEEN])
@pytest.mark.parametrize("reserve", [0.0, 0.7])
def test_what_is_published_takes_off_what_it_takes(shows, reserve):
    hidden, sound = solve(game(shows=shows, reserve=reserve)), solve(game(shows=shows, reserve=reserve, defect=0.0))
    told = bids(hidden, replace(TOLD, start=reserve))
    usual = bids(sound, replace(LOT, start=reserve / (1.0 - LOSS)))
    assert np.array_equal(np.isfinite(told), np.isfinite(usual))
    assert np.any(np.isfinite(told))
    inside = np.isfinite(told)
    assert_allclose(told[inside], (1.0 - LOSS) * usual[inside], rtol=1e-7)


@pytest.mark.parametrize(
    ("aversion", "left"),
    [
        (0.0, 1.0 - Q * LOSS),
        (0.5, (1.0 - Q + Q * (1.0 - LOSS) ** 0.5) ** 2.0),
        (1.0, (1.0 - LOSS) ** Q),
    ],
)
def test_who_is_averse_to_risk_fears_a_defect_more(aversion, left):
    averse = group(risk_aversion=aversion)
    hidden, sound = (bids(solve(game(averse, shows=SEEN, defect=q, loss=LOSS))) for q in (Q, 0.0))
    assert_allclose(hidden, left * sound, rtol=1e-9)


def test_a_hall_in_which_some_know_is_refused():
    some = group(informed=True), group(name="ours, saw the defect", informed=True, saw=True)
    with pytest.raises(
        NoEquilibriumError, match=r"found a hidden defect .* use a board without dropouts, or let nobody find it"
    ):
        solve(game(*some, group(name="others"), shows=SEEN))


@pytest.mark.parametrize(
    ("knows", "left"),
    [
        ({}, 1.0 - Q * LOSS),
        ({"informed": True}, 1.0),
        ({"informed": True, "saw": True}, 1.0 - LOSS),
    ],
)
@pytest.mark.parametrize("looks", [HALF, KNOWS])
def test_the_naive_bid_what_they_expect_to_be_left(looks, knows, left):
    naive = group(looks, strategy=Truthful(), **knows)
    hidden, sound = (Truthful().plan(game(naive, defect=q, loss=loss)) for q, loss in ((Q, LOSS), (0.0, 0.0)))
    assert_allclose(bids(hidden), left * bids(sound))
    assert_allclose(bids(hidden, TOLD), (1.0 - LOSS) * bids(sound))


def test_where_all_know_their_worths_it_is_dominant_to_bid_what_is_left():
    for saw, left in ((False, 1.0), (True, 1.0 - LOSS)):
        own = group(KNOWS, informed=True, saw=saw, name="ours" + ", saw the defect" * saw)
        plan = solve(game(own, group(KNOWS, informed=True, saw=not saw, name="theirs")))
        assert isinstance(plan, Estimate)
        assert plan.method.startswith("dominant")
        assert_allclose(plan.limit(X, LOT), left * X)


def test_to_win_against_who_knows_is_bad_news():
    """Who knows bids its worth in both states; the others win the more often if there is a defect, and bid less."""
    insiders = [group(KNOWS, 1.0, "them" + ", saw the defect" * saw, informed=True, saw=saw) for saw in (False, True)]
    plan = solve(game(group(), *insiders))
    blind = solve(game(group(), group(KNOWS, 1.0, "them")))
    assert isinstance(plan, SitePlan)
    assert np.all(plan.limit(X, LOT) < blind.limit(X, LOT))
    clean, found = insiders
    own = solve(game(replace(clean, others=0.0), found, group(others=4.0)))
    saw = solve(game(replace(found, others=0.0), clean, group(others=4.0)))
    assert_allclose(own.limit(X, LOT), X, rtol=5e-3)
    assert_allclose(saw.limit(X, LOT), (1.0 - LOSS) * X, rtol=5e-3)


def test_an_insider_without_rivals_bids_its_worth():
    alone = group(KNOWS, 0.0, informed=True), group(KNOWS, 1.0, "ours, saw the defect", informed=True, saw=True)
    uninformed = group(others=0.0, name="theirs")
    plan = solve(game(*alone, uninformed))
    assert_allclose(plan.limit(X, LOT), X)


def test_bids_between_levels_are_near_those_solved_there():
    """Numbers of rivals double from one level to the next; halfway, half as many more."""
    levels = Levels((0.0, 0.4, 0.8), (-0.3, 0.1, 0.5), (-0.1, 0.0, 0.1))
    numbers = tuple(float(n) for n in np.repeat([2.0, 4.0, 6.0], 3))
    plan = solve(game(group(poisson=True, numbers=numbers), levels=levels, defect=0.0, loss=0.0, reserve=math.nan))
    assert isinstance(plan, SitePlan)
    assert "entrants" in plan.method
    there = Levels((0.2,), (-0.1,))
    alone = solve(game(group(poisson=True, numbers=(3.0,)), levels=there, defect=0.0, loss=0.0, reserve=math.nan))
    for start in (0.0, math.exp(-0.1), math.exp(-0.05)):
        lot = Public(0.2, V0, start)
        between, exact = plan.limit(X, lot), alone.limit(X, lot)
        assert np.array_equal(np.isfinite(between), np.isfinite(exact))
        assert_allclose(between, exact, rtol=3.0 * plan.residual)
    assert 1e-4 < plan.residual < 0.02


def test_the_number_on_the_board_is_said_not_to_be_used():
    assert "not used" in solve(game(group(poisson=True), shows=("bids", "bidder_count"))).method


def test_sight_is_a_matter_of_the_state():
    """Who saw the defect is there if it is, who would have is not; where it is published both are one."""
    people = People(
        tuple((group(name=f"ours{end}", informed=True, saw=bool(end)), 0.0) for end in ("", ", saw the defect")),
        V0, Q, LOSS,
    )  # fmt: skip
    hidden, told = people.crowd([2.0, 2.0]), people.crowd([2.0, 2.0], told=True)
    assert [each.numbers for each in hidden.subgroups] == [(2.0, 0.0), (0.0, 2.0)]
    assert [each.numbers for each in told.subgroups] == [(2.0, 2.0)]
    assert (told.defect, told.loss) == (0.0, 0.0)
    assert (people.place(1), people.place(1, told=True)) == (1, 0)
    clean, saw = solved_once(hidden).curves.bids[:, 1:-1]
    assert_allclose(saw[100:140], clean[100:140] + math.log(1.0 - LOSS), atol=1e-4)
