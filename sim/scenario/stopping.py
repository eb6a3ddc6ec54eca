"""Whether a rule for stopping, and the question which arm is best, make sense."""

from __future__ import annotations

from sim.entities.stopping import Choose, Stopping, Until
from sim.measures import find
from sim.scenario.references import row_groups
from sim.scenario.scene import Scene
from sim.tables import did_you_mean


def check_stopping(scene: Scene) -> None:
    """Note what is wrong with `replications` and `choose`, once the arms have passed."""
    rule, asked = scene.parts.get("replications"), scene.parts.get("choose")
    if isinstance(rule, Stopping):
        if rule.most < rule.fewest:
            scene.fault("replications.max", f"must not be below min, {rule.fewest}")
        if rule.until is not None:
            _until(scene, rule.until)
        elif asked is None and "choose" in scene.parts:
            scene.fault("replications", "until when? give `until`, or a block `choose`, or a plain number")
    if asked is not None:
        _choose(scene, asked)


def _until(scene: Scene, until: Until) -> None:
    one, other = until.contrast
    for i, name in enumerate(until.contrast):
        scene.known(f"replications.until.contrast.{i}", name, scene.names("arms"), "arm")
    if one == other:
        scene.fault("replications.until.contrast", f"compares {one} with itself")
    _asked(scene, "replications.until", until)


def _choose(scene: Scene, asked: Choose) -> None:
    among = scene.names("arms") if asked.among is None else asked.among
    for i, name in enumerate(asked.among or ()):
        scene.known(f"choose.among.{i}", name, scene.names("arms"), "arm")
    if len(set(among)) < len(among):
        scene.fault("choose.among", "names an arm twice")
    if len(set(among)) < 2:
        scene.fault("choose.among" if asked.among is not None else "choose", "there is only one arm to choose")
    if _asked(scene, "choose", asked) and find(asked.measure).measure.matched:
        what = (
            f"{asked.measure} is compared on the lots that sell in both of two arms, so arms have no order by it; "
            "take a measure over all lots, such as net_proceeds_share"
        )
        scene.fault("choose.measure", what)


def _asked(scene: Scene, path: str, asked: Until | Choose) -> bool:
    """Whether there are such a measure and such a group."""
    try:
        find(asked.measure)
    except KeyError as error:
        scene.fault(f"{path}.measure", str(error.args[0]))
        return False
    groups = row_groups(scene)
    if asked.group not in groups:
        scene.fault(f"{path}.group", f"no lots are called {asked.group}{did_you_mean(asked.group, groups)}")
    return True
