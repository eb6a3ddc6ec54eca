"""Run studies from Python: one number varied, the answer read back from the tables.

Needs: the checkout and its environment (README.md), from the top of the checkout.
Run:   .venv/bin/python -m examples.run_a_study [FOLDER]

Four times the quick start, smaller, with another reach of the platform each time. Paths are those of `--set`; whatever
the command line can change, a list of `PATH=VALUE` can. Results go to FOLDER/reach_..., `results` if none is named,
complete with report.html. A second run reads what the first has played.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from sim import report
from sim.experiment import Options, Origin, run
from sim.scenario import load

SCENARIO = Path(__file__).parents[1] / "scenarios" / "market" / "quickstart.yaml"
SMALL = ["replications=6", "lots.flats.count=15"]
REACHES = (0.02, 0.05, 0.1, 0.3)


def studied(changes: list[str], folder: Path) -> None:
    """Run the quick start with these changes into a folder."""
    loaded = load(SCENARIO, [*SMALL, *changes])
    origin = Origin(f"examples.run_a_study: {' '.join(changes)}", loaded.resolved_yaml(), {})
    run(loaded.study, origin, folder, Options(jobs=1), progress, report.build, loaded.points())


def progress(done: int, total: int) -> None:
    """Say how far it is."""
    print(f"\r{done} of {total} replications", end="" if done < total else "\n", file=sys.stderr)


def difference(folder: Path, measure: str) -> tuple[float, float, float]:
    """Platform less hall, all lots, with its 95 % interval."""
    with (folder / "contrasts.csv").open(encoding="utf-8", newline="") as lines:
        row = next(row for row in csv.DictReader(lines) if row["measure"] == measure and not row["group"])
    return float(row["difference"]), float(row["ci_low"]), float(row["ci_high"])


def main(results: Path) -> None:
    """A table: how the gain in net proceeds grows with whom the platform reaches elsewhere."""
    print("heard of elsewhere   net proceeds, platform less hall, over common worth")
    for reach in REACHES:
        folder = results / f"reach_{reach:g}"
        studied([f"arms.platform.place.aware_elsewhere={reach}"], folder)
        mean, low, high = difference(folder, "net_proceeds_share")
        print(f"{reach:18.0%}   {mean:+.3f} [{low:+.3f}, {high:+.3f}]")


if __name__ == "__main__":  # processes of a run on several processors import this file again
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "results"))
