"""`like` and `venue` written out: every block complete, every arm with its whole place and rules."""

from __future__ import annotations

from dataclasses import replace

from sim import presets
from sim.scenario.faults import Faults, Spot
from sim.scenario.merging import NAMED, merge, merge_maps, spelt_out_name
from sim.scenario.nodes import Branch, Leaf
from sim.scenario.presets import PART_OF, preset
from sim.scenario.reading import moved
from sim.tables import did_you_mean

KIND_OF = {part: kind for kind, part in PART_OF.items()}
"""`place` or `rules` to the kind of preset it starts from."""

CHANGED_IN_PART = ("count", "strategy", "timing")
"""Keys of a bidder group that an arm may change, and may change in part."""


def expand(root: Branch, faults: Faults) -> Branch:
    """The file without `like` and `venue`. What they name and is not found is a fault; the block is then broken."""
    for kind in NAMED:
        blocks = root.branch(kind)
        if blocks is not None:
            root = root.with_entry(kind, _blocks(kind, blocks, faults))
    arms = root.branch("arms")
    if arms is None:
        return root
    for name, arm in arms.entries.items():
        if isinstance(arm, Branch):
            whole = _arm(arm, f"arms.{name}", tuple(arms.entries), faults)
            arms = arms.with_entry(name, _with_groups(whole, root.branch("bidders")))
    return root.with_entry("arms", arms)


def _blocks(kind: str, blocks: Branch, faults: Faults) -> Branch:
    """Every block of a kind with the blocks it is like written into it."""
    whole = blocks
    for name in blocks.entries:
        block = blocks.branch(name)
        if block is not None:
            whole = whole.with_entry(name, _like(kind, blocks, name, (), faults))
    return whole


def _like(kind: str, blocks: Branch, name: str, trail: tuple[str, ...], faults: Faults) -> Branch:
    """One block, complete. An arm's label is its own and not taken over."""
    block = blocks.branch(name)
    if block is None:
        return Branch({}, {}, blocks.spot, broken=True)
    if "like" not in block.entries:
        return block
    own = block.without("like")
    path = f"{kind}.{name}.like"
    other, spot = _named(block, "like", path, faults), block.entries["like"].spot
    if other is None:
        return replace(own, broken=True)
    if other in (*trail, name):
        faults.add(spot, path, f"goes in a circle: {' -> '.join((*trail, name, other))}")
        return replace(own, broken=True)
    if other not in blocks.entries:
        hint = did_you_mean(other, [known for known in blocks.entries if known != name])
        faults.add(spot, path, f"there is no {other} among {kind}{hint}")
        return replace(own, broken=True)
    base = _like(kind, blocks, other, (*trail, name), faults)
    return merge_maps(base.without("label"), own)


def _named(block: Branch, key: str, path: str, faults: Faults) -> str | None:
    """The name under a key; None, with a fault, if it is no name."""
    node = block.entries[key]
    if isinstance(node, Leaf) and isinstance(node.value, str):
        return node.value
    if not (isinstance(node, Leaf) and node.broken):
        faults.add(node.spot, path, "must be a name")
    return None


def _arm(arm: Branch, path: str, arms: tuple[str, ...], faults: Faults) -> Branch:
    """An arm with its venue's place and rules, and its own changes to them, written out; `arms` names all."""
    whole = arm.without("venue")
    if "venue" in arm.entries:
        whole = merge_maps(_venue(arm, path, faults), whole)
    missing = [part for part in PART_OF.values() if part not in whole.entries]
    if missing and not whole.broken:
        what = f"needs a venue, or both a place and rules; there is no {' and no '.join(missing)}"
        faults.add(arm.spot, path, what)
        whole = replace(whole, broken=True)
    for part in PART_OF.values():
        block = whole.branch(part)
        if block is not None:
            whole = whole.with_entry(part, _part(part, block, f"{path}.{part}", arms, faults))
    return whole


def _venue(arm: Branch, path: str, faults: Faults) -> Branch:
    """The pair of place and rules that a venue preset names, as a map at the spot of its name."""
    spot = arm.entries["venue"].spot
    name = _named(arm, "venue", f"{path}.venue", faults)
    nothing = Branch({}, {}, spot, broken=True)
    if name is None or not _known("venues", name, spot, f"{path}.venue", faults):
        return nothing
    pair = preset("venues", name).values
    parts = {part: moved(spelt_out_name(pair.entries[part], "like"), spot) for part in PART_OF.values()}
    return Branch(parts, dict.fromkeys(parts, spot), spot)


def _part(part: str, block: Branch, path: str, arms: tuple[str, ...], faults: Faults) -> Branch:
    """A place or rules with the preset it starts from written into it, at the spot where the preset is named."""
    if "like" not in block.entries:
        return block
    own, spot = block.without("like"), block.entries["like"].spot
    name = _named(block, "like", f"{path}.like", faults)
    if name in arms and name not in presets.names(KIND_OF[part]):
        faults.add(spot, path, f"{name} is an arm; to start from it write `like: {name}` in the arm, beside {part}")
        return replace(own, broken=True)
    if name is None or not _known(KIND_OF[part], name, spot, path, faults):
        return replace(own, broken=True)
    base = moved(preset(KIND_OF[part], name).values, spot)
    return merge_maps(base, own) if isinstance(base, Branch) else own


def _known(kind: str, name: str, spot: Spot, path: str, faults: Faults) -> bool:
    """Whether there is such a preset; a fault if not."""
    known = presets.names(kind)
    if name in known:
        return True
    faults.add(spot, path, f"there is no {name} among the {kind}{did_you_mean(name, list(known))}")
    return False


def _with_groups(arm: Branch, groups: Branch | None) -> Branch:
    """An arm whose changes in part (``strategy: {share: 0.8}``) stand on the group they change."""
    changes = arm.branch("bidders")
    if changes is None or groups is None:
        return arm
    for name in changes.entries:
        change, group = changes.branch(name), groups.branch(name)
        if change is None or group is None:
            continue
        for key in CHANGED_IN_PART:
            if key in change.entries and key in group.entries:
                change = change.with_entry(key, merge(group.entries[key], change.entries[key], key))
        changes = changes.with_entry(name, change)
    return arm.with_entry("bidders", changes)
