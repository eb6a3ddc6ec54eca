"""One replication of one arm: the market opens, lots arrive and live, the ledger is written."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import simpy

from sim.entities.entry import Plans
from sim.entities.market import Ledger, Listing, Lot
from sim.entities.nature import Nature
from sim.entities.study import Arm, Study
from sim.entities.units import Money
from sim.market.clock import now
from sim.market.crowd import audience
from sim.market.insight import Insight, heard, insights
from sim.market.life import life
from sim.market.line import Terms, debts, row
from sim.market.payments import payments
from sim.market.saleroom import Saleroom
from sim.market.story import Story
from sim.nature import StudyNature
from sim.procedures import rounds
from sim.sellers import first_start


def play(
    study: Study, arm_name: str, replication: int, plans: Plans, engine: str = "auto", *, keep: bool = False
) -> Ledger:
    """Play one replication of one arm to its end.

    Lots *arrive* within the horizon; each is played to its end, none is cut off. Everything random comes from nature,
    which is the same for all arms.

    Parameters
    ----------
    study : Study
    arm_name : str
    replication : int
        Counted from 0.
    plans : Plans
        Solved beforehand (`sim.experiment.prepare`); nothing is solved here.
    engine : {'auto', 'kernel', 'staged'}
        Whether auctions are resolved by the kernel or played by processes on the market's clock: same ledger.
    keep : bool
        Keep every payment, and every listing with its brief and record, for traces and long tables.
    """
    arm = study.arms[arm_name]
    nature = StudyNature(study, arm_name, replication)
    env = simpy.Environment()
    saleroom = Saleroom(env, study, arm, nature, plans, engine)
    stories: list[Story] = []
    env.process(_arrivals(env, saleroom, nature.lots(), stories))
    env.run()
    stories.sort(key=lambda story: story.lot.id)
    found = insights(stories, {key[1:]: mind for key, mind in plans.expectations.items() if key[0] == arm_name})
    lessons = {key[1:]: lesson for key, lesson in plans.taught.items() if key[0] == arm_name}
    owed = {name: debts(lots) for name, lots in study.lots.items() if lots.rows is None}
    terms = [_terms(study, arm, story.lot, owed) for story in stories]
    rows = [row(*args, lessons) for args in zip(stories, terms, found, strict=True)]
    if not keep:
        return Ledger(rows, [])
    paid = [each for args in zip(rows, stories, terms, strict=True) for each in payments(*args)]
    return Ledger(rows, _kept(stories, found, study.tick), paid)


def _kept(stories: Sequence[Story], found: Sequence[Insight], tick: Money) -> list[Listing]:
    """All listings, with everybody who heard of them."""
    return [
        replace(listing, heard=heard(story, number, insight, tick))
        for story, insight in zip(stories, found, strict=True)
        for number, listing in enumerate(story.listings)
    ]


def _arrivals(
    env: simpy.Environment, saleroom: Saleroom, lots: Sequence[Lot], stories: list[Story]
) -> Generator[simpy.Event, Any, None]:
    """Sellers bring their lots, one living process a lot."""
    for lot in lots:
        if lot.arrives > now(env):
            yield env.timeout(lot.arrives - now(env))
        story = _born(saleroom.nature, saleroom.arm, saleroom.study, lot)
        stories.append(story)
        env.process(life(env, saleroom, story))


def _terms(study: Study, arm: Arm, lot: Lot, owed: Mapping[str, tuple[Money, ...]]) -> Terms:
    """What turns this lot's hammer price into money in hand; `owed` on every lot of a group, where that is so."""
    regions = tuple(sorted(study.regions))
    insiders = frozenset(name for name, group in arm.bidders.items() if group.signal_sd == 0.0)
    return Terms(
        arm.venue.rules,
        study.lots[lot.group],
        arm.sellers[lot.seller],
        regions,
        study.tick,
        insiders,
        arm.venue.place.admin_cost,
        owed[lot.group] if lot.group in owed else debts(study.lots[lot.group], lot.name),
    )


def _born(nature: Nature, arm: Arm, study: Study, lot: Lot) -> Story:
    """A lot with its appraisal, the seller's first price, its rounds and all who may ever want it."""
    rules, appraisal = arm.venue.rules, nature.appraisal(lot)
    first = first_start(rules, appraisal, study.tick)
    listings = rounds(rules, first, appraisal, study.tick)
    crowd = audience(nature, lot, study.lots[lot.group], arm.venue.place, arm.bidders)
    market, defective = nature.market_worth(lot), nature.defective(lot)
    return Story(lot, crowd, nature.common(lot), market, appraisal, defective, listings)
