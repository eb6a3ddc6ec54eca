"""The way to an auction: who finds it worth to come, and who looks closer before.

One vector step a lot, like the desk. A decision rests on own costs, on what is public, and, where bidders know their
worth beforehand, on that; nobody sees a rival.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.draws import normal
from sim.entities.entry import Kind, Prospects, Turnout
from sim.entities.knowledge import Public
from sim.entities.market import Lot
from sim.entities.nature import Nature
from sim.entities.units import Bools, Floats, Ids, Money
from sim.market.crowd import Audience, Counter
from sim.money import all_in


@dataclass(frozen=True, slots=True, eq=False)
class Coming:
    """Who comes to one auction of a lot, and as what kind of bidder. Arrays follow the audience's `who`.

    Attributes
    ----------
    comes : Bools
    looked, new : Bools
        Has bought the closer look, now or before an earlier round; has bought it now.
    names : tuple of str
        Kinds of bidders.
    kind : Ids
        Index into them.
    costs, look_costs : Floats
        What coming costs each, and what looking does, whether or not it comes and looks.
    believed : float
        How many were believed to come; nan where all come who hear of the lot.
    """

    comes: Bools
    looked: Bools
    new: Bools
    names: tuple[str, ...]
    kind: Ids
    costs: Floats
    look_costs: Floats
    believed: float

    @property
    def spent(self) -> tuple[Money, Money]:
        """What all together spent on coming, and on looking now."""
        return float(self.costs[self.comes].sum()), float(self.look_costs[self.new].sum())

    def spent_by(self, which: Bools) -> Money:
        """What some of them spent on coming and looking."""
        return float(self.costs[self.comes & which].sum() + self.look_costs[self.new & which].sum())

    def among(self, chosen: Sequence[bool]) -> Bools:
        """Those who come and are of a chosen kind; one entry a kind."""
        picked: Bools = self.comes & np.array(chosen, dtype=np.bool_)[self.kind]
        return picked


def coming(
    nature: Nature, lot: Lot, crowd: Audience, counter: Counter, start: Money, able: Bools, looked: Bools
) -> Coming:
    """Those who have heard of a lot decide whether to come.

    Parameters
    ----------
    nature : Nature
    lot : Lot
    crowd : Audience
    counter : Counter
    start : Money
        Of this round.
    able : Bools
        Has the deposit and the start price at hand; nobody else sets out.
    looked : Bools
        Who has bought the closer look before an earlier round; it need not be bought again.
    """
    ranks = [nature.uniform(purpose, lot.subject, crowd.who.subject) for purpose in counter.chances]
    costs, look_costs = own_costs(crowd, counter, ranks)
    comes, believed = crowd.aware & able, float("nan")
    if counter.turnout is None:
        looks = crowd.of([counter.always_looks(name) for name in crowd.who.groups])
    else:
        public = replace(crowd.public, start=all_in(counter.rules.buyer_fee, start))
        decided, looks = _decided(crowd, counter.turnout, public, ranks, (costs, look_costs), looked)
        comes, believed = comes & decided, counter.turnout.expected(public)
    new = looks & comes & ~looked
    names, kind = kinds(crowd, looked | new, counter)
    return Coming(comes, looked | new, new, names, kind, costs, look_costs, believed)


def own_costs(crowd: Audience, counter: Counter, ranks: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Costs of coming and of a closer look: the place's, times the own factor for this lot.

    Log factors are normal with the group's `entry_cost_sd`; `ranks` holds one uniform a bidder for each cost, or
    nothing where both are free.
    """
    place, who = counter.place, crowd.who
    travel = np.where(crowd.home, place.travel_cost_same_region, place.travel_cost_elsewhere)
    base, look = place.registration_cost + travel, place.inspection_cost + place.inspection_travel * travel
    if not ranks:
        return base, look
    spread = np.array([counter.groups[name].entry_cost_sd for name in who.groups])[who.group]
    return base * np.exp(spread * normal(ranks[0])), look * np.exp(spread * normal(ranks[1]))


def _decided(
    crowd: Audience,
    turnout: Turnout,
    public: Public,
    ranks: Sequence[Floats],
    costs: tuple[Floats, Floats],
    looked: Bools,
) -> tuple[Bools, Bools]:
    """Who would come and who would look, group by group, those at home apart from those elsewhere."""
    who = crowd.who
    comes, looks = np.zeros((2, len(who)), dtype=np.bool_)
    for position, name in enumerate(who.groups):
        for home in (True, False):
            of = crowd.aware & (who.group == position) & (crowd.home == home)
            if of.any():
                per_bidder = (crowd.signal, ranks[0], costs[0], ranks[1], costs[1], looked)
                sort = Prospects(name, home, *(entries[of] for entries in per_bidder))
                comes[of], looks[of] = turnout.decide(sort, public)
    return comes, looks


def kinds(crowd: Audience, looked: Bools, counter: Counter) -> tuple[tuple[str, ...], Ids]:
    """Names of the kinds of bidders, and of which kind each of the audience is.

    Those who can find a defect do, if the lot has one that was not published.
    """
    names: list[str] = []
    kind = np.zeros(len(crowd.who), dtype=np.int64)
    for position, group in enumerate(crowd.who.groups):
        for closer in (False, True):
            saw = crowd.hidden and Kind(group, closer, True).name in counter.plans
            kind[(crowd.who.group == position) & (looked == closer)] = len(names)
            names.append(Kind(group, closer, saw).name)
    return tuple(names), kind
