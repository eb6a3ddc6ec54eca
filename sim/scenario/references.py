"""The second pass: whether what one block says of another makes sense."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sim.entities.protocols import Law
from sim.entities.study import BidderGroup, LotGroup
from sim.formats.base import sealed_complaints
from sim.measures import find
from sim.scenario.document import ArmBlock
from sim.scenario.naming import check_words
from sim.scenario.portfolio import check_filed, parted
from sim.scenario.scene import Scene
from sim.tables import did_you_mean

ANY = "any"
LOGS = 3.0
"""No log of a worth is off by more: a factor of 20."""


def check(scene: Scene) -> None:
    """Note every fault between blocks that passed the first pass."""
    _not_empty(scene)
    for name, lots in scene.lots.items():
        _lots(scene, f"lots.{name}", lots)
    check_filed(scene)
    for name, group in scene.bidders.items():
        _bidders(scene, f"bidders.{name}", group)
    for name, arm in scene.arms.items():
        _arm(scene, f"arms.{name}", arm)
    _labels(scene)
    _comparison(scene)
    _measures(scene)
    _languages(scene)
    _expectations(scene)
    _repeated(scene, "by")
    check_words(scene)


def _not_empty(scene: Scene) -> None:
    for kind in ("lots", "bidders", "arms"):
        if kind in scene.parts and not scene.names(kind):
            scene.fault(kind, "must hold at least one block")


def _lots(scene: Scene, path: str, lots: LotGroup) -> None:
    """Where they lie, who sells them, when they arrive."""
    _region(scene, path, lots.region)
    sellers = scene.seller_names
    if lots.seller:
        scene.known(f"{path}.seller", lots.seller, sellers, "seller")
    elif len(sellers) > 1:
        scene.fault(f"{path}.seller", f"is missing; there are {', '.join(sorted(sellers))}")
    _within(scene, f"{path}.wedge", lots.wedge, least=0.0, most=LOGS)
    for i, step in enumerate(lots.disclosure_steps if lots.worth.discloses == "logs" else ()):
        if step > LOGS:
            what = f"must be at most {LOGS:g}, got {step:g}; it is in logs, where 0.4 is about 40 %"
            scene.fault(f"{path}.disclosure_steps.{i}", what)
    if lots.defect is not None and lots.worth.model != "lognormal":
        scene.fault(f"{path}.defect", "counts only for lots whose worth has model lognormal")
    if lots.rate_per_day is not None and lots.arrive == "at_start":
        scene.fault(f"{path}.arrive", "a stream of lots (rate_per_day) cannot arrive at_start")


def _region(scene: Scene, path: str, region: str) -> None:
    if region != ANY and scene.regions:
        scene.known(f"{path}.region", region, [ANY, *scene.regions], "region")


def _bidders(scene: Scene, path: str, group: BidderGroup) -> None:
    """Where they live, what they want, and that their numbers fit the worths of what they want."""
    _region(scene, path, group.region)
    classes = {lots.asset_class for lots in parted(scene.lots).values()}
    if group.wants is not None and len(scene.lots) == len(scene.names("lots")):
        for i, wanted in enumerate(group.wants):
            scene.known(f"{path}.wants.{i}", wanted, sorted(classes), "asset class")
    _worth(scene, path, group)
    _within(scene, f"{path}.margin", group.margin, most=1.0)
    _within(scene, f"{path}.wealth", group.wealth, least=0.0)
    _within(scene, f"{path}.reply_s", group.reply_s, least=0.0)


def _worth(scene: Scene, path: str, group: BidderGroup) -> None:
    """An own law goes with private worths, a spread of tastes with log-normal ones."""
    wanted = wanted_lots(group, parted(scene.lots).values())
    models = {lots.worth.model for lots in wanted}
    if not models:
        return
    if group.worth is not None and "private" not in models:
        scene.fault(f"{path}.worth", "counts only for lots whose worth has model private; there are none they want")
    what = "counts only for lots whose worth has model lognormal; there are none they want"
    if group.taste_sd != BidderGroup.taste_sd and "lognormal" not in models:
        scene.fault(f"{path}.taste_sd", what)
    given = any(lots.worth.given for lots in wanted)
    if group.signal_sd != BidderGroup.signal_sd and "lognormal" not in models:
        if given and group.signal_sd:
            what = (
                "may here only be 0, who knows the worth, or null, who knows nothing: the worth model gives the signals"
            )
        if not given or group.signal_sd:
            scene.fault(f"{path}.signal_sd", what)


def wanted_lots(group: BidderGroup, lots: Iterable[LotGroup]) -> list[LotGroup]:
    """The lot groups that a bidder group wants."""
    return [held for held in lots if group.wants is None or held.asset_class in group.wants]


def _within(scene: Scene, path: str, law: Law | None, least: float | None = None, most: float | None = None) -> None:
    """A law must not reach beyond a bound, unless its ends are open anyway."""
    if law is None:
        return
    low, high = law.support
    if least is not None and low < least:
        scene.fault(path, f"must not fall below {least:g}; it can be {low:g}")
    if most is not None and most < high < float("inf"):
        scene.fault(path, f"must not exceed {most:g}; it can be {high:g}")


def _arm(scene: Scene, path: str, arm: ArmBlock) -> None:
    """Names of groups, and rules that can be played on these lots."""
    for group in arm.bidders:
        scene.known(f"{path}.bidders.{group}", group, scene.names("bidders"), "bidder group")
    for seller in arm.sellers:
        scene.known(f"{path}.sellers.{seller}", seller, scene.seller_names, "seller")
    for group in arm.place.aware:
        scene.known(f"{path}.place.aware.{group}", group, scene.names("bidders"), "bidder group")
    for complaint in (*arm.rules.format.complaints(arm.rules), *sealed_complaints(arm.rules)):
        scene.fault(f"{path}.rules.{complaint.key}", complaint.what)
    if arm.rules.cut_share == ():
        scene.fault(f"{path}.rules.cut_share", "must be a share, or a list of at least one")
    _appraisals(scene, path, arm)
    _creditors(scene, path, arm)
    _inspections(scene, path, arm)
    _verdicts(scene, path, arm)
    _tiers(scene, path, arm)
    if arm.place.sessions is not None:
        _days(scene, f"{path}.place.sessions.weekdays", arm.place.sessions.weekdays)


def _appraisals(scene: Scene, path: str, arm: ArmBlock) -> None:
    """A share of an appraisal needs one."""
    bare = sorted(name for name, lots in scene.lots.items() if lots.appraisal is None)
    if not bare:
        return
    if arm.rules.reserve is None and arm.rules.reserve_share > 0:
        what = f"lots.{bare[0]} has no appraisal to take a share of; give reserve in money, such as `reserve: 0`"
        scene.fault(f"{path}.rules.reserve_share", what)
    if arm.rules.floor_share > 0:
        scene.fault(f"{path}.rules.floor_share", f"lots.{bare[0]} has no appraisal to take a share of")
    if arm.rules.deposit_share > 0 and arm.rules.deposit_basis == "appraisal":
        scene.fault(f"{path}.rules.deposit_basis", f"lots.{bare[0]} has no appraisal to take a share of")


def _creditors(scene: Scene, path: str, arm: ArmBlock) -> None:
    """Somebody must be there to take what did not sell."""
    bare = sorted(name for name, lots in scene.lots.items() if not any(each.may_take for each in lots.creditors))
    if bare and arm.rules.then == "creditor":
        what = f"no creditor of lots.{bare[0]} may take them; give one `may_take: true`"
        scene.fault(f"{path}.rules.then", what)


def _inspections(scene: Scene, path: str, arm: ArmBlock) -> None:
    """A look that costs something shows something, and somebody is left to bid."""
    place = arm.place
    if place.inspection_sd is None and (place.inspection_cost > 0.0 or place.inspection_travel):
        key = "inspection_cost" if place.inspection_cost > 0.0 else "inspection_travel"
        scene.fault(f"{path}.place.{key}", "buys nothing; say how sharp the look is, such as `inspection_sd: 0.1`")
    if place.insiders == "barred" and scene.bidders and all(each.signal_sd == 0.0 for each in scene.bidders.values()):
        scene.fault(f"{path}.place.insiders", "keeps out everybody: all groups have signal_sd 0")


def _verdicts(scene: Scene, path: str, arm: ArmBlock) -> None:
    """Steps of what is published of a loan are verdicts, right more often than not."""
    for name, lots in sorted(scene.lots.items()):
        wrong = [step for step in lots.disclosure_steps if not 0.5 < step < 1.0]
        if arm.place.disclosure_level != 0 and lots.worth.discloses == "verdicts" and wrong:
            what = (
                f"of lots.{name} verdicts are published: its disclosure_steps must be the chances that they are right, "
                f"above 0.5 and below 1, not {wrong[0]:g}; [] publishes none"
            )
            scene.fault(f"{path}.place.disclosure_level", what)


def _tiers(scene: Scene, path: str, arm: ArmBlock) -> None:
    """Tiers of a fee ascend, and only the last has no end."""
    for side in ("buyer_fee", "seller_fee"):
        fee = getattr(arm.rules, side)
        if not isinstance(fee, tuple):
            continue
        ends = [float("inf") if tier.up_to is None else tier.up_to for tier in fee]
        if not ends or ends[-1] != float("inf"):
            scene.fault(f"{path}.rules.{side}", "the last tier must have `up_to: null`")
        if any(later <= earlier for earlier, later in zip([0.0, *ends], ends, strict=False)):
            scene.fault(f"{path}.rules.{side}", "tiers must be listed by ascending up_to")


def _days(scene: Scene, path: str, days: Sequence[str]) -> None:
    if not days:
        scene.fault(path, "must name at least one weekday")
    elif len(set(days)) < len(days):
        scene.fault(path, "names a weekday twice")


def _labels(scene: Scene) -> None:
    """Two arms with one label could not be told apart in a table."""
    owner: dict[str, str] = {}
    for name, arm in scene.arms.items():
        label = arm.label or name
        if label in owner:
            scene.fault(f"arms.{name}.label", f"{label} is the label of {owner[label]} already")
        owner.setdefault(label, name)


def _comparison(scene: Scene) -> None:
    """The baseline and the contrasts name arms."""
    arms = scene.names("arms")
    baseline = scene.parts.get("baseline")
    if baseline and arms:
        scene.known("baseline", baseline, arms, "arm")
    for i, pair in enumerate(scene.parts.get("contrasts") or ()):
        unknown = [name for name in pair if not scene.known(f"contrasts.{i}", name, arms, "arm")]
        if not unknown and pair[0] == pair[1]:
            scene.fault(f"contrasts.{i}", f"compares {pair[0]} with itself")
    _repeated(scene, "contrasts")


def _measures(scene: Scene) -> None:
    for i, name in enumerate(scene.parts.get("measures") or ()):
        _measure(scene, f"measures.{i}", name)
    if scene.parts.get("measures") == ():
        scene.fault("measures", "must name at least one measure, or be left out")
    if (answer := scene.parts.get("answer")) is not None:
        _measure(scene, "answer", answer)
    _repeated(scene, "measures")


def _languages(scene: Scene) -> None:
    asked = scene.parts["output"].language if "output" in scene.parts else ("en",)
    if not asked:
        scene.fault("output.language", "must name at least one language, or be left out")
    for i, name in enumerate(asked):
        if name in asked[:i]:
            scene.fault(f"output.language.{i}", f"{name} is in the list already")


def _measure(scene: Scene, path: str, name: str) -> None:
    """A measure, or a statistic of one."""
    try:
        find(name)
    except KeyError as error:
        scene.fault(path, str(error.args[0]))


def _expectations(scene: Scene) -> None:
    for name, expected in scene.parts.get("expect", {}).items():
        scene.known(f"expect.{name}.arm", expected.arm, scene.names("arms"), "arm")
        _measure(scene, f"expect.{name}.measure", expected.measure)
        groups = row_groups(scene)
        if expected.group not in groups:
            hint = did_you_mean(expected.group, groups)
            scene.fault(f"expect.{name}.group", f"no rows are called {expected.group}{hint}")


def row_groups(scene: Scene) -> list[str]:
    """What a row of results may be about: everything, or ``lots=flats``."""
    held = {
        "lots": sorted({*scene.names("lots"), *parted(scene.lots)}),
        "class": sorted({lots.asset_class for lots in parted(scene.lots).values()}),
        "region": list(scene.regions),
        "seller": scene.seller_names,
    }
    return ["", *(f"{kind}={name}" for kind, names in held.items() for name in names)]


def _repeated(scene: Scene, key: str) -> None:
    """The same entry twice in a list."""
    entries = list(scene.parts.get(key) or ())
    for i, entry in enumerate(entries):
        if entry in entries[:i]:
            shown = " and ".join(entry) if isinstance(entry, tuple) else entry
            scene.fault(f"{key}.{i}", f"{shown} is in the list already")
