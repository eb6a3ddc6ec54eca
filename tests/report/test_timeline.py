"""A lot's life put together from the tables is the one that was played."""

from __future__ import annotations

import csv
import math
from dataclasses import replace

import numpy as np
import pytest

from sim.entities.units import DAY
from sim.entities.venue import Sessions
from sim.experiment import Options, Origin, prepare, run, telling_lot
from sim.formats import FORMATS
from sim.laws import Uniform
from sim.market.market import play
from sim.report.figures import story, style
from sim.report.results import read
from sim.report.timeline import calls, lives
from sim.scenario import load_text
from sim.values import PrivateWorth
from tests.report.folders import folder, write
from tests.studies import a_lot_group, a_study, a_venue, an_arm

RULES = {
    "format": FORMATS["english"](), "increment": 1.0, "reserve": 200.0, "rounds": 3, "cut_share": 0.2, "gap_days": 9.0,
    "notice_days": 15.0, "notice_days_later": 7.0, "window_hours": 24.0, "then": "sell_off", "selloff_days": 60.0,
    "selloff_gap_days": 5.0,
}  # fmt: skip


@pytest.mark.parametrize("sessions", [None, Sessions(("tue", "thu"), 10, minutes_per_lot=1)])
def test_calls_are_those_that_were_played(sessions):
    """Nobody pays as much as the start prices, so that every lot goes through all of its rounds."""
    arm = an_arm(venue=a_venue({"sessions": sessions}, **RULES))
    study = a_study(arm, lots={"flats": a_lot_group(worth=PrivateWorth(Uniform(1.0, 2.0)), count=3)})
    ledger = play(study, "one", 0, prepare(study), "kernel", keep=True)
    for row in ledger.rows:
        played = [listing for listing in ledger.listings if listing.lot.name == row.lot]
        found = calls(study, "one", row.first_start, math.nan, round(row.listed_day * DAY))
        assert len(played) == len(found) == 4
        for call, listing in zip(found, played, strict=True):
            assert call.start == listing.brief.start
            late = 0.0 if sessions is None else 0.01
            assert call.listed == pytest.approx(listing.listed / DAY, abs=late)
            assert call.over == pytest.approx(listing.record.hammer / DAY, abs=late)


SCENARIO = """
title: The same flats twice
currency: CNY
seed: 5
replications: 2
lots:
  flats: {count: 8, worth: {model: lognormal, median: 1000, common_sd: 0.3}, appraisal: {bias: 0, sd: 0.2}}
bidders:
  crowd: {count: 4, signal_sd: 0, taste_sd: 0.2, strategy: truthful}
arms:
  dear:
    venue: frictionless
    rules: {format: english, reserve_share: 1.2, increment_share: 0.01, rounds: 3, cut_share: 0.1, notice_days: 15}
  cheap:
    venue: frictionless
    rules: {format: english, reserve_share: 0.5, increment_share: 0.01, notice_days: 15, payment_days: 4}
baseline: dear
output: {tables: [lots, bids]}
"""


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A results folder, and the lot that ``trace`` would tell of it."""
    loaded = load_text(SCENARIO)
    made = tmp_path_factory.mktemp("story") / "two"
    run(loaded.study, Origin("", loaded.resolved_yaml(), {}), made, Options(), lambda *_: None, lambda _: None)
    arms = ("dear", "cheap")
    lot = telling_lot(loaded.study, prepare(loaded.study), arms, 0)
    ledgers = [play(loaded.study, arm, 0, prepare(loaded.study), "kernel", keep=True) for arm in arms]
    return made, lot, [[listing for listing in ledger.listings if listing.lot.name == lot] for ledger in ledgers]


def test_the_lot_is_that_of_trace_and_its_bids_are_those_played(played):
    made, lot, listings = played
    told = lives(read(made))
    assert [life.name for life in told] == [lot, lot]
    assert all(life.whole for life in told)
    for life, held in zip(told, listings, strict=True):
        assert [call.start for call in life.calls] == pytest.approx([listing.brief.start for listing in held])
        moves = [
            (t / DAY, amount)
            for listing in held
            for t, amount, reason in zip(listing.record.t, listing.record.amount, listing.record.reason, strict=True)
            if reason == 0
        ]
        assert np.array(life.bids).reshape(-1, 2) == pytest.approx(np.array(moves).reshape(-1, 2))


def test_the_lot_is_one_that_is_sold_in_both_arms(played):
    """Unsold in the dear arm is no price: what lies farthest apart from nothing is not told while others have two."""
    made, lot, _ = played
    data = read(made)
    prices = {}
    for row in _rows(made):
        if row["replication"] == "0" and row["hammer"]:
            prices.setdefault(row["lot"], []).append(float(row["hammer"]) / float(row["worth_common"]))
    both = {name: abs(two[0] - two[1]) for name, two in prices.items() if len(two) == 2}
    assert max(abs(one[0]) for one in prices.values() if len(one) == 1) > max(both.values())
    assert lot == max(both, key=both.get)
    assert "farthest apart between arms, of those sold in more than one, told" in story.caption(data)


def test_where_no_lot_is_sold_in_both_one_sold_in_one_is_told():
    loaded = load_text(SCENARIO.replace("reserve_share: 1.2,", "reserve_share: 9,"))
    rows = play(loaded.study, "cheap", 0, prepare(loaded.study), "kernel").rows
    best = max((row for row in rows if row.hammer is not None), key=lambda row: row.hammer / row.worth_common)
    assert telling_lot(loaded.study, prepare(loaded.study), ("dear", "cheap"), 0) == best.lot


def test_the_caption_says_that_no_lot_is_sold_in_both(played):
    told = lives(read(played[0]))
    unsold = replace(told[0], line=told[0].line | {"hammer": math.nan})
    why = story._why([unsold, told[1]])
    assert "no lot is sold in more than one arm, so it is one sold in one, if any is; told" in why


def _rows(made):
    with (made / "lots.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_figure_has_start_prices_hammer_and_worth(played):
    made, _, listings = played
    data = read(made)
    with style.look():
        panels = story.figure(data).axes
    for axes, life, held in zip(panels, lives(data), listings, strict=True):
        xy = [(line.get_xdata(), line.get_ydata()) for line in axes.get_lines()]
        starts = {y[0] for x, y in xy if len(x) == 2 and y[0] == y[1]}
        assert {call.start for call in life.calls} <= starts
        assert life.line["worth_common"] in starts
        marks = [line for line in axes.get_lines() if line.get_marker() == "o"]
        assert len(marks) == (1 if held[-1].paid else 0)
        crosses = [line for line in axes.get_lines() if line.get_marker() == "x"]
        assert len(crosses) == len(held) - len(marks)
    assert panels[0].get_ylim()[0] == 0.0
    highest = max(max(life.line["worth_common"], life.line["first_start"]) for life in lives(data))
    assert panels[0].get_ylim()[1] > highest


def test_the_caption_says_what_became_of_the_lot(played):
    made, lot, listings = played
    caption = story.caption(read(made))
    assert caption.startswith(f"Lot {lot} of replication 0, common worth ")
    assert f"called {('once', 'twice', '3 times')[len(listings[0]) - 1]} from " in caption
    assert "dear: " in caption
    sale = listings[1][-1]
    assert sale.paid
    day = (sale.record.hammer - sale.listed) / DAY
    assert f"sold for {sale.price:,.1f} CNY on day {day:.0f}, paid on day {day + 4.0:.0f}." in caption


def test_without_the_rules_the_ends_are_drawn(tmp_path):
    """A folder whose scenario is not there, or asks for what is not there: first and last start price are known."""
    path = folder(tmp_path / "r", replications=2, lots=6) / "lots.csv"
    rows = [row | {"attempts": "1" if row["first_start"] == row["start"] else "2"} for row in _rows(path.parent)]
    write(path, list(rows[0]), [list(row.values()) for row in rows])
    data = read(path.parent)
    bare = lives(data)
    for life in bare:
        assert life.calls[0].start == life.line["first_start"]
        assert len(life.calls) == (1 if life.line["attempts"] == 1 or math.isnan(life.line["hammer"]) else 2)
    (data.folder / "scenario.resolved.yaml").write_text("arms: {}\n", encoding="utf-8")
    assert "is not in the tables." in story.caption(data)
    assert repr(lives(read(data.folder))) == repr(bare)


def test_of_one_arm_the_busiest_lot_is_told(tmp_path):
    data = read(folder(tmp_path / "r", ("hall",), replications=2, lots=20))
    (life,) = lives(data)
    first = data.lots.where("replication", "0")
    lots = [row for row, here in zip(_bids(data), first, strict=True) if here]
    assert life.line["bids"] == max(lots)
    assert "the lot with the most bids" in story.caption(data)


def _bids(data):
    header, *rows = (line.split(",") for line in (data.folder / "lots.csv").read_text(encoding="utf-8").splitlines())
    return [float(row[header.index("bids")]) for row in rows]


def test_a_buyer_who_did_not_pay_and_a_creditor_are_told(tmp_path):
    data = read(folder(tmp_path / "r", ("hall",), replications=1, lots=4))
    (life,) = lives(data)
    nan = math.nan
    told = replace(life, state="taken", line=life.line | {
        "defaults": 1.0, "first_hammer": 800_000.0, "hammer": nan, "hammer_day": nan, "cash_day": nan, "taken_at": 7e5,
    })  # fmt: skip
    with pytest.MonkeyPatch.context() as patch, style.look():
        patch.setattr(story, "lives", lambda _: [told])
        drawing = story.figure(data)
        caption = story.caption(data)
    names = [text.get_text() for text in drawing.legends[0].get_texts()]
    assert "hammer, not paid" in names
    assert "taken by a creditor" in names
    assert "hammer" not in names
    assert "1 did not pay; taken by a creditor at 700,000 CNY." in caption
