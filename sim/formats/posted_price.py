"""Posted price: the first taker buys, or opens an ascending auction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from sim.entities.brief import Brief, Ladder, Move, Play
from sim.entities.keys import key
from sim.entities.protocols import Clearing, Complaint
from sim.entities.units import HOUR, MILLISECOND, Floats, Instant, Money
from sim.entities.venue import Rules
from sim.formats.base import ascending_complaints, cleared, podium, raise_in_money, soft_close, willing


@dataclass(frozen=True)
class PostedPrice:
    """The lot stands at the start price. The first taker buys, or his bid opens an ascending auction."""

    name: ClassVar[str] = "posted_price"
    play: ClassVar[Play] = Play.POSTED
    pays_second: ClassVar[bool] = False

    opens_window: bool = key(
        False, unit="true or false", doc="the first bid opens an ascending auction of window_hours; false: it buys"
    )

    def ladder(self, rules: Rules, start: Money) -> Ladder:
        """Nothing if the first taker buys, else the ladder of an English auction and the length of its window."""
        if not self.opens_window:
            return Ladder()
        trigger, extension, cap = soft_close(rules)
        return Ladder(
            step=raise_in_money(rules, start),
            trigger=trigger,
            extension=extension,
            cap=cap,
            proxy=rules.proxy,
            window=round(rules.window_hours * HOUR / MILLISECOND) * MILLISECOND,
        )

    def clear(self, limits: Floats, start: Money, step: Money, ties: Floats) -> Clearing:
        """Without time nobody is first: the lowest tie draw among the willing buys at the start price.

        If the first bid opens a window, the highest limit buys as in an English auction.
        """
        del step  # only bounds can be promised for it
        held = willing(limits, start)
        if self.opens_window:
            winner, _, second = podium(held, ties)
            return cleared(winner, np.maximum(second, start))
        winner, best, _ = podium(np.minimum(held, start), ties)
        return cleared(winner, best)

    def complaints(self, rules: Rules) -> tuple[Complaint, ...]:
        """Those of an English auction if the first bid opens one."""
        return ascending_complaints(rules) if self.opens_window else ()


def opened(brief: Brief, t: Instant, script: tuple[Move, ...]) -> Brief:
    """The ascending auction that the bid at instant `t` opens.

    The platform tells everybody who is registered, and nobody misses the auction: whoever would have looked at a share
    s of what was left of the posting comes at the share s of the opened window, in whole milliseconds and not in the
    millisecond of `t`. So the early stay early, and those who wait for the end still do. The opener's bid is the first
    move of the auction.

    Parameters
    ----------
    brief : Brief
        A posting whose ladder has a window.
    t : Instant
        The opening bid's, with the opener's remainder.
    script : tuple of Move
        What is still to be said, the opening bid included if it was scripted.
    """
    window, now = brief.ladder.window, t - t % MILLISECOND
    remainder = np.arange(1, len(brief.first) + 1)
    share = (brief.first - remainder - now) / (brief.closes - now)
    after = np.floor(share * (window / MILLISECOND)).astype(np.int64) * MILLISECOND
    looks = now + np.maximum(after, MILLISECOND) + remainder
    first = np.where(brief.first == t, t, looks)
    return replace(brief, play=Play.ASCENDING, opens=now, closes=t + window, first=first, scripted=script)
