"""The law of the highest rival bid, given the common part and the state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from sim.entities.units import Floats, Ids
from sim.equilibrium.anonymous.crowd import Crowd
from sim.equilibrium.anonymous.kinds import Kinds

TINY = 1e-300


@dataclass(frozen=True, slots=True, eq=False)
class Poisson:
    """Independent Poisson numbers: one's own presence says nothing of the others'.

    Attributes
    ----------
    numbers : Floats, shape (k, d)
        Means by subgroup and state.
    """

    numbers: Floats

    def log_chance(self, below: Floats, who: Ids) -> Floats:
        """Log of the probability that no rival bids more: ``-Lam``.

        Parameters
        ----------
        below : Floats, shape (k, *s)
            Probability that one bidder of each subgroup does not bid more.
        who : Ids, shape broadcastable to s
            Subgroup of the one who asks; does not matter here.

        Returns
        -------
        Floats, shape (*s, d)
        """
        del who
        return -np.tensordot(1.0 - below, self.numbers, axes=(0, 0))

    def log_density(self, below: Floats, density: Floats, who: Ids) -> tuple[Floats, Floats]:
        """The same, and the log of its slope ``|Lam'|`` from the densities (k, *s) of single bids."""
        rate = np.tensordot(density, self.numbers, axes=(0, 0))
        return self.log_chance(below, who), np.log(np.maximum(rate, TINY))

    def at_most_one(self, below: Floats, there: Floats) -> tuple[Floats, Floats]:
        """Probabilities (*s, d) that nobody at all, and that at most one, bids more: the seller's view.

        Parameters
        ----------
        below : Floats, shape (k, *s)
        there : Floats, shape (k, *s) or broadcastable to it
            Probability that one bidder's signal is below the ceiling, which all signals are.
        """
        nobody = np.exp(-np.tensordot(1.0 - below, self.numbers, axes=(0, 0)))
        return nobody, nobody * (1.0 + np.tensordot(there - below, self.numbers, axes=(0, 0)))


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Known numbers of bidders in pools: one pool of all, or one a group.

    Attributes
    ----------
    shares : Floats, shape (g, k, d)
        Of each subgroup in each pool.
    heads : Floats, shape (g,)
        Bidders in each pool.
    others : Floats, shape (g, k)
        Rivals that a bidder of subgroup k has in pool g.
    """

    shares: Floats
    heads: Floats
    others: Floats

    def log_chance(self, below: Floats, who: Ids) -> Floats:
        """As :meth:`Poisson.log_chance`: ``sum own_g ln F_g``, F the mixture of a pool."""
        return self._chance(self._pools(below), who)

    def log_density(self, below: Floats, density: Floats, who: Ids) -> tuple[Floats, Floats]:
        """As :meth:`Poisson.log_density`, with ``sum own_g f_g / F_g``."""
        pools = self._pools(below)
        rate = sum(
            n[who][..., None] * np.tensordot(density, share, axes=(0, 0)) / pool
            for n, share, pool in zip(self.others, self.shares, pools, strict=True)
        )
        return self._chance(pools, who), np.log(np.maximum(rate, TINY))

    def at_most_one(self, below: Floats, there: Floats) -> tuple[Floats, Floats]:
        """As :meth:`Poisson.at_most_one`."""
        nobody, odds = np.ones(1), np.zeros(1)
        for n, pool, rest in zip(self.heads, self._pools(below), self._pools(there - below), strict=True):
            nobody, odds = nobody * pool**n, odds + n * rest / pool
        return nobody, nobody * (1.0 + odds)

    def _chance(self, pools: list[Floats], who: Ids) -> Floats:
        chance: Floats = np.zeros_like(pools[0])
        for n, pool in zip(self.others, pools, strict=True):
            chance = chance + n[who][..., None] * np.log(pool)
        return chance

    def _pools(self, below: Floats) -> list[Floats]:
        """Probability that one bidder of each pool does not bid more, each (*s, d)."""
        return [np.maximum(np.tensordot(below, share, axes=(0, 0)), TINY) for share in self.shares]


Rivalry: TypeAlias = Poisson | Known


def rivalry(crowd: Crowd, numbers: Floats) -> Rivalry:
    """What is known of the numbers (k, d) of others.

    A displayed count and a known composition are heads, one's own included, and the state moves neither.

    Raises
    ------
    ValueError
        If a known composition depends on the state or is not in whole numbers.
    """
    if crowd.knows == "poisson":
        return Poisson(numbers)
    names = [each.group for each in crowd.subgroups] if crowd.knows == "composition" else ["all"] * len(numbers)
    member = np.array([[name == pool for name in names] for pool in sorted(set(names))], dtype=np.float64)
    sizes = member @ numbers
    heads = np.round(sizes[:, 0]) if crowd.knows == "composition" else np.array([float(crowd.count)])
    if crowd.knows == "composition" and np.any(np.abs(sizes - heads[:, None]) > 1e-9):
        raise ValueError("known numbers of bidders must be whole, and the same with and without the defect")
    shares = member[:, :, None] * numbers / np.maximum(sizes, TINY)[:, None, :]
    shares[sizes[:, 0] == 0.0] = member[sizes[:, 0] == 0.0][:, :, None]
    return Known(shares, heads, np.maximum(heads[:, None] - member, 0.0))


def below(crowd: Crowd, kinds: Kinds, signals: Floats, bids: Floats, common: Floats) -> Floats:
    """Probability that one bidder of each subgroup does not bid more, given the common part.

    Parameters
    ----------
    signals : Floats, shape (k, *s, 1)
        The highest with which one does not.
    bids : Floats, shape (*s,)
        The log amounts themselves, against which funds count.
    common : Floats, shape (n,) or (*s, n)

    Returns
    -------
    Floats, shape (k, *s, n)
    """
    from scipy.special import ndtr

    lead = (-1, *[1] * (signals.ndim - 1))
    highest = np.minimum(signals, kinds.ceiling.reshape(lead))
    chance: Floats = ndtr((highest - common) / kinds.spread.reshape(lead))
    for k, each in enumerate(crowd.subgroups):
        if each.funds is not None:
            chance[k] += each.funds.cdf(bids)[..., None] * (1.0 - chance[k])
    return chance
