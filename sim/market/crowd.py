"""Who hears of a lot and what they see of it; where, and under what rules, it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeGuard

import numpy as np

from sim.disclosure import files, published
from sim.entities.entry import Kind, Turnout
from sim.entities.knowledge import Public
from sim.entities.market import Candidates, Lot
from sim.entities.nature import Nature
from sim.entities.protocols import Plan, Together
from sim.entities.study import BidderGroup, LotGroup
from sim.entities.units import Bools, Floats, Money
from sim.entities.venue import Place, Rules
from sim.values.filed import worth_of


@dataclass(frozen=True, slots=True, eq=False)
class Audience:
    """A lot's candidates in one arm. Entries follow `who`.

    `worth` is for the ledger and the payment; what a bidder goes by is its `signal` (money, before margin), or the
    `closer` one if it has looked again, the share it `keeps` after its margin, and what is `public`. `hidden` is
    whether the lot has a defect of which nothing was published.
    """

    who: Candidates
    worth: Floats
    signal: Floats
    closer: Floats
    keeps: Floats
    wealth: Floats
    home: Bools
    aware: Bools
    hidden: bool
    public: Public

    def of(self, chosen: Sequence[bool]) -> Bools:
        """Members of chosen groups; one entry a group."""
        picked: Bools = np.array(chosen, dtype=np.bool_)[self.who.group]
        return picked


def audience(nature: Nature, lot: Lot, lots: LotGroup, place: Place, groups: Mapping[str, BidderGroup]) -> Audience:
    """Everyone interested in the lot, who of them hears of it here, and what they see of it.

    Thresholds belong to nature and probabilities to the place, so a place that reaches further reaches the same people
    and more.
    """
    who = nature.interested(lot)
    at_home = who.region == lot.region
    reach = np.where(at_home, place.aware_same_region, place.aware_elsewhere)
    for position, name in enumerate(who.groups):
        if name in place.aware:
            reach = np.where(who.group == position, place.aware[name], reach)
        if place.insiders == "barred" and groups[name].signal_sd == 0.0:
            reach = np.where(who.group == position, 0.0, reach)
    signal = closer = nature.signal(lot, who, (place.own_look_sd,))
    if place.inspection_sd is not None:
        closer = nature.signal(lot, who, (place.own_look_sd, place.inspection_sd))
    told = lots.defect is not None and nature.defective(lot) and _told(nature, lot, place.defect_revealed)
    read = [(nature.file(lot, name), sd) for name, sd in files(groups, lots, place).items()]
    public = worth_of(lots, lot.name).public((*published(nature.looks(lot), lots, place), *read))
    return Audience(
        who=who,
        worth=nature.worth(lot, who),
        signal=signal,
        closer=closer,
        keeps=nature.keeps(lot, who),
        wealth=nature.wealth(who),
        home=at_home,
        aware=who.reach < reach,
        hidden=nature.defective(lot) and not told,
        public=replace(public, loss=lots.defect.loss_share) if told and lots.defect is not None else public,
    )


def _told(nature: Nature, lot: Lot, chance: float) -> bool:
    """Whether a defect is published; nested draws, so a place that tells more tells the same and more."""
    return chance > 0.0 and float(nature.uniform("told", lot.subject)[0]) < chance


def reads_drop_outs(plan: Plan | None) -> TypeGuard[Together]:
    """Whether a plan follows the drop-outs that everybody sees; asked for every lot, so by the one name that tells."""
    return hasattr(plan, "together")


@dataclass(frozen=True, slots=True)
class Counter:
    """Where and under what rules a lot is called, and how each group that wants it plans to bid."""

    place: Place
    rules: Rules
    groups: Mapping[str, BidderGroup]
    plans: Mapping[str, Plan]
    tick: float
    turnout: Turnout | None = None

    @property
    def chances(self) -> tuple[str, ...]:
        """What is drawn for each bidder on the way here: own costs, unless everything is free."""
        place = self.place
        journey = place.travel_cost_same_region + place.travel_cost_elsewhere
        free = self.turnout is None and place.registration_cost + place.inspection_cost + journey == 0.0
        return () if free else ("come", "look closer")

    def always_looks(self, name: str) -> bool:
        """Whether whoever comes of a group looks closer before."""
        return Kind(name, looked=True).name in self.plans and name not in self.plans

    def together(self) -> Together | None:
        """The plan by which limits follow the drop-outs that everybody sees; None where none is."""
        return next((plan for plan in self.plans.values() if reads_drop_outs(plan)), None)

    def scripted(self, who: Candidates) -> Bools:
        """Who follows bids written down beforehand."""
        return np.array([bool(self.script(name)) for name in who.groups], dtype=np.bool_)[who.group]

    def script(self, name: str) -> tuple[tuple[float, Money], ...]:
        """Bids that a group has written down beforehand; empty for almost every group."""
        return self.plans[name].script if name in self.plans else ()
