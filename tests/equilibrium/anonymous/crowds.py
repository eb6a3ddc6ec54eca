"""Anonymous auctions for tests: groups in short, draws of whole auctions, and moments of the second-highest bid."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
from scipy.special import ndtr

from sim.equilibrium.anonymous import Crowd, Solved, Subgroup, by_sight, solve, thresholds

START = math.log(0.95)


def group(name: str, taste: float, noise: float, number: float, **changes: Any) -> Subgroup:
    """A group that nobody splits by what it saw: as many of it come with the defect as without."""
    return Subgroup(name, taste, noise, (number, number), **changes)


def crowd(variance: float, *subgroups: Subgroup, knows: str = "composition", **changes: Any) -> Crowd:
    """A crowd whose composition is known unless told otherwise."""
    return Crowd(variance, subgroups, knows, **changes)


solved = cache(solve)

SYMMETRIC = crowd(0.06, group("all", 0.01, 0.04, 5))
TWO = crowd(0.05, group("keen", 0.04, 0.0225, 1), group("vague", 0.01, 0.09, 1))
KNOWN = crowd(0.04, group("sharp", 0.01, 0.0225, 3), group("vague", 0.04, 0.1225, 3))
POISSON = crowd(0.04, group("sharp", 0.01, 0.0225, 3), group("vague", 0.04, 0.1225, 5), knows="poisson")
COUNTED = crowd(0.04, group("sharp", 0.01, 0.0225, 2.5), group("vague", 0.04, 0.1225, 4), knows="count", count=7)
DEFECT = crowd(
    0.04,
    *by_sight(group("sharp", 0.02, 0.01, 4), 0.5),
    *by_sight(group("vague", 0.04, 0.0625, 5), 0.2),
    knows="poisson",
    defect=0.2,
    loss=0.25,
)
DEFECT_KNOWN = crowd(0.04, *by_sight(group("all", 0.02, 0.03, 5), 0.4), defect=0.2, loss=0.25)
TENS = crowd(
    0.0134,
    group("locals", 0.01, 0.0225, 10),
    group("dealers", 0.01, 0.04, 10),
    group("retail", 0.01, 0.0625, 10),
    knows="poisson",
)
"""Three groups of ten: taste_sd 0.1, looks around the default 0.2, common_sd 0.45 and an appraisal with sd 0.12."""
CASES = {
    "symmetric": SYMMETRIC,
    "two": TWO,
    "known": KNOWN,
    "poisson": POISSON,
    "counted": COUNTED,
    "defect": DEFECT,
    "defect, known": DEFECT_KNOWN,
    "three groups of ten": TENS,
}


def second_highest(game: Solved, power: float = 1.0) -> float:
    """E[f(second-highest bid)] in a symmetric game of known number: f the power of the price, or its log at 0."""
    count = round(game.kinds.numbers[0, 0])
    spread, sd = float(game.kinds.spread[0]), math.sqrt(game.crowd.variance)
    common, noise = np.linspace(-8, 8, 201), np.linspace(-8, 8, 401)
    below = ndtr(noise)
    density = count * (count - 1) * below ** (count - 2) * (1.0 - below) * np.exp(-0.5 * noise**2)
    bids = game.curves.at((sd * common[:, None] + spread * noise).reshape(1, -1)).reshape(201, 401)
    value = np.exp(power * bids) if power else bids
    weight = np.exp(-0.5 * common**2)[:, None] * density
    return float(np.sum(weight * value) * (16 / 200) * (16 / 400) / (2.0 * math.pi))


class Draws:
    """Auctions of a Poisson crowd, played bid by bid: (lots, bidders) arrays, absent bidders at -inf."""

    def __init__(self, game: Crowd, lots: int, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.common = math.sqrt(game.variance) * rng.standard_normal(lots)
        self.bad = rng.random(lots) < game.defect
        parts, signals, worths = [], [], []
        for k, each in enumerate(game.subgroups):
            number = rng.poisson(np.where(self.bad, each.numbers[1], each.numbers[0]))
            here = np.arange(number.max()) < number[:, None]
            worth = self.common[:, None] + math.sqrt(each.taste) * rng.standard_normal(here.shape)
            signal = worth + math.sqrt(each.noise) * rng.standard_normal(here.shape)
            signals.append(np.where(here & (signal < each.ceiling), signal, -np.inf))
            worths.append(np.exp(worth + each.margin) * np.where(self.bad, 1.0 - game.loss, 1.0)[:, None])
            parts.append(np.full(here.shape[1], k))
        self.kind, self.signal, self.worth = np.concatenate(parts), np.hstack(signals), np.hstack(worths)
        self.rng = rng

    def limits(self, game: Solved, log_start: float, edge: np.ndarray | None = None) -> np.ndarray:
        """Log bids, -inf where absent or silent."""
        edge = thresholds(game, log_start) if edge is None else edge
        bids = np.full(self.signal.shape, -np.inf)
        for k in range(len(game.crowd.subgroups)):
            mine = self.kind == k
            x = self.signal[:, mine]
            own = np.interp(x, game.curves.signals[k], game.curves.bids[k])
            bids[:, mine] = np.where((x > -np.inf) & (x >= edge[k]), np.maximum(own, log_start), -np.inf)
        return bids

    @staticmethod
    def sale(bids: np.ndarray, log_start: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Winner's column, price, and whether sold, of each lot."""
        order = np.sort(bids, axis=1)
        return bids.argmax(axis=1), np.exp(np.maximum(order[:, -2], log_start)), order[:, -1] > -np.inf


def near(sample: np.ndarray, value: float, errors: float = 4.0) -> bool:
    """Whether a value lies within four standard errors of a mean."""
    return abs(float(sample.mean()) - value) <= errors * float(sample.std()) / math.sqrt(len(sample))
