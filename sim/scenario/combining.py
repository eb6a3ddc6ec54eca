"""Arms between two arms: some of the levers on which they differ are switched, the others are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from sim.entities.study import Arm, Study
from sim.entities.venue import Place, Rules
from sim.errors import ScenarioError
from sim.measures import find
from sim.scenario.assembly import CHANGES, SELLER_CHANGES, document_of
from sim.scenario.scene import Scene
from sim.tables import did_you_mean

OTHER = "other"
"""What differs and belongs to none of the levers that the study names."""

CHANNELS: Mapping[str, str] = {
    f"{block}.{item.name}": str(item.metadata["channel"])
    for block, kind in (("place", Place), ("rules", Rules))
    for item in fields(kind)
}
"""Path inside an arm to its channel."""

ATTENDANCE = ("reach", "participation_cost", "diligence")
"""Channels that say who may come and at what cost: where participation is held fixed they are not switched."""

TOGETHER: Mapping[tuple[str, str], str] = {
    ("rules.reserve", "rules.reserve_share"): "the one replaces the other",
    ("rules.rounds", "rules.cut_share"): "the cut is taken from round to round",
    ("rules.then", "rules.selloff_days"): "the days count only where a sell-off follows",
    ("rules.deposit_share", "rules.deposit_basis"): "the one is a share of the other",
    ("place.inspection_cost", "place.inspection_sd"): "the one is paid for the other",
}
"""Keys that mean nothing without one another, and why: where both differ they share a lever."""


@dataclass(frozen=True)
class Levers:
    """What is switched between two arms.

    Attributes
    ----------
    start, to : Arm
    paths : dict of str to tuple of str
        Lever to the paths inside an arm on which the two differ, levers in the order of the study, `other` last if
        there is anything in it. A lever may be empty.
    """

    start: Arm
    to: Arm
    paths: Mapping[str, tuple[str, ...]]

    def at(self, switched: Iterable[str], *, frozen: bool = False) -> Arm:
        """The arm with some levers switched; `frozen` leaves what decides who may come as it is at the start."""
        arm = self.start
        for path in (path for lever in switched for path in self.paths[lever]):
            if not (frozen and CHANNELS.get(path) in ATTENDANCE):
                arm = _with(arm, path, _value(self.to, path))
        return arm


def levers_of(study: Study) -> Levers:
    """The levers of a study that is to be taken apart.

    Raises
    ------
    ScenarioError
        If it is not.
    """
    asked = study.decompose
    if asked is None:
        raise ScenarioError("the scenario has no block `decompose`; say from which arm to which, over which channels")
    start, to = study.arms[asked.start], study.arms[asked.to]
    differ = differing(start, to)
    if isinstance(asked.channels, Mapping):
        named = {name: tuple(path for path in paths if path in differ) for name, paths in asked.channels.items()}
    else:
        named = {name: tuple(path for path in differ if CHANNELS.get(path) == name) for name in asked.channels}
    held = {path for paths in named.values() for path in paths}
    rest = tuple(path for path in differ if path not in held)
    return Levers(start, to, {**named, OTHER: rest} if rest else named)


def differing(start: Arm, to: Arm) -> list[str]:
    """Paths inside an arm on which two arms differ."""
    return [path for path in _paths(start) if _value(start, path) != _value(to, path)]


def between(study: Study, levers: Levers, switched: Iterable[str], *, frozen: bool = False) -> Study:
    """The study whose only arm has some levers switched, read again as a file, so that it is one that a file may hold.

    Where participation is `frozen`, those come who come to the arm at the start.

    Raises
    ------
    ScenarioError
        If the combination is no rule book; the message names it.
    """
    from sim.scenario.loading import load_text
    from sim.scenario.writing import written

    names = tuple(switched)
    arm = levers.at(names, frozen=frozen)
    whole = replace(
        study,
        arms={arm.name: arm},
        baseline=arm.name,
        contrasts=(),
        expect={},
        sources={},
        words={},
        uncertain={},
        decompose=None,
        sweep=None,
        fit=None,
        stopping=None,
        choose=None,
    )
    try:
        made = load_text(written(document_of(whole, arm.bidders, arm.sellers))).study
        return replace(made, frozen=levers.start if frozen else None)
    except ScenarioError as error:
        what = str(error).splitlines()[0].partition(": ")[2]
        said = f"{levers.start.name} with {', '.join(names) or 'nothing'} of {levers.to.name}"
        raise ScenarioError(f"decompose: {said} is no rule book: {what}") from None


def check_decompose(scene: Scene) -> None:
    """Note what is wrong with the block, once the arms have passed."""
    asked = scene.parts.get("decompose")
    if asked is None:
        return
    for key, name in (("from", asked.start), ("to", asked.to)):
        scene.known(f"decompose.{key}", name, scene.names("arms"), "arm")
    if asked.start == asked.to:
        scene.fault("decompose.to", f"is the arm it starts from, {asked.to}")
    for i, name in enumerate(asked.measures or ()):
        known_measure(scene, f"decompose.measures.{i}", name)
    if len(set(asked.measures or ())) < len(asked.measures or ()):
        scene.fault("decompose.measures", "names a measure twice")
    if isinstance(asked.channels, Mapping):
        _own_levers(scene, asked.channels)
    else:
        known = sorted(set(CHANNELS.values()))
        for i, name in enumerate(asked.channels):
            if name not in known:
                scene.fault(f"decompose.channels.{i}", _no_channel(name, known))
        if len(set(asked.channels)) < len(asked.channels):
            scene.fault("decompose.channels", "names a channel twice")


def _no_channel(name: str, known: list[str]) -> str:
    """What to say of a name that is no channel: perhaps it is a key of one."""
    for path, channel in CHANNELS.items():
        if name in (path, path.partition(".")[2]):
            own = f"{{{path.partition('.')[2]}: [{path}]}}"
            return f"{name} is a key of the channel {channel}; write that, or levers of your own: channels: {own}"
    return f"there is no channel {name}{did_you_mean(name, known)}; channels are {', '.join(known)}"


def _own_levers(scene: Scene, channels: Mapping[str, tuple[str, ...]]) -> None:
    """Levers of the user's own: paths that an arm has, each in one lever, those that belong together in the same."""
    known = _known(scene)
    owner: dict[str, str] = {}
    for name, paths in channels.items():
        for i, path in enumerate(paths):
            where = f"decompose.channels.{name}.{i}"
            if path not in known:
                scene.fault(where, f"an arm has no {path}{did_you_mean(path, known)}")
            elif path in owner:
                scene.fault(where, f"{path} belongs to {owner[path]} already")
            owner.setdefault(path, name)
    for (one, other), why in TOGETHER.items():
        if one in owner and other in owner and owner[one] != owner[other]:
            held = f"{one} is in {owner[one]} and {other} in {owner[other]}, but {why}"
            later = max(owner[one], owner[other])
            scene.fault(f"decompose.channels.{later}", f"{held}: put both into one lever")


def known_measure(scene: Scene, path: str, name: str) -> bool:
    """Whether a measure is known; if not, it is noted."""
    try:
        find(name)
    except KeyError as error:
        scene.fault(path, str(error.args[0]))
        return False
    return True


def _known(scene: Scene) -> list[str]:
    """Paths that an arm may have."""
    groups = [f"bidders.{name}.{key}" for name in scene.names("bidders") for key in CHANGES]
    sellers = [f"sellers.{name}.{key}" for name in scene.seller_names for key in SELLER_CHANGES]
    return [*CHANNELS, *groups, *sellers]


def _paths(arm: Arm) -> list[str]:
    groups = [f"bidders.{name}.{key}" for name in sorted(arm.bidders) for key in CHANGES]
    sellers = [f"sellers.{name}.{key}" for name in sorted(arm.sellers) for key in SELLER_CHANGES]
    return [*CHANNELS, *groups, *sellers]


def _value(arm: Arm, path: str) -> Any:
    kind, *names = path.split(".")
    if kind in ("place", "rules"):
        return getattr(getattr(arm.venue, kind), names[0])
    return getattr(getattr(arm, kind)[names[0]], names[1])


def _with(arm: Arm, path: str, value: Any) -> Arm:
    kind, *names = path.split(".")
    if kind in ("place", "rules"):
        block = replace(getattr(arm.venue, kind), **{names[0]: value})
        return replace(arm, venue=replace(arm.venue, **{kind: block}))
    groups = getattr(arm, kind)
    changed: Any = {**groups, names[0]: replace(groups[names[0]], **{names[1]: value})}
    return replace(arm, **{kind: changed})
