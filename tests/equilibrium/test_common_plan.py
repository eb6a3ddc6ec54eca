"""Worths that are the same for all: plans, drop-outs, refusals."""

import math

import numpy as np
import pytest

from sim.entities.knowledge import Public
from sim.entities.protocols import Rivals, Together
from sim.equilibrium import solve
from sim.equilibrium.common_plan import CurvePlan, LeavingPlan, own_estimate
from sim.equilibrium.verdict_plan import SeenVerdictPlan
from sim.errors import NoEquilibriumError
from sim.formats import FORMATS
from sim.nature import StudyNature
from sim.strategies import Cursed, Equilibrium, Truthful
from sim.values import WORTHS
from sim.values.common import CommonLognormalWorth, CommonNormalWorth, LoanWorth
from tests.equilibrium.games import a_game
from tests.studies import a_bidder_group, a_lot_group, a_study, an_arm

NORMAL = CommonNormalWorth(10.0, 1.0, 1.0)
LOGS = CommonLognormalWorth(1.0, 0.5, 0.4)
SIGNALS = np.array([9.0, 10.0, 11.5])


def group(others=2.0, **changes):
    base = {"law": None, "others": others, "poisson": False, "heard": 1.0, "strategy": Equilibrium(), "name": "ours"}
    return Rivals(**(base | changes))


def game(*rivals, form="second_price", common=NORMAL, variance=1.0, **changes):
    return a_game(
        None,
        **(
            {"format": FORMATS[form](), "rivals": rivals or (group(),), "common": common, "public_variance": variance}
            | changes
        ),
    )


def test_the_format_and_the_board_decide():
    for form in ("second_price", "english", "clock", "first_price"):
        plan = solve(game(form=form))
        assert isinstance(plan, CurvePlan)
        assert not isinstance(plan, Together)
        assert plan.method.startswith("equilibrium")
        assert plan.residual < 1e-6
        assert (np.diff(plan.limit(SIGNALS)) > 0.0).all()
    seen = solve(game(form="clock", shows=("bids", "dropouts")))
    assert isinstance(seen, LeavingPlan)
    assert isinstance(seen, Together)
    second, first = (solve(game(form=form)).limit(SIGNALS) for form in ("second_price", "first_price"))
    assert (first < second).all()


def test_two_see_no_more_than_one_knows():
    """With two bidders nobody has left before the end, so the clock is the second-price auction."""
    pair = (group(1.0),)
    seen = solve(game(*pair, form="clock", shows=("bids", "dropouts")))
    sealed = solve(game(*pair))
    signals = np.array([9.2, 10.7])
    together = seen.together(("ours",), np.zeros(2, dtype=np.int64), signals, Public())
    assert together.min() == pytest.approx(sealed.limit(signals).min(), rel=1e-6)
    assert len(seen.together(("ours",), np.zeros(0, dtype=np.int64), signals[:0], Public())) == 0
    assert np.isfinite(seen.limit(signals)).all()


def test_a_reserve_keeps_low_signals_away():
    for form, shows in (("second_price", ("bids",)), ("clock", ("bids", "dropouts"))):
        plan = solve(game(form=form, shows=shows, common=LOGS, variance=0.25, reserve=1.1))
        signals = np.array([0.8, 1.6])
        if isinstance(plan, Together):
            limits = plan.together(("ours",), np.zeros(2, dtype=np.int64), np.log(signals), Public())
        else:
            limits = plan.limit(np.log(signals))
        assert limits[0] == -math.inf
        assert limits[1] > 1.1


def test_naive_bidders_bid_the_own_estimate():
    naive = Truthful().plan(game())
    assert naive.method == "heuristic: own estimate"
    np.testing.assert_allclose(naive.limit(SIGNALS), 10.0 + 0.5 * (SIGNALS - 10.0), rtol=1e-6)
    half = solve(game(group(strategy=Cursed(0.5)))).limit(SIGNALS)
    rational = solve(game()).limit(SIGNALS)
    np.testing.assert_allclose(half, 0.5 * (rational + naive.limit(SIGNALS)), rtol=1e-6)
    with pytest.raises(NoEquilibriumError, match="there are no signals to go by"):
        own_estimate(game(common=object()))


@pytest.mark.parametrize(
    ("refused", "what"),
    [
        (game(form="posted_price"), "with common values; use english, clock, a sealed format or dutch"),
        (game(rounds=2), "over 2 rounds: a bidder may gain by waiting; use rounds: 1, or truthful"),
        (game(group(), group(name="b")), "between several groups with common values; put all bidders into one group"),
        (game(group(poisson=True)), "with common values and an unknown number of rivals"),
        (game(group(heard=0.5)), "with common values and an unknown number of rivals"),
        (game(risk_aversion=0.5), "with common values, risk aversion or limited funds"),
        (game(reserve=math.nan), "with common values and a reserve that differs from lot to lot; set rules.reserve"),
        (game(form="dutch", step=0.1), "with common values on a grid of prices; set no increment"),
        (game(common=object()), "with worths of this kind"),
    ],
)
def test_refusals(refused, what):
    with pytest.raises(NoEquilibriumError) as caught:
        solve(refused)
    assert str(caught.value) == f"no equilibrium is known for {refused.format.name} {what}"


@pytest.mark.parametrize("worth", [NORMAL, LOGS], ids=["normal", "logs"])
def test_nature_draws_the_signals_of_the_family(worth):
    lots = {"claims": a_lot_group(worth=worth, count=400)}
    nature = StudyNature(a_study(an_arm("one", {"crowd": a_bidder_group(count=5)}), lots=lots), "one", 0)
    gaps = []
    for lot in nature.lots():
        who = nature.interested(lot)
        assert [sd for _, sd in nature.looks(lot)] == [0.4, 0.25, 0.15]
        common = nature.common(lot)
        assert (nature.worth(lot, who) == common).all()
        gaps.append(nature.signal(lot, who, ()) - (common if worth is NORMAL else math.log(common)))
    spread = np.std(np.concatenate(gaps))
    assert spread == pytest.approx(worth.signal_sd, rel=0.1)
    assert worth.public(()).variance == pytest.approx(worth.sd**2)
    assert WORTHS[worth.model] is type(worth)


def test_groups_may_know_the_worth_or_nothing():
    lots = {"claims": a_lot_group(worth=LOGS, count=300)}
    crowd = {
        "all": a_bidder_group(count=1, signal_sd=0.0),
        "none": a_bidder_group(count=1, signal_sd=None),
        "some": a_bidder_group(count=1),
    }
    nature = StudyNature(a_study(an_arm("one", crowd), lots=lots), "one", 0)
    seen = []
    for lot in nature.lots():
        signal = nature.signal(lot, nature.interested(lot), (None, 0.1))
        assert signal[0] == nature.common(lot)
        seen.append([signal[1], signal[2] - math.log(nature.common(lot))])
    drawn, gap = np.array(seen).T
    assert drawn.min() == pytest.approx(0.0, abs=0.05)
    assert drawn.max() == pytest.approx(1.0, abs=0.05)
    assert np.std(gap) == pytest.approx(LOGS.signal_sd, rel=0.15)


def test_public_facts_move_the_mean_and_sharpen_it():
    """A look at the worth as sharp as the prior: half the variance, and limits follow the posterior mean."""
    told = NORMAL.public(((12.0, 1.0),))
    assert (told.mean, told.variance) == (11.0, 0.5)
    for form, shows in (("second_price", ("bids",)), ("first_price", ("bids",)), ("clock", ("bids", "dropouts"))):
        plan = solve(game(form=form, shows=shows, variance=0.5))
        here, there = Public(10.0, 0.5), Public(11.0, 0.5)
        if isinstance(plan, Together):
            who = np.zeros(3, dtype=np.int64)
            one, two = (plan.together(("ours",), who, SIGNALS + k, public) for k, public in ((0, here), (1, there)))
        else:
            one, two = plan.limit(SIGNALS, here), plan.limit(SIGNALS + 1.0, there)
        np.testing.assert_allclose(two, one + 1.0, rtol=1e-9)
    logs = solve(game(common=LOGS, variance=0.1))
    one, two = logs.limit(np.zeros(2), Public(0.0, 0.1)), logs.limit(np.full(2, 0.3), Public(0.3, 0.1))
    np.testing.assert_allclose(two, one * math.exp(0.3), rtol=1e-9)
    with pytest.raises(NoEquilibriumError, match="with public facts and a reserve; drop one of them"):
        solve(game(variance=0.5, reserve=9.0))


LOAN = LoanWorth(bad=2.0, good=6.0, good_probability=0.4, power=2.0)


def test_verdicts_on_a_loan_are_read_by_bayes():
    """Two verdicts, counted out: 0.4 * 0.8 * 0.3 good against 0.6 * 0.2 * 0.7 bad of those that show yes and no."""
    told = LOAN.public(((1.0, 0.8), (0.0, 0.7)))
    chance = 0.4 * 0.8 * 0.3 / (0.4 * 0.8 * 0.3 + 0.6 * 0.2 * 0.7)
    assert told.mean == pytest.approx(2.0 + 4.0 * chance)
    assert told.variance == pytest.approx(16.0 * chance * (1.0 - chance))
    assert LOAN.public(()).mean == pytest.approx(3.6)


@pytest.mark.parametrize("form", ["second_price", "first_price", "clock"])
def test_after_a_verdict_the_game_is_that_of_another_loan(form):
    shows = ("bids", "dropouts") if form == "clock" else ("bids",)
    whole = solve(game(form=form, common=LOAN, shows=shows, verdicts=(0.8, 0.7)))
    who, signals = np.zeros(3, dtype=np.int64), np.array([0.2, 0.5, 0.9])
    for first, second in ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)):
        public = LOAN.public(((first, 0.8), (second, 0.7)))
        other = LoanWorth(2.0, 6.0, (public.mean - 2.0) / 4.0, 2.0)
        alone = solve(game(form=form, common=other, shows=shows))
        np.testing.assert_allclose(whole.limit(signals, public), alone.limit(signals, public), rtol=1e-9)
        assert isinstance(whole, Together) == isinstance(alone, Together) == (form == "clock")
        if isinstance(whole, Together) and isinstance(alone, Together):
            assert whole.names == alone.names
            together = (plan.together(("ours",), who, signals, public) for plan in (whole, alone))
            np.testing.assert_allclose(*together, rtol=1e-9)
    assert whole.method.endswith("; after each public verdict")
    assert whole.residual < 1e-6
    assert whole.script == ()


def test_naive_bidders_read_verdicts_too_and_equal_ones_are_solved_once():
    naive = Truthful().plan(game(common=LOAN, verdicts=(0.8, 0.8)))
    assert len(naive.plans) == 3
    good, bad = (naive.limit(np.array([0.5]), LOAN.public(((said, 0.8), (said, 0.8))))[0] for said in (1.0, 0.0))
    assert (bad, good) == pytest.approx((2.0 + 4.0 * 0.04 / (0.04 + 0.96), 2.0 + 4.0 * 0.64 / (0.64 + 0.06)))


def test_too_many_verdicts_and_plans_of_two_kinds_are_refused():
    with pytest.raises(NoEquilibriumError, match="no more than 6 verdicts on a loan can be public"):
        solve(game(common=LOAN, verdicts=(0.6,) * 7))
    mixed = SeenVerdictPlan(np.array([2.0]), (own_estimate(game(common=LOAN)),))
    with pytest.raises(TypeError, match="without drop-outs"):
        mixed.together(("ours",), np.zeros(1, dtype=np.int64), np.array([0.5]), Public(2.0))


def test_nature_draws_verdicts_that_are_right_as_often_as_the_steps_say():
    lots = {"claims": a_lot_group(worth=LOAN, count=4000, disclosure_steps=(0.8, 0.6))}
    nature = StudyNature(a_study(an_arm("one", {"crowd": a_bidder_group(count=1)}), lots=lots), "one", 0)
    good = np.array([nature.common(lot) == 6.0 for lot in nature.lots()])
    said = np.array([[verdict for verdict, _ in nature.looks(lot)] for lot in nature.lots()])
    assert [chance for _, chance in nature.looks(nature.lots()[0])] == [0.8, 0.6]
    right = said == good[:, None]
    for share, chance in zip(right.mean(axis=0), (0.8, 0.6), strict=True):
        assert share == pytest.approx(chance, abs=4.5 * math.sqrt(chance * (1.0 - chance) / 4000))
    assert abs(np.corrcoef(right.T)[0, 1]) < 4.5 / math.sqrt(4000)
