"""Which way information moves prices: what theory requires holds, and what it denies is shown false, with intervals."""

import csv
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PRICE = "revenue_per_lot"
# (what is claimed, scenario, arm, baseline, measure, sign); sources in the scenarios' own first lines.
CLAIMS = [
    ("public facts raise the price, unequal bidders, drop-outs seen", "linkage", "notice", "nothing", PRICE, +1),
    ("more facts raise it more", "linkage", "data_room", "nothing", PRICE, +1),
    ("... but not under a start price: one bidder", "start_price", "alone_facts", "alone", PRICE, -1),
    ("... and fewer lots sell: one bidder", "start_price", "alone_facts", "alone", "sell_through", -1),
    ("... but not under a start price: six bidders", "start_price", "six_facts", "six", PRICE, -1),
    ("... and fewer lots sell: six bidders", "start_price", "six_facts", "six", "sell_through", -1),
    ("a sharper own look lowers the price of two", "match_information", "two_look", "two", PRICE, -1),
    ("... hardly moves that of three (down a little)", "match_information", "three_look", "three", PRICE, -1),
    ("... raises that of six", "match_information", "six_look", "six", PRICE, +1),
    ("... and always raises welfare", "match_information", "two_look", "two", "welfare_per_lot", +1),
    ("an unseen insider lowers the price", "insider", "unseen_insider", "unseen", PRICE, -1),
    ("a seen insider raises it", "insider", "seen_insider", "seen", PRICE, +1),
    ("the board pays when there is an insider", "insider", "seen_insider", "unseen_insider", PRICE, +1),
    ("a board raises the price of equals", "visible_activity", "seen", "unseen", PRICE, +1),
    ("... and may lower that of unequals", "visible_activity", "mixed_seen", "mixed_unseen", PRICE, -1),
    ("naive bidders lose by winning", "winners_curse", "sealed", "naive", "buyer_profit", +1),
]


@lru_cache
def contrasts(scenario, folder):
    subprocess.run(
        [sys.executable, "run_sim.py", f"scenarios/textbook/{scenario}.yaml", "--out", folder, "--quiet"],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
    )
    with (Path(folder) / scenario / "contrasts.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return str(tmp_path_factory.mktemp("signs"))


@pytest.mark.parametrize(
    ("claim", "scenario", "arm", "baseline", "measure", "sign"), CLAIMS, ids=[c[0] for c in CLAIMS]
)
def test_sign(claim, scenario, arm, baseline, measure, sign, folder, verdict):
    (row,) = [
        row
        for row in contrasts(scenario, folder)
        if (row["arm"], row["baseline"], row["measure"], row["group"]) == (arm, baseline, measure, "")
    ]
    low, high = float(row["ci_low"]), float(row["ci_high"])
    figure = f"{float(row['difference']):+.4f} [{low:.4f}, {high:.4f}] over {row['n']} pairs"
    verdict(claim, figure, f"interval on the {'+' if sign > 0 else '-'} side", low > 0 if sign > 0 else high < 0)


def test_naive_bidders_lose_money_on_average(folder, verdict):
    contrasts("winners_curse", folder)
    with (Path(folder) / "winners_curse" / "summary.csv").open(newline="", encoding="utf-8") as file:
        (row,) = [
            row
            for row in csv.DictReader(file)
            if (row["arm"], row["measure"], row["group"]) == ("naive", "buyer_profit", "")
        ]
    verdict(
        "naive buyers' profit, tastes 0", f"{row['mean']} up to {row['ci_high']}", "below 0", float(row["ci_high"]) < 0
    )
