"""A user's own Python file: strategies, timings, laws and measures for ``--plugin FILE.py``.

The file is ordinary Python with one or more of these at its top level::

    STRATEGIES = {"timid": Timid}  # frozen dataclasses that keep the promises in `sim.entities.protocols`
    TIMINGS = {"impatient": Impatient}
    LAWS = {"triangle": Triangle}
    MEASURES = {"dear_share": Measure("dear_share", "share", "…", numerator, denominator)}

A file is executed from the bytes that were hashed, so the manifest names exactly what ran.
"""

from __future__ import annotations

import hashlib
import re
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from importlib.abc import InspectLoader
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from sim.errors import ScenarioError
from sim.laws import LAWS
from sim.measures import MEASURES, Measure
from sim.strategies import STRATEGIES
from sim.tables import Table
from sim.tempo import TIMINGS

NAME = re.compile(r"[a-z][a-z0-9_]*")
MODULE = "sim_plugin_"
"""How the names of modules begin that are users' files."""


@dataclass(frozen=True)
class Promise:
    """What entries of one table must be.

    Attributes
    ----------
    table : Table
    label : str
        The class variable that repeats the entry's name.
    members : tuple of str
        What a class must have; empty for things that are not classes.
    """

    table: Table[Any]
    label: str
    members: tuple[str, ...]

    def broken(self, name: str, thing: object) -> str:
        """What is wrong with an entry, or ''."""
        if not NAME.fullmatch(name):
            return "must have a name of small letters, digits and underscores"
        if name in self.table:
            return f"takes the name of a {self.table.kind} that exists already"
        if self.members:
            return self._broken_class(name, thing)
        return "" if isinstance(thing, Measure) and thing.name == name else f"must be a Measure with the name {name}"

    def _broken_class(self, name: str, thing: object) -> str:
        if not (isinstance(thing, type) and is_dataclass(thing) and vars(thing)["__dataclass_params__"].frozen):
            return "must be a frozen dataclass"
        if getattr(thing, self.label, None) != name:
            return f"must have the class variable {self.label} = {name!r}"
        fields = vars(thing)["__dataclass_fields__"]
        missing = [member for member in self.members if not hasattr(thing, member) and member not in fields]
        return f"lacks {', '.join(missing)}" if missing else ""


PROMISES: Mapping[str, Promise] = {
    "STRATEGIES": Promise(STRATEGIES, "name", ("plan",)),
    "TIMINGS": Promise(TIMINGS, "name", ("habits",)),
    "LAWS": Promise(LAWS, "distribution", ("continuous", "mean", "support", "cdf", "pdf", "ppf")),
    "MEASURES": Promise(MEASURES, "name", ()),
}
"""The module-level names that are read, and what they may hold."""


def fingerprint(path: str | Path) -> str:
    """SHA-256 of the file's bytes, for the manifest.

    Raises
    ------
    ScenarioError
        If the file cannot be read.
    """
    return hashlib.sha256(_read(Path(path))).hexdigest()


def load(path: str | Path) -> None:
    """Execute a plug-in and put its entries into the tables; the same bytes twice in one process do nothing.

    Raises
    ------
    ScenarioError
        If the file cannot be read, fails (with the line), offers nothing, or offers something that keeps no promise.
        Then no entry of it is in any table.
    """
    path = Path(path)
    data = _read(path)
    name = f"{MODULE}{hashlib.sha256(data).hexdigest()}"
    if name in sys.modules:
        return
    # Registered before it runs and under a name made of its bytes: dataclasses and pickle look their module up, and a
    # worker that loads the same bytes finds the same classes.
    loader = _Source(path, data)
    module = sys.modules[name] = module_from_spec(ModuleSpec(name, loader, origin=str(path)))
    try:
        _run(path, loader, module)
        entries = _entries(path, module)
    except ScenarioError:
        del sys.modules[name]
        raise
    for promise, entry, thing in entries:
        promise.table.add(entry, thing)


def brought(thing: object) -> bool:
    """Whether a thing's class came by a plug-in."""
    return type(thing).__module__.startswith(MODULE)


def place(kind: type[Any], error: BaseException) -> str:
    """`` (FILE.py:LINE)``, where in the file that brought a class an error arose; '' if not in it."""
    spec = sys.modules[kind.__module__].__spec__
    path = Path(str(spec.origin if spec else ""))
    lines = _lines(path, error)
    return f" ({path}:{lines[-1]})" if lines else ""


class _Source(InspectLoader):
    """Runs the bytes that were read; unlike the usual loader it leaves no cache beside the user's file."""

    def __init__(self, path: Path, data: bytes) -> None:
        self.path, self.data = path, data

    def get_source(self, fullname: str) -> str:
        """The text of the file."""
        del fullname
        return self.data.decode()

    def get_code(self, fullname: str) -> CodeType:
        """The file compiled under its own path, so that messages can name lines."""
        del fullname
        return self.source_to_code(self.data, str(self.path))


def _read(path: Path) -> bytes:
    """The bytes of the file."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ScenarioError(f"plugin {path}: cannot be read: {error.strerror}") from None


def _run(path: Path, loader: _Source, module: ModuleType) -> None:
    """Fill the module; whatever a user's file raises becomes a sentence with its line."""
    try:
        loader.exec_module(module)
    except (Exception, SystemExit) as error:
        what = traceback.format_exception_only(error)[-1].strip()
        raise ScenarioError(f"plugin {path}:{_line(path, error)}: {what}") from error


def _line(path: Path, error: BaseException) -> int:
    """The last line of the file that led to the error."""
    if isinstance(error, SyntaxError) and error.lineno is not None:
        return error.lineno
    lines = _lines(path, error)
    return lines[-1] if lines else 1


def _lines(path: Path, error: BaseException) -> list[int]:
    """The lines of the file that an error passed, the innermost last."""
    frames = traceback.extract_tb(error.__traceback__)
    return [frame.lineno for frame in frames if frame.filename == str(path) and frame.lineno is not None]


def _entries(path: Path, module: ModuleType) -> list[tuple[Promise, str, Any]]:
    """All entries the module offers, checked."""
    entries = []
    for title, promise in PROMISES.items():
        offered = getattr(module, title, {})
        if not isinstance(offered, Mapping):
            raise ScenarioError(f"plugin {path}: {title} must be a dict from names to things")
        for name, thing in offered.items():
            wrong = promise.broken(str(name), thing)
            if wrong:
                raise ScenarioError(f"plugin {path}: {title}[{name!r}] {wrong}")
            entries.append((promise, str(name), thing))
    if not entries:
        raise ScenarioError(f"plugin {path}: offers nothing; it needs at least one of {', '.join(PROMISES)}")
    return entries
