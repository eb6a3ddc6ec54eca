"""The lowest signal read out before a sealed sale."""

import math

import numpy as np
import pytest

from sim.entities.knowledge import Looks, Public
from sim.entities.protocols import Rivals, Together
from sim.equilibrium import solve
from sim.errors import NoEquilibriumError
from sim.formats import FORMATS
from sim.strategies import Cursed, Equilibrium
from sim.values.common import CommonNormalWorth, MineralRightsWorth
from tests.equilibrium.games import a_game

RIGHTS = MineralRightsWorth(0.0, 1000.0, 12.0)


def game(form="first_price", common=RIGHTS, others=3.0, strategy=None, looks=None, **changes):
    own = Rivals(None, others, poisson=False, heard=1.0, strategy=strategy or Equilibrium(), name="ours", looks=looks)
    shown = {"format": FORMATS[form](), "rivals": (own,), "common": common, "shows": ("lowest_signal",), "looks": looks}
    return a_game(None, **shown | changes)


@pytest.mark.parametrize("form", ["first_price", "dutch"])
def test_bids_rise_from_the_lowest_signal(form):
    """Away from the ends, four bidders: x_L + (n - 2) / (n - 1) (x - x_L) / 2 (Kagel and Levin 1986)."""
    plan = solve(game(form))
    assert isinstance(plan, Together)
    assert plan.method.startswith("equilibrium")
    signals = np.array([503.0, 497.0, 510.0, 499.0])
    bids = plan.together(("ours",), np.zeros(4, dtype=np.int64), signals, Public())
    np.testing.assert_allclose(bids, 497.0 + (signals - 497.0) / 3.0, rtol=1e-12)
    np.testing.assert_allclose(plan.limit(signals), signals, rtol=1e-12)
    alone = plan.together(("ours",), np.zeros(1, dtype=np.int64), signals[:1], Public())
    np.testing.assert_allclose(alone, signals[:1], rtol=1e-12)


@pytest.mark.parametrize(
    ("refused", "what"),
    [
        (game("second_price"), "use first_price with worth model mineral_rights, or take it out of shows"),
        (game(common=CommonNormalWorth(10.0, 1.0, 1.0)), "use first_price with worth model mineral_rights"),
        (game(common=None), "use first_price with worth model mineral_rights"),
        (game(looks=Looks(0.0, 0.0)), "use first_price with worth model mineral_rights"),
        (game(rounds=2), "over 2 rounds"),
        (game(others=0.0), "for one alone, or with a reserve; take it out of shows"),
        (game(reserve=20.0), "for one alone, or with a reserve; take it out of shows"),
        (game(strategy=Cursed(0.5)), "among cursed bidders"),
        (game(reserve=math.nan), "a reserve that differs from lot to lot"),
    ],
)
def test_refusals(refused, what):
    with pytest.raises(NoEquilibriumError, match=what):
        solve(refused)
