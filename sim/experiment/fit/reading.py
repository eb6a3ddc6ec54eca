"""Real sales from CSV files: a row a lot, or the listings that a run has written; every fault with its place.

The faults are those of a scenario file, one a line: ``sales.csv:line:column: column: what is wrong``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.entities.units import Floats, Ids
from sim.experiment.fit.sales import Sales, highest, ladder
from sim.experiment.fit.sheet import Row, Sheet
from sim.experiment.observed import OBSERVED_BIDS, OBSERVED_LOTS
from sim.scenario.faults import Faults
from sim.tables import did_you_mean

OWN = ("id", "class", "appraisal", "hammer", "start", "round", "bidders", "bids", "second", "lowest", "winner")
"""Columns of a user's own file; id, class and winner are names, the others are numbers."""

OWN_BIDS = ("id", "bidder", "bid")
"""Columns of a user's own file of bids."""

FEWEST_LOTS = 30
"""Lots, of each class that is told apart, without which nothing is fitted."""

Ladder = tuple[Floats, Floats, Floats]


def read_sales(path: Path, bids: Path | None, arm: str, classes: Sequence[str]) -> tuple[Sales, list[str]]:
    """Sales from a file, and from one of bids.

    Parameters
    ----------
    path, bids : Path
        A user's own files, or ``observed/lots.csv`` and ``observed/bids.csv`` of a results folder.
    arm : str
        Whose lines are read where the file has arms.
    classes : sequence of str
        Asset classes of the scenario.

    Returns
    -------
    Sales, list of str
        And the classes that are told apart: those that occur, where the scenario has several.

    Raises
    ------
    ScenarioError
        With every fault of the files, one a line.
    """
    faults = Faults()
    sheet = Sheet.read(path, faults)
    listed = None if bids is None else Sheet.read(bids, faults)
    observed = "kind" in sheet.names and "attempt" in sheet.names
    found = _observed(sheet, listed, arm) if observed else _own(sheet, listed)
    told = _classes(sheet, "asset_class" if observed else "class", found, classes)
    if not faults.found and len(found) < FEWEST_LOTS:
        whose = f" of arm {arm}" if observed else ""
        faults.add(sheet.top, "", f"holds {len(found)} lots{whose}; nothing is fitted to fewer than {FEWEST_LOTS}")
    faults.stop_if_any()
    return found, told


def _own(sheet: Sheet, listed: Sheet | None) -> Sales:
    """A user's own file: a row a lot."""
    needed = ("appraisal", "hammer", *(("id", "winner") if listed else ()))
    rows = sheet.known(OWN, needed, partly=True)
    ids = [row["id"].text if "id" in row else "" for row in rows]
    for place, row in enumerate(rows):
        if ids[place] and ids[place] in ids[:place]:
            sheet.fault(row, "id", f"{ids[place]} is there twice")
        if listed and "id" in row and not ids[place]:
            sheet.fault(row, "id", "is missing: bids are found by it")
    numbers = {
        name: sheet.column(rows, name, needed=name == "appraisal")
        for name in OWN
        if name not in ("id", "class", "winner")
    }
    _descending(sheet, rows, numbers)
    steps = (numbers["second"], numbers["lowest"], np.full(len(rows), np.nan))
    if listed is not None:
        steps = _own_ladder(listed, ids, _text(rows, "winner"))
    return _sales(numbers, steps, _text(rows, "class"))


def _descending(sheet: Sheet, rows: Sequence[Row], numbers: dict[str, Floats]) -> None:
    """Drop-outs do not lie above the hammer price, nor the lowest above the second highest."""
    for low, high, name in (("second", "hammer", "hammer price"), ("lowest", "second", "second-highest drop-out")):
        for place in np.flatnonzero(numbers[low] > numbers[high] * (1.0 + 1e-9)).tolist():
            sheet.fault(rows[place], low, f"lies above the {name}, {numbers[high][place]:g}")


def _own_ladder(listed: Sheet, ids: Sequence[str], winners: NDArray[np.str_]) -> Ladder:
    rows = listed.known(OWN_BIDS, OWN_BIDS, partly=True)
    places, named = {name: place for place, name in enumerate(ids)}, _text(rows, "id").tolist()
    for row, name in zip(rows, named, strict=True):
        if "id" in row and name not in places and any(ids):
            listed.fault(row, "id", f"there is no lot {name}{did_you_mean(name, list(ids))}")
    lot = np.array([places.get(name, -1) for name in named], dtype=np.int64)
    return _losers(lot, _text(rows, "bidder"), listed.column(rows, "bid", needed=True), winners)


def _losers(lot: Ids, bidder: NDArray[np.str_], price: Floats, winners: NDArray[np.str_]) -> Ladder:
    """The ladder of those who did not win; lots below 0 and prices that are not known are left out."""
    there = (lot >= 0) & ~np.isnan(price)
    lot, bidder, price = highest(lot[there], bidder[there], price[there])
    losing = bidder != winners[lot]
    return ladder(lot[losing], price[losing], len(winners))


def _observed(sheet: Sheet, listed: Sheet | None, arm: str) -> Sales:
    """The listings that a run has written: the last of each lot."""
    every = [row for row in sheet.known(OBSERVED_LOTS, OBSERVED_LOTS) if row["arm"].text == arm]
    last: dict[tuple[str, str], tuple[float, Row]] = {}
    for row, attempt in zip(every, sheet.column(every, "attempt", needed=True).tolist(), strict=True):
        key = row["replication"].text, row["lot"].text
        if key not in last or attempt > last[key][0]:
            last[key] = attempt, row
    rows = [row for _, row in last.values()]
    names = {"registered": "bidders"}
    numbers = {
        names.get(name, name): sheet.column(rows, name, needed=name == "appraisal")
        for name in ("appraisal", "hammer", "start", "round", "registered", "bids")
    }
    if not np.nansum(numbers["bids"]):
        numbers["bids"] = np.full(len(rows), np.nan)  # the board shows none
    empty = np.full(len(rows), np.nan)
    steps = (empty, empty, empty)
    if listed is not None:
        auctions = {_auction(row): place for place, row in enumerate(rows)}
        shown = [row for row in listed.known(OBSERVED_BIDS, OBSERVED_BIDS) if row["arm"].text == arm]
        lot = np.array([auctions.get(_auction(row), -1) for row in shown], dtype=np.int64)
        prices = listed.column(shown, "standing", needed=True)
        steps = _losers(lot, _text(shown, "bidder"), prices, _text(rows, "winner"))
    return _sales(numbers, steps, _text(rows, "asset_class"))


def _auction(row: Row) -> tuple[str, str, str]:
    return row["replication"].text, row["lot"].text, row["attempt"].text


def _text(rows: Sequence[Row], name: str) -> NDArray[np.str_]:
    return np.array([row[name].text if name in row else "" for row in rows], dtype=np.str_)


def _sales(numbers: dict[str, Floats], steps: Ladder, classes: NDArray[np.str_]) -> Sales:
    second, lowest, spread = steps
    named = {name: numbers[name] for name in ("appraisal", "hammer", "start", "round", "bidders", "bids")}
    return Sales(**named, second=second, lowest=lowest, spread=spread, asset_class=classes)


def _classes(sheet: Sheet, column: str, found: Sales, classes: Sequence[str]) -> list[str]:
    """Classes that are told apart; a fault at each that the scenario does not have, or that has too few lots."""
    there = sorted(set(found.asset_class.tolist()) - {""})
    for row in sheet.rows:
        name = row[column].text if column in row else ""
        if name and name in there and name not in classes:
            sheet.fault(row, column, f"the scenario has no class {name}{did_you_mean(name, list(classes))}")
    if len(set(classes)) < 2:
        return []
    for name in there:
        many = int(np.sum(found.asset_class == name))
        if many < FEWEST_LOTS and not sheet.faults.found:
            what = f"class {name} has {many} lots, fewer than {FEWEST_LOTS}; take them out, or leave the column out"
            sheet.faults.add(sheet.top, column, what)
    return there
