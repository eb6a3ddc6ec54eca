"""The same game by matrix algebra and by library quadrature: slow, and without any of the closed forms."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import fsolve
from scipy.special import log_ndtr

from sim.equilibrium.visible.groups import Group
from sim.equilibrium.visible.intercept import Attitude, intercept

RATIONAL = st.just(0.0)
ATTITUDES = (Attitude(), Attitude(risk_aversion=0.6, discount=-0.1), Attitude(leaves=0.3, forfeits=0.2))


def groups(cursed: st.SearchStrategy[float] = RATIONAL) -> st.SearchStrategy[tuple[Group, ...]]:
    """One to three groups with tastes."""
    one = st.tuples(st.floats(0.002, 0.2), st.floats(0.0, 0.5), cursed, st.sampled_from(ATTITUDES))
    return st.lists(one, min_size=1, max_size=3).map(
        lambda found: tuple(Group("abc"[i], *each) for i, each in enumerate(found))
    )


def a_hall(draw: st.DrawFn, crowd: tuple[Group, ...], most: int = 6) -> tuple[float, float, np.ndarray, np.ndarray]:
    """Precision, mean, members and signals."""
    n = draw(st.integers(1, most))
    member = np.array(draw(st.lists(st.integers(0, len(crowd) - 1), min_size=n, max_size=n)))
    steps = draw(st.lists(st.integers(-1000, 1000), min_size=n, max_size=n, unique=True))
    signal = np.array(steps) / 1024.0 + draw(st.floats(-1e-4, 1e-4))
    return 1.0 / draw(st.floats(0.01, 0.3)), draw(st.floats(-0.5, 0.5)), member, signal


@st.composite
def halls(draw: st.DrawFn, cursed: st.SearchStrategy[float] = RATIONAL, most: int = 6):
    """Groups and everything else that :func:`drop_outs` takes."""
    crowd = draw(groups(cursed))
    return crowd, *a_hall(draw, crowd, most)


def condition(crowd, precision, member, who):
    """Weights on all signals of the mean of log worth of bidder `who`, and its variance: multivariate normal."""
    prior = 1.0 / precision
    taste = np.array([crowd[g].taste for g in member])
    noise = np.array([crowd[g].noise for g in member])
    signals = prior + np.diag(taste + noise)
    own = np.full(len(member), prior)
    own[who] += taste[who]
    weights = np.linalg.solve(signals, own)
    return weights, max(0.0, prior + taste[who] - weights @ own)


def expected(crowd, precision, mean, member, signal, who):
    """Mean of log worth and intercept of a rational bidder who knows all signals."""
    weights, variance = condition(crowd, precision, member, who)
    return mean + weights @ (signal - mean), intercept(crowd[member[who]].attitude, variance)


def stands(crowd, precision, member, who):
    """Weights on all signals less m, and constant less m, of what a bidder pays at most: chi mixes the two logs."""
    weights, variance = condition(crowd, precision, member, who)
    alone, wide = condition(crowd, precision, member[[who]], 0)
    naive = np.zeros(len(member))
    naive[who] = alone[0]
    chi, attitude = crowd[member[who]].cursed, crowd[member[who]].attitude
    constant = (1.0 - chi) * intercept(attitude, variance) + chi * intercept(attitude, wide)
    return (1.0 - chi) * weights + chi * naive, constant


def brute_drop_outs(crowd, precision, mean, member, signal):
    """Round by round: the signals at which all active break even at p, by solving the linear system in p."""
    n = len(member)
    rows = [stands(crowd, precision, member, i) for i in range(n)]
    weights, constant = np.array([w for w, _ in rows]), np.array([c for _, c in rows])
    over, active, limits, here = signal - mean, list(range(n)), np.zeros(n), {}
    while len(active) > 1 or not here:
        gone = [i for i in range(n) if i not in active]
        known = constant[active] + weights[np.ix_(active, gone)] @ over[gone]
        matrix = weights[np.ix_(active, active)]
        rise, start = np.linalg.solve(matrix, np.ones(len(active))), -np.linalg.solve(matrix, known)
        here = {i: (over[i] - start[k]) / rise[k] for k, i in enumerate(active)}
        first = min(here, key=here.__getitem__)
        limits[first] = here[first]
        active.remove(first)
    for i in active:
        limits[i] = here[i]
    return mean + limits


def silent_mean(precision, known, away, power):
    """ln E[exp(power c)] / power given signals `known`, ((signal, variance), ...), and silence below thresholds.

    `away` is ((count, threshold, variance), ...); all less m.
    """

    def log_density(c):
        log = -0.5 * precision * c * c - sum(0.5 * (x - c) ** 2 / var for x, var in known)
        return log + sum(n * log_ndtr((t - c) / math.sqrt(var)) for n, t, var in away)

    total = precision + sum(1.0 / var for _, var in known)
    grid = np.linspace(-3.0, 3.0, 6001)
    mode = grid[np.argmax(log_density(grid))]
    top, reach = log_density(mode), 9.0 / math.sqrt(total)

    def integral(weight):
        def height(c):
            return weight(c) * math.exp(log_density(c) - top)

        return sum(
            quad(height, *ends, epsabs=0.0, epsrel=1e-11, limit=300)[0]
            for ends in ((mode - reach, mode), (mode, mode + reach))
        )

    return math.log(integral(lambda c: math.exp(power * (c - mode))) / integral(lambda _: 1.0)) / power + mode


def brute_thresholds(crowd, counts, precision, start, near):
    """Signals (g,) at which whoever is alone breaks even, less m, by quadrature in a library's search from `near`."""

    def excess(signals):
        found = []
        for i, (group, x) in enumerate(zip(crowd, signals, strict=True)):
            total, power = group.taste + group.noise, 1.0 - group.attitude.risk_aversion
            rho = group.taste / total
            away = [
                (n - (j == i), signals[j], crowd[j].taste + crowd[j].noise)
                for j, n in enumerate(counts)
                if n > (j == i)
            ]
            common = (1.0 - rho) * silent_mean(precision, ((x, total),), away, power * (1.0 - rho))
            found.append(common + rho * x + 0.5 * power * rho * group.noise - start)
        return found

    signals, said, ok, why = fsolve(excess, near, xtol=1e-12, full_output=True)
    assert ok == 1, why
    assert max(map(abs, said["fvec"])) < 1e-12
    return signals


def break_even_under_silence(crowd, precision, active, out, away, who):
    """Log price at which a bidder drops out, and the other groups' break-even signals there, by nested quadrature.

    `active` maps groups to how many bid; `out` lists (signal, variance); `away` (count, threshold, variance); `who` is
    (group, signal). Risk neutral and rational, less m.
    """
    others = [g for g in active if g != who[0]]

    def excess(unknown):
        signals = dict(zip(others, unknown[1:], strict=True)) | {who[0]: who[1]}
        known = [(signals[g], crowd[g].taste + crowd[g].noise) for g, n in active.items() for _ in range(n)] + out
        found = []
        for g in [who[0], *others]:
            rho = crowd[g].taste / (crowd[g].taste + crowd[g].noise)
            common = (1.0 - rho) * silent_mean(precision, known, away, 1.0 - rho) if rho < 1.0 else 0.0
            found.append(rho * signals[g] + common + 0.5 * rho * crowd[g].noise - unknown[0])
        return found

    price, *_ = fsolve(excess, [who[1]] * (1 + len(others)), xtol=1e-9)
    return price
