"""What a story tells where there is such a thing: defects, who comes at what cost, closer looks, creditors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.entities.market import Heard, Listing, Row
from sim.entities.study import Creditor
from sim.entities.units import Bools, Money
from sim.report.teller import Teller

NAMED = 6
"""Bidders named one by one at most."""


def defect(teller: Teller, row: Row, listings: Sequence[Listing]) -> Iterator[str]:
    """Whether the lot has a defect, and whether that was published; nothing where lots of its group have none."""
    flaw = teller.study.lots[row.group].defect
    if row.defect is None or flaw is None:
        return
    if not row.defect:
        yield "It has no defect."
        return
    heard = listings[0].heard if listings else None
    fate = "" if heard is None else "; nobody is told" if heard.hidden else "; this is published"
    yield f"It has a defect that takes {100.0 * flaw.loss_share:.4g} % off its worth{fate}."


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
        found = names(heard, heard.came & (heard.inspected | sure[heard.who.group]))
        yield f"the defect is found by {found}." if found else "nobody who comes finds the defect."


def _attendance(teller: Teller, heard: Heard) -> str:
    """How many come, and who of them has looked closer."""
    came, aware = int(np.count_nonzero(heard.came)), len(heard.who)
    told = f"{came} of {aware} who hear of it {'comes' if came == 1 else 'come'}"
    told += f", for {teller.money(heard.costs)}{' together' * (came > 1)}" if heard.costs else ""
    looked = names(heard, heard.came & heard.inspected)
    more = f", for {teller.money(heard.look_costs)} more" if heard.look_costs else ""
    told += f"; looked closer: {looked}{more}" if looked else ""
    return f"{told}."


def names(heard: Heard, chosen: Bools) -> str:
    """Some of those who heard of a lot, the first of them by name; empty if there is none."""
    places = np.flatnonzero(chosen).tolist()
    told = ", ".join(heard.who.label(place) for place in places[:NAMED])
    return f"{told} and {len(places) - NAMED} more" if len(places) > NAMED else told


def creditors(teller: Teller, row: Row) -> Iterator[str]:
    """What each creditor gets of what a lot brought, where the scenario names creditors; not discounted."""
    from sim.market.line import debts

    lots = teller.study.lots[row.group]
    if row.hammer is None or lots.creditors == (Creditor(),):
        return
    left, held = row.seller_net - row.holding_costs, teller.money(row.holding_costs)
    if left < 0.0:
        bears = lots.creditors[0].name if row.owed_first > 0.0 else "the debtor"
        yield f"Holding it cost {held}, more than there is: {bears} bears {teller.money(-left)}."
        return
    parts = []
    for each, owed in zip(lots.creditors, debts(lots, row.lot), strict=True):
        parts.append(f"{each.name} {_sum(teller, min(left, owed))} of {teller.money(owed)} owed")
        left = max(left - owed, 0.0)
    after = f"Less {held} for holding it" if row.holding_costs else "Of this"
    yield f"{after}: {', '.join(parts)}, the debtor {_sum(teller, left)}."


def _sum(teller: Teller, amount: Money) -> str:
    return teller.money(amount) if amount else "nothing"
