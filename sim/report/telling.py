"""One lot's story in plain text: what was published, who came, every bid with its second, and how it ended."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from textwrap import wrap

from sim.entities.brief import Play, Reason
from sim.entities.market import Failure, Listing, Row
from sim.entities.study import Arm, Study
from sim.entities.units import DAY, MINUTE, SECOND, Instant
from sim.procedures import Round
from sim.report import asides, words
from sim.report.teller import WEEKDAYS, Teller
from sim.report.tongue import ENGLISH, Tongue, message
from sim.report.wide import folded, wide

REFUSALS = {
    Reason.BELOW_ASK: message("below the ask; it moves nothing and extends nothing"),
    Reason.LATE: message("late; the auction is over"),
    Reason.EARLY: message("early; the auction has not opened"),
    Reason.LOST: message("lost on the way in the last moment"),
    Reason.HOLDER: message("the bidder holds the standing bid already"),
}

VERBS = {
    Play.SEALED: message("{who} hands in {sum}"),
    Play.BUTTON: message("{who} lets go at {sum}"),
    Play.ASCENDING: message("{who} bids {sum}"),
    Play.DESCENDING: message("{who} takes it at {sum}"),
    Play.POSTED: message("{who} takes it at {sum}"),
}
LIMIT, OPENING = message("{who} bids up to {sum}"), message("{who} opens the auction with {sum}")

LEFT_OUT = {
    "bid": message("{count} more bids"),
    "refused": message("{count} refused"),
    "extension": message("{count} extensions"),
}

INDENT = " " * 27
WIDTH = 110
HEAD, TAIL = 8, 8
"""Moves told from the beginning and the end of a long auction."""


def story(study: Study, arm: Arm, listings: Sequence[Listing], row: Row, tongue: Tongue = ENGLISH) -> list[str]:
    """The story of one lot in one arm, a line an event.

    Parameters
    ----------
    study : Study
    arm : Arm
    listings : sequence of Listing
        Of this lot, in the order in which they were played.
    row : Row
        The lot's line in the ledger.
    tongue : Tongue
        In which language.
    """
    teller = Teller(study, arm, tongue)
    lines = [" ".join([_introduction(teller, row), *asides.defect(teller, row, listings)])]
    plan = teller.rounds(row)
    rounds_held: set[int] = set()
    for listing in listings:
        lines += _listing(teller, plan[listing.round - 1], listing, again=listing.round in rounds_held)
        rounds_held.add(listing.round)
        lines += _unpaid(teller, listing)
    lines += [*_ending(teller, row), *asides.creditors(teller, row)]
    return [part for line in lines for part in _wrapped(line, tongue)]


def _wrapped(line: str, tongue: Tongue) -> list[str]:
    """A line no wider than a terminal; what does not fit goes on under the words, not under the date."""
    under = INDENT if line.startswith((" ", *map(tongue.say, WEEKDAYS))) else ""
    if not wide(line):
        return wrap(line, WIDTH, subsequent_indent=under, break_on_hyphens=False) or [""]
    first, *rest = folded(line, WIDTH - len(under))
    return [first, *(f"{under}{part}" for part in rest)]


def _introduction(teller: Teller, row: Row) -> str:
    said = teller.say("not appraised")
    if row.appraisal is not None:
        said = teller.say("appraised at {sum}", sum=teller.money(row.appraisal))
    seller = teller.say("sold by {seller}", seller=teller.own(row.seller))
    if teller.bare:
        seller = teller.say("offered" if row.hammer is None else "sold")
    lot = teller.say(
        "Lot {lot} ({name}), {seller}, {appraised}."
        if teller.private
        else "Lot {lot} ({name}), {seller}, {appraised}; common worth {worth}.",
        lot=teller.own(row.lot),
        name=teller.own(row.asset_class),
        seller=seller,
        appraised=said,
        worth="" if teller.private else teller.money(row.worth_common),
    )
    heard = teller.say("{all} may ever want it, {count} hear of it here.", all=row.interested, count=row.aware)
    return teller.tongue.sentences([lot, heard])


def _listing(teller: Teller, planned: Round, listing: Listing, *, again: bool) -> Iterator[str]:
    """One round: notice, registration, bids, hammer."""
    brief, record = listing.brief, listing.record
    name = teller.say("Sell-off") if planned.sell_off else teller.say("Round {number}", number=listing.round)
    listed = message("{round}, held again: listed at {sum}.") if again else message("{round}: listed at {sum}.")
    yield ""
    yield f"{teller.when(listing.listed)}  {teller.say(listed, round=name, sum=teller.money(brief.start))}"
    yield from (f"{INDENT}{said}" for said in asides.coming(teller, listing))
    yield f"{teller.when(brief.opens)}  {_registration(teller, planned, listing)}"
    yield from shorten(list(_moves(teller, listing)), tongue=teller.tongue)
    said = teller.say("passed in")
    if record.sold:
        buyer, worth = teller.own(listing.who.label(record.winner)), float(listing.worth[record.winner])
        said = teller.say(
            "hammer: {sum} to {who} (worth {worth})",
            sum=teller.money(record.price),
            who=buyer,
            worth=teller.money(worth),
        )
    late = message("{told}, {length} after the scheduled close.") if record.extended else message("{told}.")
    yield f"{teller.when(record.hammer)}  {teller.say(late, told=said, length=_length(teller, record.extended))}"


def _unpaid(teller: Teller, listing: Listing) -> Iterator[str]:
    """What became of a sale that was not paid for, or not by the winner."""
    for failure in listing.failures:
        yield f"{teller.when(failure.when)}  {_default(teller, listing, failure)}"
        turn = listing.failures.index(failure) + 1
        following = listing.failures[turn].who if turn < len(listing.failures) else listing.buyer
        if following >= 0:
            price = listing.failures[turn].price if turn < len(listing.failures) else listing.price
            said = message("next is {who}, at its highest bid of {sum}.")
            yield f"{INDENT}{teller.say(said, who=teller.own(listing.who.label(following)), sum=teller.money(price))}"


def _default(teller: Teller, listing: Listing, failure: Failure) -> str:
    """Who does not pay, why, and what happens to its deposit."""
    worth = teller.money(float(listing.worth[failure.who]))
    told = teller.say(
        "{who} has learnt that the lot is worth {worth} to it and does not pay {sum}"
        if failure.regret
        else "{who} finds no money and does not pay {sum}",
        who=teller.own(listing.who.label(failure.who)),
        worth=worth,
        sum=teller.money(failure.price),
    )
    if not failure.deposit:
        return teller.say("{told}.", told=told)
    return teller.say(
        "{told}; the deposit of {sum} is kept."
        if teller.arm.venue.rules.forfeit == "all"
        else "{told}; the deposit of {sum} stays until the loss is known.",
        told=told,
        sum=teller.money(failure.deposit),
    )


def _registration(teller: Teller, planned: Round, listing: Listing) -> str:
    count = len(listing.who)
    window = _length(teller, listing.brief.closes - listing.brief.opens)
    if count == 0:
        return teller.say("opens for {length}; nobody registered.", length=window)
    names = teller.tongue.several([_registered(teller, listing, i) for i in range(min(count, 6))])
    return teller.say(
        "opens for {length}; {count} registered, each with a deposit of {sum}: {names}."
        if planned.deposit
        else "opens for {length}; {count} registered: {names}.",
        length=window,
        count=count,
        sum=teller.money(planned.deposit),
        names=teller.say("{names} and {count} more", names=names, count=count - 6) if count > 6 else names,
    )


def _registered(teller: Teller, listing: Listing, i: int) -> str:
    """A bidder and its worth; where funds may run short, also how far it goes with them."""
    who, worth = teller.own(listing.who.label(i)), teller.money(float(listing.worth[i]))
    limit, group = float(listing.brief.limit[i]), listing.who.groups[listing.who.group[i]]
    if teller.arm.bidders[group].wealth is None or not math.isfinite(limit):
        return teller.say("{who} (worth {sum})", who=who, sum=worth)
    known = {"who": who, "sum": worth, "limit": teller.money(limit)}
    return teller.say("{who} (worth {sum}, limit after fees and funds {limit})", **known)


def _moves(teller: Teller, listing: Listing) -> Iterator[tuple[str, str]]:
    """(kind, line) of every move, and of every extension that an accepted bid brings."""
    brief, record = listing.brief, listing.record
    ladder, end = brief.ladder, brief.closes
    opens = brief.play is Play.POSTED and ladder.window > 0
    verb = OPENING if opens else LIMIT if ladder.proxy else VERBS[brief.play]
    latest = end + ladder.cap if ladder.cap >= 0 else None
    moves = zip(record.t.tolist(), record.rank.tolist(), record.amount.tolist(), record.reason.tolist(), strict=True)
    for t, rank, amount, reason in moves:
        who, at = teller.own(listing.who.label(rank)), f"{teller.when(t)}    "
        bid = teller.say(verb, who=who, sum=teller.money(amount))
        if reason != Reason.ACCEPTED:
            why = teller.say(REFUSALS[Reason(reason)])
            yield "refused", at + teller.say("{told}: refused, {why}.", told=bid, why=why)
            continue
        yield "bid", at + teller.say("{told}.", told=bid)
        if opens:
            opens, verb, end = False, LIMIT if ladder.proxy else VERBS[Play.ASCENDING], t + ladder.window
            latest = end + ladder.cap if ladder.cap >= 0 else None
            yield "opening", INDENT + teller.say("the auction runs until {time}.", time=teller.when(end))
        elif end - t <= ladder.trigger:
            later = t + ladder.extension if latest is None else min(t + ladder.extension, latest)
            if later > end:
                end = later
                yield "extension", INDENT + teller.say("the close moves to {time}.", time=teller.when(end))


def shorten(told: Sequence[tuple[str, str]], head: int = HEAD, tail: int = TAIL, tongue: Tongue = ENGLISH) -> list[str]:
    """The lines, the middle of a long auction replaced by a count.

    Parameters
    ----------
    told : sequence of (kind, line)
        Kinds are ``bid``, ``refused``, ``extension`` and, first of all, ``opening``.
    head, tail : int
        Lines kept at either end.
    tongue : Tongue
        In which language what is left out is counted.
    """
    if len(told) <= head + tail + 1:
        return [line for _, line in told]
    middle = [kind for kind, _ in told[head : len(told) - tail]]
    counts = [tongue.say(said, count=middle.count(kind)) for kind, said in LEFT_OUT.items() if kind in middle]
    lines = [line for _, line in told]
    return [*lines[:head], f"{INDENT}… {tongue.several(counts)} …", *lines[len(told) - tail :]]


def _ending(teller: Teller, row: Row) -> Iterator[str]:
    yield ""
    if row.hammer is None or row.cash_day is None:
        yield _unsold(teller, row)
        return
    fee = message("{who} pays {sum} with a buyer's fee of {fee}.")
    paid = teller.say(
        fee if row.buyer_fee else "{who} pays {sum}, no buyer's fee.",
        who=teller.own(row.buyer or ""),
        sum=teller.money(row.buyer_paid),
        fee=teller.money(row.buyer_fee or 0.0),
    )
    yield f"{teller.when(round(row.cash_day * DAY))}  {paid}"
    who = teller.say("The seller") if teller.bare else teller.own(row.seller)
    got = teller.say("{who} receives {sum}", who=who, sum=teller.money(row.seller_net))
    if row.seller_fee:
        got = teller.say("{told} after a seller's fee of {fee}", told=got, fee=teller.money(row.seller_fee))
    if row.forfeited:
        got = teller.say("{told}, {sum} of deposits included", told=got, sum=teller.money(row.forfeited))
    days = words.number(row.cash_day - row.listed_day, 1)
    yield teller.say("{told}." if teller.bare else "{told}, {days} days after the first listing.", told=got, days=days)


def _unsold(teller: Teller, row: Row) -> str:
    """What became of a lot that nobody bought."""
    where = teller.say("Not sold") if teller.bare else teller.say("Returned to {seller}", seller=teller.own(row.seller))
    if row.taken_by is not None and row.taken_at is not None:
        said = message("Taken by {who} for {sum} of what it is owed")
        where = teller.say(said, who=teller.own(row.taken_by), sum=teller.money(row.taken_at))
    times = teller.say("one listing" if row.attempts == 1 else "{count} listings", count=row.attempts)
    return teller.say(
        "{told} after {times}; {sum} of deposits were forfeited."
        if row.forfeited
        else "{told} after {times}; nothing was paid.",
        told=where,
        times=times,
        sum=teller.money(row.forfeited or 0.0),
    )


def _length(teller: Teller, length: Instant) -> str:
    """A length of time in the largest unit that leaves a short number: ``24 hours``, ``5 min 12 s``."""
    if length >= 2 * DAY:
        return teller.say("{count} days", count=f"{length / DAY:.4g}")
    if length >= 2 * 60 * MINUTE:
        return teller.say("{count} hours", count=f"{length / (60 * MINUTE):.4g}")
    minutes, rest = divmod(length, MINUTE)
    seconds = f"{rest / SECOND:.3g}"
    if not minutes:
        return teller.say("{seconds} s", seconds=seconds)
    return teller.say("{minutes} min {seconds} s" if rest else "{minutes} min", minutes=minutes, seconds=seconds)
