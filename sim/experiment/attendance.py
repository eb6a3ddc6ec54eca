"""Which game of entry the bidders for a lot group play, in the words of the room that solves it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from sim.entities.entry import Kind
from sim.entities.knowledge import Levels
from sim.entities.protocols import Rivals
from sim.entities.study import PoissonCount
from sim.entities.units import Money
from sim.equilibrium.entry import Comers, EntryGame
from sim.errors import NoEquilibriumError
from sim.experiment.setting import Setting, potential
from sim.experiment.sizes import sizes
from sim.money import all_in
from sim.procedures import Round

APART = (-1.5, 0.0, 1.5)
"""Start prices at which numbers are solved, in standard deviations of what they differ by between lots of one public
mean."""
ALIKE = 0.02
"""Below this standard deviation start prices are as good as the same."""


def entry_game(setting: Setting, listing: Round, rivals: Callable[[Kind], Rivals]) -> EntryGame | None:
    """The question of who comes to the auctions of a round; None where coming costs nothing and all is decided.

    Raises
    ------
    NoEquilibriumError
        If it cannot be stated, because it depends on where a lot lies.
    """
    comers = tuple(each for name in setting.takers for each in _comers(setting, name))
    if not any(each.cost > 0.0 or (each.look is not None and not each.always) for each in comers):
        return None
    if any(math.isnan(each.heard) for each in comers):
        raise NoEquilibriumError(
            "who comes is not known where reach or travel costs depend on the lot's region and regions differ in "
            "weight; give regions as a number, name the lots' region, or use behaviour.entry: everyone"
        )
    return EntryGame(
        comers=comers,
        kinds=tuple((kind, rivals(kind)) for name in setting.takers for kind in setting.kinds(name)),
        format=listing.format,
        reserve=all_in(setting.rules.buyer_fee, listing.start),
        public_variance=setting.public_variance,
        levels=replace(levels(setting, listing), told=_told(setting)) if setting.seen_through_noise else None,
        defect=setting.hidden,
        loss=0.0 if setting.lots.defect is None else setting.lots.defect.loss_share,
        after_signal=setting.study.behaviour.entry == "after_signal",
        select=setting.study.behaviour.select,
        dropouts="dropouts" in setting.rules.shows,
        rounds=1 if setting.study.behaviour.foresight == "myopic" else len(setting.listings),
        min_bidders=setting.rules.min_bidders,
    )


def _comers(setting: Setting, name: str) -> list[Comers]:
    """A group, split into those at home and those from elsewhere where that makes a difference."""
    group, place = setting.takers[name], setting.place
    looked = [kind.looked for kind in setting.kinds(name)]
    everyone = setting.study.behaviour.entry == "everyone"
    found = []
    for home, heard in setting.heard(name).items():
        travel = place.travel_cost_same_region if home else place.travel_cost_elsewhere
        look = place.inspection_cost + place.inspection_travel * travel if any(looked) else None
        if heard == 0.0:
            continue
        found.append(
            Comers(
                group=name,
                home=home,
                heads=potential(group),
                heard=heard,
                poisson=isinstance(group.count, PoissonCount),
                cost=0.0 if everyone else place.registration_cost + travel,
                spread=group.entry_cost_sd,
                look=look,
                always=all(looked),
            )
        )
    return found


def levels(setting: Setting, listing: Round) -> Levels:
    """Lots by public mean and start price, so that numbers of entrants can be interpolated between them."""
    by = sizes(setting)
    if setting.rules.reserve is not None or setting.lots.appraisal is None:
        start = _log(all_in(setting.rules.buyer_fee, listing.start))
        return Levels(by.means, (start,) * len(by.means))
    starts = tuple(_start(setting, listing, math.exp(by.appraised + by.slope * (mean - by.mean))) for mean in by.means)
    if by.rest < ALIKE or math.isinf(starts[0]):
        return Levels(by.means, starts)
    return Levels(by.means, starts, tuple(z * by.rest for z in APART))


def _told(setting: Setting) -> float:
    """What a defect that may be published takes off worth."""
    told = setting.lots.defect is not None and setting.place.defect_revealed > 0.0
    return setting.lots.defect.loss_share if told and setting.lots.defect is not None else 0.0


def _start(setting: Setting, listing: Round, appraisal: Money) -> float:
    """The log all-in start price of a round for a lot of this appraisal."""
    return _log(all_in(setting.rules.buyer_fee, setting.rounds_at(appraisal)[listing.number - 1].start))


def _log(money: Money) -> float:
    return math.log(money) if money > 0.0 else -math.inf
