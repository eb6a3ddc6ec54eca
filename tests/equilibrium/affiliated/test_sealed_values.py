"""Sealed bids and the prices they make, against values published for the textbook settings, evaluated elsewhere.

Uniform: Wilson 1977, Milgrom and Weber 1982, Kagel and Levin 1986; normal and lognormal: Milgrom and Weber 1982 by
quadrature; cursed: Eyster and Rabin 2005. The price that a table makes is integrated by the definition of its family.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim.equilibrium.affiliated import (
    GaussianSignals,
    LoanSignals,
    MineralRights,
    SignalCurve,
    announced_bids,
    first_price,
    model_of,
    naive,
    screening,
    second_price,
)
from sim.values.common import (
    CommonLognormalWorth,
    CommonNormalWorth,
    LoanWorth,
    MineralRightsWorth,
    MixedWorth,
    SignalWorth,
)
from tests.equilibrium.affiliated.literal import Literal, Moments, moments
from tests.equilibrium.affiliated.simulated import draw, mean

OIL = MineralRightsWorth(50.0, 250.0, 12.0)
WIDE_OIL = MineralRightsWorth(50.0, 250.0, 18.0)
UNIT = CommonNormalWorth(0.0, 1.0, 1.0)
SHARP = CommonNormalWorth(0.0, 1.0, 0.5)
MIXED = MixedWorth(0.0, 1.0, 1.0, 0.4)
LOGS = CommonLognormalWorth(1.0, 0.5, 0.4)
LOAN = LoanWorth(0.0, 1.0, 0.5, 2.0)


@cache
def plan(kind: str, worth: SignalWorth, n: int, chi: float = 0.0) -> SignalCurve:
    """Solved once."""
    model = model_of(worth)
    if kind == "naive":
        return naive(model)
    return {"first": first_price, "second": second_price}[kind](model, n, chi=chi)


@cache
def outcome(kind: str, worth: SignalWorth, n: int, place: int, chi: float = 0.0) -> Moments:
    """The price is what the signal in this place bids."""
    points = Literal(worth).points(n, place)
    return moments(points, plan(kind, worth, n, chi).limit(points[0].ravel()).reshape(points[0].shape))


BIDS = [
    ("P130", "first", OIL, 4, 65.0, 55.911347166620644),
    ("P131", "first", OIL, 4, 150.0, 138.0000020492212),
    ("P132", "second", OIL, 4, 150.0, 144.0),
    ("P145", "first", WIDE_OIL, 7, 71.0, 55.511158155965205),
    ("P146", "first", WIDE_OIL, 7, 150.0, 132.00000053533824),
    ("P147", "second", WIDE_OIL, 7, 150.0, 137.14285714285714),
    ("P160", "first", UNIT, 3, 0.5, -0.494043188039957),
    ("P161", "second", UNIT, 3, 0.5, 0.1288575927199499),
    ("P175", "first", SHARP, 6, 0.5, -0.24616577773831205),
    ("P176", "second", SHARP, 6, 0.5, 0.0918818606095065),
]


@pytest.mark.parametrize(("kind", "worth", "n", "x", "bid"), [row[1:] for row in BIDS], ids=[row[0] for row in BIDS])
def test_bids(kind, worth, n, x, bid):
    assert plan(kind, worth, n).limit(np.array([x]))[0] == pytest.approx(bid, rel=1e-8)


PRICES = [
    ("P123", "first", OIL, 4, 1, 0.0, 145.46223026507465),
    ("P124", "second", OIL, 4, 2, 0.0, 146.55720612483418),
    ("P126", "first", OIL, 4, 1, 0.5, 148.31334628481673),
    ("P127", "second", OIL, 4, 2, 0.5, 149.4066030624171),
    ("P128", "first", OIL, 4, 1, 1.0, 151.16446230455682),
    ("P129", "second", OIL, 4, 2, 1.0, 152.256),
    ("P138", "first", WIDE_OIL, 7, 1, 0.0, 145.73238518965496),
    ("P139", "second", WIDE_OIL, 7, 2, 0.0, 146.31820578375311),
    ("P141", "first", WIDE_OIL, 7, 1, 0.5, 151.67708024584434),
    ("P142", "second", WIDE_OIL, 7, 2, 0.5, 152.25410289187656),
    ("P143", "first", WIDE_OIL, 7, 1, 1.0, 157.62177530203616),
    ("P144", "second", WIDE_OIL, 7, 2, 1.0, 158.19),
    ("P154", "second", UNIT, 3, 2, 0.0, -0.23412332076021733),
    ("P155", "first", UNIT, 3, 1, 0.0, -0.34969219166377025),
    ("P156", "naive", UNIT, 3, 1, 0.0, 0.42314218766088335),
    ("P157", "naive", UNIT, 3, 2, 0.0, 0.0),
    ("P158", "second", UNIT, 3, 2, 0.5, -0.11706166038010872),
    ("P159", "first", UNIT, 3, 1, 0.5, -0.21492472720323327),
    ("P169", "second", SHARP, 6, 2, 0.0, -0.07700695163002175),
    ("P170", "first", SHARP, 6, 1, 0.0, -0.14197623513494168),
    ("P171", "naive", SHARP, 6, 1, 0.0, 0.5068825442446679),
    ("P172", "naive", SHARP, 6, 2, 0.0, 0.25670201551434463),
    ("P173", "second", SHARP, 6, 2, 0.5, 0.08984753194213334),
    ("P174", "first", SHARP, 6, 1, 0.5, 0.02960710770715803),
    ("P184", "second", MIXED, 3, 2, 0.0, -0.1404739924561303),
    ("P185", "first", MIXED, 3, 1, 0.0, -0.27394112517222136),
    ("P189", "second", LOGS, 4, 2, 0.0, 1.0489644672363607),
    ("P190", "first", LOGS, 4, 1, 0.0, 1.0007736398113654),
    ("P191", "naive", LOGS, 4, 1, 0.0, 1.4350146591746122),
    ("P192", "naive", LOGS, 4, 2, 0.0, 1.1953681460999435),
    ("P198", "second", LOAN, 3, 2, 0.0, 0.38780069626202346),
    ("P199", "first", LOAN, 3, 1, 0.0, 0.34824067327375813),
]
"""Id, whose table, family, bidders, whose bid is the price (1 the highest), cursedness, mean price."""


@pytest.mark.parametrize(
    ("kind", "worth", "n", "place", "chi", "price"), [row[1:] for row in PRICES], ids=[row[0] for row in PRICES]
)
def test_mean_prices(kind, worth, n, place, chi, price):
    assert outcome(kind, worth, n, place, chi).price == pytest.approx(price, rel=1e-9, abs=1e-9)


INFORMATIVE = [
    ("P163", "second", UNIT, 3, 2, "rmse", 0.604782326821867),
    ("P164", "first", UNIT, 3, 1, "rmse", 0.7078296018578615),
    ("P166", "second", UNIT, 3, 2, "corr", 0.8308202130362807),
    ("P167", "first", UNIT, 3, 1, "corr", 0.7988853367209732),
    ("P178", "second", SHARP, 6, 2, "rmse", 0.2669422603686766),
    ("P179", "first", SHARP, 6, 1, "rmse", 0.34084132514442994),
    ("P181", "second", SHARP, 6, 2, "corr", 0.9667854589386112),
    ("P182", "first", SHARP, 6, 1, "corr", 0.9516776121376764),
    ("P342", "second", UNIT, 2, 2, "rmse", 0.7453559924999247),
    ("P343", "first", UNIT, 2, 1, "rmse", 0.8585783143468195),
    ("P345", "second", UNIT, 10, 2, "rmse", 0.43001462485778724),
    ("P346", "first", UNIT, 10, 1, "rmse", 0.5327696217769843),
    ("P348", "second", UNIT, 50, 2, "rmse", 0.3254375771158861),
    ("P349", "first", UNIT, 50, 1, "rmse", 0.42882255166973166),
]


@pytest.mark.parametrize(
    ("kind", "worth", "n", "place", "what", "value"), [row[1:] for row in INFORMATIVE], ids=[r[0] for r in INFORMATIVE]
)
def test_what_prices_tell_of_the_worth(kind, worth, n, place, what, value):
    assert getattr(outcome(kind, worth, n, place), what) == pytest.approx(value, abs=1e-9)


def test_the_winner_of_a_partly_private_lot_p186():
    signal, state, weight = Literal(MIXED).points(3, 1)
    assert float((weight * (0.4 * signal + 0.6 * state)).sum()) == pytest.approx(0.3385137501287067, abs=1e-8)


def test_the_mean_of_a_lognormal_worth_p187():
    _, state, weight = Literal(LOGS).points(4, 1)
    assert float((weight * np.exp(state)).sum()) == pytest.approx(1.1331484530668263, abs=1e-8)


MIDDLE = [
    ("P133", "first", OIL, 4, 1, 4.8),
    ("P134", "second", OIL, 4, 2, 3.6),
    ("P136", "naive", OIL, 4, 1, -7.2),
    ("P148", "first", WIDE_OIL, 7, 1, 4.5),
    ("P149", "second", WIDE_OIL, 7, 2, 3.857142857142857),
    ("P151", "naive", WIDE_OIL, 7, 1, -13.5),
]


@pytest.mark.parametrize(
    ("kind", "worth", "n", "place", "profit"), [row[1:] for row in MIDDLE], ids=[row[0] for row in MIDDLE]
)
def test_profits_in_the_middle(kind, worth, n, place, profit):
    points = Literal(worth).given(160.0, n, place)
    price = moments(points, plan(kind, worth, n).limit(points[0])).price
    assert 160.0 - price == pytest.approx(profit, abs=2e-5)  # what is left of the lower end, exp(-n / 2 x 86 / 12)


@pytest.mark.parametrize(
    ("n", "kind", "place", "value"),
    [
        pytest.param(4, "first", 1, 6.196773353931866, id="P335"),
        pytest.param(4, "second", 2, 6.000000000000001, id="P336"),
        pytest.param(20, "first", 1, 1.5790840679034464, id="P338"),
        pytest.param(20, "second", 2, 1.8533227443716311, id="P339"),
    ],
)
def test_what_prices_tell_in_the_middle(n, kind, place, value):
    points = Literal(OIL).given(160.0, n, place)
    assert moments(points, plan(kind, OIL, n).limit(points[0])).rmse == pytest.approx(value, abs=2e-5)


@pytest.mark.parametrize(
    ("worth", "n", "profit"), [pytest.param(OIL, 4, 2.4, id="P137"), pytest.param(WIDE_OIL, 7, 2.25, id="P152")]
)
def test_profit_when_the_lowest_signal_is_announced(worth, n, profit):
    drawn = draw(worth, n, common=150.0)
    bids = announced_bids(model_of(worth), drawn.signals)
    estimate = mean(150.0 - bids.max(axis=1), drawn.signals.mean(axis=1) - 150.0)
    assert estimate.agrees(profit)
    assert estimate.se < 0.005 * profit


def test_a_screening_reserve_p193_to_p196():
    model, literal, reserve = model_of(LOGS), Literal(LOGS), 1.1
    lowest = screening(model, 4, reserve)
    assert lowest == pytest.approx(0.4892757648022694, abs=1e-9)
    second, first = second_price(model, 4, reserve), first_price(model, 4, reserve)
    highest, runner_up = literal.points(4, 1, lowest), literal.points(4, 2, lowest)
    sale = float(highest[2].sum())
    assert sale == pytest.approx(0.44416940138598315, abs=1e-8)
    alone = sale - float(runner_up[2].sum())
    paid = np.maximum(second.limit(runner_up[0].ravel()), 0.0).reshape(runner_up[0].shape)
    assert alone * reserve + float((runner_up[2] * paid).sum()) == pytest.approx(0.6478531932710192, abs=1e-6)
    bids = np.maximum(first.limit(highest[0].ravel()), 0.0).reshape(highest[0].shape)
    assert float((highest[2] * bids).sum()) == pytest.approx(0.6254178010443077, abs=1e-6)


@pytest.mark.parametrize(
    ("precision", "kind", "place", "price"),
    [
        pytest.param(1.0, "second", 2, -0.18302502765525286, id="P211"),
        pytest.param(1.0, "first", 1, -0.24375387843968538, id="P212"),
        pytest.param(4.0, "second", 2, -0.11081845351792868, id="P214"),
        pytest.param(4.0, "first", 1, -0.12957459411441827, id="P215"),
    ],
)
def test_a_public_signal_of_a_normal_worth(precision, kind, place, price):
    told = model_of(UNIT).told(0.7, precision)
    assert isinstance(told, GaussianSignals)
    left = CommonNormalWorth(told.mean, told.sd, told.noise)
    assert outcome(kind, left, 3, place).price - told.mean == pytest.approx(price, abs=1e-6)


@pytest.mark.parametrize(
    ("kind", "place", "price"),
    [
        pytest.param("second", 2, 0.4154052953290672, id="P201"),
        pytest.param("first", 1, 0.38740474107627354, id="P202"),
    ],
)
def test_a_public_verdict_on_a_loan(kind, place, price):
    total = 0.0
    for verdict in (0.0, 1.0):
        told = model_of(LOAN).told(verdict, 0.8)
        assert isinstance(told, LoanSignals)
        assert told.good_probability == pytest.approx(0.8 if verdict else 0.2, rel=1e-12)
        total += 0.5 * outcome(kind, LoanWorth(0.0, 1.0, told.good_probability, 2.0), 3, place).price
    assert total == pytest.approx(price, abs=1e-6)


@pytest.mark.parametrize("corner", [51.0, 55.0, 60.0, 61.99])
def test_uniform_first_price_bids_in_the_lower_corner_are_linear(corner):
    bid = plan("first", OIL, 4).limit(np.array([corner]))[0]
    assert bid == pytest.approx(50.0 + (corner - 38.0) / 5.0, rel=1e-9)


def test_uniform_first_price_bids_in_the_middle_are_in_closed_form():
    x = np.linspace(62.0, 238.0, 400)
    shade = 24.0 / 5.0 * np.exp(-4.0 / 24.0 * (x - 62.0))
    assert plan("first", OIL, 4).limit(x) == pytest.approx(x - 12.0 + shade, rel=1e-9)


def test_overlapping_corners_are_solved_too():
    model = MineralRights(0.0, 1.0, 5.0)
    curve = first_price(model, 3)
    assert curve.residual < 1e-9
    assert np.all(np.diff(curve.limit(np.linspace(-5.0, 6.0, 500))) > 0.0)
