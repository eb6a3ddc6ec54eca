"""When auctions may open: any whole hour on a platform, the session days of a hall."""

from __future__ import annotations

from datetime import date

from sim.entities.units import DAY, HOUR, Instant
from sim.entities.venue import Sessions

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def next_opening(now: Instant, sessions: Sessions | None, start: date) -> Instant:
    """The first opening strictly after `now`.

    Strictly, so that every lot that is ready at an instant is enlisted before an opening is prepared.

    Parameters
    ----------
    now : Instant
    sessions : Sessions or None
        None: every whole hour.
    start : date
        Day 0 of the study, which fixes the weekdays.
    """
    if sessions is None:
        return (now // HOUR + 1) * HOUR
    open_days = {WEEKDAYS.index(day) for day in sessions.weekdays}
    day = now // DAY
    while (start.weekday() + day) % 7 not in open_days or day * DAY + sessions.hour * HOUR <= now:
        day += 1
    return day * DAY + sessions.hour * HOUR
