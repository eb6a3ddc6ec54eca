"""The clock with buttons, resolved. The rules are written at :mod:`sim.market.staged.button`."""

from __future__ import annotations

from sim.entities.brief import Brief, Move, Moves, Reason, Record
from sim.entities.units import Money
from sim.formats.base import rung
from sim.kernel.script import admitted, refuse
from sim.tempo.instants import own


def button(brief: Brief) -> Record:
    """Let go of one button after the other until one is left."""
    book = Moves()
    script = admitted(brief, book)
    refused = [move for move in script if move.t < brief.closes and move.amount < brief.start]
    start, step, ties = brief.start, brief.ladder.step, brief.ties.tolist()
    level = {i: float(rung(top, start, step)) if step > 0 else top for i, top in stays(brief, script).items()}
    length, pressed = brief.closes - brief.opens, len(level)
    price = start
    for gone in range(1, pressed):
        out = min(level, key=lambda i: (level[i], -ties[i], -i))
        at = level.pop(out)
        held = start + at * step if step > 0 else at
        t = own(brief.opens + gone * length // pressed, out)
        while refused and refused[0].t <= t:
            refuse([refused.pop(0)], Reason.BELOW_ASK, book)
        book.add(t, out, held)
        price = held if at in level.values() or step == 0 else start + (at + 1) * step
    refuse(refused, Reason.BELOW_ASK, book)
    refuse([move for move in script if move.t >= brief.closes], Reason.LATE, book)
    if not level or price < brief.reserve:
        return book.record(winner=-1, price=float("nan"), hammer=brief.closes)
    return book.record(winner=next(iter(level)), price=price, hammer=brief.closes)


def stays(brief: Brief, script: list[Move]) -> dict[int, Money]:
    """How far each participant stays who presses a button at all; a scripted amount replaces the limit."""
    far = dict(enumerate(brief.limit.tolist()))
    far |= {move.who: move.amount for move in script if move.t < brief.closes and move.amount >= brief.start}
    return {i: top for i, top in far.items() if top >= brief.start}
