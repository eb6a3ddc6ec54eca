"""Lots of one's own in a CSV file: rows become lots, and every cell knows where it stands."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.entities.filed import FiledLot
from sim.scenario.faults import Faults, Spot
from sim.scenario.nodes import Branch, Leaf, Node
from sim.scenario.scalars import scalar
from sim.scenario.shapes.build import block_of
from sim.tables import did_you_mean

ID = "id"
"""The column that names the lots."""

WORDS = ("region", "class")
"""Columns of text; all others are numbers."""

MOST = 5000
"""Lots that are read from a file."""

_FIELD = re.compile(r'("(?:[^"]|"")*"|[^,]*)(?:,|$)')


@dataclass(frozen=True)
class _Cell:
    """What stands in a column of a line."""

    spot: Spot
    text: str


def near_file(path: Path, kind: str) -> str:
    """A hint at a file of a kind with a similar name in the same folder; that both end alike makes no names similar."""
    known = [other.stem for other in path.parent.glob(f"*{kind}")] if path.parent.is_dir() else []
    hint = did_you_mean(path.name.removesuffix(kind), known)
    return f"{hint[:-1]}{kind}?" if "did you mean" in hint else ""


def columns() -> tuple[str, ...]:
    """What the columns of a file may be called."""
    return (ID, *(item.name for item in block_of(FiledLot).keys))


def with_files(tree: Branch, folder: Path, faults: Faults) -> Branch:
    """The scenario with the lots of every ``lots.NAME.file`` written out under ``rows``.

    Parameters
    ----------
    tree : Branch
        With `like` written out.
    folder : Path
        Of the scenario: where a file is that the command line names; others lie beside the file that names them.
    faults : Faults
        Takes what is wrong; a block whose file cannot be used is broken.
    """
    lots = tree.branch("lots")
    for name in lots.entries if lots is not None else ():
        block = lots.branch(name) if lots is not None else None
        if lots is not None and block is not None and "file" in block.entries:
            lots = lots.with_entry(name, _written_out(block, f"lots.{name}", folder, faults))
    return tree if lots is None else tree.with_entry("lots", lots)


def _written_out(block: Branch, path: str, folder: Path, faults: Faults) -> Branch:
    """A block with rows instead of a file."""
    node, rest = block.entries["file"], block.without("file")
    if not block.writes("file"):
        return rest
    others = [name for name in ("count", "rate_per_day", "rows") if block.writes(name)]
    if others:
        faults.add(block.keys["file"], f"{path}.file", f"give {others[0]} or file, not both")
        return replace(rest, broken=True)
    if not isinstance(node, Leaf) or not isinstance(node.value, str):
        faults.add(node.spot, f"{path}.file", "must be the name of a CSV file")
        return replace(rest, broken=True)
    beside = Path(node.spot.file).parent if node.spot.line else folder
    lines = _lines(beside / node.value, node, f"{path}.file", faults)
    rows = None if lines is None else _rows(lines, str(beside / node.value), f"{path}.rows", faults)
    if rows is None:
        return replace(rest, broken=True)
    whole = rest.with_entry("rows", rows, node.spot)
    return replace(whole, cites={**whole.cites, "rows": f"the file {node.value}"})


def _lines(file: Path, node: Leaf, path: str, faults: Faults) -> list[str] | None:
    """The lines of a file; None, with a fault, if it cannot be read."""
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        faults.add(node.spot, path, f"there is no file {node.value}{near_file(file, '.csv')}")
        return None
    except OSError as error:
        faults.add(node.spot, path, f"{node.value} cannot be read: {error.strerror}")
        return None
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        faults.add(Spot(str(file), 1, 1), path, "is UTF-16 text; save it as CSV in UTF-8")
        return None
    try:
        return re.split("\r\n|\n|\r", raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        faults.add(Spot(str(file), line, column), path, "not UTF-8 text; save it as CSV in UTF-8")
        return None


def _rows(lines: Sequence[str], file: str, path: str, faults: Faults) -> Branch | None:
    """Lots by id; None, with a fault, if the file as a whole is of no use."""
    start = Spot(file, 1, 1)
    if not any(line.strip(" ,\t") for line in lines):
        faults.add(start, path, f"the file is empty; its first line names columns: {', '.join(columns())}")
        return None
    names = _header(lines[0], start, path, faults)
    if names is None:
        return None
    found, before = Branch({}, {}, start), len(faults.found)
    for number, line in enumerate(lines[1:], start=2):
        if line.strip(" ,\t"):
            cells = _cells(line, Spot(file, number, 1), path, faults)
            found = _with_row(found, names, cells, path, faults) if cells else found
    if not found.entries and len(faults.found) == before:
        faults.add(start, path, "the file holds no lots: a line each under the names of the columns")
    if len(found.entries) > MOST:
        faults.add(start, path, f"the file holds {len(found.entries)} lots; at most {MOST} are read")
    return found if found.entries else None


def _header(line: str, spot: Spot, path: str, faults: Faults) -> list[str] | None:
    """The names of the columns; None, with a fault, if lots cannot be told apart by them."""
    for mark, word in ((";", "`;`"), ("\t", "tabs")):
        if mark in line and "," not in line:
            faults.add(
                spot, path, f"columns are separated by {word}; save it with commas, and write decimals with a point"
            )
            return None
    cells, names = _cells(line, spot, path, faults), []
    for cell in cells:
        if cell.text in names:
            faults.add(cell.spot, path, f"the column {cell.text} is there twice")
        elif cell.text not in columns():
            hint = did_you_mean(cell.text, list(columns()))
            faults.add(cell.spot, path, f"unknown column {cell.text}{hint}" if cell.text else "a column without a name")
        names.append(cell.text)
    if ID not in names:
        faults.add(spot, path, f"there is no column {ID}: every lot needs a name of its own")
        return None
    return names


def _cells(line: str, spot: Spot, path: str, faults: Faults) -> list[_Cell]:
    """The cells of a line; none, with a fault, if it is no CSV."""
    try:
        texts = next(csv.reader([line], strict=True))
    except csv.Error:
        faults.add(spot, path, "not CSV: a quotation mark is not closed in this line, or text follows it")
        return []
    starts = [found.start() + 1 for found in _FIELD.finditer(line)]
    return [_Cell(replace(spot, column=at), text.strip()) for at, text in zip(starts, texts, strict=False)]


def _with_row(found: Branch, names: Sequence[str], cells: Sequence[_Cell], path: str, faults: Faults) -> Branch:
    """The lots so far and one more."""
    if len(cells) != len(names):
        spot = cells[len(names)].spot if len(cells) > len(names) else cells[0].spot
        hint = "; a comma separates cells, so write 1250000.5 for 1.250.000,5" if len(cells) > len(names) else ""
        faults.add(spot, path, f"has {len(cells)} cells, and the first line names {len(names)} columns{hint}")
        return found
    held = dict(zip(names, cells, strict=True))
    name = held[ID].text
    if not name:
        faults.add(held[ID].spot, path, "has no id: every lot needs a name of its own")
        return found
    if name in found.entries:
        faults.add(held[ID].spot, path, f"{name} is the id of the lot in line {found.keys[name].line} already")
        return found
    spot = replace(held[ID].spot, column=1)
    known = {column: cell for column, cell in held.items() if column in columns() and column != ID and cell.text}
    entries = {column: _leaf(column, cell) for column, cell in known.items()}
    row = Branch(entries, {column: cell.spot for column, cell in known.items()}, spot)
    return found.with_entry(name, row, spot)


def _leaf(column: str, cell: _Cell) -> Node:
    """A cell as a value."""
    return Leaf(cell.text if column in WORDS else scalar(cell.text), cell.text, cell.spot)
