"""The registration desk: who hears of a lot, who registers, and the brief that leaves the desk at the opening.

Pure arithmetic on arrays, one vector step a lot. No bidder is handed anything but its own signal and the published
rules: worths reach the desk only as signals of those who know their own worth.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.entities.brief import Brief, Ladder, Move, Play
from sim.entities.market import Candidates, Lot
from sim.entities.nature import Nature
from sim.entities.timing import Window
from sim.entities.units import MILLISECOND, SECOND, TOP_RANK, Bools, Floats, Ids, Instant, Money, instant
from sim.errors import RunError
from sim.market.coming import Coming
from sim.market.crowd import Audience, Counter, reads_drop_outs
from sim.money import all_in, down, hammer_for, up
from sim.procedures import Round

REPLIES = 8
"""Reply times drawn for each participant; they are used in turn."""


def limits(crowd: Audience, come: Coming, start: Money, counter: Counter) -> Floats:
    """The hammer price at which each would stop, before funds: its plan's all-in limit less margin and buyer's fee.

    Who does not come has no limit, -inf.
    """
    public = replace(crowd.public, start=all_in(counter.rules.buyer_fee, start))
    signal, pays = np.where(come.looked, crowd.closer, crowd.signal), np.full(len(crowd.who), -np.inf)
    for position, name in enumerate(come.names):
        members = come.comes & (come.kind == position)
        if members.any():
            pays[members] = counter.plans[name].limit(signal[members], public)
    if (together := counter.together()) is not None:
        seen = come.among([reads_drop_outs(counter.plans.get(name)) for name in come.names])
        taught = come.among([name in together.names for name in come.names])
        both = together.together(come.names, come.kind[taught], signal[taught], public)
        pays[seen] = both[seen[taught]]
    return hammer_for(counter.rules.buyer_fee, pays * crowd.keeps)


def able(free: Floats, listing: Round, counter: Counter) -> Bools:
    """Who has the deposit, and the start price with fees, at hand; unlimited funds always do."""
    needed = max(listing.deposit, all_in(counter.rules.buyer_fee, listing.start))
    return np.asarray(free >= needed * (1.0 - 1e-12))


def registered(
    limit: Floats, free: Floats, comes: Bools, who: Candidates, listing: Round, counter: Counter
) -> tuple[Bools, Floats]:
    """Who registers, and its limit as funds allow.

    A bidder registers if it has come, would pay the start price, and has the deposit and the start price with fees at
    hand. Whoever comes with a script registers whatever it thinks. With fewer than `min_bidders` the auction is not
    held and nobody enters.

    Returns
    -------
    enters : Bools
    limit : Floats
        The smaller of the own limit and the hammer price that all free funds would pay.
    """
    affordable = np.minimum(limit, hammer_for(counter.rules.buyer_fee, free))
    willing = (affordable >= listing.start) & able(free, listing, counter)
    enters = comes & (willing | counter.scripted(who))
    if np.count_nonzero(enters) < counter.rules.min_bidders:
        enters = np.zeros_like(enters)
    return enters, affordable


def brief(
    nature: Nature,
    lot: Lot,
    listing: Round,
    opens: Instant,
    who: Candidates,
    limit: Floats,
    counter: Counter,
    attempt: int,
) -> Brief:
    """Everything the auction depends on, fixed now that registration closes.

    `attempt` counts the lot's auctions from 1 and keys their draws; it is the number of the round as long as all pay.

    Raises
    ------
    RunError
        If more bidders registered than one auction can tell apart.
    """
    if len(who) > TOP_RANK:
        raise RunError(
            f"{len(who)} bidders registered for {lot.name}, and one auction takes {TOP_RANK} at most; "
            "lower the group's interest or the place's awareness"
        )
    closes = opens + listing.window
    ladder = _on_ticks(listing.format.ladder(counter.rules, listing.start), counter.tick)
    limit = down(limit, counter.tick)
    first, opening, lodges = _habits(nature, lot, attempt, Window(
        opens, closes, listing.start, ladder.step, ladder.proxy
    ), who, limit, counter)  # fmt: skip
    return Brief(
        key=lot.id * 64 + attempt,
        play=listing.format.play,
        ladder=ladder,
        opens=opens,
        closes=closes,
        start=listing.start,
        reserve=listing.start,
        who=who.subject,
        limit=limit,
        first=first,
        reply=_replies(nature, lot, listing.format.play, attempt, who, counter),
        opening=opening,
        lodges=lodges,
        lost=_lost(nature, lot, attempt, who, counter.place.lost_bid),
        ties=nature.uniform("tie", lot.subject, who.subject, attempt),
        pays_second=listing.format.pays_second,
        scripted=_script(who, counter, opens),
    )


def _on_ticks(ladder: Ladder, tick: float) -> Ladder:
    return replace(ladder, step=up(ladder.step, tick)) if tick else ladder


def _habits(
    nature: Nature, lot: Lot, attempt: int, window: Window, who: Candidates, limit: Floats, counter: Counter
) -> tuple[Ids, Floats, Bools]:
    """First looks, first amounts, lodged limits: each group by its own timing, instants with the rank's remainder."""
    count = len(who)
    first = np.full(count, window.opens, dtype=np.int64)
    opening = np.full(count, np.nan)
    lodges = np.zeros(count, dtype=np.bool_)
    u = nature.uniform("look", lot.subject, who.subject, attempt)
    for position, name in enumerate(who.groups):
        members = who.group == position
        if members.any():
            habits = counter.groups[name].timing.habits(window, limit[members], u[members])
            first[members], opening[members], lodges[members] = habits.first, habits.opening, habits.lodges
    return first + np.arange(1, count + 1), opening, lodges


def _replies(nature: Nature, lot: Lot, play: Play, attempt: int, who: Candidates, counter: Counter) -> Ids:
    """Reply times, (participants, REPLIES), in whole milliseconds, at least one; none where nobody replies."""
    if play not in (Play.ASCENDING, Play.POSTED):
        return np.full((len(who), 1), SECOND, dtype=np.int64)
    turn = np.arange(attempt * REPLIES, (attempt + 1) * REPLIES, dtype=np.uint64)
    u = nature.uniform("reply", lot.subject, who.subject[:, None], turn[None, :])
    seconds = np.empty_like(u)
    for position, name in enumerate(who.groups):
        members = who.group == position
        if members.any():
            seconds[members] = counter.groups[name].reply_s.ppf(u[members])
    return np.maximum(np.rint(seconds * 1000.0).astype(np.int64), 1) * MILLISECOND


def _lost(nature: Nature, lot: Lot, attempt: int, who: Candidates, share: float) -> Bools:
    if share == 0.0:
        return np.zeros(len(who), dtype=np.bool_)
    return nature.uniform("lost", lot.subject, who.subject, attempt) < share


def _script(who: Candidates, counter: Counter, opens: Instant) -> tuple[Move, ...]:
    """Bids that a scenario wrote down, with the remainders of their senders."""
    scripts = [counter.script(name) for name in who.groups]
    if not any(scripts):
        return ()
    moves = [
        Move(opens + instant(seconds) + rank + 1, rank, amount)
        for rank, position in enumerate(who.group)
        for seconds, amount in scripts[int(position)]
    ]
    return tuple(sorted(moves, key=lambda move: move.t))
