"""The right to learn and to walk away, where worth is learnt in part after winning: limits against theory."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from sim.entities.study import Appraisal
from sim.entities.venue import Place, Rules, Venue
from sim.equilibrium import solve
from sim.equilibrium.option import above, option
from sim.errors import NoEquilibriumError
from sim.experiment.prepare import prepare
from sim.formats import FORMATS
from sim.laws import Constant, Lognormal, Normal, Uniform
from sim.nature import StudyNature
from sim.strategies import Equilibrium, Truthful
from sim.values import PrivateWorth
from tests.equilibrium.games import a_game, some_rivals
from tests.studies import a_bidder_group, a_lot_group, a_study, an_arm


@given(st.floats(0.05, 3.0), st.floats(0.0, 0.99))
def test_a_uniform_law_has_a_closed_form(a, part):
    """P277: (sqrt a - sqrt d) ^ 2."""
    d = a * max(part, 1e-3)
    assert option(Uniform(-a, a), 1.0, d) == pytest.approx((math.sqrt(a) - math.sqrt(d)) ** 2, rel=1e-8, abs=1e-10)


def test_the_values_of_theory():
    assert option(Uniform(-0.3, 0.3), 1.0, 0.1) == pytest.approx(0.0535898, abs=5e-8)  # P277
    assert option(Normal(0.0, 0.15), 1.0, 0.05) == pytest.approx(0.0708354, abs=5e-8)  # P284


@pytest.mark.parametrize("level", [-1.0, -0.1, 0.0, 0.3, 2.0])
def test_expected_excess_of_a_normal_law(level):
    """Bachelier's formula."""
    z = (0.1 - level) / 0.5
    exact = (0.1 - level) * norm.cdf(z) + 0.5 * norm.pdf(z)
    assert above(Normal(0.1, 0.5), level) == pytest.approx(exact, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("leaves", "deposit"), [(0.3, 0.0), (0.3, 0.2), (1.0, 0.1)])
def test_one_is_indifferent_at_the_limit(leaves, deposit):
    law = Lognormal(1.0, 0.5)
    k = option(law, leaves, deposit)

    def gain(eta: float) -> float:
        return ((1 - leaves) * (eta - k) + leaves * max(eta - k, -deposit)) * float(law.pdf(np.array([eta]))[0])

    edge = k - deposit
    total = quad(gain, 0.0, edge, epsabs=1e-13)[0] + quad(gain, edge, 60.0, epsabs=1e-13, limit=200)[0]
    assert total == pytest.approx(0.0, abs=1e-8)


def test_what_more_is_worth():
    law = Normal(0.2, 0.3)
    assert option(law, 0.0, 0.1) == 0.2
    rising = [option(law, leaves, 0.1) for leaves in (0.0, 0.2, 0.6, 1.0)]
    falling = [option(law, 0.5, deposit) for deposit in (0.0, 0.1, 0.4, 2.0)]
    assert rising == sorted(rising)
    assert falling == sorted(falling, reverse=True)
    assert option(law, 1.0, 50.0) == pytest.approx(0.2, abs=1e-9)
    with pytest.raises(NoEquilibriumError, match="ask for a deposit"):
        option(law, 1.0, 0.0)


def learning(form="second_price", leaves=1.0, strategy=None, **changes):
    own = some_rivals(None, 2, leaves=leaves, strategy=strategy or Equilibrium())
    base = {"format": FORMATS[form](), "rivals": (own,), "learnt": Uniform(-0.3, 0.3), "deposit": 0.1}
    return a_game(None, **(base | changes))


@pytest.mark.parametrize("form", ["second_price", "english", "clock"])
def test_bids_are_the_worth_and_the_right(form):
    worth = np.array([0.2, 0.9])
    for plan in (solve(learning(form)), Truthful().plan(learning(form))):
        np.testing.assert_allclose(plan.limit(worth) - worth, 0.0535898, atol=5e-8)
    np.testing.assert_allclose(solve(learning(form, leaves=0.0)).limit(worth), worth, atol=1e-15)


def test_where_the_own_bid_is_paid_or_risk_counts_nothing_is_known():
    for form in ("first_price", "dutch"):
        with pytest.raises(NoEquilibriumError, match="learn its worth before it pays and walk away"):
            solve(learning(form))
        with pytest.raises(NoEquilibriumError, match="learnt in part after winning"):
            solve(learning(form, leaves=0.0))
    with pytest.raises(NoEquilibriumError, match="set risk_aversion: 0"):
        solve(learning(risk_aversion=0.5))
    later = Truthful().plan(learning("first_price", learnt=Normal(0.2, 0.1)))
    np.testing.assert_allclose(later.limit(np.array([0.5])), 0.7)
    rounds = Truthful().plan(learning(rounds=2))
    assert rounds.method.endswith("waiting may pay")
    np.testing.assert_allclose(rounds.limit(np.array([0.5])), 0.5535898, atol=5e-8)


def test_what_is_learnt_is_added_to_the_worth_and_to_no_signal():
    group = a_bidder_group(count=400, strategy=Equilibrium(), learns_before_paying=1.0)
    book = Rules(FORMATS["second_price"](), reserve=0.0, deposit_share=0.2, deposit_basis="appraisal")

    def study(learnt):
        lots = {
            "lots": a_lot_group(worth=PrivateWorth(Uniform(0.0, 1.0), learnt=learnt), appraisal=Appraisal(0.0, 0.0))
        }
        return a_study(an_arm("one", {"all": group}, venue=Venue(Place(), book)), lots=lots)

    def drawn(learnt):
        nature = StudyNature(study(learnt), "one", 0)
        lot = nature.lots()[3]
        who = nature.interested(lot)
        return nature.worth(lot, who), nature.signal(lot, who, ())

    plain, seen = drawn(None)
    more, same = drawn(Uniform(-0.3, 0.3))
    np.testing.assert_array_equal(seen, same)
    np.testing.assert_array_equal(plain, seen)
    eta = more - plain
    assert np.abs(eta).max() <= 0.3
    assert abs(eta.mean()) < 4 * 0.6 / math.sqrt(12 * 400)
    assert abs(np.corrcoef(eta, plain)[0, 1]) < 0.2
    np.testing.assert_allclose(drawn(Constant(0.25))[0], plain + 0.25)
    (plan,) = prepare(study(Uniform(-0.3, 0.3))).limits.values()
    np.testing.assert_allclose(plan.limit(np.array([0.5])), 0.5535898, atol=5e-8)
