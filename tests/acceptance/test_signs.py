"""Which way information moves prices: what theory requires holds, and what it denies is shown false, with intervals."""

import csv
import subprocess
import sys
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from sim.equilibrium.visible.drop_outs import drop_outs, prices
from sim.equilibrium.visible.groups import Group
from sim.equilibrium.visible.hall import State, hall

CHECKOUT = Path(__file__).resolve().parents[2]
PRICE = "revenue_per_lot"
LOOKS = "match_information_lognormal"
# (what is claimed, scenario, arm, baseline, measure, sign, lots); sources in the scenarios' own first lines.
CLAIMS = [
    ("public facts raise the price, unequal bidders, drop-outs seen", "linkage", "notice", "nothing", PRICE, +1, ""),
    ("more facts raise it more", "linkage", "data_room", "nothing", PRICE, +1, ""),
    ("... but not under a start price: one bidder", "start_price", "alone_facts", "alone", PRICE, -1, ""),
    ("... and fewer lots sell: one bidder", "start_price", "alone_facts", "alone", "sell_through", -1, ""),
    ("... but not under a start price: six bidders", "start_price", "six_facts", "six", PRICE, -1, ""),
    ("... and fewer lots sell: six bidders", "start_price", "six_facts", "six", "sell_through", -1, ""),
    ("a sharper own look lowers the price of two", "match_information", "two_look", "two", PRICE, -1, ""),
    ("... hardly moves that of three (down a little)", "match_information", "three_look", "three", PRICE, -1, ""),
    ("... raises that of six", "match_information", "six_look", "six", PRICE, +1, ""),
    ("... and always raises welfare", "match_information", "two_look", "two", "welfare_per_lot", +1, ""),
    ("knowing a lognormal worth, two, tastes 0.1", LOOKS, "two_look", "two", PRICE, -1, "narrow"),
    ("knowing a lognormal worth, two, tastes 0.3", LOOKS, "two_look", "two", PRICE, -1, "usual"),
    ("knowing a lognormal worth, two, tastes 1.2", LOOKS, "two_look", "two", PRICE, -1, "wide"),
    ("knowing a lognormal worth, three, tastes 0.1: not neutral", LOOKS, "three_look", "three", PRICE, -1, "narrow"),
    ("knowing a lognormal worth, three, tastes 0.3: not neutral", LOOKS, "three_look", "three", PRICE, -1, "usual"),
    ("knowing a lognormal worth, three, tastes 1.2: not neutral", LOOKS, "three_look", "three", PRICE, -1, "wide"),
    ("knowing a lognormal worth, four, tastes 0.1: up", LOOKS, "four_look", "four", PRICE, +1, "narrow"),
    ("knowing a lognormal worth, four, tastes 1.2: not up", LOOKS, "four_look", "four", PRICE, -1, "wide"),
    ("knowing a lognormal worth, six, tastes 0.1: up", LOOKS, "six_look", "six", PRICE, +1, "narrow"),
    ("knowing a lognormal worth, six, tastes 0.3: up", LOOKS, "six_look", "six", PRICE, +1, "usual"),
    ("with a common part a sharp look pays more than a middling one", "own_look", "sharp", "middling", PRICE, +1, ""),
    ("with a common part no look pays more than a middling one", "own_look", "none", "middling", PRICE, +1, ""),
    ("an unseen insider lowers the price", "insider", "unseen_insider", "unseen", PRICE, -1, ""),
    ("a seen insider raises it", "insider", "seen_insider", "seen", PRICE, +1, ""),
    ("the board pays when there is an insider", "insider", "seen_insider", "unseen_insider", PRICE, +1, ""),
    ("a board raises the price of equals", "visible_activity", "seen", "unseen", PRICE, +1, ""),
    ("... and may lower that of unequals", "visible_activity", "mixed_seen", "mixed_unseen", PRICE, -1, ""),
    ("naive bidders lose by winning", "winners_curse", "sealed", "naive", "buyer_profit", +1, ""),
]
# (what, scenario, arm, measure, lots, least, most): the interval must lie between.
LEVELS = [
    ("naive buyers' profit, four, tastes 0", "winners_curse", "naive", "buyer_profit", "", -np.inf, 0.0),
    ("naive bidders lose, six, tastes 0", "cursed_bidders", "naive", "surplus_per_bidder", "loans", -np.inf, 0.0),
    (
        "naive bidders lose 0.024 of the mean worth each",
        "cursed_bidders",
        "naive",
        "surplus_per_bidder",
        "loans",
        -0.0285,
        -0.0258,
    ),
    (
        "naive bidders gain, six, tastes .1 and .2",
        "cursed_bidders",
        "naive",
        "surplus_per_bidder",
        "flats",
        0,
        np.inf,
    ),
    ("naive bidders gain 0.0025 each", "cursed_bidders", "naive", "surplus_per_bidder", "flats", 0.0018, 0.0032),
    ("three who know normal worths: neutral", "match_information_normal", "three", PRICE, "informed", 9.96, 10.04),
]


@lru_cache
def played(scenario, folder):
    """Where the tables of a textbook scenario are."""
    subprocess.run(
        [sys.executable, "run_sim.py", f"scenarios/textbook/{scenario}.yaml", "--out", folder, "--quiet"],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
    )
    return Path(folder) / scenario


def table(folder, scenario, name):
    with (played(scenario, folder) / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def line(rows, **wanted):
    (row,) = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    return row, float(row["ci_low"]), float(row["ci_high"])


def group(lots):
    return f"lots={lots}" if lots else ""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return str(tmp_path_factory.mktemp("signs"))


@pytest.mark.parametrize("case", CLAIMS, ids=lambda case: case[0])
def test_sign(case, folder, verdict):
    claim, scenario, arm, baseline, measure, sign, lots = case
    rows = table(folder, scenario, "contrasts")
    row, low, high = line(rows, arm=arm, baseline=baseline, measure=measure, group=group(lots))
    figure = f"{float(row['difference']):+.4f} [{low:.4f}, {high:.4f}] over {row['n']} pairs"
    verdict(claim, figure, f"interval on the {'+' if sign > 0 else '-'} side", low > 0 if sign > 0 else high < 0)


@pytest.mark.parametrize("case", LEVELS, ids=lambda case: case[0])
def test_level(case, folder, verdict):
    claim, scenario, arm, measure, lots, least, most = case
    row, low, high = line(table(folder, scenario, "summary"), arm=arm, measure=measure, group=group(lots))
    figure = f"{float(row['mean']):.5f} [{low:.5f}, {high:.5f}]"
    verdict(claim, figure, f"interval between {least:g} and {most:g}", least < low and high < most)


def test_a_board_cuts_the_rent_of_an_insider(folder, verdict):
    """Rents a lot and replication, and their paired difference; .0615 and .0351 by simulation outside this program."""
    rent, lots = defaultdict(Counter), Counter()
    for row in table(folder, "insider_rent", "lots"):
        lots[row["arm"], row["replication"]] += 1
        if row["buyer_group"] == "insider":
            rent[row["arm"]][row["replication"]] += float(row["worth_buyer"]) - float(row["buyer_paid"])
    each = {arm: np.array([rent[arm][r] / n for (a, r), n in lots.items() if a == arm]) for arm in rent}
    unseen, seen = each["unseen_insider"], each["seen_insider"]
    for name, found, known in (("unseen", unseen, 0.0615), ("seen", seen, 0.0351)):
        figure = f"{found.mean():.4f} (se {se(found):.4f})"
        verdict(f"an insider's rent, {name}", figure, f"{known} within 4 se", abs(found.mean() - known) < 4 * se(found))
    cut = seen - unseen
    figure = f"{cut.mean():+.4f} (se {se(cut):.4f})"
    verdict("... the board cuts it", figure, "below 0 by 4 se", cut.mean() < -4 * se(cut))


def se(values):
    return values.std(ddof=1) / np.sqrt(len(values))


def auctions(groups, precision, signal):
    """Log prices of many auctions of one bidder a group, less m, and the signals of each: shape (bidders, auctions).

    Auctions in which the same bidders are left share a state but for the pull, in which the closed form is linear.
    """
    bidders, number = signal.shape
    room = hall(groups, (1,) * bidders, precision)
    weight = np.array([each.signal for each in room.weights])
    inside, price = np.ones((bidders, number), dtype=bool), np.empty(number)
    for _ in range(bidders - 1):
        for active in np.unique(inside, axis=1).T:
            of = np.flatnonzero((inside == active[:, None]).all(axis=0))
            pull = (weight[:, None] * np.where(inside[:, of], 0.0, signal[:, of])).sum(axis=0)
            state = State(room.precision + weight[~active].sum(), pull, tuple(map(int, active)))
            found = np.array([np.broadcast_to(each, len(of)) for each in prices(room.even, state, list(signal[:, of]))])
            out = found.argmin(axis=0)
            price[of] = found[out, np.arange(len(of))]
            inside[out, of] = False
    return price


def test_public_facts_never_lower_the_mean_price(verdict):
    """Rational bidders who see drop-outs, fixed numbers, no start price: 200 random sets of two to six unequal ones."""
    rng = np.random.default_rng(2024)
    scores, n = [], 20_000
    for setting in range(200):
        bidders = rng.integers(2, 7)
        taste, noise = np.exp(rng.uniform(np.log(0.03), np.log([[0.6], [0.8]]), (2, bidders))) ** 2
        common, fact = np.exp(rng.uniform(np.log([0.1, 0.05]), np.log(0.6), 2)) ** 2
        groups = tuple(Group(f"g{i}", taste[i], noise[i]) for i in range(bidders))
        worth = np.sqrt(common) * rng.standard_normal(n)
        signal = worth + np.sqrt(taste + noise)[:, None] * rng.standard_normal((bidders, n))
        mean = (worth + np.sqrt(fact) * rng.standard_normal(n)) * common / (common + fact)
        without = auctions(groups, 1 / common, signal)
        informed = mean + auctions(groups, 1 / common + 1 / fact, signal - mean)
        if setting % 20 == 0:
            limits = np.sort(drop_outs(groups, 1 / common + 1 / fact, mean[0], np.arange(bidders), signal[:, 0]))
            assert informed[0] == pytest.approx(limits[-2], abs=1e-10)
        gain = np.exp(informed) - np.exp(without)
        scores.append(gain.mean() / se(gain))
    figure = f"least {min(scores):+.2f} se; {sum(z > 3 for z in scores)} of {len(scores)} above +3 se"
    verdict("a public fact never lowers the mean price, 200 settings", figure, "none below -3 se", min(scores) > -3)


def test_outsiders_with_tastes_earn_something_against_an_insider(folder, verdict):
    """Sealed; where worths are common and outsiders see nothing they earn nothing: insider_first_price.yaml."""
    rows = [row for row in table(folder, "insider_sealed", "runs") if row["group"] == ""]
    values = {(row["arm"], row["measure"], row["replication"]): float(row["value"]) for row in rows}
    draws = sorted({row["replication"] for row in rows})
    for arm in ("present", "barred"):
        gains = [values[arm, "buyer_profit", r] - values[arm, "insider_gain", r] for r in draws]
        mean = sum(gains) / len(gains)
        se = (sum((gain - mean) ** 2 for gain in gains) / (len(gains) - 1) / len(gains)) ** 0.5
        name = f"what five outsiders with tastes 0.2 earn a lot, insider {arm}"
        verdict(name, f"{mean:.4f} (se {se:.4f})", "above 0 by 4 se", mean > 4 * se)
