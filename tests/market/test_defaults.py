"""After the hammer: who pays, who does not, what that costs whom, and who gets the lot in the end."""

from __future__ import annotations

import pytest

from sim.entities.study import Appraisal, Creditor, SellerGroup
from sim.entities.units import DAY, HOUR
from sim.entities.venue import Place, Rules, Venue
from sim.experiment.prepare import prepare
from sim.formats import FORMATS
from sim.laws import Constant
from sim.market.market import play
from sim.strategies import Scripted, Truthful
from sim.tempo import TIMINGS
from sim.values import PrivateWorth
from tests.market.purses import final, record_rooms
from tests.studies import a_bidder_group, a_lot_group, a_study, an_arm


def bidders(worth: float, **changes):
    base = {
        "count": 1, "worth": Constant(worth), "strategy": Truthful(), "timing": TIMINGS["incremental"](),
    }  # fmt: skip
    return a_bidder_group(**(base | changes))


def rules(**changes) -> Rules:
    """A sealed second-price auction at 50 or more, with a deposit of a fifth of that."""
    base = {
        "format": FORMATS["second_price"](), "reserve": 50.0, "increment": 0.0, "deposit_share": 0.2,
        "notice_days": 30.0, "notice_days_later": 15.0, "gap_days": 7.0, "payment_days": 10.0,
    }  # fmt: skip
    return Rules(**(base | changes))


def played(groups, book, place=None, seller=None, engine="kernel", **lots):
    base = {"worth": PrivateWorth(Constant(60.0)), "count": 1, "keep_value": 0.5}
    arm = an_arm("one", groups, venue=Venue(place or Place(), book), sellers={"court": seller or SellerGroup()})
    study = a_study(arm, lots={"homes": a_lot_group(**(base | lots))})
    return play(study, "one", 0, prepare(study), engine, keep=True)


def told(groups, book, **changes):
    """The row and the listings of the only lot, the same from both engines."""
    kernel, staged = (played(groups, book, engine=engine, **changes) for engine in ("kernel", "staged"))
    assert kernel.rows == staged.rows
    return kernel.rows[0], kernel.listings


def test_a_buyer_who_cannot_pay_loses_its_deposit_and_the_round_is_held_again():
    """The highest bidder fails, is kept out, and the next auction sells among the others, seven and fifteen days on."""
    groups = {"able": bidders(84.0), "also": bidders(73.5), "broke": bidders(105.0, cannot_pay=1.0)}
    row, listings = told(groups, rules(buyer_fee=0.05, seller_fee=0.01))
    first, second = listings
    failure = first.failures[0]
    assert (failure.price, failure.deposit, failure.regret) == (80.0, 10.0, False)
    assert first.who.label(failure.who) == "broke-0"
    assert failure.when == first.record.hammer + 10 * DAY
    assert second.listed == failure.when + 7 * DAY
    assert second.brief.opens == second.listed + 15 * DAY + HOUR
    assert (second.round, second.attempt, second.brief.start) == (1, 2, 50.0)
    assert [second.who.label(i) for i in range(2)] == ["able-0", "also-0"]
    assert (row.state, row.round, row.attempts, row.defaults) == ("sold", 1, 2, 1)
    assert (row.first_hammer, row.hammer, row.buyer, row.forfeited) == (80.0, 70.0, "able-0", 10.0)
    assert row.seller_net == pytest.approx(70.0 * 0.99 + 10.0)
    assert row.buyer_paid == pytest.approx(73.5)


def test_nobody_is_kept_out_unless_the_rules_say_so():
    groups = {"able": bidders(80.0), "broke": bidders(100.0, cannot_pay=1.0)}
    row, listings = told(groups, rules(bars_defaulter=False, reauctions=2))
    assert [listing.attempt for listing in listings] == [1, 2, 3]
    assert (row.state, row.defaults, row.forfeited, row.hammer) == ("returned", 3, 30.0, None)
    assert row.seller_net == 30.0
    assert row.kept_value == 30.0
    assert row.present_value == 60.0


def test_a_round_is_held_three_times_more_and_then_counts_as_failed():
    """Five who cannot pay: four default in the first round, the fifth in the second, at its lower start price."""
    groups = {name: bidders(worth, cannot_pay=1.0) for name, worth in zip("abcde", (100, 90, 80, 70, 60), strict=True)}
    row, listings = told(groups, rules(rounds=2, cut_share=0.2))
    assert [(each.round, each.attempt, len(each.failures)) for each in listings] == [
        (1, 1, 1), (1, 2, 1), (1, 3, 1), (1, 4, 1), (2, 5, 1), (2, 6, 0),
    ]  # fmt: skip
    assert (row.state, row.defaults, row.forfeited) == ("returned", 5, 4 * 10.0 + 8.0)
    assert (listings[4].brief.start, listings[5].record.sold) == (40.0, False)


@pytest.mark.parametrize("name", ["second_price", "english", "clock"])
def test_the_next_bidder_buys_at_its_own_highest_bid(name):
    groups = {"able": bidders(80.0), "also": bidders(70.0), "broke": bidders(100.0, cannot_pay=1.0)}
    step = 0.0 if name != "english" else 1.0
    row, listings = told(groups, rules(format=FORMATS[name](), next_bidder=True, increment=step))
    (listing,) = listings
    own = [
        amount
        for rank, amount, why in zip(listing.record.rank, listing.record.amount, listing.record.reason, strict=True)
        if listing.who.label(int(rank)) == "able-0" and why == 0
    ]
    assert row.hammer == max(own) == listing.price
    assert abs(row.hammer - 80.0) <= step
    assert (row.state, row.buyer, row.attempts, row.defaults) == ("sold", "able-0", 1, 1)
    assert row.cash_day == pytest.approx(listing.record.hammer / DAY + 20.0)


def test_the_next_bidder_may_fail_too_and_then_the_round_is_held_again():
    groups = {
        name: bidders(worth, cannot_pay=float(worth > 75)) for name, worth in zip("abc", (70, 80, 90), strict=True)
    }
    row, listings = told(groups, rules(next_bidder=True))
    assert [len(listing.failures) for listing in listings] == [2, 0]
    assert (row.defaults, row.forfeited, row.hammer, row.buyer) == (2, 20.0, 50.0, "a-0")


def test_nobody_is_next_who_would_not_pay_its_bid():
    """A script has bid above what its owner would pay: the lot is called again instead."""
    groups = {
        "broke": bidders(100.0, cannot_pay=1.0),
        "talker": bidders(60.0, strategy=Scripted(((60.0, 90.0),))),
    }
    _, listings = told(groups, rules(next_bidder=True))
    assert listings[0].record.price == 90.0
    assert [len(listing.failures) for listing in listings] == [1, 0]
    alone = {"broke": bidders(100.0, cannot_pay=1.0)}
    row, listings = told(alone, rules(next_bidder=True, reauctions=0))
    assert (row.state, len(listings), row.defaults) == ("returned", 1, 1)


@pytest.mark.parametrize(("share", "defaults"), [(0.2, 1), (0.9, 0)])
def test_who_learns_its_worth_walks_away_if_that_is_cheaper(share, defaults):
    """A worth of 60 at a price of 90: with 10 at stake 80 more buys a worth of 60, with 45 only 45 more."""
    overbid = Scripted(((60.0, 90.0),))
    groups = {"sorry": bidders(60.0, strategy=overbid, learns_before_paying=1.0)}
    row, listings = told(groups, rules(format=FORMATS["first_price"](), deposit_share=share, reauctions=0))
    assert row.defaults == defaults
    assert [failure.regret for listing in listings for failure in listing.failures] == [True] * defaults
    assert row.state == ("returned" if defaults else "sold")


@pytest.mark.parametrize(("forfeit", "lost"), [("all", 40.0), ("shortfall", (80.0 - 70.0) + 0.05 * 80.0 + 0.01 * 80.0)])
def test_a_shortfall_and_the_first_commission_come_out_of_the_deposit(forfeit, lost):
    groups = {"able": bidders(84.0), "also": bidders(73.5), "broke": bidders(105.0, cannot_pay=1.0)}
    row, _ = told(groups, rules(forfeit=forfeit, deposit_share=0.8, buyer_fee=0.05, seller_fee=0.01))
    assert (row.first_hammer, row.hammer) == (pytest.approx(80.0), pytest.approx(70.0))
    assert row.forfeited == pytest.approx(lost)
    assert row.seller_net == pytest.approx(70.0 * 0.99 + lost)
    assert row.buyer_paid == pytest.approx(73.5)


def test_a_lot_that_is_never_sold_costs_the_whole_price_up_to_the_deposit():
    row, _ = told({"broke": bidders(100.0, cannot_pay=1.0)}, rules(forfeit="shortfall", deposit_share=0.8))
    assert (row.state, row.forfeited) == ("returned", 40.0)


@pytest.mark.parametrize(("forfeit", "lost"), [("all", 40.0), ("shortfall", 30.0)])
def test_what_is_left_of_a_deposit_comes_back_at_the_end(forfeit, lost, monkeypatch):
    """A price of 80 is not paid, and later one of 50 is: of a deposit of 40 the rules keep all, or 30."""
    rooms = record_rooms(monkeypatch)
    groups = {"able": bidders(80.0), "rich": bidders(100.0, cannot_pay=1.0, wealth=Constant(101.0))}
    row = played(groups, rules(forfeit=forfeit, deposit_share=0.8)).rows[0]
    assert (row.first_hammer, row.hammer, row.forfeited) == (80.0, 50.0, lost)
    assert list(final(rooms[0]).values()) == [pytest.approx(101.0 - lost)]


def test_a_deposit_above_the_limit_is_put_aside_whole(monkeypatch):
    """A limit of 55 and a deposit of 60: who does not pay loses all of it."""
    rooms = record_rooms(monkeypatch)
    groups = {"broke": bidders(55.0, cannot_pay=1.0, wealth=Constant(70.0))}
    book = rules(deposit_share=1.0, deposit_basis="appraisal", reauctions=0)
    row = played(groups, book, appraisal=Appraisal(0.0, 0.0)).rows[0]
    assert (row.first_hammer, row.forfeited, row.seller_net) == (50.0, 60.0, 60.0)
    assert list(final(rooms[0]).values()) == [10.0]


def test_nothing_sells_below_the_floor():
    """Start price 50, floors of 54 and 57: one who would pay 55 opens at the first, nobody at the second."""
    groups = {"low": bidders(55.0), "lower": bidders(52.0)}
    row, _ = told(groups, rules(floor_share=0.9), appraisal=Appraisal(0.0, 0.0))
    assert (row.state, row.first_start, row.hammer, row.entered) == ("sold", 54.0, 54.0, 1)
    row, _ = told(groups, rules(floor_share=0.95), appraisal=Appraisal(0.0, 0.0))
    assert (row.state, row.hammer, row.attempts) == ("returned", None, 1)


BANKS = (Creditor("mortgage", owed=40.0), Creditor("bank", owed_share=0.5, may_take=True), Creditor("tax", owed=9.0))


def test_a_creditor_takes_what_did_not_sell():
    row, listings = told({}, rules(rounds=3, creditor_takes_at=0.8), creditors=BANKS)
    assert len(listings) == 1
    assert (row.state, row.taken_by, row.taken_at) == ("taken", "bank", 40.0)
    assert (row.owed, row.owed_first) == (40.0 + 30.0 + 9.0, 40.0)
    assert (row.kept_value, row.present_value, row.cash_day) == (30.0, 30.0, None)
    row, listings = told({}, rules(rounds=3, cut_share=0.2, then="creditor"), creditors=BANKS)
    assert len(listings) == 3
    assert (row.state, row.taken_by, row.taken_at) == ("taken", "bank", pytest.approx(32.0))
    row, _ = told({}, rules(rounds=2, creditor_takes_at=1.0))
    assert (row.state, row.taken_by, row.owed) == ("returned", None, 60.0)
    row, _ = told({}, rules(), creditors=())
    assert (row.owed, row.owed_first) == (0.0, 0.0)


def test_costs_run_until_the_end_and_for_every_auction():
    """Two auctions of two lots' worth of days: holding is a steady flow, auctions cost a sum each."""
    groups = {"able": bidders(80.0), "broke": bidders(100.0, cannot_pay=1.0)}
    seller = SellerGroup(discount_rate=0.1, holding_cost_share_per_year=0.3)
    row, listings = told(groups, rules(), place=Place(admin_cost=2.5), seller=seller)
    years = row.cash_day / 365.0
    assert row.admin_costs == 5.0
    assert row.holding_costs == pytest.approx(0.3 * 60.0 * years)
    steps = 20_000
    flow = sum(0.3 * 60.0 * years / steps * 1.1 ** (-(i + 0.5) * years / steps) for i in range(steps))
    lost = 10.0 * 1.1 ** (-listings[0].failures[0].when / (365 * DAY))
    assert row.present_value == pytest.approx(50.0 * 1.1**-years + lost - flow, rel=1e-7)
    free = told(groups, rules(), seller=SellerGroup(holding_cost_share_per_year=0.3))[0]
    assert free.present_value == pytest.approx(60.0 - 0.3 * 60.0 * years)


def test_more_inability_only_adds_defaults():
    """One keyed draw below a probability: whoever fails at 0.2 fails at 0.6, in the same auctions."""

    def failed(chance: float) -> set[str]:
        groups = {"able": bidders(80.0), "broke": bidders(100.0, cannot_pay=chance)}
        return {row.lot for row in played(groups, rules(), count=60).rows if row.defaults}

    few, many = failed(0.2), failed(0.6)
    assert few < many
    assert len(few) == pytest.approx(12, abs=10)
    assert failed(0.0) == set()
