"""One lot group in one arm: who may bid there, what they know, how many they are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.disclosure import files, published_sds
from sim.entities.entry import Kind
from sim.entities.knowledge import Looks
from sim.entities.protocols import Law
from sim.entities.study import Arm, BidderGroup, LotGroup, PoissonCount, Study
from sim.entities.units import Money
from sim.entities.venue import Place, Rules
from sim.entities.worth import Worth
from sim.laws import Constant
from sim.money import all_in
from sim.procedures import Round, rounds
from sim.sellers import first_start
from sim.values import LognormalWorth, PrivateWorth
from sim.values.common import SignalWorth

NAN = float("nan")


@dataclass(frozen=True)
class Setting:
    """What all bidders for a lot group have in common in an arm."""

    study: Study
    arm: Arm
    lots: LotGroup
    lots_name: str

    @property
    def rules(self) -> Rules:
        """The law in force."""
        return self.arm.venue.rules

    @property
    def place(self) -> Place:
        """The friction there."""
        return self.arm.venue.place

    @property
    def takers(self) -> dict[str, BidderGroup]:
        """Bidder groups that want these lots and are let in, by name."""
        wanted = self.lots.asset_class or self.lots_name
        return {
            name: group
            for name, group in sorted(self.arm.bidders.items())
            if (group.wants is None or wanted in group.wants) and not self.bars(group)
        }

    def bars(self, group: BidderGroup) -> bool:
        """Whether the place keeps a group out because it knows too much."""
        return self.place.insiders == "barred" and group.signal_sd == 0.0

    @property
    def listings(self) -> tuple[Round, ...]:
        """The rounds of these lots; start prices are nan where they are shares of an appraisal that differs by lot."""
        return self.rounds_at(NAN)

    @property
    def typical(self) -> tuple[Round, ...]:
        """The rounds of a lot of median worth, appraised without error."""
        appraisal = self.lots.appraisal
        return self.rounds_at(NAN if appraisal is None else self.median * math.exp(appraisal.bias))

    def rounds_at(self, appraisal: Money) -> tuple[Round, ...]:
        """The rounds of a lot of this appraisal; nan is none."""
        return rounds(self.rules, first_start(self.rules, appraisal, self.study.tick), appraisal, self.study.tick)

    def usual(self, listing: Round) -> float:
        """Log all-in start price of a typical lot in a round, over its worth; -inf where there is none."""
        start = all_in(self.rules.buyer_fee, self.typical[listing.number - 1].start)
        return math.log(start / self.median) if start > 0.0 < self.median else -math.inf

    def leaves(self, kind: Kind) -> float:
        """Probability with which a buyer of a kind learns something of its worth before it pays."""
        looks, group = self.looks(kind), self.takers[kind.group]
        learns = looks.noise > 0.0 if looks is not None else self.lots.worth.given or self.learnt is not None
        return group.learns_before_paying if learns else 0.0

    @property
    def learnt(self) -> Law | None:
        """What buyers with private worths learn after they have won; None if nothing."""
        return self.lots.worth.learnt if isinstance(self.lots.worth, PrivateWorth) else None

    def at_stake(self, listing: Round) -> float:
        """The deposit as a share of what a typical lot goes for: its worth, or its all-in start price if that is more.

        An approximation: limits in logs need one share for all prices (`docs/model.md`).
        """
        typical = self.typical[listing.number - 1]
        price = max(self.median, all_in(self.rules.buyer_fee, typical.start))
        return min(typical.deposit / price, 1.0) if price > 0.0 else 1.0

    @property
    def median(self) -> float:
        """What a lot of these is worth to a typical buyer: the median where worths are log-normal, else the mean."""
        prior = self.lots.worth.public(())
        return math.exp(prior.mean) if self.seen_through_noise else float(self.lots.worth.common(np.array([0.5]))[0])

    @property
    def seen_through_noise(self) -> bool:
        """Whether worths have a common part at which bidders look."""
        return isinstance(self.lots.worth, LognormalWorth)

    @property
    def public_variance(self) -> float:
        """What the published looks leave unknown of the log common worth: the same for every lot of a group."""
        sds = (*published_sds(self.lots, self.place), *files(self.arm.bidders, self.lots, self.place).values())
        return self.lots.worth.public(tuple((1.0, sd) for sd in sds)).variance

    @property
    def hidden(self) -> float:
        """Probability of a defect in a lot of which none was published."""
        if self.lots.defect is None:
            return 0.0
        kept = self.lots.defect.probability * (1.0 - self.place.defect_revealed)
        return kept / (1.0 - self.lots.defect.probability + kept)

    def kinds(self, name: str) -> tuple[Kind, ...]:
        """The kinds of bidders of a group that may be there, by looks and by whether they have found a defect."""
        return tuple(
            Kind(name, looked, saw)
            for looked in self._looked(self.takers[name])
            for saw in ((False, True) if self.informed(Kind(name, looked)) else (False,))
        )

    def _looked(self, group: BidderGroup) -> tuple[bool, ...]:
        """Whether members may have looked closer, and may not have."""
        nothing_new = group.signal_sd == 0.0  # knows its worth, and whether there is a defect
        if self.place.inspection_sd is None or not self.seen_through_noise or nothing_new or group.inspects == "never":
            return (False,)
        return (True,) if group.inspects == "always" else (False, True)

    def informed(self, kind: Kind) -> bool:
        """Whether such bidders know if there is a defect: those who looked closer, and those who know their worth."""
        return self.hidden > 0.0 and (kind.looked or self.takers[kind.group].signal_sd == 0.0)

    def looks(self, kind: Kind) -> Looks | None:
        """How a kind knows its worths; None without a common part, and for those who have the family's own signals."""
        group = self.takers[kind.group]
        if self.lots.worth.given:
            return glimpse(self.lots.worth, group.signal_sd)
        if not isinstance(self.lots.worth, LognormalWorth):
            return None
        inspection = self.place.inspection_sd if kind.looked else None
        sds = [sd for sd in (group.signal_sd, self.place.own_look_sd, inspection) if sd is not None]
        return self.lots.worth.looks(group, sds, keeps(group))

    def law(self, group: BidderGroup) -> Law | None:
        """The law of a group's worths; None where they share a part, are scaled, sums, or learnt in part later."""
        worth = self.lots.worth
        if (
            not isinstance(worth, PrivateWorth)
            or worth.pool > 1
            or group.margin is not None
            or worth.learnt is not None
        ):
            return None
        return group.worth or worth.law

    def heard(self, name: str) -> dict[bool, float]:
        """Probability that a bidder of a group, at home or not, exists, wants the lot and hears of it.

        nan where it depends on where the lot lies.
        """
        group, at_home = self.takers[name], self._at_home(self.takers[name])
        reach = {True: self.place.aware_same_region, False: self.place.aware_elsewhere}
        if name in self.place.aware:
            reach = dict.fromkeys(reach, self.place.aware[name])
        if reach[True] == reach[False] and self._alike:
            return {True: group.interest * reach[True], False: 0.0}
        return {
            True: group.interest * at_home * reach[True],
            False: group.interest * (1.0 - at_home) * reach[False] if at_home != 1.0 else 0.0,
        }

    @property
    def _alike(self) -> bool:
        """Whether it costs the same to come from home and from elsewhere."""
        return self.place.travel_cost_same_region == self.place.travel_cost_elsewhere

    def _at_home(self, group: BidderGroup) -> float:
        """Probability that a bidder lives where the lot lies; nan where it depends on the lot."""
        weights = relative(self.study.regions)
        if len(weights) == 1:
            return 1.0
        if self.lots.region != "any":
            return weights[self.lots.region] if group.region == "any" else float(group.region == self.lots.region)
        return next(iter(weights.values())) if group.region == "any" and len(set(weights.values())) == 1 else NAN


def relative(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights as shares."""
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def glimpse(worth: Worth, signal_sd: float | None) -> Looks | None:
    """Where the family gives the signals: who knows the worth, and who knows nothing; None for those who get them."""
    if signal_sd == 0.0:
        return Looks(0.0, 0.0)
    return Looks(0.0, math.inf) if signal_sd is None or not isinstance(worth, SignalWorth) else None


def keeps(group: BidderGroup) -> float:
    """What the margin leaves of a worth; nan where it differs within the group."""
    if group.margin is None:
        return 1.0
    return 1.0 - group.margin.value if isinstance(group.margin, Constant) else NAN


def potential(group: BidderGroup) -> float:
    """How many bidders of a group there may be, on average."""
    return group.count.poisson if isinstance(group.count, PoissonCount) else float(group.count)
