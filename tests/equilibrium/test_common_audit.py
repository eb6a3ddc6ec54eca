"""Worths with their own signals: equilibria pass, and profits and gains are those of lots drawn one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.entities.knowledge import Looks
from sim.entities.study import Cara
from sim.equilibrium import common_audit as common_room
from sim.equilibrium import solve
from sim.equilibrium.common_audit import FIRST_PRICE, common_audit
from sim.errors import NoEquilibriumError
from sim.formats import FORMATS
from sim.strategies import Shaded, Truthful
from sim.values.common import LoanWorth
from tests.equilibrium.affiliated.simulated import draw, mean
from tests.equilibrium.affiliated.test_best_replies import CASES
from tests.equilibrium.games import a_game, some_rivals


def game_of(name, form="second_price", reserve=0.0, **changes):
    worth, n, *_ = CASES[name]
    variance = getattr(worth, "sd", 0.0) ** 2
    base = {"format": FORMATS[form](), "reserve": reserve, "common": worth, "public_variance": variance}
    return a_game(None, n - 1, **(base | changes))


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("form", ["first_price", "clock"])
@pytest.mark.parametrize("reserved", [False, True], ids=["no reserve", "reserve"])
def test_equilibria_pass_and_own_estimates_fail(name, form, reserved):
    game = game_of(name, form, CASES[name][-1] if reserved else 0.0)
    right = common_audit(game, {"": solve(game)})
    assert right.passes
    assert right.gain < 1e-4 * right.worth
    assert right.profit > 0.0
    assert not common_audit(game, {"": Truthful().plan(game)}).passes


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("form", ["first_price", "second_price"])
@pytest.mark.parametrize("reserved", [False, True], ids=["no reserve", "reserve"])
def test_profits_are_those_of_lots_drawn_one_by_one(name, form, reserved):
    """Of bidder 0, who plays the plan; and who bids as if its signal were lower gains no more than the audit says."""
    worth, n, _, reserve = CASES[name]
    reserve = reserve if reserved else 0.0
    game = game_of(name, form, reserve)
    drawn = draw(worth, n)
    flat = name == "uniform, corners overlap"  # over a wide range of signals estimates are equal: ties
    for plan in (solve(game), *(() if flat else (Truthful().plan(game),))):
        verdict = common_audit(game, {"": plan})
        bids = plan.limit(drawn.signals.ravel()).reshape(drawn.signals.shape)
        bids = np.where(bids >= reserve, bids, -np.inf) if reserved else bids
        rival = bids[:, 1:].max(axis=1)
        earned = mean(profit(drawn.own[:, 0], bids[:, 0], rival, reserve, form))
        assert earned.agrees(verdict.profit, 2e-3 * verdict.profit + 0.02 * verdict.gain)
        shift = 0.05 if name.endswith(("loan", "looking")) else 0.3 * drawn.signals.std()
        lower = plan.limit(np.maximum(drawn.signals[:, 0] - shift, drawn.signals.min()))
        lower = np.where(lower >= reserve, lower, -np.inf) if reserved else lower
        other = mean(profit(drawn.own[:, 0], lower, rival, reserve, form))
        assert other.value - 4.0 * other.se <= verdict.profit + verdict.gain


def profit(worth, bid, rival, reserve, form):
    """Of one bidder, lot by lot."""
    price = bid if form in FIRST_PRICE else np.maximum(rival, reserve) if reserve else rival
    won = (bid > rival) & np.isfinite(bid)
    return np.where(won, worth - np.where(won, price, 0.0), 0.0)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"form": "posted_price"}, "no audit is known for posted_price"),
        ({"rounds": 2}, "over 2 rounds"),
        ({"rivals": (some_rivals(None, 1), some_rivals(None, 1, name="them"))}, "between groups"),
        ({"rivals": (some_rivals(None, 3.0, poisson=True),)}, "unknown numbers"),
        ({"rivals": (some_rivals(None, 2, looks=Looks(0.0, 0.0)),)}, "know them, or nothing"),
        ({"verdicts": (0.8,)}, "verdicts are published"),
        ({"risk_aversion": Cara(1.0)}, "risk aversion"),
        ({"constrained": True}, "funds may run short"),
        ({"min_bidders": 2}, "may not be held"),
        ({"reserve": math.nan}, "differs from lot to lot"),
        ({"common": object()}, "worths of this kind"),
    ],
)
def test_what_cannot_be_audited_says_so(changes, said):
    with pytest.raises(NoEquilibriumError, match=said):
        common_audit(game_of("normal", **changes), {"": Shaded(0.9).plan(game_of("normal"))})


def test_where_drop_outs_are_seen_limits_are_not_single_numbers():
    game = game_of("normal", "clock", shows=("bids", "dropouts"))
    with pytest.raises(NoEquilibriumError, match="where drop-outs are seen"):
        common_audit(game, {"": solve(game)})


def test_a_family_that_is_not_known_says_so(monkeypatch):
    monkeypatch.setattr(common_room, "MixedWorth", LoanWorth)
    with pytest.raises(NoEquilibriumError, match="worths of this kind"):
        common_audit(game_of("mixed"), {"": Shaded(0.9).plan(game_of("mixed"))})
