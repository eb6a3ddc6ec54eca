"""What the linkage principle says of prices, family by family, on the same lots (Milgrom and Weber 1982, section 5 f.).

With symmetric bidders and no reserve: an observed clock brings at least as much as a sealed second-price auction, that
as a first-price one; and news brings more in each of them. Sharper *private* worths are another matter.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import special
from scipy.integrate import quad

from sim.equilibrium.affiliated import GaussianSignals, announced_bids, drop_outs, first_price, model_of, second_price
from sim.laws import Constant, Normal
from sim.values.common import CommonLognormalWorth, CommonNormalWorth, LoanWorth, MineralRightsWorth, MixedWorth
from tests.equilibrium.affiliated.literal import pieces
from tests.equilibrium.affiliated.simulated import draw, mean, second_highest

FAMILIES = {
    "uniform": MineralRightsWorth(50.0, 250.0, 60.0),
    "normal": CommonNormalWorth(0.0, 1.0, 1.0),
    "mixed": MixedWorth(0.0, 1.0, 1.0, 0.4),
    "lognormal": CommonLognormalWorth(1.0, 0.5, 0.4),
    "loan": LoanWorth(0.0, 1.0, 0.5, 2.0),
}
every_family = pytest.mark.parametrize("worth", FAMILIES.values(), ids=FAMILIES)
LOTS = 40_000


def prices(model, signals):
    """Clock, second price, first price."""
    n, flat = signals.shape[1], signals.ravel()
    second, first = second_price(model, n).limit(flat), first_price(model, n).limit(flat)
    clock = second_highest(drop_outs(model, signals))
    return clock, second_highest(second.reshape(signals.shape)), first.reshape(signals.shape).max(axis=1)


@every_family
@pytest.mark.parametrize("n", [3, 6])
def test_the_clock_beats_the_second_price_and_that_the_first(worth, n):
    clock, second, first = prices(model_of(worth), draw(worth, n, LOTS).signals)
    for better, worse in ((clock, second), (second, first)):
        gain = mean(better - worse)
        assert gain.value > 4.0 * gain.se


def test_news_raises_every_price_of_a_normal_worth():
    worth = FAMILIES["normal"]
    drawn, model = draw(worth, 3, LOTS), model_of(worth)
    news = worth.news(drawn.common, 2.0, np.random.default_rng(3).random(LOTS))
    shift = (2.0 / 3.0 * news)[:, None]
    told = prices(model.told(0.0, 2.0), drawn.signals - shift)
    for before, after in zip(prices(model, drawn.signals), told, strict=True):
        gain = mean(after + shift[:, 0] - before)
        assert gain.value > 4.0 * gain.se


def test_a_table_moved_by_the_news_is_the_table_after_the_news():
    model, signals = GaussianSignals(0.3, 1.0, 0.8), np.linspace(-2.0, 2.0, 9)
    told = model.told(0.9, 2.0)
    plain = first_price(model.told(model.mean, 2.0), 4)
    assert plain.limit(signals, told.mean - model.mean) == pytest.approx(first_price(told, 4).limit(signals), abs=1e-8)


def test_news_of_no_precision_and_of_all_precision():
    model = GaussianSignals(1.0, 2.0, 1.0)
    assert model.told(9.0, 0.0) is model
    known = model.told(9.0, math.inf)
    assert (known.mean, known.sd) == (9.0, 0.0)
    assert known.told(5.0, 3.0) is known
    for solver in (first_price, second_price):
        assert solver(known, 5).limit(np.array([0.0, 9.0, 14.0])) == pytest.approx([9.0] * 3, abs=1e-12)
    assert drop_outs(known, np.array([[3.0, 8.0]])).tolist() == [[9.0, 9.0]]


def test_a_certain_verdict_leaves_nothing_to_learn():
    model = model_of(FAMILIES["loan"])
    for verdict in (0.0, 1.0):
        told = model.told(verdict, 1.0)
        signals = np.array([[0.1, 0.5, 0.99]])
        for solver in (first_price, second_price):
            assert solver(told, 3).limit(signals[0]) == pytest.approx([verdict] * 3, abs=1e-12)
        assert drop_outs(told, signals)[0] == pytest.approx([verdict] * 3, abs=1e-12)


def test_the_lowest_signal_read_out_raises_first_prices_of_uniform_worths():
    """In a narrow range, all corners, where bids are not linear."""
    worth = MineralRightsWorth(0.0, 20.0, 12.0)
    drawn, model = draw(worth, 5, LOTS), model_of(worth)
    silent = first_price(model, 5).limit(drawn.signals.ravel()).reshape(drawn.signals.shape).max(axis=1)
    gain = mean(announced_bids(model, drawn.signals).max(axis=1) - silent)
    assert gain.value > 4.0 * gain.se


@pytest.mark.parametrize("known", [-10.0, 1.0, 10.0, 19.0, 28.0])
def test_announced_bids_are_best_replies_in_the_corners_too(known):
    """Payoffs from the definition: T = V + half_width - x_L has density T^(n - 1), rivals but x_L are uniform on T."""
    model, n = model_of(MineralRightsWorth(0.0, 20.0, 12.0)), 5
    floor, top = max(0.0, 12.0 - known), min(24.0, 32.0 - known)

    def bid(t):
        return float(announced_bids(model, np.array([[known, known + t, *[known] * (n - 2)]]))[0, 1])

    def payoff(t, own):
        low = max(own, floor)
        big, weight = pieces([low, np.clip(t, low, top), top])
        chance = big ** (n - 2) * np.minimum(t / big, 1.0) ** (n - 2)
        return float(weight @ ((known - 12.0 + big - bid(t)) * chance))

    for own in np.array([0.1, 0.5, 0.6, 0.9]) * top:
        honest = payoff(own, own)
        assert all(payoff(t, own) <= honest * (1.0 + 1e-9) + 1e-9 for t in np.linspace(0.02, 0.98, 25) * top)


@pytest.mark.parametrize(
    ("n", "informed"),
    [
        pytest.param(2, 8.871620832904311, id="P230, P231"),
        pytest.param(3, 10.0, id="P232, P233"),
        pytest.param(6, 11.283510077571723, id="P234, P235"),
    ],
)
def test_news_of_private_worths_lowers_the_price_for_two_and_raises_it_for_many(n, informed):
    """Who knows his worth bids it: its law is normal. Who knows only the mean bids that: its law is a constant."""
    law, mean_only = Normal(10.0, 2.0), Constant(10.0)

    def density(z):
        return n * (n - 1) * special.ndtr(-z) * special.ndtr(z) ** (n - 2) * math.exp(-0.5 * z * z)

    def price(of):
        over = quad(lambda z: float(of.ppf(np.array([special.ndtr(z)]))[0]) * density(z), -8.0, 8.0, epsabs=1e-12)
        return over[0] / math.sqrt(2.0 * math.pi)

    assert price(law) == pytest.approx(informed, abs=1e-8)
    assert price(mean_only) == pytest.approx(10.0, abs=1e-8)
