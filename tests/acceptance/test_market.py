"""Markets: what a study must show, and what it must be able to show."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


def rows(folder, scenario, table):
    with (Path(folder) / scenario / table).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def played(folder, scenario, *more):
    subprocess.run(
        [sys.executable, "run_sim.py", f"scenarios/market/{scenario}.yaml", "--out", folder, "--quiet", *more],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return str(tmp_path_factory.mktemp("market"))


def test_the_platform_wins_with_good_goods_and_loses_with_doubtful_ones(folder, verdict):
    played(folder, "doubtful_goods")
    for group, sign in (("class=good", 1), ("class=doubtful", -1)):
        (row,) = [
            row
            for row in rows(folder, "doubtful_goods", "contrasts.csv")
            if (row["measure"], row["group"]) == ("price_to_worth", group)
        ]
        low, high = float(row["ci_low"]), float(row["ci_high"])
        figure = f"{float(row['difference']):+.4f} [{low:.4f}, {high:.4f}] over {row['n']} pairs"
        verdict(
            f"price to common worth, platform less hall, {group}",
            figure,
            "above 0" if sign > 0 else "below 0",
            low > 0 if sign > 0 else high < 0,
        )
