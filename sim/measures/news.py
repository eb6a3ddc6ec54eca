"""What prices tell of the common worth, and who knew it before."""

from __future__ import annotations

import numpy as np

from sim.entities.units import Floats
from sim.measures.base import Columns, Measure, one, per_sold, sold

ROUNDING = 1e-12
"""Variance, relative to the mean square, that is rounding."""


def _missed(columns: Columns) -> Floats:
    return np.where(sold(columns), np.abs(columns["hammer"] - columns["worth_common"]), 0.0)


def _root_mean_square(columns: Columns) -> float:
    """Root of the mean squared distance of hammer price and common worth, over the lots sold."""
    missed = _missed(columns)[sold(columns)]
    return float(np.sqrt(np.mean(missed**2))) if len(missed) else float("nan")


def _explained(columns: Columns) -> float:
    """Partial R2 of log common worth on log price given the log public mean.

    1. Lots count that were sold, at a price, and have a worth and a public mean, above 0; a lot of which nothing is
       public counts as one of which the same is public as of all such lots.
    2. From log worth and log price take what a straight line in the log public mean makes of them (Frisch and Waugh
       1933): a price that only repeats public news has nothing left.
    3. The squared correlation of what is left. Without anything left of the worth there is nothing to explain: nan.
    """
    public = np.where(np.isnan(columns["worth_public"]), 1.0, columns["worth_public"])
    price = np.where(sold(columns), columns["hammer"], 0.0)
    counts = (price > 0.0) & (columns["worth_common"] > 0.0) & (public > 0.0)
    if np.count_nonzero(counts) < 3:
        return float("nan")
    worth, told, news = (np.log(values[counts]) for values in (columns["worth_common"], price, public))
    worth, told = _beside(news, worth), _beside(news, told)
    if not worth.any():
        return float("nan")
    return float((worth @ told) ** 2 / ((worth @ worth) * (told @ told))) if told.any() else 0.0


def _beside(news: Floats, values: Floats) -> Floats:
    """What a straight line in `news` leaves of `values`; exactly 0 if that is only rounding."""
    scale = values @ values
    values, news = values - values.mean(), news - news.mean()
    if news @ news > ROUNDING:
        values = values - (values @ news) / (news @ news) * news
    return values if values @ values > ROUNDING**2 * scale else np.zeros_like(values)


def _knew(columns: Columns) -> Floats:
    return np.where(sold(columns), columns["insider"], 0.0)


def _gained(columns: Columns) -> Floats:
    return np.where(_knew(columns) > 0.0, columns["worth_buyer"] - columns["buyer_paid"], 0.0)


PRICE_ERROR = Measure(
    "price_error",
    "money",
    "Over the lots sold: the root of the mean squared distance of hammer price and common worth.",
    _missed,
    per_sold,
    whole=_root_mean_square,
)

PRICE_INFORMATIVENESS = Measure(
    "price_informativeness",
    "share",
    "Of the variance that public news leave of log common worth, over lots sold: the share that log prices explain.",
    per_sold,
    per_sold,
    whole=_explained,
)

INSIDER_SHARE = Measure(
    "insider_share",
    "share",
    "Of the lots sold, the share bought by bidders who knew the worth beforehand (signal_sd 0).",
    _knew,
    per_sold,
)

INSIDER_GAIN = Measure(
    "insider_gain",
    "money",
    "Per lot: the worth less all that was paid, where the buyer knew the worth beforehand (signal_sd 0), else 0.",
    _gained,
    one,
)
