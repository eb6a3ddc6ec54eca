"""Openings: whole hours on a platform, session days in a hall, always strictly later."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sim.entities.units import DAY, HOUR
from sim.entities.venue import Sessions
from sim.market.calendar import WEEKDAYS, next_opening

HALL = Sessions(weekdays=("tue", "thu"), hour=10)
MONDAY = date(2016, 1, 4)


@given(st.integers(0, 400 * DAY))
def test_platform_opens_at_the_next_whole_hour(now):
    opens = next_opening(now, None, MONDAY)
    assert opens % HOUR == 0
    assert 0 < opens - now <= HOUR


@given(st.integers(0, 400 * DAY), st.dates(date(2000, 1, 1), date(2030, 1, 1)))
def test_hall_sits_on_its_days(now, start):
    opens = next_opening(now, HALL, start)
    assert opens > now
    assert opens % DAY == 10 * HOUR
    assert WEEKDAYS[(start.weekday() + opens // DAY) % 7] in HALL.weekdays
    assert opens - now <= 5 * DAY


def test_a_session_that_has_begun_is_too_late():
    tuesday_ten = DAY + 10 * HOUR
    assert next_opening(tuesday_ten - 1, HALL, MONDAY) == tuesday_ten
    assert next_opening(tuesday_ten, HALL, MONDAY) == 3 * DAY + 10 * HOUR
