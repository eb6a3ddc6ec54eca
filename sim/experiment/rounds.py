"""Round by round: how many lots are called, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from sim import measures
from sim.entities.study import Study
from sim.entities.units import Ids
from sim.entities.venue import Rules
from sim.experiment import csvfile
from sim.experiment.columns import Columns
from sim.experiment.statistics import estimate

ROUNDS = (
    "arm", "group", "round", "kind", "lots", "sold", "taken", "passed_in",
    "sold_share", "ci_low", "ci_high", "n", "taken_share", "passed_in_share",
)  # fmt: skip

Line = tuple[str | float | None, ...]


def last_round(rules: Rules) -> int:
    """How many rounds a lot may go through, the sell-off counting as one."""
    return rules.rounds + (rules.then == "sell_off")


def count(columns: Columns, split: measures.Cells, rounds: int) -> Ids:
    """Lots called in each round, and of those the ones sold and taken by a creditor in it: (cells, rounds, 3)."""
    number = np.arange(1, rounds + 1)
    last = columns["last_round"][:, None]
    taken = (columns["state"] == "taken")[:, None] & (last == number)
    fates = np.stack([last >= number, columns["round"][:, None] == number, taken], axis=2).astype(np.int64)
    return np.asarray(np.add.reduceat(fates[split.order], split.starts, axis=0), dtype=np.int64)


def write_rounds(folder: Path, study: Study, counts: Mapping[tuple[str, str], Ids]) -> None:
    """Write ``rounds.csv``.

    Parameters
    ----------
    folder : Path
    study : Study
    counts : mapping
        Arm and group to the numbers of :func:`count`, one block a replication: (replications, rounds, 3).
    """
    csvfile.write(folder / "rounds.csv", ROUNDS, rounds(study, counts))


def rounds(study: Study, counts: Mapping[tuple[str, str], Ids]) -> Iterator[Line]:
    """A line an arm, group and round. Shares are of the lots called in the round, means over replications."""
    for arm, group in sorted(counts):
        rules = study.arms[arm].venue.rules
        for place in range(last_round(rules)):
            lots, sold, taken = counts[arm, group][:, place].T
            called = np.where(lots > 0, lots, np.nan)
            shares = [estimate(part / called) for part in (sold, taken, lots - sold - taken)]
            kind = "auction" if place < rules.rounds else "sell_off"
            totals = [int(part.sum()) for part in (lots, sold, taken, lots - sold - taken)]
            bounds = shares[0].low, shares[0].high, shares[0].n
            yield arm, group, place + 1, kind, *totals, shares[0].mean, *bounds, shares[1].mean, shares[2].mean
