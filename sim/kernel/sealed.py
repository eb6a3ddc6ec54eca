"""Sealed bids, resolved. The rules are written at :mod:`sim.market.staged.sealed`."""

from __future__ import annotations

from sim.entities.brief import Brief, Moves, Reason, Record
from sim.entities.units import Money
from sim.kernel.script import admitted, refuse

NOBODY = float("-inf")


def sealed(brief: Brief) -> Record:
    """Hand in all envelopes in order of time, open them, charge the highest."""
    book = Moves()
    script = admitted(brief, book)
    late = [move for move in script if move.t >= brief.closes]
    natural = [(t, i, top) for i, (t, top) in enumerate(zip(brief.first.tolist(), brief.limit.tolist(), strict=True))]
    told = [(move.t, 0, move.who, move.amount) for move in script[: len(script) - len(late)]]
    told += [(t, 1, i, top) for t, i, top in natural if top >= brief.start]
    told.sort(key=lambda bid: bid[:2])
    lost = brief.lost.tolist()
    envelope = [NOBODY] * len(lost)
    for t, own, i, amount in told:
        reason = Reason.ACCEPTED
        if amount < brief.start:
            reason = Reason.BELOW_ASK
        elif own and lost[i] and brief.closes - t <= brief.last_moment:
            reason = Reason.LOST
        else:
            envelope[i] = amount
        book.add(t, i, amount, reason)
    refuse(late, Reason.LATE, book)
    winner, price = opening(brief, envelope)
    return book.record(winner=winner, price=price, hammer=brief.closes)


def opening(brief: Brief, envelope: list[Money]) -> tuple[int, Money]:
    """Who buys, and at what price; -1 and nan if no envelope holds the reserve."""
    ties = brief.ties.tolist()
    winner, best, second = -1, NOBODY, NOBODY
    for i, amount in enumerate(envelope):
        if amount > best or (amount == best > NOBODY and ties[i] < ties[winner]):
            winner, best, second = i, amount, best
        elif amount > second:
            second = amount
    if best < brief.reserve or winner < 0:
        return -1, float("nan")
    if brief.pays_second:
        return winner, max(min(best, second + brief.ladder.step), brief.reserve)
    return winner, best
