"""Who was believed to come and who came: what the manifest says of it, and when that is a warning."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.entities.entry import Plans
from sim.experiment.columns import Columns

WIDE = 0.10
"""Share by which those who came may miss the number believed before that is a warning."""
CHANCE = 3.0
"""And standard errors of a Poisson number: small studies miss by chance."""


@dataclass(frozen=True, slots=True)
class Came:
    """Bidders who came to lots of a group in an arm, in all rounds and replications, and how many were believed to."""

    lots: int = 0
    believed: float = 0.0
    came: float = 0.0

    def __add__(self, other: Came) -> Came:
        return Came(self.lots + other.lots, self.believed + other.believed, self.came + other.came)


def came(columns: Columns) -> dict[str, Came]:
    """Sums by lot group, over lots of which something was believed."""
    stated = np.isfinite(columns["believed"])
    found = {}
    for name in np.unique(columns["group"][stated]).tolist():
        of = stated & (columns["group"] == name)
        sums = (float(columns[what][of].sum()) for what in ("believed", "came"))
        found[name] = Came(int(np.count_nonzero(of)), *sums)
    return found


def entry_lines(plans: Plans, counted: Mapping[tuple[str, str], Came]) -> list[dict[str, Any]]:
    """A line an arm and lot group in which coming was decided on, for the manifest.

    Parameters
    ----------
    plans : Plans
    counted : mapping
        (Arm, lot group) to who came; empty before anything is played.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for (arm, lots, number), turnout in sorted(plans.turnouts.items(), key=lambda item: item[0]):
        line = found.setdefault((arm, lots), {"arm": arm, "lots": lots, "rounds": []})
        solutions = [dict(each) for each in turnout.solutions]
        line["rounds"].append(
            {"round": number, "method": turnout.method, "residual": turnout.residual, "solutions": solutions}
        )
    return [line | _gap(counted.get(key, Came())) for key, line in found.items()]


def _gap(counted: Came) -> dict[str, Any]:
    """Means a lot, by which share they differ, and whether that is more than chance and a tenth; if there are lots."""
    if counted.lots == 0:
        return {}
    off = counted.came - counted.believed
    wide = abs(off) > max(WIDE * counted.believed, CHANCE * math.sqrt(counted.believed))
    return {
        "believed_per_lot": counted.believed / counted.lots,
        "came_per_lot": counted.came / counted.lots,
        "belief_gap": off / counted.believed if counted.believed > 0.0 else None,
        "belief_gap_warning": wide,
    }


def warnings(lines: Sequence[Mapping[str, Any]]) -> list[str]:
    """What a reader must know of the entry lines: answers that are not unique, and beliefs that did not come true."""
    told = []
    for line in lines:
        where = f"{line['arm']}/{line['lots']}"
        most = max(len(each["solutions"]) for each in line["rounds"])
        if most > 1:
            told.append(f"{most} entry solutions at {where}: the first of the manifest is played; see behaviour.select")
        if line.get("belief_gap_warning"):
            believed, here = line["believed_per_lot"], line["came_per_lot"]
            told.append(f"belief gap at {where}: {believed:.3g} bidders a lot were believed to come, {here:.3g} came")
    return told


ROUGH = 0.02
"""Stated error of bids, over a bid, above which that is a warning."""


def rough(lines: Sequence[Mapping[str, Any]]) -> list[str]:
    """Plans of which the manifest states an error that a reader should know of."""
    worst: dict[tuple[str, str, str], float] = {}
    for line in lines:
        key = line["arm"], line["lots"], line["bidders"]
        worst[key] = max(worst.get(key, 0.0), line["residual"])
    return [
        f"bids of {bidders} at {arm}/{lots} are computed to within {100.0 * error:.2g} % only; see audit"
        for (arm, lots, bidders), error in worst.items()
        if error > ROUGH
    ]
