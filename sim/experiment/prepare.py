"""Before any replication: solve the plan of every group in every game it will meet, once, in the parent process.

A game depends on the rule book and the parameters only, never on seed, replication or other arms; two arms with the
same game share its plan. Workers are sent plans and never solve.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.disclosure import published_sds
from sim.entities.brief import Play
from sim.entities.entry import Plans
from sim.entities.knowledge import Looks
from sim.entities.protocols import Game, Law, Plan, Rivals
from sim.entities.study import Arm, BidderGroup, LotGroup, PoissonCount, Study
from sim.entities.venue import Rules
from sim.errors import NoEquilibriumError
from sim.experiment.promises import promised
from sim.laws import Constant
from sim.money import all_in
from sim.procedures import Round, rounds
from sim.sellers import first_start
from sim.values import LognormalWorth, PrivateWorth


@dataclass(frozen=True)
class Setting:
    """One lot group in one arm: what all bidders there have in common."""

    study: Study
    arm: Arm
    lots: LotGroup
    lots_name: str

    @property
    def rules(self) -> Rules:
        """The law in force."""
        return self.arm.venue.rules

    @property
    def takers(self) -> dict[str, BidderGroup]:
        """Bidder groups that want these lots, by name."""
        kind = self.lots.asset_class or self.lots_name
        return {
            name: group
            for name, group in sorted(self.arm.bidders.items())
            if group.wants is None or kind in group.wants
        }


def prepare(study: Study) -> Plans:
    """All plans of a study.

    Raises
    ------
    NoEquilibriumError
        If some group's strategy has no answer to its game; the message names arm, lots, group and what to change.
    RunError
        If a plug-in's plan does not keep its promise.
    """
    solved: dict[tuple[object, Game], Plan] = {}
    plans: dict[tuple[str, str, str, int], Plan] = {}
    for arm in study.arms.values():
        for lots_name, lots in sorted(study.lots.items()):
            setting = Setting(study, arm, lots, lots_name)
            for listing in listings(setting):
                for name, group in setting.takers.items():
                    game = game_of(setting, listing, name)
                    question = (group.strategy, game)
                    if question not in solved:
                        try:
                            solved[question] = promised(group.strategy, game, lots.worth)
                        except NoEquilibriumError as error:
                            raise NoEquilibriumError(f"arms.{arm.name}, bidders.{name}: {error}") from None
                    plans[arm.name, lots_name, name, listing.number] = solved[question]
    return Plans(plans)


def listings(setting: Setting) -> tuple[Round, ...]:
    """The rounds of these lots; start prices are nan where they are shares of an appraisal that differs by lot."""
    first = first_start(setting.rules, float("nan"), setting.study.tick)
    return rounds(setting.rules, first, float("nan"), setting.study.tick)


def game_of(setting: Setting, listing: Round, name: str) -> Game:
    """The contest as a bidder of group `name` may know it."""
    takers = setting.takers
    own = takers[name]
    others = [other for other in takers if other != name]
    ladder = listing.format.ladder(setting.rules, listing.start)
    return Game(
        format=listing.format,
        own=_law(setting, own),
        reserve=all_in(setting.rules.buyer_fee, listing.start),
        step=ladder.step,
        rounds=len(listings(setting)),
        rivals=(_rivals(setting, name, 1), *(_rivals(setting, other, 0) for other in others)),
        risk_aversion=own.risk_aversion,
        constrained=own.wealth is not None,
        min_bidders=setting.rules.min_bidders,
        looks=_looks(setting, own),
        common=setting.lots.worth if setting.lots.worth.given else None,
        public_variance=_public_variance(setting),
        shows=setting.rules.shows,
        hurried=ladder.trigger == 0 and not ladder.proxy and listing.format.play is Play.ASCENDING,
    )


def _law(setting: Setting, group: BidderGroup) -> Law | None:
    """The law of a group's worths; None where they share a common part, are scaled by a margin, or are sums."""
    worth = setting.lots.worth
    if not isinstance(worth, PrivateWorth) or worth.pool > 1 or group.margin is not None:
        return None
    return group.worth or worth.law


def _rivals(setting: Setting, name: str, self_counted: int) -> Rivals:
    group = setting.takers[name]
    poisson = isinstance(group.count, PoissonCount)
    others = group.count.poisson if isinstance(group.count, PoissonCount) else max(group.count - self_counted, 0)
    return Rivals(
        law=_law(setting, group),
        others=float(others),
        poisson=poisson,
        heard=_heard(setting, name, group),
        strategy=group.strategy,
        risk_aversion=group.risk_aversion,
        constrained=group.wealth is not None,
        looks=_looks(setting, group),
        name=name,
    )


def _looks(setting: Setting, group: BidderGroup) -> Looks | None:
    """How a group knows its worths; None without a common part."""
    if not isinstance(setting.lots.worth, LognormalWorth):
        return None
    sds = [sd for sd in (group.signal_sd, setting.arm.venue.place.own_look_sd) if sd is not None]
    noise = 0.0 if 0.0 in sds else 1.0 / sum(sd**-2.0 for sd in sds) if sds else float("inf")
    return Looks(group.taste_sd**2, noise, _keeps(group))


def _keeps(group: BidderGroup) -> float:
    """What the margin leaves of a worth; nan where it differs within the group."""
    if group.margin is None:
        return 1.0
    return 1.0 - group.margin.value if isinstance(group.margin, Constant) else float("nan")


def _public_variance(setting: Setting) -> float:
    """What the published looks leave unknown of the log common worth: the same for every lot of a group."""
    sds = published_sds(setting.lots, setting.arm.venue.place)
    return setting.lots.worth.public(tuple((1.0, sd) for sd in sds)).variance


def _heard(setting: Setting, name: str, group: BidderGroup) -> float:
    """Probability that a rival takes part; nan where it depends on where the lot lies."""
    place = setting.arm.venue.place
    same, elsewhere = place.aware_same_region, place.aware_elsewhere
    if name in place.aware:
        same = elsewhere = place.aware[name]
    if len(setting.study.regions) == 1:
        elsewhere = same
    return group.interest * same if same == elsewhere else float("nan")
