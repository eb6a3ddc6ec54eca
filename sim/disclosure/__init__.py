"""What a venue publishes about a lot before the sale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from sim.entities.study import BidderGroup, LotGroup
from sim.entities.venue import Place
from sim.values import taste

Look = TypeVar("Look")


def published(looks: Sequence[Look], lots: LotGroup, place: Place) -> tuple[Look, ...]:
    """The looks that are public here: the appraisal, if there is one, and the first steps of the ladder.

    Steps are independent looks at the common worth, so precisions add and venues are nested: who discloses more shows
    the same and more. One draw shown at two precisions would give the worth away to whoever sees both.

    Parameters
    ----------
    looks : sequence
        The appraisal first, if there is one, then the steps.
    lots : LotGroup
    place : Place
    """
    first, level = len(looks) - len(lots.disclosure_steps), place.disclosure_level
    return tuple(looks if level == "all" else looks[: max(first, 0) + level])


def published_sds(lots: LotGroup, place: Place) -> tuple[float, ...]:
    """Sds of the looks that are public here; of verdicts, the probabilities that they are right."""
    if lots.worth.discloses == "nothing":
        return ()
    appraised = lots.appraisal is not None and lots.worth.discloses == "logs"
    appraisal = (lots.appraisal.sd,) if appraised and lots.appraisal is not None else ()
    return published((*appraisal, *lots.disclosure_steps), lots, place)


def files(groups: Mapping[str, BidderGroup], lots: LotGroup, place: Place) -> dict[str, float]:
    """Insiders whose file is public here, and the sds of these looks at the common worth, by name.

    What an insider knows is its own worth, which misses the common part by its taste; so the file is one more public
    look with the sd of that taste. The insider bids all the same: publishing is one lever, keeping out another.
    """
    if place.insiders != "published" or lots.worth.model != "lognormal":
        return {}
    return {name: taste(lots.worth, group) for name, group in sorted(groups.items()) if group.signal_sd == 0.0}
