"""The life of a lot, as the rule book tells it."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from sim.entities.units import DAY
from sim.market.clock import now
from sim.market.saleroom import Saleroom
from sim.market.story import Story


def life(env: simpy.Environment, saleroom: Saleroom, story: Story) -> Generator[simpy.Event, Any, None]:
    """A lot is published, called, and either paid for or passed in and relisted, until its rounds are used up.

    1. After a failed round the seller waits; then the notice is published and runs.
    2. The lot is called at the next opening of its venue, and the hammer falls, or it is passed in.
    3. Sold: the buyer pays within the payment window, and the seller has its money.
    4. Passed in: the next round of the procedure, at its lower start price; after the last one the lot goes back.
    """
    payment = round(saleroom.rules.payment_days * DAY)
    for listing in story.rounds:
        yield env.timeout(listing.wait)
        listed = now(env)
        yield env.timeout(listing.notice)
        story.listings.append((yield saleroom.enlist(story, listing, listed)))
        if story.last.record.sold:
            yield env.timeout(payment)
            break
    story.ended = now(env)
