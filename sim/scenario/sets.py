"""``--set PATH=VALUE``: one key of the file, changed on the command line."""

from __future__ import annotations

from sim.scenario.faults import Faults, Spot
from sim.scenario.merging import NAMED, merge_maps, spelt_out
from sim.scenario.nodes import Branch, Leaf, Node
from sim.scenario.reading import moved, read_value
from sim.tables import did_you_mean


def apply_sets(root: Branch, sets: tuple[str, ...], faults: Faults) -> Branch:
    """The file as it would be with these keys written into it, one after the other."""
    for text in sets:
        change = _change(root, text, faults)
        if change is not None:
            root = spelt_out(merge_maps(root, spelt_out(change)))
    return root


def _change(root: Branch, text: str, faults: Faults) -> Branch | None:
    """One ``PATH=VALUE`` as a map to be laid over the file; None if it is faulty."""
    path, equals, value = text.partition("=")
    path = path.strip()
    spot = Spot(f"--set {path}")
    names = path.split(".")
    if not equals or not all(names):
        faults.add(Spot(f"--set {text}"), "", "must be PATH=VALUE, such as `bidders.retail.count=800`")
        return None
    node = _value(value, spot, path, faults)
    if node is None or not _reaches(root, names, spot, faults):
        return None
    for name in reversed(names):
        node = Branch({name: node}, {name: spot}, spot)
    return node if isinstance(node, Branch) else None


def _value(text: str, spot: Spot, path: str, faults: Faults) -> Node | None:
    """The value as YAML reads it, all of it at the spot of the argument."""
    inner = Faults()
    node = read_value(text, spot.file, inner)
    for fault in inner.found:
        faults.add(spot, path, fault.what)
    return None if node is None or inner.found else moved(node, spot)


def _reaches(root: Branch, names: list[str], spot: Spot, faults: Faults) -> bool:
    """Whether the path runs through maps, and through named blocks that exist: a misspelt name makes no new block."""
    node: Node = root
    for depth, name in enumerate(names[:-1]):
        path = ".".join(names[: depth + 1])
        if not isinstance(node, Branch):
            return True
        if name not in node.entries:
            if depth == 1 and names[0] in NAMED:
                faults.add(spot, path, f"there is no such block{did_you_mean(name, list(node.entries))}")
                return False
            return True
        node = node.entries[name]
        if isinstance(node, Leaf) and not isinstance(node.value, str | None):
            faults.add(spot, path, f"is {node.text}, not a map")
            return False
    return True
