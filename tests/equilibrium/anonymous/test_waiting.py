"""Waiting among bidders who see worths through noise: the private limit, and a bidder at the threshold who waits."""

import math
from itertools import pairwise

import numpy as np
import pytest

from sim.entities.knowledge import Later
from sim.equilibrium.anonymous import Crowd, Subgroup, screening, solve, thresholds
from sim.equilibrium.anonymous import waiting as room
from sim.equilibrium.anonymous.waiting import waiting
from sim.equilibrium.rivalry import Expected, Known
from sim.equilibrium.waiting import thresholds as private
from sim.errors import NoEquilibriumError
from sim.laws import Lognormal

PATHS = {
    "one cut": (Later(0.8, 0.95),),
    "two cuts": (Later(0.8, 0.95), Later(0.64, 0.9)),
}


@pytest.mark.parametrize("later", PATHS.values(), ids=PATHS)
@pytest.mark.parametrize(("knows", "rivals"), [("composition", Known(3, 1.0)), ("poisson", Expected(4.0))])
def test_known_worths_with_next_to_no_common_part_are_the_private_game(later, knows, rivals):
    crowd = Crowd(1e-6, (Subgroup("a", 0.09, 0.0, (4.0, 4.0)),), knows)
    found = waiting(solve(crowd), math.log(0.9), later)
    starts = [0.9, *(0.9 * each.start for each in later)]
    discounts = [1.0, *(each.discount for each in later)]
    steps = [after / before for before, after in pairwise(discounts)]
    expected = private(Lognormal(1.0, 0.3), rivals, starts, steps)[0]
    assert np.exp(found) == pytest.approx([expected], abs=3e-5)


UNEQUAL = Crowd(0.04, (Subgroup("a", 0.01, 0.0225, (0.8, 0.8)), Subgroup("b", 0.04, 0.09, (1.2, 1.2))))


def test_the_threshold_bidder_is_as_well_off_next_time():
    """Drawn one by one: what it earns now, and what it would earn if it waited, others playing their thresholds."""
    rng = np.random.default_rng(7)
    solved, start, later = solve(UNEQUAL), math.log(0.9), Later(0.8, 0.97)
    now, after = waiting(solved, start, (later,)), thresholds(solved, start + math.log(0.8))
    n, own = 400_000, solved.kinds
    for k, each in enumerate(UNEQUAL.subgroups):
        x = now[k]
        common = own.kappa[k] * x + own.doubt[k] * rng.normal(size=n)
        rho = each.taste / (each.taste + each.noise)
        worth = np.exp(common + rho * (x - common) + 0.5 * rho * each.noise)
        top, best = np.full((2, n), -np.inf)
        silent = np.ones(n, dtype=bool)
        for h, rival in enumerate(UNEQUAL.subgroups):
            heads = rng.poisson(rival.numbers[0], size=n)
            for i in range(int(heads.max())):
                there = heads > i
                signal = common + math.sqrt(rival.taste + rival.noise) * rng.normal(size=n)
                silent &= ~(there & (signal >= now[h]))
                comes = there & (signal >= after[h])
                bid = np.interp(signal, solved.curves.signals[h], solved.curves.bids[h])
                best = np.where(there & (signal >= now[h]), np.maximum(best, bid), best)
                top = np.where(comes, np.maximum(top, np.maximum(bid, start + math.log(0.8))), top)
        own_bid = float(np.interp(x, solved.curves.signals[k], solved.curves.bids[k]))
        buys = (best < max(own_bid, start)) * (worth - np.exp(np.maximum(best, start)))
        price = np.exp(np.maximum(top, start + math.log(0.8)))
        waits = later.discount * silent * (top < own_bid) * (worth - price)
        gap = buys - waits
        assert abs(gap.mean()) < 4 * gap.std() / n**0.5
        assert now[k] > thresholds(solved, start)[k], "waiting keeps some away who would else take part"


def test_who_does_not_look_ahead_and_where_there_is_nothing_to_wait_for():
    solved = solve(UNEQUAL)
    assert waiting(solved, -math.inf, (Later(0.8, 1.0),)).tolist() == [-math.inf] * 2
    assert waiting(solved, 0.0, ()).tolist() == thresholds(solved, 0.0).tolist()
    same, alone = waiting(solved, 0.0, (Later(1.0, 0.9),)), thresholds(solved, 0.0)
    assert same == pytest.approx(alone, abs=1e-3), "no more than what some beat who came in"
    assert same[1] < alone[1]
    cursed = Crowd(0.04, (Subgroup("a", 0.01, 0.02, (2.0, 2.0), cursed=1.0), Subgroup("b", 0.01, 0.02, (2.0, 2.0))))
    solved = solve(cursed)
    found, alone = waiting(solved, 0.0, (Later(0.8, 0.95),)), thresholds(solved, 0.0)
    assert found[0] == alone[0]
    assert found[1] > alone[1]


def test_where_no_thresholds_settle_little_may_be_forgone_or_it_is_an_error(monkeypatch):
    def never(*_, sturdy=False):
        raise NoEquilibriumError("they run in circles")

    monkeypatch.setattr(room, "settle", never)
    solved = solve(UNEQUAL)
    first, nobody = thresholds(solved, -0.1), np.zeros(2, dtype=np.bool_)

    def nothing(signals, limits):
        return 0.0 * signals

    assert room._settled(solved, first, nothing, nobody, -0.1) is first
    with pytest.raises(NoEquilibriumError, match=r"in circles; or take each round .*foresight: myopic"):
        waiting(solved, -0.1, (Later(0.8, 0.97),))


def test_who_would_rather_wait_whatever_it_sees_stays_away_and_the_others_settle():
    """Dealers who look but once, beside many who look closer: for them the cut is worth more than the start price."""
    sharper = {sd: 1.0 / (1.0 / sd**2 + 1.0 / 0.01) for sd in (0.15, 0.3)}
    crowd = Crowd(
        0.0122,
        (
            Subgroup("dealers", 0.0064, 0.0225, (0.2635, 0.2635), margin=math.log(0.8)),
            Subgroup("dealers, looked", 0.0064, sharper[0.15], (0.0649, 0.0649), margin=math.log(0.8)),
            Subgroup("families, looked", 0.0225, sharper[0.3], (2.56, 2.56), margin=math.log(0.9)),
        ),
    )
    solved, start, later = solve(crowd), -0.124, (Later(0.8, 0.9885),)
    found = waiting(solved, start, later)
    assert found[0] > 3.0 * solved.kinds.predictive[0]
    after, discount = thresholds(solved, start + math.log(0.8)), 0.9885
    gain = room.gains(solved, found, found, after, (start, start + math.log(0.8)), discount)
    assert np.max(np.abs(gain[1:])) < 1e-4


def test_steps_that_go_round_in_circles_are_polished(monkeypatch):
    solved, now, after = solve(UNEQUAL), -0.1, thresholds(solve(UNEQUAL), -0.1 + math.log(0.8))

    def gain(signals, limits):
        return room.gains(solved, signals, limits, after, (now, now + math.log(0.8)), 0.97)

    first, nobody = thresholds(solved, now), np.zeros(2, dtype=np.bool_)
    whole = screening.settle(solved.kinds, first, gain, nobody, now)
    monkeypatch.setattr(screening, "ROUNDS", 2)
    found = screening.settle(solved.kinds, first, gain, nobody, now, sturdy=True)
    assert found == pytest.approx(whole, abs=1e-3)
    assert np.max(np.abs(gain(found, found))) < 1e-4
    with pytest.raises(NoEquilibriumError, match="do not settle in 2 rounds"):
        screening.settle(solved.kinds, first, gain, nobody, now)
