"""The posted price, resolved. The rules are written at :mod:`sim.market.staged.posted`."""

from __future__ import annotations

from sim.entities.brief import Brief, Move, Moves, Reason, Record
from sim.formats.base import SLACK
from sim.formats.posted_price import opened
from sim.kernel.ascending import ascending
from sim.kernel.script import admitted, refuse


def posted(brief: Brief) -> Record:
    """Find the first taker; he buys, or his bid opens an ascending auction."""
    book = Moves()
    script = admitted(brief, book)
    looks = zip(brief.first.tolist(), brief.limit.tolist(), strict=True)
    t, taker = min(((t, i) for i, (t, top) in enumerate(looks) if top >= brief.start), default=(brief.closes, -1))
    spoken: tuple[Move, ...] = ()
    while script and script[0].t <= t and script[0].t < brief.closes:
        move = script.pop(0)
        if move.amount >= brief.start - SLACK * brief.ladder.step:
            t, taker, spoken = move.t, move.who, (move,)
            break
        refuse([move], Reason.BELOW_ASK, book)
    if taker >= 0 and brief.ladder.window > 0:
        return ascending(opened(brief, t, (*spoken, *script)), book)
    if taker >= 0:
        book.add(t, taker, brief.start)
    refuse(script, Reason.LATE, book)
    if taker < 0 or brief.start < brief.reserve:
        return book.record(winner=-1, price=float("nan"), hammer=t)
    return book.record(winner=taker, price=brief.start, hammer=t)
