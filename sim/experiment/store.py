"""Parts: the replications of an arm, kept by what they depend on, so that a study resumes and edits are cheap.

``.parts/<program>/<arm>/<first>-<last>.part`` holds consecutive replications. A file is written under a temporary
name, synced and renamed, and starts with the hash of what follows: a part is whole or it is not there.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.errors import RunError
from sim.experiment.columns import KINDS, NUMBER, TEXT, Tables, join, select

FOLDER = ".parts"
SHORT = 20
"""Hexadecimal digits of a key in a folder's name: 80 bits."""


def hashed(body: bytes) -> bytes:
    """Bytes after a line with their hash."""
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def unhashed(data: bytes) -> bytes | None:
    """What was :func:`hashed`; None if it is damaged."""
    head, _, body = data.partition(b"\n")
    return body if hashlib.sha256(body).hexdigest().encode() == head else None


def pack(tables: Tables) -> bytes:
    """Tables as bytes, hash first. Equal tables, equal bytes."""
    arrays = {}
    for table, kinds in KINDS.items():
        columns = tables[table]
        text = [columns[name].tolist() for name, kind in kinds.items() if kind == TEXT]
        numbers = [columns[name] for name, kind in kinds.items() if kind == NUMBER]
        arrays[f"{table}.text"] = np.frombuffer(json.dumps(text).encode(), dtype=np.uint8)
        arrays[f"{table}.numbers"] = np.array(numbers, dtype=np.float64)
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return hashed(buffer.getvalue())


def unpack(data: bytes) -> Tables | None:
    """The tables; None if the bytes are not what was packed."""
    body = unhashed(data)
    if body is None:
        return None
    tables: Tables = {}
    with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
        for table, kinds in KINDS.items():
            text = iter(json.loads(arrays[f"{table}.text"].tobytes()))
            numbers = iter(arrays[f"{table}.numbers"])
            tables[table] = {
                name: np.array(next(text), dtype=np.str_) if kind == TEXT else next(numbers)
                for name, kind in kinds.items()
            }
    return tables


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


@dataclass(frozen=True)
class Store:
    """The parts of one program in a results folder.

    Attributes
    ----------
    folder : Path
        The results folder.
    program : str
        Key of the program, from :func:`sim.experiment.identity.program_key`.
    """

    folder: Path
    program: str

    @property
    def root(self) -> Path:
        """Where this program's parts lie."""
        return self.folder / FOLDER / self.program[:SHORT]

    def place(self, arm: str) -> Path:
        """Where the parts of an arm (its key) lie."""
        return self.root / arm[:SHORT]

    def write(self, arm: str, first: int, last: int, tables: Tables) -> None:
        """Keep the replications `first` to `last`."""
        place = self.place(arm)
        place.mkdir(parents=True, exist_ok=True)
        write_whole(place / f"{first:06d}-{last:06d}.part", pack(tables))

    def forget(self, arm: str) -> None:
        """Drop everything of an arm."""
        shutil.rmtree(self.place(arm), ignore_errors=True)

    def sweep(self) -> None:
        """Drop leftovers of killed runs and parts of other programs, which nobody can use again."""
        for other in (self.folder / FOLDER).glob("*"):
            if other != self.root:
                shutil.rmtree(other)
        for leftover in self.root.glob("*/.*"):
            leftover.unlink(missing_ok=True)

    def parts(self, arm: str) -> list[tuple[int, int, Path]]:
        """First and last replication and file of each part, in order."""
        found = []
        for path in self.place(arm).glob("[0-9]*-[0-9]*.part"):
            first, _, last = path.stem.partition("-")
            found.append((int(first), int(last), path))
        return sorted(found)

    def missing(self, arm: str, replications: int) -> list[int]:
        """Replications below `replications` that have to be played. Damaged parts are dropped."""
        lacking = set(range(replications))
        for first, last, path in self.parts(arm):
            if first >= replications:
                continue
            if unpack(path.read_bytes()) is None:
                path.unlink()
                continue
            lacking -= set(range(first, last + 1))
        return sorted(lacking)

    def read(self, arm: str, replications: int, first: int = 0) -> Iterator[tuple[int, Tables]]:
        """The parts of an arm in order, cut to the replications from `first` and below `replications`.

        Each comes with its last replication.

        Raises
        ------
        RunError
            If a replication is not there.
        """
        wanted = first
        for begins, last, path in self.parts(arm):
            if last < wanted or begins >= replications:
                continue
            tables = unpack(path.read_bytes())
            if tables is None or begins > wanted:
                break
            stop = min(last, replications - 1)
            yield stop, {name: select(columns, wanted, stop) for name, columns in tables.items()}
            wanted = stop + 1
        if wanted < replications:
            raise RunError(f"{self.place(arm)}: replication {wanted} is not there any more; run again")


class Reader:
    """Replications of an arm in blocks of any length, reading every part once and holding one at a time."""

    def __init__(self, store: Store, arm: str, replications: int) -> None:
        self._parts = store.read(arm, replications)
        self._held: list[Tables] = []
        self._upto = -1
        self._replications = replications

    def block(self, first: int, last: int) -> Tables:
        """The tables of the replications `first` to `last`; blocks are asked for in ascending order."""
        while self._upto < last:
            self._upto, part = next(self._parts)
            self._held.append(part)
        whole = self._held[0] if len(self._held) == 1 else join(self._held)
        self._held = [{name: select(columns, last + 1, self._replications) for name, columns in whole.items()}]
        return {name: select(columns, first, last) for name, columns in whole.items()}
