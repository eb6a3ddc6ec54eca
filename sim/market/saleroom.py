"""Where lots are called: the hall's session or the platform's opening hour."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import simpy

from sim.entities.brief import Brief, Record
from sim.entities.entry import Plans
from sim.entities.market import Candidates, Listing
from sim.entities.nature import Nature
from sim.entities.study import Arm, Study
from sim.entities.units import MINUTE, Floats, Instant
from sim.market import desk
from sim.market.calendar import next_opening
from sim.market.clock import now
from sim.market.coming import coming
from sim.market.crowd import Counter
from sim.market.engines import ENGINES, stage
from sim.market.escrow import Escrow
from sim.market.offer import Called, offers
from sim.market.story import Story
from sim.procedures import Round

Happening = Generator[simpy.Event, Any, None]


@dataclass(slots=True, eq=False)
class Entry:
    """A lot that waits to be called. `hammer` is triggered with the :class:`Called` when its auction is over."""

    story: Story
    round: Round
    listed: Instant
    ready: Instant
    hammer: simpy.Event
    held: list[tuple[int, float]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A lot whose registration has closed."""

    entry: Entry
    brief: Brief
    who: Candidates
    worth: Floats


class Saleroom:
    """Calls the lots of one venue.

    Registration closes at the opening: the briefs of all lots that are due are made, in lot order, and played, at once
    by the kernel or by processes on this clock. The lots cannot tell which: nothing of a record is looked at before
    its hammer.
    """

    def __init__(
        self, env: simpy.Environment, study: Study, arm: Arm, nature: Nature, plans: Plans, engine: str
    ) -> None:
        self.env = env
        self.study, self.arm, self.nature, self.plans = study, arm, nature, plans
        self.rules, self.place = arm.venue.rules, arm.venue.place
        self.staged = engine == "staged"
        self.escrow = Escrow(self.rules, study.tick)
        self.queue: list[Entry] = []
        self.called: set[Instant] = set()
        self.counters: dict[tuple[str, int], Counter] = {}

    def enlist(self, story: Story, listing: Round, listed: Instant) -> simpy.Event:
        """Put a lot on the list; the event is its hammer."""
        entry = Entry(story, listing, listed, now(self.env), self.env.event())
        self.queue.append(entry)
        self._call_next()
        return entry.hammer

    def _call_next(self) -> None:
        """See to it that there is a sitting at the next opening."""
        opens = next_opening(now(self.env), self.place.sessions, self.study.start)
        if opens not in self.called:
            self.called.add(opens)
            self.env.process(self._sitting(opens))

    def _sitting(self, opens: Instant) -> Happening:
        """One session of a hall, or one opening hour of a platform."""
        yield self.env.timeout(opens - now(self.env))
        opened = [self._open(entry, at) for entry, at in self._due(opens)]
        if self.staged:
            for lot in opened:
                self.env.process(self._played_out(lot))
        else:
            records = ENGINES["kernel"].resolve([lot.brief for lot in opened])
            for lot, record in zip(opened, records, strict=True):
                self.env.process(self._resolved(lot, record))

    def _due(self, opens: Instant) -> list[tuple[Entry, Instant]]:
        """The lots of this sitting with the instants at which they are called; what does not fit waits."""
        sessions = self.place.sessions
        self.queue.sort(key=lambda entry: (entry.ready, entry.story.lot.id))
        room = len(self.queue) if sessions is None or sessions.lots is None else sessions.lots
        due, self.queue = self.queue[:room], self.queue[room:]
        if self.queue:
            self._call_next()
        spacing = 0 if sessions is None else sessions.minutes_per_lot * MINUTE
        return [(entry, opens + place * spacing) for place, entry in enumerate(due)]

    def _played_out(self, lot: Opened) -> Happening:
        """Play the auction on this clock."""
        yield self.env.timeout(lot.brief.opens - now(self.env))
        record = yield from stage(self.env, lot.brief)
        self._close(lot, record)

    def _resolved(self, lot: Opened, record: Record) -> Happening:
        """The kernel knows the record already: wait for the hammer."""
        yield self.env.timeout(record.hammer - now(self.env))
        self._close(lot, record)

    def _open(self, entry: Entry, opens: Instant) -> Opened:
        """Registration closes: limits are frozen, funds put aside, the brief is made."""
        story, listing = entry.story, entry.round
        who, worth, wealth = story.audience.who, story.audience.worth, story.audience.wealth
        counter = self._counter(story.lot.group, listing.number)
        limited = np.isfinite(wealth)
        free = self.escrow.free(who, wealth, limited, now(self.env))
        able = (desk.able(free, listing, counter) | counter.scripted(who)) & story.welcome
        come = coming(self.nature, story.lot, story.audience, counter, listing.start, able, story.looked)
        story.came.append(come)
        limit = desk.limits(story.audience, come, listing.start, counter)
        enters, limit = desk.registered(limit, free, come.comes, who, listing, counter)
        story.limits.append(limit)
        those = who.take(enters)
        brief = desk.brief(self.nature, story.lot, listing, opens, those, limit[enters], counter, story.attempt)
        entry.held = self.escrow.hold(brief, limited[enters], listing.deposit)
        return Opened(entry, brief, those, worth[enters])

    def _counter(self, lots: str, number: int) -> Counter:
        """What the desk goes by in a round of a lot group; one object for all its lots."""
        key = lots, number
        if key not in self.counters:
            plans = {
                kind: plan
                for (arm, group, kind, listing), plan in self.plans.limits.items()
                if (arm, group, listing) == (self.arm.name, *key)
            }
            turnout = self.plans.turnouts.get((self.arm.name, *key))
            self.counters[key] = Counter(self.place, self.rules, self.arm.bidders, plans, self.study.tick, turnout)
        return self.counters[key]

    def _close(self, lot: Opened, record: Record) -> None:
        """The hammer falls: funds come free, deposits after their delay, and the lot hears who may buy it."""
        entry, story, deposit = lot.entry, lot.entry.story, lot.entry.round.deposit
        right = offers(lot.brief, record, self.rules, deposit, self.study.tick)
        aside = self.escrow.hammer(lot.brief, entry.held, right, deposit, now(self.env), story.lot.id)
        listing = Listing(
            story.lot, entry.round.number, entry.listed, lot.brief, record, lot.who, lot.worth, story.attempt
        )
        entry.hammer.succeed(Called(listing, right, aside))
