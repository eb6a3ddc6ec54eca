"""The tables with pandas: levels side by side, and differences by group of lots.

Needs: a folder of results and pandas (not part of the simulator's environment: `pip install pandas`).
Run:   python examples/with_pandas.py results/quickstart

The tables are tidy: one observation a line, one variable a column, so `pivot`, `groupby` and `merge` work as they are.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd


def read(folder: Path, name: str) -> pd.DataFrame:
    """A table. In `group` an empty field is all lots; elsewhere it is a missing value."""
    return pd.read_csv(folder / name, na_values=[""], keep_default_na=False).fillna({"group": ""})


def main(folder: Path) -> None:
    """Print three tables."""
    runs, contrasts, lots = (read(folder, name) for name in ("runs.csv", "contrasts.csv", "lots.csv"))
    print("Means over replications")
    print(runs.pivot_table(index=["measure", "group"], columns="arm", values="value", sort=False).to_string())
    print("\nDifferences, with 95 % intervals")
    shown = ["arm", "baseline", "measure", "group", "difference", "ci_low", "ci_high", "n"]
    print(contrasts[shown].to_string(index=False))
    print("\nHow lots ended, and in which round they sold")
    print(lots.groupby(["arm", "asset_class", "state", "round"]).size().to_string())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
