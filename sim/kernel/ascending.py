"""Open ascending bids, resolved. The rules are written at :mod:`sim.market.staged.ascending`."""

from __future__ import annotations

import math
from heapq import heapify, heappop, heappush

from sim.entities.brief import Brief, Move, Moves, Reason, Record
from sim.entities.units import MILLISECOND, Instant, Money
from sim.formats.base import SLACK, rung
from sim.kernel.script import admitted, refuse
from sim.tempo.instants import answer

NEVER: Instant = 1 << 62
NONE: Money = math.nan


class Board:
    """Standing bid, holder and end of one auction: plain numbers, changed by accepted bids only."""

    __slots__ = (
        "ask",
        "end",
        "extension",
        "holder",
        "k",
        "latest",
        "maximum",
        "price",
        "proxy",
        "start",
        "step",
        "trigger",
    )

    def __init__(self, brief: Brief) -> None:
        ladder = brief.ladder
        if ladder.step == 0 and not ladder.proxy:
            raise ValueError("an ascending auction without an increment needs a proxy")
        self.start, self.step, self.proxy = brief.start, ladder.step, ladder.proxy
        self.trigger, self.extension = ladder.trigger, ladder.extension
        self.end = brief.closes
        self.latest = brief.closes + ladder.cap if ladder.cap >= 0 else NEVER
        self.ask = self.price = self.maximum = brief.start
        self.holder = self.k = -1

    def lodged(self, top: Money) -> Money:
        """The price at which a maximum of `top` would come to hold the lot."""
        return min(top, self.maximum + self.step) if self.holder >= 0 else self.start

    def accept(self, t: Instant, i: int, amount: Money, top: Money) -> int:
        """Take the bid of `i`: out loud if `top` is `amount`, else with a maximum of `top`. Returns who is outbid."""
        if self.end - t <= self.trigger:
            self.end = max(self.end, min(t + self.extension, self.latest))
        outbid = self.holder
        if not self.proxy:
            self.k = self.k + 1 if amount == self.ask else rung(amount, self.start, self.step)
            self.price = self.start + self.k * self.step
            self.ask = self.start + (self.k + 1) * self.step
            self.holder = i
            return outbid
        if outbid >= 0 and top <= self.maximum:
            self.price, outbid = min(self.maximum, top + self.step), i
        else:
            self.price, self.maximum, self.holder = amount, top, i
        self.ask = self.price + self.step if self.step > 0 else math.nextafter(self.price, math.inf)
        return outbid


def ascending(brief: Brief, book: Moves | None = None) -> Record:
    """Let everybody act in order of time until the end comes first.

    Parameters
    ----------
    brief : Brief
        Of play ASCENDING.
    book : Moves, optional
        Moves made before, when a posted price has just been taken.
    """
    book = Moves() if book is None else book
    board, script = Board(brief), admitted(brief, book)
    limit, opening, lodges = brief.limit.tolist(), brief.opening.tolist(), brief.lodges.tolist()
    replies, lost = brief.reply.tolist(), brief.lost.tolist()
    waits = [top >= brief.start for top in limit]
    queue = [t for t, comes in zip(brief.first.tolist(), waits, strict=True) if comes] + [NEVER]
    heapify(queue)
    answered = [0] * len(limit)
    due = script[0].t if script else NEVER
    while (t := min(queue[0], due)) < board.end:
        if t == due:
            outbid = said(board, script.pop(0), book)
            due = script[0].t if script else NEVER
        else:
            i = heappop(queue) % MILLISECOND - 1
            waits[i] = False
            if i == board.holder or limit[i] < board.ask:
                continue
            new = answered[i] == 0
            amount, top = offer(board, limit[i], opening[i] if new else NONE, lodges=new and lodges[i])
            if lost[i] and board.end - t <= brief.last_moment:
                book.add(t, i, top, Reason.LOST)
                limit[i] = -math.inf
                continue
            outbid = board.accept(t, i, amount, top)
            book.add(t, i, top if board.proxy else board.price)
        if outbid >= 0 and not waits[outbid] and limit[outbid] >= board.ask:
            reply = replies[outbid]
            pause = reply[answered[outbid] % len(reply)]
            heappush(queue, answer(t, outbid, pause, board.end, brief.guard))
            waits[outbid] = True
            answered[outbid] += 1
    refuse(script, Reason.LATE, book)
    moved = board.end - brief.closes
    if board.holder < 0 or board.price < brief.reserve:
        return book.record(winner=-1, price=NONE, hammer=board.end, extended=moved)
    return book.record(winner=board.holder, price=board.price, hammer=board.end, extended=moved)


def offer(board: Board, limit: Money, jump: Money, *, lodges: bool) -> tuple[Money, Money]:
    """What a willing participant sends (a jump, its limit to be lodged, the ask): the bid and the maximum behind it."""
    if jump > board.ask:
        amount = min(limit, jump)
        return amount, amount
    if board.proxy and (lodges or board.step == 0):
        return board.lodged(limit), limit
    return board.ask, board.ask


def said(board: Board, move: Move, book: Moves) -> int:
    """Play one scripted bid, out loud. Returns who is outbid, -1 if nobody."""
    slack = SLACK * board.step
    if move.who == board.holder:
        refuse([move], Reason.HOLDER, book)
        return -1
    if move.amount < board.ask - slack:
        refuse([move], Reason.BELOW_ASK, book)
        return -1
    amount = max(move.amount, board.ask) if board.proxy else move.amount + slack
    outbid = board.accept(move.t, move.who, amount, amount)
    book.add(move.t, move.who, amount if board.proxy else board.price)
    return outbid
