"""What can be seen of an auction by whoever watches its board, bid by bid, before rules hide any of it.

A lodged maximum is not seen, only the price at which it comes to hold the lot. Sealed bids are seen when they are
opened. Where prices rise by themselves, those who let go are seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entities.brief import Brief, Play, Reason, Record
from sim.entities.market import Listing
from sim.entities.units import MILLISECOND, SECOND, Instant, Money, days
from sim.formats.posted_price import opened
from sim.kernel.ascending import Board
from sim.tempo.instants import script

BID, SEALED, LET_GO = "bid", "sealed", "let_go"


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that happens on the board.

    Attributes
    ----------
    t : Instant
    who : int
        Participant index of who bids or lets go.
    standing : Money
        The price that stands afterwards; of a sealed bid, or of who lets go, the own price.
    holder : int
        Who holds the lot then; -1 where nobody does yet.
    what : {'bid', 'sealed', 'let_go'}
    """

    t: Instant
    who: int
    standing: Money
    holder: int
    what: str


def seen(brief: Brief, record: Record) -> list[Seen]:
    """All that happens on the board of one auction, in the order in which it is seen."""
    made = record.reason == Reason.ACCEPTED
    moves = list(zip(record.t[made].tolist(), record.rank[made].tolist(), record.amount[made].tolist(), strict=True))
    if brief.play is Play.BUTTON:
        return [Seen(t, who, amount, -1, LET_GO) for t, who, amount in moves]
    if brief.play is Play.SEALED:
        last = {who: amount for _, who, amount in moves}
        order = sorted(last, key=lambda who: (-last[who], brief.ties[who]))
        return [Seen(record.hammer, who, last[who], record.winner, SEALED) for who in order]
    rising = brief.play is Play.ASCENDING or (brief.play is Play.POSTED and brief.ladder.window > 0)
    if rising and brief.ladder.proxy:
        return list(_proxies(brief, moves))
    return [Seen(t, who, amount, who, BID) for t, who, amount in moves]


def _proxies(brief: Brief, moves: list[tuple[Instant, int, Money]]) -> Iterator[Seen]:
    """Bids where maxima are lodged: of a move its maximum is written down, so they are put to a board again.

    Aloud are scripted bids, and a jump by who has not yet answered anybody; all else is lodged, or the ask.
    """
    if brief.play is Play.POSTED and moves:
        brief = opened(brief, moves[0][0], brief.scripted)
    board, spoken = Board(brief), {(move.t, move.who) for move in script(brief)}
    answered: set[int] = set()
    for t, who, top in moves:
        jumps = who not in answered and float(brief.opening[who]) > board.ask
        aloud = jumps or (t, who) in spoken
        outbid = board.accept(t, who, top if aloud else board.lodged(top), top)
        if outbid >= 0 and brief.first[outbid] <= t:
            answered.add(outbid)
        yield Seen(t, who, board.price, board.holder, BID)


def told(t: Instant) -> Instant:
    """An instant in whole milliseconds: what remains tells participants apart, and nobody sees it."""
    return t - t % MILLISECOND


def listing_line(replication: int, listing: Listing) -> tuple[float | str | None, ...]:
    """One listing, as a line of the table ``listings``."""
    brief, record = listing.brief, listing.record
    return (
        replication,
        listing.lot.name,
        listing.round,
        listing.attempt,
        days(listing.listed),
        days(brief.opens),
        days(brief.closes),
        days(told(record.hammer)),
        brief.start,
        len(listing.who),
        record.price if record.sold else None,
        listing.who.label(record.winner) if record.sold else None,
    )


def board_lines(replication: int, listing: Listing) -> list[tuple[float | str | None, ...]]:
    """All that was seen of one listing, as lines of the table ``board``."""
    labels = [listing.who.label(position) for position in range(len(listing.who))]
    return [
        (
            replication,
            listing.lot.name,
            listing.round,
            listing.attempt,
            days(told(one.t)),
            (told(one.t) - listing.brief.opens) / SECOND,
            labels[one.who],
            one.what,
            one.standing,
            labels[one.holder] if one.holder >= 0 else None,
        )
        for one in seen(listing.brief, listing.record)
    ]
