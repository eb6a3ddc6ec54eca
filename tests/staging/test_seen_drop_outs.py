"""Limits handed out at the desk are what bidders would find live, each by itself, while it watches others drop out."""

from __future__ import annotations

import math

import numpy as np
import pytest
import simpy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from sim.entities.brief import Ladder, Play
from sim.entities.knowledge import Looks, Public
from sim.equilibrium.hall_plan import HallPlan
from sim.equilibrium.visible import drop_outs, hall, start_price
from sim.equilibrium.visible.groups import Group
from sim.equilibrium.visible.screening import tabulated
from sim.market.engines import ENGINES
from tests.briefs import brief, differences

SLACK = 1e-7
"""Prices, relative: rounds that read silence stop at changes of 1e-9, and watchers start them elsewhere."""


class Board:
    """What everybody sees: the price, who is still in, and one drop-out after the other."""

    def __init__(self, env):
        self.env, self.inside, self.out = env, set(), []
        self.moved = env.event()

    def drop(self, who):
        self.inside.remove(who)
        self.out.append((who, self.env.now))
        moved, self.moved = self.moved, self.env.event()
        moved.succeed()


class Free:
    """What the closed form says where there is no start price."""

    def __init__(self, groups, precision, counts):
        self.room = hall.hall(groups, counts, precision)
        self.opening = hall.opening(self.room)

    def limit(self, state, group, signal):
        return drop_outs.limit(self.room, state, group, signal)

    def after(self, state, group, signal):
        return hall.after(self.room, state, group, signal)


class Started:
    """The same where bidding starts at a price, and those who stay away are seen to."""

    def __init__(self, groups, precision, counts, aware, start):
        self.auction = start_price.started(groups, aware, counts, precision, start)
        self.opening = start_price.opening(self.auction)

    def limit(self, state, group, signal):
        return start_price.limit(self.auction, state, group, signal)

    def after(self, state, group, signal):
        return start_price.after(self.auction, state, group, signal)


def revealed(game, state, group, price):
    """The signal of a bidder of `group` who drops out at this log price: its limit is the price."""
    return brentq(lambda signal: game.limit(state, group, signal) - price, -60.0, 60.0, xtol=1e-13, rtol=1e-13)


def bidder(env, board, game, who, group, signal):
    """Stay in until the price is the own limit; work it out again, from what the board shows, when somebody leaves."""
    state, read = game.opening, 0
    while True:
        for other, price in board.out[read:]:
            state = game.after(state, group[other], revealed(game, state, group[other], math.log(price)))
        read = len(board.out)
        left = max(math.exp(game.limit(state, group[who], signal[who])) - env.now, 0.0)
        patience = env.timeout(left)
        yield patience | board.moved
        if board.inside == {who}:
            return
        if patience.processed and len(board.out) == read:
            board.drop(who)
            return


def live(groups, precision, group, signal, start):
    """Who drops out at what all-in price, and who is left: a process a bidder, and a clock whose time is the price."""
    everybody = range(len(signal))
    counts = np.bincount(group, minlength=len(groups))
    inside = set(everybody)
    if start > 0.0:
        found = tabulated(groups, tuple(counts.tolist()), precision, math.log(start))
        inside = {i for i in everybody if signal[i] >= found[group[i]]}
    there = tuple(np.bincount([group[i] for i in inside], minlength=len(groups)).tolist()) if inside else ()
    env = simpy.Environment(initial_time=start)
    board = Board(env)
    board.inside = set(inside)
    if len(inside) > 1:
        game = Free(groups, precision, there)
        if start > 0.0:
            game = Started(groups, precision, there, tuple(counts.tolist()), math.log(start))
        for who in inside:
            env.process(bidder(env, board, game, who, group, signal))
        env.run()
    return board.out, board.inside


sds = st.floats(0.03, 0.8)
kinds = st.lists(st.tuples(sds, st.one_of(st.just(0.0), sds), st.integers(1, 3)), min_size=1, max_size=3)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    kinds=kinds,
    common=st.floats(0.1, 0.6),
    start=st.one_of(st.just(0.0), st.floats(0.6, 1.2)),
    seed=st.integers(0, 2**32 - 1),
)
def test_limits_of_the_desk_are_those_of_bidders_who_watch(kinds, common, start, seed):
    groups = tuple(Group(f"g{i}", taste**2, noise**2) for i, (taste, noise, _) in enumerate(kinds))
    group = np.repeat(np.arange(len(kinds)), [count for _, _, count in kinds])
    rng = np.random.default_rng(seed)
    taste, noise = (np.array([kind[k] for kind in kinds])[group] for k in (0, 1))
    signal = common * rng.standard_normal() + np.hypot(taste, noise) * rng.standard_normal(len(group))
    out, left = live(groups, common**-2, group, signal, start)

    plan = HallPlan(groups, Looks(0.0, 0.0), groups, (0.0,) * len(groups))
    names = tuple(each.name for each in groups)
    limits = plan.together(names, group, np.exp(signal), Public(mean=0.0, variance=common**2, start=start))
    made = brief(Play.BUTTON, limits, start=start, ladder=Ladder(step=0.0))
    kernel, staged = (ENGINES[name].resolve([made])[0] for name in ("kernel", "staged"))
    assert differences(kernel, staged) == []
    assert kernel.rank.tolist() == [who for who, _ in out]
    assert kernel.amount == pytest.approx([price for _, price in out], rel=SLACK)
    assert kernel.winner == (next(iter(left)) if left else -1)
    assert kernel.price == pytest.approx(out[-1][1] if out else start if left else math.nan, rel=SLACK, nan_ok=True)
