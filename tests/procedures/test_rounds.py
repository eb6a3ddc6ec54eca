"""The legal paths of start prices, hall and platform."""

from dataclasses import replace

import pytest

from sim.entities.units import DAY, HOUR
from sim.entities.venue import Rules
from sim.formats import English
from sim.procedures import LAST_RESORTS, again, creditors_price, rounds
from sim.sellers import first_start

ONLINE = Rules(
    format=English(), reserve_share=0.7, rounds=2, cut_share=0.2, gap_days=15, notice_days=30, notice_days_later=15,
    then="sell_off", selloff_days=60, selloff_opens_window=True, selloff_deposit_share=1.0, deposit_share=0.1,
)  # fmt: skip
HALL = Rules(
    format=English(), reserve_share=1.0, rounds=3, cut_share=0.2, gap_days=45, window_hours=0.5, then="sell_off",
    selloff_days=60, selloff_gap_days=7, deposit_share=0.05, deposit_basis="appraisal",
)  # fmt: skip


def path(rules, appraisal=100.0, tick=1.0):
    return rounds(rules, first_start(rules, appraisal, tick), appraisal, tick)


def test_platform_path():
    """Start at 70 % of the appraisal, then 56 %, then a sell-off at 56 % for 60 days (China since 2017)."""
    listings = path(ONLINE)
    assert [listing.start for listing in listings] == [70.0, 56.0, 56.0]
    assert [listing.sell_off for listing in listings] == [False, False, True]
    assert [listing.window for listing in listings] == [24 * HOUR, 24 * HOUR, 60 * DAY]
    assert [listing.notice for listing in listings] == [30 * DAY, 15 * DAY, 0]
    assert [listing.wait for listing in listings] == [0, 15 * DAY, 0]
    assert [listing.deposit for listing in listings] == [7.0, pytest.approx(5.6), 56.0]
    assert listings[-1].format.opens_window


def test_hall_path():
    """100, 80 and 64 % of the appraisal, then 60 days at the third reserve (China, 2009)."""
    listings = path(HALL)
    assert [listing.start for listing in listings] == [100.0, 80.0, 64.0, 64.0]
    assert [listing.deposit for listing in listings] == [5.0, 5.0, 5.0, 5.0]
    assert listings[-1].wait == 7 * DAY
    assert not listings[-1].format.opens_window


def test_no_round_starts_below_the_floor():
    """A floor of 60 % stops the second cut; one of 80 % all of them; it is rounded up as start prices are."""
    assert [listing.start for listing in path(replace(ONLINE, floor_share=0.6))] == [70.0, 60.0, 60.0]
    assert [listing.deposit for listing in path(replace(ONLINE, floor_share=0.6))] == [7.0, 6.0, 60.0]
    assert [listing.start for listing in path(replace(ONLINE, floor_share=0.8))] == [80.0, 80.0, 80.0]
    assert [listing.start for listing in path(replace(HALL, floor_share=0.5))] == [100.0, 80.0, 64.0, 64.0]
    assert [listing.start for listing in path(replace(ONLINE, floor_share=0.6), appraisal=100.7)] == [71.0, 61.0, 61.0]


def test_rounding_never_cuts_more_than_allowed():
    listings = path(ONLINE, appraisal=100.7)
    assert [listing.start for listing in listings] == [71.0, 57.0, 57.0]


def test_every_last_resort_ends():
    for name, resort in LAST_RESORTS.items():
        listings = path(Rules(format=English(), then=name))
        assert listings[1:] == resort(Rules(format=English(), then=name), listings[0], 100.0)
        assert len(listings) <= 2


def test_reserve_in_money_replaces_the_share():
    assert first_start(Rules(format=English(), reserve=0.5), float("nan"), 0.0) == 0.5


def test_a_round_held_again_is_called_like_a_later_one_at_the_same_price():
    first = path(ONLINE)[0]
    once_more = again(ONLINE, first)
    assert (once_more.wait, once_more.notice) == (15 * DAY, 15 * DAY)
    assert replace(once_more, wait=first.wait, notice=first.notice) == first


def test_what_a_creditor_may_take_a_lot_for():
    """At that round's reserve whenever it fails (China, hall); at nothing where the rules are silent."""
    taking, last = replace(HALL, creditor_takes_at=1.0), replace(HALL, then="creditor")
    for listing in path(HALL):
        assert creditors_price(taking, listing, last=False) == listing.start
        assert creditors_price(HALL, listing, last=True) is None
        assert creditors_price(last, listing, last=False) is None
        assert creditors_price(last, listing, last=True) == listing.start
        assert creditors_price(replace(last, creditor_takes_at=0.5), listing, last=True) == 0.5 * listing.start
    assert len(path(last)) == 3


def test_cuts_may_differ_from_relisting_to_relisting():
    """Of a list, the last cut holds for all that follow."""
    listings = path(replace(HALL, rounds=4, cut_share=(0.2, 0.5), then="return"), tick=0.0)
    assert [listing.start for listing in listings] == pytest.approx([100.0, 80.0, 40.0, 20.0])
