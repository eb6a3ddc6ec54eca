"""What the sentences of a story need besides the lot: the calendar, the money, the rules in force."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sim.entities.market import Row
from sim.entities.study import Arm, SellerGroup, Study
from sim.entities.units import Instant, Money
from sim.procedures import Round, rounds
from sim.report import words
from sim.report.tongue import ENGLISH, Tongue, message

WEEKDAYS = tuple(map(message, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")))


@dataclass(frozen=True)
class Teller:
    """Tells what happens in one arm."""

    study: Study
    arm: Arm
    tongue: Tongue = ENGLISH

    def say(self, message: str, /, **places: object) -> str:
        """A message in the language of the story."""
        return self.tongue.say(message, **places)

    def own(self, name: str, *others: str) -> str:
        """What the scenario calls something, in the language of the story."""
        return self.tongue.own(name, *others)

    def when(self, t: Instant) -> str:
        """``Tue 2024-01-16 10:00:00``: the second in which something happens."""
        moment = datetime.combine(self.study.start, time()) + timedelta(microseconds=t)
        return f"{self.say(WEEKDAYS[moment.weekday()])} {moment:%Y-%m-%d %H:%M:%S}"

    def money(self, amount: Money) -> str:
        """An amount with its currency: to the unit when large, to four significant digits when small."""
        cents = 0 if amount == round(amount) else 2 if abs(amount) >= 100.0 else words.decimals((amount,))
        return f"{words.number(amount, cents)} {self.own(self.study.currency)}".rstrip()

    @property
    def bare(self) -> bool:
        """Whether the seller is a name only: private worths, and the one seller a scenario has that names none."""
        return self.private and dict(self.arm.sellers) == {"court": SellerGroup()}

    @property
    def private(self) -> bool:
        """Whether no lot has a part of its worth that all share."""
        return all(lots.worth.model == "private" for lots in self.study.lots.values())

    def rounds(self, row: Row) -> tuple[Round, ...]:
        """The listings the lot may go through, with their deposits."""
        appraisal = math.nan if row.appraisal is None else row.appraisal
        return rounds(self.arm.venue.rules, row.first_start, appraisal, self.study.tick)
