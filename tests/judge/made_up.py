"""A results folder that is made up: two lots, two replications, six arms under two laws."""

from __future__ import annotations

import csv
from pathlib import Path

from sim.scenario import load_text

SCENARIO = """
title: Made up
seed: 1
replications: 2
lots: {homes: {count: 2, worth: {model: lognormal, median: 1, common_sd: 0.1}, disclosure_steps: [0.4, 0.2]}}
bidders: {all: {count: 3, strategy: truthful, signal_sd: 0}}
arms:
  hall: {venue: cn_court_hall_2009}
  site: {venue: cn_platform_2017}
  told: {like: site, place: {disclosure_level: 3}}
  tolder: {like: told, place: {defect_revealed: 0.5}}
  dear: {like: site, place: {registration_cost: 900}}
  mixed: {like: dear, place: {registration_cost: 0, inspection_cost: 5, inspection_sd: 0.1}}
baseline: hall
"""
COLUMNS = (
    "arm", "replication", "lot", "asset_class", "hammer", "attempts", "worth_market", "appraisal", "buyer_fee",
    "seller_fee",
)  # fmt: skip
PRICES = {
    "hall": ((None, 20), (8, None)),
    "site": ((9, 30), (10, 20)),
    "told": ((10, 32), (11, 21)),
    "tolder": ((10, 32), (10, 30)),
    "dear": ((None, None), (None, None)),
    "mixed": ((9, 30), (10, 20)),
}
"""Arm to replications to the hammer prices of a home and a shop."""


def make(path: Path) -> Path:
    """Write it."""
    (path / "scenario.resolved.yaml").write_text(load_text(SCENARIO).resolved_yaml())
    with (path / "lots.csv").open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(COLUMNS)
        for arm, replications in PRICES.items():
            for replication, prices in enumerate(replications):
                for lot, kind, market, price in zip(
                    ("homes-1", "shops-1"), ("homes", "shops"), (12.5, 40), prices, strict=True
                ):
                    paid = 0 if price is None else price
                    tries = 3 if price is None else 1
                    fee = 0.05 * paid * (arm == "hall")
                    out.writerow(
                        (arm, replication, lot, kind, "" if price is None else price, tries, market, 11, fee, 0)
                    )
    return path


BIDS = """arm,replication,lot,round,attempt,move,day,second,bidder,amount,reason
site,0,homes-1,1,1,1,0,10,a-1,7,accepted
site,0,homes-1,1,1,2,0,86000,a-2,6,below_ask
site,0,homes-1,1,1,3,0,86200,a-2,8,accepted
site,0,homes-1,1,1,4,0,86260,a-1,9,accepted
site,0,shops-1,1,1,1,0,20,a-1,30,accepted
site,1,homes-1,2,2,1,0,86399,a-1,9,accepted
site,1,homes-1,2,2,2,0,86409,a-2,10,accepted
site,1,shops-1,3,3,1,0,999999,a-2,20,accepted
"""
"""Bids of one arm under the rules of 2017: a window of 86,400 seconds, the last 300 prolong it, two rounds."""
