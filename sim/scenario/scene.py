"""What the second pass looks at: the blocks that passed the first, and where everything was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, replace
from typing import Any

from sim.entities.study import BidderGroup, LotGroup, SellerGroup
from sim.scenario.document import ArmBlock, Document
from sim.scenario.faults import FAILED, Faults
from sim.scenario.nodes import Branch, child, find, spot_of
from sim.scenario.shapes.blocks import OWN
from sim.scenario.shapes.build import block_of
from sim.tables import did_you_mean

COURT = "court"
"""The only seller of a scenario that names none."""

LOTS = 100
"""How many lots a group has that says neither `count` nor `rate_per_day`."""


@dataclass(frozen=True)
class Scene:
    """A file between the two passes.

    Attributes
    ----------
    tree : Branch
        The file with `extends`, `like` and `venue` written out.
    parts : dict of str to object
        Top-level values that passed, defaults included; of maps of blocks, the blocks that passed.
    faults : Faults
    """

    tree: Branch
    parts: Mapping[str, Any]
    faults: Faults

    def fault(self, path: str, what: str) -> None:
        """Note what is wrong at a path, at the deepest part of it that was written."""
        self.faults.add(spot_of(self.tree, path), path, what)

    def fault_at_key(self, kind: str, name: str, what: str) -> None:
        """Note what is wrong with a key of a map, at the key; the key may have dots."""
        block = find(self.tree, kind)
        if isinstance(block, Branch):
            self.faults.add(block.keys[name], f"{kind}.{name}", what)

    def fault_under(self, kind: str, name: str, key: str, what: str) -> None:
        """Note what is wrong with a key of a block, or an entry of a list, whose name may have dots: at its value."""
        block = find(self.tree, kind)
        inner = None if block is None else child(block, name)
        if inner is not None:
            self.faults.add((child(inner, key) or inner).spot, f"{kind}.{name}.{key}", what)

    def names(self, kind: str) -> list[str]:
        """The blocks of a kind, whether they passed or not."""
        blocks = self.tree.branch(kind)
        return list(blocks.entries) if blocks else []

    def known(self, path: str, name: str, names: Iterable[str], what: str) -> bool:
        """Whether a name is among those there are; a fault with a hint if not."""
        names = list(names)
        if name in names:
            return True
        self.fault(path, f"there is no {what} {name}{did_you_mean(name, names)}")
        return False

    @property
    def lots(self) -> dict[str, LotGroup]:
        """Lot groups that passed, each with its class, its number of lots and its seller filled in."""
        return {name: self._filled(name, group) for name, group in self.parts.get("lots", {}).items()}

    def _filled(self, name: str, group: LotGroup) -> LotGroup:
        only = self.seller_names[0] if len(self.seller_names) == 1 else ""
        count = LOTS if group.count is None and group.rate_per_day is None and group.rows is None else group.count
        return replace(group, count=count, asset_class=group.asset_class or name, seller=group.seller or only)

    @property
    def bidders(self) -> dict[str, BidderGroup]:
        """Bidder groups that passed."""
        return dict(self.parts.get("bidders", {}))

    @property
    def sellers(self) -> dict[str, SellerGroup]:
        """Sellers that passed; a court if the file names none."""
        return dict(self.parts.get("sellers", {})) if self.names("sellers") else {COURT: SellerGroup()}

    @property
    def seller_names(self) -> list[str]:
        """All sellers, whether they passed or not."""
        return self.names("sellers") or [COURT]

    @property
    def arms(self) -> dict[str, ArmBlock]:
        """Arms that passed, in the order of the file."""
        arms = self.parts.get("arms", {})
        return {name: arms[name] for name in self.names("arms") if name in arms}

    @property
    def regions(self) -> dict[str, float]:
        """Weight of each region, sorted by name; none if they did not pass."""
        regions = self.parts.get("regions")
        if isinstance(regions, int):
            regions = {f"region_{number}": 1.0 for number in range(1, regions + 1)}
        return dict(sorted(regions.items())) if isinstance(regions, dict) else {}


def first_pass(tree: Branch, faults: Faults) -> Scene:
    """Read the shape of every block."""
    block = block_of(Document)
    values = block.read_keys(tree, "", faults)
    own = {item.name: item for item in fields(Document)}
    parts = {
        name: own_default(own[name]) if value is OWN else value
        for name, value in values.items()
        if value is not FAILED and name in own
    }
    return Scene(tree, parts, faults)


def own_default(item: Field[Any]) -> Any:
    """The default of a field that has one."""
    return item.default if item.default_factory is MISSING else item.default_factory()
