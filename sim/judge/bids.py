"""What ``bids.csv`` says of a fact about single bids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sim.entities.units import HOUR, SECOND
from sim.experiment.columns import BIDS, Columns
from sim.experiment.statistics import estimate
from sim.judge.findings import Finding
from sim.judge.folder import Played, table, where
from sim.measures.bidding import BIDDING, over_bids

NAMES = ("replication", "lot", "round", "attempt", "second", "amount", "reason")
UNWRITTEN = "the study wrote no bids.csv (output: {tables: [lots, bids]})"


@dataclass(frozen=True)
class Bids:
    """Accepted bids of an arm's rounds, the sell-off left out, and from which second of an auction a bid is late."""

    columns: Columns
    late: float


def bids_of(folder: Path, arms: Sequence[Played]) -> Mapping[str, Bids]:
    """The bids of each arm; empty where the study did not write them.

    Raises
    ------
    RunError
        If the table cannot be read.
    """
    path = folder / "bids.csv"
    if not path.is_file():
        return {}
    played, made = {arm.arm: arm.values for arm in arms}, {}
    for arm, columns in table(path, BIDS, NAMES).items():
        rules = played[arm]
        kept = (columns["reason"] == "accepted") & (columns["round"] <= rules["rules.rounds"])
        late = rules["rules.window_hours"] * HOUR / SECOND - rules["rules.close_trigger_s"]
        made[arm] = Bids(where(columns, kept), late)
    return made


def of_bids(bare: Finding, lots: Mapping[str, Columns], bids: Mapping[str, Bids]) -> Finding:
    """The finding with its numbers, or with the reason why there are none."""
    if not bids:
        return replace(bare, why=UNWRITTEN)
    if bare.arm not in bids:
        return replace(bare, why="no bid was made")
    fact, mine, sold = bare.fact, bids[bare.arm], lots[bare.arm]
    name, _, statistic = fact.measure.partition("@")
    columns = mine.columns
    if fact.classes:
        meant = np.unique(sold["lot"][np.isin(sold["asset_class"], fact.classes)])
        columns = where(columns, np.isin(columns["lot"], meant))
    last = int(sold["replication"].max())
    return replace(bare, found=estimate(over_bids(BIDDING[name], statistic, columns, mine.late, last + 1)))
