"""Solved games of entry, kept by content beside the parts, so that a rerun or a trace does not solve them again.

``.parts/<program>/entry/<question>.turnout`` holds one answer as JSON, hash first: a results folder may be mailed, and
to read JSON runs nothing, which cannot be said of a pickle. Numbers are written as Python's ``repr`` writes them, so
they come back to the last bit.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from sim.entities.entry import Kind, Turnout
from sim.entities.knowledge import Levels
from sim.equilibrium.entry import Attendance, Comers, Prospect
from sim.experiment.store import SHORT, Store, hashed, unhashed, write_whole

FOLDER = "entry"
"""Among folders that are named by keys in hexadecimal."""


@dataclass(frozen=True)
class Shelf:
    """The solved games of one program in a results folder.

    Attributes
    ----------
    store : Store
    keeps : bool
        Whether what is solved now is put there; a command that only looks writes nothing.
    """

    store: Store
    keeps: bool = True

    def read(self, question: str) -> Attendance | None:
        """The answer to a question (its key); None if it is not there, damaged, or the answer to another one."""
        try:
            data = self._path(question).read_bytes()
        except OSError:
            return None
        body = unhashed(data)
        return None if body is None else unpack(body, question)

    def write(self, question: str, answer: Turnout) -> None:
        """Keep an answer, if this shelf keeps any; only :class:`Attendance` takes long enough to be worth it."""
        if not self.keeps or not isinstance(answer, Attendance):
            return
        path = self._path(question)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, hashed(pack(answer, question)))

    def forget(self) -> None:
        """Drop all answers."""
        shutil.rmtree(self.store.root / FOLDER, ignore_errors=True)

    def _path(self, question: str) -> Path:
        return self.store.root / FOLDER / f"{question[:SHORT]}.turnout"


def pack(answer: Attendance, question: str) -> bytes:
    """An answer as JSON, with the key of its question. Equal answers, equal bytes."""
    told = {
        "question": question,
        "comers": [
            [group, home, asdict(sort), {item.name: getattr(worth, item.name).tolist() for item in fields(worth)}]
            for (group, home), (sort, worth) in answer.comers.items()
        ],
        "believed": [[asdict(kind), numbers] for kind, numbers in answer.believed.items()],
        "levels": None if answer.levels is None else asdict(answer.levels),
        "solutions": [dict(each) for each in answer.solutions],
        "method": answer.method,
        "residual": answer.residual,
    }
    return json.dumps(told).encode()


def unpack(body: bytes, question: str) -> Attendance | None:
    """The answer; None if the bytes are not one to this question."""
    try:
        told = json.loads(body)
        return _answer(told) if told["question"] == question else None
    except (ValueError, TypeError, LookupError, AttributeError):
        return None


def _answer(told: Mapping[str, Any]) -> Attendance:
    levels = told["levels"]
    return Attendance(
        comers={
            (group, home): (Comers(**sort), Prospect(**{name: np.array(row) for name, row in worth.items()}))
            for group, home, sort, worth in told["comers"]
        },
        believed={Kind(**kind): tuple(numbers) for kind, numbers in told["believed"]},
        levels=None if levels is None else Levels(**{name: _frozen(value) for name, value in levels.items()}),
        solutions=tuple(told["solutions"]),
        method=told["method"],
        residual=told["residual"],
    )


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
