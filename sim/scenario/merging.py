"""One map laid over another: how `extends`, `like`, `--set` and an arm's changes work."""

from __future__ import annotations

from dataclasses import replace

from sim.scenario.nodes import Branch, Leaf, Node

TAGS = ("use", "model", "distribution", "like")
"""A map that names another of these replaces the old map whole: what went with the old choice does not go with it."""

ALTERNATIVES = (
    ("count", "rate_per_day"),
    ("count", "rows"),
    ("rate_per_day", "rows"),
    ("file", "count"),
    ("file", "rate_per_day"),
    ("file", "rows"),
    ("reserve", "reserve_share"),
    ("increment", "increment_share"),
    ("top", "top_share"),
    ("to", "share"),
)
"""Keys of which only one counts: writing one takes the other, inherited one away."""

NAMED = ("lots", "sellers", "bidders", "arms")
"""Top-level maps whose keys are names that the user chooses."""

BARE = ("strategy", "timing", "format")
"""Keys under which a bare name is short for ``{use: NAME}``."""


def merge(base: Node, over: Node, key: str = "") -> Node:
    """`over` laid over `base`: maps key by key, everything else replaced. `key` is the name both stand under."""
    if key in BARE and isinstance(over, Branch):
        base = spelt_out_name(base, "use")
    chosen = key in NAMED  # names that the user chooses may be those of keys
    if not isinstance(base, Branch) or not isinstance(over, Branch) or (not chosen and _names_another(base, over)):
        return over
    kept = base if chosen else base.without(*_taken_away(over))
    entries = dict(kept.entries)
    for name, node in over.entries.items():
        entries[name] = merge(entries[name], node, name) if name in entries else node
    cites = {name: text for name, text in kept.cites.items() if name in kept.entries and name not in over.entries}
    return replace(
        over,
        entries=entries,
        keys={**kept.keys, **over.keys},
        cites={**cites, **over.cites},
        broken=base.broken or over.broken,
    )


def merge_maps(base: Branch, over: Branch) -> Branch:
    """:func:`merge` for two maps."""
    merged = merge(base, over)
    return merged if isinstance(merged, Branch) else over


def _names_another(base: Branch, over: Branch) -> bool:
    """Whether `over` makes a choice that `base` made differently or not at all."""
    return any(tag in over.entries and over.text(tag) != base.text(tag) for tag in TAGS)


def _taken_away(over: Branch) -> tuple[str, ...]:
    """Inherited keys that no longer count because `over` writes their alternative."""
    return tuple(name for pair in ALTERNATIVES if any(over.writes(chosen) for chosen in pair) for name in pair)


def spelt_out_name(node: Node, tag: str) -> Node:
    """A bare name as the map it is short for; anything else unchanged."""
    if isinstance(node, Leaf) and isinstance(node.value, str):
        return Branch({tag: node}, {tag: node.spot}, node.spot)
    return node


def spelt_out(root: Branch) -> Branch:
    """The file with ``{like: NAME}`` for each bare name of a block, a place or rules."""
    for kind in NAMED:
        blocks = root.branch(kind)
        if blocks is None:
            continue
        for name, node in blocks.entries.items():
            blocks = blocks.with_entry(name, _block(node, is_arm=kind == "arms"))
        root = root.with_entry(kind, blocks)
    return root


def _block(node: Node, *, is_arm: bool) -> Node:
    block = spelt_out_name(node, "like")
    if is_arm and isinstance(block, Branch):
        for part in ("place", "rules"):
            if part in block.entries:
                block = block.with_entry(part, spelt_out_name(block.entries[part], "like"))
    return block
