"""Limits when bidding starts at a price and everybody sees who stays away."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from sim.equilibrium.visible import drop_outs as free
from sim.equilibrium.visible import start_price as at
from sim.equilibrium.visible.groups import Group
from sim.equilibrium.visible.intercept import Attitude
from sim.equilibrium.visible.screening import tabulated, takes_part
from sim.equilibrium.visible.start_price import drop_outs
from tests.equilibrium.visible.brute import break_even_under_silence, halls

CROWD = (Group("near", 0.01, 0.0225), Group("far", 0.04, 0.1225), Group("dull", 0.0025, 0.2))


def total(group):
    return group.taste + group.noise


@given(halls(most=6))
def test_without_a_start_price_nothing_changes(hall):
    crowd, precision, mean, member, signal = hall
    everybody = np.ones(len(member), dtype=bool)
    found = drop_outs(crowd, precision, mean, -math.inf, member, signal, everybody)
    assert_array_equal(found, free.drop_outs(*hall))


def test_a_low_start_price_hardly_matters():
    member, signal = np.array([0, 1, 2, 0]), np.array([0.2, -0.1, 0.3, 0.1])
    everybody = takes_part(CROWD, 20.0, 0.0, -3.0, member, signal)
    assert everybody.all()
    found = drop_outs(CROWD, 20.0, 0.0, -3.0, member, signal, everybody)
    assert_array_equal(found, free.drop_outs(CROWD, 20.0, 0.0, member, signal))


@pytest.mark.parametrize(
    ("active", "out", "aware", "who"),
    [
        ({0: 1}, [], (2, 1, 0), (0, 0.15)),
        ({0: 2}, [], (4, 0, 0), (0, 0.1)),
        ({0: 1, 1: 1}, [], (2, 2, 0), (0, 0.15)),
        ({0: 1, 1: 1}, [], (2, 2, 3), (1, 0.4)),
        ({0: 1, 1: 2, 2: 1}, [(1, 0.35)], (3, 4, 4), (2, 1.3)),
        ({1: 1, 2: 1}, [(0, 0.1), (1, 0.35)], (9, 6, 8), (1, 0.5)),
    ],
)
def test_a_drop_out_price_agrees_with_quadrature(active, out, aware, who):
    """The site replaces the silence by a normal law: a miss of a third moment, below 1e-4 in logs here."""
    inside = tuple(active.get(g, 0) + sum(o == g for o, _ in out) for g in range(3))
    auction = at.started(CROWD, aware, inside, 20.0, 0.0)
    state = at.opening(auction)
    for group, signal in out:
        state = at.after(auction, state, group, signal)
    edges = tabulated(CROWD, aware, 20.0, 0.0)
    away = [(a - i, edge, total(g)) for a, i, edge, g in zip(aware, inside, edges, CROWD, strict=True) if a > i]
    known = [(signal, total(CROWD[group])) for group, signal in out]
    exact = break_even_under_silence(CROWD, 20.0, active, known, away, who)
    found, _ = at.settle(auction, state, who[0], [who[1]] * 3)
    assert_allclose(found[who[0]], exact, rtol=0.0, atol=1e-4)


@st.composite
def started(draw):
    """A lot with a start price at which somebody takes part."""
    crowd, precision, mean, member, signal = draw(halls(cursed=st.sampled_from([0.0, 0.2]), most=8))
    start = mean + draw(st.floats(-0.5, 0.3))
    return crowd, precision, mean, start, member, signal, takes_part(crowd, precision, mean, start, member, signal)


@settings(max_examples=40, deadline=None)
@given(started())
def test_limits_are_at_least_the_start_price_and_only_for_those_inside(lot):
    *_, start, member, signal, inside = lot
    limits = drop_outs(*lot)
    assert_array_equal(np.isfinite(limits), inside)
    assert (limits[inside] >= start - 1e-12).all()
    for group in set(member[inside].tolist()):
        them = inside & (member == group)
        assert (np.diff(limits[them][np.argsort(signal[them])]) >= 0.0).all()


@settings(max_examples=40, deadline=None)
@given(started(), st.randoms(), st.floats(-15.0, 15.0))
def test_bidders_have_no_names_and_prices_scale(lot, random, shift):
    crowd, precision, mean, start, member, signal, inside = lot
    order = list(range(len(signal)))
    random.shuffle(order)
    mixed = drop_outs(crowd, precision, mean, start, member[order], signal[order], inside[order])
    assert_array_equal(mixed, drop_outs(*lot)[order])
    moved = drop_outs(crowd, precision, mean + shift, start + shift, member, signal + shift, inside)
    assert_allclose(moved, drop_outs(*lot) + shift, rtol=0.0, atol=1e-7)


def ask_step_by_step(lot):
    """Play a lot by the incremental form, bidder by bidder; the order of drop-outs."""
    crowd, precision, mean, start, member, signal, inside = lot
    limits, order = drop_outs(*lot), []
    counted = [np.bincount(m, minlength=len(crowd)).tolist() for m in (member, member[inside])]
    auction = at.started(crowd, tuple(counted[0]), tuple(counted[1]), precision, start - mean)
    over, state = (signal - mean).tolist(), at.opening(auction)
    active, clock = set(np.flatnonzero(inside).tolist()), start - mean
    while active:
        asked = {i: at.limit(auction, state, int(member[i]), over[i]) for i in active}
        first = min(asked, key=asked.__getitem__)
        if asked[first] > auction.start:
            assert mean + asked[first] == limits[first]
        assert asked[first] >= clock - 1e-6
        clock = asked[first]
        active.remove(first)
        order.append(first)
        if len(active) == 1:
            (winner,) = active
            assert mean + asked[winner] == limits[winner]
            return [*order, winner]
        state = at.after(auction, state, int(member[first]), over[first])
    return order


@settings(max_examples=40, deadline=None)
@given(started())
def test_a_clock_that_asks_step_by_step_gets_the_same_bits(lot):
    ask_step_by_step(lot)


def test_silence_is_bad_news_and_worse_the_more_stay_away():
    member, signal, inside = np.array([0, 0]), np.array([0.2, 0.3]), np.array([True, True])
    limits = [free.drop_outs(CROWD, 20.0, 0.0, member, signal)]
    for away in (1, 4, 30):
        everybody = np.concatenate([member, np.zeros(away, dtype=np.int64)])
        weak = np.concatenate([signal, np.full(away, -0.4)])
        held = np.concatenate([inside, np.zeros(away, dtype=bool)])
        limits.append(drop_outs(CROWD, 20.0, 0.0, 0.0, everybody, weak, held)[:2])
    fell = np.diff(np.array(limits), axis=0)
    assert (fell < 0.0).all()


def test_silence_tells_nothing_to_those_who_know_or_do_not_think():
    crowd = (Group("sure", 0.01, 0.0), Group("naive", 0.01, 0.05, 1.0), Group("far", 0.04, 0.1225))
    member, signal = np.array([0, 1, 2, 2]), np.array([0.1, 0.2, -0.9, -0.8])
    inside = takes_part(crowd, 20.0, 0.0, 0.0, member, signal)
    assert_array_equal(inside, [True, True, False, False])
    limits = drop_outs(crowd, 20.0, 0.0, 0.0, member, signal, inside)
    nu = 0.06 / 0.11
    assert_allclose(limits[:2], (0.1, nu * 0.2 + nu * 0.05 / 2.0), atol=1e-12)


def test_a_sole_bidder_and_nobody():
    member, signal = np.array([0, 0, 1]), np.array([0.3, -0.5, -0.5])
    limits = drop_outs(CROWD, 20.0, 0.0, 0.1, member, signal, np.array([True, False, False]))
    assert limits[0] > 0.1
    assert np.isnan(drop_outs(CROWD, 20.0, 0.0, 0.1, member, signal, np.zeros(3, dtype=bool))).all()


def test_who_drops_out_first_is_found_though_silence_changes_the_order():
    """At the opening the silence has not been read: the bidder who then seems first is not the one who is."""
    crowd = (Group("dull", 0.0025, 0.3), Group("sure", 0.01, 0.0), Group("near", 0.01, 0.02))
    member = np.array([0, 1, 1] + [2] * 20)
    signal = np.concatenate([[2.8, 0.25, 0.5], np.full(20, -0.5)])
    inside = np.array([True] * 3 + [False] * 20)
    unread = free.drop_outs(crowd, 20.0, 0.0, member[:3], signal[:3])
    assert unread[0] > unread[1]
    assert ask_step_by_step((crowd, 20.0, 0.0, 0.15, member, signal, inside)) == [0, 1, 2]


def test_passes_go_on_until_the_price_stays():
    auction = at.started(CROWD, (9, 6, 8), (2, 2, 2), 20.0, 0.1)
    state = at.opening(auction)
    low = [0.5, 1.0, 2.0]
    for group in range(3):
        found, site = at.settle(auction, state, group, low)
        again, _ = at.settle(auction, at.State(state.seen, site), group, low)
        assert_allclose(again[group], found[group], rtol=0.0, atol=2e-9)


def test_who_should_have_stayed_away_leaves_at_the_start_price():
    member, signal, inside = (
        np.array([0, 0, 1, 1]),
        np.array([-0.2, 0.6, 0.9, -0.4]),
        np.array([True, True, True, False]),
    )
    limits = drop_outs(CROWD, 20.0, 0.0, 0.1, member, signal, inside)
    assert limits[0] == 0.1
    assert (limits[1:3] > 0.1).all()


def test_a_walk_away_right_raises_limits_here_too():
    leaving = tuple(Group(g.name, g.taste, g.noise, 0.0, Attitude(leaves=0.5, forfeits=0.1)) for g in CROWD)
    member, signal, inside = np.array([0, 1, 2]), np.array([0.2, 0.5, -3.0]), np.array([True, True, False])
    staying = drop_outs(CROWD, 20.0, 0.0, 0.0, member, signal, inside)[:2]
    assert (drop_outs(leaving, 20.0, 0.0, 0.0, member, signal, inside)[:2] > staying).all()
