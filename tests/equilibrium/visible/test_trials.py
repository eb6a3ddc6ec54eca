"""The audit of the hall: against the limits as they are played, matrix algebra, plain integrals and simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.equilibrium.audit import audit
from sim.equilibrium.visible import drop_outs as free
from sim.equilibrium.visible import path, start_price
from sim.equilibrium.visible.groups import Group
from sim.equilibrium.visible.intercept import Attitude
from sim.equilibrium.visible.path import Room, lattice, met
from sim.equilibrium.visible.screening import tabulated
from sim.equilibrium.visible.trials import trials
from sim.errors import NoEquilibriumError
from tests.equilibrium.visible import brute

FOREVER = 50.0
"""A signal that nobody outlasts."""


def others(room: Room, member, signal, own):
    """The signals but those of bidder 0, who is of group `own`, as one draw for `met`."""
    rest = np.arange(1, len(member))
    return tuple(signal[rest[member[rest] == g]][None, :] for g in range(len(room.groups)))


def room_of(crowd, precision, member, start=-math.inf):
    return Room(crowd, tuple(np.bincount(member, minlength=len(crowd)).tolist()), 1.0 / precision, start)


@given(case=brute.halls())
@settings(deadline=None, max_examples=60)
def test_without_a_start_price_nobody_is_sorry_whatever_the_others_know(case):
    """Price and critical signal are those of the limits as played; to win pays if and only if the limits say win."""
    crowd, precision, _, member, signal = case
    own, zero = int(member[0]), np.array(signal)
    seen = met(room_of(crowd, precision, member), own, others(room_of(crowd, precision, member), member, zero, own))
    zero[0] = FOREVER
    limits = free.drop_outs(crowd, precision, 0.0, member, zero)
    if len(member) == 1:
        assert (seen.price[0], seen.critical[0], seen.alone[0]) == (-math.inf, -math.inf, True)
        return
    assert seen.price[0] == pytest.approx(limits[1:].max(), abs=1e-9)
    for miss in (-0.5, -1e-3, 1e-3, 0.5):
        zero[0] = seen.critical[0] + miss
        assert bool(np.argmax(free.drop_outs(crowd, precision, 0.0, member, zero)) == 0) is (miss > 0.0)
        mean, constant = brute.expected(crowd, precision, 0.0, member, zero, 0)
        assert (mean + constant - seen.price[0]) * miss > 0.0
    zero[0] = seen.critical[0]
    mean, constant = brute.expected(crowd, precision, 0.0, member, zero, 0)
    assert mean + constant == pytest.approx(seen.price[0], abs=1e-8)


MISS = 5e-3
"""Silence is read at the price at which a bidder leaves, so the last two bidders read it a little differently."""


@given(case=brute.halls(), start=st.floats(-0.4, 0.3))
@settings(deadline=None, max_examples=40)
def test_with_a_start_price_the_price_is_the_last_limit_of_the_others(case, start):
    crowd, precision, _, member, signal = case
    own, room = int(member[0]), room_of(crowd, precision, member, start)
    limits = np.array(tabulated(crowd, room.counts, precision, start))
    assume(np.all(np.abs(signal - limits[member])[1:] > 1e-6))
    seen = met(room, own, others(room, member, signal, own))
    signal[0] = FOREVER
    inside = signal >= limits[member]
    played = start_price.drop_outs(crowd, precision, 0.0, start, member, signal, inside)
    assert seen.alone[0] == (not inside[1:].any())
    assert seen.price[0] == pytest.approx(start if seen.alone[0] else np.nanmax(played[1:]), abs=1e-7)
    assert seen.silent.sum() == np.count_nonzero(~inside)
    if not seen.alone[0] and seen.critical[0] > limits[own] + 2 * MISS:
        for miss in (-MISS, MISS):
            signal[0] = seen.critical[0] + miss
            again = start_price.drop_outs(crowd, precision, 0.0, start, member, signal, inside)
            assert bool(np.nanargmax(again) == 0) is (miss > 0.0) or seen.price[0] == start


@pytest.mark.parametrize("start", [-math.inf, -0.1, 0.25])
@pytest.mark.parametrize("cursed", [0.0, 0.5])
def test_two_bidders_by_an_integral_over_the_rivals_signal(start, cursed, monkeypatch):
    """What types earn with the limits of other types, and with the best of hindsight."""
    monkeypatch.setattr(path, "POINTS", 4096)
    crowd = (Group("a", 0.01, 0.04, cursed), Group("b", 0.03, 0.02, cursed, Attitude(discount=-0.05)))
    variance, member = 0.06, np.array([0, 1])
    room = Room(crowd, (1, 1), variance, start)
    limit = tabulated(crowd, (1, 1), 1.0 / variance, start)
    trial = trials(room)[0]
    reach = math.sqrt(variance + 0.05)
    rival = np.linspace(-6.0, 6.0, 1501) * reach
    price, critical = np.full(rival.shape, start), np.full(rival.shape, -math.inf)
    for k in np.flatnonzero(rival >= limit[1]):
        seen = met(room, 0, (np.empty((1, 0)), rival[k : k + 1, None]))
        price[k], critical[k] = seen.price[0], seen.critical[0]
    types = _types(trial, variance + 0.05, limit[0])
    for row in (8, 13, 16):
        x = types[row]
        tie = variance / (variance + 0.05)
        density = np.exp(-0.5 * (rival - tie * x) ** 2 / (variance * (1.0 - tie) + 0.05))
        density /= density.sum()
        value = np.array(
            [np.exp(np.sum(brute.expected(crowd, 1.0 / variance, 0.0, member, np.array([x, y]), 0))) for y in rival]
        )
        profit, absent = value - np.exp(price), rival < limit[1]
        best = np.maximum(profit, 0.0)
        best[absent] = (density @ (profit * absent)) / max(density @ absent, 1e-300)
        assert trial.payoffs[row, -1] == pytest.approx(density @ best, abs=2e-3)
        for other in (0, 14, 20, 30, 39):
            mimic = density @ (profit * (types[other] > critical)) if types[other] >= limit[0] else 0.0
            assert trial.payoffs[row, other] == pytest.approx(mimic, abs=2e-3)
        assert trial.played[row] == trial.payoffs[row, row]


def _types(trial, variance, threshold):
    """The signals of a trial's types: Gauss-Legendre on both sides of the threshold."""
    reach = 5.0 * math.sqrt(variance)
    middle = 0.0 if threshold == -math.inf else threshold
    parts = [(-reach, middle, 12), (middle, reach, 28)]
    grid = np.concatenate([a + 0.5 * (b - a) * (1.0 + np.polynomial.legendre.leggauss(n)[0]) for a, b, n in parts])
    assert trial.weight @ grid == pytest.approx(0.0, abs=1e-4)
    assert trial.weight @ grid**2 == pytest.approx(variance, rel=1e-3)
    return grid


@pytest.mark.parametrize(
    ("crowd", "counts", "start"),
    [
        ((Group("a", 0.02, 0.04), Group("b", 0.05, 0.01)), (2, 1), -math.inf),
        ((Group("a", 0.02, 0.04), Group("b", 0.05, 0.01)), (2, 2), 0.1),
        ((Group("a", 0.02, 0.04, 0.0, Attitude(0.5)), Group("b", 0.05, 0.01, 1.0)), (2, 1), -0.1),
    ],
)
def test_profits_are_those_of_lots_drawn_one_by_one(crowd, counts, start):
    variance, lots, rng = 0.06, 4000, np.random.default_rng(17)
    member = np.repeat(np.arange(2), counts)
    taste, noise = (np.array([getattr(g, name) for g in crowd])[member] for name in ("taste", "noise"))
    limit = np.array(tabulated(crowd, counts, 1.0 / variance, start))[member]
    earned = np.zeros((lots, len(crowd)))
    power = np.array([1.0 - g.attitude.risk_aversion for g in crowd])
    for lot in range(lots):
        worth = rng.normal() * math.sqrt(variance) + rng.normal(size=len(member)) * np.sqrt(taste)
        signal = worth + rng.normal(size=len(member)) * np.sqrt(noise)
        inside = signal >= limit
        if not inside.any():
            continue
        found = start_price.drop_outs(crowd, 1.0 / variance, 0.0, start, member, signal, inside)
        found = np.where(inside, found, -np.inf)
        winner, price = int(np.argmax(found)), max(np.sort(found)[-2], start)
        a = power[member[winner]]
        earned[lot, member[winner]] += (math.exp(a * worth[winner]) - math.exp(a * price)) / a
    for g, verdict in enumerate(audit(trials(Room(crowd, counts, variance, start)))):
        mean, error = earned[:, g].mean() / counts[g], earned[:, g].std() / math.sqrt(lots) / counts[g]
        assert verdict.profit == pytest.approx(mean, abs=4.0 * error)
        assert verdict.worth == pytest.approx(math.exp(0.5 * (variance + crowd[g].taste)))


CROWD = (Group("a", 0.01, 0.04), Group("b", 0.02, 0.09))


def naive(x):
    """Own estimate of a bidder of group a, with variance 0.05 of the common part."""
    return 0.6 * x + 0.5 * 0.6 * 0.04


@pytest.mark.parametrize("start", [-math.inf, 0.0])
def test_equilibrium_passes_and_single_bidders_who_reply_otherwise_fail(start):
    room = Room(CROWD, (3, 3), 0.05, start)
    right = audit(trials(room))
    assert all(each.passes for each in right)
    for limit in (naive, lambda x: np.full(x.shape, -math.inf), lambda x: x - 0.4):
        wrong = audit(trials(room, {"a": limit}))
        assert not wrong[0].passes
        assert wrong[0].gain + wrong[0].profit == pytest.approx(right[0].gain + right[0].profit)
        assert wrong[1] == right[1]


def test_among_unequal_groups_the_blunt_might_come_with_signals_a_little_lower():
    """The threshold breaks even if nobody else comes; to see that somebody has, and leave, is worth something, too."""
    crowd = (Group("a", 0.01, 0.04), Group("blunt", 0.01, 0.09), Group("knows", 0.04, 0.0))
    room = Room(crowd, (2, 1, 1), 0.3, -0.05)
    (trial,) = trials(room, only="blunt")
    gain = np.maximum(trial.payoffs.max(axis=1), trial.played) - trial.played
    comes = _types(trial, 0.3 + 0.1, room.thresholds[1]) >= room.thresholds[1]
    assert trial.weight @ np.where(comes, 0.0, np.maximum(gain, 0.0)) > 1e-5
    assert trial.weight @ np.where(comes, gain, 0.0) < 1e-5
    (verdict,) = audit([trial])
    assert 0.01 < verdict.gain / (verdict.gain + verdict.profit) < 0.05
    assert verdict.gain < 2e-4 * verdict.worth


def test_all_who_are_cursed_could_gain():
    cursed = tuple(Group(each.name, each.taste, each.noise, 1.0) for each in CROWD)
    assert not any(each.passes for each in audit(trials(Room(cursed, (4, 4), 0.05))))


def test_a_lattice_of_all_who_are_there_but_one():
    room = Room(CROWD, (3, 0), 0.05)
    common, signals = lattice(room, 0)
    assert [part.shape for part in signals] == [(1024, 2), (1024, 0)]
    assert common.std() == pytest.approx(math.sqrt(0.05), rel=2e-3)
    assert np.cov(signals[0].T) == pytest.approx(np.array([[0.1, 0.05], [0.05, 0.1]]), rel=5e-3)
    assert [each.group for each in trials(room)] == ["a"]


@pytest.mark.parametrize(
    ("group", "said"),
    [
        (Group("blind", 0.01, math.inf), "group blind has no look of its own"),
        (Group("timid", 0.01, 0.04, 0.0, Attitude(leaves=0.1, forfeits=0.2)), "group timid may walk away"),
    ],
)
def test_what_cannot_be_audited_says_so(group, said):
    with pytest.raises(NoEquilibriumError, match=said):
        trials(Room((group,), (2,), 0.05))
