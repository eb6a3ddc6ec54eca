"""The closed form: against matrix algebra, against deviations, and what a drop-out price must be like."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from sim.equilibrium.visible import hall as at
from sim.equilibrium.visible.drop_outs import drop_outs, limit
from sim.equilibrium.visible.groups import Group
from sim.equilibrium.visible.increasing import require_increasing
from sim.errors import NoEquilibriumError
from tests.equilibrium.visible.brute import brute_drop_outs, expected, halls

KNOWING, SURE, VAGUE = Group("knowing", 0.01, 0.0225), Group("sure", 0.01, 0.0), Group("vague", 0.04, 0.1225)
THREE = (np.array([0, 1, 2]), np.array([0.2, -0.05, 0.4]))


def test_reference_values():
    found = drop_outs((KNOWING, SURE, VAGUE), 1.0 / 0.05, 0.1, *THREE)
    assert_allclose(found, (0.0857279, -0.05, 0.1678371), rtol=0.0, atol=5e-8)


def test_reference_values_with_a_half_cursed_bidder():
    found = drop_outs((KNOWING, SURE, Group("vague", 0.04, 0.1225, 0.5)), 1.0 / 0.05, 0.1, *THREE)
    assert_allclose(found, (0.0823462, -0.05, 0.2189348), rtol=0.0, atol=5e-8)


@given(halls(most=6))
def test_the_closed_form_is_matrix_algebra(hall):
    assert_allclose(drop_outs(*hall), brute_drop_outs(*hall), rtol=0.0, atol=1e-12)


@given(halls(cursed=st.sampled_from([0.0, 0.3, 1.0]), most=6))
def test_the_closed_form_is_matrix_algebra_among_cursed_bidders(hall):
    crowd, precision, _, member, _ = hall
    try:
        require_increasing(crowd, tuple(np.bincount(member, minlength=len(crowd)).tolist()), precision)
    except NoEquilibriumError:
        assume(False)
    found, exact = drop_outs(*hall), brute_drop_outs(*hall)
    assert_allclose(found, exact, rtol=0.0, atol=1e-11 * max(1.0, np.abs(exact).max()))


@given(halls(most=6))
def test_nobody_regrets(hall):
    """An ex-post equilibrium: knowing all signals the winner gladly pays the price, and no loser would outbid."""
    crowd, precision, mean, member, signal = hall
    assume(len(signal) > 1)
    limits = drop_outs(*hall)
    for i in range(len(signal)):
        worth, h = expected(crowd, precision, mean, member, signal, i)
        rest = np.delete(limits, i)
        if limits[i] > rest.max():
            assert worth + h >= rest.max() - 1e-10
        else:
            staying = np.where(np.arange(len(signal)) == i, 100.0, signal)
            to_beat = np.delete(drop_outs(crowd, precision, mean, member, staying), i).max()
            assert worth + h <= to_beat + 1e-10


@given(halls(most=7), st.randoms())
def test_bidders_have_no_names(hall, random):
    crowd, precision, mean, member, signal = hall
    order = list(range(len(signal)))
    random.shuffle(order)
    assert_array_equal(drop_outs(crowd, precision, mean, member[order], signal[order]), drop_outs(*hall)[order])


@given(halls(most=7), st.floats(1e-6, 0.1), st.floats(0.0, 0.3))
def test_a_group_of_nobody_moves_no_bit(hall, taste, noise):
    crowd, precision, mean, member, signal = hall
    more = (Group("0", taste, noise), *crowd, Group("z", noise + 1e-3, taste))
    assert_array_equal(drop_outs(more, precision, mean, member + 1, signal), drop_outs(*hall))


@given(halls(most=7), st.floats(-20.0, 20.0))
def test_prices_scale(hall, shift):
    crowd, precision, mean, member, signal = hall
    moved = drop_outs(crowd, precision, mean + shift, member, signal + shift)
    assert_allclose(moved, drop_outs(*hall) + shift, rtol=0.0, atol=1e-11)


@given(halls(most=7), st.integers(0, 6), st.floats(0.0, 1.0))
def test_a_better_signal_lowers_nobodys_limit(hall, who, more):
    crowd, precision, mean, member, signal = hall
    better = signal + more * (np.arange(len(signal)) == who % len(signal))
    before, then = drop_outs(*hall), drop_outs(crowd, precision, mean, member, better)
    assert (then >= before - 1e-9)[np.arange(len(signal)) == who % len(signal)].all()
    assert np.sort(then)[-2:][0] >= np.sort(before)[-2:][0] - 1e-9


@given(halls(most=7))
def test_within_a_group_the_lowest_signal_drops_first(hall):
    limits, member, signal = drop_outs(*hall), hall[3], hall[4]
    for group in set(member.tolist()):
        inside = member == group
        assert_array_equal(np.argsort(limits[inside], kind="stable"), np.argsort(signal[inside], kind="stable"))


@given(halls(most=7))
def test_a_clock_that_asks_step_by_step_gets_the_same_bits(hall):
    crowd, precision, mean, member, signal = hall
    room = at.hall(crowd, tuple(np.bincount(member, minlength=len(crowd)).tolist()), precision)
    over, state = (signal - mean).tolist(), at.opening(room)
    active, asked, clock = set(range(len(over))), {}, -math.inf
    while len(active) > 1 or not asked:
        asked = {i: limit(room, state, int(member[i]), over[i]) for i in active}
        first = min(asked, key=asked.__getitem__)
        assert mean + asked[first] == drop_outs(*hall)[first]
        assert asked[first] >= clock - 1e-12
        clock = asked[first]
        active.remove(first)
        state = at.after(room, state, int(member[first]), over[first])
    for winner in active:
        assert mean + asked[winner] == drop_outs(*hall)[winner]


def test_nobody_and_one():
    nobody = drop_outs((KNOWING,), 20.0, 0.0, np.array([], dtype=np.int64), np.array([]))
    assert nobody.shape == (0,)
    (sole,) = drop_outs((VAGUE,), 20.0, 0.1, np.array([0]), np.array([0.4]))
    share = (0.05 + 0.04) / (0.05 + 0.04 + 0.1225)
    assert_allclose(sole, 0.1 + share * 0.3 + share * 0.1225 / 2.0)


def test_whoever_knows_the_own_worth_bids_it():
    member, signal = np.array([1, 0, 1, 2, 1]), np.array([0.3, 0.1, -0.2, 0.5, 0.9])
    found = drop_outs((KNOWING, SURE, VAGUE), 30.0, 0.0, member, signal)
    assert_allclose(found[member == 1], signal[member == 1], rtol=0.0, atol=1e-13)
    cursed = drop_outs((KNOWING, Group("sure", 0.01, 0.0, 1.0), VAGUE), 30.0, 0.0, member, signal)
    assert_allclose(cursed[member == 1], signal[member == 1], rtol=0.0, atol=1e-13)


def test_two_bidders_as_in_a_second_price_auction():
    """b_i is best against b_j if E[V_i | x_i, x_j = b_j^-1(b_i)] = b_i: here for lines through two points each."""
    crowd, precision, member = (KNOWING, VAGUE), 25.0, np.array([0, 1])

    def bids(x, y):
        room = at.hall(crowd, (1, 1), precision)
        return limit(room, at.opening(room), 0, x), limit(room, at.opening(room), 1, y)

    (a, c), (b, d) = bids(0.0, 0.0), bids(1.0, 1.0)
    for x in (-0.4, 0.1, 0.7):
        bid = a + (b - a) * x
        worth, h = expected(crowd, precision, 0.0, member, np.array([x, (bid - c) / (d - c)]), 0)
        assert_allclose(worth + h, bid, atol=1e-12)


def test_naive_bidders_bid_what_they_expect():
    naive = Group("naive", 0.0, 0.16, 1.0)
    signal = np.array([0.5, -0.3, 0.1, 0.9])
    found = drop_outs((naive,), 4.0, 0.2, np.zeros(4, dtype=np.int64), signal)
    nu = 0.25 / 0.41
    assert_allclose(found, nu * signal + (1.0 - nu) * 0.2 + nu * 0.16 / 2.0, atol=1e-5)


def test_no_signal_is_the_limit_of_bad_signals():
    member, signal = np.array([0, 1, 1, 0]), np.array([0.2, 0.7, -0.1, 0.5])

    def against(noise, x=signal):
        return drop_outs((KNOWING, Group("blind", 0.04, noise)), 20.0, 0.0, member, x)

    assert_allclose(against(math.inf), against(1e10), atol=1e-6)
    assert_array_equal(against(math.inf), against(math.inf, np.array([0.2, 5.0, -9.0, 0.5])))
    half = drop_outs((Group("half", 0.04, math.inf, 0.5),), 20.0, 0.3, np.zeros(3, dtype=np.int64), np.arange(3.0))
    assert_allclose(half, half[0])
    naive = drop_outs((Group("naive", 0.04, math.inf, 1.0),), 20.0, 0.3, np.zeros(2, dtype=np.int64), np.arange(2.0))
    assert_allclose(naive, 0.3 + (0.05 + 0.04) / 2.0)


def test_a_known_common_part_leaves_private_worths():
    """Match information (Board 2009): the own look shrinks towards what is known."""
    member, signal = np.zeros(3, dtype=np.int64), np.array([9.0, 13.0, 11.0])
    for precision in (1e9, math.inf):
        sharp = drop_outs((Group("any", 4.0, 0.0),), precision, 10.0, member, signal)
        assert_allclose(sharp, signal, rtol=1e-12)
        dull = drop_outs((Group("any", 4.0, 4.0),), precision, 10.0, member, signal)
        assert_allclose(dull, 10.0 + 0.5 * (signal - 10.0) + 1.0, rtol=1e-8)


@pytest.mark.parametrize("tastes", [(0.0, 0.0), (0.0, 0.01), (1e-6, 0.0)])
def test_without_tastes_the_limit_of_equal_small_ones_is_played(tastes):
    crowd = tuple(Group(name, taste, noise) for name, taste, noise in zip("ab", tastes, (0.02, 0.2), strict=True))
    floor = tuple(Group(group.name, max(group.taste, 1e-6), group.noise) for group in crowd)
    member, signal = np.array([0, 0, 1, 1]), np.array([0.1, 0.3, -0.2, 0.6])
    found = drop_outs(crowd, 20.0, 0.0, member, signal)
    assert_array_equal(found, drop_outs(floor, 20.0, 0.0, member, signal))
    assert_allclose(found, brute_drop_outs(floor, 20.0, 0.0, member, signal), atol=1e-7)


def test_tastes_however_small_cost_no_digits():
    """Equally informed bidders have a limit as tastes vanish, approached at the rate of tastes."""
    member, signal = np.zeros(4, dtype=np.int64), np.array([0.1, 0.3, -0.2, 0.6])
    small, smaller = (drop_outs((Group("g", taste, 0.1),), 20.0, 14.0, member, 14.0 + signal) for taste in (2e-6, 1e-6))
    drop = np.sort(2.0 * smaller - small)
    total, x = 20.0 + 4.0 / 0.1, np.sort(signal)
    weighed = [(x[: k + 1].sum() + (3 - k) * x[k]) / 0.1 / total + 0.5 / total for k in range(4)]
    weighed[3] = (x[:2].sum() + 2.0 * x[3]) / 0.1 / total + 0.5 / total
    assert_allclose(drop - 14.0, weighed, atol=1e-9)


MISLED = (Group("rational", 0.0004, 0.4), Group("naive", 0.01, 0.4, 1.0))


def test_a_rational_bidder_misled_by_naive_rivals_is_named():
    message = (
        "no increasing equilibrium: group rational infers more than one for one from cursed rivals; "
        "raise its taste_sd or lower its signal_sd, or use an anonymous board"
    )
    member = np.array([0] + [1] * 9)
    with pytest.raises(NoEquilibriumError) as error:
        drop_outs(MISLED, 2.0, 0.0, member, np.linspace(0.0, 1.0, 10))
    assert str(error.value) == message
    with pytest.raises(NoEquilibriumError) as error:
        require_increasing(MISLED, (1, 9), 2.0)
    assert str(error.value) == message
    require_increasing(MISLED, (0, 9), 2.0)
    helped = (*MISLED, Group("tasteful", 0.0004, 0.0))
    assert np.isfinite(drop_outs(helped, 2.0, 0.0, np.array([0, *[1] * 9, *[2] * 9]), np.arange(19.0))).all()
    with pytest.raises(NoEquilibriumError, match="group rational"):
        require_increasing(helped, (1, 9, 9), 2.0)
    drop_outs(MISLED, 2.0, 0.0, np.array([0, 0, 0]), np.array([0.1, 0.2, 0.3]))


@settings(max_examples=60)
@given(halls(cursed=st.sampled_from([0.0, 0.5, 1.0]), most=5), st.sampled_from([1.0, 0.01]))
def test_the_check_beforehand_finds_the_worst_round(hall, fewer_tastes):
    """All rounds of all auctions: whoever is absent, out or active."""
    crowd, precision, _, member, _ = hall
    crowd = tuple(Group(g.name, g.taste * fewer_tastes, g.noise, g.cursed, g.attitude) for g in crowd)
    counts = np.bincount(member, minlength=len(crowd)).tolist()

    def fails():
        for cube in np.ndindex(*(k + 1 for k in counts for _ in range(2))):
            out, active = cube[::2], cube[1::2]
            if all(o + a <= k for o, a, k in zip(out, active, counts, strict=True)) and any(active):
                room = at.hall(crowd, tuple(o + a for o, a in zip(out, active, strict=True)), precision)
                known = precision + sum(o * w.signal for o, w in zip(out, room.weights, strict=True))
                state = at.State(known, 0.0, active)
                for g, k in enumerate(active):
                    try:
                        if k:
                            limit(room, state, g, 0.0)
                    except NoEquilibriumError:
                        return True
        return False

    try:
        require_increasing(crowd, tuple(counts), precision)
    except NoEquilibriumError:
        assert fails()
    else:
        assert not fails()
