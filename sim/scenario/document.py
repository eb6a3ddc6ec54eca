"""The scenario file as a class: every top-level key, and the blocks that exist only in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from annotated_types import Ge, Le, MinLen

from sim.entities.asked import Decompose, Fit, Range, Ranges, Sweep
from sim.entities.keys import key
from sim.entities.stopping import Choose, Stopping
from sim.entities.study import Behaviour, BidderGroup, Change, Expect, LotGroup, SellerGroup
from sim.entities.units import NonNegative, Positive, Whole
from sim.entities.venue import Place, Rules

LARGEST_SEED = 2**63 - 1
MOST_REGIONS = 10_000
START = date(2024, 1, 1)
Said = Annotated[str, MinLen(1)]


@dataclass(frozen=True)
class SellerChange:
    """What an arm changes in a seller."""

    discount_rate: NonNegative | None = key(None, unit="per year", doc="at which proceeds are discounted")
    holding_cost_share_per_year: NonNegative | None = key(
        None, unit="share of common worth", doc="from the arrival to the end"
    )


@dataclass(frozen=True, kw_only=True)
class ArmBlock:
    """One of the rule books that are compared: a venue, and what is changed in it."""

    label: str = key("", unit="text", doc="as printed in tables and figures; the name if left out")
    place: Place = key(unit="name or block", doc="friction; the venue's with these changes")
    rules: Rules = key(unit="name or block", doc="law; the venue's with these changes")
    sellers: Mapping[str, SellerChange] = key(dict, unit="{seller: changes}", doc="sellers as this arm changes them")
    bidders: Mapping[str, Change] = key(dict, unit="{group: changes}", doc="bidders as this arm changes them")


@dataclass(frozen=True)
class Output:
    """What is written."""

    tables: tuple[Literal["lots", "bids", "bidders", "ledger"], ...] = key(
        ("lots",), unit="list of lots, bids, bidders, ledger", doc="tables of single lots, bids, bidders and payments"
    )
    observed: bool = key(
        False, unit="true or false", doc="also what an outsider saw: listings, and bids if these are wanted"
    )
    figures: tuple[Literal["svg", "png"], ...] = key(
        ("svg", "png"), unit="list of svg, png", doc="how figures are written beside the page"
    )
    language: tuple[Literal["en", "zh"], ...] = key(
        ("en",),
        unit="list of en, zh",
        doc="of the page: report.html is in the first, report.LANGUAGE.html in each further one",
    )
    words: Mapping[str, Mapping[str, Said]] = key(
        dict,
        unit="{language: {text: text}}",
        doc="what the file writes (title, labels, names), as a page in it says it",
    )


@dataclass(frozen=True, kw_only=True)
class Document:
    """A scenario: lots, bidders, and the arms under which they meet."""

    title: Annotated[str, MinLen(1)] = key(unit="text", doc="printed on everything")
    question: str = key("", unit="text", doc="one sentence that the report opens with")
    seed: Annotated[int, Ge(0), Le(LARGEST_SEED)] = key(unit="whole number", doc="names the draws of nature")
    replications: Whole | Stopping = key(40, unit="number or block", doc="how often nature is drawn, or until when")
    start: date = key(START, unit="date", doc="day 0; fixes the weekdays")
    horizon_days: Positive = key(365.0, unit="days", doc="lots arrive in [0, horizon) and are then played to their end")
    currency: str = key("CNY", unit="text", doc="a label")
    tick: NonNegative = key(0.0, unit="money", doc="prices are rounded to whole ticks; 0: no rounding")
    regions: Annotated[int, Ge(1), Le(MOST_REGIONS)] | Mapping[str, Positive] = key(
        1, unit="number or {name: weight}", doc="where lots lie and bidders live"
    )
    lots: Mapping[str, LotGroup] = key(unit="map of blocks", doc="what is sold")
    sellers: Mapping[str, SellerGroup] = key(dict, unit="map of blocks", doc="who sells; one court if left out")
    bidders: Mapping[str, BidderGroup] = key(unit="map of blocks", doc="who may buy")
    behaviour: Behaviour = key(Behaviour, unit="block", doc="assumptions about the game that bidders play")
    arms: Mapping[str, ArmBlock] = key(unit="map of blocks", doc="what is compared, on the same draws")
    baseline: str = key("", unit="arm", doc="what the others are held against; the first arm if left out")
    contrasts: tuple[tuple[str, str], ...] | None = key(
        None, unit="list of [arm, arm]", doc="which pairs are compared; each arm against the baseline if left out"
    )
    by: tuple[Literal["lots", "class", "region", "seller"], ...] = key(
        ("lots",), unit="list of lots, class, region, seller", doc="rows beside `all` in every table"
    )
    measures: tuple[str, ...] | None = key(
        None, unit="list of measures", doc="what is reported; name@p10, name@sd: quantile, spread; null: the usual ones"
    )
    answer: str | None = key(
        None,
        unit="measure or null",
        doc="whose difference answers the question; null: of the measures that by which `choose` or `sweep` looks "
        "for the best, else the first; of the usual ones net proceeds",
    )
    uncertain: Mapping[str, Range] = key(
        dict, unit="{path: block}", doc="assumptions that may be wrong, by path; `*` stands for any name"
    )
    ranges: Ranges = key(Ranges, unit="block", doc="how ranges over what is uncertain are found")
    decompose: Decompose | None = key(None, unit="block or null", doc="take the gap between two arms apart")
    choose: Choose | None = key(None, unit="block or null", doc="say which arm is the best, with a stated probability")
    sweep: Sweep | None = key(None, unit="block or null", doc="play other policies, under other conditions")
    fit: Fit | None = key(None, unit="block or null", doc="fit what is not known to real sales")
    output: Output = key(Output, unit="block", doc="what is written")
    expect: Mapping[str, Expect] = key(dict, unit="map of blocks", doc="theory values that `verify` checks")
    sources: Mapping[str, str] = key(dict, unit="{path: text}", doc="where a number comes from; others are assumed")
