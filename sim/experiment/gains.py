"""Who gains: what each party to the sales has in an arm and in its baseline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from sim.entities.study import Study
from sim.entities.units import Floats
from sim.experiment import csvfile
from sim.experiment.statistics import contrast
from sim.measures.parties import PARTIES

WHO_GAINS = (
    "arm", "baseline", "group", "party", "in_arm", "in_baseline", "difference", "ci_low", "ci_high", "n",
)  # fmt: skip

Line = tuple[str | float | None, ...]


def write_gains(folder: Path, study: Study, parties: Mapping[str, Mapping[tuple[str, str], Floats]]) -> None:
    """Write ``who_gains.csv``.

    Parameters
    ----------
    folder : Path
    study : Study
    parties : mapping
        Arm to party and group to what the party has per lot, one value a replication.
    """
    csvfile.write(folder / "who_gains.csv", WHO_GAINS, who_gains(study, parties))


def who_gains(study: Study, parties: Mapping[str, Mapping[tuple[str, str], Floats]]) -> Iterator[Line]:
    """A line a pair of arms, group and party; both means are over the replications that count for the difference."""
    for pair in study.contrasts:
        here, there = (parties[arm] for arm in pair)
        for group in sorted({group for _, group in here} & {group for _, group in there}):
            for party in PARTIES:
                own, base = here[party, group], there[party, group]
                both = ~(np.isnan(own) | np.isnan(base))
                apart = contrast(own, base).difference
                means = [float(np.mean(values[both])) if both.any() else None for values in (own, base)]
                yield *pair, group, party, *means, apart.mean, apart.low, apart.high, apart.n
