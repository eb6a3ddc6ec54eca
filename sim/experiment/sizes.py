"""By what the lots of a group differ for who bids for them: what is expected of them, and how they are appraised."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.entities.filed import FiledLot
from sim.entities.study import Appraisal
from sim.experiment.setting import Setting
from sim.values.filed import told_by_file, worth_of

WIDTH, APART_AT_MOST = 2.0, 0.5
"""Numbers of entrants are solved at public means within so many standard deviations of what lots of a group differ by,
at most so far apart in logs; at five of them, at the least."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Lots of a group by public mean m and log appraisal a, as bidders who know the group expect them.

    Attributes
    ----------
    means : tuple of float
        Public means, from the smallest lots to the largest.
    mean, appraised : float
        The averages of m and a; a is nan without an appraisal.
    slope : float
        By how much a rises with m.
    rest : float
        Standard deviation of a between lots of one m.
    """

    means: tuple[float, ...]
    mean: float
    appraised: float
    slope: float
    rest: float


def sizes(setting: Setting) -> Sizes:
    """How the lots of a group differ: as drawn from one law, or as their file says."""
    rows = setting.lots.rows
    return _drawn(setting) if rows is None else _filed(setting, rows)


def _drawn(setting: Setting) -> Sizes:
    """Lots of one law.

    With c ~ N(mu, tau^2) and m its public mean, ``Var m = tau^2 - V0`` and ``Cov(a, m) = tau^2`` for the log appraisal
    a; so given m bidders expect an appraisal of mean ``mu + bias + tau^2 / Var m (m - mu)``, with the bias they believe
    in, and variance ``tau^2 + sd_a^2 - tau^4 / Var m``: none if nothing but the appraisal is public.
    """
    prior, appraisal = setting.lots.worth.public(()), setting.lots.appraisal
    spread = max(prior.variance - setting.public_variance, 0.0)
    means = tuple(prior.mean + z * math.sqrt(spread) for z in _steps(math.sqrt(spread)))
    if appraisal is None:
        return Sizes(means, prior.mean, math.nan, 0.0, 0.0)
    slope = prior.variance / spread if spread > 0.0 else 0.0
    rest = math.sqrt(max(prior.variance + appraisal.sd**2 - slope**2 * spread, 0.0))
    return Sizes(means, prior.mean, prior.mean + appraisal.corrected, slope, rest)


def _steps(spread: float) -> list[float]:
    """Public means at which numbers are solved, in standard deviations around the middle."""
    if spread == 0.0:
        return [0.0]
    each_side = max(2, math.ceil(WIDTH * spread / APART_AT_MOST))
    return [WIDTH * step / each_side for step in range(-each_side, each_side + 1)]


def _filed(setting: Setting, rows: Mapping[str, FiledLot]) -> Sizes:
    """Lots of a file: what is known of m and a lot by lot, and over all of them by the law of total covariance."""
    appraisal = setting.lots.appraisal or Appraisal(0.0, 0.0)
    known = np.array([_row(setting, appraisal, name, row) for name, row in rows.items()])
    (mean, appraised), (within, around, both) = known[:, :2].T, known[:, 2:].T
    spread = float(within.mean() + mean.var())
    shared = float(both.mean() + np.mean((mean - mean.mean()) * (appraised - appraised.mean())))
    slope = shared / spread if spread > 0.0 else 0.0
    rest = float(around.mean() + appraised.var()) - slope * shared
    low, high = float((mean - WIDTH * np.sqrt(within)).min()), float((mean + WIDTH * np.sqrt(within)).max())
    count = 1 + (max(4, math.ceil((high - low) / APART_AT_MOST)) if high > low else 0)
    nothing = math.nan if setting.lots.appraisal is None else 0.0
    return Sizes(
        means=tuple(np.linspace(low, high, count).tolist()),
        mean=float(mean.mean()),
        appraised=float(appraised.mean()) + nothing,
        slope=slope,
        rest=math.sqrt(max(rest, 0.0)),
    )


def _row(setting: Setting, appraisal: Appraisal, name: str, row: FiledLot) -> tuple[float, float, float, float, float]:
    """Means of m and a of a lot, their variances and covariance, before anything but the file is known."""
    told = told_by_file(setting.lots, name, believed=True)
    within = max(told.variance - setting.public_variance, 0.0)
    if row.appraisal is not None:
        return told.mean, math.log(row.appraisal), within, 0.0, 0.0
    variance = worth_of(setting.lots, name).public(()).variance
    return told.mean, told.mean + appraisal.corrected, within, variance + appraisal.sd**2, variance
