"""What a study is asked beside the comparison of its arms: ranges, levers, sweeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from annotated_types import Ge, Le

from sim.entities.keys import key
from sim.entities.units import Count, Whole


@dataclass(frozen=True)
class Range:
    """Between which values an assumption is uncertain."""

    low: float = key(unit="the key's", doc="the lowest value that can be defended")
    high: float = key(unit="the key's", doc="the highest")
    scale: Literal["linear", "log", "factor"] = key(
        "linear",
        unit="linear, log, factor",
        doc="whether values in between are spread evenly, or their logs are; factor: what the file says is multiplied",
    )


@dataclass(frozen=True)
class Ranges:
    """How the range of each result over what is uncertain is found."""

    points: Count = key(
        32,
        unit="points",
        doc="combinations of uncertain values, a Latin hypercube (McKay, Beckman & Conover 1979); 0: no ranges",
    )
    replications: Whole = key(10, unit="replications", doc="of each point, at most; the study's if it has fewer")


@dataclass(frozen=True)
class Decompose:
    """The gap between two arms, taken apart over levers."""

    start: str = key(unit="arm", doc="the arm at which the levers are switched, one after the other")
    to: str = key(unit="arm", doc="the arm that they lead to")
    channels: tuple[str, ...] | Mapping[str, tuple[str, ...]] = key(
        unit="list of channels or {name: [path]}",
        doc="the levers: channels of place and rules, or paths inside an arm under names of your own; what differs and "
        "is in none becomes `other`",
    )
    measures: tuple[str, ...] | None = key(
        None,
        unit="list of measures",
        doc="what is taken apart, prices on the lots that sell in every combination; null: all of the study",
    )
    replications: Whole | None = key(None, unit="replications", doc="of each combination; null: the study's")


@dataclass(frozen=True)
class Optimum:
    """By which measure one value of a policy is better than another, and an arm than its baseline."""

    measure: str = key(unit="measure", doc="by which values of policies are compared, and arms for the box")
    best: Literal["highest", "lowest"] = key("highest", unit="highest, lowest", doc="which of its values is the best")


@dataclass(frozen=True)
class Sweep:
    """Policies, which somebody chooses, each in combination with conditions, which nobody does."""

    policies: Mapping[str, tuple[float, ...]] = key(
        dict, unit="{path: list of numbers}", doc="numbers inside arms that somebody chooses; a combination is a cell"
    )
    uncertainties: Mapping[str, Range] = key(
        dict, unit="{path: block}", doc="conditions that nobody chooses; each cell is played at every point of them"
    )
    design: Literal["grid", "lhs", "sobol"] = key(
        "grid",
        unit="grid, lhs, sobol",
        doc="points of the uncertainties: all combinations of a few levels, a Latin hypercube, a scrambled Sobol set",
    )
    points: Whole | None = key(
        None, unit="points", doc="grid: levels of each uncertainty (null: 3); lhs, sobol: points in all (null: 32)"
    )
    replications: Whole | None = key(None, unit="replications", doc="of each cell at each point; null: the study's")
    measures: tuple[str, ...] | None = key(None, unit="list of measures", doc="what is told; null: the study's")
    optimum: Optimum | None = key(
        None, unit="block or null", doc="find the best value of each policy, and the box in which an arm loses"
    )


@dataclass(frozen=True)
class Free(Range):
    """A parameter that is fitted, and the box in which it is looked for."""

    paths: tuple[str, ...] | None = key(
        None, unit="list of paths", doc="numbers that move together under a name; null: the name is the path"
    )


MomentName: TypeAlias = Literal[
    "sell_through", "appraisal_mean", "appraisal_sd", "ratio_mean", "ratio_sd", "ratio_on_appraisal",
    "first_round_share", "sold_at_start", "premium_mean", "bidders_mean", "bidders_sd", "ratio_on_bidders",
    "ratio_sd_few", "ratio_sd_many", "bids_mean", "second_mean", "second_sd", "lowest_mean", "lowest_sd",
    "lowest_on_ratio", "spread_mean",
]  # fmt: skip
"""What can be compared of observed and simulated lots; `sim.experiment.fit.moments` says what each is."""


@dataclass(frozen=True)
class Fit:
    """Parameters fitted to real sales by simulated moments."""

    data: str = key(
        unit="file", doc="CSV of real sales, a row a lot, beside the scenario; or observed/lots.csv of a run"
    )
    bids: str | None = key(None, unit="file", doc="CSV of bids, a row a bid; null: prices at the hammer only")
    arm: str = key("", unit="arm", doc="under whose rules they were sold; the baseline if left out")
    free: Mapping[str, Free] | None = key(
        None, unit="{path or name: block}", doc="what is fitted; null: what such data can see"
    )
    moments: tuple[MomentName, ...] | None = key(
        None, unit="list of moments", doc="what is compared; null: the usual ones that the data have columns for"
    )
    holdout: Annotated[float, Ge(0.0), Le(0.5)] = key(
        0.3, unit="share of lots", doc="kept apart, and compared with what the fit predicts"
    )
    points: Whole | None = key(
        None, unit="points", doc="of the box that are played; null: three for each term of the surfaces through them"
    )
    replications: Whole | None = key(None, unit="replications", doc="of each point; null: the study's")
