"""Figures: one file each, ``figure(data) -> Figure`` and ``caption(data) -> str``, and one line in the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.report.figures import (
    bids_vs_signals,
    by_class,
    conditions,
    effects,
    entry_funnel,
    price_ecdf,
    response,
    rounds,
    story,
    time_to_cash,
    tornado,
    waterfall,
    who_gains,
)
from sim.report.results import Results
from sim.tables import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Picture:
    """A figure of the report.

    Attributes
    ----------
    title : str
        Heading in the report and the picture's accessible name.
    figure : callable
        Results in, matplotlib figure out; None when the tables hold nothing to draw.
    caption : callable
        Results in, sentences out: what is pooled, how many, what the intervals are.
    section : str
        The section of the page in which it stands; any that the page does not know: further figures.
    at : str
        Tables that the numbers of the caption are read from, and behind a # what is made of them.
    """

    title: str
    figure: Callable[[Results], Figure | None]
    caption: Callable[[Results], str]
    section: str = ""
    at: str = ""


FIGURES = Table(
    "figure",
    {
        "effects": Picture("How far the arms differ", effects.figure, effects.caption, "effects", "contrasts.csv"),
        "by_class": Picture(
            "How far the arms differ, group by group", by_class.figure, by_class.caption, "by_group", "contrasts.csv"
        ),
        "price_ecdf": Picture(
            "At what prices lots sell, and how many do not",
            price_ecdf.figure,
            price_ecdf.caption,
            "endings",
            "lots.csv#fates",
        ),
        "rounds": Picture("In which round lots end", rounds.figure, rounds.caption, "endings", "lots.csv#fates"),
        "time_to_cash": Picture(
            "How soon lots turn into money", time_to_cash.figure, time_to_cash.caption, "endings", "lots.csv#fates"
        ),
        "entry_funnel": Picture(
            "Who is left from hearing of a lot to bidding",
            entry_funnel.figure,
            entry_funnel.caption,
            "endings",
            "lots.csv#funnel",
        ),
        "who_gains": Picture(
            "What each party gains or loses per lot", who_gains.figure, who_gains.caption, "gains", "who_gains.csv"
        ),
        "waterfall": Picture(
            "The gap, lever by lever",
            waterfall.figure,
            waterfall.caption,
            "levers",
            "decomposition.csv summary.csv decomposition.csv#shares",
        ),
        "tornado": Picture(
            "What assumptions do",
            tornado.figure,
            tornado.caption,
            "assumptions",
            "sensitivity.csv contrasts.csv",
        ),
        "response": Picture(
            "How the measure answers to a policy", response.figure, response.caption, "sweep", "sweep.csv"
        ),
        "conditions": Picture("What conditions do", conditions.figure, conditions.caption, "sweep", "sweep_points.csv"),
        "bids_vs_signals": Picture(
            "How high bidders go, given what they expect",
            bids_vs_signals.figure,
            bids_vs_signals.caption,
            "endings",
            "bidders.csv#marks",
        ),
        "story": Picture("Its prices, arm by arm", story.figure, story.caption, "story", "lots.csv?replication=0#life"),
    },
)
