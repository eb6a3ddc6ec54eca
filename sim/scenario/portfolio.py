"""Filed lots between the file and the study: what must hold of them, and the groups that they become."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace

from sim.entities.filed import FiledLot
from sim.entities.study import LotGroup
from sim.scenario.nodes import Branch, Leaf, child, find
from sim.scenario.scene import Scene
from sim.tables import did_you_mean
from sim.values import LognormalWorth
from sim.values.filed import around


def parted(blocks: Mapping[str, LotGroup]) -> dict[str, LotGroup]:
    """Lot groups in which all lots are wanted by the same bidders: a block with rows becomes one a class.

    Who comes, and what one bids, is solved for a group and at what its lots differ by. Lots of one class differ in size
    and in nothing else that bidders for them know, and size is among what is solved at.

    Examples
    --------
    >>> homes = LotGroup(worth=LognormalWorth(None, 0.2), rows={"A": FiledLot(appraisal=4.0)}, asset_class="mine")
    >>> {name: (lots.asset_class, lots.worth.median) for name, lots in parted({"mine": homes}).items()}
    {'mine': ('mine', 4.0)}
    """
    found: dict[str, LotGroup] = {}
    for name, lots in blocks.items():
        rows = {} if lots.rows is None else {each: _filled(lots, row) for each, row in lots.rows.items()}
        kinds = sorted({row.asset_class or "" for row in rows.values()})
        for kind in kinds:
            held = {each: row for each, row in rows.items() if row.asset_class == kind}
            found[name if len(kinds) == 1 else f"{name}_{kind}"] = _group(lots, kind, held)
        if not kinds:
            found[name] = lots
    return found


def _filled(lots: LotGroup, row: FiledLot) -> FiledLot:
    """A row with what its block says of cells that are empty."""
    median = row.median
    whole = isinstance(lots.worth, LognormalWorth) and lots.worth.median is not None
    if median is None and not whole and row.appraisal is not None and lots.appraisal is not None:
        median = row.appraisal * math.exp(-lots.appraisal.bias)
    region = row.region or (None if lots.region == "any" else lots.region)
    return replace(row, asset_class=row.asset_class or lots.asset_class, region=region, median=median)


def _group(lots: LotGroup, kind: str, rows: Mapping[str, FiledLot]) -> LotGroup:
    """The lots of a class; a typical one has the geometric mean of their medians."""
    worth, regions = lots.worth, {row.region for row in rows.values()}
    medians = [row.median for row in rows.values() if row.median is not None]
    if isinstance(worth, LognormalWorth) and worth.median is None and medians:
        worth = around(worth, math.exp(math.fsum(map(math.log, medians)) / len(medians)))
    region = regions.pop() if len(regions) == 1 else None
    return replace(lots, rows=dict(rows), asset_class=kind, region=region or "any", worth=worth)


def check_filed(scene: Scene) -> None:
    """Note what is wrong with filed lots, and with worths that leave the median to rows where there are none."""
    for name, lots in scene.lots.items():
        path = f"lots.{name}"
        if lots.rows is not None:
            _rows(scene, path, lots, lots.rows)
        elif isinstance(lots.worth, LognormalWorth) and lots.worth.median is None:
            scene.fault(f"{path}.worth.median", "is missing (median of the common worth)")
    for name in scene.names("lots"):
        _cells(scene, f"lots.{name}")
    _names(scene)


def _cells(scene: Scene, path: str) -> None:
    """Cells against the study, as they are written: a bad number in a row hides no bad region in it or in another."""
    rows = find(scene.tree, f"{path}.rows")
    if not isinstance(rows, Branch):
        return
    horizon = scene.parts.get("horizon_days", math.inf)
    for name, row in rows.entries.items():
        day, region = child(row, "arrive_day"), child(row, "region")
        if isinstance(day, Leaf) and isinstance(day.value, int | float) and day.value >= horizon:
            _fault(scene, path, name, "arrive_day", f"must be below horizon_days, {horizon:g}")
        if (
            isinstance(region, Leaf)
            and isinstance(region.value, str)
            and region.value not in (scene.regions or [region.value])
        ):
            hint = did_you_mean(region.value, list(scene.regions))
            _fault(scene, path, name, "region", f"there is no region {region.value}{hint}")


def _rows(scene: Scene, path: str, lots: LotGroup, rows: Mapping[str, FiledLot]) -> None:
    """Cells against one another, against the block and against the study."""
    if lots.worth.model != "lognormal":
        scene.fault(f"{path}.worth", "lots of a file need worths of model lognormal, which an appraisal can tell of")
        return
    if not rows:
        scene.fault(f"{path}.rows", "must hold at least one lot")
    bare = [name for name, row in rows.items() if row.appraisal is None and row.median is None]
    if bare and isinstance(lots.worth, LognormalWorth) and lots.worth.median is None:
        what = f"has no appraisal, and {path}.worth no median to draw one from{_more(bare)}"
        _fault(scene, path, bare[0], "", what)
    valued = [name for name, row in rows.items() if row.appraisal is not None]
    if valued and lots.appraisal is None:
        _fault(scene, path, valued[0], "appraisal", f"is given, and {path}.appraisal is none{_more(valued)}")


def _more(names: list[str]) -> str:
    """How many lots share a fault."""
    return f"; so do {len(names) - 1} more" if len(names) > 1 else ""


def _fault(scene: Scene, path: str, lot: str, key: str, what: str) -> None:
    """Note what is wrong with a cell, or with a row: ids may have dots."""
    rows = find(scene.tree, f"{path}.rows")
    row = child(rows, lot) if rows is not None else None
    if isinstance(row, Branch):
        spot = row.entries[key].spot if key in row.entries else row.spot
        scene.faults.add(spot, ".".join(part for part in (path, "rows", lot, key) if part), what)


def _names(scene: Scene) -> None:
    """Every lot, and every group of lots, has a name of its own."""
    owner: dict[str, str] = {}
    for block, lots in scene.lots.items():
        for name in lots.rows or ():
            counted = re.fullmatch(r"(.+)-\d+", name)
            other = owner.setdefault(name, block)
            if other != block:
                _fault(scene, f"lots.{block}", name, "", f"{name} is the id of a lot of lots.{other} already")
            elif counted and counted[1] in scene.lots and scene.lots[counted[1]].rows is None:
                _fault(scene, f"lots.{block}", name, "", f"lots of lots.{counted[1]} are called so; give another id")
        for group in parted({block: lots}):
            if group != block and group in scene.names("lots"):
                scene.fault_at_key("lots", group, f"is what a class of lots.{block} is called; give another name")
