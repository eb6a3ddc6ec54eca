"""Every strategy keeps the promises of `entities.protocols`; a new one only needs examples here."""

from __future__ import annotations

import dataclasses
import math
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from sim.entities.protocols import Game, Plan, Strategy
from sim.equilibrium import solve
from sim.errors import NoEquilibriumError
from sim.formats import FORMATS
from sim.strategies import STRATEGIES, Cursed, Equilibrium, Scripted, Shaded, Truthful
from tests.equilibrium.games import LOGNORMAL, a_game

EXAMPLES: dict[str, tuple[Strategy, ...]] = {
    "truthful": (Truthful(),),
    "equilibrium": (Equilibrium(),),
    "cursed": (Cursed(0.5), Cursed()),
    "shaded": (Shaded(0.9), Shaded(1.2)),
    "scripted": (Scripted(((10.0, 0.5), (20.0, 0.6))), Scripted(())),
}
ALL = [strategy for strategies in EXAMPLES.values() for strategy in strategies]
GAMES = {
    name: a_game(LOGNORMAL, 3, reserve=0.8, format=FORMATS[name](**({"top": 100.0} if name == "dutch" else {})))
    for name in FORMATS
}
every_strategy = pytest.mark.parametrize("strategy", ALL, ids=repr)
every_format = pytest.mark.parametrize("game", GAMES.values(), ids=list(GAMES))
PLANS = {(strategy, game): strategy.plan(game) for strategy in ALL for game in GAMES.values()}
V = np.array([0.1, 0.5, 0.8, 0.9, 1.7, 40.0])


def test_every_strategy_of_the_table_has_examples():
    assert set(EXAMPLES) == set(STRATEGIES)


@every_strategy
def test_a_strategy_is_a_value(strategy: Strategy):
    assert isinstance(strategy, Strategy)
    assert STRATEGIES[strategy.name] is type(strategy)
    assert pickle.loads(pickle.dumps(strategy)) == strategy
    assert hash(strategy) == hash(dataclasses.replace(strategy))
    with pytest.raises(dataclasses.FrozenInstanceError):
        strategy.name = "other"


@every_strategy
@every_format
def test_a_plan_keeps_its_promise(strategy: Strategy, game: Game):
    plan = PLANS[strategy, game]
    assert isinstance(plan, Plan)
    assert plan.method
    assert 0.0 <= plan.residual < 1e-9
    copy = pickle.loads(pickle.dumps(plan))
    assert (copy.method, copy.residual, copy.script) == (plan.method, plan.residual, plan.script)
    assert_array_equal(copy.limit(V), plan.limit(V))


@every_strategy
@every_format
@settings(max_examples=10)
@given(signals=st.lists(st.floats(0.0, 1e6), min_size=1, max_size=20).map(np.array))
def test_limits_are_elementwise_rise_and_leave_the_signals_alone(strategy: Strategy, game: Game, signals: np.ndarray):
    plan = PLANS[strategy, game]
    signals = np.sort(signals)
    before = signals.copy()
    limits = plan.limit(signals)
    assert limits.dtype == np.float64
    assert_array_equal(limits, [plan.limit(np.array([one]))[0] for one in signals])
    assert np.all(limits[1:] >= limits[:-1] - 1e-12)
    assert limits is not signals
    assert_array_equal(signals, before)


@every_strategy
@every_format
def test_nobody_worth_less_than_the_reserve_would_pay_it(strategy: Strategy, game: Game):
    modest = not (isinstance(strategy, Shaded) and strategy.share > 1)
    below = PLANS[strategy, game].limit(np.array([0.0, 0.4, 0.79]))
    assert np.all(below < game.reserve) == modest


@every_format
def test_truthful_bids_the_worth_and_is_called_what_it_is(game: Game):
    plan = Truthful().plan(game)
    assert_array_equal(plan.limit(V), V)
    sets_own_price = game.format.name in {"first_price", "dutch"}
    assert plan.method == ("heuristic: truthful" if sets_own_price else "dominant strategy (Vickrey 1961)")


@every_format
def test_equilibrium_is_what_the_equilibrium_room_solves(game: Game):
    plan, solved = Equilibrium().plan(game), solve(game)
    assert_array_equal(plan.limit(V), solved.limit(V))
    assert plan.method == solved.method


def test_equilibrium_never_falls_back_silently():
    with pytest.raises(NoEquilibriumError, match=r"^no equilibrium is known for first_price over 2 rounds"):
        Equilibrium().plan(a_game(rounds=2))


def test_heuristics_play_games_that_nobody_has_solved():
    game = a_game(None, rounds=3, reserve=math.nan)
    for strategy in (Truthful(), Shaded(0.8), Scripted(((0.0, 1.0),))):
        assert strategy.plan(game).method.startswith("heuristic: ")


def test_shaded_bids_its_share():
    plan = Shaded(0.75).plan(a_game())
    assert plan.method == "heuristic: shaded 0.75"
    assert_array_equal(plan.limit(V), 0.75 * V)


def test_scripted_bids_its_script_and_nothing_else():
    bids = ((10.0, 0.5), (20.0, 0.6))
    plan = Scripted(bids).plan(a_game())
    assert plan.method == "heuristic: scripted"
    assert plan.script == bids
    assert_array_equal(plan.limit(V), np.full(len(V), -np.inf))


@pytest.mark.parametrize("strategy", [Truthful(), Equilibrium(), Shaded(0.9)], ids=repr)
def test_only_scripted_has_a_script(strategy: Strategy):
    assert strategy.plan(a_game()).script == ()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Shaded(0.0), "share must be above 0, not 0"),
        (lambda: Shaded(math.nan), "share must be above 0, not nan"),
        (lambda: Scripted(((1.0, math.inf),)), r"a bid needs a finite time and amount, not \[1, inf\]"),
        (lambda: Scripted(((math.nan, 1.0),)), r"a bid needs a finite time and amount, not \[nan, 1\]"),
    ],
)
def test_impossible_parameters_are_refused(make: Any, message: str):
    with pytest.raises(ValueError, match=f"^{message}$"):
        make()
