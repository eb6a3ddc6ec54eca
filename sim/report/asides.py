"""What a story tells where there is such a thing: defects, who comes at what cost, closer looks, creditors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.entities.market import Heard, Listing, Row
from sim.entities.study import Creditor
from sim.entities.units import Bools, Money
from sim.report.teller import Teller
from sim.report.tongue import message

NAMED = 6
"""Bidders named one by one at most."""


def defect(teller: Teller, row: Row, listings: Sequence[Listing]) -> Iterator[str]:
    """Whether the lot has a defect, and whether that was published; nothing where lots of its group have none."""
    flaw = teller.study.lots[row.group].defect
    if row.defect is None or flaw is None:
        return
    if not row.defect:
        yield teller.say("It has no defect.")
        return
    heard = listings[0].heard if listings else None
    said = message("It has a defect that takes {share} % off its worth.")
    if heard is not None and heard.hidden:
        said = message("It has a defect that takes {share} % off its worth; nobody is told.")
    elif heard is not None:
        said = message("It has a defect that takes {share} % off its worth; this is published.")
    yield teller.say(said, share=f"{100.0 * flaw.loss_share:.4g}")


def coming(teller: Teller, listing: Listing) -> Iterator[str]:
    """Who comes to an auction where that costs something, who looks closer, and who finds a hidden defect."""
    heard, place = listing.heard, teller.arm.venue.place
    if heard is None:
        return
    costs = place.registration_cost + place.travel_cost_same_region + place.travel_cost_elsewhere
    if costs > 0.0 or place.inspection_sd is not None:
        yield _attendance(teller, heard)
    if heard.hidden:
        sure = np.array([teller.arm.bidders[name].signal_sd == 0.0 for name in heard.who.groups], dtype=np.bool_)
        found = names(teller, heard, heard.came & (heard.inspected | sure[heard.who.group]))
        yield teller.say(
            "the defect is found by {names}." if found else "nobody who comes finds the defect.", names=found
        )


def _attendance(teller: Teller, heard: Heard) -> str:
    """How many come, and who of them has looked closer."""
    came, aware = int(np.count_nonzero(heard.came)), len(heard.who)
    told = teller.say(
        "{came} of {aware} who hear of it comes" if came == 1 else "{came} of {aware} who hear of it come",
        came=came,
        aware=aware,
    )
    if heard.costs:
        said = message("{told}, for {cost} together") if came > 1 else message("{told}, for {cost}")
        told = teller.say(said, told=told, cost=teller.money(heard.costs))
    looked = names(teller, heard, heard.came & heard.inspected)
    if looked and heard.look_costs:
        looked = teller.say("{told}, for {cost} more", told=looked, cost=teller.money(heard.look_costs))
    return teller.say("{told}; looked closer: {names}." if looked else "{told}.", told=told, names=looked)


def names(teller: Teller, heard: Heard, chosen: Bools) -> str:
    """Some of those who heard of a lot, the first of them by name; empty if there is none."""
    places = np.flatnonzero(chosen).tolist()
    told = teller.tongue.several([teller.own(heard.who.label(place)) for place in places[:NAMED]])
    more = len(places) - NAMED
    return teller.say("{names} and {count} more", names=told, count=more) if more > 0 else told


def creditors(teller: Teller, row: Row) -> Iterator[str]:
    """What each creditor gets of what a lot brought, where the scenario names creditors; not discounted."""
    from sim.market.line import debts

    lots = teller.study.lots[row.group]
    if row.hammer is None or lots.creditors == (Creditor(),):
        return
    left, held = row.seller_net - row.holding_costs, teller.money(row.holding_costs)
    if left < 0.0:
        bears = teller.own(lots.creditors[0].name) if row.owed_first > 0.0 else teller.say("the debtor")
        yield teller.say(
            "Holding it cost {held}, more than there is: {who} bears {sum}.",
            held=held,
            who=bears,
            sum=teller.money(-left),
        )
        return
    parts = []
    for each, owed in zip(lots.creditors, debts(lots, row.lot), strict=True):
        got = _sum(teller, min(left, owed))
        parts.append(
            teller.say("{who} {sum} of {owed} owed", who=teller.own(each.name), sum=got, owed=teller.money(owed))
        )
        left = max(left - owed, 0.0)
    parts.append(teller.say("the debtor {sum}", sum=_sum(teller, left)))
    after = message("Less {held} for holding it: {parts}.") if row.holding_costs else message("Of this: {parts}.")
    yield teller.say(after, held=held, parts=teller.tongue.several(parts))


def _sum(teller: Teller, amount: Money) -> str:
    return teller.money(amount) if amount else teller.say("nothing")
