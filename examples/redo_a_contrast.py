"""Redo contrasts and their intervals by hand, from the rawest tables of a results folder.

Needs: a folder of results, numpy and scipy; nothing of the simulator.
Run:   python examples/redo_a_contrast.py results/quickstart

1. Every difference that can be had from runs.csv: arm less baseline, replication by replication, then Student's
   interval of the mean. Replications are the independent draws; lots within one are not.
2. One that cannot, price over worth, from lots.csv: it compares the lots sold in both arms.

Ends with 0 if all agree with contrasts.csv to one part in a thousand million, else with 1.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from scipy.special import stdtrit

ON_LOTS_SOLD_IN_BOTH = {"price_if_sold", "price_to_worth", "price_to_market", "price_to_appraisal"}
"""Ratios over lots sold: what they compare differs from pair to pair, so runs.csv does not hold it."""


def table(file: Path) -> list[dict[str, str]]:
    """The lines of a table; an empty field is absent."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def interval(differences: list[float]) -> tuple[float, float, float, int]:
    """Mean, both ends of its 95 % interval, and how many pairs there are."""
    d = np.array(differences)
    half = stdtrit(len(d) - 1, 0.975) * d.std(ddof=1) / np.sqrt(len(d))
    return float(d.mean()), float(d.mean() - half), float(d.mean() + half), len(d)


def from_runs(folder: Path, arm: str, baseline: str, measure: str, group: str) -> list[float]:
    """Differences by replication; pairs with an empty side are dropped."""
    values: dict[str, dict[str, float]] = defaultdict(dict)
    for row in table(folder / "runs.csv"):
        if row["measure"] == measure and row["group"] == group and row["value"]:
            values[row["arm"]][row["replication"]] = float(row["value"])
    here, there = values[arm], values[baseline]
    return [here[r] - there[r] for r in sorted(here.keys() & there.keys(), key=int)]


def from_lots(folder: Path, arm: str, baseline: str) -> list[float]:
    """Hammer prices over common worths, on the lots sold in both arms, by replication: differences."""
    sold: dict[str, dict[tuple[str, str], tuple[float, float]]] = defaultdict(dict)
    for row in table(folder / "lots.csv"):
        if row["hammer"]:
            sold[row["arm"]][row["replication"], row["lot"]] = float(row["hammer"]), float(row["worth_common"])
    both: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for name in sold[arm].keys() & sold[baseline].keys():
        both[name[0]].append((*sold[arm][name], *sold[baseline][name]))
    sums = [np.sum(both[r], axis=0) for r in sorted(both, key=int)]
    return [float(here / worth - there / worth_there) for here, worth, there, worth_there in sums]


def redone(folder: Path, row: dict[str, str]) -> list[float]:
    """The differences behind a line of contrasts.csv about all lots; empty if they cannot be had here."""
    arm, baseline, measure = row["arm"], row["baseline"], row["measure"]
    if measure == "price_to_worth":
        return from_lots(folder, arm, baseline)
    if measure.partition("@")[0] in ON_LOTS_SOLD_IN_BOTH:
        return []
    return from_runs(folder, arm, baseline, measure, row["group"])


def main(folder: Path) -> int:
    """Compare with contrasts.csv; how many lines do not agree."""
    wrong = 0
    for row in table(folder / "contrasts.csv"):
        differences = [] if row["group"] else redone(folder, row)
        if len(differences) < 2:
            continue
        mean, low, high, n = interval(differences)
        told = [float(row[name]) for name in ("difference", "ci_low", "ci_high", "n")]
        agrees = np.allclose([mean, low, high, n], told, rtol=1e-9, atol=1e-9)
        wrong += not agrees
        what = f"{row['measure']:24} {row['arm']} - {row['baseline']}"
        print(f"{what}: {mean:.6g} [{low:.6g}, {high:.6g}], {n} pairs", "" if agrees else " DIFFERS")
    print(f"{wrong} not as in contrasts.csv" if wrong else "all as in contrasts.csv")
    return wrong


if __name__ == "__main__":
    sys.exit(min(main(Path(sys.argv[1])), 1))
