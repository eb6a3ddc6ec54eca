"""Choosing the best of several arms, with a stated probability of being right.

After each look an arm s is held against every other arm l by a bound on how much better l may be:

    mean of (l - s)  +  indifference / 2  +  a / r,    a = eta (n0 - 1) S^2 / indifference,

over r replications, S^2 being the variance of the paired differences in the first n0 of them and
eta = ((alpha / (k - 1)) ** (-2 / (n0 - 1)) - 1) / 2 for k arms. The pieces are those of Kim & Nelson (2001): paired
differences, so common draws help and no equal variances are asked for, and a first stage whose variance is independent
of what comes later. The straight line is Paulson's (1964).

Why it holds. Let b be the best arm. For one rival l the bound on mu(b) - mu(l) fails at some look only if the sum of
r centred differences falls below a line, -a - (indifference / 2) r. A Brownian motion ever does so with probability
exp(-a indifference / sigma^2); the mean of that over S^2, which is sigma^2 times a chi-square over its degrees of
freedom, is alpha / (k - 1). So with probability 1 - alpha all bounds of b hold at all looks together. Looking after
every tenth replication only is no less safe: a path seen at fewer moments crosses a line no more often. Nor does it
matter why playing stops, because the bounds hold at every look. Then

- an arm that some other arm is shown to beat (its bound is below 0) is not the best, and is out;
- an arm no other arm still in can beat by more than the indifference is the best, or that close to it: it is chosen.

Kim & Nelson's own region is narrower by half an alpha; it promises to find an arm that is best by the indifference, and
says nothing of what is chosen among more than two arms when the first two are closer than that.

Differences are taken to be normal, which means over many lots nearly are. Two arms that never differ in the first stage
tell nothing of their spread, so neither can put out the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np

from sim import measures
from sim.entities.stopping import FLOOR, Choose
from sim.entities.units import Bools, Floats
from sim.experiment.statistics import Estimate, estimate

Line: TypeAlias = tuple[str | float | None, ...]

CHOICE = (
    "arm", "measure", "group", "unit", "mean", "difference", "ci_low", "ci_high", "n", "better_by_at_most",
    "eliminated_at", "chosen", "probability", "indifference",
)  # fmt: skip
NO_GROUPS: Mapping[str, Floats] = MappingProxyType({})


@dataclass(frozen=True)
class Choice:
    """What is known of the best after some looks.

    Attributes
    ----------
    asked : Choose
    arms : tuple of str
    leader : int
        The arm that is chosen; until there is one, that of the best mean.
    chosen_at : int or None
        After how many replications it was chosen.
    out_at : tuple of (int or None)
        After how many each arm was shown not to be the best.
    better : Floats, shape (arms,)
        If the arm is the best, by how much at most it is better than the leader; inf where that is not known yet.
    values : Floats, shape (arms, n)
        The replications in which all arms have a value.
    """

    asked: Choose
    arms: tuple[str, ...]
    leader: int
    chosen_at: int | None
    out_at: tuple[int | None, ...]
    better: Floats
    values: Floats

    @property
    def still_in(self) -> list[str]:
        """Arms that may be the best: with the probability promised, it is among them."""
        return [arm for arm, out in zip(self.arms, self.out_at, strict=True) if out is None]

    @property
    def short(self) -> float:
        """By how much at most the leader falls short of the best; inf while that is not known."""
        bounds: list[float] = self.better.tolist()
        there = [bound for bound, out in zip(bounds, self.out_at, strict=True) if out is None]
        return max(0.0, *there)

    def behind(self, arm: int) -> Estimate:
        """The paired difference of an arm and the leader; without a spread for the leader itself."""
        return estimate(self.values[arm] - self.values[self.leader])

    @property
    def told(self) -> dict[str, Any]:
        """For the manifest."""
        asked = self.asked
        return {
            "choice": {
                "measure": asked.measure,
                "group": asked.group,
                "unit": measures.find(asked.measure).measure.unit,
                "best": asked.best,
                "among": list(self.arms),
                "probability": asked.probability,
                "indifference": asked.indifference,
                "chosen": self.arms[self.leader] if self.chosen_at is not None else None,
                "chosen_at": self.chosen_at,
                "leader": self.arms[self.leader],
                "short_of_best_at_most": self.short if np.isfinite(self.short) else None,
                "still_in": self.still_in,
                "replications": self.values.shape[1],
            }
        }


def choose(asked: Choose, arms: Sequence[str], values: Floats, looks: Sequence[int]) -> Choice:
    """Look after some numbers of replications, in order; what was chosen first stays chosen.

    Parameters
    ----------
    asked : Choose
    arms : sequence of str
    values : Floats, shape (arms, replications)
        A replication in which an arm has no value counts for none.
    looks : sequence of int
        Ascending numbers of replications. The first stage lasts up to the first look, and at least :data:`FLOOR`.
    """
    there: Bools = ~np.any(np.isnan(values), axis=0)
    kept = values[:, there] * (1.0 if asked.best == "highest" else -1.0)
    k, first = len(arms), max(FLOOR, looks[0])
    better: Floats = np.full((k, k), np.inf)
    np.fill_diagonal(better, 0.0)
    begin = intercepts(kept[:, :first], asked) if kept.shape[1] >= first else better
    chosen: int | None = None
    chosen_at: int | None = None
    out_at: list[int | None] = [None] * k
    for look in looks:
        r = int(there[:look].sum())
        if r < first:
            continue
        means = kept[:, :r].mean(axis=1)
        now = means[:, None] - means[None, :] + asked.indifference / 2.0 + begin / r
        better = np.minimum(better, now)
        np.fill_diagonal(better, 0.0)
        out_at = [look if out is None and (better[arm] < 0.0).any() else out for arm, out in enumerate(out_at)]
        among = [arm for arm in range(k) if out_at[arm] is None]
        enough = [arm for arm in range(k) if better[among, arm].max(initial=0.0) <= asked.indifference]
        if chosen is None and enough:
            chosen, chosen_at = max(enough, key=means.tolist().__getitem__), look
    leader = chosen if chosen is not None else int(np.argmax(kept.mean(axis=1))) if kept.shape[1] else 0
    return Choice(asked, tuple(arms), leader, chosen_at, tuple(out_at), better[:, leader], values[:, there])


def intercepts(values: Floats, asked: Choose) -> Floats:
    """Where the lines begin: `a` of every pair of arms, inf where they never differ.

    Parameters
    ----------
    values : Floats, shape (arms, n0)
        The first stage.
    asked : Choose
    """
    k, first = values.shape
    apart = values[:, None, :] - values[None, :, :]
    eta = (((1.0 - asked.probability) / (k - 1)) ** (-2.0 / (first - 1)) - 1.0) / 2.0
    begin: Floats = eta * (first - 1) * apart.var(axis=2, ddof=1) / asked.indifference
    begin[np.all(apart == 0.0, axis=2)] = np.inf
    return begin


def lines(found: Choice, groups: Mapping[str, Floats] = NO_GROUPS) -> Iterator[Line]:
    """A line an arm, those of the study's order; then the same group by group, which no bound is about.

    Parameters
    ----------
    found : Choice
    groups : mapping of str to Floats, shape (arms, replications)
        The measure in groups of lots.
    """
    asked, n = found.asked, found.values.shape[1]
    unit = measures.find(asked.measure).measure.unit
    for arm, name in enumerate(found.arms):
        apart, bound = found.behind(arm), float(found.better[arm])
        ends = (apart.low, apart.high) if arm != found.leader else (None, None)
        mean = float(found.values[arm].mean()) if n else None
        yield (
            name, asked.measure, asked.group, unit, mean, apart.mean, *ends, n,
            max(bound, 0.0) if np.isfinite(bound) else None, found.out_at[arm],
            float(found.chosen_at is not None and arm == found.leader), asked.probability, asked.indifference,
        )  # fmt: skip
    for group, values in groups.items():
        there: Bools = ~np.any(np.isnan(values), axis=0)
        kept = values[:, there]
        inside = replace(found, asked=replace(asked, group=group), values=kept, better=np.full(len(kept), np.inf),
                         out_at=(None,) * len(kept))  # fmt: skip
        yield from lines(inside)
