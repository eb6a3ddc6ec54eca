"""Whole markets: the same ledger by either engine, money conserved, nothing moved by what is irrelevant."""

from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.entities.market import Row
from sim.entities.study import Appraisal, Behaviour, Creditor, PoissonCount, SellerGroup
from sim.entities.units import DAY, HOUR
from sim.entities.venue import FeeTier, Place, Rules, Sessions, Venue
from sim.experiment.prepare import prepare
from sim.formats import FORMATS
from sim.laws import Constant, Lognormal, Uniform
from sim.market.market import play
from sim.money import fee, near
from sim.nature import StudyNature
from sim.strategies import Equilibrium, Shaded, Truthful
from sim.tempo import TIMINGS
from sim.values import LognormalWorth
from tests.market.purses import final, record_rooms
from tests.studies import a_bidder_group, a_lot_group, a_study, an_arm

HALL = Place(
    aware_same_region=0.9,
    aware_elsewhere=0.1,
    sessions=Sessions(weekdays=("tue", "thu"), hour=10, lots=3, minutes_per_lot=30),
)
SITE = Place(aware_same_region=0.9, aware_elsewhere=0.6)
COURT = (FeeTier(2e6, 0.05), FeeTier(10e6, 0.03), FeeTier(None, 0.02))


def rules(name="english", **changes):
    """A full rule book: cuts, a sell-off, fees, deposits."""
    base = {
        "format": FORMATS[name](), "reserve_share": 0.9, "rounds": 2, "gap_days": 10, "notice_days": 15.0,
        "then": "sell_off", "selloff_days": 20, "deposit_share": 0.1, "buyer_fee": COURT, "seller_fee": 0.01,
        "increment_share": 0.01, "deposit_release_days": 3,
    }  # fmt: skip
    return Rules(**(base | changes))


def dealers(**changes):
    base = {
        "count": 12, "strategy": Truthful(), "timing": TIMINGS["incremental"](), "taste_sd": 0.3, "signal_sd": 0.0,
        "margin": Uniform(0.05, 0.2), "reply_s": Lognormal(20.0, 1.0),
    }  # fmt: skip
    return a_bidder_group(**(base | changes))


def homes(**changes):
    base = {
        "worth": LognormalWorth(900_000.0, 0.4), "count": 12, "arrive": "spread", "appraisal": Appraisal(0.0, 0.1),
        "keep_value": 0.3,
    }  # fmt: skip
    return a_lot_group(**(base | changes))


def a_market(place=SITE, book=None, groups=None, **changes):
    groups = groups or {"dealers": dealers(), "visitors": dealers(count=PoissonCount(2.0))}
    arm = an_arm("one", groups, venue=Venue(place, book or rules()), sellers={"court": SellerGroup(discount_rate=0.08)})
    base = {"lots": {"homes": homes()}, "tick": 0.01, "start": date(2016, 1, 4), "regions": {"east": 1.0, "west": 2.0}}
    return a_study(arm, **(base | changes))


def ledger(study, engine="kernel", arm="one", replication=0, *, keep=False):
    return play(study, arm, replication, prepare(study), engine, keep=keep)


BOOKS = st.builds(
    rules,
    st.sampled_from(sorted(FORMATS)),
    reserve_share=st.floats(0.4, 1.3),
    rounds=st.integers(1, 3),
    cut_share=st.floats(0.0, 0.5),
    then=st.sampled_from(["return", "sell_off"]),
    selloff_opens_window=st.booleans(),
    close=st.sampled_from(["hard", "soft"]),
    proxy=st.booleans(),
    buyer_fee=st.sampled_from([0.0, 0.05, COURT]),
    seller_fee=st.sampled_from([0.0, 0.02]),
    min_bidders=st.integers(1, 3),
    deposit_share=st.floats(0.0, 0.3),
    payment_days=st.floats(0.0, 60.0),
)
GROUPS = st.fixed_dictionaries(
    {
        "dealers": st.builds(
            dealers,
            strategy=st.sampled_from([Truthful(), Shaded(0.9)]),
            timing=st.sampled_from([timing() for timing in TIMINGS.values()]),
            wealth=st.sampled_from([None, Uniform(3e5, 3e6)]),
        ),
        "visitors": st.builds(dealers, count=st.builds(PoissonCount, st.floats(0.0, 5.0))),
    }
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BOOKS, GROUPS, st.sampled_from([HALL, SITE]), st.sampled_from([0.0, 0.01, 100.0]), st.integers(0, 99))
def test_every_market_conserves_money_and_ends(book, groups, place, tick, seed):
    """Whatever the rules: every lot has an end, every yuan has a taker, both engines write the same ledger."""
    study = a_market(place, book, groups, tick=tick, seed=seed)
    kernel, staged = ledger(study, "kernel", keep=True), ledger(study, "staged", keep=True)
    assert kernel.rows == staged.rows
    assert len(kernel.rows) == 12
    for row in kernel.rows:
        assert row.buyer_paid == pytest.approx(row.seller_net + row.buyer_fee + row.seller_fee, abs=0.005)
        assert row.state in {"sold", "sold_off", "returned"}
        assert (row.hammer is None) == (row.state == "returned")
        assert row.bid <= row.entered <= row.aware <= row.interested
        if row.hammer is not None:
            assert row.hammer >= row.start
            assert row.buyer_paid <= row.worth_buyer * (1 + 1e-9) + 2 * tick, "nobody pays more than its worth"
            assert row.cash_day == pytest.approx(row.hammer_day + book.payment_days)
    spent = {}
    for row in kernel.rows:
        if row.buyer_group == "dealers":
            spent[row.buyer] = spent.get(row.buyer, 0.0) + row.buyer_paid
    if groups["dealers"].wealth is not None:
        assert all(paid <= 3e6 for paid in spent.values()), "nobody spends more than it ever had"


AFTER = st.fixed_dictionaries(
    {
        "forfeit": st.sampled_from(["all", "shortfall"]),
        "bars_defaulter": st.booleans(),
        "next_bidder": st.booleans(),
        "reauctions": st.integers(0, 3),
        "floor_share": st.sampled_from([0.0, 0.7, 1.0]),
        "creditor_takes_at": st.sampled_from([None, None, 0.8]),
        "then": st.sampled_from(["return", "sell_off", "creditor"]),
        "deposit_basis": st.sampled_from(["start", "appraisal"]),
        "selloff_deposit_share": st.sampled_from([None, 1.0]),
    }
)
FATES = st.fixed_dictionaries(
    {
        "cannot_pay": st.sampled_from([0.0, 0.3, 1.0]),
        "learns_before_paying": st.sampled_from([0.0, 0.5, 0.9]),
        "signal_sd": st.sampled_from([0.0, 0.4]),
    }
)
BANKS = (Creditor("mortgage", owed_share=0.8), Creditor("bank", owed=2e5, may_take=True))
COSTLY = {"travel_cost_elsewhere": 500.0, "registration_cost": 100.0, "admin_cost": 3000.0}


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    BOOKS, AFTER, GROUPS, FATES, st.sampled_from([HALL, SITE]), st.sampled_from([0.0, 0.01, 100.0]), st.integers(0, 99)
)
def test_money_is_conserved_whoever_fails_to_pay(monkeypatch, book, after, groups, fates, place, tick, seed):
    """Defaults, next bidders, shortfalls, creditors, purses, costs of coming: every yuan has a taker and a payer."""
    groups = {name: replace(group, **fates) for name, group in groups.items()}
    arm = an_arm(
        "one",
        groups,
        venue=Venue(replace(place, **COSTLY), replace(book, **after)),
        sellers={"court": SellerGroup(discount_rate=0.08, holding_cost_share_per_year=0.05)},
    )
    study = a_study(
        arm, lots={"homes": homes(creditors=BANKS)}, tick=tick, seed=seed, start=date(2016, 1, 4),
        regions={"east": 1.0, "west": 2.0}, behaviour=Behaviour(entry="everyone"),
    )  # fmt: skip
    with monkeypatch.context() as patched:
        rooms = record_rooms(patched)
        kernel, staged = ledger(study, "kernel", keep=True), ledger(study, "staged", keep=True)
    assert kernel.rows == staged.rows
    assert final(rooms[0]) == pytest.approx(final(rooms[1]))
    spent: dict[int, float] = {}
    for row in kernel.rows:
        held = [listing for listing in kernel.listings if listing.lot.name == row.lot]
        _, charged = accounted(row, held, study, tick)
        for bidder, amount in charged:
            spent[bidder] = spent.get(bidder, 0.0) + amount
    left = final(rooms[0])
    wealth = {bidder: left[bidder] + spent.get(bidder, 0.0) for bidder in left}
    nature = StudyNature(study, "one", 0)
    for lot in nature.lots():
        who = nature.interested(lot)
        for bidder, money in zip(who.subject.tolist(), nature.wealth(who).tolist(), strict=True):
            if bidder in left:
                slack = 0.01 + 12 * 0.5 * tick  # fees are rounded to the tick, after funds for them were put aside
                assert wealth[bidder] == pytest.approx(money, abs=slack), "nothing is lost in a purse"
                assert left[bidder] >= -0.01


def accounted(row, held, study, tick):
    """A row worked out again from its auctions: what the seller got, and what each bidder was charged."""
    rules, charged = study.arms["one"].venue.rules, []

    def fees(price):
        return near(fee(rules.buyer_fee, price), tick), near(fee(rules.seller_fee, price), tick)

    failures = [(listing, failure) for listing in held for failure in listing.failures]
    lost = 0.0
    for listing, failure in failures:
        due = failure.deposit
        if rules.forfeit == "shortfall":
            due = min(due, max(failure.price - (row.hammer or 0.0), 0.0) + sum(fees(failure.price)))
        lost += due
        charged.append((int(listing.brief.who[failure.who]), due))
    _, off = fees(row.hammer) if row.hammer is not None else (0.0, 0.0)
    assert row.forfeited == pytest.approx(lost)
    assert row.defaults == len(failures)
    assert row.seller_net == pytest.approx((row.hammer or 0.0) - off + lost)
    assert row.buyer_paid + row.forfeited == pytest.approx(row.seller_net + row.buyer_fee + row.seller_fee, abs=0.005)
    assert row.admin_costs == 3000.0 * len(held) == 3000.0 * row.attempts
    assert (row.state == "taken") == (row.taken_by == "bank")
    assert (row.state in {"sold", "sold_off"}) == (row.hammer is not None) == held[-1].paid
    assert sum(each.paid for each in held) <= 1
    assert len(held) <= (rules.rounds + 1) * (1 + rules.reauctions)
    if row.hammer is not None:
        assert row.hammer >= max(row.start, rules.floor_share * row.appraisal)
        charged.append((int(held[-1].brief.who[held[-1].buyer]), row.buyer_paid))
    if rules.bars_defaulter:
        failed = [int(listing.brief.who[failure.who]) for listing, failure in failures]
        assert len(set(failed)) == len(failed)
    return lost, charged


def comparable(rows, group=None):
    """Rows as tuples, lots of one group only."""
    return [tuple(getattr(row, item.name) for item in fields(Row)) for row in rows if group in (None, row.group)]


def test_order_in_the_file_and_company_move_nothing():
    """Permuting groups, adding an arm, bidders who want nothing here, or a lot group leaves rows as they are."""
    study = a_market()
    before = comparable(ledger(study).rows)
    arm = study.arms["one"]
    turned = replace(arm, bidders=dict(reversed(arm.bidders.items())))
    other = replace(arm, name="two", venue=Venue(HALL, rules(reserve_share=1.0)))
    assert comparable(ledger(replace(study, arms={"two": other, "one": turned})).rows) == before
    idle = replace(arm, bidders={"aliens": dealers(wants=("spaceship",)), **arm.bidders})
    assert comparable(ledger(replace(study, arms={"one": idle})).rows) == before
    more = {"claims": homes(count=5), **study.lots, "yards": homes(count=5)}
    assert comparable(ledger(replace(study, lots=more)).rows, "homes") == before


def test_one_changed_rule_leaves_nature_alone():
    study = a_market()
    arm = study.arms["one"]
    dearer = replace(arm, venue=replace(arm.venue, rules=rules(reserve_share=1.2, buyer_fee=0.0)))
    here, there = ledger(study).rows, ledger(replace(study, arms={"one": dearer})).rows
    nature = ("lot", "region", "appraisal", "worth_common", "worth_best", "interested", "aware")
    for name in nature:
        assert [getattr(row, name) for row in here] == [getattr(row, name) for row in there]
    assert [row.hammer for row in here] != [row.hammer for row in there]


def test_a_lot_runs_through_its_rounds():
    """Nobody comes: notices, gaps, cuts and the sell-off follow one another as the book says, and the lot goes back."""
    book = rules(reserve_share=1.0, rounds=3, cut_share=0.2, gap_days=10, notice_days=30, notice_days_later=15,
                 selloff_days=60, selloff_gap_days=7, format=FORMATS["english"]())  # fmt: skip
    study = a_market(book=book, groups={"dealers": dealers(count=0)}, lots={"homes": homes(count=1, arrive="at_start")})
    played = ledger(study, keep=True)
    (row,) = played.rows
    opened = [listing.brief.opens for listing in played.listings]
    assert [listing.listed for listing in played.listings[:2]] == [0, opened[0] + 11 * DAY]
    assert opened[0] == 30 * DAY + HOUR
    assert opened[1] == opened[0] + DAY + 25 * DAY + HOUR
    assert row.attempts == 4
    assert row.state == "returned"
    assert row.start == pytest.approx(0.64 * row.appraisal, abs=0.02)
    assert row.present_value == pytest.approx(
        0.3 * row.worth_common * 1.08 ** (-(opened[3] / DAY + 60) / 365), rel=1e-9
    )


def test_a_sole_bidder_buys_at_the_start_price():
    """One bidder at the start price suffices; with min_bidders 2 the same lot is passed in (China online; hall)."""
    lone = {"dealers": dealers(count=1, taste_sd=0.0, margin=Constant(0.0))}
    lots = {"homes": homes(count=20, appraisal=Appraisal(0.0, 0.0))}
    rows = ledger(a_market(Place(), rules(reserve_share=0.7, buyer_fee=0.0), lone, lots=lots)).rows
    assert {row.state for row in rows} == {"sold"}
    assert all(row.hammer == row.start and row.round == 1 for row in rows)
    rows = ledger(a_market(Place(), rules(reserve_share=0.7, min_bidders=2, then="return"), lone, lots=lots)).rows
    assert {row.state for row in rows} == {"returned"}


def test_a_hall_has_room_for_so_many_lots():
    """Three lots a session, half an hour apart, on Tuesdays and Thursdays at ten; the rest waits."""
    study = a_market(
        HALL, rules(rounds=1, then="return", notice_days=0.0), lots={"homes": homes(arrive="at_start", count=7)}
    )
    listings = ledger(study, keep=True).listings
    hours = sorted(listing.brief.opens / HOUR for listing in listings)
    assert hours == [34.0, 34.5, 35.0, 82.0, 82.5, 83.0, 202.0]


def test_funds_put_aside_for_one_lot_are_missing_for_the_next():
    """A purse for one purchase: of lots that open together only the first can be paid for."""
    rich = dealers(count=1, wealth=Constant(1.5), taste_sd=0.0, margin=None)
    lots = {"homes": homes(count=5, worth=LognormalWorth(1.0, 0.0), appraisal=Appraisal(0.0, 0.0), arrive="at_start")}
    rows = ledger(
        a_market(Place(), rules(rounds=1, then="return", buyer_fee=0.0), {"dealers": rich}, lots=lots, tick=0)
    ).rows
    assert [row.state for row in rows] == ["sold"] + ["returned"] * 4


def test_scripted_bidders_follow_their_script():
    from sim.strategies import Scripted

    groups = {"dealers": dealers(count=1, strategy=Scripted(bids=((60.0, 2e6),)))}
    rows = ledger(a_market(Place(), rules(reserve=1e6), groups, lots={"homes": homes(count=3)})).rows
    assert [row.hammer for row in rows] == [2e6] * 3


@pytest.mark.parametrize("name", ["clock", "english"])
def test_limits_that_follow_drop_outs_are_played_alike(name):
    """Noisy looks, drop-outs seen, insiders and naive bidders among them: both engines write the same ledger."""
    base = {"strategy": Equilibrium(), "margin": Constant(0.1), "timing": TIMINGS["incremental"]()}
    groups = {
        "dealers": dealers(**base, count=4, signal_sd=0.3),
        "insiders": dealers(**base, count=1, signal_sd=0.0),
        "naive": dealers(**(base | {"strategy": Truthful()}), count=2, signal_sd=0.2),
    }
    book = rules(name, rounds=1, then="return", shows=("bids", "identities", "dropouts"), reserve_share=0.6)
    lots = {"homes": homes(appraisal=Appraisal(0.0, 0.2))}
    study = a_market(Place(disclosure_level=1), book, groups, lots=lots)
    kernel, staged = ledger(study, "kernel").rows, ledger(study, "staged").rows
    assert kernel == staged
    assert sum(row.hammer is not None for row in kernel) > 6
    assert {row.bid for row in kernel} != {0}


def test_present_value_falls_with_time():
    rows = ledger(a_market()).rows
    for row in rows:
        if row.hammer is not None:
            years = (row.cash_day - row.listed_day) / 365
            assert row.present_value == pytest.approx(row.seller_net * 1.08**-years, rel=1e-3)
    assert any(row.hammer is not None for row in rows)
    assert np.isfinite(ledger(a_market()).column("hammer")).any()
