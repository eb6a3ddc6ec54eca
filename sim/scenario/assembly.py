"""From the blocks of a file to a study, and back to a file that says everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sim.entities.stopping import Stopping
from sim.entities.study import Arm, BidderGroup, Change, Creditor, LotGroup, SellerGroup, Study
from sim.entities.venue import Venue
from sim.measures import BESIDES, DEFAULT
from sim.scenario.document import ArmBlock, Document, Output, SellerChange
from sim.scenario.naming import words_of
from sim.scenario.portfolio import parted
from sim.scenario.scene import Scene
from sim.scenario.shapes.build import block_of

CHANGES = ("count", "strategy", "timing", "inspects")
"""What an arm may change in a bidder group."""

USUAL = "net_proceeds_share"
"""What answers where a file asks for no measures."""

SELLER_CHANGES = ("discount_rate", "holding_cost_share_per_year")
"""What an arm may change in a seller."""


def study_of(scene: Scene, sources: Mapping[str, str]) -> Study:
    """The study that a file without faults describes."""
    parts = scene.parts
    arms = {name: _arm(scene, name, arm) for name, arm in scene.arms.items()}
    baseline = parts["baseline"] or next(iter(arms))
    pairs, played = parts["contrasts"], parts["replications"]
    return Study(
        **{name: parts[name] for name in ("title", "question", "seed", "start", "currency", "by", "choose")},
        replications=played.most if isinstance(played, Stopping) else played,
        stopping=played if isinstance(played, Stopping) else None,
        horizon_days=float(parts["horizon_days"]),
        tick=float(parts["tick"]),
        regions=scene.regions,
        lots=parted(scene.lots),
        arms=arms,
        baseline=baseline,
        contrasts=tuple((name, baseline) for name in arms if name != baseline) if pairs is None else pairs,
        measures=_reported(scene, arms),
        answer=_answering(scene),
        sources=dict(sorted(sources.items())),
        expect=parts["expect"],
        tables=parts["output"].tables,
        observed=parts["output"].observed,
        figures=parts["output"].figures,
        language=parts["output"].language,
        words=words_of(scene),
        behaviour=parts["behaviour"],
        uncertain=parts["uncertain"],
        ranges=parts["ranges"],
        decompose=parts["decompose"],
        sweep=parts["sweep"],
        fit=parts["fit"],
    )


def _reported(scene: Scene, arms: Mapping[str, Arm]) -> tuple[str, ...]:
    """The measures of the file, or the usual ones; that which answers the question is one of them."""
    asked, answer = scene.parts["measures"], _answering(scene)
    found: tuple[str, ...] = _usual(scene.lots, arms) if asked is None else asked
    return found if answer in found else (*found, answer)


def _answering(scene: Scene) -> str:
    """The measure that answers the question.

    It is that of the file, or of those it reports the one by which it looks for the best, or the first it asks for, or
    what sellers end with.
    """
    parts = scene.parts
    sought = (parts["choose"], parts["sweep"] and parts["sweep"].optimum)
    reported: tuple[str, ...] = parts["measures"] or DEFAULT
    best = next((each.measure for each in sought if each is not None and each.measure in reported), None)
    asked: tuple[str, ...] = parts["measures"] or (USUAL,)
    return parts["answer"] or best or asked[0]


def _usual(lots: Mapping[str, LotGroup], arms: Mapping[str, Arm]) -> tuple[str, ...]:
    """What is reported of a scenario that does not say: more where some arm has more to tell."""
    places = [arm.venue.place for arm in arms.values()]
    bidders = [group for arm in arms.values() for group in arm.bidders.values()]
    looks = any(place.inspection_sd is not None for place in places)
    journeys = ("registration_cost", "travel_cost_same_region", "travel_cost_elsewhere")
    there = {
        "costs of coming": looks or any(getattr(place, cost) > 0.0 for place in places for cost in journeys),
        "closer looks": looks,
        "defaults": any(group.learns_before_paying + group.cannot_pay > 0.0 for group in bidders),
        "creditors": any(group.creditors != (Creditor(),) for group in lots.values()),
    }
    return DEFAULT + tuple(name for what, names in BESIDES.items() if there[what] for name in names)


def _arm(scene: Scene, name: str, arm: ArmBlock) -> Arm:
    """An arm with its changes applied to every group."""
    return Arm(
        name=name,
        label=arm.label or name,
        venue=Venue(arm.place, arm.rules),
        bidders={group: _changed(held, arm.bidders.get(group)) for group, held in scene.bidders.items()},
        sellers={seller: _changed(held, arm.sellers.get(seller)) for seller, held in scene.sellers.items()},
    )


def _changed(held: Any, change: Change | SellerChange | None) -> Any:
    """A group with what the arm changes; what the change leaves out stays."""
    if change is None:
        return held
    new = {name: value for name, value in vars(change).items() if value is not None}
    return replace(held, **new)


def document_of(
    study: Study,
    bidders: Mapping[str, BidderGroup],
    sellers: Mapping[str, SellerGroup],
    lots: Mapping[str, LotGroup] | None = None,
) -> dict[str, Any]:
    """A study as the plain data of a file: every default written out, groups sorted, presets gone.

    Parameters
    ----------
    study : Study
    bidders, sellers : mapping
        The groups before any arm changes them.
    lots : mapping, optional
        The groups before filed lots are parted by class; the study's if left out.
    """
    whole = Document(
        title=study.title,
        seed=study.seed,
        lots=lots or study.lots,
        bidders=bidders,
        arms={name: _arm_block(arm, bidders, sellers) for name, arm in study.arms.items()},
        question=study.question,
        replications=study.stopping or study.replications,
        start=study.start,
        horizon_days=study.horizon_days,
        currency=study.currency,
        tick=study.tick,
        regions=study.regions,
        sellers=sellers,
        baseline=study.baseline,
        contrasts=study.contrasts,
        by=study.by,
        measures=study.measures,
        answer=study.answer,
        sources=study.sources,
        expect=study.expect,
        output=Output(study.tables, study.observed, study.figures, study.language, study.words),
        behaviour=study.behaviour,
        uncertain=study.uncertain,
        ranges=study.ranges,
        decompose=study.decompose,
        sweep=study.sweep,
        fit=study.fit,
        choose=study.choose,
    )
    return _without_gaps(block_of(Document).plain(whole))


def _without_gaps(plain: dict[str, Any]) -> dict[str, Any]:
    """Plain data in which changes do not repeat what they leave as it is, nor rows their empty cells."""
    for arm in plain["arms"].values():
        arm.update({kind: _all_told(arm[kind]) for kind in ("bidders", "sellers")})
    filed = {name: block for name, block in plain["lots"].items() if "rows" in block}
    plain["lots"] |= {name: {**block, "rows": _all_told(block["rows"])} for name, block in filed.items()}
    return plain


def _arm_block(arm: Arm, bidders: Mapping[str, BidderGroup], sellers: Mapping[str, SellerGroup]) -> ArmBlock:
    """An arm as a file says it: only what it changes in a group is repeated."""
    return ArmBlock(
        place=arm.venue.place,
        rules=arm.venue.rules,
        label=arm.label,
        bidders={
            name: Change(**_difference(held, bidders[name], CHANGES))
            for name, held in arm.bidders.items()
            if held != bidders[name]
        },
        sellers={
            name: SellerChange(**_difference(held, sellers[name], SELLER_CHANGES))
            for name, held in arm.sellers.items()
            if held != sellers[name]
        },
    )


def _difference(held: Any, base: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Values that differ between two groups."""
    return {name: getattr(held, name) for name in names if getattr(held, name) != getattr(base, name)}


def _all_told(changes: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Blocks without what is null in them."""
    return {
        name: {key: value for key, value in change.items() if value is not None} for name, change in changes.items()
    }
