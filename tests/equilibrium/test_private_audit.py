"""Independent private worths: equilibria pass, and what other bids could gain is known by hand."""

from __future__ import annotations

import pytest

from sim.entities.study import Cara
from sim.equilibrium import solve
from sim.equilibrium.dominant import OwnWorth
from sim.equilibrium.private_audit import private_audit
from sim.errors import NoEquilibriumError
from sim.formats import FORMATS
from sim.laws import Uniform
from sim.strategies import Scripted, Shaded
from tests.equilibrium.games import SOLVABLE, UNIT, a_game, some_rivals


@pytest.mark.parametrize("name", SOLVABLE)
def test_equilibria_pass_and_bids_far_below_fail(name):
    game = SOLVABLE[name]
    verdict = private_audit(game, {"": solve(game)})
    assert verdict.passes
    assert verdict.gain < 1e-5 * verdict.worth
    assert verdict.worth == pytest.approx(game.own.mean)
    assert not private_audit(game, {"": Shaded(0.3).plan(game)}).passes


def test_profits_of_two_uniform_bidders():
    """In equilibrium 1/6 each, sealed or not. Against 0.8 y, v / 2 earns v ^ 2 / 3.2; 0.8 v earns 0.2 v ^ 2."""
    sealed, open_ = a_game(), a_game(format=FORMATS["second_price"]())
    assert private_audit(sealed, {"": solve(sealed)}).profit == pytest.approx(1 / 6, abs=1e-4)
    worth = private_audit(open_, {"": OwnWorth("dominant")})
    assert (worth.profit, worth.gain) == (pytest.approx(1 / 6, abs=1e-4), pytest.approx(0.0, abs=1e-6))
    shaded = private_audit(sealed, {"": Shaded(0.8).plan(sealed)})
    assert shaded.profit == pytest.approx(0.2 / 3, abs=1e-4)
    assert shaded.gain == pytest.approx(1 / 9.6 - 0.2 / 3, abs=1e-4)


def test_second_prices_against_shaded_bids():
    """Against 0.8 y: bidding v wins if y < v / 0.8 and pays 0.8 y; bidding 0.8 v wins if y < v and pays the same."""
    game = a_game(format=FORMATS["clock"]())
    verdict = private_audit(game, {"": Shaded(0.8).plan(game)})
    assert verdict.profit == pytest.approx(0.2, abs=1e-4)
    # v <= 0.8: v^2 / 1.6; above: v - 0.4
    best = 0.8**3 / 4.8 + (0.5 - 0.4) - (0.5 * 0.64 - 0.4 * 0.8)
    assert verdict.profit + verdict.gain == pytest.approx(best, abs=1e-4)


def test_a_reserve_keeps_the_low_away_and_is_paid_by_who_is_alone():
    """Two uniform bidders, reserve 1/2: each earns (1/2)^2 / 2 when alone, and min(v, y) - 1/2 is lost when not."""
    for form in ("second_price", "first_price"):
        game = a_game(format=FORMATS[form](), reserve=0.5)
        plan = solve(game) if form == "first_price" else OwnWorth("dominant")
        verdict = private_audit(game, {"": plan})
        assert verdict.profit == pytest.approx(1 / 12, abs=2e-4)
        assert verdict.gain < 1e-6


def test_groups_of_other_laws_and_plans():
    """A rival uniform on (0, 1/2) who bids 4/3 of the worth: against bids uniform on (0, 2/3)."""
    strong = some_rivals(Uniform(0.0, 0.5), 1, strategy=Shaded(4 / 3), name="them")
    game = a_game(rivals=(some_rivals(UNIT, 0, name="us"), strong))
    verdict = private_audit(game, {"us": Shaded(0.5).plan(game), "them": Shaded(4 / 3).plan(game)})
    assert verdict.group == "us"
    assert verdict.profit == pytest.approx(3 / 8 * 1 / 3, abs=1e-4)
    assert verdict.gain == pytest.approx(0.0, abs=1e-4)


def test_rivals_without_limits_are_not_met():
    game = a_game(rivals=(some_rivals(UNIT, 0, name="us"), some_rivals(UNIT, 3, name="them")), reserve=0.2)
    verdict = private_audit(game, {"us": Shaded(0.5).plan(game), "them": Scripted(((1.0, 5.0),)).plan(game)})
    assert verdict.profit + verdict.gain == pytest.approx(0.8**2 / 2, abs=1e-4)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": FORMATS["posted_price"]()}, "no audit is known for posted_price"),
        ({"rounds": 3}, "over 3 rounds waiting may pay"),
        ({"reserve": float("nan")}, "differs from lot to lot"),
        ({"min_bidders": 2}, "may not be held"),
        ({"rivals": (some_rivals(UNIT, 1, constrained=True),)}, "funds may run short"),
        ({"rivals": (some_rivals(UNIT, 1, heard=float("nan")),)}, "where the lot lies"),
        ({"format": FORMATS["english"](), "hurried": True}, "a hard close"),
        ({"step": 0.1}, "on a grid"),
        ({"own": None}, "not known apart"),
        ({"rivals": (some_rivals(UNIT, 1), some_rivals(None, 1, name="them"))}, "not known apart"),
    ],
)
def test_what_cannot_be_audited_says_so(changes, said):
    game = a_game(**changes)
    with pytest.raises(NoEquilibriumError, match=said):
        private_audit(game, {"": Shaded(0.9).plan(game), "them": Shaded(0.9).plan(game)})


def test_strong_risk_aversion_is_told_in_money():
    game = a_game(others=2, risk_aversion=Cara(400.0), reserve=0.2)
    verdict = private_audit(game, {"": solve(game)})
    assert 0.0 < verdict.profit < 0.01
