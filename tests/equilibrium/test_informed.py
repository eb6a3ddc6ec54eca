"""Noisy looks at a common part: which game is played, what its plans do, what is refused."""

import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.entities.knowledge import Later, Looks, Public
from sim.entities.protocols import Rivals, Together
from sim.entities.study import Cara
from sim.equilibrium import solve
from sim.equilibrium.estimate import Estimate
from sim.equilibrium.hall_plan import HallPlan
from sim.equilibrium.informed import obstacle
from sim.equilibrium.rivalry import Expected
from sim.equilibrium.site_plan import SitePlan
from sim.equilibrium.waiting import thresholds as private
from sim.errors import NoEquilibriumError
from sim.formats import FORMATS
from sim.laws import Lognormal
from sim.strategies import Cursed, Equilibrium, Shaded, Truthful
from tests.equilibrium.games import a_game

SEEN = ("bids", "identities", "dropouts")
HALF = Looks(0.04, 0.09)

COST = "bids the own estimate: no waiting for a cut, no allowance for the winner's curse"


def group(looks=HALF, others=2.0, name="ours", **changes):
    base = {"law": None, "others": others, "poisson": False, "heard": 1.0, "strategy": Equilibrium(), "looks": looks}
    return Rivals(**(base | {"name": name} | changes))


def game(*rivals, form="english", looks=HALF, shows=("bids",), **changes):
    """Our group and others about lots whose log common worth has variance 0.05."""
    rivals = rivals or (group(looks),)
    base = {"format": FORMATS[form](), "rivals": rivals, "looks": looks, "shows": shows, "public_variance": 0.05}
    return a_game(None, **(base | changes))


def test_the_board_decides_the_game():
    for form in ("english", "clock"):
        assert isinstance(solve(game(form=form, shows=SEEN)), HallPlan)
        assert isinstance(solve(game(form=form, shows=SEEN)), Together)
    for form in ("english", "clock", "second_price"):
        plan = solve(game(form=form))
        assert isinstance(plan, SitePlan)
        assert not isinstance(plan, Together)
    assert isinstance(solve(game(form="second_price", shows=SEEN)), SitePlan)


def test_plans_say_how_they_were_found_and_travel():
    for plan in (solve(game()), solve(game(shows=SEEN)), solve(game(group(poisson=True)))):
        assert "equilibrium" in plan.method
        assert plan.residual < 0.01
        assert plan.script == ()
        assert pickle.loads(pickle.dumps(plan)).method == plan.method
    assert "known numbers" in solve(game()).method
    assert "Poisson numbers" in solve(game(group(heard=0.5))).method


def test_an_insider_bids_its_worth_among_the_noisy():
    insider = Looks(0.04, 0.0)
    plan = solve(game(group(insider), group(HALF, 3.0, "theirs"), looks=insider))
    worth = np.array([0.7, 1.0, 1.6])
    np.testing.assert_allclose(plan.limit(worth, Public(0.0, 0.05)), worth, rtol=2e-3)


def test_nobody_knows_anything_apart_when_the_common_part_is_public():
    plan = solve(game(public_variance=0.0))
    assert isinstance(plan, Estimate)
    assert plan.method.startswith("dominant strategy")


def test_a_bidder_without_rivals_bids_its_estimate():
    plan = solve(game(group(others=0.0)))
    assert isinstance(plan, Estimate)
    assert "no rival" in plan.method


def test_margins_are_taken_off_once():
    """A margin shared by all scales the price; the plan leaves taking it off to the desk."""
    public, signal = Public(0.0, 0.05), np.array([0.8, 1.0, 1.3])
    with_margin = Looks(0.04, 0.09, 0.8)
    for shows in (("bids",), SEEN):
        plain, dear = solve(game(shows=shows)), solve(game(group(with_margin), looks=with_margin, shows=shows))
        if isinstance(plain, Together):
            who = np.zeros(3, dtype=np.int64)
            one, two = (plan.together(("ours",), who, signal, public) for plan in (plain, dear))
        else:
            one, two = plain.limit(signal, public), dear.limit(signal, public)
        np.testing.assert_allclose(one, two, rtol=1e-3)


@given(st.floats(-1.0, 1.0), st.sampled_from([("bids",), SEEN]))
def test_limits_move_with_the_public_mean(shift, shows):
    """Prices scale: a lot twice as dear in public and in private is bid up to twice as much."""
    plan = solve(game(shows=shows, reserve=0.0))
    signal = np.array([0.9, 1.1, 1.4])
    here, there = Public(0.0, 0.05, 0.0), Public(shift, 0.05, 0.0)
    if isinstance(plan, Together):
        who = np.zeros(3, dtype=np.int64)
        one = plan.together(("ours",), who, signal, here)
        two = plan.together(("ours",), who, signal * math.exp(shift), there)
    else:
        one, two = plan.limit(signal, here), plan.limit(signal * math.exp(shift), there)
    np.testing.assert_allclose(two, one * math.exp(shift), rtol=1e-9)


def test_the_start_price_keeps_the_lowest_away():
    signal, public = np.array([0.3, 0.6, 1.0, 1.5]), Public(0.0, 0.05, 1.0)
    site = solve(game(reserve=1.0)).limit(signal, public)
    hall = solve(game(shows=SEEN, reserve=1.0)).together(("ours",), np.zeros(4, dtype=np.int64), signal, public)
    for limits in (site, hall):
        assert limits[0] == -np.inf
        assert limits[-1] > 1.0
        assert (limits[np.isfinite(limits)] >= 1.0).all()
    nobody = solve(game(shows=SEEN, reserve=9.0))
    everybody = np.zeros(4, dtype=np.int64)
    assert (nobody.together(("ours",), everybody, signal, Public(0.0, 0.05, 9.0)) == -np.inf).all()
    assert len(nobody.together(("ours",), everybody[:0], signal[:0], public)) == 0


def test_beyond_the_table_of_start_prices_nobody_pays_more_than_the_own_bid():
    plan, signal = solve(game(reserve=9.0, public_variance=0.8)), np.array([6.0, 12.0, 40.0])
    free = plan.limit(signal, Public(0.0, 0.8, 0.0))
    dear = plan.limit(signal, Public(0.0, 0.8, 30.0))
    assert dear.tolist() == [-np.inf, -np.inf, free[2]]


def test_the_uninformed_go_by_what_is_public():
    blind = Looks(0.04, math.inf)
    public = Public(0.2, 0.05, 0.0)
    with pytest.raises(NoEquilibriumError, match="bidders without a look, who would all bid alike"):
        solve(game(group(blind), group(HALF, 3.0, "theirs"), looks=blind))
    seen = solve(game(group(blind), group(HALF, 3.0, "theirs"), looks=blind, shows=SEEN))
    names, who = ("ours", "theirs"), np.array([0, 1, 1])
    assert np.isfinite(seen.together(names, who, np.array([np.nan, 1.0, 1.2]), public)).all()
    assert seen.limit(np.array([np.nan]), public)[0] == pytest.approx(math.exp(0.2 + 0.045))


def test_the_more_cursed_the_higher_the_limits():
    signal, public = np.array([1.0, 1.3]), Public(0.0, 0.05, 0.0)
    by_chi = [solve(game(group(strategy=Cursed(chi)))).limit(signal, public)[1] for chi in (0.0, 0.5, 1.0)]
    assert by_chi == sorted(by_chi)
    assert by_chi[0] == pytest.approx(solve(game()).limit(signal, public)[1], rel=1e-6)
    assert by_chi[2] == pytest.approx(Estimate(HALF).limit(signal, public)[1], rel=1e-3)
    assert isinstance(solve(game(group(), group(others=2.0, name="naive", strategy=Truthful()))), SitePlan)


@pytest.mark.parametrize(
    ("refused", "what"),
    [
        (
            game(group(risk_aversion=0.5), rounds=2, later=(Later(0.8, 0.9),)),
            (
                "english over 2 rounds, where a bidder may wait, among bidders averse to risk; take each round for the "
                "last, behaviour: {foresight: myopic}"
            ),
        ),
        (
            game(rounds=3, later=(Later(0.8, 0.9), Later(0.6, 0.8)), min_bidders=2),
            (
                "english over 3 rounds, where a bidder may wait, held before 2 bidders or more only; take each round "
                "for the last, behaviour: {foresight: myopic}"
            ),
        ),
        (
            game(group(Looks(0.04, 0.09, math.nan))),
            f"english with margins that differ within a group; give margin as one number, or use truthful ({COST})",
        ),
        (
            game(group(risk_aversion=Cara(1.0))),
            f"english with cara and noisy looks; give risk_aversion as a number, or use truthful ({COST})",
        ),
        (
            game(group(constrained=True)),
            f"english among bidders whose funds may run short; leave wealth out, or use truthful ({COST})",
        ),
        (
            game(group(heard=math.nan)),
            f"english where reach depends on the lot's region; give regions as a number, or use truthful ({COST})",
        ),
    ],
)
def test_a_game_without_a_known_equilibrium_says_what_to_change(refused, what):
    with pytest.raises(NoEquilibriumError) as caught:
        solve(refused)
    assert str(caught.value) == f"no equilibrium is known for {what}"


def test_a_strategy_that_cannot_be_reckoned_with_is_named():
    with pytest.raises(NoEquilibriumError) as caught:
        solve(game(group(), group(name="odd", strategy=Shaded(0.9))))
    assert str(caught.value) == (
        "no equilibrium is known against odd, who play shaded on noisy looks; give them equilibrium, cursed or truthful"
    )


def test_truthful_bidders_with_a_noisy_look_are_called_naive():
    assert Truthful().plan(game()).method == "heuristic: own estimate, as if winning told nothing"
    assert Truthful().plan(game(looks=Looks(0.04, 0.0))).method.startswith("dominant strategy")


CUT = (Later(0.8, 0.95),)


def test_who_may_wait_keeps_away_from_a_start_price_that_is_met_else():
    public, signals = Public(0.0, 0.05, 0.9), np.exp(np.linspace(-0.6, 0.6, 121))
    for rivals in (group(), group(poisson=True)):
        now = solve(game(rivals, reserve=math.nan)).limit(signals, public)
        waits = solve(game(rivals, reserve=math.nan, rounds=2, later=CUT)).limit(signals, public)
        assert (np.isfinite(waits) <= np.isfinite(now)).all()
        assert np.isfinite(waits).sum() < np.isfinite(now).sum() - 3
        assert waits[np.isfinite(waits)] == pytest.approx(now[np.isfinite(waits)]), "limits are the same"
    assert "waits for later rounds" in solve(game(reserve=math.nan, rounds=2, later=CUT)).method


def test_in_a_hall_it_asks_for_more_than_the_start_price():
    changes = {"shows": SEEN, "reserve": math.nan, "usual": math.log(0.9)}
    now, waits = solve(game(**changes)), solve(game(**changes, rounds=2, later=CUT))
    assert now.groups[0].patience == 0.0
    assert 0.02 < waits.groups[0].patience < 0.2
    idle = solve(game(**changes, rounds=2, later=(Later(1.0, 0.95),)))
    assert idle.groups[0].patience == pytest.approx(0.0, abs=1e-6)
    free = solve(game(shows=SEEN, reserve=0.0, rounds=2, later=CUT))
    assert free.groups[0].patience == 0.0
    public, alone = Public(0.0, 0.05, 0.9), np.zeros(1, dtype=np.int64)
    reach = [
        min(
            x
            for x in np.linspace(-0.5, 0.5, 201)
            if np.isfinite(plan.together(("ours",), alone, np.exp([x]), public))[0]
        )
        for plan in (now, waits)
    ]
    assert reach[1] > reach[0] + 0.02


def test_known_worths_in_a_hall_wait_as_private_ones_do():
    """Next to no common part: three who know their worths, and expect two rivals each."""
    looks = Looks(0.09, 0.0)
    plan = solve(
        game(
            group(looks, others=2.0, heard=1.0),
            looks=looks,
            shows=SEEN,
            reserve=math.nan,
            usual=math.log(0.9),
            rounds=2,
            later=CUT,
            public_variance=1e-6,
        )
    )
    expected = private(Lognormal(1.0, 0.3), Expected(2.0), [0.9, 0.72], [0.95])[0]
    assert 0.9 * math.exp(plan.groups[0].patience) == pytest.approx(expected, rel=1e-4)


def test_formats_that_nobody_has_solved_are_named():
    assert obstacle(game().rivals, "barter").startswith("with noisy looks; use english, clock or second_price")
