"""Draw a figure of one's own from lots.csv: the same lots in two arms, point by point.

Needs: a folder of results with two arms or more, numpy and matplotlib; nothing of the simulator.
Run:   python examples/draw_a_figure.py results/quickstart own.png

Each point is a lot that sold in both arms: its price in the one against its price in the other, both over its common
worth, which no outsider knows. Lots that sold in one arm only are ticks on that arm's axis; how many sold in neither
is written below. Points above the line brought more in the arm than in the baseline.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

Ratio = dict[tuple[str, str], float]


def ratios(folder: Path) -> dict[str, Ratio]:
    """Arm to (replication, lot) to hammer price over common worth; nan where the lot did not sell."""
    found: dict[str, Ratio] = {}
    with (folder / "lots.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            price = float(row["hammer"]) if row["hammer"] else np.nan
            found.setdefault(row["arm"], {})[row["replication"], row["lot"]] = price / float(row["worth_common"])
    return found


def main(folder: Path, file: Path) -> None:
    """Draw the baseline and the first of the other arms."""
    by_arm, told = ratios(folder), json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    name, baseline = told["arms"], told["baseline"]
    arm = next(other for other in by_arm if other != baseline)
    lots = sorted(by_arm[baseline])
    x, y = (np.array([by_arm[which][lot] for lot in lots]) for which in (baseline, arm))
    figure = Figure(figsize=(5.2, 5.2), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    ends = [0.9 * np.nanmin([x, y]), 1.05 * np.nanmax([x, y])]
    axes.plot(ends, ends, color="0.6", linewidth=0.8)
    axes.plot(x, y, "o", markersize=3, alpha=0.6)
    axes.plot(x[np.isnan(y)], np.full(np.isnan(y).sum(), ends[0]), "|", color="C1", markersize=9)
    axes.plot(np.full(np.isnan(x).sum(), ends[0]), y[np.isnan(x)], "_", color="C1", markersize=9)
    axes.set_xlabel(f"{name[baseline]}: price over common worth")
    axes.set_ylabel(f"{name[arm]}: price over common worth")
    axes.set_xlim(ends)
    axes.set_ylim(ends)
    both, neither = np.sum(~np.isnan(x) & ~np.isnan(y)), np.sum(np.isnan(x) & np.isnan(y))
    axes.set_title(f"{both} lots sold in both; ticks: sold in one only; {neither} in neither", fontsize=9)
    figure.savefig(file, dpi=150)
    print(f"{file}: {both} of {len(lots)} lots sold in both")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
