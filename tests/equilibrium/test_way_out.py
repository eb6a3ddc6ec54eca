"""A buyer who may learn its worth before it pays, and walk away, bids more: by how much, wherever looks are noisy."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.stats import norm

from sim.entities.entry import Kind
from sim.entities.knowledge import Looks, Public
from sim.entities.study import Appraisal
from sim.entities.venue import Place, Rules, Venue
from sim.equilibrium import solve
from sim.equilibrium.estimate import Estimate
from sim.equilibrium.informed_audit import informed_audit
from sim.errors import NoEquilibriumError
from sim.experiment.prepare import prepare
from sim.experiment.setting import Setting
from sim.formats import FORMATS
from sim.laws import Constant
from sim.strategies import Truthful
from sim.values import LognormalWorth, PrivateWorth
from tests.equilibrium.test_informed import HALF, SEEN, game, group
from tests.studies import a_bidder_group, a_lot_group, a_study, an_arm

LEAVES, STAKE = 0.4, 0.1
PUBLIC = Public(0.1, 0.05)
SIGNALS = np.array([0.8, 1.1, 1.7])


def payoff(price: float, mean: float, variance: float) -> float:
    """Of buying at a price a worth that is log-normal, with the right to walk away in `LEAVES` of all cases."""
    sd = math.sqrt(variance)

    def gain(z: float) -> float:
        worth = math.exp(mean + sd * z)
        return ((1 - LEAVES) * (worth - price) + LEAVES * max(worth - price, -STAKE * price)) * norm.pdf(z)

    kink = (math.log((1 - STAKE) * price) - mean) / sd
    return sum(quad(gain, *ends, epsabs=1e-13)[0] for ends in ((-9, kink), (kink, 9)))


def factor(variance: float) -> float:
    """Of the limit over the worth to be expected."""
    plain = math.exp(variance / 2)
    return brentq(lambda price: payoff(price, 0.0, variance), plain, 3.0 * plain, xtol=1e-13) / plain


def leaving(**changes):
    return group(leaves=LEAVES, forfeits=STAKE, **changes)


def own_uncertainty(looks: Looks, public: float) -> float:
    """Variance of a sum of normals given a noisy look at it."""
    prior = public + looks.taste
    return 1.0 / (1.0 / prior + 1.0 / looks.noise)


@pytest.mark.parametrize("looks", [HALF, Looks(0.01, 0.2), Looks(0.04, math.inf)])
def test_a_naive_bidder_is_indifferent_at_its_limit(looks):
    plan = Truthful().plan(game(leaving(looks=looks), looks=looks))
    assert isinstance(plan, Estimate)
    prior = 0.05 + looks.taste
    weight = 0.0 if math.isinf(looks.noise) else prior / (prior + looks.noise)
    left = prior * (1.0 - weight)
    for signal, limit in zip(SIGNALS, plan.limit(SIGNALS, PUBLIC), strict=True):
        mean = 0.1 + weight * (math.log(signal) - 0.1)
        assert payoff(float(limit), mean, left) == pytest.approx(0.0, abs=1e-9)


def test_where_drop_outs_are_seen_all_limits_rise_by_one_factor():
    """Equal bidders: their right moves each limit by what it is worth given all signals (Hong and Shum's v)."""
    taste, noise = HALF.taste, HALF.noise
    q, rho = 1.0 / (taste + noise), taste / (taste + noise)
    variance = rho * noise + (1.0 - rho) ** 2 / (1.0 / 0.05 + 3 * q)
    who = np.zeros(3, dtype=np.int64)
    plain, more = (
        solve(game(own, shows=SEEN)).together(("ours",), who, SIGNALS, PUBLIC) for own in (group(), leaving())
    )
    np.testing.assert_allclose(more / plain, factor(variance), rtol=1e-7)


@pytest.mark.parametrize("poisson", [False, True])
def test_among_unseen_rivals_limits_rise_by_what_the_own_look_leaves_unknown(poisson):
    plain, more = (
        solve(game(own, form="second_price")).limit(SIGNALS, PUBLIC)
        for own in (group(poisson=poisson), leaving(poisson=poisson))
    )
    np.testing.assert_allclose(more / plain, factor(own_uncertainty(HALF, 0.05)), rtol=1e-6)


def test_the_margin_is_left_to_the_desk_with_a_way_out_too():
    """Limits before margin: the factor stays, the margin does not show."""
    looks = Looks(HALF.taste, HALF.noise, 0.8)
    plain = solve(game(group(looks), form="second_price", looks=looks)).limit(SIGNALS, PUBLIC)
    more = solve(game(leaving(looks=looks), form="second_price", looks=looks)).limit(SIGNALS, PUBLIC)
    np.testing.assert_allclose(more / plain, factor(own_uncertainty(HALF, 0.05)), rtol=1e-6)
    np.testing.assert_allclose(plain, solve(game(form="second_price")).limit(SIGNALS, PUBLIC), rtol=1e-6)


def test_who_has_no_rival_or_knows_the_common_part_reckons_alike():
    alone = solve(game(leaving(others=0.0)))
    np.testing.assert_allclose(
        alone.limit(SIGNALS, PUBLIC) / solve(game(group(others=0.0))).limit(SIGNALS, PUBLIC),
        factor(own_uncertainty(HALF, 0.05)),
        rtol=1e-7,
    )
    sure = solve(game(leaving(), public_variance=0.0))
    public = Public(0.1, 0.0)
    plain = solve(game(public_variance=0.0)).limit(SIGNALS, public)
    np.testing.assert_allclose(sure.limit(SIGNALS, public) / plain, factor(own_uncertainty(HALF, 0.0)), rtol=1e-7)


def test_sealed_bids_and_common_values_with_a_way_out_are_refused():
    for form in ("first_price", "dutch"):
        with pytest.raises(NoEquilibriumError, match="where a buyer may learn its worth before it pays and walk away"):
            solve(game(leaving(), form=form))
    with pytest.raises(NoEquilibriumError, match="set learns_before_paying: 0, or use truthful"):
        solve(game(leaving(looks=None), looks=None, common=object()))
    with pytest.raises(NoEquilibriumError, match="ask for a deposit"):
        solve(game(group(leaves=1.0, forfeits=0.0), form="second_price"))


def test_nobody_who_may_walk_away_is_audited():
    with pytest.raises(NoEquilibriumError, match="no audit is known where buyers may walk away, as those of ours may"):
        informed_audit(game(leaving(), form="second_price"), 0.0)


def setting(rules: Rules, bidders, **lots) -> Setting:
    base = {"worth": LognormalWorth(1000.0, 0.4), "appraisal": Appraisal(0.1, 0.2)}
    groups = {"dealers": bidders}
    study = a_study(an_arm("one", groups, venue=Venue(Place(), rules)), lots={"flats": a_lot_group(**(base | lots))})
    return Setting(study, study.arms["one"], study.lots["flats"], "flats")


def test_what_is_at_stake_is_the_deposit_over_the_price_of_a_typical_lot():
    noisy = a_bidder_group(signal_sd=0.2, learns_before_paying=0.3)
    book = Rules(FORMATS["english"](), reserve_share=0.7, deposit_share=0.2, rounds=2, cut_share=0.5, buyer_fee=0.1)
    case = setting(book, noisy)
    appraisal = 1000.0 * math.exp(0.1)
    for listing, cut in zip(case.listings, (1.0, 0.5), strict=True):
        assert case.at_stake(listing) == pytest.approx(0.2 * 0.7 * cut * appraisal / 1000.0)
    dear = setting(replace(book, reserve_share=2.0, rounds=1), noisy)
    assert dear.at_stake(dear.listings[0]) == pytest.approx(0.2 / 1.1)
    assert setting(replace(book, reserve=0.0), noisy).at_stake(case.listings[0]) == 0.0
    whole = setting(replace(book, reserve_share=2.0, deposit_share=1.0, buyer_fee=0.0), noisy)
    assert whole.at_stake(whole.listings[0]) == 1.0


def test_only_who_has_something_to_learn_may_leave():
    book = Rules(FORMATS["english"](), reserve_share=0.7, deposit_share=0.2)
    for signal_sd, learns in ((0.2, 0.3), (None, 0.3), (0.0, 0.0)):
        case = setting(book, a_bidder_group(signal_sd=signal_sd, learns_before_paying=0.3))
        assert case.leaves(Kind("dealers")) == learns
    private = setting(book, a_bidder_group(learns_before_paying=0.3), worth=PrivateWorth(Constant(5.0)))
    assert private.leaves(Kind("dealers")) == 0.0


def test_plans_of_a_study_know_of_the_way_out():
    """The same study with and without: naive limits differ by the factor of the deposit at stake."""

    def limit(learns: float) -> float:
        book = Rules(FORMATS["english"](), reserve_share=0.7, deposit_share=STAKE / (0.7 * math.exp(0.1)))
        bidders = a_bidder_group(strategy=Truthful(), signal_sd=0.3, taste_sd=0.2, learns_before_paying=learns)
        (plan,) = prepare(setting(book, bidders).study).limits.values()
        return float(plan.limit(np.array([900.0]), Public(math.log(1000.0), 0.04))[0])

    public = 1.0 / (1.0 / 0.16 + 1.0 / 0.04)
    assert limit(LEAVES) / limit(0.0) == pytest.approx(factor(own_uncertainty(Looks(0.04, 0.09), public)), rel=1e-7)
