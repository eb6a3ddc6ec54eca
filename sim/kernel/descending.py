"""The falling price, resolved. The rules are written at :mod:`sim.market.staged.descending`."""

from __future__ import annotations

from sim.entities.brief import Brief, Moves, Reason, Record
from sim.entities.units import Instant, Money
from sim.formats.base import SLACK
from sim.formats.dutch import Descent
from sim.kernel.script import admitted, refuse
from sim.tempo.instants import own


def descending(brief: Brief) -> Record:
    """Find who stops the price first, unless the script is quicker."""
    book = Moves()
    script = admitted(brief, book)
    descent = Descent.of(brief)
    t, winner, price = first_stop(brief, descent)
    while script and script[0].t <= t and script[0].t < brief.closes:
        move = script.pop(0)
        called = descent.called(move.t)
        if move.amount >= called - SLACK * brief.ladder.step:
            t, winner, price = move.t, move.who, called
            break
        refuse([move], Reason.BELOW_ASK, book)
    if winner >= 0:
        book.add(t, winner, price)
    refuse(script, Reason.LATE, book)
    if winner < 0 or price < brief.reserve:
        return book.record(winner=-1, price=float("nan"), hammer=t)
    return book.record(winner=winner, price=price, hammer=t)


def first_stop(brief: Brief, descent: Descent) -> tuple[Instant, int, Money]:
    """Instant, participant and price of the first stop by a limit; the close, -1 and nan if there is none."""
    ties = brief.ties.tolist()
    stops = [(i, *descent.stop(top)) for i, top in enumerate(brief.limit.tolist()) if top >= brief.start]
    if not stops:
        return brief.closes, -1, float("nan")
    i, price, t = min(stops, key=lambda stop: (-stop[1], ties[stop[0]], stop[0]))
    return own(t, i), i, price
