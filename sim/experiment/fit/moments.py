"""Moments: what is compared of observed and simulated lots, with the covariance of their errors over lots."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.draws import Draws
from sim.entities.units import Bools, Floats
from sim.experiment.fit.sales import Sales

BOOTSTRAPS = 400
"""Resamples of the lots (Efron 1979)."""

FEWEST_OF_A_KIND = 5
"""Lots of either kind without which a share is not compared: its error is then far from normal."""

FEWEST = 10
"""Values that a mean or spread must be made of."""

OFTEN = 0.9
"""Share of the resamples of lots that must have a moment for its error to be known."""

ALIKE = "all lots are alike, or too few have it"
RARE = f"fewer than {FEWEST_OF_A_KIND} lots of either kind"

NAN = float("nan")


@dataclass(frozen=True)
class Moment:
    """A number that lots have together.

    Attributes
    ----------
    needs : tuple of str
        Columns that data must have besides appraisal and hammer.
    doc : str
        One sentence.
    of : callable
        Lots, and the number of bidders up to which there are few, to the number; nan if there are too few lots.
    usual : bool
        Whether it is compared unless the scenario says what is.
    share : bool
        Whether it is a share of lots, which is compared only where there are some of either kind.
    """

    needs: tuple[str, ...]
    doc: str
    of: Callable[[Sales, float], float]
    usual: bool = True
    share: bool = False


def _sold(lots: Sales) -> Sales:
    return lots.where(~np.isnan(lots.hammer))


def _ratio(lots: Sales) -> Floats:
    """Log hammer price over appraisal; nan where the lot went unsold."""
    return np.log(lots.hammer / lots.appraisal)


def _mean(values: Floats) -> float:
    there = values[~np.isnan(values)]
    return float(there.mean()) if len(there) >= FEWEST else NAN


def _sd(values: Floats) -> float:
    there = values[~np.isnan(values)]
    return float(there.std(ddof=1)) if len(there) >= FEWEST else NAN


def _slope(values: Floats, on: Floats) -> float:
    """Least squares with an intercept; nan without spread."""
    there = ~(np.isnan(values) | np.isnan(on))
    y, x = values[there], on[there]
    if len(x) < FEWEST:
        return NAN
    x = x - x.mean()
    square = float(x @ x)
    return float(x @ y) / square if square > 1e-12 * len(x) else NAN


def _share(yes: Sequence[bool] | np.typing.NDArray[np.bool_]) -> float:
    return float(np.mean(yes)) if len(yes) >= FEWEST else NAN


def _sold_at_start(lots: Sales) -> float:
    sold = _sold(lots)
    return _share(sold.hammer <= sold.start * (1.0 + 1e-9))


def _gap(lots: Sales, to: str) -> Floats:
    """Log hammer price over another price of the lot; nan where either is not known."""
    found: Floats = np.log(lots.hammer / getattr(lots, to))
    return found


MOMENTS: Mapping[str, Moment] = {
    "sell_through": Moment((), "share of lots sold in the end", lambda s, _: _share(~np.isnan(s.hammer)), share=True),
    "appraisal_mean": Moment((), "mean log appraisal", lambda s, _: _mean(np.log(s.appraisal))),
    "appraisal_sd": Moment((), "spread of log appraisals", lambda s, _: _sd(np.log(s.appraisal))),
    "ratio_mean": Moment((), "mean log of hammer price over appraisal", lambda s, _: _mean(_ratio(s))),
    "ratio_sd": Moment((), "spread of the log of hammer price over appraisal", lambda s, _: _sd(_ratio(s))),
    "ratio_on_appraisal": Moment(
        (),
        "slope of the log of hammer price over appraisal on the log appraisal",
        lambda s, _: _slope(_ratio(s), np.log(s.appraisal)),
    ),
    "first_round_share": Moment(
        ("round",),
        "share of the lots sold that were sold in the first round",
        lambda s, _: _share(_sold(s).round == 1),
        share=True,
    ),
    "sold_at_start": Moment(
        ("start",),
        "share of the lots sold that were sold at the start price",
        lambda s, _: _sold_at_start(s),
        share=True,
    ),
    "premium_mean": Moment(
        ("start",), "mean log of hammer price over start price", lambda s, _: _mean(_gap(s, "start")), usual=False
    ),
    "bidders_mean": Moment(("bidders",), "mean number registered", lambda s, _: _mean(s.bidders)),
    "bidders_sd": Moment(("bidders",), "spread of the number registered", lambda s, _: _sd(s.bidders)),
    "ratio_on_bidders": Moment(
        ("bidders",),
        "slope of the log of hammer price over appraisal on the log of the number registered",
        lambda s, _: _slope(_ratio(s), np.log(np.maximum(s.bidders, 1.0))),
    ),
    "ratio_sd_few": Moment(
        ("bidders",),
        "spread of the log of hammer price over appraisal where at most the median number registered",
        lambda s, cut: _sd(_ratio(s.where(s.bidders <= cut))),
    ),
    "ratio_sd_many": Moment(
        ("bidders",),
        "the same where more registered",
        lambda s, cut: _sd(_ratio(s.where(s.bidders > cut))),
    ),
    "bids_mean": Moment(("bids",), "mean number of bids", lambda s, _: _mean(s.bids), usual=False),
    "second_mean": Moment(
        ("second",), "mean log of hammer price over second-highest drop-out", lambda s, _: _mean(_gap(s, "second"))
    ),
    "second_sd": Moment(("second",), "spread of it", lambda s, _: _sd(_gap(s, "second"))),
    "lowest_mean": Moment(
        ("lowest",), "mean log of hammer price over lowest drop-out", lambda s, _: _mean(_gap(s, "lowest"))
    ),
    "lowest_sd": Moment(("lowest",), "spread of it", lambda s, _: _sd(_gap(s, "lowest"))),
    "lowest_on_ratio": Moment(
        ("lowest",),
        "slope of the log of lowest drop-out over appraisal on that of hammer price over appraisal",
        lambda s, _: _slope(np.log(s.lowest / s.appraisal), _ratio(s)),
    ),
    "spread_mean": Moment(("spread",), "mean spread of log drop-outs within a lot", lambda s, _: _mean(s.spread)),
}
"""What can be compared, by the name it has in a scenario."""


@dataclass(frozen=True)
class Cells:
    """Which moments of which lots are compared.

    Attributes
    ----------
    cells : tuple of (str, str)
        Name of a moment, and asset class ('' for all lots).
    cuts : mapping of str to float
        Class to the number of bidders up to which there are few.
    left : tuple of (str, str, str)
        Those that are not compared: name, class, and why.
    """

    cells: tuple[tuple[str, str], ...]
    cuts: Mapping[str, float]
    left: tuple[tuple[str, str, str], ...] = ()

    @property
    def names(self) -> list[str]:
        """As they are told: ``ratio_mean``, or ``ratio_mean@homes`` where classes are told apart."""
        return [f"{name}@{of}" if of else name for name, of in self.cells]

    def of(self, lots: Sales) -> Floats:
        """The moments of some lots, shape (k,); nan where there are too few."""
        groups = {of: lots.where(lots.asset_class == of) if of else lots for _, of in self.cells}
        return np.array([MOMENTS[name].of(groups[of], self.cuts[of]) for name, of in self.cells])

    def without(self, drop: Bools, why: str) -> Cells:
        """Those that are not dropped; the others are left out, and it is kept why."""
        both = list(zip(self.cells, drop, strict=True))
        left = tuple((*cell, why) for cell, dropped in both if dropped)
        return Cells(tuple(cell for cell, dropped in both if not dropped), self.cuts, self.left + left)


def cells_of(lots: Sales, names: Sequence[str] | None, classes: Sequence[str]) -> Cells:
    """What can be compared of observed lots: of the moments named (None: the usual ones) those whose columns are there.

    Parameters
    ----------
    lots : Sales
        As observed.
    names : sequence of str or None
    classes : sequence of str
        Classes that are told apart; none: all lots together.
    """
    wanted = [name for name, moment in MOMENTS.items() if moment.usual] if names is None else list(names)
    known = [name for name in wanted if all(lots.knows(column) for column in MOMENTS[name].needs)]
    groups = {of: lots.where(lots.asset_class == of) if of else lots for of in (classes or ("",))}
    cuts = {of: float(np.nanmedian(group.bidders)) if group.knows("bidders") else NAN for of, group in groups.items()}
    cells = Cells(tuple((name, of) for of in groups for name in known), cuts)
    cells = cells.without(np.isnan(cells.of(lots)), ALIKE)
    many = np.array([len(groups[of]) for _, of in cells.cells])
    found = cells.of(lots)
    rare = np.array([MOMENTS[name].share for name, _ in cells.cells], dtype=bool) & (
        many * np.minimum(found, 1.0 - found) < FEWEST_OF_A_KIND
    )
    return cells.without(rare, RARE)


def covariance(cells: Cells, lots: Sales, seed: int, many: int = BOOTSTRAPS) -> Floats:
    """Covariance (k, k) of the errors of moments, by resampling lots; draws are keyed by the number of the resample.

    nan for moments that too many resamples do not have, for then too few lots are behind them: as many moments as can
    be, the commonest first, such that nine resamples in ten have them all.
    """
    n, draws = len(lots), Draws(seed, 0)
    places = np.arange(n, dtype=np.uint64)
    made = np.array(
        [cells.of(lots.where((draws.uniform("resampled lots", places, k) * n).astype(np.int64))) for k in range(many)]
    )
    there = ~np.isnan(made)
    order = np.argsort(-there.sum(axis=0), kind="stable")
    known = np.sort(order[np.logical_and.accumulate(there[:, order], axis=1).mean(axis=0) >= OFTEN])
    found = np.full((len(cells.cells), len(cells.cells)), NAN)
    if len(known):
        whole = made[np.ix_(there[:, known].all(axis=1), known)]
        found[np.ix_(known, known)] = np.cov(whole, rowvar=False)
    return found
