"""What a lot seems worth to one who asks only the own look: the plan of those who forget that winning is news."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.entities.knowledge import UNKNOWN, Looks, Public
from sim.entities.protocols import Game
from sim.entities.units import Floats, Money
from sim.equilibrium.visible.intercept import Attitude, premium


@dataclass(frozen=True, slots=True)
class Estimate:
    """The plan to bid the expected worth given the public looks and the own one, as if winning were no news.

    It is the naive bidder of the winner's curse: fully cursed in the sense of Eyster & Rabin (2005). With a noisy look
    the highest of many estimates is too high on average, and whoever wins has it.

    1. Before the own look the log worth is normal around the public mean m with variance V0 + T.
    2. A look x with error variance S moves the mean to m + nu (ln x - m), nu = (V0 + T) / (V0 + T + S).
    3. What is left uncertain has variance nu S, so the worth is expected at exp(mean + nu S / 2).
    4. A defect takes its share off that: the published one, or else what is expected of a hidden one, `left` being the
       part that it leaves; see :func:`left`.
    5. Who may walk away after a better look before it pays bids more, by the factor exp(`more`); see :func:`way_out`.
    """

    looks: Looks
    method: str = "heuristic: own estimate, as if winning told nothing"
    residual: float = 0.0
    script: tuple[tuple[float, Money], ...] = ()
    left: float = 1.0
    more: float = 0.0

    def limit(self, signal: Floats, public: Public = UNKNOWN) -> Floats:
        """Expected worth given the own look; without a look, given what is public. Elementwise."""
        prior, noise, mean = public.variance + self.looks.taste, self.looks.noise, public.mean
        rest = (1.0 - public.loss if public.loss > 0.0 else self.left) * math.exp(self.more)
        if prior == 0.0 or math.isinf(noise):
            return np.full(np.shape(signal), rest * math.exp(mean + 0.5 * prior))
        weight = prior / (prior + noise)
        estimate: Floats = rest * np.exp(mean + weight * (np.log(signal) - mean) + 0.5 * weight * noise)
        return estimate


def way_out(game: Game) -> float:
    """What the right to walk away adds to the log of the own estimate, given the uncertainty that the own look leaves.

    With a look that is ``nu S``, without one ``V0 + T``; see :func:`~.visible.intercept.with_exit`.
    """
    own, looks = game.rivals[0], game.looks
    return (
        0.0 if looks is None else premium(Attitude(0.0, own.leaves, own.forfeits), unsure(looks, game.public_variance))
    )


def unsure(looks: Looks, public: float) -> float:
    """Variance of the own log worth given the own look and public news that leave the common part this variance."""
    prior = public + looks.taste
    return prior if math.isinf(looks.noise) else prior * looks.noise / (prior + looks.noise) if prior > 0.0 else 0.0


def left(game: Game) -> float:
    """What a hidden defect leaves of worth on average, as far as the own kind knows."""
    own = game.rivals[0]
    if own.informed:
        return 1.0 - game.loss if own.saw else 1.0
    return 1.0 - game.defect * game.loss
