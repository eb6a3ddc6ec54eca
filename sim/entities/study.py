"""The study: what nature holds, who sells and bids, and the arms that are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le, Lt

from sim.entities.asked import Decompose, Fit, Free, Range, Ranges, Sweep
from sim.entities.filed import FiledLot
from sim.entities.keys import key
from sim.entities.protocols import Law, Strategy
from sim.entities.stopping import Choose, Stopping
from sim.entities.timing import Timing
from sim.entities.units import Count, LogBias, LogSd, Money, NonNegative, Positive, Share, Whole
from sim.entities.venue import Venue
from sim.entities.worth import Worth


@dataclass(frozen=True)
class Appraisal:
    """What the appraiser publishes before the sale: log appraisal = log common worth + bias + sd x noise."""

    bias: LogBias = key(0.0, unit="logs", doc="how far the appraisal lies above the common worth on average")
    sd: LogSd = key(0.10, unit="logs", doc="spread of the appraisal around the common worth")
    believed_bias: LogBias | None = key(
        None, unit="logs or null", doc="the bias that bidders correct for; null: the true"
    )

    @property
    def corrected(self) -> float:
        """The bias that bidders take off the appraisal: the true one unless they are misled."""
        return self.bias if self.believed_bias is None else self.believed_bias


@dataclass(frozen=True)
class Defect:
    """A flaw that some lots have and that nobody sees who does not look closely or is told."""

    probability: Annotated[float, Ge(0.0), Lt(1.0)] = key(unit="probability", doc="a lot has the defect")
    loss_share: Annotated[float, Ge(0.0), Lt(1.0)] = key(unit="share of worth", doc="what the defect takes off worth")


@dataclass(frozen=True)
class Creditor:
    """Who is owed money that the lot secures; the first listed is paid first."""

    name: str = key("creditor", unit="text", doc="as printed in tables")
    owed: NonNegative | None = key(None, unit="money", doc="what is owed; replaces owed_share")
    owed_share: NonNegative = key(1.0, unit="share of median common worth", doc="what is owed")
    may_take: bool = key(False, unit="true or false", doc="may take an unsold lot in payment, where the rules allow it")


@dataclass(frozen=True)
class LotGroup:
    """Lots of one kind."""

    worth: Worth = key(unit="worth model", doc="what the lots are worth, by `model`: list worths")
    count: Count | None = key(None, unit="lots", doc="how many lots; 100 if neither count nor rate_per_day is given")
    rate_per_day: Positive | None = key(None, unit="lots per day", doc="instead of count: a Poisson stream of lots")
    rows: Mapping[str, FiledLot] | None = key(
        None, unit="{id: block}", doc="instead of count: lots one by one, as in a file; null cells are drawn"
    )
    arrive: Literal["spread", "at_start"] = key("spread", unit="spread, at_start", doc="when counted lots arrive")
    asset_class: str = key("", unit="text", doc="asset class (key `class`); the block's name if left out")
    region: str = key("any", unit="name or any", doc="where the lots lie; any: by the weights of the regions")
    seller: str = key("", unit="name", doc="who sells; the only seller if left out")
    appraisal: Appraisal | None = key(Appraisal, unit="block or none", doc="published before the sale")
    disclosure_steps: tuple[Positive, ...] = key(
        (0.40, 0.25, 0.15),
        unit="list of logs",
        doc="errors of public looks at the worth (money: normal families; two_state: chance that a verdict is right)",
    )
    keep_value: Share = key(0.0, unit="share of common worth", doc="what an unsold lot yields in the end")
    wedge: Law | None = key(
        None, unit="logs, number or law", doc="log market value over common worth (cash only, as is, eviction); null: 0"
    )
    defect: Defect | None = key(None, unit="block or null", doc="lognormal: a flaw hidden unless looked for or told")
    creditors: tuple[Creditor, ...] = key(
        (Creditor(),),
        unit="list of blocks",
        doc="who is owed what, by rank: proceeds go to the first, then to the next",
    )


@dataclass(frozen=True)
class SellerGroup:
    """Who sells."""

    kind: Literal["bank", "court", "customs", "amc", "exchange", "auction_house", "agency", "developer"] = key(
        "court", unit="kind", doc="a label"
    )
    discount_rate: Share = key(0.0, unit="per year", doc="at which proceeds are discounted to the listing")
    holding_cost_share_per_year: NonNegative = key(
        0.0, unit="share of common worth", doc="guarding, upkeep and taxes, from the arrival to the end"
    )


@dataclass(frozen=True)
class PoissonCount:
    """`count: {poisson: mean}`: each lot draws its own visitors, unknown to one another."""

    poisson: NonNegative = key(unit="bidders", doc="mean number of potential bidders a lot")


@dataclass(frozen=True)
class Cara:
    """`risk_aversion: {cara: a}`: constant absolute risk aversion, u(x) = 1 - exp(-a x)."""

    cara: Positive = key(unit="per money unit", doc="coefficient of absolute risk aversion")


@dataclass(frozen=True)
class BidderGroup:
    """Bidders of one kind."""

    count: Count | PoissonCount = key(unit="bidders", doc="potential bidders; {poisson: mean}: visitors of each lot")
    strategy: Strategy = key(unit="strategy", doc="how much they bid at most")
    timing: Timing = key(unit="timing", doc="when they bid, apart from how much")
    reply_s: Law = key(unit="seconds, number or law", doc="time to answer a rival bid")
    interest: Annotated[float, Gt(0.0), Le(1.0)] = key(
        1.0, unit="probability", doc="a bidder would ever want a given lot; nature's, the same in every arm"
    )
    region: str = key("any", unit="name or any", doc="home; any: by the weights of the regions")
    worth: Law | None = key(None, unit="law", doc="private model: this group's own law; the lot's if left out")
    taste_sd: LogSd = key(0.10, unit="logs", doc="lognormal model: spread of the private part of worth")
    signal_sd: LogSd | None = key(
        0.20,
        unit="logs or null",
        doc="lognormal model: noise of the own look; any: 0 knows its worth, null has no look",
    )
    margin: Law | None = key(None, unit="share, number or law", doc="tax, repair, required return: taken off worth")
    wants: tuple[str, ...] | None = key(None, unit="list of classes", doc="asset classes they want; all if left out")
    wealth: Law | None = key(None, unit="money, number or law", doc="liquid funds; unlimited if left out")
    risk_aversion: Share | Cara = key(0.0, unit="share or {cara: a}", doc="relative risk aversion: u(x) = x^(1 - this)")
    inspects: Literal["never", "when_worth_it", "always"] = key(
        "when_worth_it", unit="never, when_worth_it, always", doc="buys the closer look that the place offers"
    )
    entry_cost_sd: LogSd = key(
        0.5, unit="logs", doc="spread of own costs around the place's; 0: equal costs, and a single group mixes"
    )
    learns_before_paying: Share = key(
        0.0, unit="probability", doc="the buyer learns its worth before it pays, and walks away if that is cheaper"
    )
    cannot_pay: Share = key(0.0, unit="probability", doc="the buyer finds no money when it is due")


@dataclass(frozen=True)
class Change:
    """What an arm changes in a bidder group. Worths are nature's and cannot be changed here."""

    count: Count | PoissonCount | None = key(None, unit="bidders", doc="potential bidders")
    strategy: Strategy | None = key(None, unit="strategy", doc="how much they bid at most")
    timing: Timing | None = key(None, unit="timing", doc="when they bid")
    inspects: Literal["never", "when_worth_it", "always"] | None = key(
        None, unit="never, when_worth_it, always", doc="buys the closer look"
    )


@dataclass(frozen=True)
class Behaviour:
    """What is assumed of the game that bidders play."""

    entry: Literal["before_signal", "after_signal", "everyone"] = key(
        "before_signal",
        unit="before_signal, after_signal, everyone",
        doc="who bears the costs of coming: those for whom it pays on average (Levin & Smith 1994), those for whom it "
        "pays given their worth (private worths only; Samuelson 1985), or all who hear of the lot",
    )
    foresight: Literal["strategic", "myopic"] = key(
        "strategic",
        unit="strategic, myopic",
        doc="whether bidders with strategy equilibrium wait for a lower start price, or take each round for the last",
    )
    discount_rate: Share = key(
        0.0, unit="per year", doc="at which bidders discount what they may gain in a later round"
    )
    select: Literal["largest", "smallest"] = key(
        "largest", unit="largest, smallest", doc="which is played if several numbers of entrants are self-fulfilling"
    )


@dataclass(frozen=True)
class Arm:
    """What is compared: a venue, and bidders and sellers as this arm changes them (every group, changes applied)."""

    name: str
    label: str
    venue: Venue
    bidders: Mapping[str, BidderGroup]
    sellers: Mapping[str, SellerGroup]


@dataclass(frozen=True)
class Expect:
    """A theory value that `verify` holds against the simulation."""

    arm: str = key(unit="arm", doc="which arm")
    measure: str = key(unit="measure", doc="which measure, e.g. revenue_per_lot or revenue_per_lot@sd")
    value: float = key(unit="measure's", doc="what theory says")
    group: str = key("", unit="group", doc="which row; empty: all lots")
    se_below: Positive | None = key(None, unit="measure's", doc="the standard error must be below this")
    error: NonNegative = key(0.0, unit="measure's", doc="error of the theory value itself")
    source: str = key("", unit="text", doc="where the value comes from")


@dataclass(frozen=True)
class Study:
    """A scenario with everything resolved. Groups are sorted by name wherever order could matter."""

    title: str
    question: str
    seed: int
    replications: Whole
    start: date
    horizon_days: Positive
    currency: str
    tick: NonNegative
    regions: Mapping[str, float]
    lots: Mapping[str, LotGroup]
    arms: Mapping[str, Arm]
    baseline: str
    contrasts: tuple[tuple[str, str], ...]
    by: tuple[Literal["lots", "class", "region", "seller"], ...]
    measures: tuple[str, ...]
    sources: Mapping[str, str]
    expect: Mapping[str, Expect]
    tables: tuple[Literal["lots", "bids", "bidders", "ledger"], ...]
    behaviour: Behaviour = Behaviour()
    observed: bool = False
    figures: tuple[Literal["svg", "png"], ...] = ("svg", "png")
    language: tuple[Literal["en", "zh"], ...] = ("en",)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    answer: str = ""
    uncertain: Mapping[str, Range] = field(default_factory=dict)
    ranges: Ranges = field(default_factory=Ranges)
    decompose: Decompose | None = None
    sweep: Sweep | None = None
    fit: Fit | None = None
    stopping: Stopping | None = None
    """When to stop; `replications` are then the most that are played."""
    choose: Choose | None = None
    frozen: Arm | None = None
    """Who comes as in this arm, not as the arm that is played would have it: for direct effects."""

    @property
    def fewest(self) -> int:
        """How many replications are played for certain."""
        return self.replications if self.stopping is None else self.stopping.fewest


__all__ = [
    "Appraisal",
    "Arm",
    "Behaviour",
    "BidderGroup",
    "Cara",
    "Change",
    "Creditor",
    "Decompose",
    "Defect",
    "Expect",
    "Fit",
    "Free",
    "Ge",
    "LotGroup",
    "Money",
    "PoissonCount",
    "Range",
    "Ranges",
    "SellerGroup",
    "Study",
    "Sweep",
]  # fmt: skip
