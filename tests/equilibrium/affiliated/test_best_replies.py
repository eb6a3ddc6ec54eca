"""Nobody gains by another bid: payoffs by the definition of each family, on grids of signals and deviations."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.equilibrium.affiliated import (
    GaussianSignals,
    LoanSignals,
    MineralRights,
    SignalCurve,
    first_price,
    model_of,
    naive,
    screening,
    second_price,
)
from sim.values.common import CommonLognormalWorth, CommonNormalWorth, LoanWorth, MineralRightsWorth, MixedWorth
from tests.equilibrium.affiliated.literal import Literal

CASES = {
    "uniform": (MineralRightsWorth(50.0, 250.0, 12.0), 4, [40.0, 61.0, 70.0, 150.0, 239.0, 259.0], 120.0),
    "uniform, corners overlap": (MineralRightsWorth(0.0, 10.0, 8.0), 3, [-6.0, 0.0, 5.0, 10.0, 16.0], 4.0),
    "normal": (CommonNormalWorth(0.0, 1.0, 1.0), 3, [-3.0, -1.0, 0.0, 0.5, 2.0], 0.2),
    "sharp normal": (CommonNormalWorth(10.0, 3.0, 0.5), 8, [4.0, 9.0, 10.0, 12.0, 16.0], 11.0),
    "mixed": (MixedWorth(0.0, 1.0, 1.0, 0.4), 3, [-2.0, 0.0, 1.0, 3.0], 0.2),
    "lognormal": (CommonLognormalWorth(1.0, 0.5, 0.4), 4, [-1.0, 0.0, 0.6, 1.5], 1.1),
    "loan": (LoanWorth(0.0, 1.0, 0.5, 2.0), 3, [0.1, 0.4, 0.6, 0.95], 0.45),
    "bad loans, two looking": (LoanWorth(20.0, 80.0, 0.2, 1.4), 2, [0.02, 0.5, 0.9], 30.0),
}
"""Family, bidders, signals, a reserve that binds."""

every_case = pytest.mark.parametrize("name", CASES)
with_and_without = pytest.mark.parametrize("reserved", [False, True], ids=["no reserve", "reserve"])


@cache
def solved(name: str, kind: str, reserved: bool) -> SignalCurve:
    worth, n, _, reserve = CASES[name]
    solver = first_price if kind == "first" else second_price
    return solver(model_of(worth), n, reserve if reserved else None)


def grid(name: str, reserved: bool, points: int = 25) -> np.ndarray:
    """Signals that take part, some of which a deviator may pretend to have; the lowest first."""
    worth, n, _, reserve = CASES[name]
    model = model_of(worth)
    low, high = (np.array(model.core) * (0.15 if model.odds else 1.0)).tolist()
    if isinstance(model, GaussianSignals):
        middle = 0.5 * (low + high)
        low, high = middle + 0.6 * (low - middle), middle + 0.6 * (high - middle)
    if reserved:
        low = screening(model, n, reserve)
    at = np.linspace(low, high, points)
    at[0] += 1e-9 * (high - low)
    return 1.0 / (1.0 + np.exp(-at)) if model.odds else at


def scale(name: str) -> float:
    return model_of(CASES[name][0]).spread


@every_case
@with_and_without
def test_no_other_first_price_bid_pays(name, reserved):
    worth, n, signals, _ = CASES[name]
    literal, curve, others = Literal(worth), solved(name, "first", reserved), grid(name, reserved)
    for x in signals:

        def payoff(t, x=x):
            won, chance = literal.expect(x, lambda state: literal.cdf(t, state) ** (n - 1), cuts=(t,))
            return (won - curve.limit(np.array([t]))[0]) * chance

        best = max(payoff(t) for t in others)
        takes_part = np.isfinite(curve.limit(np.array([x]))[0])
        assert best <= (payoff(x) if takes_part else 0.0) + 1e-7 * scale(name)
        assert not takes_part or payoff(x) >= -1e-9 * scale(name)


@every_case
@with_and_without
def test_no_rival_bid_makes_a_second_price_winner_sorry(name, reserved):
    """Given the strongest rival's signal y, winning pays if and only if x > y: better than best on average."""
    worth, n, signals, reserve = CASES[name]
    literal, curve = Literal(worth), solved(name, "second", reserved)
    for x in signals:
        takes_part = np.isfinite(curve.limit(np.array([x]))[0])
        for y in grid(name, reserved):
            if isinstance(worth, MineralRightsWorth) and abs(x - y) > 2.0 * worth.half_width:
                continue
            tie = literal.expect(
                x, lambda state, y=y: literal.pdf(y, state) * literal.cdf(y, state) ** (n - 2), cuts=(y,)
            )[0]
            gain = tie - curve.limit(np.array([y]))[0]
            assert gain * np.sign(x - y) >= -1e-7 * scale(name)
        if reserved:
            edge = grid(name, True)[0]
            alone, chance = literal.expect(x, lambda state, t=edge: literal.cdf(t, state) ** (n - 1), cuts=(edge,))
            assert chance == 0.0 or (alone - reserve) * (1.0 if takes_part else -1.0) >= -1e-7 * scale(name)


@every_case
def test_the_lowest_signal_that_takes_part_breaks_even(name):
    worth, n, _, reserve = CASES[name]
    literal, edge = Literal(worth), grid(name, True)[0]
    alone = literal.expect(edge, lambda state: literal.cdf(edge, state) ** (n - 1), cuts=(edge,))[0]
    assert alone == pytest.approx(reserve, abs=1e-7 * scale(name))
    assert solved(name, "first", True).limit(np.array([edge]))[0] == pytest.approx(reserve, abs=1e-6 * scale(name))
    below = np.array([edge - 1e-5 * (1.0 + abs(edge))])
    assert solved(name, "first", True).limit(below)[0] == -np.inf
    assert solved(name, "second", True).limit(below)[0] == -np.inf
    assert solved(name, "second", True).limit(np.array([edge]))[0] > reserve


@every_case
@pytest.mark.parametrize("chi", [0.25, 1.0])
def test_the_cursed_bid_by_their_own_idea_of_the_worth(name, chi):
    worth, n, signals, _ = CASES[name]
    literal, model = Literal(worth), model_of(worth)
    for x in signals:
        tie = literal.expect(x, lambda s, x=x: literal.pdf(x, s) * literal.cdf(x, s) ** (n - 2))[0]
        own = literal.expect(x, np.ones_like)[0]
        bid = second_price(model, n, chi=chi).limit(np.array([x]))[0]
        assert bid == pytest.approx((1.0 - chi) * tie + chi * own, abs=1e-7 * scale(name))
        assert naive(model).limit(np.array([x]))[0] == pytest.approx(own, abs=1e-7 * scale(name))


@every_case
@with_and_without
@pytest.mark.parametrize("kind", ["first", "second"])
def test_bids_rise_with_signals(name, kind, reserved):
    bids = solved(name, kind, reserved).limit(grid(name, reserved, 4000))
    assert np.all(np.isfinite(bids))
    assert np.all(np.diff(bids) >= 0.0)


@every_case
@with_and_without
def test_tables_say_how_good_they_are(name, reserved):
    for kind in ("first", "second"):
        curve = solved(name, kind, reserved)
        assert curve.residual <= 1e-9
        assert f"affiliated {kind} price" in curve.method
        assert curve.script == ()


def models():
    middle = st.floats(0.1, 10.0)
    return st.one_of(
        st.builds(GaussianSignals, st.floats(-5.0, 5.0), middle, middle, st.floats(0.0, 1.0)),
        st.builds(lambda s, g: GaussianSignals(0.0, s, g, logs=True), st.floats(0.05, 1.0), st.floats(0.05, 1.0)),
        st.builds(lambda low, width, e: MineralRights(low, low + width, e), st.floats(-9.0, 9.0), middle, middle),
        st.builds(LoanSignals, st.just(1.0), st.just(0.0), st.floats(0.05, 0.95), st.floats(1.2, 4.0)),
    )


@given(model=models(), n=st.integers(2, 30), chi=st.sampled_from([0.0, 0.4, 1.0]))
@settings(deadline=None, max_examples=20)
def test_sealed_first_prices_are_shaded_and_both_increase(model, n, chi):
    first, second = first_price(model, n, chi=chi), second_price(model, n, chi=chi)
    assert max(first.residual, second.residual) < 1e-8
    low, high = model.core
    at = np.linspace(low, high, 300)
    signals = 1.0 / (1.0 + np.exp(-at)) if model.odds else at
    lower, upper = first.limit(signals), second.limit(signals)
    assert np.all(np.diff(lower) >= -1e-14 * np.abs(lower).max())
    assert np.all(np.diff(upper) >= -1e-14 * np.abs(upper).max())
    assert np.all(lower <= upper + 1e-8 * model.spread * np.maximum(1.0, np.abs(upper)))


@given(mean=st.floats(-50.0, 50.0), unit=st.floats(0.1, 100.0), x=st.floats(-3.0, 3.0))
@settings(deadline=None, max_examples=15)
def test_money_has_no_unit_and_no_origin(mean, unit, x):
    plain = first_price(GaussianSignals(0.0, 1.0, 0.7), 4)
    moved = first_price(GaussianSignals(mean, unit, 0.7 * unit), 4)
    bid, other = plain.limit(np.array([x]))[0], moved.limit(np.array([mean + unit * x]))[0]
    assert (other - mean) / unit == pytest.approx(bid, abs=1e-7 * (1.0 + abs(mean) / unit))


@pytest.mark.parametrize("solver", [first_price, second_price])
@pytest.mark.parametrize("logs", [False, True])
def test_limits_move_with_what_is_known_of_a_lot(solver, logs):
    plain = solver(GaussianSignals(0.0, 0.5, 0.4, logs=logs), 4, 1.1 if logs else 0.1)
    moved = solver(GaussianSignals(2.0, 0.5, 0.4, logs=logs), 4, 1.1 * np.exp(2.0) if logs else 2.1)
    signals = np.linspace(1.0, 4.0, 50)
    assert plain.limit(signals, 2.0) == pytest.approx(moved.limit(signals), rel=1e-8)
    assert plain.limit(signals, np.full(50, 2.0)) == pytest.approx(moved.limit(signals), rel=1e-8)
