"""Dutch auction: the price falls, the first to stop it buys."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from annotated_types import Ge

from sim.entities.brief import Brief, Ladder, Play
from sim.entities.keys import key
from sim.entities.protocols import Clearing, Complaint
from sim.entities.units import MILLISECOND, Floats, Instant, Money, Positive
from sim.entities.venue import Rules
from sim.formats.base import SLACK, cleared, no_start_price, podium, rung, rungs, willing


def levels(top: Money, start: Money, step: Money) -> int:
    """How many steps above the start price the first price called lies: the highest rung not above `top`."""
    return max(rung(top + SLACK * step, start, step), 0)


@dataclass(frozen=True, slots=True)
class Descent:
    """The falling price of one auction: what is called when.

    In steps, the levels ``start + k * step`` from the highest one not above `top` down to the start price are called
    for equal lengths of time, the first one at the opening. Without steps the price falls along a straight line
    from `top` at the opening to the start price at the close.
    """

    opens: Instant
    closes: Instant
    start: Money
    top: Money
    step: Money

    @classmethod
    def of(cls, brief: Brief) -> Descent:
        """The falling price that a brief describes; a top below the start price is a single call of the start price."""
        return cls(brief.opens, brief.closes, brief.start, max(brief.ladder.top, brief.start), brief.ladder.step)

    def called(self, t: Instant) -> Money:
        """The price that stands at an instant of the window."""
        length, gone = self.closes - self.opens, t - self.opens
        if self.step > 0:
            highest = levels(self.top, self.start, self.step)
            return self.start + (highest - gone * (highest + 1) // length) * self.step
        return self.top - (self.top - self.start) * (gone / length)

    def stop(self, limit: Money) -> tuple[Money, Instant]:
        """First price not above `limit`, and the whole millisecond in which it is called, rounded up.

        A price called only at the close, or less than a millisecond before it, is met in the last millisecond: the
        close itself is too late.
        """
        length = self.closes - self.opens
        if self.step > 0:
            highest = levels(self.top, self.start, self.step)
            k = min(rung(limit, self.start, self.step), highest)
            price, gone = self.start + k * self.step, -((k - highest) * length // (highest + 1))
        else:
            price = min(limit, self.top)
            depth = (self.top - price) / (self.top - self.start) if self.top > self.start else 0.0
            gone = math.ceil(depth * length)
        whole = -(-gone // MILLISECOND) * MILLISECOND
        return price, self.opens + min(whole, length - MILLISECOND)


@dataclass(frozen=True)
class Dutch:
    """The price falls from `top` to the start price over the window; the first to stop it pays what is called.

    The price falls continuously unless `increment` is written in money: `increment_share` does not apply.
    """

    name: ClassVar[str] = "dutch"
    play: ClassVar[Play] = Play.DESCENDING
    pays_second: ClassVar[bool] = False

    top: Positive | None = key(None, unit="money", doc="first price called; replaces top_share")
    top_share: Annotated[float, Ge(1.0)] = key(2.0, unit="multiple of start price", doc="first price called")

    def highest(self, start: Money) -> Money:
        """First price called, for a lot that starts at `start`; never below it."""
        return max(self.top_share * start if self.top is None else self.top, start)

    def ladder(self, rules: Rules, start: Money) -> Ladder:
        """Decrement, 0 if the price falls continuously, and the first price called."""
        return Ladder(step=rules.increment or 0.0, top=self.highest(start))

    def clear(self, limits: Floats, start: Money, step: Money, ties: Floats) -> Clearing:
        """The highest limit buys at it, capped by the first price called; in steps at the first level not above it.

        Among those who stop at the same price the lowest tie draw wins. Bids on a grid: Chwe (1989).
        """
        top, held = self.highest(start), willing(limits, start)
        if step == 0:
            winner, best, _ = podium(np.minimum(held, top), ties)
            return cleared(winner, best)
        winner, best, _ = podium(np.minimum(rungs(held, start, step), levels(top, start, step)), ties)
        return cleared(winner, start + np.maximum(best, 0) * step)

    def complaints(self, rules: Rules) -> tuple[Complaint, ...]:
        """A first price that is certain to lie below the start price, or to be 0."""
        if self.top is None:
            what = "top_share of a start price of 0 is 0; write format: {use: dutch, top: MONEY}"
            return (Complaint("format", what),) if no_start_price(rules) else ()
        if rules.reserve is not None and self.top < rules.reserve:
            return (Complaint("format", f"top {self.top:g} lies below the reserve {rules.reserve:g}"),)
        return ()
