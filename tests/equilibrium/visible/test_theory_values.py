"""Reference values of the literature (theory.md) that the log-normal hall contains, by simulation at 4 standard errors.

The normal additive model (P153 and so on) is reached in logs: with normal worths, log price - h is the price. The taste
floor shifts these values by less than 1e-5. Second-price and first-price values there belong to other games.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.interpolate import CubicSpline
from scipy.special import ndtr
from scipy.stats import norm

from sim.equilibrium.visible import drop_outs as free
from sim.equilibrium.visible.groups import Group
from sim.equilibrium.visible.screening import takes_part
from sim.equilibrium.visible.start_price import drop_outs

FLOOR = 1e-5


@dataclass(frozen=True)
class Model:
    """n alike bidders: c ~ N(0, prior), w = c + taste, x = w + noise (variances); public news of a given precision."""

    n: int
    prior: float
    noise: float
    taste: float = 0.0
    cursed: float = 0.0
    public: float = 0.0

    @property
    def precision(self):
        return 1.0 / self.prior + self.public

    @property
    def group(self):
        return (Group("all", self.taste, self.noise, self.cursed),)

    @property
    def constant(self):
        """h of a rational bidder, with tastes or without."""
        rho = self.taste / (self.taste + self.noise)
        total = self.precision + self.n / (self.taste + self.noise)
        return 0.5 * (rho * self.noise + (1.0 - rho) ** 2 / total)

    def lots(self, lots, seed=1):
        """Common parts, worths, signals and public means."""
        rng = np.random.default_rng(seed)
        c = math.sqrt(self.prior) * rng.standard_normal(lots)
        w = c[:, None] + math.sqrt(self.taste) * rng.standard_normal((lots, self.n))
        x = w + math.sqrt(self.noise) * rng.standard_normal((lots, self.n))
        news = c + rng.standard_normal(lots) / math.sqrt(self.public) if self.public else np.zeros(lots)
        return c, w, x, self.public * news / self.precision

    def prices(self, x, m):
        """Log prices without a start price."""
        everybody = np.zeros(self.n, dtype=np.int64)
        limits = [
            free.drop_outs(self.group, self.precision, mean, everybody, row) for mean, row in zip(m, x, strict=True)
        ]
        return np.sort(limits, axis=1)[:, -2]

    def best_guess(self, x, m):
        """E[c | all signals]: its mean is known, so it is a control variate."""
        q = 1.0 / (self.taste + self.noise)
        return (self.precision * m + q * x.sum(axis=1)) / (self.precision + self.n * q)


def close(sample, value, slack=FLOOR):
    """Within 4 standard errors."""
    error = sample.std() / math.sqrt(len(sample))
    assert abs(sample.mean() - value) <= 4.0 * error + slack, (sample.mean(), value, error)


@pytest.mark.parametrize("n", [2, 3, 5])
def test_symmetric_drop_outs_are_those_of_milgrom_and_weber(n):
    """log price = h + E[c | all signals, the highest replaced by the second-highest]."""
    model = Model(n, 0.25, 0.16, public=3.0)
    _, _, x, m = model.lots(20)
    tied = np.sort(x, axis=1)
    tied[:, -1] = tied[:, -2]
    assert_allclose(model.prices(x, m), model.constant + model.best_guess(tied, m), atol=FLOOR)


@pytest.mark.parametrize(
    ("model", "value"),
    [
        (Model(3, 1.0, 1.0), -0.211571),  # P153
        (Model(6, 1.0, 0.25), -0.0500361),  # P168
        (Model(3, 1.0, 1.0, public=1.0), -0.169257),  # P210
        (Model(3, 1.0, 1.0, public=4.0), -0.105786),  # P213
    ],
    ids=["P153", "P168", "P210", "P213"],
)
def test_english_price_of_the_normal_model(model, value):
    _, _, x, m = model.lots(3000)
    close(model.prices(x, m) - model.constant - model.best_guess(x, m), value)


@pytest.mark.parametrize(
    ("model", "value"),
    [(Model(3, 1.0, 1.0), 0.568606), (Model(6, 1.0, 0.25), 0.210442), (Model(2, 1.0, 1.0), 0.745356)],
    ids=["P162", "P177", "P341"],
)
def test_how_far_the_price_is_from_the_common_worth(model, value):
    c, _, x, m = model.lots(3000)
    close((model.prices(x, m) - model.constant - c) ** 2, value**2, 1e-4)


def test_p183_and_p186_partly_private_worths():
    """U_i = .4 X_i + .6 V: taste is .4 of what a signal says beyond c."""
    model = Model(3, 1.0, 0.6, 0.4)
    _, w, x, m = model.lots(4000)
    close(model.prices(x, m) - model.constant - model.best_guess(x, m), -0.126943)
    winner = np.argmax(x, axis=1)
    close(w[np.arange(len(x)), winner] - model.best_guess(x, m), 0.338514)


def test_p188_english_price_of_the_lognormal_model():
    model = Model(4, 0.25, 0.16)
    _, _, x, m = model.lots(4000)
    worth = np.exp(model.best_guess(x, m) + model.constant)
    assert_allclose(math.exp(0.125), 1.13315, atol=5e-6)  # P187
    close(np.exp(model.prices(x, m)) - worth + math.exp(0.125), 1.06522)


@pytest.mark.parametrize(
    ("model", "value"),
    [(Model(3, 1.0, 1.0, cursed=1.0), 0.0), (Model(6, 1.0, 0.25, cursed=1.0), 0.256702)],
    ids=["P157", "P172"],
)
def test_naive_price_of_the_normal_model(model, value):
    _, _, x, m = model.lots(3000)
    nu = model.prior / (model.prior + model.noise)
    close(model.prices(x, m) - 0.5 * nu * model.noise - model.best_guess(x, m), value)


def test_p192_naive_price_of_the_lognormal_model():
    model = Model(4, 0.25, 0.16, cursed=1.0)
    _, _, x, m = model.lots(4000)
    worth = np.exp(model.best_guess(x, m) + model.constant)
    close(np.exp(model.prices(x, m)) - worth + math.exp(0.125), 1.19537)


@pytest.mark.parametrize(
    ("n", "noise", "value"), [(2, 0.0, 8.87162), (3, 0.0, 10.0), (6, 0.0, 11.2835)], ids=["P231", "P233", "P235"]
)
def test_match_information(n, noise, value):
    """Private worths N(10, 2^2): the price is the second-highest worth."""
    rng = np.random.default_rng(2)
    everybody, crowd = np.zeros(n, dtype=np.int64), (Group("all", 4.0, noise),)
    worths = 10.0 + 2.0 * rng.standard_normal((4000, n))
    prices = np.array([np.sort(free.drop_outs(crowd, math.inf, 10.0, everybody, row))[-2] for row in worths])
    assert_allclose(prices, np.sort(worths, axis=1)[:, -2], rtol=1e-9)
    close(prices - worths.mean(axis=1), value - 10.0)


START = 1.1
P193 = Model(4, 0.25, 0.16)


def second_price_bid(x):
    """E[V | x_1 = x, highest rival = x] of P195, by quadrature over c."""

    def weight(c):
        return norm.pdf(c, scale=0.5) * norm.pdf((x - c) / 0.4) ** 2 * norm.cdf((x - c) / 0.4) ** 2

    return quad(lambda c: math.exp(c) * weight(c), -3.0, 4.0, points=(x,))[0] / quad(weight, -3.0, 4.0, points=(x,))[0]


def revenues(lots):
    """Lot by lot: the clock with drop-outs seen, the same by quadrature, and the second-price auction."""
    _, _, x, _ = P193.lots(lots, seed=3)
    everybody, revenue = np.zeros(4, dtype=np.int64), np.zeros((3, lots))
    grid = np.linspace(0.4, 3.2, 40)
    bid = CubicSpline(grid, [second_price_bid(each) for each in grid])
    for lot, signal in enumerate(x):
        inside = takes_part(P193.group, P193.precision, 0.0, math.log(START), everybody, signal)
        if inside.sum() == 1:
            revenue[:, lot] = START
        elif inside.any():
            limits = drop_outs(P193.group, P193.precision, 0.0, math.log(START), everybody, signal, inside)
            clock = math.exp(np.sort(limits[inside])[-2])
            revenue[:, lot] = clock, last_drop_out(np.sort(signal[inside])), bid(np.sort(signal)[-2])
    return revenue


def last_drop_out(x):
    """E[V | signals of those inside, the highest replaced by the second-highest, silence of the rest]."""
    known = P193.precision + len(x) / 0.16
    c = (x[:-1].sum() + x[-2]) / 0.16 / known + np.linspace(-8.0, 8.0, 41) / math.sqrt(known)
    weight = norm.pdf(np.linspace(-8.0, 8.0, 41)) * ndtr((0.489276 - c) / 0.4) ** (4 - len(x))
    return weight @ np.exp(c) / weight.sum()


def test_p193_as_a_clock_with_drop_outs_seen():
    """The second-price auction of the same lots, whose revenue is known (P195), takes most of the noise away."""
    clock, exact, sealed = revenues(4000)
    assert abs(clock - exact).max() <= 3e-4
    assert abs(clock.mean() - exact.mean()) <= 4e-5
    close(sealed, 0.647853)
    gain = clock - sealed
    error = math.hypot(gain.std() / math.sqrt(len(gain)), 0.0005)
    assert abs(gain.mean() + 0.647853 - 0.6527) <= 4.0 * error
