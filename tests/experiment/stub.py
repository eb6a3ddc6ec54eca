"""A market that can be worked out: prices are keyed by seed and replication, an arm's reserve decides what sells."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np

from sim.entities.brief import Brief, Ladder, Play, Record
from sim.entities.market import Candidates, Heard, Ledger, Listing, Lot, Row
from sim.scenario import load_text

SCENARIO = """
title: A stand-in
question: Does the reserve matter?
seed: 5
replications: 7
lots:
  flats: {count: 3, arrive: at_start, appraisal: none, worth: {model: private, distribution: uniform, low: 0, high: 1}}
  shops: {like: flats, count: 2}
bidders: {all: {count: 2}}
arms:
  low: {venue: frictionless, label: Low reserve, rules: {format: second_price, reserve: 0.1}}
  high: {like: low, label: High reserve, rules: {reserve: 0.6}}
baseline: low
measures: [sell_through, price_if_sold, price_to_worth, revenue_per_lot@sd]
"""


def study(text=SCENARIO, *sets):
    return load_text(text, sets=sets).study


def resolved(text=SCENARIO, *sets):
    return load_text(text, sets=sets).resolved_yaml()


def row(lot, hammer, worth):
    sold = hammer is not None
    return Row(
        lot=lot.name,
        group=lot.group,
        asset_class=lot.group,
        region="region_1",
        seller=lot.seller,
        state="sold" if sold else "returned",
        round=1 if sold else 0,
        last_round=1,
        attempts=1,
        appraisal=None,
        first_start=0.1,
        start=0.1,
        first_hammer=hammer,
        hammer=hammer,
        buyer_fee=0.0,
        seller_fee=0.0,
        buyer_paid=hammer or 0.0,
        defaults=0,
        forfeited=0.0,
        buyer_forfeited=0.0,
        buyer_costs=0.0,
        seller_net=hammer or 0.0,
        holding_costs=0.0,
        admin_costs=0.0,
        kept_value=None if sold else 0.0,
        kept_at_end=None if sold else 0.0,
        present_value=hammer or 0.0,
        owed=worth,
        owed_first=worth,
        taken_by=None,
        taken_at=None,
        worth_common=worth,
        worth_public=None,
        worth_market=worth,
        worth_best=worth,
        came=3,
        came_once=2,
        believed=None,
        inspected=0,
        entry_costs=0.0,
        inspection_costs=0.0,
        worth_buyer=worth if sold else None,
        buyer_estimate=worth if sold else None,
        buyer_limit=worth if sold else None,
        buyer_break_even=worth if sold else None,
        defect=None,
        estimates=3,
        squared_errors=0.0,
        estimates_best=3,
        squared_errors_best=0.0,
        estimates_worst=3,
        squared_errors_worst=0.0,
        buyer="all-0" if sold else None,
        buyer_group="all" if sold else None,
        outsider=0 if sold else None,
        insider=0 if sold else None,
        interested=2,
        aware=2,
        entered=2,
        bid=2,
        bids=2,
        extension_s=0.0,
        listed_day=0.0,
        hammer_day=1.0 if sold else None,
        cash_day=11.0 if sold else None,
    )


def listing(lot, hammer, worth):
    ids = np.arange(2)
    who = Candidates(("all",), np.zeros(2, dtype=np.int64), ids, ids.astype(np.uint64), ids * 0, ids * 0.0)
    brief = Brief(
        key=lot.id,
        play=Play.SEALED,
        ladder=Ladder(),
        opens=0,
        closes=3_600_000_000,
        start=0.1,
        reserve=0.1,
        who=who.subject,
        limit=np.array([worth, -np.inf]),
        first=ids,
        reply=ids[:, None],
        opening=ids * np.nan,
        lodges=ids > 1,
        lost=ids > 1,
        ties=ids * 0.1,
    )
    record = Record(
        t=np.array([5_000_001, 7_000_002]),
        rank=np.array([0, 1]),
        amount=np.array([worth, 0.01]),
        reason=np.array([0, 1]),
        winner=-1 if hammer is None else 0,
        price=np.nan if hammer is None else hammer,
        hammer=3_600_000_000,
        extended=0,
    )
    worths = np.array([worth, 0.01])
    heard = Heard(who, ids < 2, ids < 2, ids > 1, ids, worths, worths, worths, np.array([worth, np.nan]))
    return Listing(lot, 1, 0, brief, record, who, worths, heard=heard)


def play(study, arm_name, replication, plans, engine, *, keep):
    """Lots sell at 0.9 of their worth if that meets the arm's reserve."""
    rng = np.random.default_rng([study.seed, replication])
    reserve = study.arms[arm_name].venue.rules.reserve
    rows, listings = [], []
    for group in sorted(study.lots):
        for number in range(study.lots[group].count):
            worth = float(rng.random())
            hammer = 0.9 * worth if 0.9 * worth >= reserve else None
            lot = Lot(len(rows), len(rows), group, number, group, 0, "court", 0)
            rows.append(row(lot, hammer, worth))
            listings.append(listing(lot, hammer, worth))
    return Ledger(rows, listings if keep else [])


def play_slowly(study, arm_name, replication, plans, engine, *, keep):
    time.sleep(0.05)
    return play(study, arm_name, replication, plans, engine, keep=keep)


def play_for_ever(study, arm_name, replication, plans, engine, *, keep):
    """The first replication is quick, the others last half a minute."""
    time.sleep(30.0 if replication else 0.0)
    return play(study, arm_name, replication, plans, engine, keep=keep)


def play_and_die(study, arm_name, replication, plans, engine, *, keep):
    os._exit(3)


def play_badly(study, arm_name, replication, plans, engine, *, keep):
    raise ArithmeticError("money is not conserved")


def play_other_lots(study, arm_name, replication, plans, engine, *, keep):
    ledger = play(study, arm_name, replication, plans, engine, keep=keep)
    return Ledger(ledger.rows[::-1] if arm_name == "high" else ledger.rows, ledger.listings)


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a results folder but the parts."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".parts" not in path.parts
    }
