"""One lot's story in plain text: what was published, who came, every bid with its second, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from sim.entities.brief import Play, Reason
from sim.entities.market import Failure, Listing, Row
from sim.entities.study import Arm, Study
from sim.entities.units import DAY, MINUTE, SECOND, Instant
from sim.procedures import Round
from sim.report import asides, words
from sim.report.teller import WEEKDAYS, Teller

REFUSALS = {
    Reason.BELOW_ASK: "below the ask; it moves nothing and extends nothing",
    Reason.LATE: "late; the auction is over",
    Reason.EARLY: "early; the auction has not opened",
    Reason.LOST: "lost on the way in the last moment",
    Reason.HOLDER: "the bidder holds the standing bid already",
}

VERBS = {
    Play.SEALED: "hands in",
    Play.BUTTON: "lets go at",
    Play.ASCENDING: "bids",
    Play.DESCENDING: "takes it at",
    Play.POSTED: "takes it at",
}

INDENT = " " * 27
WIDTH = 110
HEAD, TAIL = 8, 8
"""Moves told from the beginning and the end of a long auction."""


def story(study: Study, arm: Arm, listings: Sequence[Listing], row: Row) -> list[str]:
    """The story of one lot in one arm, a line an event.

    Parameters
    ----------
    study : Study
    arm : Arm
    listings : sequence of Listing
        Of this lot, in the order in which they were played.
    row : Row
        The lot's line in the ledger.
    """
    teller = Teller(study, arm)
    lines = [" ".join([_introduction(teller, row), *asides.defect(teller, row, listings)])]
    plan = teller.rounds(row)
    rounds_held: set[int] = set()
    for listing in listings:
        lines += _listing(teller, plan[listing.round - 1], listing, again=listing.round in rounds_held)
        rounds_held.add(listing.round)
        lines += _unpaid(teller, listing, row)
    lines += [*_ending(teller, row), *asides.creditors(teller, row)]
    return [part for line in lines for part in _wrapped(line)]


def _wrapped(line: str) -> list[str]:
    """A line no wider than a terminal; what does not fit goes on under the words, not under the date."""
    under = INDENT if line.startswith((" ", *WEEKDAYS)) else ""
    return wrap(line, WIDTH, subsequent_indent=under, break_on_hyphens=False) or [""]


def _introduction(teller: Teller, row: Row) -> str:
    said = f"appraised at {teller.money(row.appraisal)}" if row.appraisal is not None else "not appraised"
    seller = ("offered" if row.hammer is None else "sold") if teller.bare else f"sold by {row.seller}"
    common = "" if teller.private else f"; common worth {teller.money(row.worth_common)}"
    return (
        f"Lot {row.lot} ({row.asset_class}), {seller}, {said}{common}. "
        f"{row.interested} may ever want it, {row.aware} hear of it here."
    )


def _listing(teller: Teller, planned: Round, listing: Listing, *, again: bool) -> Iterator[str]:
    """One round: notice, registration, bids, hammer."""
    brief, record = listing.brief, listing.record
    name = "Sell-off" if planned.sell_off else f"Round {listing.round}"
    name += ", held again" if again else ""
    yield ""
    yield f"{teller.when(listing.listed)}  {name}: listed at {teller.money(brief.start)}."
    yield from (f"{INDENT}{said}" for said in asides.coming(teller, listing))
    yield f"{teller.when(brief.opens)}  {_registration(teller, planned, listing)}"
    yield from shorten(list(_moves(teller, listing)))
    extended = f", {_length(record.extended)} after the scheduled close" if record.extended else ""
    if record.sold:
        buyer, worth = listing.who.label(record.winner), float(listing.worth[record.winner])
        sold = f"hammer: {teller.money(record.price)} to {buyer} (worth {teller.money(worth)}){extended}."
        yield f"{teller.when(record.hammer)}  {sold}"
    else:
        yield f"{teller.when(record.hammer)}  passed in{extended}."


def _unpaid(teller: Teller, listing: Listing, row: Row) -> Iterator[str]:
    """What became of a sale that was not paid for, or not by the winner."""
    record, rules = listing.record, teller.arm.venue.rules
    floor = 0.0 if row.appraisal is None else rules.floor_share * row.appraisal
    if record.sold and not listing.paid and record.price < floor:
        yield f"{INDENT}the sale is void: it lies below the floor of {teller.money(floor)}."
    for failure in listing.failures:
        yield f"{teller.when(failure.when)}  {_default(teller, listing, failure)}"
        turn = listing.failures.index(failure) + 1
        following = listing.failures[turn].who if turn < len(listing.failures) else listing.buyer
        if following >= 0:
            price = listing.failures[turn].price if turn < len(listing.failures) else listing.price
            yield f"{INDENT}next is {listing.who.label(following)}, at its highest bid of {teller.money(price)}."


def _default(teller: Teller, listing: Listing, failure: Failure) -> str:
    """Who does not pay, why, and what happens to its deposit."""
    worth = teller.money(float(listing.worth[failure.who]))
    why = f"has learnt that the lot is worth {worth} to it" if failure.regret else "finds no money"
    fate = "is kept" if teller.arm.venue.rules.forfeit == "all" else "stays until the loss is known"
    deposit = f"; the deposit of {teller.money(failure.deposit)} {fate}" if failure.deposit else ""
    return f"{listing.who.label(failure.who)} {why} and does not pay {teller.money(failure.price)}{deposit}."


def _registration(teller: Teller, planned: Round, listing: Listing) -> str:
    count = len(listing.who)
    window = f"opens for {_length(listing.brief.closes - listing.brief.opens)}"
    if count == 0:
        return f"{window}; nobody registered."
    names = [f"{listing.who.label(i)} (worth {teller.money(float(listing.worth[i]))})" for i in range(min(count, 6))]
    rest = f" and {count - 6} more" if count > 6 else ""
    deposit = f", each with a deposit of {teller.money(planned.deposit)}" if planned.deposit else ""
    return f"{window}; {count} registered{deposit}: {', '.join(names)}{rest}."


def _moves(teller: Teller, listing: Listing) -> Iterator[tuple[str, str]]:
    """(kind, line) of every move, and of every extension that an accepted bid brings."""
    brief, record = listing.brief, listing.record
    ladder, end = brief.ladder, brief.closes
    opens = brief.play is Play.POSTED and ladder.window > 0
    verb = "opens the auction with" if opens else "bids up to" if ladder.proxy else VERBS[brief.play]
    latest = end + ladder.cap if ladder.cap >= 0 else None
    moves = zip(record.t.tolist(), record.rank.tolist(), record.amount.tolist(), record.reason.tolist(), strict=True)
    for t, rank, amount, reason in moves:
        said = f"{teller.when(t)}    {listing.who.label(rank)} {verb} {teller.money(amount)}"
        if reason != Reason.ACCEPTED:
            yield "refused", f"{said}: refused, {REFUSALS[Reason(reason)]}."
            continue
        yield "bid", f"{said}."
        if opens:
            opens, verb, end = False, "bids up to" if ladder.proxy else VERBS[Play.ASCENDING], t + ladder.window
            latest = end + ladder.cap if ladder.cap >= 0 else None
            yield "opening", f"{INDENT}the auction runs until {teller.when(end)}."
        elif end - t <= ladder.trigger:
            later = t + ladder.extension if latest is None else min(t + ladder.extension, latest)
            if later > end:
                end = later
                yield "extension", f"{INDENT}the close moves to {teller.when(end)}."


def shorten(told: Sequence[tuple[str, str]], head: int = HEAD, tail: int = TAIL) -> list[str]:
    """The lines, the middle of a long auction replaced by a count.

    Parameters
    ----------
    told : sequence of (kind, line)
        Kinds are ``bid``, ``refused``, ``extension`` and, first of all, ``opening``.
    head, tail : int
        Lines kept at either end.
    """
    if len(told) <= head + tail + 1:
        return [line for _, line in told]
    middle = [kind for kind, _ in told[head : len(told) - tail]]
    names = {"bid": "more bids", "refused": "refused", "extension": "extensions"}
    counts = ", ".join(f"{middle.count(kind)} {name}" for kind, name in names.items() if kind in middle)
    lines = [line for _, line in told]
    return [*lines[:head], f"{INDENT}… {counts} …", *lines[len(told) - tail :]]


def _ending(teller: Teller, row: Row) -> Iterator[str]:
    yield ""
    lost = f"{teller.money(row.forfeited)} of deposits" if row.forfeited else ""
    if row.hammer is None or row.cash_day is None:
        where = "Not sold" if teller.bare else f"Returned to {row.seller}"
        if row.taken_by is not None and row.taken_at is not None:
            where = f"Taken by {row.taken_by} for {teller.money(row.taken_at)} of what it is owed"
        yield f"{where} after {_times(row.attempts)}; {f'{lost} were forfeited' if lost else 'nothing was paid'}."
        return
    paid = teller.when(round(row.cash_day * DAY))
    fee = f" with a buyer's fee of {teller.money(row.buyer_fee)}" if row.buyer_fee else ", no buyer's fee"
    yield f"{paid}  {row.buyer} pays {teller.money(row.buyer_paid)}{fee}."
    less = f" after a seller's fee of {teller.money(row.seller_fee)}" if row.seller_fee else ""
    less += f", {lost} included" if lost else ""
    if teller.bare:
        yield f"The seller receives {teller.money(row.seller_net)}{less}."
        return
    days = words.number(row.cash_day - row.listed_day, 1)
    yield f"{row.seller} receives {teller.money(row.seller_net)}{less}, {days} days after the first listing."


def _times(count: int) -> str:
    return "one listing" if count == 1 else f"{count} listings"


def _length(length: Instant) -> str:
    """A length of time in the largest unit that leaves a short number: ``24 hours``, ``5 min 12 s``."""
    if length >= 2 * DAY:
        return f"{length / DAY:.4g} days"
    if length >= 2 * 60 * MINUTE:
        return f"{length / (60 * MINUTE):.4g} hours"
    minutes, rest = divmod(length, MINUTE)
    seconds = f"{rest / SECOND:.3g} s"
    return seconds if not minutes else f"{minutes} min" + (f" {seconds}" if rest else "")
