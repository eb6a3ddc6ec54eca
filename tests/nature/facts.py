"""All that nature says of a study, by name: what two studies have in common must be the same in both."""

from __future__ import annotations

from typing import Any

from sim.entities.study import Study
from sim.nature import StudyNature


def of_lots(study: Study, arm: str = "one", replication: int = 0) -> dict[str, tuple[Any, ...]]:
    """Lot name to what nature says of the lot."""
    nature = StudyNature(study, arm, replication)
    regions = sorted(study.regions)
    return {
        lot.name: (lot.subject, lot.arrives, regions[lot.region], nature.common(lot), str(nature.appraisal(lot)))
        for lot in nature.lots()
    }


def of_pairs(study: Study, arm: str = "one", replication: int = 0) -> dict[tuple[str, str], tuple[Any, ...]]:
    """(lot, bidder) to what nature says of the two, for everybody interested."""
    nature, found = StudyNature(study, arm, replication), {}
    regions = sorted(study.regions)
    for lot in nature.lots():
        who = nature.interested(lot)
        worth, wealth = nature.worth(lot, who), nature.wealth(who)
        tie = nature.uniform("tie", lot.subject, who.subject)
        for i in range(len(who)):
            found[lot.name, who.label(i)] = (
                int(who.subject[i]), float(who.reach[i]), regions[who.region[i]], worth[i], wealth[i], tie[i]
            )  # fmt: skip
    return found
