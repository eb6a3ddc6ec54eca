"""Whether a rule for stopping, and the question which arm is best, make sense."""

from __future__ import annotations

from sim.entities.stopping import Choose, Stopping, Until
from sim.measures import find as find_measure
from sim.scenario.nodes import Branch, Leaf, Series, find
from sim.scenario.references import row_groups
from sim.scenario.scene import Scene
from sim.tables import did_you_mean


def check_stopping(scene: Scene) -> None:
    """Note what is wrong with `replications` and `choose`, once the arms have passed."""
    rule, asked = scene.parts.get("replications"), scene.parts.get("choose")
    if isinstance(rule, Stopping):
        if rule.most < rule.fewest:
            scene.fault("replications.max", f"must not be below min, {rule.fewest}")
        if rule.until is None and asked is None and "choose" in scene.parts:
            scene.fault("replications", "until when? give `until`, or a block `choose`, or a plain number")
    _names(scene, "replications.until", "contrast")
    _names(scene, "choose", "among")
    if isinstance(rule, Stopping) and rule.until is not None:
        _until(scene, rule.until)
    if asked is not None:
        _choose(scene, asked)


def _names(scene: Scene, path: str, arms: str) -> None:
    """Whether there are such arms, such a measure and such a group, in a block as it is written: it need not pass."""
    block = find(scene.tree, path)
    if not isinstance(block, Branch):
        return
    listed = block.entries.get(arms)
    for i, item in enumerate(listed.items if isinstance(listed, Series) else ()):
        if isinstance(item, Leaf) and isinstance(item.value, str):
            scene.known(f"{path}.{arms}.{i}", item.value, scene.names("arms"), "arm")
    if (measure := block.text("measure")) is not None:
        _measure(scene, path, measure)
    groups, group = row_groups(scene), block.text("group")
    if group is not None and group not in groups and len(scene.lots) == len(scene.names("lots")):
        scene.fault(f"{path}.group", f"no lots are called {group}{did_you_mean(group, groups)}")


def _measure(scene: Scene, path: str, name: str) -> None:
    """Whether there is such a measure, by which arms have an order where one is to be chosen."""
    try:
        matched = find_measure(name).measure.matched
    except KeyError as error:
        scene.fault(f"{path}.measure", str(error.args[0]))
        return
    if matched and path == "choose":
        what = (
            f"{name} is compared on the lots that sell in both of two arms, so arms have no order by it; "
            "take a measure over all lots, such as net_proceeds_share"
        )
        scene.fault("choose.measure", what)


def _until(scene: Scene, until: Until) -> None:
    one, other = until.contrast
    if one == other:
        scene.fault("replications.until.contrast", f"compares {one} with itself")


def _choose(scene: Scene, asked: Choose) -> None:
    among = scene.names("arms") if asked.among is None else asked.among
    if len(set(among)) < len(among):
        scene.fault("choose.among", "names an arm twice")
    if len(set(among)) < 2:
        scene.fault("choose.among" if asked.among is not None else "choose", "there is only one arm to choose")
