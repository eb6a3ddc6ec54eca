"""One lot's story: every bid with its second, refusals with their reasons, and the same lot in every arm."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.entities.brief import Brief, Ladder, Moves, Play, Reason, Record
from sim.entities.market import ROW_FIELDS, Candidates, Failure, Heard, Listing, Lot, Row
from sim.entities.study import Behaviour, Creditor, Defect, SellerGroup
from sim.entities.units import DAY, HOUR, MINUTE, SECOND, Instant
from sim.entities.venue import Place, Venue
from sim.entities.worth import Worth
from sim.errors import SimError
from sim.experiment import prepare
from sim.formats import FORMATS
from sim.laws import Constant, Uniform
from sim.report import story, trace
from sim.report.telling import shorten
from sim.report.tongue import ENGLISH, Tongue
from sim.values import LognormalWorth, PrivateWorth
from tests.market.test_defaults import bidders, rules
from tests.studies import a_bidder_group, a_lot_group, a_study, a_venue, an_arm

OPENS = 2 * DAY + 10 * HOUR
LADDER = Ladder(step=10_000.0, trigger=300 * SECOND, extension=300 * SECOND)
WHOLE_STORY = """
Lot flats-3 (flat), sold by court, appraised at 1,000,000 CNY; common worth 1,050,000 CNY. 5 may ever want it,
3 hear of it here.

Mon 2024-01-01 00:00:00  Round 1: listed at 1,000,000 CNY.
Wed 2024-01-03 10:00:00  opens for 24 hours; 2 registered, each with a deposit of 100,000 CNY: dealers-0
                           (worth 1,100,000 CNY), dealers-1 (worth 1,200,000 CNY).
Wed 2024-01-03 11:00:00    dealers-0 bids 1,000,000 CNY.
Wed 2024-01-03 11:00:20    dealers-1 bids 1,005,000 CNY: refused, below the ask; it moves nothing and extends
                           nothing.
Thu 2024-01-04 09:58:20    dealers-1 bids 1,010,000 CNY.
                           the close moves to Thu 2024-01-04 10:03:20.
Thu 2024-01-04 10:03:20    dealers-0 bids 1,020,000 CNY: refused, late; the auction is over.
Thu 2024-01-04 10:03:20  hammer: 1,010,000 CNY to dealers-1 (worth 1,200,000 CNY), 3 min 20 s after the
                           scheduled close.

Sun 2024-01-14 12:00:00  dealers-1 pays 1,060,500 CNY with a buyer's fee of 50,500 CNY.
court receives 1,010,000 CNY, 13.5 days after the first listing.
"""
IN_CHINESE = """
标的 flats-3（flat），由 court 处置，评估价 1,000,000 CNY；共同价值 1,050,000 CNY。可能感兴趣者 5 人，在此得知
者 3 人。

周一 2024-01-01 00:00:00  第 1 轮：公告，起拍价 1,000,000 CNY。
周三 2024-01-03 10:00:00  开放竞价 24 小时；2 人报名，每人缴纳保证金 100,000 CNY：
                           dealers-0（价值 1,100,000 CNY）、dealers-1（价值 1,200,000 CNY）。
周三 2024-01-03 11:00:00    dealers-0 出价 1,000,000 CNY。
周三 2024-01-03 11:00:20    dealers-1 出价 1,005,000 CNY：被拒，低于最低应价，既不
                           改变领先价，也不引起延时。
周四 2024-01-04 09:58:20    dealers-1 出价 1,010,000 CNY。
                           截止时间延至 周四 2024-01-04 10:03:20。
周四 2024-01-04 10:03:20    dealers-0 出价 1,020,000 CNY：被拒，迟到，拍卖已结束。
周四 2024-01-04 10:03:20  落槌：1,010,000 CNY，由 dealers-1 买受（其价值 1,200,000
                           CNY），比预定截止时间晚 3 分 20 秒。

周日 2024-01-14 12:00:00  dealers-1 支付 1,060,500 CNY，其中含买受人佣金 50,500 CNY。
court 收到 1,010,000 CNY，距首次公告 13.5 天。
"""
SHARED = LognormalWorth(1_000_000.0, 0.4)
Told = tuple[Instant, int, float, Reason]


def a_record(
    moves: list[Told], winner: int = -1, price: float = np.nan, hammer: Instant = OPENS + DAY, ext: int = 0
) -> Record:
    book = Moves()
    for t, rank, amount, reason in moves:
        book.add(t, rank, amount, reason)
    return book.record(winner=winner, price=price, hammer=hammer, extended=ext)


def a_listing(
    record: Record, number: int = 1, ladder: Ladder = LADDER, play: Play = Play.ASCENDING, n: int = 2
) -> Listing:
    """One round of a lot that starts at 1,000,000, with dealers 0 to n - 1 registered."""
    ids, blank = np.arange(n), np.zeros(n)
    brief = Brief(
        key=1, play=play, ladder=ladder, opens=OPENS, closes=OPENS + DAY, start=1_000_000.0, reserve=1_000_000.0,
        who=ids.astype(np.uint64), limit=blank, first=ids, reply=np.ones((n, 1), dtype=np.int64), opening=blank,
        lodges=np.zeros(n, dtype=bool), lost=np.zeros(n, dtype=bool), ties=blank,
    )  # fmt: skip
    who = Candidates(("dealers",), np.zeros(n, dtype=np.int64), ids, ids.astype(np.uint64), ids, blank)
    lot = Lot(3, 9, "flats", 3, "flat", 0, "court", 0)
    return Listing(lot, number, 0, brief, record, who, 1_000_000.0 + 100_000.0 * (ids + 1))


def a_row(**changes: Any) -> Row:
    told = dict.fromkeys(ROW_FIELDS)
    told |= {
        "lot": "flats-3", "group": "flats", "asset_class": "flat", "region": "here", "seller": "court", "state": "sold",
        "round": 1, "attempts": 1, "appraisal": 1_000_000.0, "first_start": 1_000_000.0, "start": 1_000_000.0,
        "hammer": 1_010_000.0, "buyer_fee": 50_500.0, "seller_fee": 0.0, "buyer_paid": 1_060_500.0,
        "seller_net": 1_010_000.0, "worth_common": 1_050_000.0, "buyer": "dealers-1", "interested": 5, "aware": 3,
        "listed_day": 0.0, "cash_day": 13.5,
    }  # fmt: skip
    return Row(**(told | changes))


def tell(
    *listings: Listing, row: Row | None = None, worth: Worth = SHARED, tongue: Tongue = ENGLISH, **rules: Any
) -> list[str]:
    chosen = {"format": FORMATS["english"](), "reserve": 1_000_000.0, "deposit_share": 0.1} | rules
    lots = {"flats": a_lot_group(worth=worth)}
    arm = an_arm("one", {"dealers": a_bidder_group()}, venue=a_venue(**chosen))
    study = a_study(arm, lots=lots, start=date(2024, 1, 1))
    return story(study, study.arms["one"], listings, row or a_row(), tongue)


def test_the_whole_story_of_a_sale():
    late = OPENS + DAY - 100 * SECOND
    moves = [
        (OPENS + HOUR, 0, 1_000_000.0, Reason.ACCEPTED),
        (OPENS + HOUR + 20 * SECOND, 1, 1_005_000.0, Reason.BELOW_ASK),
        (late, 1, 1_010_000.0, Reason.ACCEPTED),
        (late + 300 * SECOND, 0, 1_020_000.0, Reason.LATE),
    ]
    record = a_record(moves, winner=1, price=1_010_000.0, hammer=late + 300 * SECOND, ext=200 * SECOND)
    assert "\n".join(tell(a_listing(record))) == WHOLE_STORY.strip("\n")
    assert "\n".join(tell(a_listing(record), tongue=Tongue("zh"))) == IN_CHINESE.strip("\n")


@pytest.mark.parametrize(
    ("wealth", "limit", "told"),
    [
        (Constant(900_000.0), 857_142.0, "dealers-0 (worth 1,100,000 CNY, limit after fees and funds 857,142 CNY)"),
        (Constant(900_000.0), np.inf, "dealers-0 (worth 1,100,000 CNY)"),
        (None, 857_142.0, "dealers-0 (worth 1,100,000 CNY)"),
    ],
)
def test_where_funds_may_run_short_the_story_says_how_far_they_go(wealth, limit, told):
    venue = a_venue(format=FORMATS["english"](), reserve=1_000_000.0, deposit_share=0.1)
    arm = an_arm("one", {"dealers": a_bidder_group(wealth=wealth)}, venue=venue)
    study = a_study(arm, lots={"flats": a_lot_group(worth=SHARED)}, start=date(2024, 1, 1))
    listing = a_listing(a_record([]), n=1)
    listing = replace(listing, brief=replace(listing.brief, limit=np.array([limit])))
    text = " ".join(" ".join(story(study, study.arms["one"], [listing], a_row())).split())
    assert f"each with a deposit of 100,000 CNY: {told}." in text


def test_passed_in_relisted_and_returned():
    row = a_row(state="returned", hammer=None, cash_day=None, buyer=None, attempts=2, appraisal=None)
    lines = tell(a_listing(a_record([]), n=0), a_listing(a_record([]), number=2), row=row, rounds=2, deposit_share=0.0)
    assert lines[0].startswith("Lot flats-3 (flat), sold by court, not appraised;")
    assert "Wed 2024-01-03 10:00:00  opens for 24 hours; nobody registered." in lines
    assert "Mon 2024-01-01 00:00:00  Round 2: listed at 1,000,000 CNY." in lines
    assert any("2 registered: dealers-0" in line for line in lines)
    assert lines.count("Thu 2024-01-04 10:00:00  passed in.") == 2
    assert lines[-1] == "Returned to court after 2 listings; nothing was paid."


PRIVATE = PrivateWorth(Uniform(1_000_000.0, 2_000_000.0))


def test_private_worths_and_the_sellers_bare_name():
    """Neither a common worth that is only the mean of a law, nor a court that nobody asked for, nor its waiting."""
    sale = a_listing(a_record([(OPENS, 1, 1e6, Reason.ACCEPTED)], 1, 1_010_000.0))
    lines = tell(sale, worth=PRIVATE)
    assert lines[0] == ("Lot flats-3 (flat), sold, appraised at 1,000,000 CNY. 5 may ever want it, 3 hear of it here.")
    assert lines[-1] == "The seller receives 1,010,000 CNY."
    row = a_row(state="returned", hammer=None, cash_day=None, buyer=None, appraisal=None)
    lines = tell(a_listing(a_record([])), worth=PRIVATE, row=row)
    assert lines[0].startswith("Lot flats-3 (flat), offered, not appraised. 5 may")
    assert lines[-1] == "Not sold after one listing; nothing was paid."


def test_private_worths_and_a_seller_of_the_users_own():
    study = a_study(an_arm(venue=a_venue(reserve=1_000_000.0), sellers={"court": SellerGroup(discount_rate=0.1)}))
    lines = story(study, study.arms["one"], [], a_row())
    assert "sold by court" in lines[0]
    assert lines[-1].endswith("13.5 days after the first listing.")
    assert "common worth" not in lines[0]


def test_a_sell_off_opens_an_auction():
    ladder = Ladder(step=10_000.0, window=DAY, trigger=300 * SECOND, extension=300 * SECOND)
    first = OPENS + 5 * HOUR
    late = first + DAY - MINUTE
    moves = [(first, 0, 1e6, Reason.ACCEPTED), (late, 1, 1.01e6, Reason.ACCEPTED)]
    record = a_record(moves, winner=1, price=1.01e6, hammer=late + 300 * SECOND, ext=240 * SECOND)
    lines = tell(a_listing(record, 2, ladder, Play.POSTED), then="sell_off", deposit_share=0.0)
    told = "\n".join(line[25:].strip() for line in lines)
    assert (
        """
dealers-0 opens the auction with 1,000,000 CNY.
the auction runs until Thu 2024-01-04 15:00:00.
dealers-1 bids 1,010,000 CNY.
the close moves to Thu 2024-01-04 15:04:00.
hammer: 1,010,000 CNY to dealers-1 (worth 1,200,000 CNY), 4 min after the scheduled
close.
"""
        in told
    )
    assert "Sell-off: listed at 1,000,000 CNY." in told


def test_a_cap_stops_the_extensions():
    capped = Ladder(step=1.0, trigger=300 * SECOND, extension=300 * SECOND, cap=120 * SECOND)
    end = OPENS + DAY
    moves = [(end - SECOND, 0, 1e6, Reason.ACCEPTED), (end + MINUTE, 1, 1e6 + 1, Reason.ACCEPTED)]
    lines = tell(a_listing(a_record(moves, 1, 1e6 + 1, end + 2 * MINUTE, 2 * MINUTE), ladder=capped))
    assert [line.strip() for line in lines if "close moves" in line] == ["the close moves to Thu 2024-01-04 10:02:00."]


@pytest.mark.parametrize(
    ("play", "ladder", "verb"),
    [
        (Play.SEALED, Ladder(), "hands in"),
        (Play.BUTTON, Ladder(), "lets go at"),
        (Play.DESCENDING, Ladder(step=1.0), "takes it at"),
        (Play.POSTED, Ladder(), "takes it at"),
        (Play.ASCENDING, Ladder(proxy=True), "bids up to"),
    ],
)
def test_every_play_has_its_verb(play, ladder, verb):
    lines = tell(a_listing(a_record([(OPENS + HOUR, 0, 1e6, Reason.ACCEPTED)], 0, 1e6), ladder=ladder, play=play))
    assert f"Wed 2024-01-03 11:00:00    dealers-0 {verb} 1,000,000 CNY." in lines


@pytest.mark.parametrize(
    ("length", "said"),
    [(60 * DAY, "60 days"), (DAY, "24 hours"), (90 * MINUTE, "90 min"), (312 * SECOND, "5 min 12 s"), (SECOND, "1 s")],
)
def test_lengths_of_time(length, said):
    listing = a_listing(a_record([]))
    brief = replace(listing.brief, closes=OPENS + length)
    lines = tell(replace(listing, brief=brief))
    assert any(f"opens for {said}; 2 registered" in line for line in lines)


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.ACCEPTED])
def test_every_refusal_has_its_reason(reason):
    lines = tell(a_listing(a_record([(OPENS, 0, 1e6, reason)])))
    assert any(": refused, " in line for line in lines)


def test_small_money_many_bidders_and_a_sellers_fee():
    row = a_row(seller_fee=0.0314, seller_net=0.6405, buyer_fee=0.0, buyer_paid=0.6719, hammer=0.6719)
    lines = tell(a_listing(a_record([], 0, 0.6719), n=8), row=row)
    assert any("and 2 more." in line for line in lines)
    assert any("pays 0.6719 CNY, no buyer's fee." in line for line in lines)
    assert (
        lines[-1] == "court receives 0.6405 CNY after a seller's fee of 0.03140 CNY, 13.5 days after the first listing."
    )


def test_long_ladders_are_shortened_in_the_middle():
    told = [("refused" if i == 30 else "extension" if i in (31, 32) else "bid", f"line {i}") for i in range(60)]
    lines = shorten(told, head=4, tail=5)
    assert lines[:4] == [f"line {i}" for i in range(4)]
    assert lines[-5:] == [f"line {i}" for i in range(55, 60)]
    assert lines[4].strip() == "… 48 more bids, 1 refused, 2 extensions …"
    assert len(lines) == 10
    assert shorten(told[:10], head=4, tail=5) == [f"line {i}" for i in range(10)]


@pytest.fixture(scope="module")
def market():
    """The same lots under a hard close and on a platform with a soft one."""
    bidders = {"crowd": a_bidder_group(count=4, reply_s=Constant(45.0))}
    lots = {"flats": a_lot_group(worth=PrivateWorth(Uniform(100.0, 200.0)), count=6)}
    english = {"format": FORMATS["english"](), "reserve": 100.0, "increment": 1.0, "window_hours": 0.2}
    arms = (
        an_arm("hall", bidders, label="Hall", venue=a_venue(**english, close="hard")),
        an_arm("platform", bidders, label="Platform", venue=a_venue(**english, buyer_fee=0.01)),
    )
    study = a_study(*arms, lots=lots)
    return study, prepare(study)


@pytest.mark.parametrize("engine", ["staged", "kernel"])
def test_a_lot_is_told_in_every_arm(market, engine):
    study, plans = market
    text = trace(study, plans, ["hall", "platform"], "flats-2", 1, engine)
    assert text.startswith("a test\nLot flats-2, replication 1, seed 1\n\n== Hall ==\nLot flats-2 (")
    assert text.index("== Hall ==") < text.index("== Platform ==")
    assert text.count("Round 1: listed at 100 CNY.") == 2
    assert text == trace(study, plans, ["hall", "platform"], "flats-2", 1, "kernel")


def test_the_last_extension_told_is_the_hammer(market):
    """The story finds the extensions again by itself: they must lead to the end that was played."""
    study, plans = market
    moved = 0
    for number in range(6):
        text = trace(study, plans, ["platform"], f"flats-{number}", 0)
        closes = re.findall(r"the close moves to (.*)\.", text)
        (hammer,) = re.findall(r"^(.{23})  hammer:", text, flags=re.MULTILINE)
        if closes:
            moved += 1
            assert closes[-1] == hammer
    assert moved


def test_unknown_arms_and_lots_have_hints(market):
    study, plans = market
    with pytest.raises(SimError, match="there is no arm plattform; did you mean platform"):
        trace(study, plans, ["plattform"], "flats-2", 0)
    with pytest.raises(SimError, match=r"there is no lot flat-2 in replication 0; did you mean flats-2\?"):
        trace(study, plans, ["hall"], "flat-2", 0)


BROKE = """
Lot homes-0 (homes), sold, not appraised. 3 may ever want it, 3 hear of it here.

Mon 2024-01-01 00:00:00  Round 1: listed at 50 CNY.
Wed 2024-01-31 01:00:00  opens for 24 hours; 3 registered, each with a deposit of 10 CNY: able-0 (worth 80 CNY),
                           also-0 (worth 70 CNY), broke-0 (worth 100 CNY).
Thu 2024-02-01 01:00:00  hammer: 80 CNY to broke-0 (worth 100 CNY).
Sun 2024-02-11 01:00:00  broke-0 finds no money and does not pay 80 CNY; the deposit of 10 CNY is kept.
"""
AGAIN = """

Sun 2024-02-18 01:00:00  Round 1, held again: listed at 50 CNY.
Mon 2024-03-04 02:00:00  opens for 24 hours; 2 registered, each with a deposit of 10 CNY: able-0 (worth 80 CNY),
                           also-0 (worth 70 CNY).
Tue 2024-03-05 02:00:00  hammer: 70 CNY to able-0 (worth 80 CNY).

Fri 2024-03-15 02:00:00  able-0 pays 70 CNY, no buyer's fee.
The seller receives 80 CNY, 10 CNY of deposits included.
"""
NEXT = """                           next is able-0, at its highest bid of 80 CNY.

Wed 2024-02-21 01:00:00  able-0 pays 80 CNY, no buyer's fee.
The seller receives 90 CNY, 10 CNY of deposits included.
"""


def retold(text: str) -> str:
    """A story word by word, without its bids, which are told elsewhere."""
    return " ".join(word for line in text.splitlines() if " hands in " not in line for word in line.split())


@pytest.mark.parametrize(("next_bidder", "rest"), [(False, AGAIN), (True, NEXT)])
def test_a_default_is_told_with_what_follows(next_bidder, rest):
    """Golden: who does not pay, what is kept, and either the next bidder or the auction held again."""
    groups = {"able": bidders(80.0), "also": bidders(70.0), "broke": bidders(100.0, cannot_pay=1.0)}
    arm = an_arm("one", groups, venue=Venue(Place(), rules(next_bidder=next_bidder)))
    lots = {"homes": a_lot_group(worth=PrivateWorth(Constant(60.0)), count=1)}
    study = a_study(arm, lots=lots, start=date(2024, 1, 1))
    told = trace(study, prepare(study), ["one"], "homes-0", 0).split("== one ==\n")[1]
    assert retold(told) == retold(BROKE + rest)


def test_regret_shortfalls_and_creditors_are_told():
    sale = a_listing(a_record([(OPENS, 1, 1.4e6, Reason.ACCEPTED)], 1, 1_400_000.0))
    sorry = replace(sale, failures=(Failure(OPENS + 11 * DAY, 1, 1_400_000.0, 100_000.0, True),))
    row = a_row(state="taken", hammer=None, cash_day=None, buyer=None, taken_by="bank", taken_at=900_000.0,
                forfeited=100_000.0)  # fmt: skip
    lines = "\n".join(line.strip() for line in tell(sorry, row=row, forfeit="shortfall"))
    assert "dealers-1 has learnt that the lot is worth 1,200,000 CNY to it and does not pay" in lines
    assert "the deposit of 100,000 CNY stays until the loss is known." in lines.replace("\n", " ")
    assert lines.endswith(
        "Taken by bank for 900,000 CNY of what it is owed after one listing; 100,000 CNY of deposits were forfeited."
    )
    both = replace(sorry, failures=(*sorry.failures, Failure(OPENS + 21 * DAY, 0, 1_300_000.0, 0.0, False)))
    lines = "\n".join(line.strip() for line in tell(both, row=row))
    assert "next is dealers-0, at its highest bid of 1,300,000 CNY." in lines
    assert "dealers-0 finds no money and does not pay 1,300,000 CNY." in lines


def known(came: str, inspected: str, *, hidden: bool = False, costs: float = 0.0, look_costs: float = 0.0) -> Heard:
    """Dealers and an insider who heard of a lot, one letter each: y or n."""
    n = len(came)
    ids, blank = np.arange(n), np.full(n, np.nan)
    who = Candidates(("dealers", "insiders"), (ids == n - 1).astype(int), ids, ids.astype(np.uint64), ids, blank)
    some = (np.array([letter == "y" for letter in letters]) for letters in (came, inspected))
    return Heard(who, ids < n, *some, ids, blank, blank, blank, blank, hidden, costs, look_costs)


def aside(listing: Listing, row: Row, defect: Defect | None = None, creditors: tuple = (), **place: Any) -> list[str]:
    """What is told of a lot in a place, without dates and line ends."""
    groups = {"dealers": a_bidder_group(), "insiders": a_bidder_group(signal_sd=0.0)}
    venue = a_venue(place, format=FORMATS["english"](), reserve=1_000_000.0)
    lots = {"flats": a_lot_group(worth=SHARED, defect=defect, **({"creditors": creditors} if creditors else {}))}
    study = a_study(an_arm(bidders=groups, venue=venue), lots=lots)
    told = " ".join(line.strip() for line in story(study, study.arms["one"], [listing], row))
    return re.split(r"(?<=\.) ", told)


FLAW = Defect(probability=0.1, loss_share=0.25)


def test_who_comes_and_looks_closer_is_told_where_that_costs_something():
    sale = a_listing(a_record([], 0, 1e6))
    two = replace(sale, heard=known("yynny", "yynnn", costs=1200.0, look_costs=300.0))
    lines = aside(two, a_row(), registration_cost=400.0, inspection_sd=0.1)
    assert (
        "3 of 5 who hear of it come, for 1,200 CNY together; looked closer: dealers-0, dealers-1, for 300 CNY more."
        in (lines)
    )
    before = replace(sale, heard=known("ynn", "ynn", costs=400.0))
    assert "1 of 3 who hear of it comes, for 400 CNY; looked closer: dealers-0." in aside(
        before, a_row(), travel_cost_elsewhere=1.0
    )
    crowd = replace(sale, heard=known("y" * 9, "y" * 9))
    named = ", ".join(f"dealers-{i}" for i in range(6))
    assert f"9 of 9 who hear of it come; looked closer: {named} and 3 more." in aside(crowd, a_row(), inspection_sd=0.1)
    for free in (sale, two):
        assert not any("hear of it come" in line for line in aside(free, a_row()))


def test_defects_are_told_with_those_who_find_them():
    sale = a_listing(a_record([], 0, 1e6))
    said = "It has a defect that takes 25 % off its worth"
    told = aside(replace(sale, heard=known("yyn", "ynn", hidden=True)), a_row(defect=1), FLAW, inspection_sd=0.1)
    assert f"{said}; nobody is told." in told
    assert any(line.endswith("the defect is found by dealers-0.") for line in told)
    told = aside(replace(sale, heard=known("yyy", "nnn", hidden=True)), a_row(defect=1), FLAW)
    assert "the defect is found by insiders-2." in " ".join(told), "it knows its worth"
    told = aside(replace(sale, heard=known("nyn", "ynn", hidden=True)), a_row(defect=1), FLAW)
    assert "nobody who comes finds the defect." in " ".join(told)
    told = aside(replace(sale, heard=known("yyn", "ynn")), a_row(defect=1), FLAW)
    assert f"{said}; this is published." in told
    assert "found" not in " ".join(told)
    assert f"{said}." in aside(sale, a_row(defect=1), FLAW)
    assert "It has no defect." in aside(sale, a_row(defect=0), FLAW)
    assert "defect" not in " ".join(aside(sale, a_row()))


def test_creditors_are_told_what_they_get():
    sale = a_listing(a_record([], 0, 1e6))
    owed = (Creditor("bank", owed=600_000.0), Creditor("builder", owed=300_000.0))
    row = {"holding_costs": 10_000.0, "owed_first": 600_000.0}
    for net, told in (
        (710_000.0, "600,000 CNY of 600,000 CNY owed, builder 100,000 CNY of 300,000 CNY owed, the debtor nothing."),
        (410_000.0, "400,000 CNY of 600,000 CNY owed, builder nothing of 300,000 CNY owed, the debtor nothing."),
        (1e6, "600,000 CNY of 600,000 CNY owed, builder 300,000 CNY of 300,000 CNY owed, the debtor 90,000 CNY."),
    ):
        assert (
            aside(sale, a_row(seller_net=net, **row), None, owed)[-1] == f"Less 10,000 CNY for holding it: bank {told}"
        )
    lines = aside(sale, a_row(seller_net=4e5, holding_costs=0.0), None, owed[1:])
    assert lines[-1] == "Of this: builder 300,000 CNY of 300,000 CNY owed, the debtor 100,000 CNY."
    lines = aside(sale, a_row(seller_net=9_000.0, **row), None, owed)
    assert lines[-1] == "Holding it cost 10,000 CNY, more than there is: bank bears 1,000 CNY."
    lines = aside(sale, a_row(seller_net=9_000.0, holding_costs=1e4, owed_first=0.0), None, (Creditor("x", owed=0.0),))
    assert lines[-1].endswith("the debtor bears 1,000 CNY.")
    unsold = a_row(hammer=None, cash_day=None, buyer=None, **row)
    assert aside(sale, unsold, None, owed)[-1].endswith("nothing was paid.")


def test_a_played_lot_tells_of_journeys_looks_and_its_defect():
    """The market hands on what the story tells: two who always look, of a lot that always has a defect."""
    place = Place(travel_cost_same_region=10.0, inspection_sd=0.1, inspection_cost=5.0)
    group = {"dealers": a_bidder_group(count=2, signal_sd=0.2, inspects="always", entry_cost_sd=0.0)}
    venue = Venue(place, a_venue(reserve=1.0).rules)
    lots = {"flats": a_lot_group(worth=SHARED, count=1, defect=Defect(probability=1.0, loss_share=0.5))}
    study = a_study(an_arm(bidders=group, venue=venue), lots=lots, behaviour=Behaviour(entry="everyone"))
    told = " ".join(trace(study, prepare(study), ["one"], "flats-0", 0).split())
    assert "It has a defect that takes 50 % off its worth; nobody is told." in told
    assert (
        "2 of 2 who hear of it come, for 20 CNY together; looked closer: dealers-0, dealers-1, for 10 CNY more. "
        "the defect is found by dealers-0, dealers-1." in told
    )
