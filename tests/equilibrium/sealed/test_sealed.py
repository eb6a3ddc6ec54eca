"""Sealed bids of groups that are not alike: textbook cases, brute force, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.entities.knowledge import Looks, Public
from sim.entities.protocols import Rivals
from sim.equilibrium import solve as solve_game
from sim.equilibrium.affiliated import GaussianSignals, first_price
from sim.equilibrium.anonymous.crowd import Crowd, Subgroup
from sim.equilibrium.sealed import fixed_point, solve
from sim.equilibrium.sealed_plan import SealedPlan
from sim.errors import NoEquilibriumError
from sim.formats import FORMATS
from sim.laws import Lognormal
from sim.strategies import Equilibrium, Shaded, Truthful
from tests.equilibrium.games import a_game

SHARP, BLUNT = Looks(0.01, 0.0225), Looks(0.04, 0.1225)


def crowd(variance, *groups):
    """Groups as (taste, noise, heads)."""
    people = tuple(Subgroup(f"g{k}", taste, noise, (heads, heads)) for k, (taste, noise, heads) in enumerate(groups))
    return Crowd(variance, people, "composition")


@pytest.mark.parametrize(("variance", "noise", "n"), [(0.25, 0.16, 4), (0.04, 0.0225, 3), (0.09, 0.09, 2)])
def test_without_tastes_bids_are_those_of_the_common_value(variance, noise, n):
    """Milgrom and Weber's equation for one group, solved another way; the first case is that of P190."""
    found = solve(crowd(variance, (0.0, noise, n)))
    exact = first_price(GaussianSignals(0.0, math.sqrt(variance), math.sqrt(noise), logs=True), n)
    x = np.linspace(-1.0, 2.5, 15) * math.sqrt(variance + noise)
    np.testing.assert_allclose(found.curves.at(x[None])[0], np.log(exact.limit(x)), atol=4e-4)
    assert found.residual < 1e-3
    assert found.gain < 1e-5


def test_with_hardly_anything_in_common_bids_are_those_of_private_values():
    """Riley and Samuelson's equilibrium for three worths that are log-normal around 1 with sd 0.5."""
    found = solve(crowd(1e-6, (0.25, 0.0, 3)))
    exact = solve_game(a_game(Lognormal(1.0, 0.5), 2))
    x = np.linspace(-0.25, 1.0, 11)
    np.testing.assert_allclose(found.curves.at(x[None])[0], np.log(exact.limit(np.exp(x))), atol=5e-3)


def test_no_bid_of_two_unlike_groups_can_be_bettered():
    """Profits from draws of the common part and of all rivals' signals, at the bid and around it."""
    variance, groups = 0.04, ((0.01, 0.0225, 2), (0.04, 0.1225, 3))
    found, rng, draws = solve(crowd(variance, *groups)), np.random.default_rng(63), 400_000
    for own, (taste, noise, _) in enumerate(groups):
        total = variance + taste + noise
        for score in (-0.5, 0.5, 1.5):
            x = score * math.sqrt(total)
            c = variance / total * x + math.sqrt(variance * (1.0 - variance / total)) * rng.standard_normal(draws)
            rho = taste / (taste + noise)
            worth = np.exp(c + rho * (x - c) + 0.5 * rho * noise)
            highest = np.full(draws, -np.inf)
            for k, (other_taste, other_noise, heads) in enumerate(groups):
                spread = math.sqrt(other_taste + other_noise)
                for _ in range(heads - (k == own)):
                    seen = c + spread * rng.standard_normal(draws)
                    bids = np.interp(seen, found.curves.signals[k], found.curves.bids[k])
                    highest = np.maximum(highest, bids)
            bid = float(found.curves.at(np.full((2, 1), x))[own, 0])
            played = np.where(highest < bid, worth - math.exp(bid), 0.0)
            for shift in (-0.08, -0.03, 0.03, 0.08):
                other = np.where(highest < bid + shift, worth - math.exp(bid + shift), 0.0)
                gain = other - played
                assert gain.mean() < 3.5 * gain.std() / math.sqrt(draws)


def test_what_does_not_settle_is_no_equilibrium(monkeypatch):
    monkeypatch.setattr(fixed_point, "ROUNDS", (1,))
    with pytest.raises(
        NoEquilibriumError, match="after 1 rounds of best replies better ones would still raise a profit"
    ):
        solve(crowd(0.04, (0.01, 0.0225, 3)))


def group(looks, others, name, **changes):
    base = {"law": None, "others": others, "poisson": False, "heard": 1.0, "strategy": Equilibrium(), "name": name}
    return Rivals(**(base | {"looks": looks} | changes))


def game(*rivals, form="first_price", **changes):
    shown = {"format": FORMATS[form](), "rivals": rivals, "looks": rivals[0].looks, "public_variance": 0.04}
    return a_game(None, **(shown | changes))


def two(form="first_price", **changes):
    return game(group(SHARP, 1.0, "a", **changes), group(BLUNT, 3.0, "b"), form=form)


def test_plans_follow_what_is_public_and_margins_are_for_the_desk():
    plan = solve_game(two())
    assert isinstance(plan, SealedPlan)
    assert plan.method.startswith("equilibrium")
    signals = np.array([0.8, 1.0, 1.4])
    here = plan.limit(signals, Public(0.0, 0.04))
    assert (np.diff(here) > 0.0).all()
    assert (here < signals).all()
    np.testing.assert_allclose(plan.limit(3.0 * signals, Public(math.log(3.0), 0.04)), 3.0 * here, rtol=1e-12)
    np.testing.assert_allclose(solve_game(two("dutch")).limit(signals, Public(0.0, 0.04)), here, rtol=1e-12)
    taxed = [Looks(looks.taste, looks.noise, 0.8) for looks in (SHARP, BLUNT)]
    all_taxed = solve_game(game(group(taxed[0], 1.0, "a"), group(taxed[1], 3.0, "b")))
    np.testing.assert_allclose(all_taxed.limit(signals, Public(0.0, 0.04)), here, rtol=2e-3)


@pytest.mark.parametrize(
    ("refused", "what"),
    [
        (two(poisson=True), "and an unknown number of rivals"),
        (two(heard=0.5), "and an unknown number of rivals"),
        (two(risk_aversion=0.5), "and risk aversion"),
        (two(constrained=True), "and limited funds"),
        (two(strategy=Truthful()), "and cursed or truthful bidders"),
        (two(strategy=Shaded(0.9)), "who play shaded on noisy looks"),
        (game(group(SHARP, 2.0, "a"), reserve=0.5), "and a reserve; set reserve: 0"),
        (game(group(SHARP, 2.0, "a"), rounds=2), "over several rounds; set rounds: 1"),
        (game(group(SHARP, 2.0, "a"), loss=0.2), "and hidden defects"),
        (game(group(SHARP, 2.0, "a"), public_variance=0.0), "and nothing unknown that all share"),
        (game(group(Looks(0.01, math.inf), 2.0, "a")), "and bidders without a look"),
        (game(group(Looks(0.01, 0.1, math.nan), 2.0, "a")), "and margins that differ"),
        (game(group(SHARP, 2.0, "a"), form="dutch", step=0.1), "on a grid of prices"),
        (game(group(SHARP, 0.0, "a")), "with a sole bidder without a reserve"),
    ],
)
def test_refusals(refused, what):
    with pytest.raises(NoEquilibriumError, match=what):
        solve_game(refused)
