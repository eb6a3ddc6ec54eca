"""English auction: open ascending bids, an increment, a hard or a soft close."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.entities.brief import Ladder, Play
from sim.entities.protocols import Clearing, Complaint
from sim.entities.units import Floats, Money
from sim.entities.venue import Rules
from sim.formats.base import ascending_complaints, cleared, podium, raise_in_money, soft_close, willing


@dataclass(frozen=True)
class English:
    """Whoever wants the lot bids at least the ask; who holds the standing bid at the end buys at that price.

    The least raise is `increment` in money or `increment_share` of the start price. Prices lie on ``start + k * step``;
    with `proxy` a lodged limit may put them between the rungs. How it is played is written at
    :mod:`sim.market.staged.ascending`.
    """

    name: ClassVar[str] = "english"
    play: ClassVar[Play] = Play.ASCENDING
    pays_second: ClassVar[bool] = False

    def ladder(self, rules: Rules, start: Money) -> Ladder:
        """Increment, close and proxy of the rule book."""
        trigger, extension, cap = soft_close(rules)
        step = raise_in_money(rules, start)
        return Ladder(step=step, trigger=trigger, extension=extension, cap=cap, proxy=rules.proxy)

    def clear(self, limits: Floats, start: Money, step: Money, ties: Floats) -> Clearing:
        """The highest limit buys at the second-highest or the start price: what the play tends to as `step` falls.

        With an increment the outcome depends on who speaks when. With everybody in time, the play keeps within it: the
        price is at most a step from the one given here, unless somebody jumps further, and the buyer's limit is at
        least the price and less than a step below the highest (Rothkopf and Harstad 1994).
        """
        del step  # only bounds can be promised for it
        winner, _, second = podium(willing(limits, start), ties)
        return cleared(winner, np.maximum(second, start))

    def complaints(self, rules: Rules) -> tuple[Complaint, ...]:
        """A zero increment in open outcry; a soft close that cannot move the end."""
        return ascending_complaints(rules)
