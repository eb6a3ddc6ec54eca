"""Thresholds, profits and trials of anonymous auctions, and games that are refused."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from sim.entities.units import Floats
from sim.equilibrium.anonymous import (
    Crowd,
    Profits,
    Subgroup,
    fixed_point,
    screening,
    solve,
    thresholds,
    trials,
)
from sim.equilibrium.anonymous import profits as profits_room
from sim.equilibrium.anonymous.curves import KNOTS
from sim.equilibrium.anonymous.fixed_point import Solved
from sim.equilibrium.audit import audit
from sim.equilibrium.mixing import Mixing
from sim.errors import NoEquilibriumError
from tests.equilibrium.anonymous.crowds import (
    DEFECT,
    KNOWN,
    POISSON,
    START,
    SYMMETRIC,
    TENS,
    crowd,
    group,
    solved,
)


def test_thresholds_that_keep_nobody_or_everybody_out():
    found = solved(POISSON)
    assert_array_equal(thresholds(found, -math.inf), [-math.inf, -math.inf])
    assert_allclose(thresholds(found, -20.0), -12.0 * found.kinds.predictive)
    assert_allclose(thresholds(found, 20.0), 12.0 * found.kinds.predictive)
    assert all(each.gain == 0.0 for each in audit(trials(found, 20.0)))


@settings(max_examples=15, deadline=None)
@given(
    variance=st.floats(0.01, 0.15),
    tastes=st.lists(st.floats(0.08, 0.3), min_size=1, max_size=3),
    noise=st.floats(0.05, 0.4),
    knows=st.sampled_from(["poisson", "composition"]),
)
def test_random_crowds_have_increasing_bids_and_nothing_to_gain(variance, tastes, noise, knows):
    groups = [group(f"g{i}", taste**2, (noise * (1.0 + 0.3 * i)) ** 2, 2 + 3 * i) for i, taste in enumerate(tastes)]
    found = solve(crowd(variance, *groups, knows=knows))
    assert np.all(np.diff(found.curves.bids, axis=1) > 0.0)
    assert all(each.passes for each in audit(trials(found)))


def test_many_counted_bidders_of_one_kind_are_a_known_composition():
    x = np.linspace(-0.5, 0.5, 5)[None]
    counted = replace(SYMMETRIC, knows="count", count=5, subgroups=(group("all", 0.01, 0.04, 2.5),))
    assert_allclose(solved(counted).curves.at(x), solved(SYMMETRIC).curves.at(x), atol=1e-9)


def test_a_group_split_in_name_only_bids_the_same():
    halves = crowd(0.06, group("a", 0.01, 0.04, 2), group("b", 0.01, 0.04, 3))
    x = np.linspace(-0.5, 0.5, 5)
    bids = solved(halves).curves.at(np.array([x, x]))
    assert_allclose(bids, np.tile(solved(SYMMETRIC).curves.at(x[None]), (2, 1)), atol=1e-7)
    assert_allclose(thresholds(solved(halves), START), thresholds(solved(SYMMETRIC), START)[[0, 0]], atol=1e-8)


def test_a_margin_moves_bids_when_everybody_has_it():
    lower = replace(POISSON, subgroups=tuple(replace(each, margin=-0.2) for each in POISSON.subgroups))
    x = np.linspace(-0.5, 0.5, 5)
    free, margin = (solved(game).curves.at(np.array([x, x])) for game in (POISSON, lower))
    assert_allclose(margin, free - 0.2, atol=1e-6)


def test_who_saw_nothing_takes_it_for_a_good_sign():
    """Against the same group where nobody can see; and who saw the defect counts it in full."""
    blind = replace(DEFECT, subgroups=(group("sharp", 0.02, 0.01, 4), group("vague", 0.04, 0.0625, 5)))
    x = np.linspace(-0.4, 0.4, 5)
    saw, saw_not, *_ = solved(DEFECT).curves.at(np.tile(x, (4, 1)))
    assert np.all(saw < solved(blind).curves.at(np.tile(x, (2, 1)))[0])
    assert np.all(saw_not > saw + 0.1)
    assert solved(DEFECT).kinds.state[1, 1] < 0.2


def test_an_absent_group_is_told_what_it_would_bid():
    found = solved(crowd(0.04, group("here", 0.01, 0.0225, 3), group("absent", 0.01, 0.0225, 0)))
    bids = found.curves.at(np.array([[0.1], [0.1]]))
    assert bids[1, 0] < bids[0, 0]


def test_profits_of_entrants_follow_each_other_in_small_steps():
    one = crowd(0.04, group("a", 0.01, 0.0225, 1), group("b", 0.04, 0.1225, 1), knows="poisson")
    profits = Profits(one, START)
    first = profits(np.array([3.0, 5.0]))
    assert profits.groups == ("a", "b")
    assert_allclose(first, Profits(one, START)(np.array([3.0, 5.0])), rtol=1e-12)
    profits(np.array([1.0, 9.0]))
    assert_allclose(profits(np.array([3.0, 5.0])), first, rtol=1e-4)
    assert np.all(profits(np.array([4.0, 6.0])) < first)


def test_entrants_that_have_no_equilibrium_are_tried_from_scratch(monkeypatch: pytest.MonkeyPatch):
    def cold(game: Crowd, start: Solved | None = None) -> Solved:
        if start is not None:
            raise NoEquilibriumError("not from there")
        return solve(game)

    one = crowd(0.04, group("a", 0.01, 0.0225, 1), knows="poisson")
    monkeypatch.setattr(profits_room, "solve", cold)
    profits = Profits(one, START)
    first = profits(np.array([3.0]))
    assert profits(np.array([3.5])) < first
    monkeypatch.setattr(fixed_point, "EARLY", (1,))
    monkeypatch.setattr(fixed_point, "SMOOTH", replace(fixed_point.SMOOTH, rounds=1))
    with pytest.raises(NoEquilibriumError, match="after 2 rounds"):
        Profits(one)(np.array([3.0]))


def test_bids_that_do_not_settle_are_an_error_that_names_the_group():
    """Cursed and vague crowds from whom a sharp bidder of little taste infers more than one for one."""
    cursed = replace(TENS.subgroups[2], cursed=1.0)
    with pytest.raises(NoEquilibriumError) as error:
        solve(replace(TENS, subgroups=(*TENS.subgroups[:2], cursed)))
    message = str(error.value)
    assert message.startswith(
        "no equilibrium is known for sales at the second-highest bid among anonymous bidders: after "
    )
    assert message.endswith("raise its taste_sd, lower its signal_sd or make the groups more alike, or use shaded")


def test_bids_that_settle_on_no_equilibrium_are_an_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fixed_point, "SMOOTH", replace(fixed_point.SMOOTH, worst=0.0))
    with pytest.raises(NoEquilibriumError, match="group all would still change bids by up to"):
        solve(SYMMETRIC)


def test_thresholds_that_do_not_settle_are_an_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(screening, "ROUNDS", 1)
    with pytest.raises(NoEquilibriumError, match=r"at a start price of 0\.95 times the expected level"):
        thresholds(solved(KNOWN), START)


@pytest.mark.parametrize("rounds", [8, 1, 0])
def test_thresholds_are_the_same_wherever_their_search_begins(monkeypatch, rounds):
    """Steps from close by are given up where they do not settle soon."""
    found = thresholds(solved(POISSON), START)
    monkeypatch.setattr(screening, "SOON", rounds)
    for away in (0.0, 0.05, -0.05, 2.0):
        assert thresholds(solved(POISSON), START, found + away) == pytest.approx(found, abs=1e-9)


def test_thresholds_side_by_side_are_those_found_one_by_one():
    starts = np.linspace(-0.4, 0.3, 8)
    both = screening.thresholds_at(solved(POISSON), starts)
    assert_allclose(both, [thresholds(solved(POISSON), start) for start in starts], atol=1e-9)
    assert screening.thresholds_at(solved(POISSON), np.empty(0)).shape == (0, len(POISSON.subgroups))


def test_what_another_game_has_taught_leads_to_the_same_bids():
    """Begun with the bids of a crowd close by, or far away, steps end where those from naive bids do."""
    one = crowd(0.04, group("a", 0.01, 0.0225, 1), group("b", 0.04, 0.09, 1), knows="poisson")
    begun = Profits(one, START)
    for numbers in ((2.0, 3.0), (2.02, 3.0), (0.3, 8.0), (0.0, 3.0), (2.0, 3.0)):
        fresh = Profits(one, START)(np.array(numbers))
        assert_allclose(begun(np.array(numbers)), fresh, rtol=1e-5)


def test_what_steps_did_to_the_gap_of_another_game_spares_rounds():
    one, other = (
        crowd(0.04, group("a", 0.01, 0.0225, few), group("b", 0.04, 0.09, 3), knows="poisson") for few in (2.0, 2.04)
    )
    before = solve(one)
    forgotten = replace(before, mixing=Mixing(np.ones(before.curves.signals.shape[0] * KNOTS)))
    fresh, begun, taught = solve(other), solve(other, forgotten), solve(other, before)
    assert taught.rounds < begun.rounds < fresh.rounds
    assert_allclose(taught.curves.at(one_sigma(taught)), fresh.curves.at(one_sigma(fresh)), atol=1e-6)


def one_sigma(game: Solved) -> Floats:
    """Signals within one standard deviation, by subgroup."""
    return game.kinds.predictive[:, None] * np.linspace(-1.0, 1.0, 9)


def test_who_knows_too_well_is_an_error_that_says_how_much_taste_helps():
    with pytest.raises(NoEquilibriumError, match=r"where group oracle knows .* raise its taste_sd to 0\.01"):
        solve(crowd(0.09, group("oracle", 0.0, 0.0, 2), group("others", 0.02, 0.3, 4), knows="poisson"))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Subgroup("a", -0.1, 0.1, (1, 1)), "a: taste and noise must be finite and not negative"),
        (lambda: group("a", 0.1, math.inf, 1), "a: taste and noise must be finite and not negative"),
        (lambda: group("a", 0.1, 0.1, -1), "a: numbers must be finite and not negative"),
        (lambda: group("a", 0.1, 0.1, 1, cursed=1.5), "a: risk aversion and cursedness lie between 0 and 1"),
        (lambda: Crowd(0.0, SYMMETRIC.subgroups), "the variance of log common worth must be finite and above 0"),
        (lambda: Crowd(0.1, SYMMETRIC.subgroups, loss=1.0), "probability and loss of the defect lie between 0 and 1"),
        (lambda: Crowd(0.1, (group("a", 0.1, 0.1, 0),)), "nobody takes part in this auction"),
        (lambda: Crowd(0.1, SYMMETRIC.subgroups, "count"), "a displayed count is a number of at least 1"),
        (lambda: solve(crowd(0.1, group("a", 0.1, 0.1, 2.5))), "known numbers of bidders must be whole"),
    ],
)
def test_what_is_no_auction_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
