"""Which game is played: the table, its dominant strategies, and every way not to be in it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from sim.entities.knowledge import Later
from sim.entities.protocols import Game
from sim.entities.study import Cara
from sim.equilibrium import GAMES, OwnWorth, solve, truthful
from sim.equilibrium.dominant import FORMATS as OWN_WORTH_FORMATS
from sim.errors import NoEquilibriumError
from sim.formats import FORMATS
from sim.formats.dutch import Dutch
from sim.laws import Choice, Power, Uniform
from sim.strategies import Shaded, Truthful
from tests.equilibrium.games import UNIT, a_game, some_rivals

V = np.array([0.2, 0.9])


def test_every_format_is_in_the_table():
    assert set(GAMES) == set(FORMATS)


def test_the_two_lists_of_dominant_strategies_agree():
    assert {name for name in GAMES if GAMES[name].solver is GAMES["english"].solver} == OWN_WORTH_FORMATS


@pytest.mark.parametrize("name", sorted(OWN_WORTH_FORMATS))
def test_own_worth_is_dominant_against_anybody(name: str):
    """Other laws, other strategies, funds, risk aversion, unknown reserve: none of it matters."""
    rivals = (some_rivals(None, 3, strategy=Shaded(0.5)), some_rivals(Power(3.0), 2.0, poisson=True, heard=math.nan))
    changes = {"rivals": rivals, "risk_aversion": Cara(2.0), "constrained": True, "reserve": math.nan, "own": None}
    plan = solve(a_game(format=FORMATS[name](), **changes))
    assert isinstance(plan, OwnWorth)
    assert_array_equal(plan.limit(V), V)
    assert (plan.method, plan.residual, plan.script) == ("dominant strategy (Vickrey 1961)", 0.0, ())


@pytest.mark.parametrize("step", [0.05, math.nan])
def test_with_an_increment_the_method_says_how_far_the_argument_reaches(step: float):
    plan = solve(a_game(format=FORMATS["second_price"](), step=step))
    assert plan.method == "dominant strategy within one increment (Vickrey 1961)"


def test_bidding_the_worth_is_called_what_it_is():
    english = FORMATS["english"]()
    assert truthful(a_game(format=english)).method == "dominant strategy (Vickrey 1961)"
    assert truthful(a_game()).method == "heuristic: truthful"
    assert (
        truthful(a_game(format=english, rounds=2, step=0.01)).method
        == "dominant strategy within one increment (Vickrey 1961) in each round; "
        "heuristic: truthful, as waiting may pay"
    )


def dutch(**changes: object) -> Game:
    return a_game(**{"format": Dutch(top=1.0)} | changes)


def against(*others: object, **changes: object) -> Game:
    return a_game(rivals=(some_rivals(UNIT, 2), *others), **changes)


REFUSED = [
    (
        a_game(format=FORMATS["english"](), rounds=3),
        (
            "no equilibrium is known for english over 3 rounds: a bidder may gain by waiting for the next start price; "
            "use behaviour: {foresight: myopic}, which is right within a round, or rounds: 1"
        ),
    ),
    (
        a_game(format=FORMATS["posted_price"](), rounds=2),
        (
            "no equilibrium is known for posted_price over 2 rounds: a bidder may gain by waiting for the next start "
            "price; use behaviour: {foresight: myopic}, which is right within a round, or rounds: 1"
        ),
    ),
    (
        a_game(rounds=2),
        (
            "no equilibrium is known for first_price over 2 rounds: a bidder may gain by waiting for the next start "
            "price; use behaviour: {foresight: myopic}, rounds: 1, or shaded"
        ),
    ),
    (
        a_game(format=FORMATS["clock"](), reserve=0.5, rounds=2, later=(Later(0.8, 0.9),), risk_aversion=0.5),
        (
            "no equilibrium is known for clock over 2 rounds, where a bidder may wait, among bidders averse to risk; "
            "leave risk_aversion out; or take each round for the last, behaviour: {foresight: myopic}"
        ),
    ),
    (
        a_game(min_bidders=2),
        (
            "no equilibrium is known for first_price that is held before 2 bidders or more only; "
            "set min_bidders: 1, or use shaded"
        ),
    ),
    (
        a_game(None),
        (
            "no equilibrium is known for first_price where worths share a common part, are reduced by a margin, are "
            "summed over a pool or learnt in part after winning; use worth model private without margin, pool and "
            "learnt, or shaded"
        ),
    ),
    (
        against(some_rivals(None, 1)),
        (
            "no equilibrium is known for first_price where worths share a common part, are reduced by a margin, are "
            "summed over a pool or learnt in part after winning; use worth model private without margin, pool and "
            "learnt, or shaded"
        ),
    ),
    (
        against(some_rivals(Uniform(0.0, 2.0), 1)),
        (
            "no equilibrium is known for first_price between groups with different laws of worth; "
            "give all groups the same worth, or use shaded"
        ),
    ),
    (
        a_game(Choice((1.0, 2.0))),
        (
            "no equilibrium is known for first_price with worths from the discrete law choice; "
            "use a continuous law, or shaded"
        ),
    ),
    (
        against(some_rivals(UNIT, 1, risk_aversion=0.5)),
        (
            "no equilibrium is known for first_price between groups of different risk aversion; "
            "give all groups the same risk_aversion, or use shaded"
        ),
    ),
    (
        a_game(reserve=math.nan),
        (
            "no equilibrium is known for first_price with a reserve that differs from lot to lot; "
            "set rules.reserve, in money, or use shaded"
        ),
    ),
    (
        a_game(constrained=True),
        (
            "no equilibrium is known for first_price among bidders whose funds may run short; "
            "leave wealth out, or use shaded"
        ),
    ),
    (
        against(some_rivals(UNIT, 1, constrained=True)),
        (
            "no equilibrium is known for first_price among bidders whose funds may run short; "
            "leave wealth out, or use shaded"
        ),
    ),
    (
        against(some_rivals(UNIT, 1, strategy=Truthful()), some_rivals(UNIT, 1, strategy=Shaded(0.5))),
        (
            "no equilibrium is known for first_price against rivals who play shaded, truthful; "
            "give every group strategy equilibrium, or use shaded"
        ),
    ),
    (
        a_game(heard=math.nan),
        (
            "no equilibrium is known for first_price where reach depends on the lot's region; "
            "set aware_same_region and aware_elsewhere to the same probability, or use shaded"
        ),
    ),
    (
        against(some_rivals(UNIT, 1.0, poisson=True)),
        (
            "no equilibrium is known for first_price between a group of fixed number and Poisson visitors, who count "
            "their rivals differently; give every group a fixed count, or every group a Poisson one, or use shaded"
        ),
    ),
    (
        against(some_rivals(UNIT, 1, heard=0.5)),
        (
            "no equilibrium is known for first_price between groups of which one hears of more lots; "
            "give them the same interest and reach, or use shaded"
        ),
    ),
    (
        dutch(step=0.05),
        (
            "no equilibrium is known for dutch with a price step of 0.05; "
            "set the step to 0 for a continuous clock, or use shaded"
        ),
    ),
    (
        dutch(others=4, format=Dutch(top=0.75)),
        (
            "no equilibrium is known for dutch with a first price called of 0.75, below the highest bid, 0.8; "
            "raise the format's top, or use shaded"
        ),
    ),
]


@pytest.mark.parametrize(("game", "message"), REFUSED, ids=[message[28:70] for _, message in REFUSED])
def test_a_game_without_a_known_equilibrium_is_an_error_that_says_what_to_change(game: Game, message: str):
    with pytest.raises(NoEquilibriumError) as caught:
        solve(game)
    assert str(caught.value) == message


@dataclass(frozen=True)
class Candle:
    """A format nobody has solved."""

    name: ClassVar[str] = "candle"


def test_an_unknown_format_is_named_with_those_that_are_known():
    with pytest.raises(
        NoEquilibriumError,
        match=r"^no equilibrium is known for candle; "
        r"use english, clock, second_price, posted_price, first_price, dutch, or strategy shaded$",
    ):
        solve(a_game(format=Candle()))


def test_a_dutch_clock_that_starts_just_at_the_highest_bid_is_high_enough():
    assert_array_equal(solve(dutch(others=4, format=Dutch(top=0.8))).limit(V), solve(a_game(others=4)).limit(V))
    assert solve(dutch(reserve=0.5, format=Dutch(top_share=2.0))).limit(np.array([1.0]))[0] == pytest.approx(0.625)
