"""The README's study: contrasts with intervals, signs, money."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
# What platform minus hall must be under these rules; the reasons are in docs/quickstart.md.
SIGNS = {
    "sell_through": +1,
    "listing_success": +1,
    "price_to_worth": +1,
    "net_proceeds_share": +1,
    "time_to_cash_days": -1,
    "bidders_entered": +1,
    "bids_per_lot": +1,
    "commission_per_lot": -1,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("quickstart")
    subprocess.run(
        [sys.executable, "run_sim.py", "scenarios/market/quickstart.yaml", "--out", str(out), "--quiet"],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
    )
    return out / "quickstart"


def rows(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("measure", SIGNS)
def test_contrast(folder, measure, verdict):
    (row,) = [row for row in rows(folder / "contrasts.csv") if row["measure"] == measure and row["group"] == ""]
    low, high = float(row["ci_low"]), float(row["ci_high"])
    figure = f"{float(row['difference']):.4g} [{low:.4g}, {high:.4g}] over {row['n']} pairs"
    clear = low > 0 if SIGNS[measure] > 0 else high < 0
    explained = f"`{measure}`" in (CHECKOUT / "docs" / "quickstart.md").read_text(encoding="utf-8")
    verdict(f"quickstart {measure}", figure, f"sign {SIGNS[measure]:+d}, explained in docs", clear and explained)


def test_money(folder, verdict):
    lots = rows(folder / "lots.csv")
    gaps = [
        abs(sum(sign * float(row[name] or 0) for name, sign in
                (("buyer_paid", 1), ("seller_net", -1), ("buyer_fee", -1), ("seller_fee", -1))))
        for row in lots
    ]  # fmt: skip
    verdict(f"money conserved on {len(lots)} lots", f"largest gap {max(gaps):.2g}", "0.005", max(gaps) < 0.005)


def test_nature_is_the_same_in_both_arms(folder, verdict):
    names = ("region", "appraisal", "worth_common", "worth_best", "interested", "listed_day")
    lots = rows(folder / "lots.csv")
    arms = [{(row["replication"], row["lot"]): [row[name] for name in names] for row in lots if row["arm"] == arm}
            for arm in ("hall", "platform")]  # fmt: skip
    verdict(
        "same nature in both arms", f"{len(arms[0])} lots", "equal columns", arms[0] == arms[1] and len(arms[0]) > 0
    )
