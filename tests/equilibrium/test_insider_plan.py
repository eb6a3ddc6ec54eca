"""One who knows more of a common worth than the public: plans against brute force, and refusals."""

import math

import numpy as np
import pytest

from sim.entities.knowledge import Looks, Public
from sim.entities.protocols import Rivals
from sim.equilibrium import solve
from sim.errors import NoEquilibriumError
from sim.formats import FORMATS
from sim.laws import Choice, Lognormal, Uniform
from sim.strategies import Cursed, Equilibrium, Truthful
from sim.values.common import (
    CommonLognormalWorth,
    CommonNormalWorth,
    CommonWorth,
    LoanWorth,
    MineralRightsWorth,
    MixedWorth,
)
from tests.equilibrium.games import a_game

KNOWS, NOTHING = Looks(0.0, 0.0), Looks(0.0, math.inf)
EVEN = CommonWorth(Uniform(0.0, 1.0))
NORMAL = CommonNormalWorth(10.0, 1.0, 0.8)
LOGS = CommonLognormalWorth(2.0, 0.5, 0.4)


def group(others, looks, name, **changes):
    base = {"law": None, "others": others, "poisson": False, "heard": 1.0, "strategy": Equilibrium(), "name": name}
    return Rivals(**(base | {"looks": looks} | changes))


def game(*rivals, form="first_price", common=EVEN, **changes):
    return a_game(
        None, **({"format": FORMATS[form](), "rivals": rivals, "looks": rivals[0].looks, "common": common} | changes)
    )


def insiders(looks=KNOWS, outsiders=2.0, **changes):
    return game(group(0.0, looks, "insider"), group(outsiders, NOTHING, "others"), **changes)


def outsiders(looks=KNOWS, others=1.0, **changes):
    return game(group(others, NOTHING, "others"), group(1.0, looks, "insider"), **changes)


@pytest.mark.parametrize("form", ["first_price", "dutch"])
def test_the_insider_bids_the_mean_of_lower_worths_and_the_others_mix_alike(form):
    insider, other = solve(insiders(form=form)), solve(outsiders(form=form))
    np.testing.assert_allclose(insider.limit(np.array([0.2, 0.7])), [0.1, 0.35], rtol=1e-9)
    u = np.random.default_rng(1).random((200_000, 2))
    highest = other.limit(u.ravel()).reshape(u.shape).max(axis=1)
    for rank in (0.1, 0.5, 0.9):
        assert np.mean(highest <= rank / 2.0) == pytest.approx(rank, abs=5e-3)
    for plan in (insider, other):
        assert plan.method.startswith("equilibrium")
        assert plan.residual < 1e-6
        assert plan.script == ()


@pytest.mark.parametrize("looks", [KNOWS, None], ids=["knows", "looks"])
@pytest.mark.parametrize("worth", [NORMAL, LOGS], ids=["normal", "logs"])
def test_bids_follow_what_is_public_and_are_means_of_lower_estimates(worth, looks):
    """E[V | own signal is at most this], from draws of worth and signal given the public news."""
    logs, variance, mean = worth is LOGS, 0.2, 0.9 if worth is LOGS else 10.4
    public = Public(mean, variance)
    rng = np.random.default_rng(228)
    state = mean + math.sqrt(variance) * rng.standard_normal(2_000_000)
    v = np.exp(state) if logs else state
    seen = v if looks is not None else state + worth.signal_sd * rng.standard_normal(len(state))
    plan = solve(insiders(looks, common=worth, public_variance=variance))
    for rank in (0.3, 0.8):
        signal = np.quantile(seen, rank)
        below = v[seen <= signal]
        error = 5.0 * below.std() / math.sqrt(len(below))
        assert plan.limit(np.array([signal]), public)[0] == pytest.approx(below.mean(), abs=error)
        sole = solve(outsiders(looks, 0.0, common=worth, public_variance=variance))
        assert sole.limit(np.array([rank]), public)[0] == pytest.approx(below.mean(), abs=2.0 * error)
    near = np.abs(seen - signal) < 0.01
    second = solve(insiders(looks, form="second_price", common=worth, public_variance=variance))
    error = 5.0 * v[near].std() / math.sqrt(near.sum()) + 0.01
    assert second.limit(np.array([signal]), public)[0] == pytest.approx(v[near].mean(), abs=error)


def test_at_the_second_price_those_who_know_nothing_stay_out():
    for form in ("second_price", "english", "clock"):
        away = solve(outsiders(form=form))
        assert (away.limit(np.array([0.3, 0.9])) == -math.inf).all()
        assert solve(insiders(form=form)).limit(np.array([0.3])).tolist() == [0.3]
        assert away.method.startswith("equilibrium")


def test_a_uniform_worth_with_signals_for_others_can_be_known_too():
    plan = solve(insiders(common=MineralRightsWorth(50.0, 250.0, 12.0)))
    np.testing.assert_allclose(plan.limit(np.array([150.0])), [100.0], rtol=1e-9)


def test_without_an_insider_all_bid_what_the_public_expects():
    """Two who know equally little: whoever bids less loses, whoever bids more pays too much (Bertrand 1883)."""
    alike = game(group(1.0, NOTHING, "others"), common=LOGS, public_variance=0.25)
    expected = math.exp(0.3 + 0.125)
    np.testing.assert_allclose(solve(alike).limit(np.array([0.1, 0.9]), Public(0.3, 0.25)), expected, rtol=1e-12)
    alone = game(group(0.0, NOTHING, "others"), common=EVEN, form="second_price")
    assert solve(alone).limit(np.array([0.1])).tolist() == [0.5]
    assert solve(alone).method.startswith("equilibrium")


def test_naive_bidders_bid_what_they_know():
    worths = np.array([0.3, 0.8])
    assert Truthful().plan(insiders()).limit(worths).tolist() == [0.3, 0.8]
    naive = Truthful().plan(outsiders())
    assert naive.limit(worths).tolist() == [0.5, 0.5]
    assert naive.method == "heuristic: what the public expects"
    log = CommonWorth(Lognormal(1.0, 0.5))
    assert Truthful().plan(outsiders(common=log)).limit(worths)[0] == pytest.approx(math.exp(0.125))


@pytest.mark.parametrize(
    ("refused", "what"),
    [
        (insiders(form="posted_price"), "use english, clock, a sealed format or dutch"),
        (insiders(rounds=2), "set rounds: 1"),
        (insiders(reserve=0.1), "set reserve: 0"),
        (insiders(reserve=math.nan), "set reserve: 0"),
        (insiders(form="dutch", step=0.1), "set no increment"),
        (game(group(0.0, KNOWS, "i"), group(2.0, NOTHING, "o", poisson=True)), "let their number be known"),
        (game(group(0.0, KNOWS, "i"), group(2.0, NOTHING, "o", heard=0.5)), "let their number be known"),
        (
            game(group(0.0, KNOWS, "i"), group(2.0, NOTHING, "o", constrained=True)),
            "leave out wealth and risk_aversion",
        ),
        (game(group(0.0, KNOWS, "i"), group(2.0, NOTHING, "o", strategy=Truthful())), "let all play equilibrium"),
        (game(group(0.0, KNOWS, "i", strategy=Cursed(0.5)), group(2.0, NOTHING, "o")), "let all play equilibrium"),
        (game(group(1.0, KNOWS, "i"), group(2.0, NOTHING, "o")), "2 bidders who know more than the public"),
        (game(group(0.0, NOTHING, "o")), "0 bidders who know more than the public"),
        (insiders(None), "with an insider and worths of this kind"),
        (insiders(common=LoanWorth(0.0, 1.0, 0.5, 2.0)), "with an insider and worths of this kind"),
        (insiders(common=MixedWorth(10.0, 1.0, 1.0, 0.4)), "with an insider and worths of this kind"),
        (insiders(common=NORMAL, public_variance=0.0), "and leave something to know"),
        (insiders(common=CommonWorth(Choice((0.0, 1.0), (0.5, 0.5)))), "discrete law choice"),
        (game(group(0.0, KNOWS, "insider")), "sole bidder without a reserve"),
    ],
)
def test_refusals(refused, what):
    with pytest.raises(NoEquilibriumError, match=what):
        solve(refused)
